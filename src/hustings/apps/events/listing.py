"""Lists of guests and speakers: from any table, from pasted text, by hand; matched to people, the doubtful ones asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.matching import Entry, match, people_by_email
from hustings.apps.events.models import Event, Guest
from hustings.apps.events.placing import email_of, guest_key, put_guests
from hustings.apps.events.planning import event_of
from hustings.apps.people.access import person_of, visible_people
from hustings.apps.people.actions.editing import add_person
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found
from hustings.connectors.reading.container import open_upload
from hustings.engine.events_lists import people_in
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import AnyRecord, AttendanceRecord, PersonRecord

ANSWERS = tuple(each for each in Guest.Answer.values if each)
"""What somebody on a list can have said."""
MOST_ENTRIES = 20_000
ROLES = ("", "speaker", "host", "staff", "press", "official", "vip")


@dataclass(frozen=True, slots=True)
class Added:
    """What putting a list on an event did. `linked` are known people, `doubtful` wait for a word, `names` stand for nobody yet,
    `again` were on the list before; `left_out` says why lines could not be used."""

    linked: int
    doubtful: int
    names: int
    again: int
    left_out: tuple[str, ...]
    step: int


def entries_of_text(text: str, *, role: str = "") -> list[Entry]:
    """The lines of a pasted list."""
    return [Entry(each.name, each.organisation, each.title, each.email, "", role) for each in people_in(text).people]


def left_out_of(text: str) -> list[str]:
    """The lines of a pasted list that name nobody: headings, breaks and the like."""
    return people_in(text).left_out


def entries_of_files(paths: Sequence[Path], *, role: str = "") -> tuple[list[Entry], list[str]]:
    """The people in any table or address book that imports read, and why rows were left out."""
    found: dict[str, Entry] = {}
    refused: list[str] = []
    with open_upload(paths) as upload:
        scanned = scan(upload.entries)
        refused += [f"{each.place.file}: {each.reason}" for each in (*upload.rejected, *scanned.unrecognised)]
        for _, each in read(scanned.assignments):
            if not isinstance(each, Found):
                refused.append(f"{each.place}: {each.reason}")
                continue
            entry = _entry(each.record, role)
            if entry is not None:
                key = guest_key(entry.name, entry.email, entry.organisation)
                found[key] = entry._replace(answer=entry.answer or found[key].answer) if key in found else entry
    return list(found.values())[:MOST_ENTRIES], refused


def _entry(record: AnyRecord, role: str) -> Entry | None:
    if isinstance(record, AttendanceRecord) and record.party.name:
        return Entry(record.party.name, "", "", email_of(record.party), record.status, role or record.role)
    if not isinstance(record, PersonRecord) or record.is_owner or not record.name.full.strip():
        return None
    job = next(iter(record.positions), None)
    email = next((identity.value for identity in record.identities if identity.kind == "email"), "")
    return Entry(record.name.full, job.organisation if job else "", job.title if job else "", email, "", role)


def add_guests(actor: Actor, event_id: int, entries: Sequence[Entry], *, left_out: Sequence[str] = ()) -> Added:
    """Puts people on the list of an event; whoever is there already stays once. Raises WrongInput for an empty list."""
    actor.require("edit_people")
    event = event_of(actor, event_id)
    if not entries:
        told = f"There is nobody on this list: {left_out[0]}" if left_out else "There is nobody on this list."
        raise WrongInput(f"{told.removesuffix('.')}. Give one person a line.", field="text")
    meant = match(actor.workspace_id, entries)
    with transaction.atomic():
        fresh = put_guests(
            actor.workspace_id,
            [
                Guest(
                    event=event, key=guest_key(each.name, each.email, each.organisation), name=each.name[:300],
                    organisation=each.organisation[:300], title=each.title[:300], email=each.email[:320],
                    answer=each.answer, role=each.role[:60], person_id=who.person, doubts=list(who.doubts), by_hand=True,
                )
                for each, who in zip(entries, meant, strict=True)
            ],
        )  # fmt: skip
        step = remember(actor, "add_guests", label=event.title, data={"guests": [guest.pk for guest in fresh]})
    linked = sum(guest.person_id is not None for guest in fresh)
    doubtful = sum(guest.person_id is None and bool(guest.doubts) for guest in fresh)
    return Added(linked, doubtful, len(fresh) - linked - doubtful, len(entries) - len(fresh), tuple(left_out), step)


@way_back("add_guests")
def _unadd(actor: Actor, data: dict[str, Any]) -> None:
    Guest.objects.filter(workspace_id=actor.workspace_id, pk__in=data["guests"]).delete()


def guest_of(actor: Actor, guest_id: int) -> Guest:
    """The guest with this id. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    held = Guest.objects.filter(workspace_id=actor.workspace_id, pk=guest_id).select_related("event", "person")
    if not actor.may("see_all_people"):
        held = held.filter(person__assigned_to_id=actor.member_id)
    found = held.first()
    if found is None:
        raise NotFound("There is no such guest.")
    return found


