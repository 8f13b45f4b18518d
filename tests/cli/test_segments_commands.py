"""Segments and changes to many on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_field, add_person, tag_person


@pytest.fixture(autouse=True)
def people(ada: Actor) -> list[int]:
    """Three people, the first a donor."""
    found = [add_person(ada, name=f"Person {n}") for n in range(3)]
    tag_person(ada, found[0], name="donor")
    return found


def test_a_segment_is_asked_saved_changed_and_deleted(people: list[int]) -> None:
    assert read("segments", "meant", "tag = donor")["people"] == 1
    assert "People who have the tag donor." in run("segments", "meant", "tag = donor").stdout
    assert any(each["key"] == "city" for each in read("segments", "fields")["fields"])
    assert "has interaction where (kind ...)" in run("segments", "fields").stdout
    saved = read("segments", "save", "Donors", "tag = donor", "--shared")["id"]
    assert [row["id"] for row in read("people", "--saved", "donors")] == people[:1]
    assert [row["id"] for row in read("people", "--where", "not tag = donor and name begins with person")] == people[1:]
    read("segments", "change", str(saved), "--name", "Givers", "--private")
    assert [(row["name"], row["shared"]) for row in read("segments")] == [("Givers", False)]
    assert "Givers" in run("segments", "list").stdout
    run("segments", "change", "Givers", code=2)
    step = read("segments", "delete", "givers")["steps"][0]
    assert read("segments") == []
    run("undo", step)
    assert len(read("segments")) == 1
    assert read("people", "--saved", "nothing", code=1)["error"]["kind"] == "not_found"
    assert "at letter 1" in read("people", "--where", "colour = red", code=2)["error"]["message"]


def test_many_are_changed_and_changed_back(ada: Actor, people: list[int]) -> None:
    field = "Ward"
    add_field(ada, name=field, type="text")
    everybody = ("--where", "name begins with person")
    shown = read("bulk", "tag", "harbour", *everybody, "--dry-run")
    assert (shown["people"], shown["concerned"], len(shown["sample"])) == (3, 3, 3)
    assert "3 of 3 people" in run("bulk", "tag", "harbour", *everybody, "--dry-run").stdout
    done = read("bulk", "tag", "harbour", *everybody)
    assert (done["state"], done["changed"]) == ("done", 3)
    run("undo", done["steps"][0])
    assert read("people", "--where", "tag = harbour") == []
    run("segments", "save", "Donors", "tag = donor")
    assert read("bulk", "set", field, "North", "--segment", "Donors")["changed"] == 1
    assert read("bulk", "untag", "donor", "--person", people[0])["changed"] == 1
    assert read("bulk", "rhythm", "network", *everybody)["changed"] == 3
    assert read("bulk", "rhythm", "proposed", *everybody)["changed"] == 3
    assert read("bulk", "do-not-contact", *everybody)["changed"] == 3
    assert read("bulk", "do-not-contact", "--lift", *everybody)["changed"] == 3
    assert read("bulk", "assign", "Ada Okafor", *everybody)["changed"] == 3
    assert "3 people were changed" in run("bulk", "assign", *everybody).stdout
    for wrong in (("assign", "Nobody Known"), ("set", "Colour", "red")):
        assert read("bulk", *wrong, *everybody, code=1)["error"]["kind"] == "not_found"


def test_organisations_are_listed_asked_and_taken_along(ada: Actor, tmp_path: Path) -> None:
    add_person(ada, name="Nora Vance", organisation="Mill Bakery", title="Owner")
    add_person(ada, name="José Ramírez", organisation="City of Ely", title="Mayor")
    text = "has person where (title = mayor)"
    assert [row["name"] for row in read("organisations")] == ["City of Ely", "Mill Bakery"]
    assert [row["name"] for row in read("organisations", "mill")] == ["Mill Bakery"]
    assert "The first 1. --limit 0 shows all." in run("organisations", "--limit", "1").stdout
    assert [row["name"] for row in read("organisations", "--where", text)] == ["City of Ely"]
    assert "1 organisations." in run("segments", "meant", text, "--about", "organisations").stdout
    assert "has person where (tag ...)" in run("segments", "fields", "--about", "organisations").stdout
    read("segments", "save", "Mayors", text, "--about", "organisations")
    assert [row["current"] for row in read("organisations", "--saved", "mayors")] == [1]
    told = read("export", "organisations", "--where", "segment = Mayors", "--out", str(tmp_path / "o.csv"))
    assert told["done"] == 1
    assert "City of Ely" in (tmp_path / "o.csv").read_text("utf-8-sig")
