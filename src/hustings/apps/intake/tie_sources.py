"""What imported files and feeds tell of ties among others: relationships of contact data bases, money given, and who is named
together in a public item. What the use rule of a source keeps from being matched (X) is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Count

from hustings.apps.events.models import Guest
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.network.changes import WATCHED, Watched
from hustings.apps.network.models import NamedIn
from hustings.apps.network.nodes import Node
from hustings.apps.network.sources import DESCRIBERS, GROUPS, LINKS, Groups, Link, Scope, Seat, Viewer, split
from hustings.apps.people.models import Organisation, Person
from hustings.apps.people.provenance import refused_sources
from hustings.apps.records.models import Filing
from hustings.engine.among import Fact, GiftClass, gift_class
from hustings.kernel.provenance import Use
from hustings.kernel.records import ContributionRecord, TieRecord, decode
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


MOST_NAMED = 6
"""An item that names more of those whom we know is a list, and ties nobody."""
AT_ONCE = 2_000
NEWEST = 5_000
"""So many gifts of one donor or recipient are looked at on a page, the newest; the graph has all."""


def register_ties() -> None:
    """Adds the source; called once when Django loads the room."""
    LINKS.extend([_kept, _gifts])
    GROUPS.append(Groups("named", MOST_NAMED, _named))
    DESCRIBERS["kept"] = _described
    DESCRIBERS["gift"] = _described_gifts
    WATCHED["mention"] = Watched(KeptMention, people=("person_id",), workspace="record__workspace_id")
    WATCHED["named"] = Watched(NamedIn, people=("person_id",), others=_organisations_named)
    WATCHED["guest"] = Watched(Guest, people=("person_id",))
    WATCHED["filing"] = Watched(Filing, organisations=("registrant_id", "client_id"))


def _organisations_named(fresh: Any) -> Iterator[Node]:
    named = fresh.exclude(key="")
    held = Organisation.objects.filter(workspace_id__in=named.values("workspace_id"), key__in=named.values("key"))
    for number in held.values_list("id", flat=True).iterator(chunk_size=2_000):
        yield ("organisation", number)


def _kept(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """Ties of files between two whom we know; those of the owner of an export are ours, and no tie among others."""
    held = KeptMention.objects.filter(record__workspace_id=viewer.workspace_id, record__kind="tie")
    held = held.exclude(person_id__in=_ourselves(viewer.workspace_id)).exclude(record__source__reader__in=UNSAID)
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


def _ourselves(workspace_id: int) -> list[int]:
    """The people who are members. Asked by themselves: a data base takes "is no member" for a rare thing, and begins there."""
    return list(Person.objects.filter(workspace_id=workspace_id, own_member__isnull=False).values_list("id", flat=True))


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


Given = tuple[int, Node, ContributionRecord, int]
"""Who gave, to whom, the record that tells it and its number."""


class Gift(NamedTuple):
    """What one gave another in a year, at last on a day; `number` is the newest record of it."""

    amount: float
    currency: str
    at: datetime
    number: int


def _gifts(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """Donors and those to whom they gave, by the class of what they gave in a year. One's own gifts are ours, and no tie.

    Gifts come donor by donor, so that the sums of one alone are held at a time.
    """
    refused = refused_sources(viewer.workspace_id, Use.MATCH)
    chunks = rows.chunks(_gift_mentions(viewer, scope), AT_ONCE)
    given = (gift for chunk in chunks for gift in _given(viewer.workspace_id, chunk, refused))
    for donor, theirs in groupby(given, key=itemgetter(0)):
        yield from _links_of(donor, theirs)


def _links_of(donor: int, given: Iterable[Given]) -> Iterator[Link]:
    """The ties of one donor."""
    years: dict[tuple[Node, int, str], Gift] = {}
    for _, recipient, told, number in given:
        key = (recipient, told.at.year, told.currency)
        before = years.get(key)
        amount = _amount(told) + (before.amount if before else 0.0)
        newest = max(before.at, told.at) if before else told.at
        years[key] = Gift(amount, told.currency, newest, max(number, before.number) if before else number)
    for (recipient, _, _), gift in years.items():
        if gift.amount <= 0:
            continue
        found = gift_class(gift.amount)
        fact = Fact(
            "donor", at=gift.at, since=gift.at, evidence=f"gift:{gift.number}", chance=found.chance, note=_class(found, gift)
        )
        yield Link(("person", donor), recipient, fact)


def _class(found: GiftClass, gift: Gift) -> str:
    """A class in figures: `200-999 USD, 2026`."""
    span = f"{found.least:,}+" if found.below is None else f"{found.least:,}-{found.below - 1:,}"
    return f"{span} {gift.currency}, {gift.at.year}"


def _amount(told: ContributionRecord) -> float:
    """The sum, below 0 of a refund."""
    try:
        return float(told.amount)
    except ValueError:
        return 0.0


def _gift_mentions(viewer: Viewer, scope: Scope) -> Iterable[tuple[int, int]]:
    """Donors with the numbers of their gifts, donor by donor: all, or those of these donors and recipients."""
    columns = KeptMention.objects.exclude(person_id__in=_ourselves(viewer.workspace_id)).values_list("person_id", "record_id")
    if scope is None:
        gifts = columns.filter(record__workspace_id=viewer.workspace_id, record__kind="contribution")
        return gifts.order_by("person_id", "record_id").iterator(chunk_size=5_000)
    found: list[tuple[int, int]] = []
    for chunk in rows.chunks(_gift_records(viewer, scope)):
        # By the records alone, which are known to be gifts here: with more to go by, a data base may go through all of them.
        found.extend(columns.filter(record_id__in=chunk))
    return sorted(found)


def _gift_records(viewer: Viewer, scope: Collection[Node]) -> Iterable[int]:
    """The numbers of the gifts of these donors and recipients."""
    held = NamedIn.objects.filter(workspace_id=viewer.workspace_id, kind="gift")
    people, organisations = split(scope)
    most = NEWEST if viewer.member_id is not None else None
    found: set[int] = set()
    for chunk in rows.chunks(people):
        given = KeptMention.objects.filter(person_id__in=chunk, record__kind="contribution").order_by("-record_id")
        found.update(given.values_list("record_id", flat=True)[:most])
        found.update(held.filter(person_id__in=chunk).order_by("-record_id").values_list("record_id", flat=True)[:most])
    for chunk in rows.chunks(organisations):
        keys = Organisation.objects.filter(workspace_id=viewer.workspace_id, pk__in=chunk).values_list("key", flat=True)
        theirs = held.filter(key__in=list(keys)).order_by("-record_id")
        found.update(theirs.values_list("record_id", flat=True)[:most])
    return sorted(found)


def _given(workspace_id: int, mentions: list[tuple[int, int]], refused: Collection[int]) -> Iterator[Given]:
    """Donor, recipient and record of those gifts whose both ends are known, in the order of the mentions."""
    numbers = sorted({number for _, number in mentions})
    named = NamedIn.objects.filter(workspace_id=workspace_id, record_id__in=numbers, kind="gift")
    recipients = _nodes(workspace_id, named.values_list("record_id", "person_id", "key"))
    held = KeptRecord.objects.filter(pk__in=list(recipients)).exclude(source_id__in=refused)
    payloads = dict(held.values_list("id", "payload"))
    for donor, number in mentions:
        told = decode(payloads[number]) if number in payloads else None
        for recipient in recipients[number] if isinstance(told, ContributionRecord) else ():
            yield donor, recipient, told, number  # type: ignore[misc]


def _nodes(workspace_id: int, named: Iterable[tuple[int, int | None, str]]) -> dict[int, list[Node]]:
    """Who is meant by what records name: a person, else the organisation of that key, if there is one by now."""
    told = list(named)
    keys = sorted({key for _, person, key in told if person is None and key})
    known: dict[str, int] = {}
    for chunk in rows.chunks(keys):
        held = Organisation.objects.filter(workspace_id=workspace_id, key__in=chunk)
        known.update(held.values_list("key", "id"))
    found: dict[int, list[Node]] = defaultdict(list)
    for number, person, key in told:
        if person is not None:
            found[number].append(("person", person))
        elif key in known:
            found[number].append(("organisation", known[key]))
    return found


def _named(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who is named together in a public item, by a handle or, of officials and organisations, by name."""
    refused, ourselves = refused_sources(viewer.workspace_id, Use.MATCH), _ourselves(viewer.workspace_id)
    for chunk in rows.chunks(_items(viewer.workspace_id, scope), AT_ONCE):
        items = KeptRecord.objects.filter(pk__in=chunk, kind__in=("post", "comment")).exclude(source__reader__in=UNSAID)
        when = dict(items.exclude(source_id__in=refused).values_list("id", "at"))
        by_name = NamedIn.objects.filter(record_id__in=list(when), kind="item").values_list("record_id", "person_id", "key")
        found = _nodes(viewer.workspace_id, by_name)
        by_handle = KeptMention.objects.filter(record_id__in=list(when)).exclude(person_id__in=ourselves)
        for number, person in by_handle.values_list("record_id", "person_id"):
            found[number].append(("person", person))
        for number in sorted(found):
            for node in sorted(set(found[number])):
                yield Seat(str(number), node, when[number], when[number], f"kept:{number}")


