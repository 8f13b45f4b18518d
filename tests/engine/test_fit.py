"""Whom to talk with at an event: few, for the goals, within the minutes."""

from __future__ import annotations

from itertools import combinations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.fit import MOST, Guest, Reason, goal_reason, talks_for


def guest(name: str, minutes: int = 15, **chances: float) -> Guest:
    return Guest(id=name, minutes=minutes, reasons={goal: (Reason("goal", p, (f"e {name}",)),) for goal, p in chances.items()})


parties = st.lists(
    st.tuples(st.integers(1, 30), st.dictionaries(st.sampled_from(["river", "bus", "hall"]), st.floats(0, 1), max_size=3)),
    max_size=7,
).map(lambda given: [guest(f"g{n}", minutes, **chances) for n, (minutes, chances) in enumerate(given)])


def value(chosen: tuple[Guest, ...], goals: dict[str, float]) -> float:
    every = {goal for each in chosen for goal in each.reasons}
    return sum(
        goals.get(goal, 1.0) * (1 - prod(1 - each.reasons[goal][0].weight for each in chosen if goal in each.reasons))
        for goal in every
    )


def test_talks_spread_over_goals() -> None:
    room = [guest("Ada", river=0.8), guest("Ben", river=0.75), guest("Vera", bus=0.4)]
    found = talks_for(room, minutes=30)
    assert [talk.id for talk in found] == ["Ada", "Vera"]
    assert found[0].gain == pytest.approx(0.8)
    assert found[1].goals == {"bus": pytest.approx(0.4)}


def test_a_goal_that_matters_more_draws_more_talks() -> None:
    room = [guest("Ada", river=0.8), guest("Ben", river=0.75), guest("Vera", bus=0.4)]
    assert [talk.id for talk in talks_for(room, minutes=30, goals={"river": 5.0})] == ["Ada", "Ben"]


def test_one_long_talk_can_be_worth_more_than_the_quick_ones() -> None:
    room = [guest("Ada", minutes=30, river=1.0), guest("Ben", minutes=1, bus=0.05)]
    assert [talk.id for talk in talks_for(room, minutes=30)] == ["Ada"]


def test_reasons_come_with_the_talk_best_first() -> None:
    reasons = {"river": (Reason("goal", 0.3),), "": (Reason("promise_due", 0.6), Reason("need_match", 0.1))}
    (talk,) = talks_for([Guest(id="Ada", reasons=reasons)], minutes=60)
    assert [reason.code for reason in talk.reasons] == ["promise_due", "goal", "need_match"]
    assert talk.goals[""] == pytest.approx(1 - 0.4 * 0.9)


def test_even_a_long_evening_has_few_deep_talks() -> None:
    room = [guest(f"g{n}", river=0.1) for n in range(30)]
    assert len(talks_for(room, minutes=600)) == MOST


def test_nobody_worth_it_means_nobody() -> None:
    assert talks_for([guest("Ada", river=0.01)], minutes=0) == []
    assert talks_for([], minutes=60) == []
    assert [talk.id for talk in talks_for([guest("Ada", river=0.5), guest("Ben", river=0.0)], minutes=60)] == ["Ada"]


@pytest.mark.parametrize(
    ("influence", "support", "openness", "weight"),
    [(0.5, None, 1.0, 0.5), (0.5, 0.5, 0.8, 0.4), (1.0, 0.9, 1.0, 0.36), (2.0, None, 0.5, 0.5)],
)
def test_influence_times_swing_times_openness(influence: float, support: float | None, openness: float, weight: float) -> None:
    found = goal_reason(influence=influence, support=support, openness=openness, evidence=("vote 3",))
    assert found is not None
    assert found.weight == pytest.approx(weight)
    assert found.evidence == ("vote 3",)


def test_whoever_has_decided_for_good_is_no_reason() -> None:
    assert goal_reason(influence=1.0, support=1.0, openness=1.0) is None


@given(parties, st.integers(0, 60), st.integers(1, 4))
def test_the_list_is_near_the_best_one_and_never_too_long(room: list[Guest], minutes: int, most: int) -> None:
    goals = {"river": 2.0}
    found = talks_for(room, minutes=minutes, goals=goals, most=most)
    assert sum(talk.minutes for talk in found) <= minutes
    assert len(found) <= most
    able = [each for each in room if each.minutes <= minutes]
    best = max(
        (
            value(chosen, goals)
            for size in range(min(most, len(able)) + 1)
            for chosen in combinations(able, size)
            if sum(each.minutes for each in chosen) <= minutes
        ),
        default=0.0,
    )
    assert sum(talk.gain for talk in found) >= 0.3 * best - 0.02 * most


@given(parties, st.integers(0, 60), st.randoms())
def test_the_order_of_guests_changes_nothing(room: list[Guest], minutes: int, chance: object) -> None:
    mixed = list(room)
    chance.shuffle(mixed)
    assert talks_for(mixed, minutes=minutes) == talks_for(room, minutes=minutes)
