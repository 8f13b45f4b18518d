"""One change to many people: shown first, made once, and taken back as one step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries, tasks
from hustings.apps.people.actions import BulkChange, Selection, bulk
from hustings.apps.people.actions.records import create_by_hand
from hustings.apps.people.models import BulkChunk, BulkEdit, CustomValue, Person, PersonTag
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.kernel.records import Consent, Name, PersonRecord

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
EVERYBODY = Selection(where="name begins with P")


@pytest.fixture
def people(ada: Actor) -> list[int]:
    """Six people; three with a tag of a source."""
    found = [
        create_by_hand(
            ada.workspace_id,
            PersonRecord(external_id=f"test:{n}", name=Name(full=f"P{n}"), tags=("walker",) if n % 2 else ()),
            member_id=ada.member_id,
        )
        for n in range(6)
    ]
    return found


def snapshot(actor: Actor) -> Any:
    """Everything that a change to many may touch."""
    return (
        sorted(PersonTag.objects.values_list("person_id", "tag__name", "by_hand")),
        sorted(CustomValue.objects.values_list("person_id", "field__name", "value", "by_hand")),
        sorted(
            Person.objects.filter(workspace_id=actor.workspace_id).values_list(
                "id", "segment", "segment_by_hand", "assigned_to_id", "silent_by_hand", "due_on"
            ),
            key=str,
        ),
        {i: queries.find_people(actor, "Northward", limit=50) for i in (0,)},
    )


def change_of(actor: Actor, name: str) -> BulkChange:
    field = actions.add_field(actor, name=f"Ward {name}", type="choice", choices=("Northward", "South"))
    number = actions.add_field(actor, name=f"Rides {name}", type="number")
    return {
        "new tag": BulkChange("add_tag", "Leaflets"),
        "source's tag": BulkChange("add_tag", "WALKER"),
        "tag off": BulkChange("remove_tag", "walker"),
        "value": BulkChange("set_value", "northward", field),
        "figure": BulkChange("set_value", "7", number),
        "care": BulkChange("assign", str(actor.member_id)),
        "rhythm": BulkChange("rhythm", "close_allies"),
        "silence": BulkChange("do_not_contact", "yes"),
    }[name]


KINDS = ("new tag", "source's tag", "tag off", "value", "figure", "care", "rhythm", "silence")


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_shown_made_and_taken_back_as_one(ada: Actor, people: list[int], kind: str) -> None:
    change = change_of(ada, kind)
    before = snapshot(ada)
    shown = actions.preview_bulk(ada, EVERYBODY, change)
    assert snapshot(ada) == before
    done = actions.begin_bulk(ada, EVERYBODY, change)
    assert (done.state, done.total, done.changed) == ("done", shown.concerned, shown.concerned)
    assert snapshot(ada) != before
    assert actions.preview_bulk(ada, EVERYBODY, change).concerned == 0
    with pytest.raises(WrongInput, match="Nobody would change"):
        actions.begin_bulk(ada, EVERYBODY, change)
    actions.undo(ada, done.step)
    assert snapshot(ada) == before
    assert actions.bulk_state(ada, done.id).state == "undone"


def test_a_preview_tells_how_many_and_names_some(ada: Actor, people: list[int]) -> None:
    shown = actions.preview_bulk(ada, EVERYBODY, BulkChange("add_tag", " walker "))
    assert (shown.people, shown.concerned) == (6, 3)
    assert [name for _, name in shown.sample] == ["P0", "P2", "P4"]
    actions.begin_bulk(ada, Selection(people=tuple(people[:2])), shown.change)
    again = actions.preview_bulk(ada, EVERYBODY, shown.change)
    assert (again.people, again.concerned) == (6, 2)


def test_a_tag_taken_off_many_stays_off_through_folding(ada: Actor, people: list[int]) -> None:
    from hustings.apps.people.actions.folding import refold

    actions.edit_person(ada, people[1], changes={"headline": "Runner"})
    done = actions.begin_bulk(ada, EVERYBODY, BulkChange("remove_tag", "walker"))
    refold(ada.workspace_id, people)
    assert not PersonTag.objects.filter(tag__name="walker").exists()
    assert done.changed == 3
    actions.undo(ada, done.step)
    assert PersonTag.objects.filter(tag__name="walker").count() == 3
    assert Person.objects.get(pk=people[1]).headline == "Runner"


def test_what_somebody_changed_since_stays(ada: Actor, people: list[int]) -> None:
    field = actions.add_field(ada, name="Ward", type="text")
    actions.set_value(ada, people[0], field_id=field, value="East")
    value = actions.begin_bulk(ada, EVERYBODY, BulkChange("set_value", "North", field))
    rhythm = actions.begin_bulk(ada, EVERYBODY, BulkChange("rhythm", "network"))
    actions.set_value(ada, people[1], field_id=field, value="West")
    actions.set_rhythm(ada, people[1], segment="close_allies", now=NOW)
    actions.undo(ada, value.step)
    actions.undo(ada, rhythm.step)
    assert dict(CustomValue.objects.values_list("person_id", "value")) == {people[0]: "East", people[1]: "West"}
    assert set(Person.objects.filter(pk__in=people).values_list("pk", "segment")) >= {(people[1], "close_allies")}
    assert Person.objects.filter(segment_by_hand=True).count() == 1


def test_clearing_a_field_gives_the_sources_their_word_back(ada: Actor) -> None:
    field = actions.add_field(ada, name="Ward", type="text")
    record = PersonRecord(external_id="test:x", name=Name(full="P9"), fields={"Ward": "East"})
    person = create_by_hand(ada.workspace_id, record, member_id=ada.member_id)
    actions.begin_bulk(ada, EVERYBODY, BulkChange("set_value", "North", field))
    done = actions.begin_bulk(ada, EVERYBODY, BulkChange("set_value", "", field))
    assert list(CustomValue.objects.values_list("person_id", "value")) == [(person, "East")]
    actions.undo(ada, done.step)
    assert list(CustomValue.objects.values_list("value", "by_hand")) == [("North", True)]


def test_nobody_lifts_for_many_what_a_source_says_about_being_contacted(ada: Actor, people: list[int]) -> None:
    silent = create_by_hand(
        ada.workspace_id,
        PersonRecord(external_id="t", name=Name(full="Px"), consents=(Consent(channel="any", status="refused", at=NOW),)),
        member_id=ada.member_id,
    )
    actions.begin_bulk(ada, EVERYBODY, BulkChange("do_not_contact", "yes"))
    actions.begin_bulk(ada, EVERYBODY, BulkChange("do_not_contact", "no"))
    assert list(Person.objects.filter(do_not_contact=True).values_list("pk", flat=True)) == [silent]


def test_care_and_rhythm_can_be_given_up_for_many(ada: Actor, people: list[int]) -> None:
    for change in (BulkChange("assign", str(ada.member_id)), BulkChange("assign"), BulkChange("rhythm", "network")):
        actions.begin_bulk(ada, EVERYBODY, change)
    done = actions.begin_bulk(ada, EVERYBODY, BulkChange("rhythm"))
    assert not Person.objects.filter(pk__in=people, assigned_to__isnull=False).exists()
    assert not Person.objects.filter(pk__in=people, segment_by_hand=True).exists()
    actions.undo(ada, done.step)
    assert Person.objects.filter(pk__in=people, segment="network", segment_by_hand=True).count() == 6


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (BulkChange("add_tag", " "), WrongInput),
        (BulkChange("remove_tag", "nothing"), NotFound),
        (BulkChange("set_value", "x", 987_654), NotFound),
        (BulkChange("assign", "987654"), NotFound),
        (BulkChange("assign", "Ben"), NotFound),
        (BulkChange("rhythm", "weekly"), WrongInput),
        (BulkChange("do_not_contact", "maybe"), WrongInput),
        (BulkChange("dance"), WrongInput),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_done_is_refused(ada: Actor, people: list[int], change: BulkChange, error: type[Exception]) -> None:
    with pytest.raises(error):
        actions.preview_bulk(ada, EVERYBODY, change)


def test_somebody_must_be_named(ada: Actor) -> None:
    with pytest.raises(WrongInput, match="for whom"):
        actions.preview_bulk(ada, Selection(), BulkChange("add_tag", "x"))


def test_roles_hold(ada: Actor, ben: Actor, vera: Actor, otto: Actor, people: list[int]) -> None:
    tag = BulkChange("add_tag", "x")
    with pytest.raises(NotPermitted):
        actions.preview_bulk(vera, EVERYBODY, tag)
    with pytest.raises(NotPermitted):
        actions.preview_bulk(ben, EVERYBODY, BulkChange("assign", str(ben.member_id)))
    assert actions.preview_bulk(otto, Selection(people=tuple(people)), tag).people == 0
    done = actions.begin_bulk(ben, Selection(people=tuple(people), where="tag = walker"), tag)
    assert done.total == 3
    assert actions.bulk_state(ada, done.id).total == 3
    for stranger in (otto, vera):
        with pytest.raises((NotFound, NotPermitted)):
            actions.bulk_state(stranger, done.id)
    hers = actions.begin_bulk(ada, Selection(people=tuple(people)), tag)
    with pytest.raises(NotFound):
        actions.bulk_state(ben, hers.id)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six people are many."""
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    monkeypatch.setattr(bulk, "CHUNK", 2)