def say_who(actor: Actor, guest_id: int, *, person_id: int | None) -> int:
    """Says whom a name on the list means; None: nobody whom we know. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        guest = guest_of(actor, guest_id)
        before = frozen([guest])
        person = person_of(actor, person_id) if person_id is not None else None
        if person and Guest.objects.filter(event_id=guest.event_id, person=person).exclude(pk=guest.pk).exists():
            raise WrongInput(f"{person.name} is on the list already. Take this line off.", field="person")
        guest.person = person
        guest.doubts, guest.by_hand, guest.link = [], True, Guest.Link.SAID
        guest.save()
        data = {"rows": before, "fields": changed_fields(before[0], guest)}
        return remember(actor, "change_guest", label=guest.name, data=data)


def make_known(actor: Actor, guest_id: int) -> int:
    """Makes a new person of a name on the list. Whoever is surely meant by now is taken instead. Returns the person's id."""
    actor.require("edit_people")
    with transaction.atomic():
        guest = guest_of(actor, guest_id)
        if guest.person_id is not None:
            return guest.person_id
        known = _known(actor.workspace_id, guest)
        if known is not None and visible_people(actor).filter(pk=known).exists():
            say_who(actor, guest_id, person_id=known)
            return known
        person_id = add_person(actor, name=guest.name, email=guest.email, organisation=guest.organisation, title=guest.title)
        say_who(actor, guest_id, person_id=person_id)
    return person_id


def _known(workspace_id: int, guest: Guest) -> int | None:
    """Whom a name means by now: the one person who has its address, or who is surely meant by all that the line says."""
    holders = people_by_email(workspace_id, [guest.email]).get(guest.email, []) if guest.email else []
    if len(holders) == 1:
        return holders[0]
    return match(workspace_id, [Entry(guest.name, guest.organisation, guest.title, guest.email)])[0].person


def set_answer(actor: Actor, guest_id: int, *, answer: str, role: str | None = None) -> int:
    """Puts down what a guest said. One of a calendar of ours is told it at the next reading. Returns the undo step."""
    actor.require("log_touch")
    if answer not in Guest.Answer.values:
        raise WrongInput(f"Use one of {', '.join(filter(None, Guest.Answer.values))}.", field="answer")
    with transaction.atomic():
        guest = guest_of(actor, guest_id)
        before = frozen([guest])
        guest.answer, guest.by_hand = answer, True
        guest.role = guest.role if role is None else role.strip()[:60]
        guest.save()
        _tell_calendar([guest.pk])
        data = {"rows": before, "fields": changed_fields(before[0], guest)}
        return remember(actor, "answer_guest", label=guest.name, data=data)


def _tell_calendar(guest_ids: Sequence[int]) -> None:
    """Lets the next reading of their calendar say what these guests answered, where they can be named there."""
    named = Guest.objects.filter(pk__in=guest_ids).exclude(email="").values("event_id")
    Event.objects.filter(pk__in=named, calendar__isnull=False).update(changed=True)


def drop_guest(actor: Actor, guest_id: int) -> int:
    """Takes somebody off the list. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        guest = guest_of(actor, guest_id)
        before = frozen([guest])
        guest.delete()
        return remember(actor, "drop_event", label=guest.name, data={"rows": before})


@way_back("answer_guest")
@way_back("change_guest")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))
    if "answer" in data.get("fields", ()):
        _tell_calendar([row.pk for row in thawed(data["rows"])])
