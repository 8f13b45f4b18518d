"""Who holds a public office, as the law on gifts and the hints of the network ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import actions as favours
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Identity, Person
from hustings.apps.people.queries.offices import officials_among
from hustings.kernel.errors import WrongInput
from public_files import AUTUMN, GOLDENS, add, members, write_congress

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def officials(actor: Actor) -> set[str]:
    people = dict(Person.objects.filter(own_member=None).values_list("id", "name"))
    return {people[number] for number in officials_among(actor.workspace_id, people)}


def test_members_as_public_data_tells_them_are_officials_until_they_leave(ada: Actor, tmp_path: Path) -> None:
    add_person(ada, name="Ben Okafor", organisation="Harbour Club", title="Chair")
    add(ada, write_congress(tmp_path / "us", members()), GOLDENS / "ma_lobbying" / "lobbying.csv")
    assert officials(ada) == {each.name for each in members()}
    add(ada, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    assert officials(ada) == {each.name for each in members()[1:]}


def test_a_seat_in_a_body_without_a_district_counts_and_a_party_does_not(ada: Actor) -> None:
    add(ada, GOLDENS / "popolo" / "council.popolo")
    add_person(ada, name="Gus Treasurer", organisation="The Greens", title="Treasurer")
    assert officials(ada) == {"Ngozi Lindqvist"}


def test_an_official_number_alone_makes_an_official(ada: Actor) -> None:
    cora = add_person(ada, name="Cora Member")
    assert not officials(ada)
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=cora, kind="official", value="us:1")
    assert officials(ada) == {"Cora Member"}


def test_a_gift_to_a_member_of_the_congress_goes_to_the_log_of_gifts(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    benbow = Person.objects.get(name="Aurelia Benbow").pk
    with pytest.raises(WrongInput, match="log of gifts"):
        favours.put_down_favour(ada, benbow, direction="given", kind="resource", text="A framed map", at=NOW, now=NOW)