def test_many_go_to_the_worker_in_chunks_and_back(ada: Actor, people: list[int], large: None) -> None:
    begun = actions.begin_bulk(ada, EVERYBODY, BulkChange("add_tag", "x"))
    assert (begun.state, begun.done, begun.at_work) == ("waiting", 0, True)
    tasks.make_bulk.func(begun.id)
    state = actions.bulk_state(ada, begun.id)
    assert (state.state, state.done, state.changed, state.at_work) == ("done", 6, 6, False)
    tasks.make_bulk.func(begun.id)
    actions.undo(ada, begun.step)
    assert actions.bulk_state(ada, begun.id).state == "undoing"
    assert PersonTag.objects.filter(tag__name="x").count() == 6
    tasks.take_bulk_back.func(begun.id)
    tasks.take_bulk_back.func(begun.id)
    assert actions.bulk_state(ada, begun.id).state == "undone"
    assert not PersonTag.objects.filter(tag__name="x").exists()


def test_a_crash_between_chunks_loses_and_doubles_nothing(
    ada: Actor, people: list[int], large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = actions.begin_bulk(ada, EVERYBODY, BulkChange("add_tag", "x"))
    assert bulk._make_next(ada, begun.id, NOW)
    assert actions.bulk_state(ada, begun.id).done == 2
    tasks.make_bulk.func(begun.id)
    assert (actions.bulk_state(ada, begun.id).changed, PersonTag.objects.filter(tag__name="x").count()) == (6, 6)


def test_taking_back_what_is_still_being_made_stops_it(ada: Actor, people: list[int], large: None) -> None:
    begun = actions.begin_bulk(ada, EVERYBODY, BulkChange("add_tag", "x"))
    bulk._make_next(ada, begun.id, NOW)
    actions.undo(ada, begun.step)
    tasks.make_bulk.func(begun.id)
    assert actions.bulk_state(ada, begun.id).state == "undone"
    assert not PersonTag.objects.filter(tag__name="x").exists()


def test_whoever_may_no_longer_do_it_stops_half_way_and_it_can_be_taken_back(
    ada: Actor, ben: Actor, people: list[int], large: None
) -> None:
    from hustings.apps.accounts.models import Member

    begun = actions.begin_bulk(ben, EVERYBODY, BulkChange("add_tag", "x"))
    Member.objects.filter(pk=ben.member_id).update(role="viewer")
    tasks.make_bulk.func(begun.id)
    state = actions.bulk_state(ada, begun.id)
    assert (state.state, bool(state.refused)) == ("failed", True)
    Member.objects.filter(pk=ben.member_id).update(is_active=False)
    tasks.make_bulk.func(begun.id)
    assert actions.bulk_state(ada, begun.id).state == "failed"
    tasks.make_bulk.func(987_654)


def test_an_erased_person_leaves_nothing_in_changes_to_many(ada: Actor, people: list[int]) -> None:
    field = actions.add_field(ada, name="Ward", type="text")
    actions.set_value(ada, people[0], field_id=field, value="East")
    done = actions.begin_bulk(ada, EVERYBODY, BulkChange("set_value", "North", field))
    actions.begin_bulk(ada, Selection(people=(people[1],)), BulkChange("add_tag", "x"))
    actions.erase_person(ada, people[0])
    for chunk in BulkChunk.objects.all():
        assert people[0] not in chunk.people
        assert str(people[0]) not in chunk.before
    actions.undo(ada, done.step)
    assert not CustomValue.objects.exists()


def test_old_changes_are_forgotten_with_their_steps(ada: Actor, people: list[int]) -> None:
    done = actions.begin_bulk(ada, EVERYBODY, BulkChange("add_tag", "x"))
    BulkEdit.objects.update(at=NOW - timedelta(days=900))
    tasks.forget_old_steps.func()
    assert not BulkEdit.objects.exists()
    with pytest.raises(WrongInput, match="too long ago"):
        actions.undo(ada, done.step)


def test_a_field_or_tag_that_is_gone_since_does_not_stand_in_the_way(ada: Actor, people: list[int]) -> None:
    field = actions.add_field(ada, name="Ward", type="text")
    value = actions.begin_bulk(ada, EVERYBODY, BulkChange("set_value", "North", field))
    off = actions.begin_bulk(ada, EVERYBODY, BulkChange("remove_tag", "walker"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_customvalue")
        cursor.execute("DELETE FROM people_customfield")
    PersonTag.objects.all().delete()
    from hustings.apps.people.models import Tag

    Tag.objects.all().delete()
    actions.undo(ada, value.step)
    actions.undo(ada, off.step)
    assert PersonTag.objects.filter(tag__name="walker").count() == 3
