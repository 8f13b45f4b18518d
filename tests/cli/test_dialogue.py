"""`hustings dialogue`: of the workspace and of an archive, in words and as JSON."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.kernel.clock import utc_now
from importing import bring_in
from small_files import ADA, KWABENA, MARISOL, Said, linkedin_zip, messages, profile


def export(folder: Path) -> Path:
    start = utc_now() - timedelta(days=10)
    said = messages(
        Said(MARISOL, ADA, start, "Does the night bus survive?"),
        Said(ADA, MARISOL, start + timedelta(hours=2), "It does."),
        Said(KWABENA, ADA, start, "Can you come on Tuesday?"),
    )
    return linkedin_zip(folder / "a.zip", {"Profile": profile(), "messages": said})


def test_the_same_score_for_an_archive_and_for_what_was_imported(ada: Actor, tmp_path: Path) -> None:
    path = export(tmp_path)
    of_archive = read("dialogue", "--archive", str(path))
    assert read("dialogue")["answered"]["ever"] == {"count": 0, "of": 0, "share": None}
    bring_in(ada, path)
    stored = read("dialogue")
    for key in ("inbound", "people", "answered", "median_hours_to_first_reply", "depth", "sent", "broadcast"):
        assert of_archive[key] == stored[key], key
    assert [row["name"] for row in of_archive["unanswered"]] == [row["name"] for row in stored["unanswered"]] == [KWABENA.name]
    assert stored["unanswered"][0]["evidence"]


def test_in_words(ada: Actor, tmp_path: Path) -> None:
    path = export(tmp_path)
    shown = run("dialogue", "--archive", str(path)).stdout
    assert "2 people wrote 2 messages. 1 of them were answered" in shown
    assert "Half of those who wrote are answered within 2 hours." in shown
    assert KWABENA.name in shown
    assert "Nobody wrote to you" in run("dialogue").stdout


def test_what_could_not_be_read_is_named_and_the_exit_code_says_so(ada: Actor, tmp_path: Path) -> None:
    damaged = messages(Said(MARISOL, ADA, utc_now(), "Hello?"), Said(ADA, MARISOL, utc_now(), "Yes."))
    damaged[1][6] = "no date"
    path = linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": damaged})
    done = run("dialogue", "--archive", str(path), code=3)
    assert "messages.csv, line 2" in done.stderr