def _items(workspace_id: int, scope: Scope) -> Iterable[int]:
    """The numbers of items that name somebody: of all that name two or more by handle or anybody by name, or of some people."""
    named = NamedIn.objects.filter(workspace_id=workspace_id, kind="item")
    held = KeptMention.objects.filter(record__workspace_id=workspace_id, record__kind__in=("post", "comment"))
    found: set[int] = set()
    if scope is None:
        found.update(named.values_list("record_id", flat=True).iterator(chunk_size=5_000))
        several = held.order_by().values("record_id").annotate(number=Count("id")).filter(number__gt=1)
        found.update(several.values_list("record_id", flat=True).iterator(chunk_size=5_000))
        return sorted(found)
    people, organisations = split(scope)
    for chunk in rows.chunks(people):
        found.update(held.filter(person_id__in=chunk).order_by("-record_id").values_list("record_id", flat=True)[:NEWEST])
        found.update(named.filter(person_id__in=chunk).values_list("record_id", flat=True))
    for chunk in rows.chunks(organisations):
        keys = Organisation.objects.filter(workspace_id=workspace_id, pk__in=chunk).values_list("key", flat=True)
        found.update(named.filter(key__in=list(keys)).order_by("-record_id").values_list("record_id", flat=True)[:NEWEST])
    return sorted(found)


def _described(workspace_id: int, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    held = KeptRecord.objects.filter(workspace_id=workspace_id, pk__in=numbers).values_list("id", "payload")
    return {number: _words(decode(payload)) for number, payload in held}


def _words(told: Any) -> dict[str, Any]:
    if isinstance(told, TieRecord):
        return {"words": told.relation}
    said = getattr(told, "title", "") or getattr(told, "text", "")
    return {"words": " ".join(said.split())[:120], "link": getattr(told, "link", "")}


def _described_gifts(workspace_id: int, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """The class of what was given in the year of the newest gift; sums themselves stay with the records."""
    held = KeptRecord.objects.filter(workspace_id=workspace_id, pk__in=numbers).values_list("id", "payload")
    told = ((number, decode(payload)) for number, payload in held)
    return {number: {"words": each.recipient} for number, each in told if isinstance(each, ContributionRecord)}
