"""What a member is to be reminded of, by day: promises, thanks, rhythms, occasions, birthdays, answers to wait for, mentors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.for_today import PROMISED_FOR, UNTOLD
from hustings.apps.favours.models import Ask, Favour, Mentor
from hustings.apps.people.access import visible_people, within_sight
from hustings.apps.people.models import MonthDay, Occasion, Promise
from hustings.engine.reciprocity import PATIENCE, THANKS_WITHIN

BACK, AHEAD = timedelta(days=30), timedelta(days=120)
MOST = 200
"""Of each kind, the nearest first."""
REACHING = ("rhythm", "occasion", "birthday")
"""Kinds in which nothing of theirs is owed."""
OWED = ("endorsement", "recommendation")
"""Occasions that thanks are owed for."""
WILLING = Q(person__do_not_contact=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do on a day. `id` is its kind and number and never changes; `path` is the page where it is done."""

    id: str
    day: date
    title: str
    text: str
    path: str

    @property
    def reaches(self) -> int | None:
        """The person whom it would be reaching out to; None where something of theirs is owed or waited for."""
        kind = self.id.partition(":")[0].partition("-")[0]
        return int(self.path.split("/")[2]) if kind in REACHING else None


def reminders_of(actor: Actor, *, now: datetime) -> tuple[Reminder, ...]:
    """The reminders of a member from a month back to four months ahead, by day. Nine queries, whatever there is.

    Of people who do not want to be contacted there are none.
    """
    today = now.astimezone(actor.zone).date()
    found = [*_promises(actor, today), *_promised_favours(actor, today), *_thanks(actor, today), *_answers(actor, today)]
    found += [*_rhythms(actor, today), *_occasions(actor, now), *_birthdays(actor, today), *_mentors(actor, today)]
    return tuple(sorted(found, key=lambda each: (each.day, each.id)))


def _promises(actor: Actor, today: date) -> Iterator[Reminder]:
    """What this member promised, or others to people in this member's care."""
    mine = Q(member_id=actor.member_id) | Q(person__assigned_to_id=actor.member_id)
    held = Promise.objects.filter(mine, WILLING, workspace_id=actor.workspace_id, kept_at__isnull=True, due_on__lte=today + AHEAD)
    for row in within_sight(actor, held).select_related("person").order_by("-due_on", "id")[:MOST]:
        title = _("Promised to %(name)s: %(text)s") % {"name": row.person.name, "text": row.text}
        # One that is overdue stays on its day as long as that is in sight, and then on the last day that is.
        yield Reminder(f"promise:{row.pk}", max(row.due_on, today - BACK), title, row.text, f"/people/{row.person_id}/")


def _promised_favours(actor: Actor, today: date) -> Iterator[Reminder]:
    """Favours that this member promised without a day, on the last of the days within which they are kept."""
    mine = Q(member_id=actor.member_id) | Q(person__assigned_to_id=actor.member_id)
    held = Favour.objects.filter(mine, WILLING, UNTOLD, workspace_id=actor.workspace_id, direction="given", done_at=None)
    for row in within_sight(actor, held).select_related("person").order_by("-at", "id")[:MOST]:
        day = (row.at + PROMISED_FOR).astimezone(actor.zone).date()
        title = _("Promised to %(name)s: %(text)s") % {"name": row.person.name, "text": row.text or row.kind}
        yield Reminder(f"favour:{row.pk}", max(day, today - BACK), title, row.text, f"/people/{row.person_id}/favours/")


def _thanks(actor: Actor, today: date) -> Iterator[Reminder]:
    owed = Favour.objects.filter(WILLING, workspace_id=actor.workspace_id, member_id=actor.member_id, direction="received")
    owed = owed.filter(done_at__isnull=False, thanked_at__isnull=True)
    for row in within_sight(actor, owed).select_related("person").order_by("-at")[:MOST]:
        day = ((row.done_at or row.at) + THANKS_WITHIN).astimezone(actor.zone).date()
        if day >= today - BACK:
            title = _("Thank %(name)s") % {"name": row.person.name}
            yield Reminder(f"thanks:{row.pk}", day, title, row.text, f"/people/{row.person_id}/favours/")


