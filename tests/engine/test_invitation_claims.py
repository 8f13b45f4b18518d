"""What a note says of how its writer knows us is quoted, in eight languages, and what it denies is not."""

from __future__ import annotations

import pytest

from hustings.engine.invitation_claims import LONGEST, claims


@pytest.mark.parametrize(
    "note",
    [
        "Ada, we sat at the same table at the river forum.",
        "We met at the door on Tannery Lane.",
        "My daughter was in your class at Millrace.",
        "Thank you for the good conversation about stormwater.",
        "Wir haben uns beim Forum kennengelernt.",
        "Danke für das gute Gespräch am Stand.",
        "Nous nous sommes rencontrés au marché.",
        "Nos conocimos en la feria.",
        "Conhecemo-nos na feira.",
        "Ci siamo conosciuti al mercato.",
        "We hebben elkaar op de markt ontmoet.",
        "Poznaliśmy się na targu.",
    ],
)
def test_that_we_met_is_read_from_the_note(note: str) -> None:
    assert claims(note) == {"said_met": note}


@pytest.mark.parametrize(
    "note",
    [
        "We have not met yet.",
        "I never met you, but I follow your work.",
        "Wir haben uns noch nie getroffen.",
        "Nous ne nous sommes jamais parlé, nous nous sommes pas encore vus.",
        "No nos conocimos todavía.",
        "Let's meet!",
        "",
    ],
)
def test_that_we_have_not_met_is_no_meeting(note: str) -> None:
    assert "said_met" not in claims(note)


@pytest.mark.parametrize(
    "note",
    [
        "We wrote last month about the crossing.",
        "Wir haben uns im Mai geschrieben.",
        "Nous avons échangé par courriel.",
        "Nos escribimos en mayo.",
        "Trocámos mensagens em maio.",
        "Ci siamo scritti a maggio.",
        "We hebben elkaar in mei gemaild.",
        "Pisaliśmy w maju.",
    ],
)
def test_that_we_wrote_to_each_other_is_read_from_the_note(note: str) -> None:
    assert claims(note) == {"said_exchanged": note}


@pytest.mark.parametrize(
    "note",
    [
        "Benedict gave me your name.",
        "I teach across the hall from Rosi.",
        "She says we should know each other before the hearing.",
        "Benedikt hat mir Ihren Namen gegeben.",
        "Anne m’a donné votre nom.",
        "Ana me dio su nombre.",
        "A Ana deu-me o seu nome.",
        "Anna mi ha dato il suo nome.",
        "Anna gaf mij uw naam.",
        "Anna podała mi pani numer.",
    ],
)
def test_who_stands_between_us_is_read_from_the_note(note: str) -> None:
    assert claims(note) == {"said_introduced": note}


@pytest.mark.parametrize(
    "note",
    [
        "Your talk at the library was clear.",
        "You spoke about night buses at the hearing.",
        "Ihr Vortrag war klar.",
        "Votre discours était clair.",
        "Su discurso fue claro.",
        "O seu discurso foi claro.",
        "Il suo discorso era chiaro.",
        "Uw toespraak was helder.",
        "Pani wystąpienie było jasne.",
    ],
)
def test_what_they_heard_of_us_is_read_from_the_note(note: str) -> None:
    assert claims(note) == {"said_heard": note}


def test_a_long_note_says_several_things_each_in_its_first_sentence() -> None:
    found = claims("We met at the fair. Benedict gave me your name!\nWe met again in May. " + "Your talk " + "was long " * 40)
    assert found["said_met"] == "We met at the fair."
    assert found["said_introduced"] == "Benedict gave me your name!"
    assert len(found["said_heard"]) == LONGEST
    assert found["said_heard"].endswith("…")


def test_a_note_without_end_is_read_in_no_time() -> None:
    assert claims("wir haben uns " * 20_000) == {}


def test_lower_case_words_after_of_are_no_names() -> None:
    assert claims("I am a colleague of many") == {}
    assert claims("I am a colleague of Rosi") == {"said_introduced": "I am a colleague of Rosi"}
