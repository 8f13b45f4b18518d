"""The same content again changes nothing, however it is wrapped; newer content changes what it says and nothing else."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dumps import content, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Interaction, Occasion, Person, Position
from importing import bring_in, counts
from small_files import (
    ADA,
    ANNELIE,
    KWABENA,
    MARISOL,
    NETWORK,
    PRIYA,
    TOMASZ,
    Letter,
    Said,
    Somebody,
    Table,
    addresses,
    calendar,
    cards,
    connections,
    endorsements,
    invitations,
    linkedin_folder,
    linkedin_zip,
    mailbox,
    messages,
    profile,
    shares,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def export() -> dict[str, Table]:
    """One of everything that a LinkedIn export brings."""
    return {
        "Profile": profile(),
        "Email Addresses": addresses("ada@example.org", "ada.private@example.net"),
        "Connections": connections(*NETWORK),
        "messages": messages(
            Said(MARISOL, ADA, DAY, "Does the night bus survive the budget?"),
            Said(ADA, MARISOL, DAY - timedelta(days=3), "Thank you for the map."),
            Said(KWABENA, ADA, DAY + timedelta(days=1), "Could you send me the draft?"),
            Said(ADA, KWABENA, DAY + timedelta(days=2), "Gladly, here", draft=True),
        ),
        "Invitations": invitations((PRIYA, DAY, "Shall we talk?"), (TOMASZ, DAY - timedelta(days=400), "")),
        "Endorsement_Received_Info": endorsements((ANNELIE, DAY, "Public Speaking")),
        "Shares": shares((DAY, "https://www.linkedin.com/feed/update/1", "Come to the hearing")),
    }


def files(folder: Path) -> list[Path]:
    """An export, an address book, a mailbox and a calendar that speak of the same people."""
    return [
        linkedin_zip(folder / "export.zip", export()),
        cards(folder / "book.vcf", KWABENA, TOMASZ),
        mailbox(
            folder / "mail.mbox",
            Letter(TOMASZ, ADA, DAY, "When is the hearing on the harbour?", "one"),
            Letter(ADA, TOMASZ, DAY + timedelta(hours=2), "On Tuesday at six.", "two", answers="one"),
        ),
        calendar(folder / "days.ics", ("evening", DAY, "Evening of the tenants", [KWABENA, ADA])),
    ]


def test_same_export_twice_changes_nothing(ada: Actor, tmp_path: Path) -> None:
    given = files(tmp_path)
    bring_in(ada, *given)
    before = tables()
    again = bring_in(ada, *given)
    assert tables() == before
    assert {verb for verbs in counts(again).values() for verb in verbs} == {"unchanged"}


def test_the_first_import_counts_what_the_files_hold(ada: Actor, tmp_path: Path) -> None:
    assert counts(bring_in(ada, *files(tmp_path))) == {
        "people": {"linked": 3, "created": 5},
        "interactions": {"created": 5, "kept": 1},
        "ties": {"created": 4},
        "endorsements": {"created": 1},
        "invitations": {"created": 2},
        "posts": {"kept": 1},
        "events": {"kept": 1},
    }


def reordered(table: Table) -> Table:
    return [table[0], *reversed(table[1:])]


def test_a_re_zipped_export_with_rows_in_another_order_changes_nothing(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "first.zip", export()))
    before = tables()
    turned = {name: reordered(table) for name, table in reversed(export().items())}
    bring_in(ada, linkedin_zip(tmp_path / "second.zip", turned, compression=zipfile.ZIP_STORED))
    assert tables() == before


def test_the_same_export_as_a_folder_changes_nothing(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "first.zip", export()))
    before = tables()
    bring_in(ada, linkedin_folder(tmp_path / "unpacked", export()))
    assert tables() == before


def test_the_same_export_as_single_tables_changes_nothing(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "first.zip", export()))
    before = tables()
    folder = linkedin_folder(tmp_path / "unpacked", export())
    for name in ("Connections", "messages", "Invitations", "Endorsement_Received_Info", "Shares"):
        bring_in(ada, folder / f"{name}.csv")
    assert tables() == before


def test_single_tables_one_by_one_end_like_the_whole_export(ada: Actor, otto: Actor, tmp_path: Path) -> None:
    whole, parts = export(), linkedin_folder(tmp_path / "parts", export())
    bring_in(ada, linkedin_zip(tmp_path / "whole.zip", whole))
    for name in ("Profile", "Connections", "messages", "Invitations", "Endorsement_Received_Info", "Shares"):
        bring_in(otto, parts / f"{name}.csv", owner=otto)
    mine, others = content(ada.workspace_id), content(otto.workspace_id)
    assert {p[0] for p in others["people"]} - {"Otto Brandt"} == {p[0] for p in mine["people"]} - {"Ada Okafor"}
    assert [i[:7] for i in others["interactions"]] == [i[:7] for i in mine["interactions"]]
    assert len(others["ties"]) == len(mine["ties"])


def test_a_newer_export_updates_what_changed_and_keeps_former_positions(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "old.zip", export()))
    moved = Somebody("Marisol", "Etxeberria", "marisol", "marisol@housing.example", "Ministry of Housing", "Adviser")
    newer = export() | {"Connections": connections(moved, KWABENA, ANNELIE, TOMASZ)}
    newer["messages"] = [*newer["messages"], *messages(Said(MARISOL, ADA, DAY + timedelta(days=9), "New desk, same bus."))[1:]]
    done = bring_in(ada, linkedin_zip(tmp_path / "new.zip", newer))
    found = counts(done)
    assert found["people"] == {"updated": 1, "unchanged": 4}
    assert found["interactions"] == {"created": 1, "unchanged": 4}
    assert done.report["examples"]["people"]["updated"] == ["Marisol Etxeberria, Adviser, Ministry of Housing"]
    held = Position.objects.filter(person__name="Marisol Etxeberria").values_list("title", "organisation__name", "current")
    assert set(held) == {("Adviser", "Ministry of Housing", True), ("Transport planner", "City of Port Halden", False)}
    occasion = Occasion.objects.get(kind="new_position")
    assert (occasion.person.name, occasion.facts) == (
        "Marisol Etxeberria",
        {"title": "Adviser", "organisation": "Ministry of Housing"},
    )


def test_an_older_export_after_a_newer_one_is_no_news_of_a_position_held_before(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "one.zip", {"Connections": connections(MARISOL)}))
    moved = Somebody("Marisol", "Etxeberria", "marisol", "", "Ministry of Housing", "Adviser")
    bring_in(ada, linkedin_zip(tmp_path / "two.zip", {"Connections": connections(moved)}))
    bring_in(ada, linkedin_zip(tmp_path / "three.zip", {"Connections": connections(MARISOL)}))
    assert Occasion.objects.filter(kind="new_position").count() == 1
    assert Position.objects.count() == 2


def test_a_message_whose_words_were_cut_before_is_updated_in_place(ada: Actor, tmp_path: Path) -> None:
    short = Letter(TOMASZ, ADA, DAY, "When is", "one")
    bring_in(ada, mailbox(tmp_path / "a.mbox", short))
    whole = Letter(TOMASZ, ADA, DAY, "When is the hearing?", "one")
    done = bring_in(ada, mailbox(tmp_path / "b.mbox", whole))
    assert counts(done)["interactions"] == {"updated": 1}
    assert Interaction.objects.get().text == "When is the hearing?"


def test_the_same_row_twice_in_one_file_is_one_person(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(MARISOL, MARISOL, KWABENA)}))
    assert counts(done)["people"] == {"created": 2, "unchanged": 1}
    assert Person.objects.filter(own_member__isnull=True).count() == 2


def test_an_identifier_of_any_length_is_kept_once(ada: Actor, tmp_path: Path) -> None:
    endless = "x" * 900
    given = [
        mailbox(
            tmp_path / "a.mbox",
            Letter(TOMASZ, ADA, DAY, "Hello there", endless),
            Letter(TOMASZ, ADA, DAY, "Again", "y" * 700, answers=endless),
        ),
        linkedin_zip(tmp_path / "x.zip", {"Connections": connections(Somebody("Long", "Address", "l" * 800))}),
    ]
    bring_in(ada, *given)
    before = tables()
    bring_in(ada, *given)
    assert tables() == before
    assert Interaction.objects.count() == 2
