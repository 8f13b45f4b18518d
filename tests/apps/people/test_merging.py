"""Merging costs a constant number of statements, however much happened with the two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.models import Participation
from hustings.kernel.clock import utc_now

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def cost_of_merging(actor: Actor, *, calls: int) -> int:
    kept, gone = actions.add_person(actor, name="Ana Souza"), actions.add_person(actor, name="Ana de Souza")
    for number in range(calls):
        actions.log_touch(actor, [gone], kind="call", at=DAY + timedelta(hours=number), now=utc_now())
    actions.log_touch(actor, [kept, gone], kind="meeting", at=DAY, now=utc_now())
    with CaptureQueriesContext(connection) as held:
        event = actions.merge_people(actor, kept, gone)
    assert Participation.objects.filter(person=kept).count() == calls + 1
    with CaptureQueriesContext(connection) as back:
        actions.unmerge_people(actor, event.pk)
    assert Participation.objects.filter(person_id=gone).count() == calls + 1
    return len(held) + len(back)


def test_a_merge_costs_the_same_whatever_happened(ada: Actor) -> None:
    assert cost_of_merging(ada, calls=12) == cost_of_merging(ada, calls=2)
