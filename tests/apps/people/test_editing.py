"""What members write by hand wins, stays through imports, and can be taken back exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import joined
from dumps import content
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.models import CustomField, CustomValue, Note, Person, PersonTag, Position, Vouch
from hustings.apps.people.search import find
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from importing import bring_in
from small_files import KWABENA, MARISOL, Somebody, cards, connections, linkedin_zip

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def marisol(ada: Actor, tmp_path: Path) -> Person:
    """Marisol, from an export and with a tag from an address book."""
    bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(MARISOL)}))
    bring_in(
        ada,
        cards(
            tmp_path / "b.vcf",
            Somebody("Marisol", "Etxeberria", company=MARISOL.company),
            extra={"Marisol": ["CATEGORIES:transport"]},
        ),
    )
    return Person.objects.get(name=MARISOL.name)


Edit = Callable[[Actor, Person], int]
EDITS: dict[str, Edit] = {
    "name": lambda a, p: actions.edit_person(a, p.pk, changes={"name": "Marisol E."}),
    "headline": lambda a, p: actions.edit_person(a, p.pk, changes={"headline": "Knows the buses", "birthday": "--02-29"}),
    "identity": lambda a, p: actions.add_identity(a, p.pk, kind="email", value="Marisol@City.example"),
    "hidden identity": lambda a, p: actions.hide_identity(a, p.pk, kind="linkedin", value="linkedin.com/in/marisol"),
    "position": lambda a, p: actions.add_position(a, p.pk, organisation="Cycling Club", title="Chair", since="2024-05"),
    "hidden position": lambda a, p: actions.hide_position(a, p.pk, organisation="City of Port Halden", title="transport planner"),
    "note": lambda a, p: actions.add_note(a, p.pk, text="Met at the hearing."),
    "tag": lambda a, p: actions.tag_person(a, p.pk, name="ally"),
    "tag of a source": lambda a, p: actions.tag_person(a, p.pk, name="Transport"),
    "tag off": lambda a, p: actions.untag_person(a, p.pk, tag_id=p.person_tags.get().tag_id),
    "vouch": lambda a, p: actions.vouch_for(a, p.pk, how="worked_together"),
    "rhythm": lambda a, p: actions.set_rhythm(a, p.pk, segment="close_allies", period_days=14, now=utc_now()),
    "silence": lambda a, p: actions.set_do_not_contact(a, p.pk, silent=True, now=utc_now()),
    "care": lambda a, p: actions.assign_person(a, p.pk, member_id=a.member_id, now=utc_now()),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_can_be_undone_exactly(ada: Actor, marisol: Person, name: str) -> None:
    before = content(ada.workspace_id)
    kept = Person.objects.values().get(pk=marisol.pk)
    step = EDITS[name](ada, marisol)
    after = Person.objects.values().get(pk=marisol.pk), content(ada.workspace_id), Vouch.objects.count()
    assert after != (kept, before, 0)
    actions.undo(ada, step)
    assert content(ada.workspace_id) == before
    decided = ("segment", "segment_by_hand", "period_days", "do_not_contact", "assigned_to_id", "name", "headline")
    assert {key: Person.objects.values().get(pk=marisol.pk)[key] for key in decided} == {key: kept[key] for key in decided}
    with pytest.raises(WrongInput, match="undone already"):
        actions.undo(ada, step)


def test_editing_one_thing_leaves_the_name_to_the_sources(ada: Actor, marisol: Person, tmp_path: Path) -> None:
    actions.edit_person(ada, marisol.pk, changes={"headline": "Knows the buses"})
    marisol.refresh_from_db()
    assert (marisol.sort_name, marisol.given_name) == ("etxeberria marisol", "Marisol")
    renamed = Somebody("Marisol", "Etxeberria-Ruiz", "marisol", "", MARISOL.company, MARISOL.title)
    bring_in(ada, linkedin_zip(tmp_path / "y.zip", {"Connections": connections(renamed)}))
    marisol.refresh_from_db()
    assert (marisol.name, marisol.headline) == ("Marisol Etxeberria-Ruiz", "Knows the buses")


def test_what_a_member_wrote_outlasts_imports_and_an_empty_text_gives_the_word_back(
    ada: Actor, marisol: Person, tmp_path: Path
) -> None:
    actions.edit_person(ada, marisol.pk, changes={"name": "Marisol E."})
    bring_in(ada, linkedin_zip(tmp_path / "y.zip", {"Connections": connections(Somebody("Mari", "Sol", "marisol"))}))
    marisol.refresh_from_db()
    assert marisol.name == "Marisol E."
    actions.edit_person(ada, marisol.pk, changes={"name": ""})
    marisol.refresh_from_db()
    assert marisol.name != "Marisol E."


def test_a_person_known_by_hand_alone_keeps_a_name(ada: Actor) -> None:
    made = actions.add_person(
        ada, name="  Ana   Souza ", email="ANA@souza.example", organisation="Harbour Trust", title="Director"
    )
    assert Person.objects.get(pk=made).name == "Ana Souza"
    actions.edit_person(ada, made, changes={"name": ""})
    assert Person.objects.get(pk=made).name == "Ana Souza"


def test_the_later_of_two_members_words_counts(ada: Actor, ben: Actor, marisol: Person) -> None:
    actions.edit_person(ada, marisol.pk, changes={"headline": "First", "location": "Port Halden"})
    actions.edit_person(ben, marisol.pk, changes={"headline": "Second"})
    marisol.refresh_from_db()
    assert (marisol.headline, marisol.location) == ("Second", "Port Halden")


def test_an_edit_that_was_edited_again_is_undone_in_order(ada: Actor, marisol: Person) -> None:
    first = actions.edit_person(ada, marisol.pk, changes={"headline": "First"})
    second = actions.add_identity(ada, marisol.pk, kind="phone", value="+49 30 1234567")
    with pytest.raises(WrongInput, match="later change first"):
        actions.undo(ada, first)
    actions.undo(ada, second)
    actions.undo(ada, first)
    marisol.refresh_from_db()
    assert marisol.headline == ""


def test_a_hidden_handle_stays_away_through_imports_until_it_is_added_again(ada: Actor, marisol: Person, tmp_path: Path) -> None:
    actions.hide_identity(ada, marisol.pk, kind="linkedin", value="linkedin.com/in/marisol")
    moved = Somebody("Marisol", "Etxeberria", "marisol", "", "Ministry of Housing", "Adviser")
    bring_in(ada, linkedin_zip(tmp_path / "y.zip", {"Connections": connections(moved)}))
    assert not marisol.identities.exists()
    actions.add_identity(ada, marisol.pk, kind="linkedin", value="https://linkedin.com/in/Marisol/")
    assert marisol.identities.get().value == "linkedin.com/in/marisol"


def test_a_hidden_position_comes_back_when_it_is_added(ada: Actor, marisol: Person) -> None:
    actions.hide_position(ada, marisol.pk, organisation="CITY OF PORT HALDEN", title="Transport planner")
    assert not Position.objects.filter(person=marisol).exists()
    actions.add_position(ada, marisol.pk, organisation="City of Port Halden", title="Transport planner")
    assert Position.objects.filter(person=marisol, current=True).count() == 1


def test_a_tag_taken_off_stays_off_through_imports(ada: Actor, marisol: Person, tmp_path: Path) -> None:
    actions.untag_person(ada, marisol.pk, tag_id=marisol.person_tags.get().tag_id)
    extra = {"Marisol": ["CATEGORIES:transport,press"]}
    bring_in(ada, cards(tmp_path / "c.vcf", Somebody("Marisol", "Etxeberria", company=MARISOL.company), extra=extra))
    assert [row.tag.name for row in PersonTag.objects.filter(person=marisol)] == ["press"]


def test_tagging_twice_and_undoing_the_second_keeps_the_first(ada: Actor, marisol: Person) -> None:
    actions.tag_person(ada, marisol.pk, name="ally")
    step = actions.tag_person(ada, marisol.pk, name="ALLY")
    actions.undo(ada, step)
    assert PersonTag.objects.filter(person=marisol, tag__name="ally", by_hand=True).exists()


def test_adding_somebody_is_undone_as_a_whole(ada: Actor) -> None:
    before = content(ada.workspace_id)
    made = actions.add_person(
        ada, name="Ana Souza", phone="+49 30 1234567", linkedin="linkedin.com/in/ana", note="Met at the fair."
    )
    assert find(ada.workspace_id, "fair") == [made]
    assert [actions.undo(ada).verb, actions.undo(ada).verb] == ["add_person", "add_note"]
    assert content(ada.workspace_id) == before
    assert find(ada.workspace_id, "fair") == []


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda a, p: actions.add_person(a, name="  "), "name"),
        (lambda a, p: actions.add_person(a, name="Ana", email="at home"), "email"),
        (lambda a, p: actions.edit_person(a, p, changes={"strength": "1"}), "cannot be edited"),
        (lambda a, p: actions.edit_person(a, p, changes={"birthday": "in spring"}), "year, month"),
        (lambda a, p: actions.add_position(a, p, organisation="X", title="", since="last year"), "year, month"),
        (lambda a, p: actions.add_position(a, p, organisation=" ", title=""), "organisation or a title"),
        (lambda a, p: actions.add_identity(a, p, kind="fax", value="1"), "Choose"),
        (lambda a, p: actions.add_identity(a, p, kind="url", value=" "), "value"),
        (lambda a, p: actions.add_identity(a, p, kind="url", value="nowhere"), "no url"),
        (lambda a, p: actions.add_note(a, p, text=" "), "Write"),
        (lambda a, p: actions.tag_person(a, p, name=" "), "name"),
        (lambda a, p: actions.vouch_for(a, p, how="by heart"), "how you know"),
        (lambda a, p: actions.set_rhythm(a, p, segment="best friends", now=NOW), "no such segment"),
    ],
)  # fmt: skip
def test_wrong_input_is_said_and_changes_nothing(
    ada: Actor, marisol: Person, act: Callable[[Actor, int], object], words: str
) -> None:
    before = content(ada.workspace_id)
    with pytest.raises(WrongInput, match=words):
        act(ada, marisol.pk)
    assert content(ada.workspace_id) == before


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [("number", "1,50", "1.5"), ("number", "-3", "-3"), ("date", "2026-03-02", "2026-03-02"), ("choice", "red", "red"),
     ("yes_no", "yes", "yes"), ("text", "anything", "anything")],
)  # fmt: skip
def test_custom_values_are_kept_in_canonical_form_and_can_be_cleared(
    ada: Actor, marisol: Person, kind: str, given: str, stored: str
) -> None:
    field = actions.add_field(ada, name="Field", type=kind, choices=("red", "green") if kind == "choice" else ())
    step = actions.set_value(ada, marisol.pk, field_id=field, value=given)
    assert CustomValue.objects.get().value == stored
    cleared = actions.set_value(ada, marisol.pk, field_id=field, value="")
    assert not CustomValue.objects.exists()
    actions.undo(ada, cleared)
    assert CustomValue.objects.get().value == stored
    actions.undo(ada, step)
    assert not CustomValue.objects.exists()


@pytest.mark.parametrize(
    ("kind", "given"),
    [("number", "many"), ("number", "1e999999"), ("number", "NaN"), ("date", "soon"), ("choice", "blue"), ("yes_no", "maybe")],
)
def test_values_that_do_not_fit_the_field_are_refused(ada: Actor, marisol: Person, kind: str, given: str) -> None:
    field = actions.add_field(ada, name="Field", type=kind, choices=("red",) if kind == "choice" else ())
    with pytest.raises(WrongInput):
        actions.set_value(ada, marisol.pk, field_id=field, value=given)
    with pytest.raises(NotFound):
        actions.set_value(ada, marisol.pk, field_id=field + 99, value="1")


def test_fields_have_a_known_type_and_names_of_their_own(ada: Actor) -> None:
    actions.add_field(ada, name="Ward", type="text")
    for wrong in ({"name": "WARD", "type": "text"}, {"name": "Size", "type": "length"}, {"name": "Colour", "type": "choice"}):
        with pytest.raises(WrongInput):
            actions.add_field(ada, **wrong)
    assert CustomField.objects.count() == 1


def test_a_vouch_replaces_ones_own_and_undo_of_another_member_touches_only_that_members(
    ada: Actor, ben: Actor, marisol: Person
) -> None:
    actions.vouch_for(ada, marisol.pk, how="family")
    step = actions.vouch_for(ben, marisol.pk, how="online_only")
    actions.undo(ada, step)
    assert list(Vouch.objects.values_list("member_id", "how")) == [(ada.member_id, "family")]


def test_notes_are_removed_by_their_member_or_a_manager_and_come_back(ada: Actor, ben: Actor, marisol: Person) -> None:
    actions.add_note(ada, marisol.pk, text="Knows the buses.")
    note = Note.objects.get()
    with pytest.raises(NotPermitted):
        actions.remove_note(ben, note.pk)
    step = actions.remove_note(ada, note.pk)
    assert find(ada.workspace_id, "buses") == []
    actions.undo(ada, step)
    assert Note.objects.get() == note
    assert find(ada.workspace_id, "buses") == [marisol.pk]


def test_a_volunteer_edits_nobody_and_notes_only_on_assigned_people(ada: Actor, vera: Actor, marisol: Person) -> None:
    with pytest.raises(NotPermitted):
        actions.edit_person(vera, marisol.pk, changes={"name": "X"})
    with pytest.raises(NotFound):
        actions.add_note(vera, marisol.pk, text="Hello")
    actions.assign_person(ada, marisol.pk, member_id=vera.member_id, now=NOW)
    actions.add_note(vera, marisol.pk, text="Hello")
    assert Note.objects.get().member_id == vera.member_id


def test_people_are_given_only_into_the_care_of_members(ada: Actor, otto: Actor, marisol: Person) -> None:
    with pytest.raises(NotFound):
        actions.assign_person(ada, marisol.pk, member_id=otto.member_id, now=NOW)


def test_undo_takes_back_ones_own_newest_and_managers_reach_those_of_others(ada: Actor, ben: Actor, marisol: Person) -> None:
    with pytest.raises(NotFound):
        actions.undo(ben)
    mine = actions.add_note(ada, marisol.pk, text="Hello")
    with pytest.raises(NotFound):
        actions.undo(ben, mine)
    theirs = actions.add_note(ben, marisol.pk, text="Good day")
    assert actions.undo(ada).pk == mine
    assert actions.undo(ada, theirs).pk == theirs
    viewer = joined(ada, email="vic@example.org", name="Vic Moreau", role="viewer")
    with pytest.raises(NotFound):
        actions.undo(viewer)


def test_everything_a_member_wrote_is_found_by_search(ada: Actor, marisol: Person, tmp_path: Path) -> None:
    bring_in(ada, cards(tmp_path / "k.vcf", KWABENA))
    actions.add_note(ada, marisol.pk, text="Likes sailing")
    actions.edit_person(ada, marisol.pk, changes={"headline": "Knows the buses"})
    for query in ("maris", "etxe", "sail", "BUSES", "halden", "transp plan"):
        assert find(ada.workspace_id, query) == [marisol.pk]


def test_a_tag_renamed_like_another_becomes_one_with_it_and_two_again(ada: Actor, marisol: Person) -> None:
    other = actions.add_person(ada, name="Ana Souza")
    actions.tag_person(ada, marisol.pk, name="ally")
    actions.tag_person(ada, other, name="friend")
    before = sorted(PersonTag.objects.values_list("person_id", "tag__name", "by_hand"))
    step = actions.rename_tag(ada, PersonTag.objects.get(tag__name="friend").tag_id, name=" ALLY ")
    assert {row.tag.name for row in PersonTag.objects.filter(by_hand=True)} == {"ally"}
    actions.undo(ada, step)
    assert sorted(PersonTag.objects.values_list("person_id", "tag__name", "by_hand")) == before
    step = actions.rename_tag(ada, PersonTag.objects.get(tag__name="friend").tag_id, name="old friend")
    assert PersonTag.objects.filter(person_id=other, tag__name="old friend").exists()
    actions.undo(ada, step)
    assert sorted(PersonTag.objects.values_list("person_id", "tag__name", "by_hand")) == before


def test_what_is_not_there_cannot_be_taken_away_or_renamed(ada: Actor, otto: Actor, marisol: Person) -> None:
    tag = marisol.person_tags.get().tag_id
    actions.untag_person(ada, marisol.pk, tag_id=tag)
    with pytest.raises(NotFound):
        actions.untag_person(ada, marisol.pk, tag_id=tag)
    with pytest.raises(NotFound):
        actions.remove_note(ada, 999_999)
    with pytest.raises(NotFound):
        actions.rename_tag(otto, tag, name="mine")
    with pytest.raises(WrongInput):
        actions.rename_tag(ada, tag, name=" ")
