"""Puts events and their guests where records tell of them: imports and calendars call it. What members did here always stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from hustings.apps.events.matching import Entry, Meant, match, people_by_email
from hustings.apps.events.models import Event, Guest
from hustings.apps.events.twins import pair
from hustings.apps.people.models import Person
from hustings.engine.events_lists import kind_of_title
from hustings.engine.linkage import name_key
from hustings.kernel.records import AnyRecord, AttendanceRecord, EventRecord, Party
from hustings.storage import rows

ANSWERS = {
    "accepted": "accepted", "declined": "declined", "tentative": "tentative", "needs-action": "invited", "delegated": "declined",
    "completed": "accepted", "in-process": "accepted",
}  # fmt: skip
"""The words of iCalendar for an answer (RFC 5545, 3.2.12) in ours."""
TOLD = (
    "series", "title", "starts_at", "ends_at", "all_day", "location", "description", "link", "status", "organiser", "record_id",
    "source_id", "calendar_id", "zone",
)  # fmt: skip
"""What a newer record says anew of an event."""


def place_records(
    workspace_id: int, records: Collection[tuple[int, AnyRecord]], people: Mapping[int, Sequence[int]] = {},
    *, sources: Mapping[int, int] = {},
) -> None:  # fmt: skip
    """Events and attendance of imports, each under the id of its stored record; `people` are those whom a record is known to
    name, `sources` the ids of those who tell the records."""
    told = [(number, each) for number, each in records if isinstance(each, EventRecord) and (each.title or each.starts_at)]
    if told:
        place_events(workspace_id, [(each, {"record_id": number, "source_id": sources.get(number)}) for number, each in told])
    came = [(number, each) for number, each in records if isinstance(each, AttendanceRecord)]
    if came:
        _place_attendance(workspace_id, came, people)


def place_events(
    workspace_id: int, told: Sequence[tuple[EventRecord, Mapping[str, Any]]], *, standing: str = Event.Standing.GOING
) -> dict[str, int]:
    """Events as records tell them, with further columns of each; new ones get the standing. Returns their ids by uid.

    What members changed is not put back: an event that waits to be written to its calendar keeps its words.
    """
    wanted = {record.external_id[:500]: (record, further) for record, further in told}
    held = _held(workspace_id, wanted)
    at_first = {"workspace_id": workspace_id, "standing": standing}
    fresh = [
        Event(uid=uid, kind=kind_of_title(record.title), **at_first, **columns_of(record), **further)
        for uid, (record, further) in wanted.items()
        if uid not in held
    ]
    Event.objects.bulk_create(fresh, batch_size=500)
    before = {event.starts_at for event in held.values()}
    changed = [event for uid, event in held.items() if not event.changed and _take(event, *wanted[uid])]
    Event.objects.bulk_update(changed, TOLD, batch_size=200)
    if fresh or changed:
        pair(workspace_id, before | {event.starts_at for event in (*fresh, *changed)})
    ids = {uid: event.pk for uid, event in held.items()} | {event.uid: event.pk for event in fresh}
    _place_guests(workspace_id, [(ids[uid], record.attendees) for uid, (record, _) in wanted.items() if record.attendees])
    return ids


def _held(workspace_id: int, uids: Iterable[str]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for chunk in rows.chunks(sorted(uids)):
        found.update({event.uid: event for event in Event.objects.filter(workspace_id=workspace_id, uid__in=chunk)})
    return found


def columns_of(record: EventRecord) -> dict[str, Any]:
    """What a record says of an event, as we keep it."""
    uid, _, date = record.external_id[:500].rpartition("/")
    return {
        "series": uid if uid and date[:8].isdigit() else "",
        "title": (record.title or "(no title)")[:300],
        "starts_at": record.starts_at,
        "ends_at": record.ends_at,
        "all_day": record.all_day,
        "location": record.location[:500],
        "description": record.description,
        "link": record.link[:2000],
        "status": record.status[:20],
        "organiser": _name(record.organiser)[:300],
    }


def _take(event: Event, record: EventRecord, further: Mapping[str, Any]) -> bool:
    """Takes over what the record says; whether anything is new in it."""
    said = {**columns_of(record), **further}
    # Only where nobody has been at work here may a file take an event over from its live calendar.
    if event.calendar_id is not None and "calendar_id" not in said:
        return False
    differs = any(getattr(event, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(event, name, value)
    return differs


def _name(party: Party | None) -> str:
    if party is None:
        return ""
    return party.name or next((identity.value for identity in party.identities), "")


def email_of(party: Party) -> str:
    """The e-mail address of a party, if it has one."""
    return next((identity.value for identity in party.identities if identity.kind == "email"), "")


def guest_key(name: str, email: str, organisation: str = "") -> str:
    """What makes an entry of a list the same as another: the address, else the name with its organisation."""
    return (f"e:{email}" if email else f"n:{name_key(name) or name.casefold()}|{organisation.casefold()}")[:300]


def _place_guests(workspace_id: int, invited: Sequence[tuple[int, tuple[tuple[Party, str], ...]]]) -> None:
    """Attendees as a calendar names them; their answers are its own."""
    addresses = {email_of(party) for _, attendees in invited for party, _ in attendees} - {""}
    held, own = people_by_email(workspace_id, addresses), own_addresses(workspace_id)
    known = {each: Meant(people[0], ()) if len(people) == 1 else Meant(None, tuple(people[:5])) for each, people in held.items()}
    named = [
        (event, party.name, email_of(party), ANSWERS.get(answer, ""))
        for event, attendees in invited
        for party, answer in attendees
        if (party.name or email_of(party)) and email_of(party) not in own
    ]
    meant = _meant(workspace_id, {(name, email) for _, name, email, _ in named if name and email not in known})
    wanted = [
        (event, name or email, email, answer, known.get(email) or meant.get((name, email), Meant(None, ())))
        for event, name, email, answer in named
    ]
    put_guests(
        workspace_id,
        [
            Guest(event_id=event, key=guest_key(name, email), name=name[:300], email=email[:320], answer=answer,
                  person_id=people.person, doubts=list(people.doubts),
                  link=Guest.Link.ADDRESS if people.person is not None and people is known.get(email) else Guest.Link.NONE)
            for event, name, email, answer, people in wanted
        ],
    )  # fmt: skip


def _meant(workspace_id: int, named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Meant]:
    """Whom names with unknown addresses mean, as lists that a member pastes are read: the sure one, or those to choose from."""
    told = sorted(named)
    return dict(zip(told, match(workspace_id, [Entry(name, email=email) for name, email in told]), strict=True))


def own_addresses(workspace_id: int) -> frozenset[str]:
    """The e-mail addresses of the members, who are no guests."""
    held = Person.objects.filter(workspace_id=workspace_id, own_member__isnull=False, identities__kind="email")
    return frozenset(held.values_list("identities__value", flat=True))


def _place_attendance(
    workspace_id: int, came: Sequence[tuple[int, AttendanceRecord]], people: Mapping[int, Sequence[int]]
) -> None:
    events = {uid: event.pk for uid, event in _held(workspace_id, {record.event[:500] for _, record in came}).items()}
    put_guests(
        workspace_id,
        [
            Guest(
                event_id=events[record.event[:500]], key=guest_key(_name(record.party), email_of(record.party)),
                name=_name(record.party)[:300], email=email_of(record.party)[:320], answer=record.status, role=record.role[:60],
                person_id=next(iter(people.get(number, ())), None), record_id=number,
                came_at=record.at if record.status == "attended" else None,
            )
            for number, record in came
            if record.event[:500] in events and _name(record.party)
        ],
    )  # fmt: skip


def put_guests(workspace_id: int, guests: Sequence[Guest]) -> list[Guest]:
    """Puts guests on lists, each person and each key once; one who is there takes the newer answer. Returns those who are new."""
    held = _listed({guest.event_id for guest in guests})
    fresh, changed = [], []
    for guest in guests:
        guest.workspace_id = workspace_id
        listed = held[guest.event_id]
        known = listed.find(guest)
        if known is None:
            listed.add(guest)
            fresh.append(guest)
            continue
        if listed.by_person.get(guest.person_id or 0, known) is not known:
            # They are on the list by another line.
            guest.person_id, guest.doubts = None, []
        if _answer(known, guest):
            listed.add(known)
            if known.pk is not None:
                changed.append(known)
    Guest.objects.bulk_create(fresh, batch_size=500)
    Guest.objects.bulk_update(changed, ["answer", "role", "person", "record_id", "came_at", "doubts", "link"], batch_size=200)
    return fresh


class _Listed:
    """Who is on the list of one event, by key and by person."""

    def __init__(self) -> None:
        self.by_key: dict[str, Guest] = {}
        self.by_person: dict[int, Guest] = {}

    def find(self, guest: Guest) -> Guest | None:
        return self.by_key.get(guest.key) or (self.by_person.get(guest.person_id) if guest.person_id else None)

    def add(self, guest: Guest) -> None:
        self.by_key[guest.key] = guest
        if guest.person_id:
            self.by_person[guest.person_id] = guest


def _listed(event_ids: Collection[int]) -> dict[int, _Listed]:
    """The lists of these events."""
    found = {event: _Listed() for event in event_ids}
    for chunk in rows.chunks(sorted(event_ids)):
        for guest in Guest.objects.filter(event_id__in=chunk):
            found[guest.event_id].add(guest)
    return found


def _answer(known: Guest, told: Guest) -> bool:
    """Takes what is new of somebody who is on the list; a check-in and a member's own word stay."""
    before = (known.answer, known.role, known.person_id, known.record_id)
    if not known.by_hand and not known.came_at:
        # That somebody was invited is no answer; only their calendar can say that one does not hold any more.
        is_list = told.by_hand or told.record_id is not None
        known.answer = known.answer if is_list and told.answer == "invited" and known.answer else told.answer or known.answer
        known.came_at = told.came_at
    known.role = known.role or told.role
    if known.person_id is None and told.person_id is not None and known.link != Guest.Link.SAID:
        known.person_id, known.doubts, known.link = told.person_id, [], told.link
    known.record_id = told.record_id or known.record_id
    return before != (known.answer, known.role, known.person_id, known.record_id)


