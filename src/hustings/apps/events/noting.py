"""Takes what was put down on a phone at an event: who came, talks, promises, photos of cards. The same id is stored once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.following import follow_up_on
from hustings.apps.events.listing import guest_of
from hustings.apps.events.models import Event, FollowUp, Guest, Jotting
from hustings.apps.events.placing import guest_key
from hustings.apps.events.planning import event_of
from hustings.apps.events.twins import guests_at
from hustings.apps.people.access import person_of
from hustings.apps.people.actions.editing import add_person
from hustings.apps.people.actions.touches import log_touch
from hustings.apps.people.actions.undo import remember, undo_steps, way_back
from hustings.apps.people.models import Promise
from hustings.kernel.errors import HustingsError, NotFound, WrongInput

MOST_AT_ONCE = 200
LARGEST_PHOTO = 3 << 20
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
PROMISE_DAYS = 2
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class Jotted:
    """One thing as the phone sends it. `guest` or `person` says who; `name` where nobody of the list is meant."""

    client_id: str
    kind: str
    at: datetime
    guest: int | None = None
    person: int | None = None
    name: str = ""
    text: str = ""
    due_on: date | None = None
    photo: bytes = b""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it: `stored`, `known` (it was here already), or `refused` with the reason. `id` is that of the jotting."""

    client_id: str
    state: str
    id: int | None = None
    reason: str = ""


class Typed(NamedTuple):
    """The person whom a card made, and the step that takes the note back from them."""

    person_id: int
    step: int


def take_jottings(actor: Actor, event_id: int, items: Sequence[Jotted], *, now: datetime) -> list[Taken]:
    """Stores what a phone kept, each for itself, so that one that cannot be used holds nothing up. Sending again is harmless."""
    actor.require("log_touch")
    event = event_of(actor, event_id)
    return [_take(actor, event, item, now=now) for item in items[:MOST_AT_ONCE]]


def _take(actor: Actor, event: Event, item: Jotted, *, now: datetime) -> Taken:
    known = Jotting.objects.filter(workspace_id=actor.workspace_id, client_id=item.client_id).first()
    if known is not None:
        return Taken(item.client_id, "known", known.pk)
    try:
        with transaction.atomic():
            return Taken(item.client_id, "stored", _store(actor, event, item, now=now).pk)
    except IntegrityError:
        # The same came by another line at the same moment; that one stored it.
        return Taken(item.client_id, "known")
    except HustingsError as refused:
        return Taken(item.client_id, "refused", None, str(refused))


def _store(actor: Actor, event: Event, item: Jotted, *, now: datetime) -> Jotting:
    if not _CLIENT_ID.fullmatch(item.client_id):
        raise WrongInput("The id has to be 8 to 64 letters, digits and dashes.", field="client_id")
    if item.kind not in Jotting.Kind.values:
        raise WrongInput(f"Use one of {', '.join(Jotting.Kind.values)}.", field="kind")
    if item.photo and (len(item.photo) > LARGEST_PHOTO or not picture_type(item.photo)):
        raise WrongInput("Give a photo (JPEG or PNG) of at most 3 MB.", field="photo")
    guest = guest_of(actor, item.guest) if item.guest else None
    if guest is not None and event.pk not in (guest.event_id, guest.event.twin_of_id):
        raise NotFound("There is no such guest.")
    if guest is None and not item.person and item.name.strip():
        guest = _by_name(actor, event, item.name)
    person = person_of(actor, item.person) if item.person else guest.person if guest else None
    name = item.name.strip() or (guest.name if guest else person.name if person else "")
    if not name and item.kind != "card":
        raise WrongInput("Say who it was.", field="name")
    # A phone whose clock is fast must not lose a note.
    jotting = Jotting.objects.create(
        workspace_id=actor.workspace_id, event=event, client_id=item.client_id, kind=item.kind, person=person, name=name[:300],
        text=item.text.strip()[:20_000], due_on=item.due_on, at=min(item.at, now), photo=item.photo, member_id=actor.member_id,
    )  # fmt: skip
    if item.kind == "check_in":
        _check_in(actor, jotting, guest)
    elif person is not None:
        _effect(actor, jotting, now=now)
    return jotting


