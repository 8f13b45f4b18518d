"""The brief of an event: the few worth a deep talk, with what we share, when we last talked, what is promised, and a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import Event, Guest, Slot
from hustings.apps.events.planning import event_of
from hustings.apps.events.twins import count_guests, guests_at
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Education, Participation, Person, Position, Promise, Skill
from hustings.engine import events as engine
from hustings.engine.ranking import Reason

CLOSE = 0.25
"""From this strength on somebody is close enough to introduce us."""
KNOWN_WELL = 0.5
"""From this strength on nobody has to introduce us."""
MOST_GUESTS = 2_000
SMALL_TALK = 25
"""Beyond so many in one meeting nobody can be said to know the others from it."""


@dataclass(frozen=True, slots=True)
class Introducer:
    """Somebody close to us who knows a guest, and from where; `here` if they are on the list too."""

    person_id: int
    name: str
    through: str
    here: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """A message of theirs that waits for our answer: what it is about, since when, and where it stands (`interaction:7`)."""

    about: str
    since: datetime
    evidence: str


class Promised(NamedTuple):
    """What we promised and have not done: where it stands (`promise:7`, `favour:3`), and in words."""

    evidence: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One of the few: who, why, and what to walk up with. `question` is a code of engine.events.question_for with its facts.

    `waiting` are their messages without an answer of ours, `needs` what they need, each the latest first.
    """

    guest_id: int
    person_id: int
    name: str
    headline: str
    role: str
    reasons: tuple[Reason, ...]
    worth: float
    minutes: int
    common: tuple[tuple[str, str], ...]
    last_at: datetime | None
    promises: tuple[str, ...]
    question: tuple[str, Mapping[str, str]]
    introducers: tuple[Introducer, ...]
    waiting: tuple[Waits, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A page to walk in with. `seconds` is how long the pitch takes to say; `unknown` counts names that stand for nobody yet."""

    event: Event
    pitch: str
    seconds: int
    minutes: int
    talks: tuple[Talk, ...]
    listed: int
    unknown: int
    slots: tuple[Slot, ...]


def brief(
    actor: Actor, event_id: int, *, minutes: int | None = None, stakes: Mapping[int, engine.Stake] = {},
    stances: Mapping[int, str] = {}, waiting: Mapping[int, tuple[Waits, ...]] = {}, needs: Mapping[int, tuple[str, ...]] = {},
    promised: Mapping[int, tuple[Promised, ...]] = {}, now: datetime,
) -> Brief:  # fmt: skip
    """The brief for the minutes there are. `stakes` and `stances` say what people mean to a goal and where they stand on it,
    `waiting` whose messages wait for an answer, `needs` what people need, `promised` which favours they wait for: rooms beside
    and above know those (apps.today.event_brief). A constant number of queries."""
    event = event_of(actor, event_id)
    left = minutes if minutes is not None else event.minutes
    listed = guests_at(event)
    held = list(listed.filter(visible_through(actor, "person"), person__own_member=None).select_related("person")[:MOST_GUESTS])
    held = list({guest.person_id: guest for guest in held}.values())
    facts = _Facts(actor, event, held, promised=promised, now=now)
    chosen = engine.choose((facts.guest(each, stakes, waiting) for each in held), minutes=left)
    by_id = {guest.pk: guest for guest in held}
    few = [by_id[choice.guest] for choice in chosen]
    ground = _common_ground(actor, few)
    topics = {slot.person_id: slot.topic for slot in event.slots.all() if slot.person_id}
    record_audit(actor, "read_brief", subject=f"event:{event.pk}")
    talks = tuple(
        facts.talk(by_id[choice.guest], choice, ground, topics=topics, stances=stances, waiting=waiting, needs=needs)
        for choice in chosen
    )
    sees_all = actor.may("see_all_people")
    slots = tuple(event.slots.select_related("person").order_by("starts_at", "id"))
    unknown = listed.filter(person=None).count() if sees_all else 0
    count = count_guests([event.pk], Q()).get(event.pk, 0) if sees_all else len(held)
    return Brief(event, event.pitch, engine.pitch_seconds(event.pitch), left, talks, count, unknown, slots)


class _Facts:
    """What is known of the people on a list, read once."""

    def __init__(
        self, actor: Actor, event: Event, guests: Sequence[Guest], *, promised: Mapping[int, tuple[Promised, ...]], now: datetime
    ) -> None:
        self.now = now
        self.zone = actor.zone
        people = [guest.person_id for guest in guests if guest.person_id]
        self.speaking = set(event.slots.exclude(person=None).values_list("person_id", flat=True))
        self.promises: dict[int, list[Promised]] = defaultdict(list)
        held = Promise.objects.filter(person_id__in=people, kept_at=None).order_by("due_on", "id")
        for person, number, text in held.values_list("person_id", "id", "text"):
            self.promises[person].append(Promised(f"promise:{number}", text))
        for person, owed in promised.items():
            known = {each.text for each in self.promises[person]}
            self.promises[person] += [each for each in owed if each.text not in known]
        self.houses: dict[int, list[tuple[int, str]]] = defaultdict(list)
        current = Position.objects.filter(person_id__in=people, current=True, organisation__isnull=False)
        for person, number, name in current.values_list("person_id", "organisation_id", "organisation__name"):
            self.houses[person].append((number, name))
        self.talked = set(event.follow_ups.values_list("person_id", flat=True))
        strangers = [guest for guest in guests if (_person(guest).strength or 0.0) < KNOWN_WELL]
        self.introducers = _introducers(actor, strangers, self.houses, here=set(people))

    def guest(self, guest: Guest, stakes: Mapping[int, engine.Stake], waiting: Mapping[int, tuple[Waits, ...]]) -> engine.Guest:
        """A guest as the engine weighs them."""
        person = _person(guest)
        last = person.last_two_way_at
        houses = self.houses.get(person.pk)
        return engine.Guest(
            id=guest.pk, organisation=guest.organisation or (houses[0][1] if houses else ""),
            speaks=guest.role == "speaker" or person.pk in self.speaking, stake=stakes.get(person.pk),
            strength=person.strength or 0.0, quiet_days=(self.now - last).days if last else None,
            promises=tuple(each.evidence for each in self.promises.get(person.pk, ())),
            waiting=tuple(each.evidence for each in waiting.get(person.pk, ())),
            introducers=len(self.introducers.get(person.pk, ())), answer=guest.answer,
            talked=person.pk in self.talked, blocked=person.do_not_contact,
        )  # fmt: skip

    def talk(
        self, guest: Guest, choice: engine.Choice, ground: Mapping[int, tuple[tuple[str, str], ...]], *,
        topics: Mapping[int, str], stances: Mapping[int, str], waiting: Mapping[int, tuple[Waits, ...]],
        needs: Mapping[int, tuple[str, ...]],
    ) -> Talk:  # fmt: skip
        """One of the few as the brief shows them."""
        person = _person(guest)
        promises = tuple(each.text for each in self.promises.get(person.pk, ()))
        common = ground.get(person.pk, ())
        last = person.last_two_way_at
        need = next(iter(needs.get(person.pk, ())), "")
        question = engine.question_for(
            waiting=person.pk in waiting, promised=promises[0] if promises else "", need=need,
            stance=stances.get(person.pk, ""), common=common[0][1] if common else "", topic=topics.get(person.pk, ""),
            quiet_days=(self.now - last).days if last else None,
        )  # fmt: skip
        return Talk(
            guest.pk, person.pk, person.name, person.headline or _job(guest), guest.role, choice.reasons, choice.worth,
            choice.minutes, common, last, promises, question, tuple(self.introducers.get(person.pk, ())[:3]),
            waiting.get(person.pk, ())[:3], needs.get(person.pk, ())[:3],
        )  # fmt: skip


def _person(guest: Guest) -> Person:
    assert guest.person is not None
    return guest.person


def _job(guest: Guest) -> str:
    return ", ".join(part for part in (guest.title, guest.organisation) if part)


def _introducers(
    actor: Actor, guests: Iterable[Guest], houses: Mapping[int, list[tuple[int, str]]], *, here: Collection[int]
) -> dict[int, list[Introducer]]:
    """Who close to us knows the guests: they work at one house, or were in one small meeting; `here` are on the list. Three
    queries."""
    people = [guest.person_id for guest in guests if guest.person_id]
    found = defaultdict[int, dict[int, Introducer]](dict)
    at_house: dict[int, list[tuple[int, str]]] = defaultdict(list)
    numbers = {number for held in houses.values() for number, _ in held}
    close = Position.objects.filter(visible_through(actor, "person"), organisation_id__in=numbers, current=True)
    close = close.filter(person__strength__gte=CLOSE, person__own_member=None)
    for number, person, name in close.order_by("-person__strength").values_list("organisation_id", "person_id", "person__name"):
        at_house[number].append((person, name))
    for person in people:
        for number, house in houses.get(person, ()):
            for other, name in at_house.get(number, ()):
                if other != person:
                    found[person].setdefault(other, Introducer(other, name, house, other in here))
    for person, other, name in _met_together(actor, people):
        found[person].setdefault(other, Introducer(other, name, "", other in here))
    return {person: sorted(held.values(), key=lambda each: not each.here) for person, held in found.items()}


def _met_together(actor: Actor, people: Sequence[int]) -> Iterable[tuple[int, int, str]]:
    """Pairs of a guest and somebody close to us who took part in one small meeting or conversation."""
    mine = Participation.objects.filter(person_id__in=people, interaction__participants__lte=SMALL_TALK)
    where = dict[int, list[int]]()
    for interaction, person in mine.order_by("-at").values_list("interaction_id", "person_id")[:5_000]:
        where.setdefault(interaction, []).append(person)
    close = Participation.objects.filter(visible_through(actor, "person"), interaction_id__in=list(where))
    close = close.filter(person__strength__gte=CLOSE, person__own_member=None)
    for interaction, other, name in close.values_list("interaction_id", "person_id", "person__name"):
        for person in where[interaction]:
            if person != other:
                yield person, other, name


def _common_ground(actor: Actor, guests: Sequence[Guest]) -> dict[int, tuple[tuple[str, str], ...]]:
    """What members and guests share: organisations of all times, schools, skills, a place; (kind, name). Four queries."""
    people = [guest.person_id for guest in guests]
    own = list(Person.objects.filter(workspace_id=actor.workspace_id, own_member__isnull=False).values_list("id", flat=True))
    found: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    sources = (
        ("organisation", Position.objects.exclude(organisation=None), "organisation__name"),
        ("school", Education.objects.all(), "school"),
        ("skill", Skill.objects.all(), "name"),
        ("place", Person.objects.exclude(location=""), "location"),
    )
    for kind, rows, column in sources:
        field = "id" if kind == "place" else "person_id"
        held = rows.filter(**{f"{field}__in": [*people, *own]}).values_list(field, column)
        ours = {str(name).casefold() for person, name in held if person in own}
        for person, name in held:
            if person not in own and str(name).casefold() in ours:
                found[person][kind, str(name)] = None
    return {person: tuple(shared)[:4] for person, shared in found.items()}
