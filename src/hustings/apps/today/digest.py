"""The digest: whom to talk to and what is due, in the mail of each member who wants it, once for each of their days."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from hustings.apps.accounts.actions.reminders import Reminding, claim_digest, digest_left, digests_chosen, release_digest
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.offers import errands_due
from hustings.apps.people.queries.limits import full_today
from hustings.apps.today.planning import Plan, plan
from hustings.apps.today.reminders import Reminder, reminders_of
from hustings.apps.today.wording import action, reason
from hustings.engine.reminders import digest_due
from hustings.kernel.clock import utc_now

log = logging.getLogger(__name__)
PORT = 8000
OWN_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})
PEOPLE = 8
"""So many people a digest names; the page has them all."""


@task()
def send_digests() -> int:
    """Sends what is due now; returns how many left. Runs every ten minutes."""
    return send_due(now=utc_now())


def send_due(*, now: datetime) -> int:
    """Sends the digests that are due at this moment, each at most once, and returns how many the mail server took.

    Where the server cannot be reached nothing is claimed as sent and the next run tries again; what broke off later is left
    alone, and its member sees that it may not have arrived.
    """
    due = [(actor, chosen, email, day) for actor, chosen, email, last in digests_chosen() if (day := _due(chosen, last, now))]
    return sum(_send(actor, chosen, email, day, now=now) for actor, chosen, email, day in due)


def _due(chosen: Reminding, last: date | None, now: datetime) -> date | None:
    weekday = chosen.weekday if chosen.digest == "weekly" else None
    return digest_due(now, zone=ZoneInfo(chosen.zone), hour=chosen.hour, last=last, weekday=weekday)


def _send(actor: Actor, chosen: Reminding, email: str, day: date, *, now: datetime) -> int:
    if not claim_digest(actor, day, now=now):
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        log.warning("The mail server of the digest cannot be reached.")
        release_digest(actor, day)
        return 0
    try:
        with timezone.override(ZoneInfo(chosen.zone)), translation.override(actor.language):
            subject, text = digest_of_day(actor, day, now=now, days=7 if chosen.digest == "weekly" else 1)
        headers = {"Auto-Submitted": "auto-generated", "List-Id": f"<digest.{actor.workspace_id}.hustings>"}
        EmailMessage(subject, text, to=[email], headers=headers, connection=connection).send()
    finally:
        connection.close()
    digest_left(actor, day)
    return 1


def digest_of_day(actor: Actor, day: date, *, now: datetime, days: int = 1) -> tuple[str, str]:
    """Subject and text of the digest of a day: whom to talk to today, and what is due by then or in so many days."""
    people = plan(actor, now=now, minutes=60) if actor.may("see_today") else []
    until = day + timedelta(days=days - 1)
    due = _allowed(actor, [each for each in reminders_of(actor, now=now) if each.day <= until], day, now=now)
    errands = errands_due(actor, now=now)
    subject = ngettext("%(n)d person to talk to today", "%(n)d people to talk to today", len(people)) % {"n": len(people)}
    parts = [
        "\n".join(_person(each, day) for each in people[:PEOPLE]) or _("Nobody needs a word from you today."),
        _section(_("Due"), [_line(each, day) for each in due]),
        _section(_("To do"), [f"- {each.title}. {each.why}" for each in errands[:20]]),
        _("The whole list: %(link)s") % {"link": f"{origin()}/"},
        _("Change or stop this mail: %(link)s") % {"link": f"{origin()}/reminders/"},
    ]
    return f"{date_format(day, 'DATE_FORMAT')}: {subject}", "\n\n".join(part for part in parts if part) + "\n"


def _allowed(actor: Actor, due: list[Reminder], day: date, *, now: datetime) -> list[Reminder]:
    """Without those whom nobody is to reach out to today, as the list of the day is."""
    stops = full_today(actor, {each.reaches for each in due if each.reaches is not None}, now=now)
    return [each for each in due if each.day > day or each.reaches not in stops]


def origin() -> str:
    """The address of this installation, as far as the settings tell; the first name that it is served under.

    On the own machine `hustings start` serves on its usual port; under another name a proxy stands in front.
    """
    names = [name for name in settings.ALLOWED_HOSTS if name and not name.startswith((".", "*"))]
    name = names[0] if names else "127.0.0.1"
    if settings.SESSION_COOKIE_SECURE:
        return f"https://{name}"
    return f"http://{name}:{PORT}" if name in OWN_MACHINE else f"http://{name}"


def _person(each: Plan, day: date) -> str:
    first = each.reasons[0]
    return f"- {each.name}: {action(each.action, channel=each.channel)}. {reason(first.code, first.facts, today=day)}."


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines]) if lines else ""


def _line(each: Reminder, day: date) -> str:
    when = "" if each.day == day else f" ({date_format(each.day, 'SHORT_DATE_FORMAT')})"
    return f"- {each.title}{when}"
