"""Ranking: reasons rise and fall as they should, and the list makes the most of the minutes without breaking a limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import e, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import ranking
from hustings.engine.cadence import Due
from hustings.engine.ranking import Candidate, Reason, action_of, choose, score

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SEEN = {"now": NOW, "strength": 0.5, "evidence": ("interaction:1",)}

reasons = st.builds(
    Reason,
    code=st.sampled_from([*ranking.ACTIONS, "closeness"]),
    weight=st.floats(0.03, 0.99),
    evidence=st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=1).map(tuple),
)
candidates = st.builds(
    Candidate,
    person_id=st.integers(1, 8),
    reasons=st.lists(reasons, max_size=3).map(tuple),
    channel=st.sampled_from(["email", "linkedin"]),
    minutes=st.integers(1, 12),
    blocked=st.sampled_from(["", "", "", "do_not_contact"]),
)


def person(
    number: int, *weights: float, minutes: int = 4, code: str = "unanswered_message", evidence: tuple = (), blocked: str = ""
) -> Candidate:
    return Candidate(number, tuple(Reason(code, weight, evidence) for weight in weights), "email", minutes, blocked)


def weight_of(reason: Reason | None) -> float:
    return reason.weight if reason else 0.0


@given(st.lists(candidates, max_size=9), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(known: list[Candidate], minutes: int, random) -> None:
    assert choose(random.sample(known, len(known)), minutes=minutes) == choose(known, minutes=minutes)


@given(st.lists(candidates, max_size=9), st.integers(0, 40), st.integers(0, 5), st.sets(st.integers(1, 8)))
def test_no_limit_is_ever_broken(known: list[Candidate], minutes: int, most: int, already: set[int]) -> None:
    chosen = choose(known, minutes=minutes, most=most, already=already)
    assert sum(one.minutes for one in chosen) <= minutes
    assert len(chosen) <= most
    assert len({one.person_id for one in chosen}) == len(chosen)
    assert not any(one.blocked or one.person_id in already for one in chosen)
    assert all(action_of(one) for one in chosen)
    assert [score(one) for one in chosen] == sorted((score(one) for one in chosen), reverse=True)


@given(st.lists(candidates, max_size=7, unique_by=lambda one: one.person_id), st.integers(1, 30))
def test_the_list_is_worth_at_least_the_promised_share_of_the_best(known: list[Candidate], minutes: int) -> None:
    def value(some) -> float:
        return ranking._covered(ranking._shares(one) for one in some)

    open_ones = [one for one in known if not one.blocked]
    sets = (some for size in range(len(open_ones) + 1) for some in combinations(open_ones, size))
    best = max(value(some) for some in sets if sum(one.minutes for one in some) <= minutes)
    assert value(choose(known, minutes=minutes)) >= (1 - 1 / e) / 2 * best - ranking.LEAST_GAIN * len(known)


@given(candidates, reasons)
def test_one_more_reason_never_lowers_a_score(candidate: Candidate, reason: Reason) -> None:
    more = Candidate(candidate.person_id, (*candidate.reasons, reason), candidate.channel, candidate.minutes)
    assert score(more) >= score(candidate) - 1e-12


@given(st.lists(st.floats(0, 0.99), min_size=1, max_size=4), st.floats(0, 0.99))
def test_a_heavier_reason_never_lowers_a_score(weights: list[float], heavier: float) -> None:
    assert score(person(1, max(weights[0], heavier), *weights[1:])) >= score(person(1, *weights)) - 1e-12
    assert score(person(1, *weights)) == pytest.approx(1 - prod(1 - weight for weight in weights))


def test_a_weight_outside_of_probabilities_is_held_inside() -> None:
    assert score(person(1, 7.0)) == pytest.approx(0.99)
    assert score(person(1, -1.0)) == 0.0
    assert choose([person(1, -1.0)], minutes=30) == ()


def test_closeness_alone_is_no_reason() -> None:
    alone = person(1, 0.2, code="closeness")
    assert score(alone) == 0.0
    assert action_of(alone) == ""
    assert choose([alone], minutes=30) == ()
    assert ranking.closeness(0.1) is None
    assert weight_of(ranking.closeness(0.9)) > weight_of(ranking.closeness(0.5)) > 0


def test_nothing_fits_nothing_is_proposed() -> None:
    assert choose([person(1, 0.9, minutes=10)], minutes=5) == ()
    assert choose([], minutes=30) == ()


def test_many_short_actions_beat_one_long_and_one_great_beats_many_small() -> None:
    short = [person(number, 0.4, minutes=5) for number in (1, 2, 3)]
    assert [one.person_id for one in choose([*short, person(9, 0.6, minutes=15)], minutes=15)] == [1, 2, 3]
    assert [one.person_id for one in choose([person(1, 0.06, minutes=1), person(9, 0.8, minutes=15)], minutes=15)] == [9]


def test_equal_people_come_in_the_order_of_their_ids() -> None:
    assert [one.person_id for one in choose([person(number, 0.5) for number in (3, 1, 2)], minutes=8)] == [1, 2]


def test_a_message_to_a_group_is_answered_once() -> None:
    group = [person(number, 0.8, evidence=("interaction:7",)) for number in (1, 2, 3)]
    chosen = choose([*group, person(4, 0.3, evidence=("interaction:8",))], minutes=60)
    assert [one.person_id for one in chosen] == [1, 4]


def test_a_person_appears_once_with_the_better_proposal() -> None:
    assert choose([person(1, 0.3), person(1, 0.9)], minutes=60) == (person(1, 0.9),)


@pytest.mark.parametrize(("code", "action"), sorted(ranking.ACTIONS.items()))
def test_the_heaviest_reason_says_what_to_do(code: str, action: str) -> None:
    other = "birthday" if code != "birthday" else "thanks_owed"
    candidate = Candidate(1, (Reason("closeness", 0.9), Reason(other, 0.2), Reason(code, 0.5)), "email", 4)
    assert action_of(candidate) == action
    assert ranking.minutes_for(action, channel="email") < ranking.minutes_for(action, channel="phone")


def test_a_waiting_message_grows_urgent_and_then_odd() -> None:
    def waiting(days: float) -> float:
        return weight_of(ranking.unanswered(NOW - days * DAY, needs_reply_weight=0.9, **SEEN))

    assert waiting(0) < waiting(1) < waiting(4) < waiting(14)
    assert waiting(45) > waiting(120) > waiting(400) > 0
    assert waiting(5 * 365) == 0
    assert waiting(-1) == 0


def test_a_clear_question_weighs_more_than_a_vague_one_and_a_friend_more_than_a_stranger() -> None:
    ask = {"now": NOW, "evidence": ("interaction:1",)}
    clear = ranking.unanswered(NOW - DAY, needs_reply_weight=0.9, strength=0.5, **ask)
    assert weight_of(clear) > weight_of(ranking.unanswered(NOW - DAY, needs_reply_weight=0.4, strength=0.5, **ask))
    assert weight_of(clear) < weight_of(ranking.unanswered(NOW - DAY, needs_reply_weight=0.9, strength=0.9, **ask))


def test_a_promise_shows_before_its_day_and_weighs_most_from_then_on() -> None:
    early, soon, late, old = (weight_of(ranking.promise_due(NOW.date() + days * DAY, **SEEN)) for days in (9, 2, -1, -300))
    assert early == 0
    assert late > soon > 0
    assert late > old > 0


@pytest.mark.parametrize("hour", [0, 8, 23])
def test_a_promise_weighs_the_same_at_every_hour_of_its_day(hour: int) -> None:
    seen = {**SEEN, "now": NOW.replace(hour=hour)}
    assert weight_of(ranking.promise_due(NOW.date(), **seen)) == weight_of(ranking.promise_due(NOW.date() - DAY, **seen))


def test_thanks_are_owed_most_for_what_cost_most() -> None:
    recommended, endorsed, other = (
        weight_of(ranking.thanks_owed(NOW - DAY, kind=kind, **SEEN)) for kind in ("recommendation", "endorsement", "gift")
    )
    assert recommended > other > endorsed > 0
    assert ranking.thanks_owed(NOW + DAY, kind="endorsement", **SEEN) is None
    assert ranking.thanks_owed(NOW - 900 * DAY, kind="endorsement", **SEEN) is None


def test_a_cadence_is_silent_then_due_then_overdue() -> None:
    def codes(days: int) -> list[str]:
        due = Due(NOW - days * DAY, NOW - days * DAY + 15 * DAY)
        found = (ranking.coming_due(due, **SEEN), ranking.overdue(due, **SEEN))
        return [reason.code for reason in found if reason]

    assert [codes(days) for days in (-1, 0, 14, 15, 200)] == [
        [],
        ["cadence_due"],
        ["cadence_due"],
        ["cadence_overdue"],
        ["cadence_overdue"],
    ]


def test_the_relief_of_a_touch_grows_until_the_tie_has_lapsed() -> None:
    def relief(days: int) -> float:
        due = Due(NOW - days * DAY, NOW - days * DAY + 15 * DAY)
        return weight_of(ranking.coming_due(due, **SEEN)) + weight_of(ranking.overdue(due, **SEEN))

    grown = [relief(days) for days in (0, 7, 14, 20, 60)]
    assert grown == sorted(grown)
    assert relief(60) > relief(1200) > relief(2400)


def test_a_pending_invitation_fades_and_the_future_is_no_reason() -> None:
    fresh, old = (weight_of(ranking.invitation_pending(NOW - days * DAY, **SEEN)) for days in (3, 200))
    assert fresh > old > 0
    assert ranking.invitation_pending(NOW + DAY, **SEEN) is None


def test_a_new_position_is_news_for_some_weeks() -> None:
    fresh, late = (weight_of(ranking.new_position((NOW - days * DAY).date(), **SEEN)) for days in (3, 70))
    assert fresh > late > 0
    assert ranking.new_position((NOW - 121 * DAY).date(), **SEEN) is None
    assert ranking.new_position((NOW + DAY).date(), **SEEN) is None


@pytest.mark.parametrize(
    ("month", "day", "today", "shown"),
    [
        (11, 3, (2026, 11, 3), True),
        (11, 1, (2026, 11, 3), True),
        (10, 31, (2026, 11, 3), False),
        (11, 4, (2026, 11, 3), False),
        (12, 31, (2026, 1, 1), True),
        (2, 29, (2026, 2, 28), True),
        (2, 29, (2028, 2, 28), False),
        (2, 29, (2028, 2, 29), True),
        (2, 28, (2026, 2, 28), True),
    ],
)
def test_a_birthday_shows_on_its_day_and_two_days_after(month: int, day: int, today: tuple, shown: bool) -> None:
    found = ranking.birthday(month=month, day=day, now=datetime(*today, 9, tzinfo=UTC), strength=0.5, evidence=())
    assert (found is not None) is shown


def test_a_reason_keeps_its_evidence_and_facts() -> None:
    found = ranking.new_position(NOW.date(), facts={"title": "Mayor"}, **SEEN)
    assert found is not None
    assert (found.evidence, found.facts) == (("interaction:1",), {"title": "Mayor"})


def test_what_somebody_is_worth_for_a_goal_never_puts_them_on_the_list_but_lifts_them_there() -> None:
    worth = ranking.goal_value(influence=0.9, swing=1.0, reach=0.8, evidence=("stakeholder:1",))
    assert worth is not None
    assert worth.facts == {"influence": "0.90", "swing": "1.00", "reach": "0.80"}
    assert worth.weight == pytest.approx(ranking.GOAL_SHARE * 0.9 * 0.8)
    alone = Candidate(1, (worth,), "email", 4)
    lifted = Candidate(1, (worth, Reason("birthday", 0.4)), "email", 4)
    assert (score(alone), action_of(alone)) == (0.0, "")
    assert score(lifted) > score(Candidate(1, (Reason("birthday", 0.4),), "email", 4))
    assert action_of(lifted) == "congratulate"


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_influence_swing_or_reach_never_makes_somebody_worth_less(a: float, b: float, swing: float, reach: float) -> None:
    less, more = (ranking.goal_value(influence=each, swing=swing, reach=reach, evidence=()) for each in sorted((a, b)))
    assert weight_of(less) <= weight_of(more)


def test_a_next_step_counts_from_its_day_on_and_more_for_who_matters_more() -> None:
    def step(days: int, value: float) -> Reason | None:
        return ranking.goal_step(NOW.date() - timedelta(days=days), now=NOW, value=value, evidence=("stakeholder:1",))

    assert step(-1, 1.0) is None
    assert weight_of(step(0, 0.0)) == pytest.approx(0.5)
    assert weight_of(step(0, 1.0)) == pytest.approx(0.9)
    assert weight_of(step(180, 1.0)) == pytest.approx(0.45)
    assert action_of(Candidate(1, (step(0, 1.0) or Reason("", 0),), "email", 4)) == "advance_goal"


def test_silence_with_a_stakeholder_weighs_more_as_the_deadline_comes_and_nothing_after_it() -> None:
    def silence(days_left: int | None, value: float = 0.8) -> Reason | None:
        deadline = None if days_left is None else NOW.date() + timedelta(days=days_left)
        return ranking.goal_untouched(NOW - 90 * DAY, now=NOW, deadline=deadline, value=value, evidence=())

    assert silence(-1) is None
    assert weight_of(silence(0)) > weight_of(silence(30)) > weight_of(silence(180))
    assert weight_of(silence(None)) == pytest.approx(0.4)
    assert silence(30, 0.01) is None
    never = ranking.goal_untouched(None, now=NOW, deadline=None, value=0.8, evidence=())
    assert never is not None
    assert "last" not in never.facts


@given(st.floats(0, 1), st.floats(0, 1))
def test_even_odds_swing_most_and_a_decisive_vote_never_less_than_it_decides(chance: float, pivotal: float) -> None:
    swing = ranking.swing_of(chance, pivotal=pivotal)
    assert pivotal <= swing <= 1.0
    assert swing <= max(ranking.swing_of(0.5), pivotal)
    assert ranking.swing_of(None) == 0.5
    assert ranking.reach_of(0.0) < ranking.reach_of(1.0) == 1.0


def test_an_action_that_is_not_known_here_takes_the_usual_minutes() -> None:
    assert ranking.minutes_for("invite_to_a_walk", channel="email") == ranking.OTHER_MINUTES
