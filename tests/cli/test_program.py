"""The program as it is started: quick help, exit codes, plain errors, any terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from command_line import read, run
from hustings.apps.accounts.actions import create_workspace
from hustings.cli import reference
from hustings.cli.failing import fail
from hustings.cli.group import COMMANDS, SECTIONS, hustings
from hustings.kernel import errors

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def started(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program as its own process, with an empty home and nothing on standard input."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS_", "DJANGO_", "DATABASE_URL"))
    }
    return subprocess.run(
        [sys.executable, "-m", "hustings", *arguments],
        env={**environment, "HUSTINGS_HOME": str(home), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_help_does_not_import_django() -> None:
    asked = (
        "import sys; from hustings.__main__ import main; sys.argv = ['hustings', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert loaded.isdisjoint({'django', 'rich', 'granian', 'pydantic', 'msgspec'}), loaded\n"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
    assert b"today" in found.stdout


def test_every_command_is_listed_once_and_says_what_its_line_of_help_says() -> None:
    listed = [name for _, names in SECTIONS for name in names]
    assert sorted(listed) == sorted(COMMANDS)
    context = click.Context(hustings)
    for name in listed:
        command = hustings.get_command(context, name)
        assert command is not None
        assert command.help
        assert command.name == name


def test_the_reference_is_what_the_commands_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert reference.reference(reference.by_hand(page)) == page, "Run `python -m hustings.cli.reference`."


def test_the_reference_is_written_where_it_is_asked_for_and_keeps_what_is_written_by_hand(tmp_path: Path) -> None:
    place = tmp_path / "docs" / "cli.md"
    reference.main(place)
    place.write_text(place.read_text().replace(f"{reference.BEGIN}\n", f"{reference.BEGIN}\nBy hand.\n"))
    reference.main(place)
    assert "\nBy hand.\n" in place.read_text()


def test_an_unknown_command_names_the_nearest() -> None:
    assert "Did you mean 'people'?" in run("peopl", code=2).stderr
    assert "hustings --help" in run("xyzzy", code=2).stderr


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (errors.WrongInput("No.", field="at"), 2, "wrong_input"),
        (errors.NotPermitted("No."), 1, "not_permitted"),
        (errors.NotFound("No."), 1, "not_found"),
        (errors.ForbiddenByUseRule("No."), 1, "forbidden_by_use_rule"),
        (errors.RetryLater("No."), 1, "retry_later"),
        (errors.NeverRetry("No."), 1, "never_retry"),
        (click.UsageError("No."), 2, "wrong_usage"),
        (FileNotFoundError(2, "No such file", "x.csv"), 1, "failed"),
        (KeyError("x"), 1, "fault"),
    ],
)
def test_errors_have_exit_codes_and_a_kind(error: Exception, code: int, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert fail(error, as_json=True) == code
    answer = json.loads(capsys.readouterr().out)["error"]
    assert answer["kind"] == kind
    assert answer.get("field", "") == getattr(error, "field", "")
    assert fail(error, as_json=False) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_a_fault_of_ours_shows_where_with_debug_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSTINGS_DEBUG", "1")
    with pytest.raises(KeyError):
        fail(KeyError("x"), as_json=False)


def test_without_a_data_base_the_way_to_one_is_said(tmp_path: Path) -> None:
    found = started("people", home=tmp_path / "new")
    assert (found.returncode, found.stdout) == (1, b"")
    assert b"hustings start" in found.stderr
    assert found.stderr.count(b"\n") == 1


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    found = started("people", home=tmp_path, HUSTINGS_PROXIES="many")
    assert found.returncode == 2
    assert b"HUSTINGS_PROXIES" in found.stderr
    assert found.stderr.count(b"\n") == 1


def test_nothing_is_asked_where_nobody_can_answer(tmp_path: Path) -> None:
    found = started("init", "--name", "Ada for Mayor", home=tmp_path)
    assert found.returncode == 2
    assert b"--owner" in found.stderr


def test_any_name_shows_on_any_terminal_and_json_stays_whole(tmp_path: Path) -> None:
    made = started(
        "init", "--name", "Łódź", "--email", "ada@example.org", "--owner", "Ada", home=tmp_path, PYTHONIOENCODING="ascii"
    )
    assert made.returncode == 0, made.stderr
    added = started("add", "Zoë Nguyễn", home=tmp_path, PYTHONIOENCODING="ascii")
    assert added.returncode == 0, added.stderr
    added.stdout.decode("ascii")
    answer = started("people", "--json", home=tmp_path, PYTHONIOENCODING="ascii")
    assert json.loads(answer.stdout.decode("ascii"))[0]["name"] == "Zoë Nguyễn"
    table = started("people", home=tmp_path, PYTHONIOENCODING="ascii:strict", TERM="dumb")
    assert table.returncode == 0
    assert b"Zo? Nguy?n" in table.stdout


@pytest.mark.django_db
def test_without_a_workspace_the_way_to_one_is_said() -> None:
    assert "hustings start" in run("people", code=2).stderr


@pytest.mark.django_db
def test_where_several_could_act_one_must_be_named() -> None:
    create_workspace(name="Ada for Mayor", owner_email="ada@example.org", owner_name="Ada Okafor")
    create_workspace(name="Otto's campaign", owner_email="otto@example.net", owner_name="Otto Brandt")
    refused = read("members", code=2)["error"]
    assert "ada@example.org" in refused["message"]
    assert "otto@example.net" in refused["message"]
    assert [row["name"] for row in read("members", "--as", "otto@example.net")] == ["Otto Brandt"]
    chosen = CliRunner().invoke(hustings, ["members", "--json"], env={"HUSTINGS_MEMBER": "ada@example.org"})
    assert json.loads(chosen.stdout)[0]["name"] == "Ada Okafor"
