"""What the pages can do, the command line can too: members, details of a person, care, tags and fields, and being forgotten."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth import authenticate

from command_line import read, run
from hustings.apps.accounts.actions import accept_invitation
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_person
from hustings.cli import accounts
from hustings.cli.group import hustings

AS_BEN = ("--as", "ben@example.org")


@pytest.fixture(autouse=True)
def _as_ada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSTINGS_MEMBER", "ada@example.org")


@pytest.fixture
def zoe(ada: Actor) -> int:
    return add_person(ada, name="Zoë Lindqvist", email="zoe@example.org", organisation="Tenants' Union", title="Chair")


def shown(person_id: int) -> dict[str, Any]:
    found = read("person", person_id)
    assert isinstance(found, dict)
    return found


def taken_back(*command: object) -> None:
    """Runs a command and takes its steps back."""
    for step in reversed(read(*command)["steps"]):
        read("undo", step)


def test_somebody_is_invited_by_a_printed_link_and_joins(ada: Actor) -> None:
    made = run("members", "invite", "cleo@example.org", "--role", "organiser", "--url", "https://hq.example/")
    link = made.stdout.strip()
    assert link.startswith("https://hq.example/join/")
    assert "works once" in made.stderr
    accept_invitation(link.rstrip("/").rpartition("/")[2], name="Cleo", password="a quiet walk by the river")
    assert [row["role"] for row in read("members") if row["email"] == "cleo@example.org"] == ["organiser"]


def test_an_invitation_is_listed_and_withdrawn(ada: Actor) -> None:
    made = read("members", "invite", "cleo@example.org", "--role", "viewer", "--name", "Cleo")
    assert made["link"].startswith("http://127.0.0.1:8000/join/")
    assert [row["id"] for row in read("members", "invitations")] == [made["id"]]
    assert "cleo@example.org" in run("members", "invitations").stdout
    read("members", "withdraw", made["id"])
    assert read("members", "invitations") == []
    assert read("members", "withdraw", made["id"], code=1)["error"]["kind"] == "not_found"


def test_a_member_gets_another_role_leaves_and_comes_back(ada: Actor, ben: Actor) -> None:
    def bens() -> tuple[str, bool]:
        (row,) = (each for each in read("members") if each["email"] == "ben@example.org")
        return row["role"], row["active"]

    read("members", "role", "ben@example.org", "viewer")
    assert bens() == ("viewer", True)
    assert "reactivate" in run("members", "deactivate", "ben@example.org").stdout
    assert bens() == ("viewer", False)
    read("members", "reactivate", "ben@example.org")
    assert bens() == ("viewer", True)
    assert read("members", "role", "nobody@example.org", "viewer", code=1)["error"]["kind"] == "not_found"
    run("members", "role", "", "viewer", code=2)


def test_members_are_changed_by_owners_only(ada: Actor, ben: Actor) -> None:
    for command in (("invite", "x@example.org", "--role", "viewer"), ("role", "ada@example.org", "viewer"), ("invitations",)):
        assert read("members", *command, *AS_BEN, code=1)["error"]["kind"] == "not_permitted"


def test_a_password_comes_from_standard_input(ada: Actor) -> None:
    set_by_hand = CliRunner().invoke(hustings, ["password", "ada@example.org"], input="the ferry leaves at seven\n")
    assert set_by_hand.exit_code == 0, set_by_hand.output
    assert authenticate(username="ada@example.org", email="ada@example.org", password="the ferry leaves at seven")
    weak = CliRunner().invoke(hustings, ["password", "ada@example.org"], input="1234\n")
    assert weak.exit_code == 2
    assert CliRunner().invoke(hustings, ["password", "nobody@example.org"], input="x\n").exit_code == 1


def test_a_password_is_asked_on_a_terminal(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(accounts, "can_answer", lambda: True)
    monkeypatch.setattr("click.prompt", lambda text, **how: asked.append(how) or "the ferry leaves at eight")
    run("password", "ada@example.org")
    assert asked[0]["hide_input"] is True
    assert authenticate(username="ada@example.org", email="ada@example.org", password="the ferry leaves at eight")


def test_handles_and_positions_come_and_go(zoe: int) -> None:
    before = shown(zoe)
    taken_back("identity", "add", zoe, "phone", "+46 8 123 456 78")
    taken_back("identity", "remove", zoe, "email", "zoe@example.org")
    taken_back("position", "add", zoe, "--organisation", "City", "--title", "Clerk", "--until", "2020")
    taken_back("position", "remove", zoe, "--organisation", "Tenants' Union", "--title", "Chair")
    assert shown(zoe) == before
    read("identity", "add", zoe, "email", "z@example.org")
    read("identity", "remove", zoe, "email", "zoe@example.org")
    read("position", "add", zoe, "--organisation", "City", "--title", "Clerk")
    read("position", "remove", zoe, "--organisation", "Tenants' Union", "--title", "Chair")
    assert [each["value"] for each in shown(zoe)["identities"]] == ["z@example.org"]
    assert [each["organisation"] for each in shown(zoe)["positions"]] == ["City"]


def test_a_field_is_added_and_set_and_cleared(zoe: int) -> None:
    made = read("fields", "add", "Ward", "--type", "choice", "--choice", "North", "--choice", "South")
    taken_back("set", zoe, "ward", "North")
    run("set", zoe, "ward", "South")
    assert read("fields") == [{"id": made["id"], "name": "Ward", "type": "choice", "choices": ["North", "South"], "people": 1}]
    assert "North, South" in run("fields").stdout
    assert "cleared" in run("set", zoe, "ward").stdout
    assert read("fields")[0]["people"] == 0
    assert read("set", zoe, "ward", "West", code=2)["error"]["field"] == "value"
    assert read("set", zoe, "street", "x", code=1)["error"]["kind"] == "not_found"


def test_a_tag_is_renamed_and_named_back(zoe: int) -> None:
    read("tag", zoe, "Union")
    assert [(row["name"], row["people"]) for row in read("tags")] == [("Union", 1)]
    taken_back("tags", "rename", "union", "Labour")
    assert "Union" in run("tags").stdout
    read("tags", "rename", "Union", "Labour")
    assert shown(zoe)["tags"] == ["Labour"]


def test_care_rhythm_and_silence_are_set_and_taken_back(zoe: int, ben: Actor) -> None:
    before = shown(zoe)
    for command in (
        ("vouch", zoe, "--how", "worked_together", "--where", "The union", "--shared"),
        ("assign", zoe, "ben@example.org"),
        ("rhythm", zoe, "--segment", "network", "--every", "30"),
        ("do-not-contact", zoe),
    ):
        taken_back(*command)
    assert shown(zoe) == before
    run("assign", zoe, "ben@example.org")
    assert shown(zoe)["assigned_to"] == "Ben Castillo"
    assert "nobody" in run("assign", zoe).stdout
    assert shown(zoe)["assigned_to"] == before["assigned_to"]
    run("do-not-contact", zoe)
    assert shown(zoe)["do_not_contact"] is True
    run("do-not-contact", zoe, "--off")
    assert shown(zoe)["do_not_contact"] is False
    run("rhythm", zoe, "--segment", "close_allies")
    assert shown(zoe)["segment"] == "close_allies"
    assert "--segment" in run("rhythm", zoe, code=2).stderr


def test_everything_about_a_person_is_written_out(zoe: int, tmp_path: Path) -> None:
    found = json.loads(run("export-person", zoe).stdout)
    assert found["people.Person"][0]["name"] == "Zoë Lindqvist"
    place = tmp_path / "zoe.json"
    assert "is in" in run("export-person", "lindqvist", "--output", place).stdout
    assert json.loads(place.read_text(encoding="utf-8")) == found
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_nobody_is_erased_without_yes(zoe: int) -> None:
    assert "--yes" in run("erase-person", zoe, code=2).stderr
    assert shown(zoe)["id"] == zoe
    assert read("erase-person", zoe, "--yes") == {"id": zoe, "erased": True}
    assert read("person", zoe, code=1)["error"]["kind"] == "not_found"
    assert "There is no such person" in run("erase-person", zoe, "--yes", code=1).stderr


def test_an_organiser_neither_exports_nor_erases(ada: Actor, ben: Actor, zoe: int) -> None:
    refused = CliRunner().invoke(hustings, ["export-person", str(zoe), *AS_BEN])
    assert refused.exit_code == 1
    assert "does not allow this" in refused.stderr
    assert read("erase-person", zoe, "--yes", *AS_BEN, code=1)["error"]["kind"] == "not_permitted"


def test_the_audit_trail_names_who_did_what(zoe: int) -> None:
    run("export-person", zoe)
    newest = read("audit")[0]
    assert (newest["verb"], newest["subject"], newest["member"]) == ("export_person", f"person:{zoe}", "Ada Okafor")
    assert "export_person" in run("audit").stdout
    assert all(row["id"] < newest["id"] for row in read("audit", "--before", newest["id"]))


def test_a_long_trail_is_shown_a_page_at_a_time(zoe: int) -> None:
    for _ in range(120):
        run("export-person", zoe)
    assert "shows older ones" in run("audit").stdout
