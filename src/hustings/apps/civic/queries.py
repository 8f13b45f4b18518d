"""Who holds office where: bodies with their members by rank, and the officials of a place or a postcode.

Everything names the sets of public data that it comes from (`scopes`), so that doors can say from where and as of when.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.actions import place_key, postcode_key
from hustings.apps.civic.models import Body, Division, Postcode
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Position, SourceRecord
from hustings.connectors.records.american import STATES
from hustings.kernel.errors import NotFound
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.storage import rows

MOST = 2_000
"""Officials of one answer; no place has as many."""
MOST_PLACES = 60
"""Places of one answer."""
KINDS = ("legislature", "upper", "lower", "executive", "government", "committee", "subcommittee")
"""Classifications in the order in which bodies are shown; all others come after them."""
WITHIN = ("cd", "sldu", "sldl")
"""Kinds of districts that a larger place is cut into: whoever sits for one of them does not sit for the whole place."""

_CHAIR = re.compile(r"^(?:co-?)?chair|^president|^speaker|^presidente|^presidenta|^portavoz|^governor|^mayor", re.IGNORECASE)
_DEPUTY = re.compile(r"vice|deputy|ranking|^lieutenant|secretar(?!y of state)|co-?chair|cochair", re.IGNORECASE)
_FIGURES = re.compile(r"(?=.*\d)[\w -]{3,12}")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body in a list. `members` counts those who hold an office in it now."""

    id: int
    name: str
    classification: str
    division: str
    members: int


@dataclass(frozen=True, slots=True)
class Office:
    """An office held by a person. `side` is the majority or the minority where the body has them."""

    person_id: int
    name: str
    body_id: int | None
    body: str
    classification: str
    title: str
    party: str
    side: str
    rank: int
    division: str
    since: str
    until: str
    where: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body with those in office, those who were, the body above it and those below it. `scopes` name where it comes from."""

    id: int
    name: str
    classification: str
    division: str
    website: str
    parent: BodyRow | None
    parts: tuple[BodyRow, ...]
    members: tuple[Office, ...]
    former: tuple[Office, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with the officials who sit for it. `is_whole` where whoever is looked for lives in it for certain."""

    division: str
    name: str
    is_whole: bool
    officials: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for a place or a postcode found. Several `districts` of one kind are all shown: none is preferred.

    `kind` is "postcode", "place" or "nothing"; `missing` where no table of postcodes or places holds what was asked.
    """

    query: str
    kind: str
    places: tuple[PlaceView, ...]
    more: bool = False

    @property
    def officials(self) -> tuple[Office, ...]:
        """All of them, each office once."""
        return tuple(dict.fromkeys(office for place in self.places for office in place.officials))

    @property
    def districts(self) -> tuple[PlaceView, ...]:
        """The places of which only one holds the address that was meant."""
        return tuple(place for place in self.places if not place.is_whole)


def bodies(actor: Actor, *, classification: str = "", query: str = "", most: int = 500, today: date) -> tuple[BodyRow, ...]:
    """Bodies by kind and name, at most so many; `query` is a part of the name."""
    actor.require("see_people")
    held = _bodies(actor)
    if classification:
        held = held.filter(classification=classification)
    if query.strip():
        held = held.filter(organisation__name__icontains=query.strip())
    shown = list(held.order_by("organisation__name", "id")[:most])
    return tuple(sorted(_rows(actor, shown, today=today), key=lambda row: _kind_order(row.classification)))


def classifications(actor: Actor) -> tuple[tuple[str, int], ...]:
    """The kinds of bodies that there are, with how many of each."""
    actor.require("see_people")
    counted = _bodies(actor).values_list("classification").annotate(number=Count("id"))
    return tuple(sorted(counted, key=lambda pair: (_kind_order(pair[0]), pair[0])))


def _kind_order(classification: str) -> int:
    return KINDS.index(classification) if classification in KINDS else len(KINDS)


def _bodies(actor: Actor) -> QuerySet[Body]:
    held = Body.objects.filter(workspace_id=actor.workspace_id).select_related("organisation")
    if actor.may("see_all_people"):
        return held
    mine = Position.objects.filter(visible_through(actor, "person")).values("organisation_id")
    return held.filter(organisation_id__in=mine)


def _rows(actor: Actor, held: Sequence[Body], *, today: date) -> list[BodyRow]:
    now = _in_office(actor, today).filter(organisation_id__in=[body.organisation_id for body in held])
    counts = dict(now.values_list("organisation_id").annotate(number=Count("person_id", distinct=True)))
    return [
        BodyRow(
            body.organisation_id, body.organisation.name, body.classification, body.division, counts.get(body.organisation_id, 0)
        )
        for body in held
    ]


def _in_office(actor: Actor, today: date) -> QuerySet[Position]:
    """Positions that last: not over, and with no end before today. Ends are dates as text, years and months among them."""
    over = Q(until__gt="", until__lt=today.isoformat())
    # A year or a month that has begun is not over before its last day.
    started = Q(until=today.isoformat()[:4]) | Q(until=today.isoformat()[:7])
    return Position.objects.filter(visible_through(actor, "person"), current=True).filter(~over | started)


def body_view(actor: Actor, organisation_id: int, *, today: date) -> BodyView:
    """A body with its members by rank, majority first. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    actor.require("see_people")
    body = _bodies(actor).filter(organisation_id=organisation_id).select_related("parent").first()
    if body is None:
        raise NotFound("There is no such body.")
    now = _offices(_in_office(actor, today).filter(organisation_id=organisation_id))
    holders = {office.person_id for office in now}
    once = Position.objects.filter(visible_through(actor, "person"), organisation_id=organisation_id)
    former = [office for office in _offices(once.exclude(person_id__in=holders)) if office.title != "Lobbyist"]
    above = _bodies(actor).filter(organisation_id=body.parent_id).first() if body.parent_id else None
    parts = _rows(actor, list(_bodies(actor).filter(parent_id=organisation_id).order_by("organisation__name")), today=today)
    said = {body.number.partition(":")[0], *(scope for office in now for scope in office.scopes)}
    return BodyView(
        id=organisation_id, name=body.organisation.name, classification=body.classification, division=body.division,
        website=body.website, parent=_rows(actor, [above], today=today)[0] if above else None, parts=tuple(parts),
        members=tuple(sorted(_with_parties(now), key=by_rank)), former=tuple(sorted(former, key=by_rank)),
        scopes=tuple(sorted(said)),
    )  # fmt: skip


