"""Reads in stored records what apps.today.found_occasions looks for: contributions that reached somebody, and public pieces.

A name alone could be anybody's: beside officials, whom intake finds by it, a piece is about somebody whom it names together with
an organisation where they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from hustings.apps.goals.models import Stakeholder
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.intake.naming import PUBLIC, names_in
from hustings.apps.intake.tie_sources import UNSAID
from hustings.apps.network.models import NamedIn
from hustings.apps.people.models import Identity, Occasion, Person, Position
from hustings.apps.people.provenance import refused_people, refused_sources
from hustings.kernel.provenance import Use
from hustings.kernel.records import ContributionRecord, PostRecord, decode
from hustings.storage.rows import chunks

LINE = 200
PIECES = 50
"""So many pieces at a time are searched for names: each may hold some hundred."""
Gift = tuple[int, str, float, int, datetime, int, str]
"""Person, currency, sum, how many, the newest moment, and the source by number and name."""
Piece = tuple[int, datetime, str, int, str, str]
"""Person, moment, words, number of the record, source and link."""


class Told(NamedTuple):
    """What the records of one look tell."""

    gifts: list[Gift]
    pieces: list[Piece]


def refused(workspace_id: int) -> frozenset[int]:
    """Sources whose use rules keep anybody from being written to, or matched, because of them. Two queries."""
    return refused_sources(workspace_id, Use.CONTACT) | refused_sources(workspace_id, Use.MATCH)


def matter_to_us(workspace_id: int, person_ids: Collection[int]) -> set[int]:
    """Those of these people who have a tie to us or stand on the map of an open goal, and may be written to. Four queries."""
    tied = Q(connected_on__isnull=False) | Q(last_touch_at__isnull=False) | ~Q(segment="none")
    held = Person.objects.filter(workspace_id=workspace_id, pk__in=person_ids, own_member=None, do_not_contact=False)
    known = set(held.filter(tied).values_list("id", flat=True))
    mapped = Stakeholder.objects.filter(person__in=held, dismissed=False, goal__state="open").values_list("person_id", flat=True)
    return (known | {person for person in mapped if person}) - refused_people(workspace_id, Use.CONTACT)


def gifts_told(source_id: int, now: datetime) -> str:
    """The evidence of an occasion that tells of somebody's gifts by one source: one a month."""
    return f"gifts:{source_id}:{now:%Y-%m}"


def told(workspace_id: int, since: int, until: int, *, begin: datetime, now: datetime) -> Told:
    """What records with ids beyond `since` up to `until` tell of the time from `begin` on; for whom they tell of a gift: all."""
    lately = _allowed(workspace_id).filter(at__gte=begin, at__lte=now)
    held = lately.filter(id__gt=since, id__lte=until, kind__in=("contribution", "post"))
    rows = list(held.select_related("source"))
    named, houses = _named(row.pk for row in rows)
    gifts = {(person, row.source_id) for row in rows if row.kind == "contribution" for person in named[row.pk]}
    posts = [(row, each) for row in rows if isinstance(each := decode(row.payload), PostRecord) and _is_piece(each)]
    for number, people in _at_their_houses(workspace_id, posts, houses).items():
        named[number] += people
    return Told(list(_sums(workspace_id, gifts, lately, now)), list(_pieces(posts, named)))


def _allowed(workspace_id: int) -> QuerySet[KeptRecord]:
    held = KeptRecord.objects.filter(workspace_id=workspace_id).exclude(source_id__in=refused(workspace_id))
    return held.exclude(source__reader__in=UNSAID)


def _named(numbers: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, set[str]]]:
    """By record: people whom it names, and the keys of organisations."""
    people: dict[int, list[int]] = defaultdict(list)
    houses: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(numbers):
        for record, person, key in NamedIn.objects.filter(record_id__in=chunk).values_list("record_id", "person_id", "key"):
            if person is not None:
                people[record].append(person)
            elif key:
                houses[record].add(key)
    return people, houses


