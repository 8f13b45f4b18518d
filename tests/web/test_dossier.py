"""The page of everything that is kept about a person: the file to hand out, and erasing by the typed name."""

from __future__ import annotations

import pytest

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.models import Person


@pytest.fixture
def mara(ada: Actor) -> int:
    return actions.add_person(ada, name="Mara Lind", email="mara@example.org", note="Likes walks")


def test_everything_is_downloaded_as_a_file(client_of: ClientOf, ada: Actor, mara: int) -> None:
    answer = client_of(ada).get(f"/people/{mara}/everything.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="person-{mara}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["people.Note"][0]["text"] == "Likes walks"


def test_the_typed_name_erases(client_of: ClientOf, ada: Actor, mara: int) -> None:
    hers = client_of(ada)
    assert f"/people/{mara}/everything/" in hers.get(f"/people/{mara}/").content.decode()
    assert "Erase for good" in hers.get(f"/people/{mara}/everything/").content.decode()
    answer = hers.post(f"/people/{mara}/erase/", {"name": " mara  lind "}, follow=True)
    assert answer.redirect_chain == [("/people/", 302)]
    assert "They are erased." in answer.content.decode()
    assert "Mara" not in answer.content.decode()
    assert not Person.objects.filter(pk=mara).exists()


def test_another_name_erases_nobody(client_of: ClientOf, ada: Actor, mara: int) -> None:
    answer = client_of(ada).post(f"/people/{mara}/erase/", {"name": "Mara"})
    assert answer.status_code == 400
    assert "Nobody was erased" in answer.content.decode()
    assert Person.objects.filter(pk=mara).exists()


def test_an_organiser_is_not_offered_either(client_of: ClientOf, ben: Actor, mara: int) -> None:
    his = client_of(ben)
    assert f"/people/{mara}/everything/" not in his.get(f"/people/{mara}/").content.decode()
    assert his.get(f"/people/{mara}/everything/").status_code == 403
    assert his.get("/people/999999/everything/").status_code == 403
