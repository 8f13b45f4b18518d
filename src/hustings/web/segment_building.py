"""Segments built by pointing: rows of field, operator and value in groups, to a tree and back.

A tree that is deeper than groups of rows is left to the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from hustings.apps.people.queries import Askable, AskableThing
from hustings.engine.segments import All, Condition, Expression, Has, Not, Some, all_of, some_of
from hustings.web.segment_wording import operators_of

PLAIN, SOME, EVERY, NONE = "", "any", "all", "none"
HAS, LACKS = "has:", "no:"
MOST_ROWS, MOST_GROUPS = 60, 20


@dataclass(frozen=True, slots=True)
class Row:
    """One condition as it stands in the form: `operator` may begin with `not `."""

    field: str = ""
    operator: str = "="
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together. The first group of a form is plain: its rows stand beside the other groups."""

    kind: str = PLAIN
    least: int = 1
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """The whole form. `every` joins rows and groups by "and"."""

    every: bool = True
    groups: tuple[Group, ...] = field(default_factory=lambda: (Group(rows=(Row(),)),))


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with what its selects and its input offer."""

    number: int
    row: Row
    field: Askable | None
    fields: Sequence[tuple[str, Sequence[Askable]]]
    operators: Sequence[tuple[str, Any]]
    wants_value: bool


# From the form


def build_of(given: QueryDict) -> Build:
    """The form as it was sent, with what was asked for in `act` done to it."""
    if "kind" not in given and "f" not in given:
        return Build()
    kinds, least = given.getlist("kind"), given.getlist("least")
    rows: list[list[Row]] = [[] for _ in range(max(1, min(len(kinds), MOST_GROUPS)))]
    for place, name, operator, value in zip(
        given.getlist("g"), given.getlist("f"), given.getlist("o"), given.getlist("v"), strict=False
    ):
        if place.isdecimal() and int(place) < len(rows) and sum(map(len, rows)) < MOST_ROWS:
            rows[int(place)].append(Row(name, operator, value))
    groups = tuple(
        Group(kinds[number] if number < len(kinds) and number else PLAIN, _least(least, number), tuple(held))
        for number, held in enumerate(rows)
    )
    return _acted(Build(given.get("join") != "any", groups), given.get("act", "") or given.get("more", ""))


def _least(given: list[str], number: int) -> int:
    text = given[number] if number < len(given) else ""
    return max(1, min(int(text), 999)) if text.isascii() and text.isdecimal() and len(text) < 5 else 1


def _acted(build: Build, act: str) -> Build:
    """The form after a button: `row:GROUP`, `drop:NUMBER of row`, `group:KIND`, `less:GROUP`."""
    what, _, target = act.partition(":")
    groups = list(build.groups)
    number = int(target) if target.isdecimal() else -1
    if what == "row" and 0 <= number < len(groups):
        groups[number] = replace(groups[number], rows=(*groups[number].rows, Row()))
    elif what == "group" and len(groups) < MOST_GROUPS:
        groups.append(Group(target, rows=(Row(),)))
    elif what == "less" and 0 < number < len(groups):
        del groups[number]
    elif what == "drop":
        groups = [replace(group, rows=rows) for group, rows in zip(groups, _without(groups, number), strict=True)]
    return replace(build, groups=tuple(groups))


def _without(groups: list[Group], number: int) -> list[tuple[Row, ...]]:
    left, found = number, []
    for group in groups:
        found.append(tuple(row for place, row in enumerate(group.rows) if place != left))
        left -= len(group.rows)
    return found


# To a tree


def tree_of(build: Build) -> Expression | None:
    """What the form asks so far; rows that are not complete are left out. None where nothing is."""
    plain, *groups = build.groups
    parts = [part for row in plain.rows if (part := _condition(row)) is not None]
    parts += [part for group in groups if (part := _grouped(group)) is not None]
    if not parts:
        return None
    return all_of(parts) if build.every else some_of(parts)


def _condition(row: Row) -> Expression | None:
    denied, operator = row.operator.startswith("not "), row.operator.removeprefix("not ")
    if not row.field or (operator != "known" and not row.value.strip()):
        return None
    condition = Condition(row.field, operator, () if operator == "known" else (" ".join(row.value.split()),))  # type: ignore[arg-type]
    return Not(condition) if denied else condition


def _grouped(group: Group) -> Expression | None:
    parts = [part for row in group.rows if (part := _condition(row)) is not None]
    if group.kind.startswith((HAS, LACKS)):
        held = Has(group.kind.partition(":")[2], all_of(parts) if parts else None, group.least)
        return held if group.kind.startswith(HAS) else Not(held)
    if not parts:
        return None
    if group.kind == NONE:
        return Not(some_of(parts))
    return all_of(parts) if group.kind == EVERY else some_of(parts)


# From a tree


def build_from(tree: Expression | None) -> Build | None:
    """The form that asks what a tree asks; None for one that cannot be pointed at."""
    if tree is None:
        return Build()
    every = not isinstance(tree, Some)
    parts = tree.parts if isinstance(tree, All | Some) else (tree,)
    plain: list[Row] = []
    groups: list[Group] = []
    for part in parts:
        row = _row(part)
        group = None if row else _group(part)
        if row is not None:
            plain.append(row)
        elif group is not None:
            groups.append(group)
        else:
            return None
    return Build(every, (Group(rows=tuple(plain)), *groups))


def _row(part: Expression) -> Row | None:
    condition = part.part if isinstance(part, Not) else part
    if not isinstance(condition, Condition) or len(condition.values) > 1:
        return None
    operator = f"not {condition.operator}" if isinstance(part, Not) else condition.operator
    return Row(condition.field, operator, condition.values[0] if condition.values else "")


def _group(part: Expression) -> Group | None:
    inner = part.part if isinstance(part, Not) else part
    if isinstance(inner, Has):
        rows = _rows(inner.part, All) if inner.part is not None else ()
        kind = LACKS if isinstance(part, Not) else HAS
        return None if rows is None else Group(f"{kind}{inner.thing}", inner.least, rows)
    if isinstance(part, Not):
        rows = _rows(inner, Some)
        return None if rows is None else Group(NONE, rows=rows)
    rows = _rows(inner, type(inner))
    return None if rows is None else Group(EVERY if isinstance(inner, All) else SOME, rows=rows)


def _rows(tree: Expression, joint: type[Any]) -> tuple[Row, ...] | None:
    """Conditions that are joined in this one way, as rows; several values are a row each where rows are joined by "or"."""
    parts = tree.parts if isinstance(tree, All | Some) and isinstance(tree, joint) else (tree,)
    if len(parts) == 1 and isinstance(tree, Condition) and len(tree.values) > 1 and joint is not All:
        parts = tuple(Condition(tree.field, tree.operator, (value,)) for value in tree.values)
    rows = [_row(part) for part in parts]
    return None if any(row is None for row in rows) else tuple(row for row in rows if row is not None)


# To show


def shown_groups(
    build: Build, fields: Sequence[Askable], things: Sequence[AskableThing]
) -> list[tuple[int, Group, AskableThing | None, list[Shown]]]:
    """Each group with its number, the thing that it is about, and its rows with what they offer."""
    found, number = [], 0
    for place, group in enumerate(build.groups):
        thing = next((each for each in things if each.key == group.kind.partition(":")[2]), None)
        offered = thing.fields if thing is not None else fields
        rows = [_shown(number + count, row, offered) for count, row in enumerate(group.rows)]
        number += len(rows)
        found.append((place, group, thing, rows))
    return found


def _shown(number: int, row: Row, offered: Sequence[Askable]) -> Shown:
    chosen = next((each for each in offered if each.key.casefold() == row.field.casefold()), None)
    groups: dict[str, list[Askable]] = {}
    for each in offered:
        groups.setdefault(each.group, []).append(each)
    operators = operators_of(chosen) if chosen is not None else ()
    if chosen is not None and row.operator not in dict(operators):
        row = replace(row, operator=operators[0][0])
    return Shown(number, row, chosen, list(groups.items()), operators, not row.operator.endswith("known"))
