"""Segments and changes to many in the API."""

from __future__ import annotations

import pytest

from api.test_api import Program
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions

pytestmark = pytest.mark.django_db


def test_segments_are_saved_asked_and_deleted(ada: Actor) -> None:
    call = Program(ada)
    person = actions.add_person(ada, name="Nora Vance")
    actions.tag_person(ada, person, name="donor")
    meant = call("GET /segments/meant?where=tag = donor")
    assert (meant["people"], meant["first"]) == (1, [{"id": person, "name": "Nora Vance"}])
    made = call("POST /segments", name="Donors", text="tag = donor")
    call(f"PATCH /segments/{made['id']}", shared=True)
    held = call(f"GET /segments/{made['id']}")
    assert (held["name"], held["shared"], held["sentence"]) == ("Donors", True, "People who have the tag donor.")
    assert [row["id"] for row in call("GET /segments")] == [made["id"]]
    assert [row["id"] for row in call(f"GET /people?saved={made['id']}")["items"]] == [person]
    assert [row["id"] for row in call("GET /people?where=tag = donor")["items"]] == [person]
    assert {"city", "tag"} <= {each["key"] for each in call("GET /segments/fields")["fields"]}
    refused = call("GET /people?where=colour = red", 400)["error"]
    assert (refused["field"], refused["code"]) == ("where", "wrong_input")
    call(f"DELETE /segments/{made['id']}")
    call(f"GET /segments/{made['id']}", 404)


def test_many_are_changed_after_a_preview_and_back(ada: Actor) -> None:
    call = Program(ada)
    people = [actions.add_person(ada, name=f"Person {n}") for n in range(3)]
    change = {"do": "add_tag", "value": "harbour", "people": people}
    assert call("POST /people/changes/preview", **change)["concerned"] == 3
    done = call("POST /people/changes", **change)
    assert (done["state"], done["changed"]) == ("done", 3)
    assert call(f"GET /people/changes/{done['id']}")["total"] == 3
    call(f"POST /undo/{done['step']}")
    assert call("GET /segments/meant?where=tag = harbour")["people"] == 0


def test_organisations_are_asked_in_the_same_language(ada: Actor) -> None:
    call = Program(ada)
    actions.add_person(ada, name="Nora Vance", organisation="Mill Bakery", title="Owner")
    text = "has person where (title = owner)"
    assert call(f"GET /segments/meant?about=organisations&where={text}")["people"] == 1
    assert [each["key"] for each in call("GET /segments/fields?about=organisations")["things"]] == ["person"]
    made = call("POST /segments", name="Bakers", text=text, about="organisations")
    assert call(f"GET /segments/{made['id']}")["about"] == "organisations"
    assert [row["name"] for row in call(f"GET /organisations?saved={made['id']}")["items"]] == ["Mill Bakery"]
    assert call("GET /organisations?where=followed is known")["items"] == []
    assert call("POST /exports", what="organisations", where=text)["done"] == 1
    call(f"GET /people?saved={made['id']}", 404)
