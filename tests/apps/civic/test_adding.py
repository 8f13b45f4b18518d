"""Promises about adding public data: linked, updated in place, ended where somebody left, and taken back as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conftest import joined
from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body, Division, Postcode
from hustings.apps.intake import actions, public
from hustings.apps.intake.former import with_former_positions
from hustings.apps.intake.models import Import, KeptRecord
from hustings.apps.people import actions as people
from hustings.apps.people.models import Address, Identity, Organisation, Person, Position, Review, Source, SourceRecord
from hustings.apps.records.models import Edition, Filing
from hustings.engine.linkage import organisation_key
from hustings.kernel.records import DatasetRecord, Name, PersonRecord, encode
from hustings.kernel.records import Position as PositionRecord
from importing import counts, thin
from public_files import AUTUMN, GOLDENS, JUNE, Member, add, members, write_congress, write_postcodes

TOLD = (Person, Identity, Position, Address, Organisation, Body, Division, Postcode, Filing)


def everything() -> dict[str, list[Any]]:
    """All rows that public data becomes, without the moments at which they were written."""
    left_out = {"created_at", "id", "record_id"}
    columns = {model: [f.attname for f in model._meta.concrete_fields if f.name not in left_out] for model in TOLD}
    return {model.__name__: sorted(map(str, model._default_manager.values_list(*columns[model]))) for model in TOLD}


def offices(name: str) -> list[tuple[str, str, bool, str]]:
    held = Position.objects.filter(person__name=name).order_by("organisation__name", "title")
    return [(each.organisation.name, each.title, each.current, each.until) for each in held if each.organisation]


def test_members_committees_and_seats_become_people_bodies_and_positions(ada: Actor, tmp_path: Path) -> None:
    added = add(ada, write_congress(tmp_path / "us", members()))
    assert counts(added)["people"] == {"created": 5, "linked": 4}
    assert offices("Aurelia Benbow") == [
        ("Senate Committee on Rivers", "Chairman", True, ""),
        ("Senate Committee on Rivers: Dams", "Member", True, ""),
        ("United States Senate", "Senator, Kentucky", True, "2099-01-03"),
    ]
    seat = Position.objects.get(person__name="Gideon Hartnell", title="Representative, Kentucky 6")
    assert (seat.division, seat.party) == ("ocd-division/country:us/state:ky/cd:6", "Tory")
    assert Position.objects.get(person__name="Gideon Hartnell", title="Chair").rank == 1
    dams = Body.objects.get(organisation__name="Senate Committee on Rivers: Dams")
    assert (dams.classification, dams.parent.name if dams.parent else "") == ("subcommittee", "Senate Committee on Rivers")
    assert not Review.objects.exists()


def test_the_same_files_twice_change_nothing(ada: Actor, tmp_path: Path) -> None:
    given = [write_congress(tmp_path / "us", members()), write_postcodes(tmp_path), GOLDENS / "ma_lobbying" / "lobbying.csv"]
    add(ada, *given, GOLDENS / "open_states" / "lines", GOLDENS / "ocd_divisions" / "divisions.csv")
    before = everything()
    again = add(ada, *given, GOLDENS / "open_states" / "lines", GOLDENS / "ocd_divisions" / "divisions.csv")
    assert {verb for held in counts(again).values() for verb in held} == {"unchanged", "rejected"}
    assert everything() == before


def test_a_preview_says_what_applying_does_and_writes_nothing(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    before = everything()
    next_one = actions.add_records(ada, [write_congress(tmp_path / "later", members()[1:])], as_of=AUTUMN)
    preview = actions.preview_import(ada, next_one.pk)
    assert everything() == before
    assert thin(preview.preview["counts"]) == counts(actions.apply_import(ada, next_one.pk))


def test_whoever_left_keeps_the_offices_with_their_end(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    updated = add(ada, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    assert counts(updated)["people"]["updated"] == 2
    assert {(title, current, until) for _, title, current, until in offices("Aurelia Benbow")} == {
        ("Chairman", False, "2026-10-01"),
        ("Member", False, "2026-10-01"),
        ("Senator, Kentucky", False, "2026-10-01"),
    }
    assert offices("Casimir Dunmore")[-1][2] is True


def test_who_changes_seats_keeps_the_former_one_with_its_end(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    held = members()
    held[3].district, held[3].seats = 2, {}
    add(ada, write_congress(tmp_path / "later", held), as_of=AUTUMN)
    told = {title: (current, until) for _, title, current, until in offices("Gideon Hartnell")}
    assert told == {
        "Chair": (False, "2026-10-01"),
        "Representative, Kentucky 2": (True, "2099-01-03"),
        "Representative, Kentucky 6": (False, "2026-10-01"),
    }


def test_whoever_comes_back_is_in_office_again(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    add(ada, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    add(ada, write_congress(tmp_path / "us", members()), as_of=AUTUMN)
    assert all(current for _, _, current, _ in offices("Aurelia Benbow"))


def test_a_part_of_the_list_ends_nobody_and_says_so(ada: Actor, tmp_path: Path) -> None:
    many = [Member(f"B{n:06}", f"Member Number{chr(97 + n)}", "OH", n + 1) for n in range(9)]
    add(ada, write_congress(tmp_path / "us", many))
    part = add(ada, write_congress(tmp_path / "part", many[:2], only=["legislators-current.json"]), as_of=AUTUMN)
    (said,) = [each["reason"] for file in part.report["files"] for each in file["rejected"]]
    assert said.startswith("This names 2 of the 9 who were known")
    assert not Position.objects.filter(current=False).exists()


def test_taking_an_update_back_gives_the_offices_back(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    before = everything()
    updated = add(ada, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    actions.undo_import(ada, updated.pk)
    assert everything() == before
    assert list(Edition.objects.values_list("as_of", flat=True).distinct()) == [JUNE]


def test_taking_everything_back_leaves_nothing(ada: Actor, tmp_path: Path) -> None:
    people.own_person(ada.member_id)
    before = everything()
    given = [write_congress(tmp_path / "us", members()), write_postcodes(tmp_path), GOLDENS / "ma_lobbying" / "lobbying.csv"]
    added = add(ada, *given, GOLDENS / "ocd_divisions" / "divisions.csv")
    assert Postcode.objects.count() == 3
    assert Division.objects.count() == 3
    assert Filing.objects.count() == 4
    actions.undo_import(ada, added.pk)
    assert everything() == before
    assert not Edition.objects.exists()


def test_a_seat_that_its_source_calls_as_before_is_no_former_one_where_another_source_renamed_the_body() -> None:
    ana = PersonRecord(
        external_id="a", name=Name(full="Ana Souza"), positions=(PositionRecord(organisation="Water Board", title="Chair"),)
    )
    held = encode(ana).decode()
    assert with_former_positions(ana, held, renamed={organisation_key("Water Board"): "Rivers Board"}) == ana
    moved = with_former_positions(
        msgspec.structs.replace(ana, positions=()), held, renamed={organisation_key("Water Board"): "Rivers Board"}
    )
    assert [each.organisation for each in moved.positions] == ["Rivers Board"]


def test_undoing_a_changed_division_gives_its_former_name_back(ada: Actor, tmp_path: Path) -> None:
    table = tmp_path / "divisions.csv"
    table.write_text("id,name\nocd-division/country:de,Deutschland\n", encoding="utf-8")
    add(ada, table)
    table.write_text("id,name\nocd-division/country:de,Germany\n", encoding="utf-8")
    changed = add(ada, table)
    assert [each.name for each in Division.objects.all()] == ["Germany"]
    actions.undo_import(ada, changed.pk)
    assert [each.name for each in Division.objects.all()] == ["Deutschland"]


def test_an_official_who_is_known_already_is_the_same_person(ada: Actor) -> None:
    known = people.add_person(ada, name="Delphine Achterberg", email="delphine.achterberg@legislature.example")
    add(ada, GOLDENS / "open_states" / "lines")
    assert Position.objects.filter(person_id=known, title="Representative, District 41").exists()
    assert Person.objects.filter(name="Delphine Achterberg").count() == 1


def test_both_projects_mean_the_same_member_by_their_number(ada: Actor) -> None:
    add(ada, GOLDENS / "us_congress" / "folder")
    add(ada, GOLDENS / "open_states" / "lines")
    assert Person.objects.filter(name__startswith="Ephraim Tolliver").count() == 1
    assert Position.objects.filter(person__name__startswith="Ephraim Tolliver", title="Representative, Alaska").count() == 1


def write_open_states(folder: Path) -> Path:
    """What Open States has of the invented congress: a member with a stand-in for the end of the term, a committee and a part."""
    folder.mkdir(parents=True, exist_ok=True)
    federal = "ocd-jurisdiction/country:us/government"
    number = "ocd-person/33333333-0000-4000-8000-000000000002"
    role = {
        "type": "upper",
        "jurisdiction": federal,
        "district": "Kentucky",
        "start_date": "2025-01-03",
        "end_date": "2130-01-05",
    }
    person = {
        "id": number, "name": "Casimir Dunmore", "roles": [role], "party": [{"name": "Tory"}],
        "other_identifiers": [{"scheme": "bioguide", "identifier": "A000002"}],
    }  # fmt: skip
    rivers, dams = (f"ocd-organization/44444444-0000-4000-8000-00000000000{i}" for i in (1, 2))
    body = {"jurisdiction": federal, "chamber": "upper"}
    seat = {"name": "Casimir Dunmore", "role": "ranking member", "person_id": number}
    committees = [
        {"id": rivers, "name": "Rivers", "classification": "committee", "members": [seat], **body},
        {"id": dams, "name": "Rivers Committee Dams", "classification": "subcommittee", "parent": rivers, "members": [], **body},
    ]
    for name, lines in (("people", [person]), ("committees", committees)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


@pytest.mark.parametrize("congress_first", [True, False])
def test_a_committee_that_two_projects_tell_of_is_one_body_with_both_behind_it(
    ada: Actor, tmp_path: Path, congress_first: bool
) -> None:
    folders = [write_congress(tmp_path / "us", members()), write_open_states(tmp_path / "os")]
    added = [add(ada, folder) for folder in (folders if congress_first else reversed(folders))]
    rivers = Body.objects.filter(organisation__name__icontains="rivers").order_by("organisation__name")
    assert [each.organisation.name for each in rivers] == ["Senate Committee on Rivers", "Senate Committee on Rivers: Dams"]
    told = SourceRecord.objects.filter(organisation__body__in=rivers, kind="organisation")
    assert sorted(told.values_list("source__reader", flat=True)) == ["open_states"] * 2 + ["us_congress"] * 2
    seats = Position.objects.filter(person__name="Casimir Dunmore", organisation__name="Senate Committee on Rivers")
    assert [(each.title.casefold(), each.current) for each in seats] == [("ranking member", True)]
    term = Position.objects.get(person__name="Casimir Dunmore", title="Senator, Kentucky")
    assert (term.until, term.current) == ("2099-01-03", True)
    actions.undo_import(ada, added[1].pk)
    rivers = Body.objects.filter(organisation__name__icontains="rivers")
    assert {(each.classification, bool(each.parent_id)) for each in rivers} == {("committee", True), ("subcommittee", True)}


def renamed(folder: Path, before: str, after: str) -> Path:
    """The files of a congress in which a committee has another name."""
    given = write_congress(folder, members())
    file = given / "committees-current.json"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    return given


def test_a_committee_that_was_renamed_stays_the_same_body(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    rivers = Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id
    before = everything()
    update = add(ada, renamed(tmp_path / "later", "Senate Committee on Rivers", "Senate Committee on Waters"), as_of=AUTUMN)
    assert Body.objects.get(organisation__name="Senate Committee on Waters").organisation_id == rivers
    assert not Organisation.objects.filter(name__contains="Rivers").exists()
    assert offices("Aurelia Benbow")[:2] == [
        ("Senate Committee on Waters", "Chairman", True, ""),
        ("Senate Committee on Waters: Dams", "Member", True, ""),
    ]
    actions.undo_import(ada, update.pk)
    assert everything() == before


def test_a_committee_that_takes_the_name_of_another_organisation_is_that_one(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    known = Organisation.objects.create(workspace_id=ada.workspace_id, name="Senate Waters", key="senate waters")
    add(ada, renamed(tmp_path / "later", '"Senate Committee on Rivers"', '"Senate Waters"'), as_of=AUTUMN)
    assert Body.objects.get(organisation__name="Senate Waters").organisation_id == known.pk
    assert not Body.objects.filter(organisation__name="Senate Committee on Rivers").exists()
    assert ("Senate Waters", "Chairman", True, "") in offices("Aurelia Benbow")


def test_another_member_updates_the_same_data(ada: Actor, tmp_path: Path) -> None:
    ben = joined(ada, email="ben@example.org", name="Ben Castillo", role="organiser")
    add(ada, write_congress(tmp_path / "us", members()))
    add(ben, write_congress(tmp_path / "later", members()[1:]), as_of=AUTUMN)
    assert Source.objects.filter(reader="us_congress").count() == 1
    assert not any(current for _, _, current, _ in offices("Aurelia Benbow"))


def test_of_a_folder_as_downloaded_only_public_data_is_read(ada: Actor, tmp_path: Path) -> None:
    folder = write_congress(tmp_path / "us", members())
    (folder / "people.csv").write_text("Name,E-mail\nNobody Official,nobody@example.org\n", encoding="utf-8")
    added = add(ada, folder)
    assert not Person.objects.filter(name="Nobody Official").exists()
    assert [file["format"] for file in added.report["files"] if file["rejected"]] == [""]


def test_an_ordinary_import_reads_public_data_too_as_of_the_day_it_is_given(ada: Actor, tmp_path: Path) -> None:
    started = actions.start_import(ada, [write_congress(tmp_path / "us", members())])
    applied = actions.apply_import(ada, started.pk)
    assert Body.objects.filter(classification="committee").count() == 2
    assert set(Edition.objects.values_list("as_of", flat=True)) == {applied.created_at.date()}


def test_of_an_import_that_was_interrupted_nobody_is_lost_who_was_met_before(ada: Actor, tmp_path: Path) -> None:
    added = add(ada, write_congress(tmp_path / "us", members()))
    source = Source.objects.get(reader="us_congress")
    dataset = DatasetRecord(external_id="us-congress", title="", publisher="", complete=True)
    assert len(public.departed(source, dataset, seen=public.Seen(), import_id=None)) == 5
    assert public.departed(source, dataset, seen=public.Seen(), import_id=added.pk) == []


def test_an_erased_lobbyist_leaves_the_filing_without_the_name(ada: Actor) -> None:
    add(ada, GOLDENS / "ma_lobbying" / "lobbying.csv")
    lobbyist = Person.objects.get(name="Hugo Ravenscroft, III")
    people.erase_person(ada, lobbyist.pk)
    payloads = list(KeptRecord.objects.filter(kind="filing").values_list("payload", flat=True))
    assert len(payloads) == 4
    assert not any("Ravenscroft" in payload for payload in payloads)
    assert Filing.objects.count() == 4


def test_facts_of_public_data_carry_its_use_rule(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()))
    assert set(SourceRecord.objects.exclude(source__reader="by-hand").values_list("source__use_rule", flat=True)) == {
        "public-record"
    }


@pytest.mark.parametrize("said", ["", "2026-06-15"])
def test_the_day_is_the_one_that_was_said_else_that_of_the_import(ada: Actor, said: str) -> None:
    imported = Import(workspace_id=ada.workspace_id, member_id=ada.member_id, choices={"as_of": said} if said else {})
    assert public.as_of(imported) == (JUNE if said else imported.created_at.date())


def test_a_term_that_ends_later_lasts_until_then(ada: Actor, tmp_path: Path) -> None:
    council = {
        "persons": [{"id": "1", "name": "Ruth Okpara"}],
        "organizations": [{"id": name, "name": name, "classification": "legislature"} for name in ("Council", "Board", "Jury")],
        "memberships": [
            {"person_id": "1", "organization_id": name, "role": "Member", "end_date": end}
            for name, end in (("Council", "2099-12-31"), ("Board", "2099"), ("Jury", "2011-03"))
        ],
    }
    (tmp_path / "council.json").write_text(json.dumps(council))
    add(ada, tmp_path / "council.json")
    assert [(body, current) for body, _, current, _ in offices("Ruth Okpara")] == [
        ("Board", True),
        ("Council", True),
        ("Jury", False),
    ]
