"""Blanks that are open, and answers that are nothing but a snippet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.personal import blanks, only_snippet

SNIPPETS = {
    "Thanks": "Dear [[name]], thank you for writing about [[topic]]. We read every letter and answer each one.",
    "Empty": "[[everything]]",
}
FORM = "Dear Marta, thank you for writing about buses. We read every letter and answer each one."


def test_blanks_are_named_in_their_order_and_once() -> None:
    assert blanks("[[b]] and [[ a  word ]] and [[b]], not [this] nor [[") == ("b", "a word")
    assert blanks("[[]]") == ("",)


def test_a_name_in_a_form_letter_makes_no_letter_of_it() -> None:
    assert only_snippet(FORM, SNIPPETS, names=("Marta Brun",)) == "Thanks"
    assert only_snippet(f"Hello Marta\n\n{FORM}\n\nBest regards,\nAda", SNIPPETS, names=("Marta Brun", "Ada Okafor")) == "Thanks"


def test_words_of_ones_own_make_it_personal() -> None:
    assert only_snippet(f"{FORM} Bus nine leaves the depot at five.", SNIPPETS, names=("Marta",)) == ""


def test_an_answer_from_no_snippet_is_none() -> None:
    assert only_snippet("At ten past five.", SNIPPETS) == ""
    assert only_snippet("At ten past five.", {}) == ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_texts_can_be_compared(text: str, snippet: str) -> None:
    assert only_snippet(text, {"x": snippet}) in ("", "x")
