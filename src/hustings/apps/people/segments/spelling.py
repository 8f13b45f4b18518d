"""Comparisons without regard to case and accents: lookups for any column, and the spellings that an index holds.

Person.objects.filter(name__alike_contains="jose")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, Lookup, TextField

from hustings.engine.linkage.folding import fold
from hustings.engine.segments.spelling import Kind, beginnings, glob_patterns, regular_expression
from hustings.storage import rows

MOST = 5_000
"""So many spellings are looked through in an index; of more the rows themselves are compared."""


class Alike(Lookup[bool]):
    """Equal but for case and accents."""

    lookup_name = "alike"
    kind: Kind = "="

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """With a regular expression."""
        left, given = self.process_lhs(compiler, connection)
        return f"{left} ~ %s", [*given, regular_expression(str(self.rhs), self.kind)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """With SQLite's own patterns, which are compared without a call into Python."""
        left, given = self.process_lhs(compiler, connection)
        patterns = glob_patterns(str(self.rhs), self.kind)
        return f"({' OR '.join([f'{left} GLOB %s'] * len(patterns))})", [each for p in patterns for each in (*given, p)]


class AlikeContains(Alike):
    """Holds it, but for case and accents."""

    lookup_name = "alike_contains"
    kind = "contains"


class AlikeBegins(Alike):
    """Begins with it, but for case and accents."""

    lookup_name = "alike_begins"
    kind = "begins with"


for _field in (CharField, TextField):
    for _lookup in (Alike, AlikeContains, AlikeBegins):
        _field.register_lookup(_lookup)


def spellings_held(table: str, expression: str, within: str, given: Sequence[Any], values: Iterable[str]) -> list[str] | None:
    """The spellings of these values that the table holds; None where too many begin alike to look through them all.

    `expression` is what an index holds in order behind the columns that `within` fixes; it is walked from one spelling to the
    next, so that the cost follows the number of spellings and not of rows.
    """
    return spellings_begun(table, expression, within, given, values)


def spellings_begun(
    table: str, expression: str, within: str, given: Sequence[Any], values: Iterable[str], *, end: str = ""
) -> list[str] | None:
    """The same, and with an `end` also longer texts in which the value stands before that sign: `Ely, Cambridgeshire`."""
    found: dict[str, None] = {}
    for value in values:
        held = _walked(table, expression, within, given, value)
        if len(held) > MOST:
            return None
        wanted = fold(value)
        found.update(dict.fromkeys(each for each in held if _is(fold(each), wanted, end)))
    return list(found)


def _is(held: str, wanted: str, end: str) -> bool:
    return held == wanted or (end != "" and held.startswith(wanted + end))


def _walked(table: str, expression: str, within: str, given: Sequence[Any], value: str) -> list[str]:
    """The spellings that begin like the value, in the order of the index."""
    in_order = connection.vendor == "sqlite"
    # Where accented letters stand in the order of another data base is not known: there all spellings are walked.
    ranges = [(each, each + "\U0010ffff") for each in beginnings(value)] if in_order else [("", "")]
    # A cast would keep SQLite from its index, and without one PostgreSQL does not know the type.
    begun = " UNION ALL ".join(["SELECT %s, %s" if in_order else "SELECT %s::text, %s::text"] * len(ranges))
    end = f"AND {expression} < high" if in_order else ""
    first = f"SELECT {expression} FROM {table} WHERE {within} AND {expression} {{}} {end} ORDER BY {expression} LIMIT 1"  # noqa: S608
    query = (
        f"WITH RECURSIVE begun (low, high) AS ({begun}), held (value, high) AS ("  # noqa: S608
        f"SELECT ({first.format('>= low')}), high FROM begun UNION ALL "
        f"SELECT ({first.format('> held.value')}), high FROM held WHERE value IS NOT NULL) "
        f"SELECT value FROM held WHERE value IS NOT NULL LIMIT {MOST + 1}"
    )
    return [row[0] for row in rows.select(query, [*(each for pair in ranges for each in pair), *given, *given])]
