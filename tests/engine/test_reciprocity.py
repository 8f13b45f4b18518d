"""Giving and asking: the balance is the same in any order, and an ask that should not be made is stopped with a better step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.reciprocity import (
    ASKS,
    FAVOURS,
    STOPPED_COST,
    Ask,
    Favour,
    Readiness,
    Step,
    balance,
    judge_ask,
    readiness,
    thanks_owed,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def gave(kind: str = "introduction", *, days: float = 1, **more: object) -> Favour:
    return Favour(id=f"given {kind} {days}", direction="given", kind=kind, at=NOW - days * DAY, **more)


def got(kind: str = "introduction", *, days: float = 30, thanked: bool = True, **more: object) -> Favour:
    at = NOW - days * DAY
    return Favour(
        id=f"got {kind} {days}", direction="received", kind=kind, at=at, thanked_at=at + DAY if thanked else None, **more
    )


def asked(kind: str = "advice", state: str = "thanked", *, days: float = 60, **more: object) -> Ask:
    return Ask(id=f"{kind} {state} {days}", kind=kind, at=NOW - days * DAY, state=state, **more)


favours = st.lists(
    st.builds(
        Favour,
        id=st.uuids().map(str),
        direction=st.sampled_from(["given", "received"]),
        kind=st.sampled_from(sorted(FAVOURS)),
        at=st.integers(-30, 2000).map(lambda days: NOW - days * DAY),
        size=st.sampled_from([0.5, 1.0, 2.0]),
        done=st.booleans(),
        thanked_at=st.sampled_from([None, NOW]),
    ),
    max_size=12,
)
asks = st.lists(
    st.builds(
        Ask,
        id=st.uuids().map(str),
        kind=st.sampled_from(sorted(ASKS)),
        at=st.integers(-30, 1500).map(lambda days: NOW - days * DAY),
        state=st.sampled_from(["planned", "made", "yes", "no", "thanked", "withdrawn"]),
    ),
    max_size=8,
)


def test_half_of_a_favour_is_forgotten_in_a_year() -> None:
    found = balance([gave("time", days=365), got("data", days=0)], now=NOW)
    assert (found.given, found.received, found.net) == (pytest.approx(1.0), 2.0, pytest.approx(-1.0))


def test_promises_wait_in_the_open_ledger_and_weigh_nothing() -> None:
    found = balance([gave(done=False), got(done=False)], now=NOW)
    assert (found.given, found.received) == (0, 0)
    assert (found.we_promised, found.they_promised) == (("given introduction 1",), ("got introduction 30",))


def test_kinds_that_are_no_favours_are_errors() -> None:
    with pytest.raises(KeyError):
        balance([gave("contribution")], now=NOW)
    with pytest.raises(KeyError):
        judge_ask("official_act", favours=[], asks=[], now=NOW, last_two_way_at=NOW)


def test_a_first_ask_may_be_made() -> None:
    assert judge_ask("advice", favours=[], asks=[], now=NOW, last_two_way_at=None).allowed
    assert judge_ask("endorsement", favours=[], asks=[], now=NOW, last_two_way_at=NOW - DAY).allowed


def test_one_whom_we_only_ever_ask_is_spared_with_the_reason_and_something_to_give() -> None:
    made = [asked(days=300), asked("vote", days=100)]
    stop = judge_ask("contribution", favours=[], asks=made, now=NOW, last_two_way_at=NOW, needs=["school-bus figures"])
    assert (stop.allowed, stop.reason) == (False, "only_asks")
    assert stop.facts == {"asks": "2", "since": "2026-01-27"}
    assert stop.evidence == (made[0].id, made[1].id)
    assert stop.better == Step("offer_help", {"need": "school-bus figures"})
    unknown_needs = judge_ask("contribution", favours=[], asks=made, now=NOW, last_two_way_at=NOW)
    assert unknown_needs.better == Step("learn_their_needs")


def test_the_ask_is_free_again_after_a_favour() -> None:
    made = [asked(days=300), asked("vote", days=100)]
    assert judge_ask("contribution", favours=[gave("data")], asks=made, now=NOW, last_two_way_at=NOW).allowed
    long_ago = [gave("data", days=365 * 4)]
    assert judge_ask("contribution", favours=long_ago, asks=made, now=NOW, last_two_way_at=NOW).reason == "only_asks"


def test_thanks_come_before_the_next_ask() -> None:
    stop = judge_ask("advice", favours=[got(days=5, thanked=False)], asks=[], now=NOW, last_two_way_at=NOW)
    assert (stop.reason, stop.evidence) == ("thanks_owed", ("got introduction 5",))
    assert stop.better == Step("thank", {"kind": "introduction", "since": "2026-11-18"})


def test_our_own_promise_comes_before_the_next_ask() -> None:
    stop = judge_ask("advice", favours=[gave(done=False)], asks=[], now=NOW, last_two_way_at=NOW)
    assert (stop.reason, stop.better) == ("promise_open", Step("keep_promise"))


def test_an_ask_that_waits_is_waited_for_but_not_for_ever() -> None:
    stop = judge_ask("vote", favours=[gave()], asks=[asked(state="made", days=3)], now=NOW, last_two_way_at=NOW)
    assert (stop.reason, stop.better) == ("ask_waits", Step("wait", {"until": "2026-12-11"}))
    assert judge_ask("vote", favours=[gave()], asks=[asked(state="made", days=21)], now=NOW, last_two_way_at=NOW).allowed


@pytest.mark.parametrize(("kind", "better"), [("endorsement", "ask_advice"), ("advice", "ask_what_would_help")])
def test_a_no_is_a_no_for_half_a_year(kind: str, better: str) -> None:
    refused = asked(kind, "no", days=400, answered_at=NOW - 100 * DAY)
    stop = judge_ask(kind, favours=[gave()], asks=[refused], now=NOW, last_two_way_at=NOW)
    assert (stop.reason, stop.better, stop.facts["on"]) == ("said_no", Step(better), "2026-08-15")
    assert judge_ask(kind, favours=[gave()], asks=[refused], now=NOW + 80 * DAY, last_two_way_at=NOW).allowed
    assert judge_ask("vote", favours=[gave()], asks=[refused], now=NOW, last_two_way_at=NOW).allowed


def test_nobody_is_asked_for_a_recommendation_before_the_first_talk() -> None:
    stop = judge_ask("recommendation", favours=[], asks=[], now=NOW, last_two_way_at=None)
    assert (stop.reason, stop.better) == ("never_talked", Step("talk_first"))
    helped = judge_ask("recommendation", favours=[], asks=[], now=NOW, last_two_way_at=None, needs=["a room"])
    assert helped.better == Step("offer_help", {"need": "a room"})


def test_too_much_received_for_what_was_given_stops_the_next_ask() -> None:
    received = [got("platform", days=20), got("introduction", days=10)]
    stop = judge_ask("endorsement", favours=received, asks=[], now=NOW, last_two_way_at=NOW)
    assert (stop.reason, stop.evidence) == ("overdrawn", ("got platform 20", "got introduction 10"))
    assert judge_ask(
        "endorsement", favours=[*received, gave("platform"), gave("time")], asks=[], now=NOW, last_two_way_at=NOW
    ).allowed


def test_officials_are_never_offered_a_favour_before_an_ask() -> None:
    made = [asked(days=300), asked("vote", days=100)]
    facts = {"favours": [], "asks": made, "now": NOW, "last_two_way_at": NOW, "needs": ["a room"], "official": True}
    assert judge_ask("vote", **facts).allowed
    stop = judge_ask("endorsement", **facts)
    assert (stop.reason, stop.better) == ("only_asks", Step("bring_information"))
    assert judge_ask("introduction", **facts | {"last_two_way_at": None, "asks": []}).better == Step("bring_information")


def test_thanks_are_owed_within_two_days_for_favours_and_for_a_yes() -> None:
    yes = asked("endorsement", "yes", days=30, answered_at=NOW - DAY)
    owed = thanks_owed([got(days=3, thanked=False), got(days=4), got(days=1, thanked=False, done=False), gave()], [yes], now=NOW)
    assert [(one.of, one.what, one.overdue) for one in owed] == [
        ("got introduction 3", "favour", True),
        ("endorsement yes 30", "ask", False),
    ]
    assert owed[1].due_at == NOW + DAY
    assert thanks_owed([], [asked("advice", "thanked"), asked("advice", "yes", thanked_at=NOW)], now=NOW) == []


@given(favours, asks, st.randoms())
def test_the_order_of_entries_changes_nothing(entries: list[Favour], made: list[Ask], chance: object) -> None:
    mixed, other = list(entries), list(made)
    chance.shuffle(mixed)
    chance.shuffle(other)
    assert balance(mixed, other, now=NOW) == balance(entries, made, now=NOW)
    for kind in ASKS:
        first = judge_ask(kind, favours=entries, asks=made, now=NOW, last_two_way_at=NOW)
        assert judge_ask(kind, favours=mixed, asks=other, now=NOW, last_two_way_at=NOW) == first


@given(favours, asks, st.sampled_from(sorted(ASKS)))
def test_every_stop_has_a_reason_and_a_better_step(entries: list[Favour], made: list[Ask], kind: str) -> None:
    found = judge_ask(kind, favours=entries, asks=made, now=NOW, last_two_way_at=None)
    assert found.allowed == (found.better is None) == (not found.reason)


@given(favours, st.sampled_from(sorted(FAVOURS)))
def test_giving_never_turns_an_allowed_ask_into_a_stop(entries: list[Favour], kind: str) -> None:
    before = judge_ask("contribution", favours=entries, asks=[], now=NOW, last_two_way_at=NOW)
    after = judge_ask("contribution", favours=[*entries, gave(kind)], asks=[], now=NOW, last_two_way_at=NOW)
    assert after.allowed or not before.allowed
    assert balance([*entries, gave(kind)], now=NOW).net > balance(entries, now=NOW).net


def costs(entries: list[Favour], made: list[Ask], **more: object) -> dict[str, float]:
    return {reason.code: round(reason.cost, 3) for reason in readiness(entries, made, now=NOW, **more).reasons}


def test_an_empty_ledger_says_nothing_of_an_introducer() -> None:
    assert readiness([], [], now=NOW) == Readiness()
    assert Readiness().cost == 0
    assert readiness([], [asked(state="planned"), asked(state="withdrawn")], now=NOW) == Readiness()


def test_whoever_was_only_ever_asked_stands_later_with_the_figures() -> None:
    found = readiness([], [asked(days=300), asked("vote", days=100)], now=NOW)
    assert [(reason.code, reason.facts) for reason in found.reasons] == [("only_asks", {"asks": "2", "since": "2026-01-27"})]
    assert found.cost == STOPPED_COST


def test_whoever_was_asked_lately_stands_later_but_what_is_counted_as_an_introduction_counts_once() -> None:
    made = [asked("volunteering", "no", days=20), asked("introduction", days=80), asked("vote", days=91)]
    assert costs([gave(days=0)], made)["asked_lately"] == pytest.approx(0.5)
    assert costs([gave(days=0)], made, counted=[made[1].id])["asked_lately"] == pytest.approx(0.2)
    assert "asked_lately" not in costs([gave(days=0)], made, counted=[made[0].id, made[1].id])


def test_whoever_waits_for_thanks_or_an_answer_stands_later() -> None:
    assert costs([got(days=0, thanked=False)], []) == {"thanks_owed": STOPPED_COST, "more_received": 0.12}
    assert costs([gave(days=0)], [asked("advice", "made", days=3)]) == {"ask_waits": STOPPED_COST, "asked_lately": 0.05}


def test_whoever_got_more_than_they_gave_or_promised_us_something_stands_earlier() -> None:
    found = readiness([gave(days=0), got(days=0, done=False)], [asked("advice", days=100)], now=NOW)
    assert [(reason.code, round(reason.cost, 3)) for reason in found.reasons] == [
        ("more_given", -0.12),
        ("they_promised", -0.1),
        ("said_yes", -0.05),
    ]
    assert found.reasons[0].facts == {"given": "3.0", "received": "0.0"}
    assert [reason.evidence for reason in found.reasons] == [
        ("given introduction 0",), ("got introduction 0",), ("advice thanked 100",),
    ]  # fmt: skip


def test_whoever_gave_more_than_they_got_stands_later_even_after_a_yes() -> None:
    assert costs([got(days=0)], [asked("advice", days=100)]) == {"more_received": 0.12}


def test_an_official_owes_nothing() -> None:
    given = [gave("time", days=0), got(days=0, done=False)]
    assert costs(given, [], official=True) == {}
    assert costs(given, [asked("advice", days=10)], official=True) == {"asked_lately": 0.05}


@given(favours, asks, st.randoms())
def test_the_order_of_the_ledger_does_not_change_what_it_says_of_an_introducer(
    entries: list[Favour], made: list[Ask], chance: object
) -> None:
    mixed, other = list(entries), list(made)
    chance.shuffle(mixed)
    chance.shuffle(other)
    assert readiness(mixed, other, now=NOW) == readiness(entries, made, now=NOW)


@given(favours, asks, st.sampled_from(sorted(FAVOURS)), st.sampled_from(sorted(ASKS)))
def test_giving_never_puts_an_introducer_later_nor_asking_one_earlier(
    entries: list[Favour], made: list[Ask], kind: str, wanted: str
) -> None:
    before = readiness(entries, made, now=NOW).cost
    assert readiness([*entries, gave(kind)], made, now=NOW).cost <= before + 1e-9
    assert readiness(entries, [*made, asked(wanted, "made", days=1)], now=NOW).cost >= before - 1e-9