def by_rank(office: Office) -> tuple[object, ...]:
    """Who leads first, then their deputies, the majority before the minority, by rank; by district and name where none is."""
    place = 0 if _CHAIR.search(office.title) else 1 if _DEPUTY.search(office.title) else 2
    side = {"majority": 0, "": 0, "minority": 1}.get(office.side, 1)
    district = _NUMBER.sub(lambda found: found[0].zfill(6), office.division)
    return (place, side, office.rank or 32_767, district, office.name.casefold())


def _with_parties(offices: Sequence[Office]) -> list[Office]:
    """Members of committees with the party of their seat elsewhere, where the committee itself tells none."""
    unknown = [office.person_id for office in offices if not office.party]
    held = Position.objects.filter(person_id__in=unknown, current=True).exclude(party="").order_by("id")
    parties = dict(held.values_list("person_id", "party"))
    return [_replaced(office, party=office.party or parties.get(office.person_id, "")) for office in offices]


def _replaced(office: Office, *, party: str) -> Office:
    return Office(**{**{name: getattr(office, name) for name in Office.__slots__}, "party": party})


def _offices(held: QuerySet[Position]) -> list[Office]:
    positions = list(held.select_related("person", "organisation__body").order_by("id")[:MOST])
    scopes = _scopes_of({position.person_id for position in positions})
    return [_office(position, scopes.get(position.person_id, ())) for position in positions]


def _office(position: Position, scopes: tuple[str, ...]) -> Office:
    body = position.organisation
    return Office(
        person_id=position.person_id, name=position.person.name, body_id=body.pk if body else None,
        body=body.name if body else "", classification=_classification(body), title=position.title, party=position.party,
        side=position.description if position.description in ("majority", "minority") else "", rank=position.rank,
        division=position.division, since=position.since, until=position.until, where=position.location, scopes=scopes,
    )  # fmt: skip


def _classification(organisation: object) -> str:
    return str(getattr(getattr(organisation, "body", None), "classification", ""))


