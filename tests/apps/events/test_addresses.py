"""Names on lists whose address somebody has later: linked when they appear, let go when that is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import listing, planning
from hustings.apps.events.addresses import follow_addresses
from hustings.apps.events.models import Guest, Slot
from hustings.apps.intake.actions import undo_import
from hustings.apps.people.actions import add_identity, add_person, erase_person, merge_people, undo, unmerge_people
from hustings.apps.people.models import Identity, Person, UndoStep
from importing import bring_in

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def guest(ada: Actor) -> int:
    """Somebody with an address on a list, whom nobody knows."""
    event, _ = planning.add_event(ada, title="Forum", starts_at=NOW)
    listing.add_guests(ada, event, listing.entries_of_text("A. Souza <ana@example.org>"))
    return Guest.objects.get().pk


def meant() -> tuple[int | None, list[int]]:
    guest = Guest.objects.get()
    return guest.person_id, guest.doubts


def test_whoever_is_added_with_the_address_is_linked_and_undo_lets_them_go(ada: Actor, guest: int) -> None:
    ana = add_person(ada, name="Ana Souza", email="ana@example.org")
    assert meant() == (ana, [])
    undo(ada)
    assert (meant(), Person.objects.filter(pk=ana).exists()) == ((None, []), False)


def test_an_address_that_somebody_gets_links_them_and_goes_with_it(ada: Actor, guest: int) -> None:
    ana = add_person(ada, name="Ana Souza")
    step = add_identity(ada, ana, kind="email", value="ana@example.org")
    assert meant() == (ana, [])
    undo(ada, step)
    assert meant() == (None, [])


def test_an_import_links_them_and_its_undo_leaves_the_name_on_the_list(ada: Actor, guest: int, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("First Name,Last Name,E-mail Address\nAna,Souza,ana@example.org\n")
    imported = bring_in(ada, table)
    assert Person.objects.get(pk=meant()[0]).name == "Ana Souza"
    undo_import(ada, imported.pk)
    assert (meant(), Guest.objects.get().name) == ((None, []), "A. Souza")


def test_of_two_who_share_it_somebody_is_asked_until_they_are_one(ada: Actor, guest: int) -> None:
    first = add_person(ada, name="Ana Souza", email="ana@example.org")
    second = add_person(ada, name="Ana M. Souza", email="ana@example.org")
    assert meant() == (None, [first, second])
    merged = merge_people(ada, first, second)
    assert meant() == (first, [])
    unmerge_people(ada, merged.pk)
    assert meant() == (None, [first, second])


def test_a_members_word_stays(ada: Actor, guest: int) -> None:
    step = listing.say_who(ada, guest, person_id=None)
    ana = add_person(ada, name="Ana Souza", email="ana@example.org")
    assert meant() == (None, [])
    undo(ada, step)
    listing.say_who(ada, guest, person_id=ana)
    add_person(ada, name="Ana M. Souza", email="ana@example.org")
    assert meant() == (ana, [])


def test_whoever_is_on_the_list_already_stays_there_once(ada: Actor, guest: int) -> None:
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
    listing.add_guests(ada, Guest.objects.get().event_id, listing.entries_of_text("Ana Souza, River Alliance"))
    add_identity(ada, ana, kind="email", value="ana@example.org")
    assert sorted(Guest.objects.values_list("name", "person_id")) == [("A. Souza", None), ("Ana Souza", ana)]
    listing.add_guests(ada, Guest.objects.earliest("pk").event_id, listing.entries_of_text("A. Souza <ana@example.org>"))
    assert sorted(Guest.objects.values_list("name", "person_id")) == [("A. Souza", None), ("Ana Souza", ana)]


def test_an_address_that_moves_to_somebody_on_the_list_lets_its_line_go(ada: Actor, guest: int) -> None:
    ana = add_person(ada, name="Ana Souza", email="ana@example.org")
    tom = add_person(ada, name="Tomasz Becker", organisation="Mill Works")
    listing.add_guests(ada, Guest.objects.get().event_id, listing.entries_of_text("Tomasz Becker, Mill Works"))
    Identity.objects.filter(person_id=ana, kind="email").update(person_id=tom)
    follow_addresses(ada.workspace_id, [ana, tom])
    assert sorted(Guest.objects.values_list("name", "person_id")) == [("A. Souza", None), ("Tomasz Becker", tom)]


def test_all_lines_of_an_event_whose_addresses_are_shared_by_now_are_asked_about(ada: Actor, guest: int, tmp_path: Path) -> None:
    listing.add_guests(ada, Guest.objects.get().event_id, listing.entries_of_text("B. Okoye <ben@example.org>"))
    first = [
        add_person(ada, name=name, email=email)
        for name, email in (("Ana Souza", "ana@example.org"), ("Ben Okoye", "ben@example.org"))
    ]
    other = add_person(ada, name="Zoe Quill")
    Identity.objects.bulk_create(
        Identity(workspace_id=ada.workspace_id, person_id=other, kind="email", value=value)
        for value in ("ana@example.org", "ben@example.org")
    )
    follow_addresses(ada.workspace_id, [other])
    assert list(Guest.objects.order_by("pk").values_list("person_id", "doubts")) == [(None, [each, other]) for each in first]


def test_whoever_is_erased_is_on_no_list_any_more(ada: Actor, guest: int) -> None:
    erase_person(ada, add_person(ada, name="Ana Souza", email="ana@example.org"))
    assert not Guest.objects.exists()


def test_a_name_that_surely_means_somebody_by_now_is_them_instead_of_somebody_new(ada: Actor) -> None:
    event, _ = planning.add_event(ada, title="Forum", starts_at=NOW)
    listing.add_guests(ada, event, listing.entries_of_text("Tomasz Becker, Mill Works"))
    tom = add_person(ada, name="Tomasz Becker", organisation="Mill Works")
    assert (listing.make_known(ada, Guest.objects.get().pk), Person.objects.filter(own_member=None).count()) == (tom, 1)
    assert meant() == (tom, [])


def test_a_time_to_speak_stays_with_the_name_when_its_speaker_is_taken_back(ada: Actor, guest: int) -> None:
    ana = add_person(ada, name="Ana Souza")
    step = UndoStep.objects.latest("pk").pk
    planning.put_slot(ada, Guest.objects.get().event_id, topic="Rivers", person_id=ana, worked="The map")
    undo(ada, step)
    slot = Slot.objects.get()
    assert (slot.person_id, slot.speaker, slot.worked) == (None, "Ana Souza", "The map")
