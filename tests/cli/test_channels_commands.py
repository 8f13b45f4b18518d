"""Accounts and answers on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from cli.test_shapes import misfits, shapes
from command_line import read, run
from fakes.platform import TOKEN, World, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Stream
from hustings.apps.outbox import sending
from hustings.apps.outbox.models import Outgoing
from hustings.cli.group import hustings
from hustings.kernel.clock import utc_now


@pytest.fixture(autouse=True)
def mail(ada: Actor) -> Iterator[World]:
    with fake_mail() as world:
        world.say("INBOX", letter(1))
        yield world


def given(*arguments: str, code: int = 0, **credentials: str) -> Any:
    """Runs a command that reads credentials from standard input."""
    command = [*arguments, "--stdin", "--json"]
    result = CliRunner().invoke(hustings, command, input=json.dumps(credentials))
    assert result.exit_code == code, (result.output, result.exception)
    return json.loads(result.stdout) if code == 0 else result.stderr


def connected() -> int:
    answer = given("channels", "connect", "email", "--set", "server=mail.example.org", token=TOKEN)
    assert TOKEN not in json.dumps(answer)
    return int(answer["id"])


def test_an_account_is_connected_read_and_shown() -> None:
    number = connected()
    answer = read("sync")
    assert list(misfits(answer, shapes()["sync --json"])) == []
    assert [each["records"] for each in answer] == [1, 0]
    channels = read("channels")
    assert list(misfits(channels, shapes()["channels --json"])) == []
    assert [stream["behind"] for stream in channels[0]["streams"]] == [False, False]
    platforms = read("channels", "platforms")
    assert list(misfits(platforms, shapes()["channels platforms --json"])) == []
    assert "ada@campaign.example" in run("channels").stdout
    assert "token (secret)" in run("channels", "platforms").stdout
    assert "INBOX" in run("sync", "--channel", number).stdout


def test_secrets_are_not_taken_from_the_command_line() -> None:
    assert "--stdin" in run("channels", "connect", "email", "--set", f"token={TOKEN}", code=2).stderr
    assert "none of server=" in run("channels", "connect", "email", "--set", "port", code=2).stderr
    assert "no JSON object" in given_text("nonsense")


def given_text(text: str) -> str:
    result = CliRunner().invoke(hustings, ["channels", "connect", "email", "--stdin"], input=text)
    assert result.exit_code == 2
    return result.stderr


def test_an_account_is_paused_resumed_mended_and_let_go(mail: World) -> None:
    number = connected()
    assert read("channels", "pause", number)["state"] == "paused"
    assert "is read again" in run("channels", "resume", number).stdout
    mail.tokens = {"a-brand-new-token"}
    assert read("sync", code=3)[0]["error"].startswith("The server refuses")
    assert "connect again" in run("channels").stdout
    again = given("channels", "reconnect", str(number), token="a-brand-new-token")
    assert again["state"] == "connected"
    assert "1 accounts" in run("channels", "rotate-key").stdout
    assert read("channels", "disconnect", number)["state"] == "disconnected"


def test_what_failed_and_waits_is_named_instead_of_passed_over_in_silence() -> None:
    number = connected()
    run("sync")
    Stream.objects.filter(name="INBOX").update(failures=2, next_try_at=utc_now() + timedelta(minutes=5), error="The line broke.")
    told = " ".join(run("sync", "--channel", str(number)).stderr.split())
    assert "INBOX of" in told
    assert told.endswith(": The line broke.")
    run("channels", "disconnect", number)
    assert run("sync").stderr == ""


def test_an_answer_is_queued_taken_back_and_settled() -> None:
    connected()
    run("sync")
    talk = read("inbox")[0]["id"]
    answer = read("reply", talk, "At ten past.")
    assert list(misfits([answer], shapes()["outbox --json"])) == []
    assert answer["person"]["name"] == "Marta Brun"
    assert read("reply", talk, "At ten past.")["id"] == answer["id"]
    assert "in ten seconds" in " ".join(run("reply", talk, "It is late.").stdout.split())
    assert "leaves 2999" in " ".join(run("reply", talk, "Much later", "--at", "2999-01-01 08:00").stdout.split())
    assert len(read("outbox")) == 3
    assert "Marta Brun" in run("outbox").stdout
    assert "is cancelled" in run("outbox", "cancel", answer["id"]).stdout
    Outgoing.objects.filter(text="It is late.").update(state="uncertain")
    uncertain = read("outbox")[0]
    assert uncertain["state"] == "uncertain"
    assert read("outbox", "ask", uncertain["id"])["state"] == "uncertain"
    assert read("outbox", "settle", uncertain["id"], "sent")["state"] == "sent"
    assert sending.send(uncertain["id"]) is None
