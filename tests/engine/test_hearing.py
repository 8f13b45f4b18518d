"""Needs and milestones are heard in plain sentences, and each suggestion shows its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.needs_told import NOT_TOLD, TOLD, UNSEEN
from hustings.engine.hearing import LONGEST, milestones_in, needs_in
from hustings.engine.matching import KINDS


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We need figures on school buses for the hearing.", "data"),
        ("I am looking for a hall for two hundred people.", "room"),
        ("Do you know anyone at the transport office?", "introduction"),
        ("We're short of volunteers for the weekend.", "time"),
        ("Ana asked for school-bus data.", "data"),
        ("Could you put us in touch with the union?", "introduction"),
        ("I need a translator for Thursday.", "skill"),
        ("We are looking for a speaker in May.", "platform"),
        ("I am looking for advice on zoning.", "expertise"),
        ("We need a projector.", "resource"),
        ("We really need more time to think.", ""),
        ("Wir suchen noch einen Raum für den Abend.", "room"),
        ("Nous cherchons des bénévoles.", "time"),
        ("Necesitamos cifras de alquiler.", "data"),
        ("Precisamos de voluntários.", "time"),
        ("Abbiamo bisogno di dati sul traffico.", "data"),
        ("Wij zoeken een zaal.", "room"),
        ("Szukamy kogoś do pomocy.", ""),
    ],
)
def test_needs_are_heard_with_their_kind(sentence: str, kind: str) -> None:
    (found,) = needs_in(f"Good to see you. {sentence} Regards, Ana")
    assert found == (kind, sentence)


def test_notes_and_letters_in_eight_languages_are_heard() -> None:
    heard = {sentence: [need.kind for need in needs_in(sentence)] for sentence, _ in TOLD}
    assert heard == {sentence: [kind] for sentence, kind in TOLD}
    assert [sentence for sentence in UNSEEN if not needs_in(sentence)] == []


def test_what_only_sounds_like_a_need_is_passed_over() -> None:
    assert [sentence for sentence in NOT_TOLD if needs_in(sentence)] == []
    assert needs_in("We no longer need the hall, but we are looking for a van.")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the figures.", "See you at the hall.", "> We need figures.\n> Ana", "We need " + "a " * LONGEST, "",
        "Needless to say, it rained.",
    ],
)  # fmt: skip
def test_what_is_no_need_is_not_heard(text: str) -> None:
    assert needs_in(text) == ()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("My daughter is getting married in June.", "wedding"),
        ("They are expecting a boy.", "birth"),
        ("Her son graduates next week.", "graduation"),
        ("I retire at the end of the year.", ""),
        ("He is retiring in May.", "retirement"),
        ("It is the 25th anniversary of the shelter.", "anniversary"),
        ("We moved to the harbour.", "moving"),
        ("I am recovering from surgery.", "illness"),
        ("She won her seat with two votes.", "election"),
        ("We got the grant for the garden.", "funding"),
        ("Our report is out today.", "publication"),
        ("I published a book on rivers.", "publication"),
        ("Nothing new here.", ""),
    ],
)
def test_milestones_are_heard(sentence: str, kind: str) -> None:
    found = milestones_in(f"{sentence} {sentence}")
    assert found == (((kind, sentence),) if kind else ())


def test_the_same_sentence_is_one_suggestion() -> None:
    assert len(needs_in("We need a van. We need a van.")) == 1


@given(st.text(max_size=400))
def test_any_text_can_be_listened_to(text: str) -> None:
    assert all(need.kind in {"", "skill", *KINDS} and len(need.sentence) <= LONGEST for need in needs_in(text))
    assert all(each.kind and each.sentence for each in milestones_in(text))
