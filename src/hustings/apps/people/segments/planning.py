"""Where to begin. PostgreSQL knows its figures and decides alone; for SQLite we count as far as it is cheap.

Either the list is walked in its order and everybody tested, which is best where many are meant, or a rare condition lists its
people first. SQLite keeps no figures that would let it choose, and a wrong choice costs a pass over a million people.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, IntegerField, Max, Q, QuerySet
from django.db.models.lookups import Exact

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_people
from hustings.apps.people.models import Person
from hustings.apps.people.segments.asking import Part

PAGE = 51
BOUNDS = (2_000, 20_000, 200_000)
"""How far conditions are counted, one bound after the other, until it is clear where to begin."""
GUESS = 0.2
"""The share of people for whom a condition holds that no index can list."""


class NotByIndex(Func):
    """A column that SQLite shall not look up in an index (`+column`)."""

    template = "+%(expressions)s"
    output_field = IntegerField()


@dataclass(slots=True)
class _Counted:
    """A condition and how many people it holds for: `size` is None while it is not known, and then more than was counted."""

    part: Part
    size: int | None = None


def planned(actor: Actor, part: Part, *, wanted: int | None = PAGE) -> QuerySet[Person]:
    """The people whom the actor may see and for whom the part holds, to be ordered by the caller.

    `wanted` is how many of them will be read, None for all.
    """
    people = visible_people(actor)
    if connection.vendor != "sqlite":
        return people.filter(part.test)
    parts = part.parts or (part,)
    begin = _beginning(actor, parts, wanted)
    if begin is None:
        return people.filter(part.test)
    others = [each.test for each in parts if each is not begin]
    return Person.objects.filter(_visible_without_index(actor), *others, pk__in=begin.rows)


def _visible_without_index(actor: Actor) -> Q:
    """What `visible_people` filters by, so that no index on it tempts SQLite away from the rare condition."""
    seen = _plainly("workspace_id", actor.workspace_id)
    return seen if actor.may("see_all_people") else seen & _plainly("assigned_to_id", actor.member_id)


def _plainly(column: str, value: int) -> Q:
    return Q(Exact(NotByIndex(F(column)), value))


def _beginning(actor: Actor, parts: tuple[Part, ...], wanted: int | None) -> Part | None:
    """The condition to begin with, or None to walk the list."""
    listed = [_Counted(part) for part in parts if part.rows is not None]
    if not listed or not actor.may("see_all_people"):
        # A volunteer's people are few, and an index lists them.
        return None
    everybody = max(1, Person.objects.aggregate(last=Max("pk"))["last"] or 1)
    unlisted = GUESS ** (len(parts) - len(listed))
    for bound in BOUNDS:
        _count(listed, bound)
        known = [each for each in listed if each.size is not None]
        least = min(known, key=lambda each: each.size or 0, default=None)
        if least is not None and (least.size or 0) <= _walked(listed, everybody, unlisted, bound, wanted):
            return least.part
    return None


def _count(listed: list[_Counted], bound: int) -> None:
    for each in listed:
        if each.size is None:
            assert each.part.rows is not None
            found = each.part.rows[: bound + 1].count()
            each.size = found if found <= bound else None


def _walked(listed: list[_Counted], everybody: int, share: float, bound: int, wanted: int | None) -> float:
    """How many people are looked at in walking the list until enough are found."""
    for each in listed:
        share *= min(1.0, (bound if each.size is None else each.size) / everybody)
    if wanted is None or share <= 0:
        return everybody
    return min(everybody, wanted / share)
