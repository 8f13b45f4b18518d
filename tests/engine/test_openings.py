"""Openings: every one refers to a specific item, in the language of the two, and there is none where there is nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine import opening_words
from hustings.engine.openings import LONGEST_QUOTE, Material, opening, telling_sentence
from hustings.engine.ranking import ACTIONS

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
MARCH = datetime(2026, 3, 3, 12, tzinfo=UTC)
LANGUAGES = sorted(opening_words.MONTHS)
QUESTION = "Hi Ada,\n\nThanks for coming to the meeting. When does the council vote on the crossing at Mill Lane?\n\nBest,\nVera"


def said(text: str = QUESTION, **facts) -> Material:
    return Material(**{"evidence": "interaction:1", "kind": "message", "at": MARCH, "text": text, **facts})


def text_of(action: str, *materials: Material, name: str = "Vera", now: datetime = NOW, language: str = "") -> str | None:
    found = opening(action, materials, person_given_name=name, now=now, language=language)
    return found and found.text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Vera, coming back to your question from 3 March: “{}”"),
        ("es", "Vera, vuelvo sobre la pregunta del 3 de marzo: «{}»"),
        ("fr", "Vera, je reviens sur la question du 3 mars : «\u202f{}\u202f»"),
        ("de", "Vera, zur Frage vom 3. März: „{}“"),
        ("pt", "Vera, volto à pergunta de 3 de março: “{}”"),
        ("it", "Vera, torno sulla domanda del 3 marzo: «{}»"),
        ("nl", "Vera, ik kom terug op de vraag van 3 maart: “{}”"),
        ("pl", "Vera, wracam do pytania z 3 marca: „{}”"),
    ],
)
def test_an_answer_quotes_their_question_in_their_language(language: str, expected: str) -> None:
    found = opening("reply", [said(language=language)], person_given_name="Vera", now=NOW)
    assert found is not None
    assert found.text == expected.format("When does the council vote on the crossing at Mill Lane?")
    assert (found.evidence, found.language) == ("interaction:1", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_occasion_has_words_in_every_language(language: str) -> None:
    lone = {"at": None, "language": language}
    occasions = [
        ("reconnect", said("The market on Elm Square is losing its stalls.", language=language), "The market on Elm Square"),
        ("keep_promise", said("the tram study", kind="promise", **lone), "the tram study"),
        ("congratulate", said("Head of Transport", kind="position", organisation="Porto", **lone), "Porto"),
        ("congratulate", said("Head of Transport", kind="position", **lone), "Head of Transport"),
        ("congratulate", said("", kind="position", organisation="City of Porto", **lone), "City of Porto"),
        ("thank", said("Public Speaking", kind="endorsement", **lone), "Public Speaking"),
        ("thank", said("Ada listened to every shop on our street.", kind="recommendation", **lone), "every shop"),
    ]
    for action, material, piece in occasions:
        found = opening(action, [material], person_given_name="Ben", now=NOW)
        assert found is not None
        assert found.text.startswith("Ben, ")
        assert piece in found.text
        assert not re.search(r"[{}]|  | [,.]", found.text)
        assert found.language == language


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Could you send me the tram study.", "request"),
        ("I would be glad to help with the posters.", "offer"),
        ("We would like to invite you to our dinner.", "invitation"),
        ("Nobody has answered my letter about the bus stop.", "message"),
        ("The crossing at Mill Lane is still dangerous.", "message"),
    ],
)
def test_what_they_sent_is_called_by_its_name(text: str, noun: str) -> None:
    assert text_of("reply", said(text)) == f"Vera, coming back to your {noun} from 3 March: “{text}”"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "from today"),
        (1, "from yesterday"),
        (2, "from 23 November"),
        (3, "from last week"),
        (9, "from last week"),
        (10, "from 15 November"),
        (300, "from 29 January"),
        (400, "from 21 October 2025"),
    ],
)
def test_days_are_said_as_people_say_them(days: int, expected: str) -> None:
    assert f"question {expected}: " in (text_of("reply", said(at=NOW - timedelta(days=days))) or "")


def test_a_recent_day_of_last_year_needs_no_year() -> None:
    told = text_of("reply", said(at=datetime(2025, 12, 10, tzinfo=UTC)), now=datetime(2026, 1, 20, tzinfo=UTC))
    assert "from 10 December: " in (told or "")


def test_days_are_those_of_the_readers_zone() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert "from yesterday" in (text_of("reply", said(at=late)) or "")
    assert "from today" in (text_of("reply", said(at=late), now=NOW.astimezone(ZoneInfo("Europe/Warsaw"))) or "")


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("it", 1, "del 1° marzo"),
        ("it", 8, "dell’8 marzo"),
        ("it", 11, "dell’11 marzo"),
        ("fr", 1, "du 1er mars"),
        ("de", 1, "vom 1. März"),
    ],
)
def test_days_that_are_written_in_their_own_way(language: str, day: int, expected: str) -> None:
    assert expected in (text_of("reply", said(at=MARCH.replace(day=day), language=language)) or "")


def test_the_language_is_theirs_then_the_members_then_english() -> None:
    assert (text_of("reply", said(language="pt-BR"), language="de") or "").startswith("Vera, volto")
    assert (text_of("reply", said(language="ar"), language="de_AT") or "").startswith("Vera, zur Frage")
    assert (text_of("reply", said(), language="xx") or "").startswith("Vera, coming back")


def test_without_a_name_the_sentence_begins_with_a_capital() -> None:
    assert (text_of("reply", said(language="de"), name=" ") or "").startswith("Zur Frage vom 3. März")


def test_the_newest_thing_that_can_be_named_is_taken() -> None:
    old, new = (
        said("The market is losing its stalls."),
        said("The school needs a safe crossing.", evidence="interaction:2", at=NOW),
    )
    chat = said("ok!", evidence="interaction:3", at=NOW)
    found = opening("reconnect", [old, chat, new], person_given_name="Vera", now=NOW)
    assert found is not None
    assert found.evidence == "interaction:2"


def test_a_promise_of_ours_is_taken_up() -> None:
    ours = said(
        "Lovely to meet you on Friday. I will send you the tram study next week.", direction="out", evidence="interaction:9"
    )
    expected = "Vera, I have not forgotten my promise from 3 March: “I will send you the tram study next week.”"
    assert text_of("reconnect", ours) == text_of("keep_promise", ours) == expected


NOTHING = [
    ("reply", []),
    ("reply", [said(direction="out")]),
    ("reply", [said(kind="note")]),
    ("reply", [said(private=True)]),
    ("reply", [said(at=NOW + timedelta(days=1))]),
    ("reply", [said("Thanks so much for everything!")]),
    ("reply", [said("Hi Ada, how are you? See https://example.org/a/b?c=d")]),
    ("reconnect", [said("Our report on the tram is out.", direction="out")]),
    ("keep_promise", [said("I will send you the study.")]),
    ("keep_promise", [said("We will see her on Friday.", kind="note", direction="out")]),
    ("congratulate", [said()]),
    ("congratulate", [said("", kind="position")]),
    ("thank", [said("Public Speaking", kind="endorsement", direction="out")]),
    ("thank", [said("", kind="endorsement")]),
    ("thank", [said()]),
    ("phone", [said()]),
]


@pytest.mark.parametrize(("action", "materials"), NOTHING)
def test_there_is_no_opening_without_something_specific(action: str, materials: list[Material]) -> None:
    assert opening(action, materials, person_given_name="Vera", now=NOW) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The hall is booked for us. I can help with chairs. Please send me the list.", "Please send me the list."),
        ("Thanks for the chat! Could you send me the study?", "Could you send me the study?"),
        ("Thanks, could you send me the study?", "Thanks, could you send me the study?"),
        ("I hope you are well. The crossing is still dangerous.", "The crossing is still dangerous."),
        ("¿Cómo estás? La plaza sigue sin luz por la noche.", "La plaza sigue sin luz por la noche."),
        ("您好。委员会什么时候就公园投票？谢谢。", "委员会什么时候就公园投票？"),
        ("See you there!", ""),
        ("How are you doing these days?", ""),
        ("", ""),
    ],
)
def test_the_telling_sentence_is_the_one_that_wants_something(text: str, expected: str) -> None:
    assert telling_sentence(text) == expected


def test_a_long_quote_is_cut_at_the_end_of_a_word() -> None:
    told = text_of("reply", said("The crossing at Mill Lane, " * 12))
    quote = re.search("“(.*)”", told or "")
    assert quote is not None
    assert len(quote[1]) <= LONGEST_QUOTE
    assert re.search(r"\b(The|crossing|at|Mill|Lane)…$", quote[1])
    assert "公" * (LONGEST_QUOTE - 1) + "…”" in (text_of("reply", said("公" * 300)) or "")


def test_right_to_left_text_is_isolated_and_cannot_turn_the_rest() -> None:
    told = text_of("reply", said("متى ستصوت اللجنة على مشروع الحديقة؟", language="ar"), name="ليلى")
    assert (
        told == "\u2068ليلى\u2069, coming back to your question from 3 March: “\u2068متى ستصوت اللجنة على مشروع الحديقة؟\u2069”"
    )
    assert "\u202e" not in (text_of("reply", said("When does \u202ethe council vote?")) or "\u202e")


def test_braces_in_a_quote_are_only_braces() -> None:
    assert "{when} {0} {quote}" in (text_of("reply", said("What does {when} {0} {quote} mean?")) or "")


@given(
    st.sampled_from(sorted({*ACTIONS.values()})),
    st.text(max_size=200),
    st.sampled_from(["message", "position", "promise"]),
    st.text(max_size=10),
)
def test_any_text_gives_one_line_or_nothing(action: str, text: str, kind: str, name: str) -> None:
    told = text_of(action, said(text, kind=kind), name=name)
    assert told is None or (told == told.strip() and len(told.splitlines()) == 1)
    assert told is None or not set(told) & set("\u202a\u202b\u202c\u202d\u202e\x00")


@pytest.mark.parametrize("action", ["decide_invitation", "reply", "reconnect"])
def test_an_invitation_is_never_called_a_message(action: str) -> None:
    asked = said("The harbour needs people like you at our table.", kind="invitation")
    assert text_of(action, asked) == (
        "Vera, coming back to your invitation from 3 March: “The harbour needs people like you at our table.”"
    )


def test_a_promise_begins_with_the_name_where_it_is_known() -> None:
    promise = said("the tram study", kind="promise", direction="out")
    assert str(text_of("keep_promise", promise)).startswith("Vera, I have not forgotten")
    assert str(text_of("keep_promise", promise, name="")).startswith("I have not forgotten")


def test_a_follow_up_names_the_event_and_quotes_no_note_of_ours() -> None:
    now = datetime(2026, 6, 15, tzinfo=UTC)
    talk = Material(evidence="follow_up:3", kind="event", direction="mutual", at=now, text="River Conference")
    note = Material(evidence="note:1", kind="meeting", direction="mutual", at=now, text="Wants figures")
    said = opening("follow_up", [note, talk], person_given_name="Ana", now=now)
    assert said is not None
    assert (said.evidence, "River Conference" in said.text, "figures" in said.text) == ("follow_up:3", True, False)
    assert opening("follow_up", [note], person_given_name="Ana", now=now) is None
