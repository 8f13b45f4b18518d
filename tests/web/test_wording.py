"""Reasons, actions and counts in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from hustings.apps.events import wording as event_words
from hustings.engine import ranking, triage
from hustings.engine.reciprocity import Ask, Favour, readiness
from hustings.web import favours_wording, import_wording, wording
from hustings.web.templatetags.hustings import channel_text
from hustings.web.templatetags.people import percent

NOON = "2026-06-15T12:00:00+00:00"


LEDGER_DAY = datetime(2026, 6, 15, 12, tzinfo=UTC)


def favour(direction: Any, **more: Any) -> Favour:
    at = LEDGER_DAY - timedelta(days=5)
    return Favour(**{"id": "favour:1", "direction": direction, "kind": "introduction", "at": at, "thanked_at": at, **more})


def ask(state: Any, *, days: int) -> Ask:
    return Ask(id=f"ask:{days}", kind="introduction", at=LEDGER_DAY - timedelta(days=days), state=state)


@pytest.fixture(autouse=True)
def _today() -> Any:
    """All sentences are said on 15 June 2026."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("code", [*ranking.ACTIONS, ranking.CLOSENESS])
def test_every_reason_of_the_engine_has_a_sentence_with_and_without_facts(code: str) -> None:
    assert code in wording.REASONS
    for facts in ({}, {"since": "2026-06-01", "due": "2026-06-01", "last": "2026-06-01", "text": "call", "segment": "network"}):
        sentence = wording.reason(code, facts)
        assert sentence
        assert "%(" not in sentence


LEDGERS: dict[str, tuple[list[Favour], list[Ask]]] = {
    "thanks_owed": ([favour("received", thanked_at=None)], []),
    "promise_open": ([favour("given", done=False)], []),
    "ask_waits": ([], [ask("made", days=3)]),
    "said_no": ([], [ask("no", days=100)]),
    "only_asks": ([], [ask("thanked", days=400), ask("thanked", days=500)]),
    "overdrawn": ([favour("received", size=2.0)], []),
    "asked_lately": ([], [ask("thanked", days=30)]),
    "more_received": ([favour("received", size=0.5)], []),
    "more_given": ([favour("given")], []),
    "they_promised": ([favour("received", done=False)], []),
    "said_yes": ([], [ask("thanked", days=100)]),
}


@pytest.mark.parametrize("code", LEDGERS)
def test_everything_that_the_ledger_says_of_an_introducer_has_words_with_its_figures(code: str) -> None:
    entries, made = LEDGERS[code]
    reasons = {reason.code: reason for reason in readiness(entries, made, now=LEDGER_DAY).reasons}
    said = favours_wording.ledger_reason(reasons[code])
    assert said.startswith("later: " if reasons[code].cost > 0 else "earlier: ")
    assert "%" not in said
    assert set(favours_wording.LATER_OR_EARLIER) == set(LEDGERS)


@pytest.mark.parametrize("action", ranking.MINUTES)
def test_every_action_of_the_engine_has_words_on_every_channel(action: str) -> None:
    for channel in wording.CHANNELS:
        assert wording.channel_name(channel) in wording.action(action, channel=channel)


