"""Setting up and running: init, start, demo, worker, migrate, members and tokens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import read, run
from hustings import __main__ as program
from hustings.apps.accounts.actions import actor_from_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import first_owner
from hustings.cli import demo, serving
from hustings.kernel.errors import NotPermitted, WrongInput

WHO = ("--name", "Ada for Mayor", "--email", "ada@example.org", "--owner", "Ada Okafor")


class Server:
    """Remembers what it was asked to serve, and returns at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None, bool]] = []

    def __call__(self, host: str, port: int | None, *, open_link: bool = True) -> None:
        self.asked.append((host, port, open_link))


@pytest.mark.django_db
def test_the_first_start_makes_the_workspace_and_later_ones_only_serve() -> None:
    served = Server()
    assert "Made workspace" in run("start", *WHO, "--time-zone", "America/Chicago", "--port", "8123", serve=served).stdout
    owner = first_owner(door="cli")
    assert owner is not None
    assert (owner.name, owner.time_zone) == ("Ada Okafor", "America/Chicago")
    assert run("start", "--no-open", serve=served).stdout == ""
    assert served.asked == [("127.0.0.1", 8123, True), ("127.0.0.1", None, False)]


@pytest.mark.django_db
def test_the_first_start_asks_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    served = Server()
    assert "--name" in run("start", code=2).stderr
    answers = iter(("Ada for Mayor", "Ada Okafor", "ada@example.org"))
    monkeypatch.setattr(serving, "can_answer", lambda: True)
    monkeypatch.setattr("click.prompt", lambda question: next(answers))
    run("start", serve=served)
    owner = first_owner(door="cli")
    assert owner is not None
    assert owner.name == "Ada Okafor"
    assert len(served.asked) == 1


@pytest.mark.django_db
def test_init_makes_a_workspace_and_refuses_what_cannot_be_one() -> None:
    made = read("init", *WHO, "--time-zone", "Europe/Paris", "--phone-region", "fr")
    assert made["time_zone"] == "Europe/Paris"
    assert read("init", *WHO, "--time-zone", "Mars/Olympus", code=2)["error"]["field"] == "time_zone"
    assert "Made workspace" in run("init", *WHO).stdout


def test_the_time_zone_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    assert serving.machine_zone() == "Asia/Tokyo"
    monkeypatch.setenv("TZ", "nonsense")
    monkeypatch.setattr(Path, "resolve", lambda self: Path("/usr/share/zoneinfo/Europe/Oslo"))
    assert serving.machine_zone() == "Europe/Oslo"
    monkeypatch.setattr(Path, "resolve", lambda self: self)
    assert serving.machine_zone() == "UTC"


@pytest.mark.django_db
def test_migrating_and_working_do_nothing_where_nothing_is_to_be_done() -> None:
    assert "up to date" in run("migrate").stdout


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_when_nothing_is_left() -> None:
    assert "tasks were done" in run("worker", "--once").stdout


def test_members_are_listed(ada: Actor, ben: Actor) -> None:
    rows = read("members", "--as", "ben@example.org")
    assert [(row["name"], row["role"]) for row in rows] == [("Ada Okafor", "owner"), ("Ben Castillo", "organiser")]
    assert "ben@example.org" in run("members", "--as", "ben@example.org").stdout


def test_a_token_works_until_it_is_revoked(ada: Actor) -> None:
    made = read("token", "create", "a dashboard", "--scope", "write")
    assert actor_from_token(made["secret"]).name == "Ada Okafor"
    assert read("token")[0]["name"] == "a dashboard"
    assert "dashboard" in run("token", "list").stdout
    assert made["secret"] not in run("token").stdout
    assert read("token", "revoke", made["id"]) == {"id": made["id"], "revoked": True}
    with pytest.raises(NotPermitted):
        actor_from_token(made["secret"])
    secret = run("token", "create", "another").stdout.strip()
    assert actor_from_token(secret).read_only
    assert "does not work any more" in run("token", "revoke", read("token")[0]["id"]).stdout


def test_a_rebuild_says_that_nothing_differed(ada: Actor) -> None:
    assert run("rebuild").stdout == "Nothing differed.\n"


def test_the_demo_shows_today_and_touches_nothing_else(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine", tmp_path / "demo"
    found = subprocess.run(
        [sys.executable, "-m", "hustings", "demo", "--no-serve", "--folder", str(folder)],
        env={**os.environ, "HUSTINGS_HOME": str(mine), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    for text in ("Port Ellery", "400 people", "Today, ", "Begin with: "):
        assert text in found.stdout
    assert not mine.exists()
    people = subprocess.run(
        [sys.executable, "-m", "hustings", "people", "--limit", "0", "--json"],
        env={**os.environ, "HUSTINGS_HOME": str(folder), "DATABASE_URL": ""}, capture_output=True, check=True,
    )  # fmt: skip
    assert len(json.loads(people.stdout)) >= 390
    goal = subprocess.run(
        [sys.executable, "-m", "hustings", "goals", "show", "1"],
        env={**os.environ, "HUSTINGS_HOME": str(folder), "DATABASE_URL": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "4 of 7 votes needed, 1 missing, 2 unknown" in " ".join(goal.stdout.split())


def test_the_demo_replaces_its_own_folder_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with demo.home_of(folder) as home:
        (home / "kept").write_text("x")
    with demo.home_of(folder) as home:
        assert [path.name for path in home.iterdir()] == [demo.MARK]
    with pytest.raises(WrongInput, match="something else"), demo.home_of(tmp_path):
        pass
    with demo.home_of(None) as home:
        assert home.is_dir()
    assert not home.exists()


def test_the_program_hands_the_server_to_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    served = Server()
    monkeypatch.setattr("hustings.project.server.serve", served)
    program.serve("127.0.0.1", 8123, open_link=False)
    assert served.asked == [("127.0.0.1", 8123, False)]


def test_a_data_base_of_an_older_version_is_refused_and_a_current_one_is_not() -> None:
    with pytest.raises(WrongInput, match="commit before"):
        serving._refuse_older({("people", "0001_initial")})
    serving._refuse_older(set())
    serving._refuse_older({("people", "0001_initial"), ("people", "0001_tables")})
