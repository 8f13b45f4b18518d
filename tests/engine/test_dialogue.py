"""The score counts people who were answered, whatever order the data has; neither silence nor a broadcast is an answer."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.dialogue import Share, Utterance, by, measure, median_time, week_of

NOW = datetime(2026, 6, 30, tzinfo=UTC)
START = datetime(2026, 6, 1, tzinfo=UTC)
_UTTERANCES = st.lists(
    st.builds(
        Utterance,
        id=st.uuids().map(str),
        thread=st.sampled_from("ab"),
        at=st.integers(0, 30 * 24).map(lambda hours: START + timedelta(hours=hours)),
        direction=st.sampled_from(["in", "out"]),
        author=st.sampled_from(["ana", "rui"]),
        broadcast=st.booleans(),
        automatic=st.booleans(),
        channel=st.sampled_from(["email", "x"]),
    ),
    max_size=20,
)


def said(direction: str, hours: float, *, thread: str = "t", author: str = "ana", **more: object) -> Utterance:
    at = START + timedelta(hours=hours)
    return Utterance(id=f"{thread}{hours}{direction}", thread=thread, at=at, direction=direction, author=author, **more)  # type: ignore[arg-type]


def test_an_answer_in_time_counts_for_the_day_and_the_week() -> None:
    found = measure([said("in", 0), said("out", 5), said("in", 48), said("out", 100)], now=NOW)
    assert (found.inbound, found.people) == (2, 1)
    assert (found.within_day, found.within_week, found.ever) == (Share(1, 2), Share(2, 2), Share(2, 2))
    assert found.median == timedelta(hours=5)
    assert found.depth == 4
    assert found.conversations == Share(1, 1)


def test_who_still_waits_is_named_and_is_not_yet_counted_against_a_time_that_has_not_passed() -> None:
    found = measure([said("in", 0), said("in", 29 * 24 - 2, thread="new")], now=NOW)
    assert found.within_day == Share(0, 1)
    assert found.ever == Share(0, 2)
    assert found.median is None
    assert [each.thread for each in found.unanswered] == ["t", "new"]


def test_neither_a_broadcast_nor_an_automatic_word_nor_one_to_oneself_answers_anybody() -> None:
    found = measure(
        [said("in", 0), said("out", 1, broadcast=True), said("out", 2, automatic=True), said("out", 3, to_self=True)], now=NOW
    )
    assert found.ever == Share(0, 1)
    assert (found.sent, found.broadcast, found.to_self, found.to_people) == (2, Share(1, 2), Share(1, 2), Share(0, 2))


def test_a_word_to_one_of_a_group_does_not_answer_another() -> None:
    asked = [said("in", 0, author="ana"), said("in", 1, author="rui")]
    found = measure([*asked, said("out", 2, to=frozenset({"rui"}))], now=NOW)
    assert [(answer.utterance.author, answer.after) for answer in found.answers] == [("ana", None), ("rui", timedelta(hours=1))]


def test_an_answer_is_known_by_its_id_also_in_another_thread() -> None:
    asked = said("in", 0)
    late = said("out", 30, thread="elsewhere", reply_to=asked.id)
    assert measure([asked, late], now=NOW).ever == Share(1, 1)
    early = said("out", -1, thread="elsewhere", reply_to=asked.id)
    assert measure([asked, early], now=NOW).ever == Share(0, 1)


def test_nothing_said_is_unknown_and_not_zero() -> None:
    found = measure([], now=NOW)
    assert (found.ever.share, found.median, found.depth, found.broadcast.share) == (None, None, None, None)
    assert Share(1, 4).share == 0.25


def test_groups_count_an_answer_for_the_group_of_what_it_answers() -> None:
    sunday, monday = said("in", 6 * 24 + 23), said("out", 7 * 24 + 1)
    found = by([sunday, monday], week_of, now=NOW)
    assert {week: (score.inbound, score.ever, score.sent) for week, score in found.items()} == {
        "2026-W23": (1, Share(1, 1), 0),
        "2026-W24": (0, Share(0, 0), 1),
    }


def test_what_lies_ahead_is_not_measured() -> None:
    assert measure([said("in", 24 * 365)], now=NOW).inbound == 0


def test_the_median_of_kaplan_and_meier_waits_for_those_who_were_not_answered_yet() -> None:
    hours = [(6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False), (13, True)]
    hours += [(16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False), (32, False), (32, False)]
    hours += [(34, False), (35, False)]
    # The 6-MP group of Freireich and others (1963), the textbook's example: the median is 23.
    assert median_time((timedelta(hours=time), answered) for time, answered in hours) == timedelta(hours=23)


@given(_UTTERANCES, st.integers())
def test_the_order_does_not_matter(utterances: list[Utterance], seed: int) -> None:
    shuffled = random.Random(seed).sample(utterances, len(utterances))
    assert measure(shuffled, now=NOW) == measure(utterances, now=NOW)


@given(_UTTERANCES)
def test_groups_add_up_to_the_whole(utterances: list[Utterance]) -> None:
    whole, parts = measure(utterances, now=NOW), by(utterances, lambda each: each.channel, now=NOW).values()
    assert sum(part.inbound for part in parts) == whole.inbound
    assert sum(part.ever.count for part in parts) == whole.ever.count
    assert sum(part.sent for part in parts) == whole.sent
    assert whole.ever.count + sum(answer.after is None for answer in whole.answers) == whole.inbound
