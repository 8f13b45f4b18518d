"""Calendars: accounts by CalDAV and feeds by address are connected, listed and let go; what both sides changed is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import keys
from hustings.apps.channels.actions import without_secrets
from hustings.apps.channels.queries import guard
from hustings.apps.events.models import Calendar, CalendarObject, Event
from hustings.apps.events.pending import deletions_in
from hustings.apps.events.placing import drop_events
from hustings.apps.events.planning import event_of
from hustings.apps.events.syncing import Synced, dates_of, sync, take_further_words, take_object, take_text
from hustings.connectors.calendars import feeds
from hustings.connectors.calendars.caldav import CalDav, Listed
from hustings.connectors.calendars.reading import records_in
from hustings.kernel.errors import NotFound, WrongInput


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar as the doors show it."""

    id: int
    kind: str
    name: str
    address: str
    ours: bool
    error: str
    read_at: datetime | None
    member: str
    waiting: int


def calendars_of(actor: Actor) -> tuple[CalendarRow, ...]:
    """The calendars of the workspace; whoever does not look after all channels sees their own."""
    actor.require("see_channels")
    held = Calendar.objects.filter(workspace_id=actor.workspace_id).select_related("member").order_by("name", "id")
    if not actor.may("see_all_channels"):
        held = held.filter(member_id=actor.member_id)
    waiting = dict.fromkeys((each.pk for each in held), 0)
    for number in Event.objects.filter(calendar_id__in=waiting, changed=True).values_list("calendar_id", flat=True):
        waiting[number] += 1
    for one in CalendarObject.objects.filter(waits=True, calendar_id__in=waiting).only("calendar", "pending", "dropped"):
        waiting[one.calendar_id] += deletions_in(one)
    return tuple(
        CalendarRow(
            each.pk, each.kind, each.name, _shown(each), each.ours, each.error, each.read_at, each.member.name, waiting[each.pk]
        )
        for each in held
    )


def _shown(calendar: Calendar) -> str:
    """The address as others may see it: that of a feed is a secret of whoever gives it out."""
    parts = urlsplit(calendar.address)
    return calendar.address if calendar.kind == "caldav" else f"{parts.hostname or ''}"


def calendar_of(actor: Actor, calendar_id: int) -> Calendar:
    """The calendar with this id. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    actor.require("see_channels")
    held = Calendar.objects.filter(workspace_id=actor.workspace_id, pk=calendar_id)
    if not actor.may("see_all_channels"):
        held = held.filter(member_id=actor.member_id)
    found = held.first()
    if found is None:
        raise NotFound("There is no such calendar.")
    return found


def look_at_account(actor: Actor, *, address: str, user: str, password: str) -> list[Listed]:
    """The calendars of an account, to choose from. Raises WrongInput, NeverRetry or RetryLater in words."""
    actor.require("connect_channels")
    secrets = _secrets(user, password)
    try:
        with CalDav(address, user, password, guard()) as account:
            return account.calendars()
    except Exception as error:
        raise without_secrets(error, secrets) from None


def connect_calendar(actor: Actor, *, address: str, user: str, password: str, chosen: str = "", ours: bool = True) -> Calendar:
    """Connects one calendar of an account; without a choice the only one. Credentials are sealed; they show nowhere again."""
    listed = look_at_account(actor, address=address, user=user, password=password)
    fitting = [each for each in listed if each.address == chosen or not chosen]
    if len(fitting) != 1:
        names = ", ".join(each.name for each in listed)
        raise WrongInput(f"Choose one of the calendars: {names}.", field="chosen")
    one = fitting[0]
    with transaction.atomic():
        made, _ = Calendar.objects.update_or_create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, address=one.address,
            defaults={
                "kind": "caldav", "name": one.name[:200], "credentials": keys.seal(_secrets(user, password)), "error": "",
                "ours": ours, "failures": 0,
            },
        )  # fmt: skip
        record_audit(actor, "connect_calendar", subject=f"calendar:{made.pk}")
    return made


def _secrets(user: str, password: str) -> keys.Secrets:
    return keys.Secrets({"user": user, "password": password})


def add_feed(actor: Actor, *, address: str, name: str = "", ours: bool = False) -> Calendar:
    """Reads a calendar by its address from now on; its events are only known unless it is `ours`. Looks there once at once."""
    actor.require("connect_channels")
    place = feeds.plain_address(address)
    fetched = feeds.fetch(place, "", guard())
    made, fresh = Calendar.objects.get_or_create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, address=place[:2000],
        defaults={"kind": "feed", "name": (name.strip() or urlsplit(place).hostname or place)[:200], "ours": ours},
    )  # fmt: skip
    if not fresh:
        raise WrongInput("This feed is read already.", field="address")
    record_audit(actor, "add_feed", subject=f"calendar:{made.pk}")
    take_text(made, fetched.text or "")
    Calendar.objects.filter(pk=made.pk).update(mark=fetched.mark)
    return made


def let_go(actor: Actor, calendar_id: int) -> None:
    """Forgets a calendar and what opens it. Its events stay, those on which nobody worked go."""
    actor.require("connect_channels")
    calendar = calendar_of(actor, calendar_id)
    with transaction.atomic():
        drop_events(Event.objects.filter(calendar=calendar).values_list("id", flat=True))
        Event.objects.filter(calendar=calendar).update(calendar=None, changed=False)
        calendar.delete()
        record_audit(actor, "let_go_calendar", subject=f"calendar:{calendar_id}")


def read_now(actor: Actor, calendar_id: int, *, now: datetime) -> Synced:
    """Reads and writes one calendar at once."""
    actor.require("connect_channels")
    return sync(calendar_of(actor, calendar_id).pk, now=now)


def conflict_of(actor: Actor, event_id: int) -> dict[str, Any] | None:
    """What the calendar says of an event that we changed too: title, begin, end, place. None where there is no conflict."""
    event = event_of(actor, event_id)
    held = _in_conflict(event)
    if held is None:
        return None
    records, _ = records_in(held.theirs)
    one = next((each for each in records if each.external_id[:500] == event.uid), None)
    if one is None:
        return {"title": "", "starts_at": None, "ends_at": None, "location": ""}
    return {"title": one.title, "starts_at": one.starts_at, "ends_at": one.ends_at, "location": one.location}


def _in_conflict(event: Event) -> CalendarObject | None:
    if event.calendar_id is None:
        return None
    uid = event.series or event.uid
    return CalendarObject.objects.filter(calendar_id=event.calendar_id, uid=uid).exclude(theirs="").first()


def settle_conflict(actor: Actor, event_id: int, *, ours: bool) -> None:
    """Which words hold where both sides changed an event: what we did is done to theirs at the next reading, or theirs are taken
    now as they are."""
    actor.require("edit_people")
    with transaction.atomic():
        event = event_of(actor, event_id, locked=True)
        held = _in_conflict(event)
        if held is None or event.calendar is None:
            raise WrongInput("There is no conflict about it any more.")
        if ours:
            take_further_words(held)
        else:
            held.pending = []
        held.text, held.theirs = held.theirs, ""
        # Where ours hold, what another member just put down for it stays too.
        held.save(update_fields=["theirs", "text"] if ours else ["theirs", "text", "pending"])
        if not ours:
            dates_of(held).update(changed=False)
            take_object(held)
        Calendar.objects.filter(pk=event.calendar_id).update(next_try_at=event.calendar.added_at, error="")
        record_audit(actor, "settle_conflict", subject=f"event:{event_id}", detail={"ours": ours})
