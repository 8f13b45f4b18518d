"""Stance: from evidence only, each source once, fading with time, conflict shown, and unknown until there is any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.calibration import probability_of
from hustings.engine.stance import (
    KINDS,
    LADDER,
    RATHER,
    Calibration,
    Evidence,
    Stance,
    discount,
    drift,
    settled,
    stance,
    step_of,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAIVE = Calibration(temperature=1.0, overlap=0.0)


def fact(kind: str = "vote", lean: float = 1.0, *, days: float = 0, source: str = "", **more: object) -> Evidence:
    name = f"{kind}{lean}{days}{source}"
    return Evidence(id=name, kind=kind, source=source or name, at=NOW - days * DAY, lean=lean, **more)


facts = st.builds(
    fact,
    st.sampled_from(sorted(KINDS)),
    st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]),
    days=st.integers(-50, 4000),
    source=st.sampled_from(["", "a", "b", "c"]),
)


def test_without_evidence_the_answer_is_unknown_whatever_the_prior() -> None:
    assert stance([], now=NOW, prior=5.0) == Stance(step="unknown")


def test_what_she_told_us_is_the_formula() -> None:
    found = stance([fact("told_us", days=365)], now=NOW, prior=0.5, calibration=Calibration(2.0, 0.3))
    assert found.log_odds == pytest.approx((0.5 + 4.0 * 0.95 * 0.5) / 2.0)
    assert found.probability == pytest.approx(probability_of(found.log_odds))
    assert (found.step, found.rung, found.conflict, found.inferred) == ("lean_support", "told", False, False)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_one_word_of_rather_never_reads_as_the_strongest_step(kind: str) -> None:
    for lean, step in ((0.5, "strong_support"), (-0.5, "strong_against"), (0.99, "strong_support")):
        found = stance([fact(kind, lean, confirmed=True)], now=NOW, subject="official", calibration=Calibration(0.2, 0.3))
        assert found.step not in ("unknown", step)


def test_rather_is_held_below_strong_until_a_second_source_says_so() -> None:
    rather = fact("told_us", 0.5)
    one = stance([rather], now=NOW)
    assert (one.step, one.probability) == ("lean_support", pytest.approx(RATHER))
    assert one.parts[0].weight == pytest.approx(4.0 * 0.95 * 0.5)
    assert stance([fact("told_us", 1.0)], now=NOW).step == "strong_support"
    assert stance([rather, fact("statement", 0.5)], now=NOW).step == "strong_support"
    assert stance([rather, fact("reported", 0.0)], now=NOW).probability == pytest.approx(RATHER)
    # What is known without that word is not taken back by it.
    assert stance([rather], now=NOW, prior=3.0).log_odds == pytest.approx(3.0)


def test_evidence_can_carry_its_own_weights() -> None:
    found = stance([fact("vote", llr=1.5, reliability=0.5, half_life_days=10.0, days=10)], now=NOW)
    assert found.log_odds == pytest.approx(1.5 * 0.5 * 0.5)


def test_to_be_undecided_is_an_answer_and_not_the_same_as_unknown() -> None:
    assert stance([fact("told_us", 0.0)], now=NOW).step == "undecided"


def test_old_evidence_fades_into_unknown() -> None:
    old = fact("reported", days=183 * 4)
    assert stance([old], now=NOW).step == "unknown"
    assert stance([old], now=NOW - 183 * 4 * DAY).step == "lean_support"


def test_ten_shares_of_one_statement_count_once() -> None:
    once = stance([fact("statement", source="article")], now=NOW)
    shares = [Evidence(id=str(n), kind="statement", source="article", at=NOW, lean=1.0) for n in range(10)]
    assert stance(shares, now=NOW).log_odds == once.log_odds
    assert len(stance(shares, now=NOW).parts) == 1


def test_the_newest_word_of_a_source_stands_for_it_but_never_below_its_rung() -> None:
    changed = [fact("told_us", 1.0, days=40, source="ana"), fact("told_us", -1.0, days=2, source="ana")]
    assert stance(changed, now=NOW).step == "strong_against"
    gossip = [fact("told_us", 1.0, days=40, source="ana"), fact("reported", -1.0, days=2, source="ana")]
    assert stance(gossip, now=NOW).step == "strong_support"


def test_a_higher_rung_weighs_more_than_a_lower_one() -> None:
    strengths = [max(kind.llr * kind.reliability for kind in KINDS.values() if kind.rung == rung) for rung in LADDER[:4]]
    assert strengths == sorted(strengths, reverse=True)
    found = stance([fact("told_us", 1.0), fact("reported", -1.0)], now=NOW)
    assert (found.step, found.rung) == ("strong_support", "told")


def test_a_text_only_suggests_until_a_person_confirms_it() -> None:
    seems = fact("text", -1.0)
    assert stance([seems], now=NOW) == Stance(step="unknown", suggestions=(seems.id,))
    confirmed = stance([fact("text", -1.0, confirmed=True)], now=NOW)
    assert (confirmed.step, confirmed.rung) == ("lean_against", "text")


@pytest.mark.parametrize(
    ("subject", "step"), [("person", "unknown"), ("official", "lean_support"), ("organisation", "lean_support")]
)
def test_nobody_private_is_judged_by_whom_they_know(subject: str, step: str) -> None:
    found = stance([fact("network", 1.0)], now=NOW, subject=subject)
    assert (found.step, found.inferred) == (step, subject != "person")
    assert bool(found.set_aside) == (subject == "person")


def test_an_inference_beside_a_fact_is_no_longer_called_inferred() -> None:
    assert not stance([fact("network"), fact("vote")], now=NOW, subject="official").inferred


def test_evidence_on_both_sides_is_shown_as_conflict() -> None:
    found = stance([fact("vote", 1.0), fact("statement", -1.0)], now=NOW)
    assert found.conflict
    assert [part.weight > 0 for part in found.parts] == [True, False]
    assert not stance([fact("vote", 1.0), fact("reported", -0.2)], now=NOW).conflict


def test_a_kind_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        stance([fact("newsletter_sent")], now=NOW)


@pytest.mark.parametrize(
    ("probability", "step"),
    [
        (None, "unknown"), (0.0, "strong_against"), (0.15, "strong_against"), (0.2, "lean_against"), (0.4, "lean_against"),
        (0.5, "undecided"), (0.59, "undecided"), (0.6, "lean_support"), (0.84, "lean_support"), (0.85, "strong_support"),
    ],
)  # fmt: skip
def test_five_steps_and_unknown(probability: float | None, step: str) -> None:
    assert step_of(probability) == step


def test_drift_tells_how_far_and_by_what() -> None:
    told = [fact("told_us", 1.0, days=100, source="ana"), fact("told_us", -1.0, days=10, source="ana")]
    moved = drift(told, since=NOW - 50 * DAY, until=NOW)
    assert (moved.before.step, moved.after.step, moved.steps) == ("strong_support", "strong_against", -4)
    assert moved.evidence == (told[1].id,)


def test_drift_from_unknown_has_no_distance_and_time_runs_forward() -> None:
    moved = drift([fact(days=10)], since=NOW - 50 * DAY, until=NOW)
    assert (moved.before.step, moved.steps) == ("unknown", None)
    with pytest.raises(ValueError, match="earlier"):
        drift([], since=NOW, until=NOW - DAY)


@pytest.mark.parametrize("overlap", [0.0, 0.29, 0.9, 1.0])
@pytest.mark.parametrize("sources", [1, 2, 15])
def test_sources_that_repeat_each_other_weigh_as_kish_says(overlap: float, sources: int) -> None:
    total = sum(discount(place, overlap=overlap) for place in range(sources))
    assert total == pytest.approx(sources / (1 + (sources - 1) * overlap))


def test_a_vote_settles_what_was_claimed_before_it() -> None:
    before = [fact("statement", 1.0, days=30), fact("reported", 1.0, days=20)]
    claimed = stance(before, now=NOW - 5 * DAY).log_odds
    assert settled([*before, fact("vote", -1.0, days=5), fact("statement", -1.0, days=1)]) == (pytest.approx(claimed), False)
    assert settled([*before, fact("told_us", 0.5, days=5)]) == (pytest.approx(claimed), True)


def test_the_last_word_settles_and_the_same_source_does_not_judge_itself() -> None:
    first, last = fact("told_us", 1.0, days=50, source="ana"), fact("vote", 1.0, days=5)
    assert settled([first, last]) == (pytest.approx(stance([first], now=NOW - 5 * DAY).log_odds), True)
    assert settled([first, fact("told_us", -1.0, days=5, source="ana")]) is None


def test_nothing_is_settled_without_a_claim_before_or_a_side_after() -> None:
    for known in (
        [], [fact("statement")], [fact("vote")], [fact("statement", days=9), fact("told_us", 0.0)],
        [fact("statement", 0.0, days=9), fact("vote")], [fact("network", days=9), fact("vote")],
    ):  # fmt: skip
        assert settled(known) is None
    assert settled([fact("network", days=9), fact("vote")], subject="organisation") is not None


@given(st.lists(facts, max_size=12, unique_by=lambda one: one.id), st.randoms())
def test_the_order_of_evidence_changes_nothing(known: list[Evidence], chance: object) -> None:
    mixed = list(known)
    chance.shuffle(mixed)
    assert stance(mixed, now=NOW, subject="official") == stance(known, now=NOW, subject="official")


@given(st.lists(facts, max_size=8, unique_by=lambda one: one.id), st.sampled_from(sorted(KINDS)), st.floats(0, 2000))
def test_one_more_supporting_source_never_lowers_support(known: list[Evidence], kind: str, days: float) -> None:
    more = fact(kind, 1.0, days=days, source="another", confirmed=True)
    before, after = stance(known, now=NOW, subject="official"), stance([*known, more], now=NOW, subject="official")
    assert after.log_odds >= before.log_odds - 1e-9


@given(st.lists(facts, max_size=12, unique_by=lambda one: one.id), st.floats(-2, 2))
def test_the_parts_add_up_and_the_mirror_image_is_the_opposite(known: list[Evidence], prior: float) -> None:
    cold = Calibration(temperature=3.0, overlap=0.4)
    found = stance(known, now=NOW, subject="official", prior=prior, calibration=cold)
    mirrored = [
        Evidence(id=one.id, kind=one.kind, source=one.source, at=one.at, lean=-one.lean, confirmed=one.confirmed) for one in known
    ]
    opposite = stance(mirrored, now=NOW, subject="official", prior=-prior, calibration=cold)
    if found.step != "unknown":
        assert found.log_odds * 3.0 == pytest.approx(prior + sum(part.weight for part in found.parts))
    assert opposite.log_odds == pytest.approx(-found.log_odds)
    assert opposite.conflict == found.conflict


@given(st.lists(facts, max_size=8, unique_by=lambda one: one.id))
def test_without_overlap_and_sources_of_their_own_it_is_the_plain_sum(known: list[Evidence]) -> None:
    apart = [
        Evidence(id=one.id, kind=one.kind, source=one.id, at=min(one.at, NOW), lean=one.lean, confirmed=True) for one in known
    ]
    found = stance(apart, now=NOW, subject="official", calibration=NAIVE)
    expected = 0.0
    for one in apart:
        kind = KINDS[one.kind]
        left = kind.reliability * 0.5 ** ((NOW - one.at) / DAY / kind.half_life_days)
        expected += one.lean * kind.llr * left if left >= 0.05 else 0.0
    own = [part for part in found.parts if part.weight * expected > 0]
    if len(own) == 1 and any(abs(one.lean) < 1 for one in apart if one.id == own[0].evidence):
        most = log(RATHER / (1 - RATHER))
        expected = max(-most, min(most, expected))
    assert found.log_odds == pytest.approx(expected)
