"""Search as you type: by the beginnings of words, without case and accents, within one workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.removal import erase_person
from hustings.apps.people.models import Person
from hustings.apps.people.search import find, fold_text, matching
from importing import bring_in
from small_files import ANNELIE, KWABENA, MARISOL, TOMASZ, Somebody, cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    bring_in(
        ada,
        cards(
            tmp_path / "b.vcf",
            MARISOL,
            KWABENA,
            ANNELIE,
            TOMASZ,
            Somebody("José", "Muñoz", email="jose.munoz@port-halden.example"),
        ),
    )
    return ada


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("thornq", ["Annelie Thörnqvist"]),
        ("Thörnqvist", ["Annelie Thörnqvist"]),
        ("jose mun", ["José Muñoz"]),
        ("munoz@port", ["José Muñoz"]),
        ("jose.munoz", ["José Muñoz"]),
        ("osei-men", ["Kwabena Osei-Mensah"]),
        ("halden", ["José Muñoz", "Marisol Etxeberria"]),
        ("chief phys", ["Annelie Thörnqvist"]),
        ("nobody", []),
        ("", []),
        ("' OR 1=1 --", []),
        ('"*"', []),
        ("& | ! :*", []),
    ],
)
def test_every_word_is_the_beginning_of_one(known: Actor, query: str, names: list[str]) -> None:
    found = Person.objects.filter(pk__in=find(known.workspace_id, query)).order_by("name")
    assert [person.name for person in found] == names
    if (subquery := matching(query)) is not None:
        assert [p.name for p in Person.objects.filter(pk__in=subquery).order_by("name")] == names


def test_nobody_of_another_workspace_is_found_and_the_most_are_bounded(known: Actor, otto: Actor) -> None:
    assert find(otto.workspace_id, "marisol") == []
    assert len(find(known.workspace_id, "e", most=2)) <= 2


def test_who_is_gone_is_not_found(known: Actor) -> None:
    made = actions.add_person(known, name="Wilhelmina Zander")
    assert find(known.workspace_id, "zander") == [made]
    erase_person(known.workspace_id, made)
    assert find(known.workspace_id, "zander") == []


def test_folding_leaves_plain_text_and_takes_accents_away() -> None:
    assert fold_text("ABC") == "abc"
    assert fold_text("Wiśniewski ÉÀ Straße") == "wisniewski ea strasse"
