"""Recruiters and sellers are told from others by their words, in several languages."""

from __future__ import annotations

import pytest

from hustings.engine.invitation_signals import collects, recruits, sells


@pytest.mark.parametrize(
    "title",
    [
        "Senior Technical Recruiter",
        "Head of Talent Acquisition",
        "Personalberaterin",
        "Chargée de recrutement",
        "Reclutador de TI",
    ],
)
def test_who_recruits_is_known_by_the_title(title: str) -> None:
    assert recruits("Acme", title)


@pytest.mark.parametrize("title", ["", "Teacher", "City councillor", "Recruit of the fire brigade", "Search and rescue"])
def test_others_do_not_recruit(title: str) -> None:
    assert not recruits(title)


@pytest.mark.parametrize(
    "note",
    [
        "Hi! We help campaigns grow. Book a demo?",
        "Our platform will boost your reach.",
        "Unsere Lösung bringt mehr Kunden.",
        "Essai gratuit de notre logiciel",
        "I help local candidates 10x their reach with proven mailers. Let's connect!",
        "Wir helfen Kampagnen zu mehr Reichweite.",
        "Ayudamos a pequeñas empresas.",
        "Pomagamy firmom rosnąć.",
    ],
)
def test_a_note_that_sells_is_known(note: str) -> None:
    assert sells(note)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "We met at the river clean-up.",
        "Could you tell me more about the bus line?",
        "Hallo Ada!",
        "Your help for the clinic was proven right.",
    ],
)
def test_other_notes_do_not_sell(note: str) -> None:
    assert not sells(note)


@pytest.mark.parametrize(
    "note",
    [
        "I place senior leaders in education nonprofits. I have a role you would be perfect for.",
        "We're hiring for a director of policy.",
        "Ich habe eine spannende Position für Sie.",
        "J’ai un poste à pourvoir.",
        "Tengo una vacante para usted.",
        "Ho una posizione per lei.",
        "Mam dla Pani ofertę pracy.",
    ],
)
def test_who_recruits_is_known_by_the_words_of_the_note(note: str) -> None:
    assert recruits("Consultant", note=note)


@pytest.mark.parametrize("note", ["", "I have a question about the role of the council.", "Your position on rents is wrong."])
def test_other_notes_offer_no_post(note: str) -> None:
    assert not recruits("Consultant", note=note)


@pytest.mark.parametrize(
    "note",
    [
        "Growing my network of civic leaders. Would love to add you!",
        "Ich möchte mein Netzwerk erweitern.",
        "Je cherche à élargir mon réseau.",
        "Quiero ampliar mi red.",
        "Quero ampliar a minha rede.",
        "Vorrei ampliare la mia rete.",
        "Ik wil mijn netwerk uitbreiden.",
        "Chcę poszerzyć moją sieć.",
    ],
)
def test_a_note_that_goes_to_everybody_is_known(note: str) -> None:
    assert collects(note)


def test_a_note_to_one_person_is_not_one_for_everybody() -> None:
    assert not collects("I would like to understand your view on the depot and its network of lines.")