def _scopes_of(person_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """From which sets of public data each of these people is known."""
    found: dict[int, set[str]] = {}
    for chunk in rows.chunks(person_ids):
        held = SourceRecord.objects.filter(person_id__in=chunk, source__use_rule=PUBLIC_RECORD.code)
        for person_id, external_id in held.values_list("person_id", "external_id"):
            found.setdefault(person_id, set()).add(external_id.partition(":")[0])
    return {person_id: tuple(sorted(scopes)) for person_id, scopes in found.items()}


def officials_of(actor: Actor, query: str, *, today: date) -> Found:
    """The officials of a place (its name, or its Open Civic Data id) or of a postcode, those of every district it lies in.

    Of a postcode also those who sit for the whole state or country. Of a place those who sit for it and for what it lies in.
    """
    actor.require("see_people")
    words = " ".join(query.split())
    if _FIGURES.fullmatch(words) and (places := _of_postcode(actor, words)):
        return _found(actor, words, "postcode", places, today=today)
    numbers = _of_name(actor, words) if words else []
    if not numbers:
        return Found(words, "nothing", ())
    return _found(actor, words, "place", numbers[:MOST_PLACES], today=today, more=len(numbers) > MOST_PLACES)


def _of_postcode(actor: Actor, words: str) -> list[str]:
    code = postcode_key(words)
    held = Postcode.objects.filter(workspace_id=actor.workspace_id)
    # Nine figures of a ZIP code name a part of what the first five name.
    codes = [code, code[:5]] if len(code) == 9 and code.isdecimal() else [code]
    return list(held.filter(code__in=codes).order_by("division").values_list("division", flat=True).distinct())


def _of_name(actor: Actor, words: str) -> list[str]:
    """Division ids of places of this name: of a table of places, of districts where somebody sits, or of a state."""
    if words.startswith("ocd-division/"):
        return [words]
    key = place_key(words)
    known = Division.objects.filter(workspace_id=actor.workspace_id, key=key, valid_through="")
    found = dict.fromkeys(known.order_by("number").values_list("number", flat=True))
    state = next((code for code, name in STATES.items() if key in (place_key(name), code)), "")
    slug = "_".join(key.split())
    held = Position.objects.filter(visible_through(actor, "person"), current=True)
    ends = Q(division__endswith=f":{state}") if state else Q(pk__in=())
    ends |= Q(division__endswith=f":{slug}") if slug else Q(pk__in=())
    if state or slug:
        found |= dict.fromkeys(held.filter(ends, division__gt="").order_by("division").values_list("division", flat=True))
    if not found and key:
        begun = Division.objects.filter(workspace_id=actor.workspace_id, key__startswith=key, valid_through="")
        found = dict.fromkeys(begun.order_by("number").values_list("number", flat=True)[: MOST_PLACES + 1])
    return list(found)


def _found(actor: Actor, query: str, kind: str, numbers: Sequence[str], *, today: date, more: bool = False) -> Found:
    """The places, what they lie in first, each with those who sit for it."""
    wanted = dict.fromkeys(above for number in numbers for above in (*above_of(number), number))
    names = names_of(actor, wanted)
    several = len(numbers) > 1
    held = _offices(_in_office(actor, today).filter(division__in=list(wanted)))
    by_division: dict[str, list[Office]] = {}
    for office in held:
        by_division.setdefault(office.division, []).append(office)
    places = tuple(
        PlaceView(
            division,
            names[division],
            not (several and division in numbers),
            tuple(sorted(by_division.get(division, ()), key=_by_body)),
        )
        for division in wanted
        if division in numbers or division in by_division
    )
    return Found(query, kind, places, more)


def _by_body(office: Office) -> tuple[object, ...]:
    return (_kind_order(office.classification), office.body.casefold(), *by_rank(office))


def above_of(number: str) -> list[str]:
    """The divisions that a division lies in, the largest first, without the country's own root."""
    parts = number.split("/")
    return ["/".join(parts[:length]) for length in range(2, len(parts))]


def names_of(actor: Actor, numbers: Iterable[str]) -> dict[str, str]:
    """Names of divisions: as a table of places tells them, else read from the id."""
    wanted = list(numbers)
    found: dict[str, str] = {}
    for chunk in rows.chunks(wanted):
        held = Division.objects.filter(workspace_id=actor.workspace_id, number__in=chunk).order_by("-id")
        found.update(held.values_list("number", "name"))
    return {number: found.get(number) or plain_name(number) for number in wanted}


def plain_name(number: str) -> str:
    """A division id in words: `ocd-division/country:us/state:wa/cd:7` is `Washington, congressional district 7`."""
    words, country = list[str](), ""
    for part in number.split("/")[1:]:
        kind, _, value = part.partition(":")
        shown = value.replace("_", " ").replace("~", " ")
        if kind == "country":
            country = "United States" if value == "us" else value.upper()
        elif kind in ("state", "district", "territory") and value in STATES:
            words.append(STATES[value])
        else:
            words.append(f"{_DISTRICTS[kind]} {shown}" if kind in _DISTRICTS else shown.title())
    return ", ".join(words) or country


_DISTRICTS = {
    "cd": "congressional district", "sldu": "upper house district", "sldl": "lower house district", "ward": "ward",
}  # fmt: skip
