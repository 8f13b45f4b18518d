"""How common a family name is, as one arriving record asks for it: the same as in a search of the whole network."""

from __future__ import annotations

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake.surnames import Surnames
from hustings.apps.people import actions as people
from hustings.engine import linkage
from hustings.engine.linkage.searching import family_shares
from hustings.kernel.records import Name

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("family", ["Lima", "Rodriguez", "Mueller", "Guerrero", "Петров"])
def test_a_name_is_as_common_for_one_record_as_for_a_million(ada: Actor, family: str) -> None:
    """Keys leave out the e of German digraphs, also where it is none; counting must ask for the name as keys spell it."""
    givens = ("Ana", "Juan", "Zélia") if family.isascii() else ("Анна", "Иван", "Яна")
    names = [f"{given} {family}" for given in givens]
    for name in names:
        people.add_person(ada, name=name)
    profiles = [linkage.Profile(key=number, names=(Name(full=name),)) for number, name in enumerate(names)]
    key = family.lower()
    assert Surnames(ada.workspace_id).share(key) == family_shares(profiles)[key] == 3 / 4_096


def test_a_name_of_two_people_is_not_known_to_be_common(ada: Actor) -> None:
    for name in ("Ana Rodriguez", "Juan Rodriguez", "Marta Lima"):
        people.add_person(ada, name=name)
    assert Surnames(ada.workspace_id).share("rodriguez") is None