def drop_records(record_ids: Collection[int]) -> None:
    """Takes away what these stored records told, unless members have been at work on it."""
    for chunk in rows.chunks(sorted(record_ids)):
        Guest.objects.filter(record_id__in=chunk, by_hand=False, came_at=None).delete()
        Guest.objects.filter(record_id__in=chunk).update(record_id=None)
        drop_events(Event.objects.filter(record_id__in=chunk).values_list("id", flat=True))
        Event.objects.filter(record_id__in=chunk).update(record_id=None, source_id=None)


def drop_events(event_ids: Iterable[int]) -> None:
    """Deletes events that nobody has worked on; of the others it stays visible that they are cancelled."""
    for chunk in rows.chunks(list(event_ids)):
        held = Event.objects.filter(pk__in=chunk)
        worked = Q(by_hand=True) | Q(jottings__isnull=False) | Q(follow_ups__isnull=False) | Q(slots__isnull=False)
        kept = set(held.filter(worked | Q(guests__by_hand=True) | ~Q(pitch="")).values_list("id", flat=True))
        gone = held.exclude(pk__in=kept)
        moments: dict[int, set[datetime | None]] = defaultdict(set)
        for workspace, moment in gone.values_list("workspace_id", "starts_at"):
            moments[workspace].add(moment)
        gone.delete()
        for workspace, told in moments.items():
            pair(workspace, told)
