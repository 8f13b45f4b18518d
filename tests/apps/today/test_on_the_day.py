"""An occasion is due from the beginning of its day in the zone of the workspace, and its draft never repeats our note."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions as people
from hustings.apps.people.actions.occasions import NOTED
from hustings.apps.people.models import Occasion
from hustings.apps.today import actions, queries
from hustings.engine.occasion_words import OCCASIONS

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 3, 3, 5, 10, tzinfo=UTC)
"""Ten past midnight in New York, on 3 March."""


@pytest.fixture
def ada(ada: Actor) -> Actor:
    return replace(ada, time_zone="America/New_York")


@pytest.fixture
def ana(ada: Actor) -> int:
    person = people.add_person(ada, name="Ana Souza", email="ana@example.org")
    people.note_occasion(
        ada,
        person,
        kind="wedding",
        text="Her daughter, the difficult one, marries",
        on=NIGHT.date(),
        now=NIGHT - timedelta(days=9),
    )
    return person


def test_it_is_due_from_the_beginning_of_the_day_with_words_that_do_not_repeat_the_note(ada: Actor, ana: int) -> None:
    actions.refresh(ada, now=NIGHT - timedelta(hours=1))
    assert queries.today(ada, now=NIGHT - timedelta(hours=1)).items == ()
    actions.refresh(ada, now=NIGHT)
    (item,) = queries.today(ada, now=NIGHT).items
    assert "wedding" in item.opening
    assert "difficult" not in item.opening


def test_a_word_early_on_the_day_settles_it_and_one_of_the_evening_before_does_not(ada: Actor, ana: int) -> None:
    before = NIGHT - timedelta(hours=2)
    people.log_touch(ada, [ana], kind="call", at=before, now=before)
    assert Occasion.objects.get().settled_at is None
    step = people.log_touch(ada, [ana], kind="call", at=NIGHT, now=NIGHT).step_id
    assert Occasion.objects.get().settled_at == NIGHT
    people.undo(ada, step)
    assert Occasion.objects.get().settled_at is None


def test_there_are_words_for_every_kind_that_can_be_noted() -> None:
    assert set(OCCASIONS["en"]) == set(NOTED)