def _by_name(actor: Actor, event: Event, name: str) -> Guest | None:
    """The one guest of this name: a phone may know a name before it has the list."""
    held = guests_at(event).select_related("person")
    if not actor.may("see_all_people"):
        held = held.filter(person__assigned_to_id=actor.member_id)
    wanted = " ".join(name.split())
    found = list(held.filter(Q(name__iexact=wanted) | Q(person__name__iexact=wanted))[:2])
    return found[0] if len(found) == 1 else None


def picture_type(photo: bytes) -> str:
    """The media type of a photo by its first bytes; empty for what is none."""
    return next((kind for begin, kind in PICTURES.items() if bytes(photo).startswith(begin)), "")


def _check_in(actor: Actor, jotting: Jotting, guest: Guest | None) -> None:
    """Somebody came: on the list they are marked, off the list they are put on it."""
    if guest is None and jotting.person_id is not None:
        guest = guests_at(jotting.event).filter(person_id=jotting.person_id).first()
    key = f"p:{jotting.person_id}" if jotting.person_id else guest_key(jotting.name, "")
    if guest is None:
        guest = guests_at(jotting.event).filter(key=key).first()
    if guest is None:
        guest = Guest(
            workspace_id=actor.workspace_id, event_id=jotting.event_id, key=key, name=jotting.name, person_id=jotting.person_id
        )
    guest.answer, guest.came_at, guest.by_hand = "attended", guest.came_at or jotting.at, True
    guest.save()
    jotting.settled_at = jotting.at
    jotting.save(update_fields=["settled_at"])


def _effect(actor: Actor, jotting: Jotting, *, now: datetime) -> dict[str, Any]:
    """A talk becomes an interaction with a follow-up; a promise is kept as one, beside the talk where there was one.

    Returns what takes it back: the step of the talk or the promise that was made, the follow-up as it was, guests that came.
    """
    assert jotting.person_id is not None
    if jotting.kind == "promise":
        made = _promise(actor, jotting, now=now)
    else:
        text = f"{jotting.event.title}: {jotting.text}" if jotting.text else jotting.event.title
        logged = log_touch(actor, [jotting.person_id], kind="meeting", at=jotting.at, now=now, text=text)
        jotting.interaction_id, made = logged.interaction_id, {"step": logged.step_id}
    jotting.settled_at = now
    jotting.save(update_fields=["interaction", "settled_at"])
    held = FollowUp.objects.filter(event_id=jotting.event_id, person_id=jotting.person_id)
    before = held.values_list("about", flat=True).first()
    follow_up_on(jotting)
    listed = guests_at(jotting.event).filter(person_id=jotting.person_id, came_at=None)
    came = [list(pair) for pair in listed.values_list("pk", "answer")]
    listed.update(answer="attended", came_at=jotting.at)
    return made | {"about": before, "came": came}


def _promise(actor: Actor, jotting: Jotting, *, now: datetime) -> dict[str, Any]:
    due = jotting.due_on or (jotting.at.astimezone(actor.zone) + timedelta(days=PROMISE_DAYS)).date()
    talk = Jotting.objects.filter(event_id=jotting.event_id, person_id=jotting.person_id, interaction__isnull=False).first()
    if talk is None:
        logged = log_touch(
            actor, [jotting.person_id or 0], kind="meeting", at=jotting.at, now=now, text=jotting.event.title,
            promise=jotting.text or "?", promise_due=due,
        )  # fmt: skip
        jotting.interaction_id = logged.interaction_id
        return {"step": logged.step_id}
    made = Promise.objects.create(
        workspace_id=actor.workspace_id, person_id=jotting.person_id, interaction_id=talk.interaction_id,
        member_id=actor.member_id, text=jotting.text or "?", due_on=due, made_at=jotting.at,
    )  # fmt: skip
    return {"promise": made.pk}


