"""Refuses to reach out to somebody today where limits, a quiet time or a wish stand against it. Hours do not matter here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Participation, Person
from hustings.apps.people.queries.limits import OURS, ContactStop, full_today
from hustings.kernel.errors import WrongInput

_SAID = {
    "do_not_contact": "{name} does not want to be contacted.",
    "per_day": "The team was in touch with {name} today already.",
    "per_week": "The team was in touch with {name} often enough this week.",
    "per_month": "The team was in touch with {name} often enough this month.",
    "quiet_day": "Today is a quiet day of the week.",
    "quiet_time": "It is a quiet time for {name}.",
}
_HAPPENED = {
    "happened": "If you talked all the same, say so (happened), and it is logged.",
    "overrule": "If you asked all the same, say so (overrule), and it is put down.",
}
"""What can be said of what was done in spite of a stop, by the field that says it."""


class NotNow(WrongInput):
    """This person is not to be reached out to today. `stop` says why, `field` how to tell that it happened all the same."""

    def __init__(self, actor: Actor, name: str, stop: ContactStop, *, now: datetime, field: str) -> None:
        day = open_from(actor, stop, now=now)
        wait = f" Put it off until {day.isoformat()}." if day else " Take it off the list." if field == "happened" else ""
        super().__init__(" ".join([_SAID[stop.code].format(name=name) + wait, _HAPPENED[field]]), field=field)
        self.stop = stop


def open_from(actor: Actor, stop: ContactStop, *, now: datetime) -> date | None:
    """The first day after today on which nothing stands against it: limits may end within a day, lists are for whole ones."""
    if stop.until is None:
        return None
    tomorrow = now.astimezone(actor.zone).date() + timedelta(days=1)
    return max(stop.until.astimezone(actor.zone).date(), tomorrow)


def require_willing(person: Person, *, field: str = "person") -> None:
    """Raises WrongInput where somebody does not want to be contacted: that is set aside by nothing."""
    if person.do_not_contact:
        raise WrongInput(_SAID["do_not_contact"].format(name=person.name), field=field)


def require_today(actor: Actor, person: Person, *, now: datetime, overrule: bool = False) -> None:
    """Raises as `require_willing`, and NotNow where limits or a quiet time stand against reaching out today.

    Not so where `overrule` says that it happened all the same, and for a member who was in touch with them today: that is one
    contact, not another.
    """
    require_willing(person)
    stop = None if overrule else full_today(actor, [person.pk], now=now).get(person.pk)
    if stop is not None and not _in_touch_today(actor, person, now):
        raise NotNow(actor, person.name, stop, now=now, field="overrule")


def _in_touch_today(actor: Actor, person: Person, now: datetime) -> bool:
    begin = datetime.combine(now.astimezone(actor.zone).date(), time(), actor.zone)
    held = Participation.objects.filter(person=person, at__gte=begin, at__lte=now, interaction__member_id=actor.member_id)
    return held.filter(interaction__counts=True, interaction__direction__in=OURS).exists()
