"""Finds occasions in what is there: seats that people took, money that reached them or their house, and what was published.

They are suggestions: each says what it was found in, and is settled, put off or said to be wrong like any other reason. Only who
has a tie to us, or stands on the map of an open goal, has occasions; sources that forbid contact bring none. A look costs what is
new: what was looked at is looked at again only where rows may have come to light among it since (apps.today.watermarks).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max, Model
from django_tasks import task

from hustings.apps.accounts.models import Workspace
from hustings.apps.intake.models import KeptRecord
from hustings.apps.people.models import Occasion, Position
from hustings.apps.records.models import Edition, Filing
from hustings.apps.today import found_in_records
from hustings.apps.today.models import FoundUntil
from hustings.apps.today.watermarks import advance
from hustings.kernel.clock import utc_now

LATELY = timedelta(days=60)
"""So long after its day an occasion is still worth a word."""
AT_ONCE = 50_000
"""Rows, counted by their ids, that one look goes through."""
LEAST_MONEY = 1_000
"""Below this a sum is no occasion."""
COMMITTEES = ("committee", "subcommittee")
"""Bodies whose seats are given out, not won."""
KINDS = ("election_result", "funding", "publication")
"""What is found here."""
FOUNDED = 200
"""So many open occasions of a kind are asked at a look whether what they were found in is still there."""
SELDOM = ("kept:", "filing:")
"""Of these there may be very many about one person."""


class Found(NamedTuple):
    """An occasion as it was found: whose, of what kind, when, in which words, in what, and where that stands."""

    person_id: int
    kind: str
    at: datetime
    text: str
    evidence: str
    source: str
    link: str = ""


@task()
def find_everywhere() -> int:
    """Looks through what is new in every workspace; returns how many occasions were found. Runs every ten minutes."""
    return sum(_to_the_end(number) for number in Workspace.objects.order_by("id").values_list("id", flat=True))


def _to_the_end(workspace_id: int) -> int:
    found, more = 0, True
    while more:
        fresh, more = find_occasions(workspace_id, now=utc_now())
        found += fresh
    return found


def find_occasions(workspace_id: int, *, now: datetime, at_once: int = AT_ONCE) -> tuple[int, bool]:
    """Looks through what came since the last look. Returns how many occasions were found, and whether more is to be looked at."""
    with transaction.atomic():
        held, _ = FoundUntil.objects.select_for_update().get_or_create(workspace_id=workspace_id)
        before = dict(held.newest)
        found: list[Found] = []
        more = False
        for name, model, look in LOOKS:
            stretches, beyond = advance(held.newest, name, model, at_once=at_once)
            for since, until in stretches:
                found += look(workspace_id, since, until, now)
            more = more or beyond
        _drop_unfounded(workspace_id, held.newest, now)
        if held.newest != before:
            held.save(update_fields=["newest"])
        return _keep(workspace_id, found, now), more


def _seats(workspace_id: int, since: int, until: int, now: datetime) -> Iterator[Found]:
    """Seats that were won by a vote of a place, and began lately."""
    held = Position.objects.filter(workspace_id=workspace_id, id__gt=since, id__lte=until, division__gt="", current=True)
    held = held.filter(
        since__gte=(now - LATELY).date().isoformat(), since__lte=now.date().isoformat(), organisation__isnull=False
    )
    held = held.exclude(organisation__body__classification__in=COMMITTEES).order_by("id")
    columns = ("person_id", "title", "since", "organisation_id", "organisation__name", "organisation__body__number")
    told = list(held.values_list(*columns))
    titles = _editions(workspace_id, {number for *_, number in told if number})
    for person, title, begun, body, name, number in told:
        source, link = titles.get(_scope(number), ("", ""))
        text = ", ".join(part for part in (title, name) if part)
        yield Found(person, "election_result", _moment(begun, now), text, f"seat:{body}:{begun}", source, link)


def _mandates(workspace_id: int, since: int, until: int, now: datetime) -> Iterator[Found]:
    """Money that a house is paid for its work, as filings tell, for whoever works there."""
    held = Filing.objects.filter(workspace_id=workspace_id, id__gt=since, id__lte=until, amount__gte=LEAST_MONEY)
    held = held.filter(at__gte=now - LATELY, at__lte=now, registrant__isnull=False)
    allowed = held.exclude(record_id__in=_refused_records(workspace_id, held)).order_by("-amount", "id")
    told = list(allowed.select_related("registrant", "client"))
    titles = _editions(workspace_id, {row.number for row in told})
    people = _working_at(workspace_id, {row.registrant_id for row in told if row.registrant_id})
    for row in told:
        source, link = titles.get(_scope(row.number), ("", ""))
        client = row.client.name if row.client else ""
        said = ", ".join(part for part in (f"{row.amount:,.0f} {row.currency}".strip(), client, row.subject) if part)
        house = row.registrant.name if row.registrant else ""
        for person in people.get(row.registrant_id or 0, ()):
            assert row.at is not None
            yield Found(person, "funding", row.at, f"{house}: {said}", f"filing:{row.record_id}", source, link)


def _refused_records(workspace_id: int, filings: Any) -> list[int]:
    refused = found_in_records.refused(workspace_id)
    held = KeptRecord.objects.filter(pk__in=filings.values("record_id"), source_id__in=refused) if refused else None
    return list(held.values_list("id", flat=True)) if held is not None else []


def _working_at(workspace_id: int, houses: Collection[int]) -> dict[int, list[int]]:
    held = Position.objects.filter(workspace_id=workspace_id, organisation_id__in=houses, current=True)
    found: dict[int, list[int]] = {}
    for house, person in held.values_list("organisation_id", "person_id").distinct():
        found.setdefault(house or 0, []).append(person)
    return found


def _told_in_records(workspace_id: int, since: int, until: int, now: datetime) -> Iterator[Found]:
    """What stored records tell: contributions that somebody got, pieces that somebody wrote or is named in."""
    told = found_in_records.told(workspace_id, since, until, begin=now - LATELY, now=now)
    for person, currency, amount, number, at, source_id, source in told.gifts:
        if amount >= LEAST_MONEY:
            text = f"{amount:,.0f} {currency} ({number})"
            yield Found(person, "funding", at, text, found_in_records.gifts_told(source_id, now), source)
    for person, at, text, record, source, link in told.pieces:
        yield Found(person, "publication", at, text, f"kept:{record}", source, link)


LOOKS: tuple[tuple[str, type[Model], Any], ...] = (
    ("position", Position, _seats), ("filing", Filing, _mandates), ("kept", KeptRecord, _told_in_records),
)  # fmt: skip


def _keep(workspace_id: int, found: Iterable[Found], now: datetime) -> int:
    """Notes what was found about people who matter to us; of pieces and of filings one each fortnight (a firm files by the
    hundred on one day), and a seat in place of a new position.
    """
    held = list(found)
    if not held:
        return 0
    known = found_in_records.matter_to_us(workspace_id, {each.person_id for each in held})
    recent = Occasion.objects.filter(person_id__in=known, kind__in=("publication", "funding"), at__gte=now - timedelta(days=14))
    said = set(recent.values_list("person_id", "kind"))
    kept: list[Occasion] = []
    for each in sorted(held, key=lambda one: one.at, reverse=True):
        if each.person_id not in known or (each.evidence.startswith(SELDOM) and (each.person_id, each.kind) in said):
            continue
        said.add((each.person_id, each.kind))
        facts = {"text": each.text[:400], "source": each.source, "link": each.link, "found": "1"}
        kept.append(
            Occasion(workspace_id=workspace_id, person_id=each.person_id, kind=each.kind, at=each.at, facts=facts,
                     evidence=each.evidence[:80])
        )  # fmt: skip
    before = Occasion.objects.filter(workspace_id=workspace_id).aggregate(newest=Max("id"))["newest"] or 0
    Occasion.objects.bulk_create(kept, ignore_conflicts=True)
    _one_word_for_one_seat(workspace_id, {each.person_id for each in kept if each.kind == "election_result"}, now)
    return Occasion.objects.filter(workspace_id=workspace_id, pk__gt=before).count()


def _one_word_for_one_seat(workspace_id: int, person_ids: Collection[int], now: datetime) -> None:
    """A seat that an import noted as a new position is congratulated on once."""
    seats = Occasion.objects.filter(workspace_id=workspace_id, person_id__in=person_ids, kind="election_result")
    said = {(person, facts.get("text", "")) for person, facts in seats.values_list("person_id", "facts")}
    noted = Occasion.objects.filter(person_id__in=person_ids, kind="new_position", settled_at=None)
    same = [
        row.pk
        for row in noted
        if (row.person_id, ", ".join(filter(None, (row.facts.get("title"), row.facts.get("organisation"))))) in said
    ]
    Occasion.objects.filter(pk__in=same).update(settled_at=now)


def _drop_unfounded(workspace_id: int, held: dict[str, Any], now: datetime) -> None:
    """What was found in something that is not there any more (an import was taken back) is no occasion.

    Of each kind some are asked about at a look, from where the look before ended, which `held` keeps under "founded".
    """
    numbers: dict[str, dict[int, list[int]]] = {"seat": {}, "filing": {}, "kept": {}}
    for pk, evidence, person in _next_open(workspace_id, held, now):
        kind, _, rest = evidence.partition(":")
        if kind in numbers:
            numbers[kind].setdefault(person if kind == "seat" else int(rest), []).append(pk)
    there = {
        "seat": Position.objects.filter(person_id__in=numbers["seat"], current=True, division__gt="").values_list("person_id"),
        "filing": Filing.objects.filter(record_id__in=numbers["filing"]).values_list("record_id"),
        "kept": KeptRecord.objects.filter(pk__in=numbers["kept"]).values_list("id"),
    }
    gone: list[int] = []
    for kind, rows in numbers.items():
        left = {number for (number,) in there[kind]} if rows else set()
        gone += [pk for number, ids in rows.items() if number not in left for pk in ids]
    if gone:
        Occasion.objects.filter(pk__in=gone).delete()


def _next_open(workspace_id: int, held: dict[str, Any], now: datetime) -> Iterator[tuple[int, str, int]]:
    before: dict[str, int] = held.get("founded", {})
    ended: dict[str, int] = {}
    for kind in KINDS:
        waiting = Occasion.objects.filter(workspace_id=workspace_id, kind=kind, settled_at=None, pk__gt=before.get(kind, 0))
        rows = list(waiting.order_by("pk").values_list("id", "evidence", "person_id", "at")[:FOUNDED])
        if len(rows) == FOUNDED:
            ended[kind] = rows[-1][0]
        yield from ((pk, evidence, person) for pk, evidence, person, at in rows if at >= now - LATELY)
    if ended or before:
        held["founded"] = ended


def _editions(workspace_id: int, numbers: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and page of the sets of public data that these external ids come from."""
    held = Edition.objects.filter(workspace_id=workspace_id, scope__in={_scope(number) for number in numbers})
    return {scope: (title, link) for scope, title, link in held.order_by("as_of", "id").values_list("scope", "title", "link")}


def _scope(number: str | None) -> str:
    return (number or "").partition(":")[0]


def _moment(day: str, now: datetime) -> datetime:
    """The morning of a day that may be told in part."""
    whole = f"{day}-01-01"[:10] if len(day) == 4 else f"{day}-01"[:10]
    return datetime.combine(date.fromisoformat(whole), datetime.min.time().replace(hour=8), now.tzinfo)
