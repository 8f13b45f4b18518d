"""`hustings dialogue`: of the workspace and of an archive, in words and as JSON."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from cli.test_shapes import misfits, shapes
from command_line import read, run
from fakes.public_accounts import STATUSES, Server, context, mastodon
from hustings.apps.accounts.actor import Actor
from hustings.connectors.outbound import Guard
from hustings.connectors.public_accounts import read_public_account
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


def test_who_answers_at_once_is_told_an_hour_and_not_none(ada: Actor, tmp_path: Path) -> None:
    at = utc_now() - timedelta(days=3)
    said = messages(Said(MARISOL, ADA, at, "Could you call me?"), Said(ADA, MARISOL, at + timedelta(minutes=5), "Gladly."))
    path = linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": said})
    assert "Half of those who wrote are answered within an hour." in run("dialogue", "--archive", str(path)).stdout


def test_what_could_not_be_read_is_named_and_the_exit_code_says_so(ada: Actor, tmp_path: Path) -> None:
    damaged = messages(Said(MARISOL, ADA, utc_now(), "Hello?"), Said(ADA, MARISOL, utc_now(), "Yes."))
    damaged[1][6] = "no date"
    path = linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": damaged})
    done = run("dialogue", "--archive", str(path), code=3)
    assert "messages.csv, line 2" in done.stderr


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """social.example, where Ada is seen by strangers."""
    shown = mastodon()
    monkeypatch.setattr("hustings.cli.dialogue.read_public_account", partial(read_public_account, opens=shown.opens))
    return shown


def test_a_public_account_has_the_documented_shape_and_nothing_of_it_is_stored(ada: Actor, server: Server) -> None:
    answer = read("dialogue", "--account", "@ada@social.example")
    assert list(misfits(answer, shapes()["dialogue --account HANDLE --json"])) == []
    assert answer["read"] == {"posts": 4, "threads": 2, "most_posts": 200}
    assert answer["answered"]["ever"] == {"count": 1, "of": 2, "share": 0.5}
    assert (answer["median_hours_to_first_reply"], answer["depth"]) == (2.0, 3.0)
    assert answer["broadcast"] == {"count": 2, "of": 4, "share": 0.5}
    assert [row["handle"] for row in answer["unanswered"]] == ["vera@social.example"]
    assert read("dialogue")["inbound"] == 0
    assert read("people") == []


def test_a_public_account_in_words_says_how_far_it_was_seen(ada: Actor, server: Server) -> None:
    shown = run("dialogue", "--account", "@ada@social.example").stdout
    assert "4 posts since" in shown
    assert "without signing in" in " ".join(shown.split())
    assert "2 people wrote 2 messages. 1 of them were answered" in shown
    few = run("dialogue", "--account", "@ada@social.example", "--posts", "2").stdout
    assert "Only the newest 2 posts were read" in few
    server.answers[context(1)] = 500
    assert "1 thread was not read" in run("dialogue", "--account", "@ada@social.example", code=3).stderr


def test_a_server_of_the_own_network_is_measured_where_the_operator_allows_it(
    ada: Actor, server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ALLOWED_NETWORKS = ("10.0.0.0/8",)
    guards: list[Guard] = []

    def read_noted(handle: str, *, guard: Guard, **more: Any) -> Any:
        guards.append(guard)
        return read_public_account(handle, opens=server.opens, **more)

    monkeypatch.setattr("hustings.cli.dialogue.read_public_account", read_noted)
    run("dialogue", "--account", "@ada@social.example")
    assert [guard.allowed for guard in guards] == [(ip_network("10.0.0.0/8"),)]


def test_an_account_that_is_none_or_shows_nothing_is_said_plainly(ada: Actor, server: Server, tmp_path: Path) -> None:
    assert "is no account" in run("dialogue", "--account", "ada", code=2).stderr
    assert "Say one of" in run("dialogue", "--account", "ada", "--archive", str(tmp_path), code=2).stderr
    server.answers[STATUSES] = []
    assert "shows no posts since" in run("dialogue", "--account", "@ada@social.example", code=2).stderr
