"""Where to begin. PostgreSQL knows its figures and decides alone; for SQLite we count and try, as far as it is cheap.

Either the list is walked in its order and everybody tested, which is best where many are meant, or a rare condition lists its
people first. SQLite keeps no figures that would let it choose, and a wrong choice costs a pass over a million people. What is
found out is used for this one question and then forgotten: there is nothing that could go stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from django.db import connection
from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.db.models.lookups import Exact

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_people
from hustings.apps.people.models import Person
from hustings.apps.people.segments.asking import Part
from hustings.storage import rows

PAGE = 51


FEW = 200
"""So few are tested one by one without another thought."""
RARE = 2_000
"""Whoever holds for at most so many is begun with at once."""
BOUNDS = (20_000, 50_000, 100_000, 200_000, 500_000)
"""How far the others are counted, one after the other, while that is cheaper than walking."""
TRIED = (100, 400)
"""On how many people the whole question is tried; on more where few of them fit."""
ALIKE = 4
"""Conditions that hold for at most so many times as many people as the rarest are listed together with it."""


class NotByIndex(Func):
    """A column that SQLite shall not look up in an index (`+column`)."""

    template = "+%(expressions)s"
    output_field = IntegerField()


@dataclass(slots=True)
class _Counted:
    """A condition and how many people it holds for: `size` is None where they are more than were `counted`."""

    part: Part
    size: int | None = None
    counted: int = 0

    def count(self, bound: int) -> None:
        """Counts on, up to the bound."""
        if self.size is None and self.counted < bound and self.part.rows is not None:
            found = self.part.rows[: bound + 1].count()
            self.size, self.counted = found if found <= bound else None, bound


def planned(actor: Actor, part: Part, *, wanted: int | None = PAGE) -> QuerySet[Person]:
    """The people whom the actor may see and for whom the part holds, to be ordered by the caller.

    `wanted` is how many of them will be read, None for all.
    """
    people = visible_people(actor)
    begin = _beginning(actor, part, wanted) if connection.vendor == "sqlite" else ()
    if not begin:
        return people.filter(part.test)
    first, *alike = (each.rows for each in begin if each.rows is not None)
    others = [each.test for each in part.parts if each not in begin]
    return _plainly(actor).filter(*others, pk__in=first.intersection(*alike) if alike else first)


def _plainly(actor: Actor) -> QuerySet[Person]:
    """The people of the workspace without the help of an index, which would tempt SQLite away from the ids that are given."""
    return Person.objects.filter(Q(Exact(NotByIndex(F("workspace_id")), actor.workspace_id)))


def _beginning(actor: Actor, part: Part, wanted: int | None) -> list[Part]:
    """The conditions to begin with, the rarest first; none to walk the list."""
    listed = [_Counted(each) for each in part.parts or (part,) if each.rows is not None]
    # A volunteer's people are few, and an index lists them.
    if not listed or not actor.may("see_all_people"):
        return []
    walked: float | None = None
    for each in listed:
        each.count(RARE)
        if each.size is not None and each.size <= FEW:
            return [each.part]
        # To build a question costs more than to ask it: what is found soon by walking is not counted further.
        if each.size is None and walked is None:
            walked = _walked(actor, part, wanted)
            if walked <= RARE:
                return []
    before = 0.0
    for bound in (RARE, *BOUNDS):
        if walked is not None and before >= walked:
            return []
        for each in listed:
            each.count(bound)
        known = sorted((each for each in listed if each.size is not None), key=lambda each: each.size or 0)
        if known:
            return [each.part for each in known if (each.size or 0) <= ALIKE * (known[0].size or 0)]
        before = bound
    return []


def _walked(actor: Actor, part: Part, wanted: int | None) -> float:
    """About how many people are looked at in walking the list until enough are found.

    Trying all conditions on the same people shows also those that go together, and those that never do.
    """
    last = rows.select("SELECT max(id) FROM people_person")[0][0] or 1
    for tried in TRIED if wanted is not None else ():
        some = _some_people(actor, part, tried, last)
        found = some.aggregate(held=Count("pk"), hits=Count("pk", filter=part.test))
        if found["hits"] and (tried == TRIED[-1] or found["hits"] >= tried / 20):
            return (wanted or 0) * float(found["held"]) / float(found["hits"])
    return float(last)


def _some_people(actor: Actor, part: Part, tried: int, last: int) -> QuerySet[Person]:
    """The people on whom a question is tried: the first of the index that would be walked, or some of all."""
    ordered = next((each for each in part.parts or (part,) if each.in_order), None)
    if ordered is not None:
        first = visible_people(actor).filter(ordered.test).order_by("sort_name")
        return _plainly(actor).filter(pk__in=list(first.values_list("pk", flat=True)[:tried]))
    # Always the same people: the same question is planned alike each time.
    return _plainly(actor).filter(pk__in=Random(last).sample(range(1, last + 1), min(tried, last)))  # noqa: S311
