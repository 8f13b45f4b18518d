"""What facts on goals were taken from, and what becomes of a fact whose grounds change or go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.db.models import F

from hustings.apps.goals.models import Footing
from hustings.apps.people.models import Evidence, MergeEvent
from hustings.apps.people.traces import Traces
from hustings.storage import rows

Rests = tuple[str, int]
"""A kind of Footing and a number."""


def settle(subject_id: int, marks: Mapping[Rests, tuple[Any, ...]], *, complete: bool) -> frozenset[Rests]:
    """Lets go of facts of a link that their grounds do not say any more; `marks` is what each of them says now.

    Returns the grounds whose fact a member took away: it is not taken again.
    """
    gone: list[int] = []
    refused: set[Rests] = set()
    for number, kind, ground, evidence, *said in _standing(subject_id, None if complete else marks):
        rests = (kind, ground)
        if rests not in marks:
            gone += [number] if complete and ground >= 0 else []
        elif evidence is None:
            refused.add(rests)
        elif tuple(said) != marks[rests]:
            gone.append(number)
    _let_go(gone)
    return frozenset(refused)


def _standing(subject_id: int, among: Collection[Rests] | None) -> Iterator[tuple[Any, ...]]:
    """The grounds of a link with the facts on them: all, or those among some."""
    columns = ("id", "kind", "number", "evidence_id", *(f"evidence__{name}" for name in MARK))
    held = Footing.objects.filter(subject_id=subject_id).values_list(*columns)
    if among is None:
        yield from held.iterator(chunk_size=5_000)
        return
    for kind in sorted({kind for kind, _ in among}):
        for chunk in rows.chunks(sorted(number for each, number in among if each == kind)):
            yield from held.filter(kind=kind, number__in=chunk)


MARK = ("person_id", "organisation_id", "kind", "source", "lean")
"""What makes a fact the same (see acts)."""


def place(subject_id: int, grounds: Mapping[Rests, int]) -> None:
    """Puts down which evidence rests on what; what stands already stays. What is left of a link that went gives way."""
    told = ((subject_id, evidence, kind, number) for (kind, number), evidence in grounds.items())
    rows.insert(Footing, ("subject_id", "evidence_id", "kind", "number"), told, conflict="DO NOTHING")
    for chunk in rows.chunks(sorted(set(grounds.values()))):
        Footing.objects.filter(subject=None, evidence_id__in=chunk).delete()


def rests_beyond(kind: str, number: int) -> bool:
    """Whether any fact rests on a ground of this kind with a higher number. One query, of an index."""
    return Footing.objects.filter(kind=kind, number__gt=number).exists()


def refused_among(kind: str, numbers: Collection[int]) -> list[tuple[int, int]]:
    """Those of these grounds whose fact a member took away: ids of the footings with the numbers. One query."""
    return list(Footing.objects.filter(kind=kind, number__in=numbers, evidence=None).values_list("id", "number"))


def put_aside_of(subject_id: int) -> dict[Rests, int]:
    """Refusals of a link whose grounds are gone, by kind and mark (a number below zero): ids of the footings. One query."""
    held = Footing.objects.filter(subject_id=subject_id, evidence=None, number__lt=0)
    return {(kind, mark): number for number, kind, mark in held.values_list("id", "kind", "number")}


def renumber(footings: Collection[tuple[int, int]]) -> None:
    """Gives footings, by their ids, these numbers."""
    rows.update(Footing, ("number",), [(number, footing) for footing, number in footings])


def drop_grounds(kind: str, numbers: Collection[int]) -> None:
    """These records, interactions or guests go: so do the facts that rest on them alone."""
    for chunk in rows.chunks(numbers):
        _let_go(list(Footing.objects.filter(kind=kind, number__in=chunk).values_list("id", flat=True)))


def follow(workspace_id: int, person_ids: list[int]) -> None:
    """Rows moved between people: what rests on somebody's tag rests on that of whom the fact is about by now.

    Where they have the same tag with a fact of its own, what came stays as it is, and is let go when tags are looked at next.
    """
    held = Footing.objects.filter(kind=Footing.Kind.TAG)
    moved = held.filter(evidence__person_id__in=person_ids).exclude(number=F("evidence__person_id"))
    merges = MergeEvent.objects.filter(workspace_id=workspace_id, kept_id__in=person_ids, undone_at=None)
    kept = dict(merges.values_list("gone_id", "kept_id"))
    taken_away = held.filter(evidence=None, number__in=list(kept)).values_list("pk", "subject_id", "number")
    told = [
        *moved.values_list("pk", "subject_id", "evidence__person_id"),
        *((i, each, kept[gone]) for i, each, gone in taken_away),
    ]
    for footing, subject, person in told:
        if not held.filter(subject_id=subject, number=person).exists():
            held.filter(pk=footing).update(number=person)


def forget(workspace_id: int, traces: Traces, interaction_ids: Collection[int]) -> Callable[[], None]:
    """Somebody is erased: nothing is kept of what facts about them were taken from."""
    Footing.objects.filter(evidence__person_id=traces.person_id).delete()
    Footing.objects.filter(kind=Footing.Kind.TAG, number=traces.person_id).delete()
    drop_grounds(Footing.Kind.INTERACTION, interaction_ids)
    return lambda: None


def _let_go(ids: Collection[int]) -> None:
    for chunk in rows.chunks(ids):
        held = Footing.objects.filter(pk__in=chunk)
        facts = list(held.exclude(evidence=None).values_list("evidence_id", flat=True))
        held.delete()
        Evidence.objects.filter(pk__in=facts, footings=None).delete()
