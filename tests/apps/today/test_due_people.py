"""Whose rhythm has come, the closest first, in the same order whether a few are due or many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Person
from hustings.apps.today import replay
from hustings.kernel.clock import utc_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(ada: Actor) -> list[int]:
    """Twelve people, the last of them closest; two are not due yet, one has no rhythm and one wants no contact."""
    today = utc_now().date()
    made = Person.objects.bulk_create(
        Person(
            workspace_id=ada.workspace_id, name=f"Person {number}", sort_name=f"person {number}", closeness=number // 2,
            due_on=None if number == 3 else today + timedelta(days=number - 9), silent_by_hand=number == 5,
        )
        for number in range(12)
    )  # fmt: skip
    return [person.pk for person in made]


@pytest.mark.parametrize("few", [2_000, 3, 0])
def test_the_closest_who_are_due_come_first(ada: Actor, network: list[int], few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "FEW", few)
    wanted = [network[number] for number in (8, 9, 6, 7, 4)]
    assert replay.Stored(ada, utc_now()).due_people(5) == wanted
    assert len(replay.Stored(ada, utc_now()).due_people(200)) == 8


def test_nobody_is_sorted_who_is_not_looked_at(ada: Actor, network: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses its plans itself.")
    monkeypatch.setattr(replay, "FEW", 1)
    with CaptureQueriesContext(connection) as held:
        replay.Stored(ada, utc_now()).due_people(200)
    plans = []
    for query in held.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    assert ["person_by_due" in plans[0], "person_by_closeness" in plans[1], len(plans)] == [True, True, 2]