def jotting_of(actor: Actor, jotting_id: int) -> Jotting:
    """The jotting with this id, the actor's own or one about somebody whom they may see. Raises NotFound alike for all others."""
    held = Jotting.objects.filter(workspace_id=actor.workspace_id, pk=jotting_id).select_related("event", "person")
    if not actor.may("see_all_people"):
        held = held.filter(Q(person__assigned_to_id=actor.member_id) | Q(person=None, member_id=actor.member_id))
    found = held.first()
    if found is None:
        raise NotFound("There is no such note.")
    return found


def settle_jotting(actor: Actor, jotting_id: int, *, person_id: int, now: datetime) -> int:
    """Says who is meant by a note that waits; it becomes what it would have been at once. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        jotting = jotting_of(actor, jotting_id)
        jotting.refresh_from_db(fields=["settled_at"], from_queryset=Jotting.objects.select_for_update())
        if jotting.settled_at is not None:
            raise WrongInput("It was said already who this is.")
        jotting.person = person = person_of(actor, person_id)
        jotting.save(update_fields=["person"])
        data = {"jotting": jotting.pk, "person": person_id, **_effect(actor, jotting, now=now)}
        return remember(actor, "settle_note", label=person.name, data=data)


@way_back("settle_note")
def _undo_settle_note(actor: Actor, data: dict[str, Any]) -> None:
    """The note waits again; what it became is taken back, but for what was done about it since."""
    jotting = Jotting.objects.filter(workspace_id=actor.workspace_id, pk=data["jotting"], person_id=data["person"]).first()
    if jotting is None:
        raise NotFound("This note stands for somebody else by now.")
    undo_steps(actor, [data["step"]] if "step" in data else [])
    Promise.objects.filter(workspace_id=actor.workspace_id, pk=data.get("promise")).delete()
    _owe_less(jotting, data["about"])
    for guest, answer in data["came"]:
        guests_at(jotting.event).filter(pk=guest, came_at=jotting.at).update(answer=answer, came_at=None)
    jotting.person, jotting.interaction, jotting.settled_at = None, None, None
    jotting.save(update_fields=["person", "interaction", "settled_at"])


def _owe_less(jotting: Jotting, before: str | None) -> None:
    """Takes the words of a note off the follow-up that it added to, which goes with the last talk that it stands for."""
    owed = FollowUp.objects.filter(event_id=jotting.event_id, person_id=jotting.person_id, done_at=None, dropped_at=None)
    talks = Jotting.objects.filter(event_id=jotting.event_id, person_id=jotting.person_id, settled_at__isnull=False)
    if not talks.exclude(kind="check_in").exclude(pk=jotting.pk).exists():
        owed.delete()
        return
    said = "" if jotting.kind == "promise" else jotting.text
    if said and said not in (before or ""):
        for row in owed:
            row.about = f"\n{row.about}\n".replace(f"\n{said}\n", "\n", 1).strip()
            row.save(update_fields=["about"])


def type_card(
    actor: Actor, jotting_id: int, *, now: datetime, name: str, email: str = "", phone: str = "", organisation: str = "",
    title: str = "",
) -> Typed:  # fmt: skip
    """Makes a new person of a card that was typed off its photo."""
    actor.require("edit_people")
    with transaction.atomic():
        jotting_of(actor, jotting_id)
        person_id = add_person(actor, name=name, email=email, phone=phone, organisation=organisation, title=title)
        return Typed(person_id, settle_jotting(actor, jotting_id, person_id=person_id, now=now))


def photo_of(actor: Actor, jotting_id: int) -> tuple[bytes, str]:
    """The photo of a card and its media type."""
    photo = bytes(jotting_of(actor, jotting_id).photo)
    kind = picture_type(photo)
    if not kind:
        raise NotFound("There is no such photo.")
    return photo, kind


def stored_ids(actor: Actor, event_id: int) -> list[str]:
    """The ids, made on phones, of what this member put down at an event."""
    event = event_of(actor, event_id)
    held = Jotting.objects.filter(event=event, member_id=actor.member_id)
    return list(held.order_by("at", "id").values_list("client_id", flat=True))
