"""Our events as a calendar feed under a secret address, and our card: as vCard, to be scanned off a phone."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.events.models import Event, FeedAddress
from hustings.apps.people.actions.records import own_person
from hustings.apps.people.models import Identity, Position
from hustings.connectors.exports.calendar import write_calendar
from hustings.connectors.exports.vcard import write_vcards
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import EventRecord, Name, PersonRecord
from hustings.kernel.records import Identity as IdentityValue
from hustings.kernel.records import Position as PositionValue

BACK, AHEAD = timedelta(days=90), timedelta(days=730)
MOST = 2_000
MOST_ADDRESSES = 20
READ_STAMP = timedelta(hours=1)
"""How exactly the last reading of a feed is noted, so that reading costs no write each time."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A secret address as its member sees it later: without the secret."""

    id: int
    name: str
    made_at: datetime
    read_at: datetime | None


def make_feed(actor: Actor, *, name: str) -> tuple[int, str]:
    """A new secret address for the actor's events. Returns its id and the secret, which is shown this once."""
    actor.require("see_people")
    if not name.strip():
        raise WrongInput("Say where it is for, such as my phone.", field="name")
    if FeedAddress.objects.filter(member_id=actor.member_id, revoked_at=None).count() >= MOST_ADDRESSES:
        raise WrongInput("There are twenty addresses already. Revoke one first.")
    secret = secrets.token_urlsafe(32)
    made = FeedAddress.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, name=name.strip()[:100], digest=_digest(secret)
    )
    record_audit(actor, "make_feed", subject=f"feed:{made.pk}")
    return made.pk, secret


def feeds_of(actor: Actor) -> tuple[FeedRow, ...]:
    """The actor's own addresses that hold."""
    held = FeedAddress.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, revoked_at=None)
    return tuple(FeedRow(row.pk, row.name, row.made_at, row.read_at) for row in held.order_by("id"))


def revoke_feed(actor: Actor, feed_id: int, *, now: datetime) -> None:
    """Nothing is given out under this address any more."""
    held = FeedAddress.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, pk=feed_id, revoked_at=None)
    if not held.update(revoked_at=now):
        raise NotFound("There is no such address.")
    record_audit(actor, "revoke_feed", subject=f"feed:{feed_id}")


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def feed_text(secret: str, *, now: datetime) -> bytes:
    """The events to which we go as a calendar, for whoever has the address. It tells nothing of guests, notes or follow-ups.

    Raises NotFound for an address that never was or was revoked, and for members who left or are no more let in.
    """
    held = FeedAddress.objects.filter(digest=_digest(secret), revoked_at=None).select_related("member").first()
    if held is None or not Member.objects.filter(pk=held.member_id, is_active=True).exists():
        raise NotFound("There is nothing at this address.")
    with transaction.atomic():
        if held.read_at is None or now - held.read_at > READ_STAMP:
            FeedAddress.objects.filter(pk=held.pk).update(read_at=now)
    target = io.BytesIO()
    events = Event.objects.filter(
        workspace_id=held.workspace_id, standing="going", twin_of=None, starts_at__gte=now - BACK, starts_at__lte=now + AHEAD
    )
    write_calendar((_record(event) for event in events.order_by("starts_at", "id")[:MOST]), target, now=now)
    return target.getvalue()


def records_untold(workspace_id: int) -> Iterator[EventRecord]:
    """Events that no import tells, for an export: those by hand and those of calendars."""
    for event in _untold(workspace_id).order_by("starts_at", "id").iterator():
        yield _record(event)


def count_untold(workspace_id: int) -> int:
    """How many events no import tells."""
    return _untold(workspace_id).count()


def _untold(workspace_id: int) -> QuerySet[Event]:
    return Event.objects.filter(workspace_id=workspace_id, record_id=None).exclude(standing__in=("dismissed", "deleted"))


def _record(event: Event) -> EventRecord:
    return EventRecord(
        external_id=event.uid.replace("/", "-"), title=event.title, starts_at=event.starts_at, ends_at=event.ends_at,
        all_day=event.all_day, location=event.location, description=event.description, link=event.link, status=event.status,
    )  # fmt: skip


def own_card(actor: Actor) -> PersonRecord:
    """What the actor's card says: name, position, addresses and profiles of the person that the member is."""
    person = own_person(actor.member_id)
    held = Identity.objects.filter(person=person, kind__in=("email", "phone", "linkedin", "url", "mastodon", "bluesky"))
    job = Position.objects.filter(person=person, current=True).select_related("organisation").first()
    return PersonRecord(
        external_id=f"member:{actor.member_id}",
        name=Name(full=person.name, given=person.given_name),
        identities=tuple(IdentityValue(kind=row.kind, value=row.value) for row in held.order_by("id")[:6]),  # type: ignore[arg-type]
        positions=(
            (PositionValue(organisation=job.organisation.name if job.organisation else "", title=job.title, current=True),)
            if job is not None
            else ()
        ),
    )


def card_text(actor: Actor) -> str:
    """The card as vCard 3.0, which every phone can scan."""
    target = io.BytesIO()
    write_vcards([own_card(actor)], target, version="3.0")
    return target.getvalue().decode()
