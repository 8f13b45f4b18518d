"""Tables that this workspace gave out come back: nothing is doubled, and only what was changed changes anything."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dumps import content
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.intake.actions import undo_import
from hustings.apps.intake.applying import preview_import
from hustings.apps.people import actions
from hustings.apps.people.models import Identity, Note, Person, SourceRecord
from hustings.apps.people.queries.whole import whole_people
from hustings.connectors.exports.table import write_csv
from hustings.kernel.clock import utc_now
from hustings.kernel.records import PersonRecord
from importing import begin, bring_in, counts, thin
from small_export import with_people

pytestmark = pytest.mark.django_db


def table_of(actor: Actor, path: Path) -> Path:
    ids = Person.objects.filter(workspace_id=actor.workspace_id, own_member=None).order_by("id").values_list("id", flat=True)
    buffer = io.BytesIO()
    write_csv(whole_people(actor.workspace_id, ids), buffer)
    path.write_bytes(buffer.getvalue())
    return path


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    """Ada with people from LinkedIn, two namesakes by hand, a note, tags, a field and a silence."""
    with_people(ada, tmp_path)
    twins = [actions.add_person(ada, name="John Smith") for _ in range(2)]
    actions.add_note(ada, twins[0], text="The elder.")
    actions.tag_person(ada, twins[1], name="press; local")
    field = actions.add_field(ada, name="Ward", type="text")
    actions.set_value(ada, twins[1], field_id=field, value="North")
    actions.set_do_not_contact(ada, twins[0], silent=True, now=utc_now())
    return ada


def test_the_same_table_into_the_same_workspace_changes_nothing(known: Actor, tmp_path: Path) -> None:
    path = table_of(known, tmp_path / "people.csv")
    before, records = content(known.workspace_id), SourceRecord.objects.count()
    imported = bring_in(known, path)
    people = Person.objects.filter(workspace_id=known.workspace_id, own_member=None).count()
    assert counts(imported) == {"people": {"unchanged": people}}
    assert content(known.workspace_id) == before
    assert SourceRecord.objects.count() == records


def test_only_what_somebody_changed_comes_in_and_can_be_taken_back(known: Actor, tmp_path: Path) -> None:
    path = table_of(known, tmp_path / "people.csv")
    twin = Person.objects.filter(name="John Smith").order_by("id").last()
    assert twin is not None
    lines = path.read_text("utf-8-sig").splitlines()
    header = lines[0].split(",")
    row = next(i for i, line in enumerate(lines) if line.startswith(f"{mark(known)}:{twin.pk},"))
    cells = lines[row].split(",")
    cells[header.index("Ward") if "Ward" in header else header.index("Field: Ward")] = "South"
    path.write_text("\n".join([lines[0] + ",E-mail 7", ",".join([*cells, "john@smith.example"])]), "utf-8")
    before = content(known.workspace_id)
    previewed = preview_import(known, begin(known, path).pk)
    imported = bring_in(known, path)
    assert counts(imported) == {"people": {"updated": 1}} == thin(previewed.preview["counts"])
    assert Identity.objects.get(value="john@smith.example").person_id == twin.pk
    assert Person.objects.filter(name="John Smith").count() == 2
    again = bring_in(known, path)
    assert counts(again) == {"people": {"unchanged": 1}}
    undo_import(known, again.pk)
    undo_import(known, imported.pk)
    assert content(known.workspace_id) == before


def test_a_second_change_keeps_the_first(known: Actor, tmp_path: Path) -> None:
    twin = Person.objects.filter(name="John Smith").order_by("id").first()
    assert twin is not None
    for number in (1, 2):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"Hustings ID,Name,E-mail 1\n{mark(known)}:{twin.pk},John Smith,john{number}@smith.example\n")
        bring_in(known, path)
    assert Identity.objects.filter(person=twin).count() == 2


def test_a_row_given_twice_counts_once(known: Actor, tmp_path: Path) -> None:
    twin = Person.objects.filter(name="John Smith").order_by("id").first()
    assert twin is not None
    path = tmp_path / "twice.csv"
    row = f"{mark(known)}:{twin.pk},John Smith,john@smith.example\n"
    path.write_text(f"Hustings ID,Name,E-mail 1\n{row}{row}")
    assert counts(bring_in(known, path)) == {"people": {"updated": 1, "unchanged": 1}}


def test_somebody_merged_since_is_who_they_became(known: Actor, tmp_path: Path) -> None:
    path = table_of(known, tmp_path / "people.csv")
    kept, gone = Person.objects.filter(name="John Smith").order_by("id")
    actions.merge_people(known, kept.pk, gone.pk)
    before = content(known.workspace_id)
    assert set(counts(bring_in(known, path))["people"]) == {"unchanged"}
    assert content(known.workspace_id) == before


def test_somebody_who_is_gone_comes_in_anew(known: Actor, tmp_path: Path) -> None:
    gone = actions.add_person(known, name="Zelda Quill", email="zelda@quill.example")
    path = table_of(known, tmp_path / "people.csv")
    Person.objects.filter(pk=gone).delete()
    assert counts(bring_in(known, path))["people"]["created"] == 1


def test_another_workspace_gets_equal_people(known: Actor, otto: Actor, tmp_path: Path) -> None:
    actions.add_field(otto, name="Ward", type="text")
    path = table_of(known, tmp_path / "people.csv")
    bring_in(otto, path)
    assert sorted(map(told, whole(otto))) == sorted(map(told, whole(known)))
    again = bring_in(otto, path)
    assert set(counts(again)["people"]) == {"unchanged"}
    assert not Note.objects.filter(workspace_id=otto.workspace_id)


def whole(actor: Actor) -> list[PersonRecord]:
    ids = Person.objects.filter(workspace_id=actor.workspace_id, own_member=None).values_list("id", flat=True)
    return list(whole_people(actor.workspace_id, ids))


def told(record: PersonRecord) -> str:
    """All that is known of a person apart from numbers."""
    handles = sorted((each.kind, each.value) for each in record.identities if not each.value.startswith("hustings-"))
    rest = {name: getattr(record, name) for name in record.__struct_fields__ if name not in ("external_id", "identities")}
    return repr((handles, rest))


def mark(actor: Actor) -> str:
    return Workspace.objects.get(pk=actor.workspace_id).mark
