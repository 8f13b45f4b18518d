"""Segments on pages: pointed at, written, saved, and changes to many, all without scripts."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries
from hustings.apps.people.actions import bulk
from hustings.apps.people.models import PersonTag, SavedSegment
from hustings.engine.segments import Expression, parse, text_of
from hustings.web.segment_building import Build, build_from, build_of, tree_of

pytestmark = pytest.mark.django_db
BUILD = "/people/segments/build/"
POINTED = [
    "tag = donor",
    "not tag = donor and city = Ely",
    "tag = a or tag = b",
    "email is known and phone is unknown",
    "tag = a and (city = Ely or city = March)",
    "tag = a and not (city = Ely or city = March)",
    "tag = a or (city = Ely and city = March)",
    "has interaction where (kind = call and day since 30 days ago)",
    "tag = a and has no interaction where (kind = call)",
    "has at least 3 tie where (sent > 2) and has interaction",
]


def sent(build: Build, act: str = "") -> QueryDict:
    """What a browser sends for the form."""
    pairs = [("join", "all" if build.every else "any"), ("act", act)]
    for number, group in enumerate(build.groups):
        pairs += [("kind", group.kind), ("least", str(group.least))]
        for row in group.rows:
            pairs += [("g", str(number)), ("f", row.field), ("o", row.operator), ("v", row.value)]
    return QueryDict(urlencode(pairs))


@pytest.mark.parametrize("text", POINTED)
def test_what_is_pointed_at_means_what_is_written(text: str) -> None:
    build = build_from(parse(text))
    assert build is not None
    tree = tree_of(build_of(sent(build)))
    assert tree is not None
    assert text_of(tree) == text


def test_several_values_become_rows_of_a_group() -> None:
    build = build_from(parse("tag = x and city in (Ely, March)"))
    assert build is not None
    assert text_of(tree_of(build)) == "tag = x and (city = Ely or city = March)"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["tag = a and (b = 1 or (c = 2 and d = 3))", "not not (a = 1 and b = 2)", "has tie where (a = 1 or b = 2)"]
)
def test_what_is_nested_deeper_is_left_to_the_text(text: str) -> None:
    assert build_from(parse(text)) is None


def test_buttons_add_and_take_away() -> None:
    build = build_from(parse("tag = a and city = Ely and (phone is known or email is known)"))
    assert build is not None

    def after(act: str) -> Expression | None:
        return tree_of(build_of(sent(build, act)))

    assert text_of(after("drop:0")) == "city = Ely and (phone is known or email is known)"  # type: ignore[arg-type]
    assert text_of(after("drop:3")) == "tag = a and city = Ely and phone is known"  # type: ignore[arg-type]
    assert text_of(after("less:1")) == "tag = a and city = Ely"  # type: ignore[arg-type]
    assert len(build_of(sent(build, "row:1")).groups[1].rows) == 3
    assert build_of(sent(build, "group:none")).groups[-1].kind == "none"
    for nothing in ("less:0", "row:9", "drop:99", "dance"):
        assert after(nothing) == tree_of(build)


@given(st.text(max_size=80))
def test_any_form_is_read(text: str) -> None:
    build_of(QueryDict(text))
    build_of(
        QueryDict(urlencode([("g", text), ("f", text), ("o", text), ("v", text), ("kind", text), ("least", text), ("act", text)]))
    )


def test_a_segment_is_built_saved_listed_and_deleted(ada: Actor, client_of: ClientOf) -> None:
    browser = client_of(ada)
    person = actions.add_person(ada, name="Nora Vance")
    actions.tag_person(ada, person, name="donor")
    assert "No segments yet" in browser.get("/people/segments/").content.decode()
    page = browser.get(BUILD, {"g": "0", "f": "tag", "o": "=", "v": "donor", "kind": "", "least": "1"}).content.decode()
    assert "People who have the tag donor." in page
    assert "Nora Vance" in page
    answer = browser.post("/people/segments/save/", {"name": "Donors", "text": "tag = donor", "shared": "yes"})
    saved = SavedSegment.objects.get()
    assert (saved.shared, answer["Location"]) == (True, f"/people/?saved={saved.pk}")
    assert "Nora Vance" in browser.get("/people/", {"saved": saved.pk}).content.decode()
    assert "Nora Vance" in browser.get("/people/", {"where": "tag = donor"}).content.decode()
    assert "Donors" in browser.get(BUILD, {"saved": saved.pk}).content.decode()
    browser.post("/people/segments/save/", {"saved": saved.pk, "name": "Givers", "text": "tag = donor"})
    assert [(row.name, row.shared) for row in queries.segments_of(ada)] == [("Givers", False)]
    browser.post(f"/people/segments/{saved.pk}/delete/")
    assert queries.segments_of(ada) == ()


def test_a_slip_is_shown_in_its_place(ada: Actor, client_of: ClientOf) -> None:
    page = client_of(ada).get(BUILD, {"mode": "text", "where": "tag = a and colour = red"}).content.decode()
    assert "<mark>colour = red</mark>" in page
    assert "<mark>…</mark>" in client_of(ada).get(BUILD, {"where": "tag ="}).content.decode()
    deep = client_of(ada).get(BUILD, {"where": "tag = a and (tag = b or (tag = c and tag = d))"}).content.decode()
    assert "nested deeper" in deep


def test_building_answers_with_the_people_alone(ada: Actor, client_of: ClientOf) -> None:
    actions.add_person(ada, name="Nora Vance")
    asked = {"part": "meant", "where": "name contains nora"}
    answer = client_of(ada).get(BUILD, asked, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<section")
    whole = client_of(ada).get(BUILD, {"where": "name contains nora"}, headers={"HX-Request": "true"})
    assert whole["HX-Replace-Url"].startswith(BUILD)


def test_many_are_changed_after_a_preview(ada: Actor, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client_of(ada)
    people = [actions.add_person(ada, name=f"Person {n}") for n in range(3)]
    field = actions.add_field(ada, name="Ward", type="text")
    shown = browser.get("/people/bulk/", {"person": people, "do": "add_tag", "add_tag": "harbour"}).content.decode()
    assert "3 of 3 people would change" in shown
    assert not PersonTag.objects.exists()
    browser.post("/people/bulk/", {"person": people, "do": "add_tag", "add_tag": "harbour"})
    assert PersonTag.objects.count() == 3
    browser.post("/people/bulk/", {"where": "tag = harbour", "do": "set_value", "field": field, f"value_{field}": "North"})
    assert queries.meant(ada, "ward = north").people == 3
    assert browser.post("/people/bulk/", {"person": people, "do": "add_tag", "add_tag": " "}).status_code == 400
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    answer = browser.post("/people/bulk/", {"where": "tag = harbour", "do": "do_not_contact", "do_not_contact": "yes"})
    assert "Waits for its turn" in browser.get(answer["Location"]).content.decode()


def test_a_segment_of_organisations_is_built_saved_shown_and_exported(ada: Actor, client_of: ClientOf) -> None:
    actions.add_person(ada, name="Nora Vance", organisation="Mill Bakery", title="Owner")
    actions.add_person(ada, name="José Ramírez", organisation="City of Ely", title="Mayor")
    browser = client_of(ada)
    assert "Which organisations do you mean?" in browser.get(BUILD, {"about": "organisations"}).content.decode()
    sent = {"about": "organisations", "join": "all", "kind": ["", "has:person"], "least": ["1", "1"], "g": "1", "f": "title",
            "o": "=", "v": "mayor"}  # fmt: skip
    page = browser.get(BUILD, sent).content.decode()
    assert "Organisations that have somebody whom we know (title is “mayor”)." in page
    assert "City of Ely" in page
    assert "what=organisations" in page
    assert 'value="last touch"' in page, "everything about people can be pointed at"
    given = {"name": "Mayors", "text": "has person where (title = mayor)", "about": "organisations"}
    listed = browser.post("/people/segments/save/", given, follow=True)
    assert "City of Ely" in listed.content.decode()
    assert "Mill Bakery" not in listed.content.decode()
    number = SavedSegment.objects.get().pk
    assert f"/organisations/?saved={number}" in browser.get("/people/segments/").content.decode()
    assert "No organisation matches" in browser.get("/organisations/", {"where": "followed is known"}).content.decode()
    assert ">Mayors</option>" not in browser.get("/people/").content.decode()
    exports = browser.get("/exports/", {"what": "organisations", "where": "segment = Mayors"}).content.decode()
    assert '<option value="organisations:csv" selected>' in exports


def test_those_listed_are_exported_or_made_a_segment(ada: Actor, vera: Actor, client_of: ClientOf) -> None:
    person = actions.add_person(ada, name="Nora Vance")
    actions.tag_person(ada, person, name="donor")
    page = client_of(ada).get("/people/", {"tag": "donor", "query": "nora"}).content.decode()
    where = urlencode({"where": "words = nora and tag = donor"}).replace("+", "%20")
    assert f'/exports/?{where}"' in page
    assert f'/people/segments/build/?{where}"' in page
    assert "Export everybody" in client_of(ada).get("/people/").content.decode()
    assert "Export" not in client_of(vera).get("/people/").content.decode()
