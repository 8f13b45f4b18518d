"""What imported files tell of ties among others: relationships of contact data bases. What X tells is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.network.sources import DESCRIBERS, LINKS, Link, Scope, Viewer, split
from hustings.engine.among import Fact
from hustings.kernel.records import TieRecord, decode
from hustings.storage import rows

WORDS: tuple[tuple[str, str], ...] = (
    *((word, "family") for word in ("spouse", "partner", "parent", "child", "sibling", "family", "household")),
    *((word, "worked_with") for word in ("employ", "supervis", "staff", "colleague", "board")),
    *((word, "mentor") for word in ("mentor", "advis", "recruit")),
    ("friend", "friend"),
)
"""The beginning of a word of a relationship, and the kind of tie that it is; any other one is an acquaintance."""
UNSAID = frozenset({"x_archive"})
"""What these sources tell of relations is not matched with anything (X's terms)."""


def register_ties() -> None:
    """Adds the source; called once when Django loads the room."""
    LINKS.append(_kept)
    DESCRIBERS["kept"] = _described


def _kept(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """Ties of files between two whom we know; those of the owner of an export are ours, and no tie among others."""
    held = KeptMention.objects.filter(
        record__workspace_id=viewer.workspace_id, record__kind="tie", person__own_member__isnull=True
    ).exclude(record__source__reader__in=UNSAID)
    records: Collection[int] | None = None
    if scope is not None:
        people, _ = split(scope)
        records = {
            number
            for chunk in rows.chunks(people)
            for number in held.filter(person_id__in=chunk).values_list("record_id", flat=True)
        }
    ends: dict[int, list[int]] = defaultdict(list)
    for record, person in _mentions(held.order_by("record_id", "id").values_list("record_id", "person_id"), records):
        ends[record].append(person)
    both = sorted(record for record, people in ends.items() if len(people) == 2)
    for chunk in rows.chunks(both):
        for number, payload in KeptRecord.objects.filter(pk__in=chunk).values_list("id", "payload"):
            told = decode(payload)
            if isinstance(told, TieRecord) and not (told.subject.is_owner or told.other.is_owner):
                yield Link(("person", ends[number][0]), ("person", ends[number][1]), _fact(told, number))


def _mentions(columns: Any, records: Collection[int] | None) -> Iterator[tuple[int, int]]:
    if records is None:
        yield from columns.iterator(chunk_size=5_000)
        return
    for chunk in rows.chunks(sorted(records)):
        yield from columns.filter(record_id__in=chunk)


def _fact(told: TieRecord, number: int) -> Fact:
    said = told.relation.casefold()
    kind = next((kind for word, kind in WORDS if word in said), "knows")
    return Fact(kind, at=told.at, since=told.at, sign=told.sign, evidence=f"kept:{number}")


def _described(workspace_id: int, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    held = KeptRecord.objects.filter(workspace_id=workspace_id, pk__in=numbers, kind="tie").values_list("id", "payload")
    return {number: {"words": getattr(decode(payload), "relation", "")} for number, payload in held}
