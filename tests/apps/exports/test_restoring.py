"""A workspace put back from its archive: every row, its sources and their use rules, and every way of going on with it."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from apps.exports.test_archive import archive_of
from conftest import PASSWORD, joined
from dumps import content
from hustings.apps.accounts.actions import create_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry, Member, User, Workspace
from hustings.apps.exports import restoring
from hustings.apps.exports.restoring import OF_THE_INSTALLATION, restore_archive
from hustings.apps.exports.tables import LEFT_OUT, PATHS
from hustings.apps.goals import actions as goals
from hustings.apps.goals import todo
from hustings.apps.goals.models import GoalTask, Stakeholder
from hustings.apps.people import actions as people
from hustings.apps.people import queries
from hustings.apps.people.actions.rebuilding import rebuild_people
from hustings.apps.people.actions.records import source_for, statement_of, store_statements
from hustings.apps.people.models import Identity, MergeEvent, Note, Person, PersonTag, SavedSegment, Source
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted, WrongInput
from hustings.kernel.records import Name, PersonRecord
from importing import bring_in, counts
from small_export import with_people

pytestmark = pytest.mark.django_db
CALENDAR = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:hearing
DTSTART:20260309T180000Z
SUMMARY:Hearing
ATTENDEE;CN=Bo:mailto:bo@x.example
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def full(ada: Actor, tmp_path: Path) -> Actor:
    """Ada with something in every table that a workspace fills by itself."""
    vera = joined(ada, email="vera@example.org", name="Vera Lindqvist", role="volunteer")
    with_people(ada, tmp_path)
    now = utc_now()
    al, bo, cy = (people.add_person(ada, name=name, email=f"{name.lower()}@x.example") for name in ("Al", "Bo", "Cy"))
    people.log_touch(ada, [bo, cy], kind="meeting", at=now - timedelta(days=1), now=now, text="At the hearing", promise="Send it")
    people.add_note(ada, bo, text="Likes tea.")
    (tmp_path / "c.ics").write_bytes(CALENDAR)
    bring_in(ada, tmp_path / "c.ics")
    people.tag_person(ada, bo, name="press")
    ward = people.add_field(ada, name="Ward", type="number", choices=())
    people.set_value(ada, bo, field_id=ward, value="7")
    people.assign_person(ada, cy, member_id=vera.member_id, now=now)
    people.set_do_not_contact(ada, cy, silent=True, now=now)
    people.vouch_for(ada, bo, how="family", i_would_say="Reliable")
    people.save_segment(ada, name="Press", text="tag = press")
    people.merge_people(ada, bo, al)
    people.say_not_same(ada, bo, cy)
    fec = source_for(ada.workspace_id, member_id=ada.member_id, reader="fec", use_rule="fec-report")
    record = PersonRecord(external_id="f1", name=Name(full="Bo"), headline="Gave in March")
    store_statements(ada.workspace_id, [statement_of(record, person_id=bo)], source_id=fec.pk)
    rebuild_people(ada, now=now)
    return ada


@pytest.fixture
def empty(db: None) -> Actor:
    """A new workspace of somebody whom the archive does not know."""
    return create_workspace(name="New", owner_email="new@example.org", owner_name="Nia New", password=PASSWORD)


def rows_of(actor: Actor, label: str) -> int:
    return apps.get_model(label)._default_manager.filter(**{PATHS[label]: actor.workspace_id}).count()


def test_every_table_is_put_back_or_named_with_what_becomes_of_it(full: Actor, empty: Actor, tmp_path: Path) -> None:
    assert set(OF_THE_INSTALLATION) <= set(PATHS)
    before = {label: rows_of(full, label) for label in PATHS if label not in OF_THE_INSTALLATION}
    done = restore_archive(empty, archive_of(full, tmp_path / "a.zip"))
    after = {label: rows_of(empty, label) for label in before}
    # Making the archive and the new workspace, and putting it back, are told in the trail of here; the own person stays.
    for label in ("accounts.AuditEntry", "people.Person", "people.Identity", "people.Source", "people.SourceRecord"):
        assert after.pop(label) >= before.pop(label), label
    assert after == before
    assert done.dangling == {}
    assert done.people == Person.objects.filter(workspace_id=full.workspace_id).count()
    assert not set(LEFT_OUT) & set(done.rows)


def test_people_and_what_was_said_are_the_same_and_nothing_differs_when_made_anew(
    full: Actor, empty: Actor, tmp_path: Path
) -> None:
    restore_archive(empty, archive_of(full, tmp_path / "a.zip"))
    mine, theirs = content(full.workspace_id), content(empty.workspace_id)
    assert mine["people"] == [each for each in theirs["people"] if each[0] != "Nia New"]
    assert mine["interactions"] == theirs["interactions"]
    assert not any(rebuild_people(empty, now=utc_now()).values())
    assert [row.name for row in queries.find_people(empty, "tea")] == ["Bo"]
    saved = SavedSegment.objects.get(workspace_id=empty.workspace_id)
    assert [row.name for row in queries.people_page(full, where=saved.text).rows] == ["Bo"]


def test_what_sources_forbid_stays_forbidden(full: Actor, empty: Actor, tmp_path: Path) -> None:
    restore_archive(empty, archive_of(full, tmp_path / "a.zip"))
    held = Source.objects.filter(workspace_id=empty.workspace_id).values_list("reader", "use_rule")
    assert ("fec", "fec-report") in held
    assert set(held) >= set(Source.objects.filter(workspace_id=full.workspace_id).values_list("reader", "use_rule"))


def test_the_tasks_of_two_who_were_merged_part_again_after_a_restoring(full: Actor, empty: Actor, tmp_path: Path) -> None:
    goal, _ = goals.add_goal(full, name="Clean river", issue="River")
    people_on_map = [people.add_person(full, name=name) for name in ("Dee Ray", "D. Ray")]
    for person in people_on_map:
        row, _ = goals.add_stakeholder(full, goal, person_id=person)
        todo.add_task(full, goal, title=f"Call {len(Stakeholder.objects.all())}", stakeholder_id=row)
    people.merge_people(full, *people_on_map)
    restore_archive(empty, archive_of(full, tmp_path / "a.zip"))
    merge = MergeEvent.objects.get(workspace_id=empty.workspace_id, gone_name="D. Ray")
    gone = people.unmerge_people(empty, merge.pk)
    tasks = GoalTask.objects.filter(workspace_id=empty.workspace_id).order_by("id")
    assert [task.stakeholder.person_id for task in tasks if task.stakeholder] == [merge.kept_id, gone.pk]


def test_whoever_must_not_be_contacted_is_not_and_merges_can_be_undone(full: Actor, empty: Actor, tmp_path: Path) -> None:
    restore_archive(empty, archive_of(full, tmp_path / "a.zip"))
    assert Person.objects.get(workspace_id=empty.workspace_id, name="Cy").do_not_contact
    merge = MergeEvent.objects.get(workspace_id=empty.workspace_id)
    gone = people.unmerge_people(empty, merge.pk)
    assert (gone.workspace_id, gone.name) == (empty.workspace_id, "Al")
    assert list(Identity.objects.filter(person=gone).values_list("value", flat=True)) == ["al@x.example"]
    assert Person.objects.filter(workspace_id=full.workspace_id, name="Al").count() == 0


def test_members_who_are_not_known_here_come_switched_off(full: Actor, empty: Actor, tmp_path: Path) -> None:
    User.objects.filter(email="ada@example.org").update(email="ada@moved.example")
    path = archive_of(full, tmp_path / "a.zip")
    User.objects.filter(email__in=["ada@moved.example", "vera@example.org"]).update(is_active=True)
    done = restore_archive(empty, path)
    assert done.members == ("Ada Okafor", "Vera Lindqvist")
    made = Member.objects.filter(workspace_id=empty.workspace_id).exclude(pk=empty.member_id)
    assert {(each.name, each.is_active) for each in made} == {("Ada Okafor", False), ("Vera Lindqvist", False)}
    cy = Person.objects.get(workspace_id=empty.workspace_id, name="Cy")
    assert cy.assigned_to is not None
    assert cy.assigned_to.name == "Vera Lindqvist"
    line = AuditEntry.objects.filter(workspace_id=empty.workspace_id, subject=f"person:{cy.pk}").first()
    assert line is not None


def test_on_another_machine_the_owner_is_the_same_and_old_tables_are_known_again(full: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    mark = Workspace.objects.get(pk=full.workspace_id).mark
    Workspace.objects.filter(pk=full.workspace_id).update(mark="0" * 16)
    ada = create_workspace(name="Again", owner_email="ada@example.org", owner_name="Ada Okafor", password=PASSWORD)
    restore_archive(ada, path)
    assert Workspace.objects.get(pk=ada.workspace_id).mark == mark
    own = Person.objects.get(own_member_id=ada.member_id)
    assert own.name == "Ada Okafor"
    assert Note.objects.get(workspace_id=ada.workspace_id).member_id == ada.member_id
    again = tmp_path / "again"
    again.mkdir()
    assert "created" not in counts(bring_in(ada, with_people_again(tmp_path))).get("people", {})
    assert PersonTag.objects.filter(workspace_id=ada.workspace_id).exists()


def with_people_again(folder: Path) -> Path:
    """The export that was brought in first."""
    return next(path for path in sorted(folder.iterdir()) if path.suffix == ".zip" and path.name != "a.zip")


def test_a_filled_workspace_and_whoever_may_not_are_refused(full: Actor, otto: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    people.add_person(otto, name="Somebody")
    with pytest.raises(WrongInput, match="is not empty"):
        restore_archive(otto, path)
    manager = joined(otto, email="m@example.org", name="Mo", role="organiser")
    with pytest.raises(NotPermitted):
        restore_archive(manager, path)


def changed(path: Path, target: Path, name: str, data: bytes | None) -> Path:
    """The archive with one file changed, or taken out."""
    with zipfile.ZipFile(path) as held, zipfile.ZipFile(target, "w") as written:
        for each in held.namelist():
            if each != name:
                written.writestr(each, held.read(each))
            elif data is not None:
                written.writestr(each, data)
    return target


@pytest.mark.parametrize("data", [None, b'{"id": 1}\n'])
def test_a_damaged_archive_changes_nothing(full: Actor, empty: Actor, tmp_path: Path, data: bytes | None) -> None:
    path = changed(archive_of(full, tmp_path / "a.zip"), tmp_path / "b.zip", "rows/people.note.jsonl", data)
    with pytest.raises(WrongInput, match=r"people\.note\.jsonl is missing from the archive or not as its manifest says"):
        restore_archive(empty, path)
    assert restoring.is_empty(empty.workspace_id)


def test_a_row_that_belongs_to_nothing_is_left_out_and_counted(
    full: Actor, empty: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    plain = restoring.ArchivedRows.rows

    def without_bo(self: Any, table: str) -> Any:
        return (row for row in plain(self, table) if table != "people.Person" or row["name"] != "Bo")

    monkeypatch.setattr(restoring.ArchivedRows, "rows", without_bo)
    done = restore_archive(empty, path)
    assert done.dangling["people.Note"] == 1
    assert not Note.objects.filter(workspace_id=empty.workspace_id).exists()
    assert json.dumps(done.dangling)


def test_what_is_bound_to_uses_does_not_become_free_by_an_import(full: Actor, otto: Actor, tmp_path: Path) -> None:
    bring_in(otto, archive_of(full, tmp_path / "a.zip"), owner=otto)
    bo = Person.objects.get(workspace_id=otto.workspace_id, name="Bo")
    assert bo.headline == ""
    assert Person.objects.get(workspace_id=full.workspace_id, name="Bo").headline == "Gave in March"
