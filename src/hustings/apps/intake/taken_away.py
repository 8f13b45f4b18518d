"""What a member took away from the evidence stays away although its grounds go and come again.

An import that is undone takes its rows along; the same file brings them under new numbers. So what was refused is remembered by
what its source calls it, as a mark that tells nothing of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django.db.models import QuerySet

from hustings.apps.events.models import Guest
from hustings.apps.goals import footings
from hustings.apps.goals.acts import PublicAct
from hustings.apps.intake.models import KeptRecord
from hustings.apps.people.models import Interaction
from hustings.storage import rows


def put_aside(kind: str, numbers: Collection[int]) -> None:
    """These rows are about to go: what was refused of them is remembered by its mark. One query for each chunk of rows."""
    for chunk in rows.chunks(sorted(numbers)):
        refused = footings.refused_among(kind, chunk)
        if refused:
            marks = _marks(kind, {number for _, number in refused})
            footings.renumber([(footing, marks[number]) for footing, number in refused if number in marks])


def put_aside_guests(record_ids: Collection[int]) -> None:
    """The same of the guests whom these stored records brought."""
    for chunk in rows.chunks(sorted(record_ids)):
        put_aside("guest", list(Guest.objects.filter(record_id__in=chunk).values_list("id", flat=True)))


def take_up(subject_id: int, acts: Iterable[PublicAct]) -> None:
    """What came again bears its refusal under the new number. One query where nothing waits for that."""
    waiting = footings.put_aside_of(subject_id)
    grounds = [each.rests for each in acts if each.rests] if waiting else []
    for kind in {kind for kind, _ in waiting}:
        for chunk in rows.chunks(sorted({number for each, number in grounds if each == kind})):
            found = {mark: number for number, mark in _marks(kind, chunk).items()}
            held = [(waiting[kind, mark], number) for mark, number in found.items() if (kind, mark) in waiting]
            footings.renumber(held)


def _marks(kind: str, numbers: Collection[int]) -> dict[int, int]:
    """The mark of each of these rows; of those that have no name in their source, none."""
    return {number: _mark(name) for number, *name in _named(kind, numbers)}


def _named(kind: str, numbers: Collection[int]) -> Iterator[tuple[Any, ...]]:
    held: dict[str, tuple[QuerySet[Any, Any], tuple[str, ...]]] = {
        "interaction": (Interaction.objects.all(), ("source__reader", "kind", "external_id")),
        "kept": (KeptRecord.objects.all(), ("source__reader", "kind", "external_id")),
        "guest": (Guest.objects.all(), ("event__title", "key")),
    }
    if kind in held:
        query, columns = held[kind]
        yield from query.filter(pk__in=numbers).values_list("pk", *columns)


def _mark(name: Iterable[str]) -> int:
    """A number below zero, so that it is never that of a row."""
    told = "\n".join(str(each).casefold() for each in name).encode()
    return -1 - (int.from_bytes(blake2b(told, digest_size=8).digest(), "big") >> 1)
