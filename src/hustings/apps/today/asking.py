"""Asks limits, quiet times and wishes again when somebody acts on an item: much can happen after a list was made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Person
from hustings.apps.people.queries.limits import ContactStop, full_today
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today.models import TodayItem

OWED = frozenset({"unanswered_message", "promise_due", "thanks_owed", "invitation_pending", "favour_promised"})
"""Reasons that answer something of theirs: limits on reaching out do not keep anybody from an answer."""


def stops_now(actor: Actor, items: Iterable[TodayItem], *, now: datetime) -> dict[int, ContactStop]:
    """By the id of each open item, why nobody is to act on it today. Hours do not matter: the day is what a list is made for.

    A constant number of queries; none where there is no open item.
    """
    held = [item for item in items if item.state == "open"]
    if not held:
        return {}
    ids = [item.person_id for item in held]
    found = full_today(actor, [item.person_id for item in held if not is_owed(item.reasons)], now=now)
    silent = _silent(ids)
    stops = {item.pk: silent.get(item.person_id) or found.get(item.person_id) for item in held}
    return {item: stop for item, stop in stops.items() if stop is not None}


def _silent(person_ids: Collection[int]) -> dict[int, ContactStop]:
    held = Person.objects.filter(pk__in=person_ids, do_not_contact=True).values_list("id", flat=True)
    return {person: ContactStop("do_not_contact", None) for person in held}


def is_owed(reasons: Iterable[dict[str, str]]) -> bool:
    """Whether something of theirs is answered."""
    return any(each["code"] in OWED for each in reasons)


def require_open(actor: Actor, item: TodayItem, *, now: datetime) -> None:
    """Raises NotNow, with what to do instead, where limits, a quiet time or a wish stand against acting on an item."""
    for stop in stops_now(actor, [item], now=now).values():
        raise NotNow(actor, item.person.name, stop, now=now, field="happened")
