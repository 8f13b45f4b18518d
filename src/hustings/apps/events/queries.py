"""Events as the doors show them: the list by time, one event with everything around it, what a phone takes along, the tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.following import held_up, open_follow_ups, with_answer
from hustings.apps.events.models import Event, FollowUp, Guest, Jotting
from hustings.apps.events.planning import event_of
from hustings.apps.events.twins import count_guests, guests_at
from hustings.apps.people.access import visible_people, within_sight
from hustings.apps.people.models import Evidence, Identity, Participation, Promise
from hustings.apps.people.queries.keyset import cursor_of, cut, key_of
from hustings.engine import events as engine
from hustings.kernel.errors import WrongInput

WHEN = ("coming", "past", "undated")
MOST_GUESTS = 1_000
MOST_WAITING = 200
USUAL = timedelta(hours=3)
"""How long an event without an end is taken to last."""
SIX_MONTHS = timedelta(days=183)
LONGEST = timedelta(days=400)
"""What began longer ago is past, whatever its end says."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a list. `guests` are those on its list whom the actor may see."""

    id: int
    title: str
    kind: str
    standing: str
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    zone: str
    location: str
    status: str
    organiser: str
    series: str
    guests: int
    calendar: str


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of events; `next` opens the following one, empty at the end."""

    rows: tuple[EventRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody on the list. `doubts` are people who may be meant: id, name, and what tells them apart. `by_address` ones are
    known by their e-mail address alone."""

    id: int
    person_id: int | None
    name: str
    organisation: str
    title: str
    email: str
    answer: str
    role: str
    came_at: datetime | None
    doubts: tuple[tuple[int, str, str], ...]
    by_address: bool


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time to speak, with how long its pitch takes to say."""

    id: int
    topic: str
    person_id: int | None
    speaker: str
    audience: str
    starts_at: datetime | None
    minutes: int | None
    pitch: str
    seconds: int
    worked: str


@dataclass(frozen=True, slots=True)
class JottingRow:
    """Something put down at the event. `waiting` for somebody to say who is meant."""

    id: int
    client_id: str
    kind: str
    person_id: int | None
    name: str
    text: str
    at: datetime
    member: str
    has_photo: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up. `state` is open, late, done or dropped; one that we wrote to since the talk is done.

    `about` is what they said, `promised` what we said that we would do. `stop` says why nobody is to write today (a code of
    engine.limits), `open_from` from which day on nothing stands against it.
    """

    id: int
    event_id: int
    event: str
    person_id: int
    person: str
    email: str
    about: str
    talked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    state: str
    member: str
    promised: tuple[str, ...] = ()
    do_not_contact: bool = False
    stop: str = ""
    open_from: date | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with everything around it. `doubtful` are guests of whom somebody has to say who is meant."""

    event: Event
    row: EventRow
    seconds: int
    is_over: bool
    guests: tuple[GuestRow, ...]
    doubtful: tuple[GuestRow, ...]
    slots: tuple[SlotRow, ...]
    jottings: tuple[JottingRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    promises: tuple[tuple[int, int, str, str, Any, bool], ...]
    tally: engine.Tally
    dates: tuple[EventRow, ...]
    conflict: bool


def _over(now: datetime) -> Q:
    return Q(ends_at__lte=now) | Q(ends_at=None, starts_at__lte=now - USUAL)


def events_page(
    actor: Actor, *, when: str = "coming", kind: str = "", query: str = "", after: str = "", limit: int = 50, now: datetime
) -> EventsPage:
    """Events to which we go, by time: coming ones the soonest first, past ones the latest first. Three queries."""
    actor.require("see_people")
    if when not in WHEN:
        raise WrongInput(f"Use one of {', '.join(WHEN)}.", field="when")
    if kind and kind not in Event.Kind.values:
        raise WrongInput(f"Use one of {', '.join(Event.Kind.values)}.", field="kind")
    held = Event.objects.filter(workspace_id=actor.workspace_id, standing=Event.Standing.GOING, twin_of=None)
    held = held.filter(kind=kind) if kind else held
    held = held.filter(Q(title__icontains=query) | Q(location__icontains=query)) if query.strip() else held
    found, more = cut(_in_order(held, when, after, now).select_related("calendar"), limit)
    last = found[-1] if more else None
    key = (last.starts_at.isoformat() if last.starts_at else "", last.pk) if last else None
    numbers = count_guests([each.pk for each in found], _sight(actor))
    return EventsPage(tuple(_row(each, numbers.get(each.pk, 0)) for each in found), cursor_of(*key) if key else "")


def _in_order(held: QuerySet[Event], when: str, after: str, now: datetime) -> QuerySet[Event]:
    if when == "undated":
        held = held.filter(starts_at=None).order_by("-id")
        return held.filter(pk__lt=key_of(after, str, int)[1]) if after else held
    falling = when == "past"
    held = held.filter(starts_at__isnull=False)
    # The bound on the begin lets the index be entered near today, however much lies behind.
    held = (
        held.filter(_over(now), starts_at__lte=now) if falling else held.filter(starts_at__gte=now - LONGEST).exclude(_over(now))
    )
    held = held.order_by("-starts_at" if falling else "starts_at", "-id" if falling else "id")
    if not after:
        return held
    text, number = key_of(after, str, int)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongInput("This page does not exist any more. Begin again at the first one.", field="after") from error
    way = "lt" if falling else "gt"
    return held.filter(Q(**{f"starts_at__{way}": moment}) | Q(starts_at=moment, **{f"pk__{way}": number}))


def _sight(actor: Actor) -> Q:
    """Which guests the actor sees: a volunteer those assigned to them."""
    return Q() if actor.may("see_all_people") else Q(person__assigned_to_id=actor.member_id)


def _row(event: Event, guests: int = 0) -> EventRow:
    return EventRow(
        event.pk, event.title, event.kind, event.standing, event.starts_at, event.ends_at, event.all_day, event.zone,
        event.location, event.status, event.organiser, event.series, guests,
        event.calendar.name if event.calendar else "",
    )  # fmt: skip


def event_view(actor: Actor, event_id: int, *, now: datetime) -> EventView:
    """One event. A constant number of queries; leaves a line in the audit trail."""
    event = event_of(actor, event_id)
    guests = guests_of(actor, event)
    follow_ups = _follow_ups_of(actor, event, now=now)
    jottings = _jottings_of(actor, event)
    record_audit(actor, "read_event", subject=f"event:{event.pk}")
    return EventView(
        event=event,
        row=_row(event, count_guests([event.pk], _sight(actor)).get(event.pk, 0)),
        seconds=engine.pitch_seconds(event.pitch),
        is_over=engine.is_over(event.ends_at, event.starts_at, all_day=event.all_day, now=now),
        guests=guests,
        doubtful=tuple(each for each in guests if each.person_id is None and each.doubts),
        slots=tuple(_slot(each) for each in event.slots.select_related("person").order_by("starts_at", "id")),
        jottings=jottings,
        follow_ups=follow_ups,
        promises=_promises_of(actor, event),
        tally=_tally(actor, event, guests, jottings, follow_ups, now=now),
        dates=_dates(actor, event, now=now),
        conflict=event.calendar_id is not None and _has_conflict(event),
    )


def _has_conflict(event: Event) -> bool:
    assert event.calendar is not None
    return event.calendar.objects_held.filter(uid=event.series or event.uid).exclude(theirs="").exists()


def guests_of(actor: Actor, event: Event) -> tuple[GuestRow, ...]:
    """The list, with those of its twins, each person once: for a volunteer those assigned to them. Three queries."""
    held = guests_at(event).filter(_sight(actor)).select_related("person")
    rows = _each_once(held.order_by("name", "id")[:MOST_GUESTS], event)
    meant = {number for row in rows if row.person_id is None for number in row.doubts}
    held_of = list(visible_people(actor).filter(pk__in=meant).values_list("id", "name", "headline", "location"))
    plain = [number for number, _, headline, location in held_of if not (headline or location)]
    mails = dict(Identity.objects.filter(person_id__in=plain, kind="email").order_by("-id").values_list("person_id", "value"))
    known = {
        number: (number, name, headline or location or mails.get(number, f"no. {number}"))
        for number, name, headline, location in held_of
    }
    return tuple(
        GuestRow(
            row.pk, row.person_id, row.person.name if row.person else row.name, row.organisation, row.title, row.email,
            row.answer, row.role, row.came_at,
            tuple(known[number] for number in row.doubts if number in known) if row.person_id is None else (),
            row.person_id is not None and row.link == Guest.Link.ADDRESS,
        )
        for row in rows
    )  # fmt: skip


def _each_once(listed: Iterable[Guest], event: Event) -> list[Guest]:
    """Of somebody on the lists of two twins the line of which more is known: that they came, else what they answered."""
    found: dict[object, Guest] = {}
    for guest in listed:
        key = guest.person_id or guest.key
        held = found.setdefault(key, guest)
        if held is not guest and _known(guest, event) > _known(held, event):
            found[key] = guest
    return list(found.values())


def _known(guest: Guest, event: Event) -> tuple[bool, bool, bool, bool]:
    return guest.came_at is not None, guest.by_hand, bool(guest.answer), guest.event_id == event.pk


def _slot(slot: Any) -> SlotRow:
    return SlotRow(
        slot.pk, slot.topic, slot.person_id, slot.person.name if slot.person else slot.speaker, slot.audience, slot.starts_at,
        slot.minutes, slot.pitch, engine.pitch_seconds(slot.pitch), slot.worked,
    )  # fmt: skip


def _jottings_of(actor: Actor, event: Event) -> tuple[JottingRow, ...]:
    held = Jotting.objects.filter(event=event).select_related("person", "member")
    if not actor.may("see_all_people"):
        held = held.filter(Q(person__assigned_to_id=actor.member_id) | Q(person=None, member_id=actor.member_id))
    return tuple(
        JottingRow(
            row.pk, row.client_id, row.kind, row.person_id, row.person.name if row.person else row.name, row.text, row.at,
            row.member.name, bool(row.photo), row.settled_at is None,
        )
        for row in held.order_by("-at", "-id")[:MOST_GUESTS]
    )  # fmt: skip


def _follow_ups_of(actor: Actor, event: Event, *, now: datetime) -> tuple[FollowUpRow, ...]:
    held = with_answer(within_sight(actor, FollowUp.objects.filter(event=event)))
    rows = held.select_related("event", "person", "member").prefetch_related("person__identities")
    return _follow_up_rows(actor, rows.order_by("due_at", "id"), now=now)


def _follow_up_rows(actor: Actor, rows: Iterable[FollowUp], *, now: datetime) -> tuple[FollowUpRow, ...]:
    """Follow-ups as the doors show them, with what was promised at each talk."""
    shown = list(rows)
    held = Jotting.objects.filter(kind="promise", event_id__in={row.event_id for row in shown}).exclude(person=None)
    promised: dict[tuple[int, int | None], list[str]] = {}
    for event_id, person_id, text in held.order_by("at", "id").values_list("event_id", "person_id", "text"):
        promised.setdefault((event_id, person_id), []).append(text)
    stops = held_up(actor, shown, now=now)
    return tuple(_follow_up_row(row, promised.get((row.event_id, row.person_id), ()), stops, now) for row in shown)


def _follow_up_row(
    row: Any, promised: Iterable[str], stops: Mapping[int, tuple[str, date | None]], now: datetime
) -> FollowUpRow:  # fmt: skip
    state = "dropped" if row.dropped_at else "done" if row.finished_at else "late" if row.due_at < now else "open"
    email = next((each.value for each in row.person.identities.all() if each.kind == "email"), "")
    stop = stops.get(row.person_id, ("", None)) if state in ("open", "late") else ("", None)
    return FollowUpRow(
        row.pk, row.event_id, row.event.title, row.person_id, row.person.name, email, row.about, row.talked_at, row.due_at,
        row.finished_at, state, row.member.name, tuple(text for text in promised if text), row.person.do_not_contact,
        *stop,
    )  # fmt: skip


def follow_ups_waiting(actor: Actor, *, now: datetime) -> tuple[FollowUpRow, ...]:
    """Follow-ups of all events that wait, the longest due first. A constant number of queries."""
    actor.require("see_people")
    rows = open_follow_ups(actor, until=now).prefetch_related("person__identities")[:MOST_WAITING]
    return _follow_up_rows(actor, rows, now=now)


def count_waiting(actor: Actor, *, now: datetime) -> int:
    """How many of these there are. One query."""
    actor.require("see_people")
    return open_follow_ups(actor, until=now)[:MOST_WAITING].count()


def _promises_of(actor: Actor, event: Event) -> tuple[tuple[int, int, str, str, Any, bool], ...]:
    """Promises made there: id, person, name, text, due, kept."""
    talks = event.jottings.exclude(interaction=None).values("interaction_id")
    held = within_sight(actor, Promise.objects.filter(interaction_id__in=talks)).select_related("person").order_by("due_on", "id")
    return tuple((row.pk, row.person_id, row.person.name, row.text, row.due_on, row.kept_at is not None) for row in held)


def _tally(
    actor: Actor, event: Event, guests: Sequence[GuestRow], jottings: Sequence[JottingRow], follow_ups: Iterable[FollowUpRow],
    *, now: datetime,
) -> engine.Tally:  # fmt: skip
    talked = {row.person_id for row in jottings if row.kind != "check_in" and row.person_id}
    listed = [guest.person_id for guest in guests if guest.came_at is not None or guest.answer == "attended"]
    begin, new, evidence = event.starts_at, 0, 0
    if begin is not None and talked:
        known = Participation.objects.filter(person_id__in=talked, at__lt=begin, interaction__direction__in=("in", "mutual"))
        new = len(talked) - known.values("person_id").distinct().count()
        learnt = Evidence.objects.filter(workspace_id=actor.workspace_id, person_id__in=talked)
        evidence = learnt.filter(at__gte=begin, at__lte=begin + SIX_MONTHS).count()
    return engine.tally(
        (engine.FollowUp(each.talked_at, each.finished_at) for each in follow_ups if each.state != "dropped"), now=now,
        came=len(listed) + len(talked - set(listed)), talks=len(talked), new_ties=new,
        evidence=evidence,
    )  # fmt: skip


def _dates(actor: Actor, event: Event, *, now: datetime) -> tuple[EventRow, ...]:
    """The next dates of a recurring event."""
    if not event.series:
        return ()
    held = Event.objects.filter(workspace_id=actor.workspace_id, series=event.series, twin_of=None, starts_at__gte=now)
    held = held.exclude(standing=Event.Standing.DELETED)
    return tuple(_row(each) for each in held.exclude(pk=event.pk).select_related("calendar").order_by("starts_at", "id")[:8])


def taken_along(actor: Actor, event_id: int) -> dict[str, Any]:
    """What a phone needs of an event while it has no line: who is on the list, and nothing that it does not show."""
    event = event_of(actor, event_id)
    guests = guests_of(actor, event)
    record_audit(actor, "take_along", subject=f"event:{event.pk}", detail={"guests": len(guests)})
    talked = set(event.follow_ups.values_list("person_id", flat=True))
    return {
        "event": {"id": event.pk, "title": event.title, "location": event.location},
        "guests": [
            {
                "id": guest.id,
                "name": guest.name,
                "detail": ", ".join(part for part in (guest.title, guest.organisation) if part),
                "came": guest.came_at is not None or guest.answer == "attended",
                "talked": guest.person_id in talked,
                "role": guest.role,
            }
            for guest in guests
        ],
    }