@pytest.mark.parametrize("kind", triage.WEIGHTS)
def test_every_kind_of_message_that_wants_an_answer_has_its_own_words(kind: str) -> None:
    assert kind in wording.UNANSWERED


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [
        ("unanswered_message", {}, "Waits for your answer"),
        ("unanswered_message", {"since": "2026-06-12T09:00:00+00:00"}, "Has waited for your answer since June 12"),
        (
            "unanswered_message",
            {"since": "2025-06-12", "kind": "question", "subject": "The night bus"},
            "Asked you a question on June 12, 2025 and has no answer: “The night bus”",
        ),
        ("unanswered_message", {"kind": "offer"}, "Made you an offer and has no answer"),
        ("promise_due", {"text": "send the draft", "due": "2026-06-14"}, "You promised: send the draft. It was due on June 14"),
        ("promise_due", {"text": "send the draft", "due": "2026-06-15"}, "You promised: send the draft. It is due today"),
        ("promise_due", {"text": "send the draft", "due": "2026-06-16"}, "You promised: send the draft. It is due on June 16"),
        ("promise_due", {"text": "send the draft"}, "You promised: send the draft. It is due on a day not set"),
        ("thanks_owed", {"kind": "recommendation", "since": "2026-06-01"}, "Recommended you on June 1 and was not thanked"),
        ("thanks_owed", {"kind": "introduction"}, "Introduced you to somebody and was not thanked"),
        ("thanks_owed", {"kind": "endorsement"}, "Endorsed you and was not thanked"),
        (
            "thanks_owed",
            {"kind": "endorsement", "skill": "100% honesty", "since": "2026-06-01"},
            "Endorsed you for 100% honesty on June 1 and was not thanked",
        ),
        ("thanks_owed", {"kind": "a lift home"}, "Did something for you and was not thanked"),
        ("new_position", {"title": "Chair", "organisation": "Docks", "since": "2026-06-01"}, "Chair at Docks since June 1"),
        ("new_position", {"title": "Chair", "organisation": "Docks"}, "New position: Chair at Docks"),
        ("new_position", {"title": "Chair"}, "New position: Chair"),
        ("new_position", {"organisation": "Docks"}, "New position at Docks"),
        ("new_position", {"since": "2026"}, "Has a new position"),
        ("birthday", {"day": "06-15"}, "Has a birthday today"),
        ("birthday", {"day": "06-14"}, "Birthday on June 14"),
        ("birthday", {"day": "02-29"}, "Birthday on February 29"),
        (
            "cadence_overdue",
            {"last": "2026-05-01", "segment": "close_allies"},
            "Last contact 45 days ago, too long for a close ally",
        ),
        ("cadence_overdue", {"last": "2026-06-14", "segment": "none"}, "Last contact 1 day ago, which is too long"),
        ("cadence_overdue", {"segment": "network"}, "No contact for too long"),
        (
            "cadence_due",
            {"last": "2026-03-10", "segment": "network"},
            "Last contact 3 months ago, time again for somebody of your network",
        ),
        ("cadence_due", {"last": "2020-03-10"}, "Last contact 6 years ago, time to be in touch again"),
        ("cadence_due", {}, "Time to be in touch again"),
        ("invitation_pending", {"since": "2026-06-01"}, "Asked to connect on June 1 and waits for a decision"),
        ("closeness", {}, "You two are close"),
        ("closeness", {"strength": "0.55"}, "You know each other well"),
        ("closeness", {"strength": "0.43"}, "You are in touch with each other"),
        ("from_a_newer_version", {}, "From a newer version"),
    ],
)
def test_a_reason_says_its_facts(code: str, facts: dict[str, str], sentence: str) -> None:
    assert wording.reason(code, facts) == sentence


def test_what_became_of_an_item_is_said_with_its_day() -> None:
    assert wording.outcome("later", date(2026, 6, 18)) == "not before June 18"
    assert wording.outcome("done", None) == "done"


def test_links_say_what_they_open() -> None:
    assert [wording.reach(channel) for channel in ("email", "phone", "linkedin")] == [
        "Write the e-mail",
        "Call",
        "Open on LinkedIn",
    ]


def test_an_import_is_named_by_its_files() -> None:
    assert import_wording.title(["/home/ada/export.zip"]) == "export.zip"
    assert import_wording.title(["a.zip", "b.vcf", "c/b.vcf", "d.ics"]) == "a.zip and 2 more"
    assert import_wording.title([]) == "Files"


def test_counts_leave_out_what_did_not_happen() -> None:
    counts = {"posts": {"kept": 3}, "ties": {"created": 0}, "people": {"created": 1200, "review": 2, "linked": 0}}
    lines = import_wording.lines(counts, {"people": {"created": ["Marisol"]}})
    assert [name for name, _figures in lines] == ["People", "Posts"]
    assert [(figure.number, figure.outcome, list(figure.examples)) for figure in lines[0][1]] == [
        (1200, "new", ["Marisol"]),
        (2, "doubtful", []),
    ]
    assert import_wording.summary(counts) == "People: 1,200 new, 2 doubtful"


def test_an_import_that_changed_nothing_says_so() -> None:
    assert import_wording.summary({"people": {"unchanged": 400}}) == "Nothing new about people"
    assert import_wording.summary({}) == ""


def test_a_kind_without_a_name_shows_its_code() -> None:
    assert import_wording.lines({"petitions": {"kept": 1}}, {})[0][0] == "petitions"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 second"), (59.6, "60 seconds"), (90, "2 minutes"), (5399, "90 minutes"), (7200, "2 hours")]
)
def test_a_length_of_time_is_said_roundly(seconds: float, said: str) -> None:
    assert import_wording.duration(seconds) == said


def test_whole_days_are_named_from_the_first_to_the_last() -> None:
    first, zone = datetime(2026, 12, 10, tzinfo=UTC), ZoneInfo("America/Chicago")
    assert event_words.when(first, first + timedelta(days=1), all_day=True, zone=zone) == "Dec. 10, 2026"
    assert event_words.when(first, first + timedelta(days=3), all_day=True, zone=zone) == "Dec. 10, 2026 – Dec. 12, 2026"


def test_a_chance_is_never_a_certainty() -> None:
    assert [percent(value) for value in (None, 7e-7, 0.21, 0.9999)] == ["", "under 1%", "21%", "over 99%"]


def test_what_came_by_a_file_alone_is_named_by_the_file() -> None:
    assert channel_text("ma_contributions") == "Contributions in Massachusetts (OCPF)"
    assert (channel_text("linkedin"), channel_text("pigeon")) == ("LinkedIn", "pigeon")
