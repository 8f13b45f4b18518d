"""The runway: targets by segment, how the network grew, and where it will stand on election day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.invitations.models import RunwayTarget
from hustings.apps.invitations.runway import drop_target, runway_view, set_target
from hustings.apps.people.actions import add_person, log_touch, save_segment, tag_person, undo
from hustings.apps.people.models import Person, SavedSegment
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2027, 3, 3, 12, tzinfo=UTC)
ELECTION = date(2027, 6, 9)


@pytest.fixture
def growing(ada: Actor) -> int:
    """Six people: one came into the network each week, two of them from the press. Returns the segment of the press."""
    for week in range(5):
        person = add_person(ada, name=f"Person {week}")
        Person.objects.filter(pk=person).update(connected_on=NOW.date() - timedelta(weeks=week))
        if week < 2:
            tag_person(ada, person, name="press")
    talked = add_person(ada, name="Talked to")
    log_touch(ada, [talked], kind="call", at=NOW - timedelta(weeks=5), now=NOW)
    add_person(ada, name="Only known by name")
    Workspace.objects.filter(pk=ada.workspace_id).update(election_on=ELECTION)
    save_segment(ada, name="Press", text="tag = press", shared=True)
    return SavedSegment.objects.get().pk


def test_growth_and_forecast_come_from_the_days_people_came(ada: Actor, growing: int) -> None:
    set_target(ada, wanted=12)
    set_target(ada, wanted=10, segment_id=growing)
    view = runway_view(ada, now=NOW)
    assert view.runway is not None
    lanes = {lane.segment: lane for lane in view.runway.lanes}
    assert (lanes[""].current, lanes["Press"].current, view.network) == (6, 2, 6)
    assert view.runway.weeks == pytest.approx(12)
    assert lanes["Press"].needed == pytest.approx(8 / 12)
    assert lanes[""].forecast is not None
    assert lanes[""].forecast.low <= lanes[""].forecast.expected <= lanes[""].forecast.high
    whole = next(row for row in view.targets if not row.segment)
    assert view.weekly[whole.id] == (1, 1, 1, 1, 1, 1)


def test_without_a_day_or_a_target_there_is_nothing_to_forecast(ada: Actor, growing: int) -> None:
    assert runway_view(ada, now=NOW).runway is None
    set_target(ada, wanted=10)
    Workspace.objects.filter(pk=ada.workspace_id).update(election_on=None)
    view = runway_view(ada, now=NOW)
    assert (view.election, view.runway, len(view.targets)) == (None, None, 1)


def test_a_target_is_set_once_changed_dropped_and_all_of_it_taken_back(ada: Actor, growing: int) -> None:
    number, _ = set_target(ada, wanted=10, segment_id=growing)
    same, step = set_target(ada, wanted=20, segment_id=growing)
    assert same == number
    undo(ada, step)
    assert RunwayTarget.objects.get().wanted == 10
    step = drop_target(ada, number)
    assert not RunwayTarget.objects.exists()
    undo(ada, step)
    assert RunwayTarget.objects.get().wanted == 10


def test_a_segment_that_cannot_be_asked_any_more_says_so(ada: Actor, growing: int) -> None:
    set_target(ada, wanted=10, segment_id=growing)
    SavedSegment.objects.update(text="tag = (")
    (row,) = runway_view(ada, now=NOW).targets
    assert row.trouble


def test_only_who_plans_sets_targets_and_only_who_sees_all_reads_them(ada: Actor, vera: Actor, otto: Actor, growing: int) -> None:
    number, _ = set_target(ada, wanted=10, segment_id=growing)
    with pytest.raises(NotPermitted):
        runway_view(vera, now=NOW)
    with pytest.raises(NotPermitted):
        set_target(vera, wanted=10)
    with pytest.raises(NotFound):
        drop_target(otto, number)
    with pytest.raises(NotFound):
        set_target(otto, wanted=10, segment_id=growing)
    with pytest.raises(WrongInput):
        set_target(ada, wanted=0)


def test_an_empty_network_has_a_runway_too(ada: Actor) -> None:
    Workspace.objects.filter(pk=ada.workspace_id).update(election_on=ELECTION)
    set_target(ada, wanted=100)
    view = runway_view(ada, now=NOW)
    assert view.runway is not None
    assert view.runway.lanes[0].current == 0
