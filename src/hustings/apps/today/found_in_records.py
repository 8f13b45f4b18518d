"""Reads in stored records what apps.today.found_occasions looks for: contributions that reached somebody, and public pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.intake.naming import PUBLIC
from hustings.apps.intake.tie_sources import UNSAID
from hustings.apps.network.models import NamedIn
from hustings.apps.people.models import Identity
from hustings.apps.people.provenance import refused_sources
from hustings.kernel.provenance import Use
from hustings.kernel.records import ContributionRecord, PostRecord, decode

LINE = 200
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


def told(workspace_id: int, since: int, until: int, *, begin: datetime, now: datetime) -> Told:
    """What records with ids beyond `since` up to `until` tell of the time from `begin` on."""
    held = KeptRecord.objects.filter(workspace_id=workspace_id, id__gt=since, id__lte=until, at__gte=begin, at__lte=now)
    held = held.filter(kind__in=("contribution", "post")).exclude(source_id__in=refused(workspace_id))
    rows = list(held.exclude(source__reader__in=UNSAID).select_related("source"))
    named: dict[int, list[int]] = defaultdict(list)
    for record, person in NamedIn.objects.filter(record_id__in=[row.pk for row in rows]).values_list("record_id", "person_id"):
        if person is not None:
            named[record].append(person)
    records = [(row, decode(row.payload)) for row in rows]
    gifts = [(row, each) for row, each in records if isinstance(each, ContributionRecord)]
    posts = [(row, each) for row, each in records if isinstance(each, PostRecord) and _is_piece(each)]
    return Told(list(_sums(gifts, named)), list(_pieces(posts, named)))


def _sums(gifts: list[tuple[KeptRecord, ContributionRecord]], named: dict[int, list[int]]) -> Iterator[Gift]:
    found: dict[tuple[int, str, int, str], list[tuple[float, datetime]]] = defaultdict(list)
    for row, each in gifts:
        for person in named[row.pk]:
            found[person, each.currency, row.source_id, row.source.reader].append((_number(each.amount), each.at))
    for (person, currency, source_id, source), given in found.items():
        yield person, currency, sum(amount for amount, _ in given), len(given), max(at for _, at in given), source_id, source


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


def _pieces(posts: list[tuple[KeptRecord, PostRecord]], named: dict[int, list[int]]) -> Iterator[Piece]:
    """Pieces with whoever wrote them, by their handle, and with officials whom they name."""
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
