"""Ties: order does not matter, replay equals live, and more contact never lowers a strength."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import inf, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import ties
from hustings.engine.ties import TieState, add, combine, contribution, landmark, retract, strength

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
KINDS = sorted(ties.WEIGHTS)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


events = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "direction": st.sampled_from(["in", "out", "mutual", "none"]),
        "at": st.integers(0, 15 * 365 * 24).map(lambda hours: ago(hours / 24)),
        "participants": st.integers(1, 60),
        "broadcast": st.booleans(),
    }
)


def tie(*happened: dict) -> TieState:
    state = TieState()
    for event in happened:
        state = add(state, **event)
    return state


def messages(direction: str, *days: float) -> list[dict]:
    return [{"kind": "message", "direction": direction, "at": ago(day)} for day in days]


def assert_same_sums(live: TieState, replayed: TieState, peak: TieState) -> None:
    """Sums agree to 1e-9 of themselves, or to rounding of the largest that was ever in them where much was taken back."""
    for field in ("out_slow", "in_slow", "out_fast", "in_fast"):
        assert isclose(getattr(live, field), getattr(replayed, field), rel_tol=1e-9, abs_tol=1e-13 * getattr(peak, field))
    assert (live.out_count, live.in_count) == (replayed.out_count, replayed.in_count)


@given(st.lists(events, max_size=12), st.randoms(use_true_random=False))
def test_order_of_events_does_not_matter(happened: list[dict], random) -> None:
    shuffled = random.sample(happened, len(happened))
    one, other = tie(*happened), tie(*shuffled)
    assert_same_sums(one, other, one)
    for field in ("first_at", "last_in_at", "last_out_at", "last_mutual_at"):
        assert getattr(one, field) == getattr(other, field)


@given(st.lists(events, max_size=10), st.lists(events, max_size=5), st.randoms(use_true_random=False))
def test_replay_of_what_remains_equals_the_live_tie(kept: list[dict], taken_back: list[dict], random) -> None:
    steps = [(add, event) for event in kept]
    for event in taken_back:
        place = random.randint(0, len(steps))
        steps.insert(place, (add, event))
        steps.insert(random.randint(place + 1, len(steps)), (retract, event))
    live = TieState()
    for step, event in steps:
        live = step(live, **event)
    assert_same_sums(live, tie(*kept), tie(*kept, *taken_back))


@given(st.lists(events, max_size=8), st.lists(events, max_size=8))
def test_merging_two_ties_equals_one_tie_of_all_events(one: list[dict], other: list[dict]) -> None:
    assert_same_sums(combine(tie(*one), tie(*other)), tie(*one, *other), tie(*one, *other))
    assert last_moments(combine(tie(*one), tie(*other))) == last_moments(tie(*one, *other))


def last_moments(state: TieState) -> tuple:
    return state.first_at, state.last_in_at, state.last_out_at, state.last_mutual_at


@given(st.lists(events, max_size=8), events)
def test_one_more_event_never_lowers_a_strength(happened: list[dict], event: dict) -> None:
    before, after = tie(*happened), tie(*happened, event)
    assert strength(after, now=NOW).probability >= strength(before, now=NOW).probability - 1e-12
    assert landmark(after) >= landmark(before)


@given(st.lists(events, max_size=8), st.sampled_from(sorted(ties.VOUCHES)), st.booleans())
def test_parts_of_a_strength_sum_to_its_log_odds(happened: list[dict], vouch: str, connected: bool) -> None:
    found = strength(tie(*happened), now=NOW, vouch=vouch, connected=connected)
    assert 0 < found.probability < 1
    assert isclose(sum(part.value for part in found.parts), log(found.probability / (1 - found.probability)), abs_tol=1e-6)


@given(st.lists(events, max_size=8), st.lists(events, max_size=8), st.integers(0, 2000))
def test_landmark_orders_by_closeness_at_any_moment(one: list[dict], other: list[dict], days: int) -> None:
    def closeness(state: TieState) -> float:
        return (state.out_slow + state.in_slow) * 2.0 ** (-(NOW + timedelta(days=days) - ties.EPOCH).days / ties.SLOW_DAYS)

    if landmark(tie(*one)) > landmark(tie(*other)):
        assert closeness(tie(*one)) >= closeness(tie(*other))


def test_a_connection_without_contact_is_about_one_in_ten() -> None:
    assert strength(TieState(), now=NOW, connected=True).probability == pytest.approx(0.10, abs=0.01)
    assert strength(TieState(), now=NOW).probability < 0.05


def test_an_exchange_last_week_after_several_is_about_four_in_five() -> None:
    state = tie(*messages("in", 7, 60, 120, 200, 300), *messages("out", 6.5, 60, 120, 200, 300))
    assert strength(state, now=NOW, connected=True).probability == pytest.approx(0.8, abs=0.05)


def test_one_good_talk_is_not_yet_closeness() -> None:
    once = tie({"kind": "meeting", "direction": "out", "at": NOW - timedelta(days=1)})
    assert strength(once, now=NOW).probability == pytest.approx(0.43, abs=0.03)
    again = add(once, kind="meeting", direction="out", at=NOW - timedelta(days=3))
    assert strength(again, now=NOW).probability > 0.75


def test_writing_without_an_answer_stays_weak() -> None:
    state = tie(*messages("out", *range(5, 365, 30)))
    assert strength(state, now=NOW, connected=True).probability < 0.3


def test_a_vouch_counts_and_an_unknown_one_adds_nothing() -> None:
    stranger = strength(TieState(), now=NOW)
    assert strength(TieState(), now=NOW, vouch="worked_together").probability > stranger.probability
    assert strength(TieState(), now=NOW, vouch="not_known").probability < stranger.probability
    assert strength(TieState(), now=NOW, vouch="something else") == stranger


def test_a_strength_fades_when_nothing_happens() -> None:
    state = tie(*messages("in", 7, 30), *messages("out", 7, 30))
    later = [strength(state, now=NOW + timedelta(days=days)).probability for days in (0, 30, 365, 3650)]
    assert later == sorted(later, reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_broadcast_weighs_nothing(kind: str) -> None:
    assert contribution(kind, at=NOW, broadcast=True) == (0.0, 0.0)
    assert add(TieState(), kind=kind, direction="out", at=NOW, broadcast=True) == TieState()


def test_in_a_crowd_only_attendance_counts_and_is_no_touch() -> None:
    assert contribution("message", at=NOW, participants=26) == (0.0, 0.0)
    rally = add(TieState(), kind="attendance", direction="in", at=NOW, participants=400)
    assert rally.in_slow == rally.out_slow > 0
    assert ties.last_touch_at(rally) is None
    workshop = add(TieState(), kind="attendance", direction="in", at=NOW, participants=12)
    assert ties.last_two_way_at(workshop) == NOW


def test_an_event_is_shared_among_the_others() -> None:
    pair, five = contribution("meeting", at=NOW), contribution("meeting", at=NOW, participants=5)
    assert five.slow == pytest.approx(pair.slow / 4)
    assert contribution("meeting", at=NOW, participants=1) == pair


def test_an_event_halves_with_its_half_life() -> None:
    assert contribution("call", at=ties.EPOCH) == (2.0, 2.0)
    assert contribution("call", at=ties.EPOCH + timedelta(days=30)).fast == pytest.approx(4.0)
    assert contribution("call", at=ties.EPOCH - timedelta(days=365)).slow == pytest.approx(1.0)


def test_dates_of_broken_files_do_not_overflow() -> None:
    far = datetime(9999, 12, 31, tzinfo=UTC)
    state = add(TieState(), kind="meeting", direction="in", at=far)
    assert 0 < strength(state, now=NOW).probability <= 1
    assert landmark(state) < inf
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert strength(add(TieState(), kind="meeting", direction="in", at=first), now=NOW).probability < 0.5


def test_retracting_everything_leaves_exactly_nothing() -> None:
    happened = [*messages("in", 900, 3), *messages("out", 800, 2)]
    state = tie(*happened)
    for event in reversed(happened):
        state = retract(state, **event)
    assert (state.out_fast, state.out_slow, state.in_fast, state.in_slow) == (0.0, 0.0, 0.0, 0.0)
    assert landmark(state) == -inf


def test_retracting_what_was_never_there_stops_at_zero() -> None:
    state = retract(tie(*messages("in", 400, 300)), kind="meeting", direction="in", at=NOW)
    assert (state.in_slow, state.in_count, state.out_count) == (0.0, 1, 0)


def test_two_way_is_the_older_of_both_sides_or_the_last_meeting() -> None:
    assert ties.last_two_way_at(TieState()) is None
    assert ties.last_touch_at(TieState()) is None
    one_sided = tie(*messages("out", 10))
    assert ties.last_two_way_at(one_sided) is None
    assert ties.last_touch_at(one_sided) == ago(10)
    both = tie(*messages("out", 10), *messages("in", 40, 90))
    assert ties.last_two_way_at(both) == ago(40)
    assert ties.two_way_count(both) == 1
    met = add(both, kind="meeting", direction="out", at=ago(20))
    assert ties.last_two_way_at(met) == ago(20)
    assert ties.last_touch_at(met) == ago(10)


def test_a_click_weighs_a_little_but_is_no_touch() -> None:
    state = add(TieState(), kind="endorsement", direction="in", at=NOW)
    assert state.in_slow > 0
    assert state.first_at == NOW
    assert ties.last_touch_at(state) is None


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        contribution("carrier pigeon", at=NOW)


def test_what_goes_both_ways_counts_both_ways_and_what_goes_neither_counts_nothing() -> None:
    both = add(TieState(), kind="message", direction="mutual", at=NOW)
    assert (both.in_count, both.out_count, ties.last_two_way_at(both)) == (1, 1, NOW)
    assert add(TieState(), kind="meeting", direction="none", at=NOW) == TieState()