def _answers(actor: Actor, today: date) -> Iterator[Reminder]:
    waiting = Ask.objects.filter(WILLING, workspace_id=actor.workspace_id, member_id=actor.member_id, state="made")
    for row in within_sight(actor, waiting).select_related("person").order_by("-at")[:MOST]:
        day = (row.at + PATIENCE).astimezone(actor.zone).date()
        if day >= today - BACK:
            title = _("No answer from %(name)s yet") % {"name": row.person.name}
            yield Reminder(f"ask:{row.pk}", day, title, row.text, f"/people/{row.person_id}/favours/")


def _rhythms(actor: Actor, today: date) -> Iterator[Reminder]:
    """Those in this member's care, on the day from which a touch would be good."""
    held = visible_people(actor).filter(assigned_to_id=actor.member_id, do_not_contact=False, own_member__isnull=True)
    near = held.filter(due_on__gte=today - BACK, due_on__lte=today + AHEAD).order_by("due_on", "id")
    for number, name, due, latest in near.values_list("id", "name", "due_on", "latest_on")[:MOST]:
        text = _("Late from %(day)s on.") % {"day": date_format(latest)} if latest else ""
        yield Reminder(f"rhythm:{number}", due, _("Get in touch with %(name)s") % {"name": name}, text, f"/people/{number}/")


def _occasions(actor: Actor, now: datetime) -> Iterator[Reminder]:
    held = Occasion.objects.filter(WILLING, workspace_id=actor.workspace_id, settled_at__isnull=True)
    near = held.filter(at__gte=now - BACK, at__lte=now + AHEAD)
    for row in within_sight(actor, near).select_related("person").order_by("at", "id")[:MOST]:
        title, text = _of_occasion(row)
        kind = "thanks-occasion" if row.kind in OWED else "occasion"
        yield Reminder(f"{kind}:{row.pk}", row.at.astimezone(actor.zone).date(), title, text, f"/people/{row.person_id}/")


def _of_occasion(row: Occasion) -> tuple[str, str]:
    """What to do, and the words of the occasion; those that a member put down say it themselves."""
    words, name = row.facts.get("text") or row.facts.get("title") or "", {"name": row.person.name}
    match row.kind:
        case "endorsement":
            return _("Thank %(name)s for the endorsement") % name, words
        case "recommendation":
            return _("Thank %(name)s for the recommendation") % name, words
        case "new_position":
            return _("Congratulate %(name)s on the new position") % name, words
    return _("%(name)s: %(what)s") % {**name, "what": words or row.kind.replace("_", " ")}, ""


def _birthdays(actor: Actor, today: date) -> Iterator[Reminder]:
    """Birthdays of close allies and the network. One on 29 February is kept on the 28th in common years."""
    held = visible_people(actor).filter(segment__in=("close_allies", "network"), do_not_contact=False, own_member__isnull=True)
    dated = held.filter(birthday__gt="").alias(month_day=MonthDay("birthday")).order_by("month_day", "-closeness", "id")
    # From today to the end of the year, and from its beginning; in a common year the 28th of February has the 29th with it.
    begin = f"{today:-%m-%d}"
    found = [*dated.filter(month_day__gte=begin, month_day__lte="-12-31")[:MOST]]
    found += dated.filter(month_day__gte="-01-01", month_day__lt=begin)[: MOST - len(found)]
    for person in found:
        day = _next_birthday(person.birthday, today)
        if day is not None and day <= today + AHEAD:
            title = _("Birthday of %(name)s") % {"name": person.name}
            yield Reminder(f"birthday-{day.year}:{person.pk}", day, title, "", f"/people/{person.pk}/")


def _next_birthday(told: str, today: date) -> date | None:
    month, day = told[-5:-3], told[-2:]
    if len(told) < 7 or not (month.isdecimal() and day.isdecimal()):
        return None
    for year in (today.year, today.year + 1):
        try:
            found = date(year, int(month), int(day))
        except ValueError:
            found = date(year, 2, 28)
        if found >= today:
            return found
    return None


def _mentors(actor: Actor, today: date) -> Iterator[Reminder]:
    held = Mentor.objects.filter(WILLING, workspace_id=actor.workspace_id, member_id=actor.member_id, ended_at__isnull=True)
    rows = within_sight(actor, held.filter(every_days__isnull=False)).select_related("person")
    for row in rows.annotate(last=Max("sessions__at")).order_by("id")[:MOST]:
        day = ((row.last or row.since) + timedelta(days=row.every_days or 0)).astimezone(actor.zone).date()
        title = _("Session with %(name)s: %(topics)s") % {"name": row.person.name, "topics": row.topics}
        yield Reminder(f"mentor:{row.pk}", max(day, today - BACK), title, "", "/mentors/")
