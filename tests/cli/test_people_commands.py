"""People on the command line: found by name, changed, merged, and every step taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_person
from hustings.apps.people.actions.reviews import open_reviews
from hustings.kernel.clock import utc_now


@pytest.fixture(autouse=True)
def zoe(ada: Actor) -> int:
    """Somebody whom Ada knows."""
    return add_person(ada, name="Zoë Lindqvist", email="zoe@example.org", organisation="Tenants' Union", title="Chair")


@pytest.fixture
def other_zoe(ada: Actor) -> int:
    """Somebody else of that name, with less known."""
    return add_person(ada, name="Zoë Lindqvist", phone="+46 8 123 456 78")


def test_a_person_is_meant_by_id_name_or_part_of_a_name(zoe: int) -> None:
    for text in (str(zoe), "Zoë Lindqvist", "zoe lindqvist", "LINDQVIST, Zoe", "lindqvist"):
        assert read("person", text)["id"] == zoe
    assert read("person", "Tenants", code=1)["error"]["kind"] == "not_found"
    assert read("person", "999999", code=1)["error"]["kind"] == "not_found"


def test_a_name_that_several_bear_lists_them(zoe: int, other_zoe: int) -> None:
    refused = read("person", "zoe", code=2)["error"]["message"]
    assert f"  {zoe}  Zoë Lindqvist, Tenants' Union" in refused
    assert f"  {other_zoe}  Zoë Lindqvist" in refused


def test_a_name_that_very_many_bear_lists_a_few(ada: Actor) -> None:
    for number in range(12):
        add_person(ada, name=f"Ana Souza {number}")
    assert "and 2 more" in run("note", "souza", "x", code=2).stderr


def test_the_list_is_searched_narrowed_and_cut(ada: Actor, zoe: int, other_zoe: int) -> None:
    read("tag", zoe, "Union")
    read("log", zoe, "--kind", "call", "--at", "2020-01-01")
    read("edit", zoe, "--segment", "network")
    assert [row["id"] for row in read("people", "lindqvist", "--tag", "union")] == [zoe]
    assert [row["id"] for row in read("people", "--due", "today")] == [zoe]
    assert [row["id"] for row in read("people", "lindqvist", "--due", "today")] == [zoe]
    assert read("people", "--due", "1999-01-01") == []
    assert [row["id"] for row in read("people", "--segment", "network")] == [zoe]
    assert len(read("people", "--limit", "0")) == 3
    shown = run("people", "--limit", "1").stdout
    assert shown.startswith("id\tname\t")
    assert "--limit 0 shows all" in shown
    assert read("people", "--tag", "nothing") == []


def test_a_person_shows_what_is_known_and_what_happened(zoe: int) -> None:
    read("log", zoe, "--kind", "call", "--text", "Talked about the rent report", "--promise", "Send the draft", "--due", "+3d")
    read("note", zoe, "Likes to walk.")
    read("edit", zoe, "--do-not-contact", "--headline", "Chair of the union")
    shown = run("person", zoe, "--limit", "1").stdout
    for text in (
        "Chair at Tenants' Union",
        "zoe@example.org",
        "Likes to walk.",
        "Send the draft",
        "Does not want",
        "--limit 200",
    ):
        assert text in shown
    (line,) = read("person", zoe, "--kind", "call")["timeline"]
    assert (line["text"], line["direction"], line["channel"]) == ("Talked about the rent report", "mutual", "phone")


def test_a_touch_with_two_people_is_one_and_is_taken_back(ada: Actor, zoe: int) -> None:
    tomasz = add_person(ada, name="Tomasz Wiśniewski")
    logged = read("log", "zoe", "tomasz", "--kind", "meeting", "--at", "yesterday 14:30")
    assert len(read("person", zoe)["timeline"]) == len(read("person", tomasz)["timeline"]) == 1
    assert "Taken back" in run("undo", logged["steps"][0]).stdout
    assert read("person", zoe)["timeline"] == []
    assert read("log", zoe, "--kind", "call", "--at", "tomorrow", code=2)["error"]["field"] == "at"


def test_a_correction_is_taken_back_step_by_step(zoe: int) -> None:
    before = read("person", zoe)
    given = ("--name", "Zoë L.", "--email", "z@example.org", "--every", "14", "--assign", "ada@example.org")
    steps = read("edit", zoe, *given)["steps"]
    after = read("person", zoe)
    assert after["name"] == "Zoë L."
    assert after["assigned_to"] == "Ada Okafor"
    assert {"kind": "email", "value": "z@example.org"} in after["identities"]
    for step in reversed(steps):
        read("undo", step)
    assert read("person", zoe) == before


def test_a_rhythm_keeps_the_segment_that_was_chosen_before(zoe: int) -> None:
    read("edit", zoe, "--segment", "network")
    read("edit", zoe, "--every", "14")
    assert read("person", zoe)["segment"] == "network"
    read("edit", zoe, "--segment", "proposed", "--assign", "")
    assert read("person", zoe)["segment"] != "network"


def test_a_correction_needs_something_to_correct_and_a_known_member(zoe: int) -> None:
    assert "Say what to change" in run("edit", zoe, code=2).stderr
    assert read("edit", zoe, "--assign", "otto@example.net", code=1)["error"]["kind"] == "not_found"
    assert read("edit", zoe, "--email", "none", code=2)["error"]["field"] == "email"


def test_somebody_is_added_and_taken_back() -> None:
    made = read("add", "Priya Raghunathan", "--email", "priya@example.org", "--note", "Met at the harbour.")
    assert read("person", made["id"])["notes"][0]["text"] == "Met at the harbour."
    read("undo", made["steps"][0])
    read("person", made["id"], code=1)
    assert "is person" in run("add", "Priya Raghunathan").stdout


def test_a_tag_is_put_on_and_off(zoe: int) -> None:
    run("tag", zoe, "Union")
    assert read("person", zoe)["tags"] == ["Union"]
    run("tag", zoe, "union", "--off")
    assert read("person", zoe)["tags"] == []
    assert read("tag", zoe, "Nothing", "--off", code=2)["error"]["field"] == "name"


def test_two_are_merged_and_are_two_again(zoe: int, other_zoe: int) -> None:
    merged = read("merge", zoe, other_zoe)
    assert {each["kind"] for each in read("person", zoe)["identities"]} == {"email", "phone"}
    assert f"hustings unmerge {merged['merge']}" in run("person", zoe).stdout
    assert read("unmerge", merged["merge"])["id"] == other_zoe
    assert {each["kind"] for each in read("person", zoe)["identities"]} == {"email"}
    assert "takes this back" in run("merge", zoe, other_zoe).stdout
    assert "again" in run("unmerge", merged["merge"] + 1).stdout


def test_a_pair_is_decided_in_each_way(ada: Actor, zoe: int, other_zoe: int) -> None:
    open_reviews(ada.workspace_id, [(zoe, other_zoe, 0.9, [["given_same", 6.0, "Zoë"]])])
    (pair,) = read("review")
    assert pair["probability"] == 0.9
    assert "given same" in run("review", "list").stdout
    step = read("review", "not-same", pair["id"])["steps"][0]
    assert read("review") == []
    read("undo", step)
    (pair,) = read("review")
    assert "comes back on" in run("review", "later", pair["id"], "--until", "+3d").stdout
    assert read("review") == []
    assert read("review", "merge", pair["id"], code=1)["error"]["kind"] == "not_found"


def test_a_pair_is_merged_into_the_one_to_keep(ada: Actor, zoe: int, other_zoe: int) -> None:
    open_reviews(ada.workspace_id, [(zoe, other_zoe, 0.9, [])])
    (pair,) = read("review", "--limit", "0")
    assert read("review", "merge", pair["id"], "--keep", other_zoe)["kept"] == other_zoe


def test_the_last_step_is_taken_back_and_the_rest_is_listed(zoe: int) -> None:
    read("note", zoe, "First.")
    read("note", zoe, "Second.")
    assert read("undo")["verb"] == "add_note"
    assert [row["verb"] for row in read("undo", "--list")] == ["add_note", "add_person"]
    assert "Note on Zoë" in run("undo", "--list").stdout
    assert [note["text"] for note in read("person", zoe)["notes"]] == ["First."]


def test_nobody_of_another_workspace_is_seen_or_changed(otto: Actor, zoe: int) -> None:
    as_otto = ("--as", "otto@example.net")
    assert [row["name"] for row in read("people", *as_otto) if not row["is_member"]] == []
    for command in (("person", zoe), ("note", zoe, "x"), ("edit", zoe, "--name", "x"), ("tag", zoe, "x"), ("merge", zoe, zoe)):
        assert read(*command, *as_otto, code=1)["error"]["kind"] == "not_found"


def test_a_volunteer_does_not_correct_people(zoe: int, vera: Actor) -> None:
    read("edit", zoe, "--assign", "vera@example.org", "--as", "ada@example.org")
    assert read("edit", zoe, "--name", "x", "--as", "vera@example.org", code=1)["error"]["kind"] == "not_permitted"
    assert read("log", zoe, "--kind", "call", "--as", "vera@example.org")["interaction"]


def test_times_are_of_the_workspaces_zone(ada: Actor, zoe: int) -> None:
    at = (utc_now() - timedelta(days=2)).replace(microsecond=0)
    read("log", zoe, "--kind", "letter", "--at", at.isoformat())
    assert read("person", zoe)["timeline"][0]["at"] == at.isoformat(timespec="seconds")


def test_people_are_narrowed_by_whether_we_were_ever_in_touch(zoe: int) -> None:
    assert zoe in [row["id"] for row in read("people", "--tie", "never")]
    read("log", zoe, "--kind", "call")
    assert [row["id"] for row in read("people", "--tie", "in_touch")] == [zoe]
    assert zoe not in [row["id"] for row in read("people", "--tie", "never")]
