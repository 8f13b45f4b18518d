"""How a member is reminded: the secret address of their calendar, and the digest in the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import DigestSent, ReminderChoice
from hustings.apps.accounts.queries import actor_of
from hustings.apps.accounts.secret import digest_of, new_secret
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a member chose. `feed` says that a calendar address works; `zone` is the member's, or the workspace's.

    `uncertain` is the day of a digest of which nobody knows whether it left.
    """

    digest: str
    hour: int
    weekday: int
    zone: str
    feed: bool
    feed_read_on: date | None
    sends_mail: bool
    uncertain: date | None = None


def sends_mail() -> bool:
    """Whether this installation has a mail server for its own mail."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def reminding_of(actor: Actor) -> Reminding:
    """How the acting member is reminded. Two queries."""
    held = ReminderChoice.objects.filter(member_id=actor.member_id).first() or ReminderChoice(member_id=actor.member_id)
    lost = DigestSent.objects.filter(member_id=actor.member_id, left=False).order_by("-day").values_list("day", flat=True).first()
    return Reminding(
        held.digest, held.hour, held.weekday, held.zone or actor.time_zone, held.feed_digest is not None, held.feed_read_on,
        sends_mail(), lost,
    )  # fmt: skip


def choose_digest(actor: Actor, *, digest: str, hour: int = 7, weekday: int = 0, zone: str = "") -> None:
    """Sets when the digest comes: off, daily or weekly, at an hour of the member's zone (empty: the workspace's).

    Raises WrongInput for hours and zones that do not exist, and where this installation sends no mail.
    """
    _may_change(actor)
    if digest not in ReminderChoice.Digest.values:
        raise WrongInput("Choose off, daily or weekly.", field="digest")
    if digest != "off" and not sends_mail():
        raise WrongInput("No mail server is set here, so no digest can be sent. Follow the calendar instead.", field="digest")
    if not (0 <= hour <= 23 and 0 <= weekday <= 6):
        raise WrongInput("Give an hour from 0 to 23, and a weekday from 0 (Monday) to 6.", field="hour")
    try:
        ZoneInfo(zone or actor.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongInput(f"{zone!r} is no time zone. Write one such as Europe/Berlin.", field="zone") from error
    values = {"digest": digest, "hour": hour, "weekday": weekday, "zone": zone.strip(), "chosen_at": timezone.now()}
    ReminderChoice.objects.update_or_create(member_id=actor.member_id, defaults=values)
    record_audit(actor, "chose reminders", detail={"digest": digest})


@transaction.atomic
def make_feed(actor: Actor) -> str:
    """A new secret for the member's calendar; an older one stops working. It is shown once. A token cannot make one."""
    if actor.door == "api":
        raise NotPermitted("The address of a calendar is made on the web or on the command line, not by a token.")
    _may_change(actor)
    secret = new_secret("hsc")
    values = {"feed_digest": digest_of(secret), "feed_made_at": timezone.now(), "feed_read_on": None}
    ReminderChoice.objects.update_or_create(member_id=actor.member_id, defaults=values)
    record_audit(actor, "made a calendar address")
    return secret


@transaction.atomic
def revoke_feed(actor: Actor) -> None:
    """The address of the member's calendar stops working at once; where there is none nothing happens."""
    _may_change(actor)
    if ReminderChoice.objects.filter(member_id=actor.member_id, feed_digest__isnull=False).update(feed_digest=None):
        record_audit(actor, "revoked the calendar address")


def actor_of_feed(secret: str) -> tuple[Actor, Reminding]:
    """Who reads the calendar behind a secret, to read only. Raises NotFound for unknown and revoked ones, and lost access."""
    held = ReminderChoice.objects.filter(feed_digest=digest_of(secret), member__is_active=True, member__user__is_active=True)
    row = held.select_related("member__workspace").first()
    if row is None:
        raise NotFound("There is nothing at this address.")
    today = timezone.now().date()
    if row.feed_read_on != today:
        ReminderChoice.objects.filter(pk=row.pk).update(feed_read_on=today)
    actor = actor_of(row.member, door="calendar", read_only=True)
    return actor, reminding_of(actor)


def digests_chosen() -> list[tuple[Actor, Reminding, str, date | None]]:
    """Everybody who wants a digest: the actor, the choice, their address, and the day of the newest one. Two queries."""
    held = ReminderChoice.objects.exclude(digest="off").filter(member__is_active=True, member__user__is_active=True)
    rows = list(held.select_related("member__workspace", "member__user").order_by("id"))
    sent = DigestSent.objects.filter(member_id__in=[row.member_id for row in rows]).values_list("member_id")
    last: dict[int, date] = dict(sent.annotate(Max("day")).order_by())
    actors = [(row, actor_of(row.member, door="mail", read_only=True)) for row in rows]
    return [(actor, _told(row, actor), row.member.user.email, last.get(row.member_id)) for row, actor in actors]


def _told(row: ReminderChoice, actor: Actor) -> Reminding:
    return Reminding(row.digest, row.hour, row.weekday, row.zone or actor.time_zone, row.feed_digest is not None, None, True)


def claim_digest(actor: Actor, day: date, *, now: datetime) -> bool:
    """Puts down that the digest of a day is about to leave. False where somebody was first: of two workers one sends."""
    try:
        with transaction.atomic():
            DigestSent.objects.create(member_id=actor.member_id, day=day, at=now)
    except IntegrityError:
        return False
    return True


def digest_left(actor: Actor, day: date) -> None:
    """The mail server took it."""
    DigestSent.objects.filter(member_id=actor.member_id, day=day).update(left=True)


def release_digest(actor: Actor, day: date) -> None:
    """It surely did not leave, because the mail server could not be reached: it may be tried again."""
    DigestSent.objects.filter(member_id=actor.member_id, day=day, left=False).delete()


def _may_change(actor: Actor) -> None:
    if actor.read_only:
        raise NotPermitted("A read-only token changes nothing.")
