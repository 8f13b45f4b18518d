"""How far rows were looked at, where others may still be writing rows with lower numbers.

On PostgreSQL a transaction draws the numbers of its rows when it writes them and shows them when it ends, so that a row may come
to light below others that were looked at long before. Whoever was writing at a look is noted with its stretch of numbers, which
is looked at once more when they have ended. On SQLite one writes at a time, and numbers come to light in their order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Model

from hustings.storage import rows

_WRITERS = """SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation IN (%s::regclass, pg_get_serial_sequence(%s, 'id')::regclass)"""


class Stretch(NamedTuple):
    """Rows with numbers beyond `since`, up to `until`."""

    since: int
    until: int


def advance(held: dict[str, Any], name: str, model: type[Model], *, at_once: int) -> tuple[list[Stretch], bool]:
    """The stretches to look at now, and whether there is more. Notes in `held`, under `name` and "again", how far that is.

    A stretch may come twice, so whatever is stored of it has to be the same then. Read the rows afterwards, each query seeing
    what was committed before it: whoever has ended since the newest number was read is seen, whoever has not is noted.
    """
    since = held.get(name, 0)
    newest = model._default_manager.aggregate(newest=Max("id"))["newest"] or 0
    until = min(newest, since + at_once)
    writing = _writers(model)
    kept: dict[str, list[list[Any]]] = held.get("again", {})
    noted = [(*ends, writing.intersection(writers)) for *ends, writers in kept.get(name, [])]
    ready = [Stretch(*ends) for *ends, writers in noted if not writers]
    waiting = [[*ends, sorted(writers)] for *ends, writers in noted if writers]
    found = ready[:1]
    if until > since:
        found.append(Stretch(since, until))
        waiting += [[since, until, sorted(writing)]] if writing else []
    held[name] = until
    again = {**kept, name: [*([*each, []] for each in ready[1:]), *waiting]}
    if kept or again[name]:
        held["again"] = {each: stretches for each, stretches in again.items() if stretches}
    return found, until < newest or len(ready) > 1


def _writers(model: type[Model]) -> set[str]:
    """Transactions of others that hold the table, or the numbers of its rows, for writing; each until it ends."""
    if connection.vendor != "postgresql":
        return set()
    table = f'"{model._meta.db_table}"'
    return {name for (name,) in rows.select(_WRITERS, [table, table])}
