"""Promises of tables: what a member says of columns holds for this import and for the next table of its shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, queries, tables
from hustings.apps.intake.actions import Said
from hustings.apps.intake.models import Import, TableShape
from hustings.apps.people.actions.dossier import erase_person
from hustings.apps.people.models import CustomField, CustomValue, Identity, Organisation, Person
from hustings.connectors.files.people_tables import Column, TableMapping
from hustings.kernel.errors import NotFound, WrongInput
from importing import begin, bring_in, thin

PEOPLE = "First Name,Last Name,Email,Born,Call me\nIda,Osei,ida@example.org,03/04/1980,+44 7911 123456\n"


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def previewed(actor: Actor, *paths: Path) -> Import:
    return actions.preview_import(actor, begin(actor, *paths).pk)


def kinds(imported: Import) -> dict[str, str]:
    return {column["column"]: column["kind"] for column in imported.preview["tables"][0]["columns"]}


def mapping(imported: Import, **columns: Column) -> TableMapping:
    known = tables.mapping_of(imported.preview["tables"], "0/people.csv")
    changed = tuple(columns.get(column.header.replace(" ", "_"), column) for column in known.columns)
    return msgspec.structs.replace(known, columns=changed)


def test_a_preview_shows_columns_with_why_and_samples_and_asks_what_is_open(ada: Actor, people_csv: Path) -> None:
    view = queries.import_view(ada, previewed(ada, people_csv).pk)
    (table,) = view.tables
    assert (table["path"], table["rows"], table["headed"]) == ("people.csv", "person", True)
    assert table["columns"][2] == {
        "column": "Email", "kind": "email", "detail": "", "dates": "", "separator": "", "reason": "header-and-values",
        "samples": ["ida@example.org"],
    }  # fmt: skip
    assert table["questions"] == [{"code": "date-order", "column": "Born", "samples": ["03/04/1980"], "others": ""}]


def test_a_preview_counts_what_applying_does(ada: Actor, people_csv: Path) -> None:
    imported = previewed(ada, people_csv)
    applied = actions.apply_import(ada, imported.pk)
    assert thin(imported.preview["counts"]) == thin(applied.report["counts"]) == {"people": {"created": 1}}
    told = [(column["column"], column["kind"]) for column in imported.preview["tables"][0]["columns"]]
    assert [(column["column"], column["kind"]) for column in applied.report["tables"][0]["columns"]] == told


def test_values_are_forgotten_once_they_are_brought_in(ada: Actor, people_csv: Path) -> None:
    imported = previewed(ada, people_csv)
    assert "ida@example.org" in str(imported.preview["tables"])
    applied = actions.apply_import(ada, imported.pk)
    told = (*applied.report["tables"], *Import.objects.get(pk=imported.pk).preview["tables"])
    assert not any(each["samples"] for table in told for part in ("columns", "questions") for each in table[part])


def test_values_are_forgotten_when_somebody_is_erased(ada: Actor, people_csv: Path) -> None:
    bring_in(ada, people_csv)
    waiting = previewed(ada, people_csv)
    erase_person(ada, Person.objects.get(name="Ida Osei").pk)
    assert "ida@example.org" not in str(Import.objects.get(pk=waiting.pk).preview)


def test_what_is_said_of_columns_holds_and_is_remembered(ada: Actor, people_csv: Path, tmp_path: Path) -> None:
    imported = previewed(ada, people_csv)
    assert kinds(imported)["Call me"] == "phone"
    said = mapping(imported, Born=Column("Born", "birthday", dates="day-first"), Call_me=Column("Call me", "extra"))
    actions.set_mapping(ada, imported.pk, file="0/people.csv", mapping=said)
    imported.refresh_from_db()
    assert imported.state == Import.State.STAGED
    again = actions.preview_import(ada, imported.pk)
    assert kinds(again)["Call me"] == "extra"
    assert not again.preview["tables"][0]["questions"]
    actions.apply_import(ada, imported.pk)
    assert not Identity.objects.filter(kind="phone", person__own_member=None).exists()
    assert str(Person.objects.get(name="Ida Osei").birthday) == "1980-04-03"
    (tmp_path / "next.csv").write_text(PEOPLE.replace("Ida", "Ben").replace("ida@", "ben@"), encoding="utf-8")
    assert kinds(previewed(ada, tmp_path / "next.csv"))["Call me"] == "extra"


def test_a_custom_field_is_made_where_it_is_missing_and_known_by_its_name_afterwards(
    ada: Actor, people_csv: Path, tmp_path: Path
) -> None:
    imported = previewed(ada, people_csv)
    said = mapping(imported, Call_me=Column("Call me", "field", "Best time"), Born=Column("Born", "date", "Joined", "day-first"))
    actions.set_mapping(ada, imported.pk, file="0/people.csv", mapping=said)
    actions.apply_import(ada, imported.pk)
    assert dict(CustomField.objects.values_list("name", "type")) == {"Best time": "text", "Joined": "date"}
    assert sorted(CustomValue.objects.values_list("value", flat=True)) == ["+44 7911 123456", "1980-04-03"]
    (tmp_path / "other.csv").write_text("Name,Email,Best Time\nBen Roe,ben@example.org,noon\n", encoding="utf-8")
    (column,) = [c for c in previewed(ada, tmp_path / "other.csv").preview["tables"][0]["columns"] if c["column"] == "Best Time"]
    assert (column["kind"], column["detail"]) == ("field", "Best time")


def test_an_event_is_not_remembered_for_the_next_list(ada: Actor, people_csv: Path) -> None:
    imported = previewed(ada, people_csv)
    said = msgspec.structs.replace(mapping(imported), rows="attendance", event="Town hall", event_on="2026-03-09")
    actions.set_mapping(ada, imported.pk, file="0/people.csv", mapping=said)
    applied = actions.apply_import(ada, imported.pk)
    assert thin(applied.report["counts"])["events"]
    held: Any = TableShape.objects.get().mapping
    assert held["rows"] == "attendance"
    assert "event" not in held


def test_commands_say_the_same_in_words(ada: Actor, people_csv: Path) -> None:
    imported = begin(ada, people_csv)
    actions.correct_tables(ada, imported.pk, Said(columns={"call ME": "skip"}, dates="month-first"))
    applied = actions.apply_import(ada, imported.pk)
    assert str(Person.objects.get(name="Ida Osei").birthday) == "1980-03-04"
    assert applied.choices["dates"] == "month-first"
    assert not Identity.objects.filter(kind="phone", person__own_member=None).exists()


def test_rows_can_be_organisations(ada: Actor, tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").write_text("Name,Email\nEly Council,office@ely.example\n", encoding="utf-8")
    imported = begin(ada, tmp_path / "bodies.csv")
    actions.correct_tables(ada, imported.pk, Said(rows="organisation"))
    actions.apply_import(ada, imported.pk)
    assert Organisation.objects.filter(name="Ely Council").exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(columns={"Shoe": "email"}), "There is no column 'Shoe'. The columns are: First Name"),
        (Said(columns={"Email": "shoe"}), "'shoe' is no kind of column. Say one of: additional"),
        (Said(columns={"Email": "field"}), "Say the name of the custom field"),
        (Said(columns={"Email": "handle:myspace"}), "Say the network"),
        (Said(columns={"Email": "consent:maybe"}), "Say what 'Email' allows or forbids"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_kept(ada: Actor, people_csv: Path, said: Said, words: str) -> None:
    imported = begin(ada, people_csv)
    with pytest.raises(WrongInput, match=words):
        actions.correct_tables(ada, imported.pk, said)
    assert not TableShape.objects.exists()


def test_without_a_table_nothing_can_be_said_of_columns(ada: Actor, tmp_path: Path) -> None:
    (tmp_path / "card.vcf").write_text("BEGIN:VCARD\nVERSION:4.0\nFN:Ben\nEND:VCARD\n", encoding="utf-8")
    imported = begin(ada, tmp_path / "card.vcf")
    with pytest.raises(WrongInput, match="There is no table"):
        actions.correct_tables(ada, imported.pk, Said(rows="person"))


def test_an_order_of_dates_alone_needs_no_table(ada: Actor, people_csv: Path) -> None:
    imported = begin(ada, people_csv)
    actions.set_date_order(ada, imported.pk, order="day-first")
    actions.apply_import(ada, imported.pk)
    assert str(Person.objects.get(name="Ida Osei").birthday) == "1980-04-03"


def test_a_mapping_of_another_table_or_file_is_refused(ada: Actor, people_csv: Path) -> None:
    imported = previewed(ada, people_csv)
    other = msgspec.structs.replace(mapping(imported), shape="0" * 16)
    with pytest.raises(WrongInput, match="of another table"):
        actions.set_mapping(ada, imported.pk, file="0/people.csv", mapping=other)
    with pytest.raises(WrongInput, match="no such table"):
        actions.set_mapping(ada, imported.pk, file="0/none.csv", mapping=other)


def test_after_the_beginning_nothing_can_be_said(ada: Actor, people_csv: Path) -> None:
    imported = bring_in(ada, people_csv)
    with pytest.raises(WrongInput, match="begun already"):
        actions.set_date_order(ada, imported.pk, order="day-first")


def test_other_workspaces_see_and_remember_nothing(ada: Actor, otto: Actor, people_csv: Path) -> None:
    imported = previewed(ada, people_csv)
    actions.set_mapping(ada, imported.pk, file="0/people.csv", mapping=mapping(imported, Email=Column("Email", "skip")))
    with pytest.raises(NotFound):
        actions.set_mapping(otto, imported.pk, file="0/people.csv", mapping=mapping(imported))
    assert kinds(previewed(otto, people_csv))["Email"] == "email"


def test_an_interrupted_import_goes_on_as_it_began(ada: Actor, people_csv: Path) -> None:
    imported = begin(ada, people_csv)
    applied = actions.apply_import(ada, imported.pk)
    assert applied.choices["tables"]["0/people.csv"]["shape"] == applied.report["tables"][0]["shape"]


def test_the_same_table_twice_changes_nothing(ada: Actor, people_csv: Path) -> None:
    bring_in(ada, people_csv)
    assert thin(bring_in(ada, people_csv).report["counts"]) == {"people": {"unchanged": 1}}
