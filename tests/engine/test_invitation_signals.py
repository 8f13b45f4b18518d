"""Recruiters and sellers are told from others by their words, in several languages."""

from __future__ import annotations

import pytest

from hustings.engine.invitation_signals import recruits, sells


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
    ],
)
def test_a_note_that_sells_is_known(note: str) -> None:
    assert sells(note)


@pytest.mark.parametrize(
    "note", ["", "We met at the river clean-up.", "Could you tell me more about the bus line?", "Hallo Ada!"]
)
def test_other_notes_do_not_sell(note: str) -> None:
    assert not sells(note)
