"""Bringing files in on the command line: preview, exit codes, resuming, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, given, undoing_steps
from hustings.apps.intake.models import Import
from hustings.cli import intake, showing
from hustings.demo import Campaign
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import RetryLater

pytestmark = pytest.mark.usefixtures("ada")
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë Lindqvist\r\nN:Lindqvist;Zoë;;;\r\nEMAIL:zoe@example.org\r\nEND:VCARD\r\n"


def names() -> list[str]:
    """The people of the workspace, without its members."""
    return [row["name"] for row in read("people") if not row["is_member"]]


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """An address book with one person."""
    path = tmp_path / "contacts.vcf"
    path.write_text(CARD, encoding="utf-8")
    return path


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """Something that no reader knows."""
    path = tmp_path / "budget.csv"
    path.write_text("year,budget\n2026,12\n")
    return path


def test_a_preview_says_what_applying_then_does_and_changes_nothing(campaign: Campaign) -> None:
    given = (*campaign.paths, *(part for address in campaign.owner_emails for part in ("--me", address)))
    preview = read("import", *given, "--preview", "--owner", "ada@example.org")
    assert preview["people"]["created"] > 100
    assert (names(), read("imports")) == ([], [])
    applied = read("import", *given, "--owner", "ada@example.org")
    assert {key: applied[key] for key in preview if key not in ("id", "state")} == {
        key: preview[key] for key in preview if key not in ("id", "state")
    }


def test_everything_read_exits_with_0_and_says_how_to_take_it_back(card: Path) -> None:
    result = run("import", card)
    assert "hustings undo-import" in result.stdout
    assert names() == ["Zoë Lindqvist"]


def test_a_file_that_nobody_reads_is_named_with_exit_3_and_the_others_go_on(card: Path, spreadsheet: Path) -> None:
    answer = read("import", card, spreadsheet, code=3)
    assert answer["people"]["created"] == 1
    assert [bool(file["rejected"]) for file in answer["files"]] == [False, True]
    assert "budget.csv" in run("import", card, spreadsheet, code=3).stdout


def test_nothing_that_can_be_read_exits_with_1(spreadsheet: Path) -> None:
    assert "columns year, budget" in " ".join(run("import", spreadsheet, code=1).stdout.split())


def test_many_rejections_are_cut_short_for_people_and_whole_in_json(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.7\n")
    shown = run("import", *sorted(tmp_path.iterdir()), code=1).stdout
    assert shown.count("Left out:") == intake.SHOWN_REJECTIONS
    assert "10 more" in shown
    assert len(read("import", *sorted(tmp_path.iterdir()), code=1)["files"]) == 30


def test_a_missing_path_and_no_path_are_wrong_usage(tmp_path: Path) -> None:
    assert "no.zip" in run("import", tmp_path / "no.zip", code=2).stderr
    assert "--resume" in run("import", code=2).stderr
    assert "leave the paths out" in run("import", "--resume", tmp_path, code=2).stderr
    assert read("imports") == []


def test_the_owner_is_a_member(card: Path, ben: Actor) -> None:
    assert read("import", card, "--owner", "ben@example.org", "--as", "ada@example.org")["people"]["created"] == 1
    refused = read("import", card, "--owner", "otto@example.net", "--as", "ada@example.org", code=2)["error"]
    assert refused["field"] == "owner"


def test_what_is_refused_as_a_whole_does_not_wait_to_be_resumed(card: Path, campaign: Campaign) -> None:
    read("import", card, "--me", "not@an address", code=2)
    assert "--owner" in read("import", campaign.linkedin, code=2)["error"]["message"]
    assert "No import was interrupted." in run("import", "--resume").stdout
    assert read("import", "--resume") == []


def _interrupt(progress: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_import_is_resumed(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken: Callable[..., Any] = actions.apply_import

    def interrupted(actor: Actor, import_id: int, *, listener: object) -> None:
        # What a pass does before its first chunk is stored.
        broken(actor, import_id, listener=_interrupt)

    monkeypatch.setattr(actions, "apply_import", interrupted)
    stopped = run("import", card, code=1)
    assert "--resume" in stopped.stderr
    monkeypatch.undo()
    (resumed,) = read("import", "--resume")
    assert (resumed["state"], resumed["people"]["created"]) == ("applied", 1)


def test_one_import_that_fails_again_does_not_keep_the_others_waiting(
    ada: Actor, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (actions.start_import(ada, [card]).pk for _ in range(2))
    apply: Callable[..., Any] = actions.apply_import

    def failing(actor: Actor, import_id: int, **options: Any) -> Any:
        if import_id == first:
            raise RetryLater("The disk is full.")
        return apply(actor, import_id, **options)

    monkeypatch.setattr(actions, "unfinished_imports", lambda actor: [first, second])
    monkeypatch.setattr(actions, "apply_import", failing)
    assert "The disk is full." in run("import", "--resume", code=1).stderr
    assert names() == ["Zoë Lindqvist"]


def test_an_import_is_taken_back_as_a_whole(card: Path) -> None:
    number = read("import", card)["id"]
    assert read("undo-import", number)["removed"]["people"] == 1
    assert names() == []
    assert "was taken back" in run("undo-import", read("import", card)["id"]).stdout
    assert [row["state"] for row in read("imports")] == ["undone", "undone"]
    assert str(card.name) in run("imports").stdout
    assert "vcard" in run("imports", number).stdout


def test_on_a_terminal_progress_and_tables_are_drawn(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "on_terminal", lambda: True)
    shown = run("import", card, env={"NO_COLOR": "1"}).stdout
    assert "contacts.vcf" in shown
    assert "\t" not in shown


def test_nothing_that_can_be_read_ends_as_failed_and_waits_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "flyer.pdf").write_bytes(b"%PDF-1.7\n")
    shown = run("import", tmp_path / "flyer.pdf", code=1).stdout
    assert "Nothing in this can be read." in shown
    assert "Take it back" not in shown
    assert [row["state"] for row in read("imports")] == ["failed"]
    assert read("import", "--resume") == []
    assert "nothing to undo" in run("undo-import", read("imports")[0]["id"], code=2).stderr


def test_what_is_refused_is_listed_as_failed_and_previewed_like_it_is_applied(campaign: Campaign) -> None:
    assert "--owner" in " ".join(run("import", campaign.linkedin, "--preview", code=2).stdout.split())
    read("import", campaign.linkedin, code=2)
    assert [row["state"] for row in read("imports")] == ["failed"]


def test_an_undo_says_which_import_brought_the_same(card: Path) -> None:
    first, second = read("import", card)["id"], read("import", card)["id"]
    assert f"Import {second} brought the same: nothing was removed." in run("undo-import", first).stdout
    assert read("undo-import", second) == {
        "id": second, "removed": {"people": 1, "records": 1, "interactions": 0}, "kept_by": []
    }  # fmt: skip


def test_an_import_says_how_many_people_there_are_now(card: Path) -> None:
    assert "1 person known." in run("import", card).stdout


def test_away_from_a_terminal_plain_lines_tell_how_far_it_is(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SECONDS_BETWEEN_LINES", 0.0)
    assert "1 records" in run("import", card).stderr


def test_an_import_at_work_and_an_interrupted_one_show_their_state(ada: Actor, card: Path) -> None:
    started = actions.start_import(ada, [card])
    Import.objects.filter(pk=started.pk).update(state="applying", started_at=utc_now(), beat_at=utc_now())
    counted = {"people": {"created": 4}}
    given.write_progress(started.pk, given.Progress(records=400, lines=500, total_lines=2000, at=1.0, counts=counted))
    shown = run("imports", started.pk).stdout
    assert "applying, 400 records, 25 %" in shown
    assert "people\t4" in shown
    assert read("imports", started.pk)["progress"] == {"applied": 500, "total": 2000, "records": 400, "at_work": True}
    assert "contacts.vcf" in shown
    Import.objects.filter(pk=started.pk).update(beat_at=utc_now() - timedelta(hours=1))
    assert "--resume" in run("imports", started.pk).stdout


def test_who_resumes_right_after_a_crash_is_told_to_wait_a_minute(ada: Actor, card: Path) -> None:
    started = actions.start_import(ada, [card])
    Import.objects.filter(pk=started.pk).update(state="applying", started_at=utc_now(), beat_at=utc_now())
    assert "try again in a minute" in run("import", "--resume").stderr


def test_a_large_import_is_taken_back_step_by_step_and_goes_on_where_it_stopped(
    ada: Actor, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing_steps, "AT_ONCE", 0)
    monkeypatch.setattr(intake, "SECONDS_BETWEEN_LINES", 0.0)
    number = read("import", card)["id"]
    actions.undo_import(ada, number)
    assert "being taken back, 1 of 1 records left." in run("imports", number).stdout
    Import.objects.update(beat_at=utc_now() - timedelta(hours=1))
    given.drop_copy(number)
    assert f"undo-import {number}` goes on" in " ".join(run("imports", number).stdout.split())
    done = run("undo-import", number)
    assert "0 of 1 records left" in done.stderr
    assert "1 people" in done.stdout
    assert names() == []