def _sums(workspace_id: int, gifts: Collection[tuple[int, int]], lately: QuerySet[KeptRecord], now: datetime) -> Iterator[Gift]:
    """Of these people and sources, where no occasion told of it this month, what came to whom lately, in all."""
    matter = matter_to_us(workspace_id, {person for person, _ in gifts})
    kinds = {gifts_told(source, now) for _, source in gifts}
    said = set(Occasion.objects.filter(person_id__in=matter, evidence__in=kinds).values_list("person_id", "evidence"))
    wanted = {(person, source) for person, source in gifts if person in matter and (person, gifts_told(source, now)) not in said}
    found: dict[tuple[int, str, int, str], list[tuple[float, datetime]]] = defaultdict(list)
    for person, row in _given_to({person for person, _ in wanted}, lately.filter(source_id__in={source for _, source in wanted})):
        record = decode(row.payload)
        if (person, row.source_id) in wanted and isinstance(record, ContributionRecord):
            found[person, record.currency, row.source_id, row.source.reader].append((_number(record.amount), record.at))
    for (person, currency, source_id, source), given in found.items():
        yield person, currency, sum(amount for amount, _ in given), len(given), max(at for _, at in given), source_id, source


def _given_to(person_ids: Collection[int], records: QuerySet[KeptRecord]) -> Iterator[tuple[int, KeptRecord]]:
    named = list(NamedIn.objects.filter(person_id__in=person_ids, kind="gift").values_list("record_id", "person_id"))
    for chunk in chunks(named):
        held = records.filter(kind="contribution").select_related("source").in_bulk({number for number, _ in chunk})
        for number, person in chunk:
            if number in held:
                yield person, held[number]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _is_piece(record: PostRecord) -> bool:
    """A public article, or a public post that leads to one, by somebody else."""
    public = record.status == "published" and record.visibility.casefold() in PUBLIC and not record.is_repost
    theirs = record.author is not None and not record.author.is_owner
    return public and theirs and bool(record.title or record.shared_link) and bool(_link(record))


def _at_their_houses(
    workspace_id: int, posts: list[tuple[KeptRecord, PostRecord]], houses: dict[int, set[str]]
) -> dict[int, list[int]]:
    """By record: people whom it names, each with an organisation where they are by now and nobody else has their name."""
    found: dict[int, list[int]] = defaultdict(list)
    for some in chunks([(row.pk, each) for row, each in posts if houses[row.pk]], PIECES):
        said = {number: set(names_in(each)) for number, each in some}
        names, keys = set().union(*said.values()), set().union(*(houses[number] for number in said))
        there: dict[tuple[str, str], set[int]] = defaultdict(set)
        held = Position.objects.filter(workspace_id=workspace_id, current=True, organisation__key__in=keys)
        for chunk in chunks(sorted(names)):
            columns = ("person__name", "organisation__key", "person_id")
            for name, key, person in held.filter(person__name__in=chunk).values_list(*columns):
                there[name, key].add(person)
        for number, known in said.items():
            alone = [min(people) for (name, key), people in there.items()
                     if len(people) == 1 and name in known and key in houses[number]]  # fmt: skip
            found[number] += sorted(set(alone))
    return found


def _pieces(posts: list[tuple[KeptRecord, PostRecord]], named: dict[int, list[int]]) -> Iterator[Piece]:
    """Pieces with whoever wrote them, by their handle, and with whom they name."""
    writers = _writers(posts)
    for row, each in posts:
        words = " ".join((each.title or each.text).split())[:LINE]
        source = (each.author.name if each.author else "") or row.source.reader
        for person in sorted({*writers[row.pk], *named[row.pk]}):
            yield person, each.at, words, row.pk, source, _link(each)


def _writers(posts: list[tuple[KeptRecord, PostRecord]]) -> dict[int, list[int]]:
    """Of the people whom a piece names by a handle, the one whose handle its author has."""
    authors = {row.pk: {(one.kind, one.value) for one in each.author.identities} for row, each in posts if each.author}
    held = list(KeptMention.objects.filter(record_id__in=authors).values_list("record_id", "person_id"))
    handles = _handles({person for _, person in held})
    found: dict[int, list[int]] = defaultdict(list)
    for record, person in held:
        if authors[record] & handles[person]:
            found[record].append(person)
    return found


def _handles(person_ids: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for person, kind, value in Identity.objects.filter(person_id__in=person_ids).values_list("person_id", "kind", "value"):
        found[person].add((kind, value))
    return found


def _link(record: PostRecord) -> str:
    """Where the piece stands, on the web."""
    address = record.shared_link or record.link
    try:
        return address[:2_000] if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""
