"""The JSON door: shapes that stay, errors that say what to do, pages by key, and a way back for everything."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from ninja.openapi.schema import OpenAPISchema

from hustings.api.door import EXAMPLES
from hustings.api.schema import PLACE, schema
from hustings.api.site import api
from hustings.apps.accounts.actions import create_token, deactivate_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions as people
from hustings.jobs.worker import run_worker
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted

ROOT = Path(__file__).resolve().parents[2]
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ito;Ana;;;\r\nFN:Ana Ito\r\nEMAIL:ana@example.org\r\nEND:VCARD\r\n"


class Program:
    """Something that talks to the API with a token."""

    def __init__(self, actor: Actor, *, scope: str = "write") -> None:
        self.client = Client(headers={"authorization": f"Bearer {create_token(actor, name='test', scope=scope).secret}"})

    def __call__(self, line: str, expected: int = 200, **sent: Any) -> Any:
        """Sends "METHOD /path" and returns the JSON of the answer."""
        method, path = line.split(" ", 1)
        body: dict[str, Any] = {"data": sent, "content_type": "application/json"} if method != "GET" else {}
        response = getattr(self.client, method.lower())(f"/api/v1{path}", **body)
        assert response.status_code == expected, response.content
        return response.json()


@pytest.fixture
def ask(ada: Actor) -> Program:
    """Ada's program."""
    return Program(ada)


@pytest.fixture
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HUSTINGS_HOME = tmp_path / "home"


def test_the_openapi_document_is_the_one_that_is_kept() -> None:
    assert (ROOT / PLACE).read_text(encoding="utf-8") == schema(), (
        "Run `python -m hustings.api.schema` and commit docs/openapi.json."
    )


def test_no_two_shapes_share_a_name_in_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []

    def keep(document: OpenAPISchema, definitions: dict[str, Any]) -> None:
        told.extend((name, json.dumps(shape, sort_keys=True)) for name, shape in definitions.items())
        document.schemas.update(definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", keep)
    api.get_openapi_schema(path_prefix="")
    names = Counter(name for name, _ in set(told))
    assert [name for name, number in names.items() if number > 1] == []


def operations() -> list[tuple[str, dict[str, Any]]]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return [(f"{method.upper()} {path}", held) for path, methods in paths.items() for method, held in methods.items()]


@pytest.mark.parametrize(("name", "operation"), operations(), ids=[name for name, _ in operations()])
def test_every_operation_is_described_with_examples_of_its_errors(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"].strip()
    assert operation["description"].strip()
    for status in EXAMPLES:
        example = operation["responses"][status]["content"]["application/json"]["example"]
        assert example["error"]["code"]
        assert example["error"]["message"]


def test_everything_asks_for_a_token() -> None:
    assert all(operation["security"] == [{"BearerToken": []}] for _, operation in operations())


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer hst_nothing", "Basic abc", "hst_nothing"])
def test_no_token_and_a_wrong_token_are_told_how_to_sign_in(header: str) -> None:
    response = Client(headers={"authorization": header} if header else {}).get("/api/v1/people")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_signed_in"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_with_its_members_access(ada: Actor, ben: Actor) -> None:
    program = Program(ben)
    assert program("GET /me")["name"] == "Ben Castillo"
    deactivate_member(ada, member_id=ben.member_id)
    program("GET /me", 401)


def test_a_reading_token_reads_and_changes_nothing(ada: Actor) -> None:
    reader = Program(ada, scope="read")
    assert reader("GET /today") == []
    assert reader("POST /people", 403, name="Ana Ito")["error"]["code"] == "not_permitted"
    assert reader("GET /people")["total"] == 0


def test_wrong_input_names_its_field(ask: Program) -> None:
    assert ask("POST /people", 400)["error"] == {"code": "wrong_input", "message": "Field required", "field": "name"}
    assert ask("POST /people", 400, name="Ana", nmae="x")["error"]["field"] == "nmae"
    assert ask("POST /people", 400, name=" ")["error"]["field"] == "name"
    assert ask("POST /people", 400, name="A\0")["error"]["field"] == "name"
    assert ask("PUT /crisis/plan", 400, checklist=["Call Ben", "A\0"])["error"]["field"] == "checklist"
    assert ask("PUT /crisis/plan", 400, roles=[{"role": "A\0"}])["error"]["field"] == "roles"
    assert ask("GET /people?limit=0", 400)["error"]["field"] == "limit"
    assert ask("GET /people?after=nonsense", 400)["error"]["field"] == "after"


def test_a_body_that_is_no_json_is_refused(ask: Program) -> None:
    response = ask.client.post("/api/v1/people", "{", content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "wrong_input")


def test_an_address_that_leads_nowhere_answers_in_json(ask: Program) -> None:
    assert ask("GET /nothing/here", 404)["error"]["code"] == "not_found"
    assert ask("GET /people/99999999", 404)["error"]["message"] == "There is no such person."


def test_a_person_is_added_found_corrected_and_put_back(ask: Program) -> None:
    number = ask("POST /people", name="Ana Ito", email="Ana@Example.org", organisation="River Trust", title="Chair")["id"]
    (found,) = ask("GET /people?query=ana")["items"]
    assert found["identities"] == [{"kind": "email", "value": "ana@example.org", "label": ""}]
    assert {"organisation": "River Trust", "title": "Chair"}.items() <= found["positions"][0].items()
    assert {"id", "name", "identities", "positions", "tags", "last_touch", "due", "strength"} <= found.keys()
    step = ask(f"PATCH /people/{number}", headline="Speaks for the river")["step"]
    assert ask(f"GET /people/{number}")["headline"] == "Speaks for the river"
    assert ask(f"POST /undo/{step}")["step"] == step
    assert ask(f"GET /people/{number}")["headline"] == ""
    assert ask(f"POST /undo/{step}", 400)["error"]["code"] == "wrong_input"


def test_lists_come_in_pages_without_gaps_or_doubles(ask: Program, ada: Actor) -> None:
    for number in range(7):
        people.add_person(ada, name=f"Person {number}")
    names, after = [], ""
    while True:
        page = ask(f"GET /people?limit=3&after={after}")
        names += [row["name"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert names == sorted(names)
    assert len(names) == 7


@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_lists_of_any_length_are_lists(ask: Program, ada: Actor, count: int) -> None:
    for number in range(count):
        people.tag_person(ada, people.add_person(ada, name=f"Ana {number}"), name=f"tag {number}")
        people.add_field(ada, name=f"field {number}", type="text")
    assert [len(ask(f"GET {path}")) for path in ("/tags", "/fields", "/people/find?query=ana")] == [count] * 3


def test_a_touch_shows_on_the_timeline_and_can_be_taken_back(ask: Program, ada: Actor) -> None:
    number = people.add_person(ada, name="Ana Ito")
    logged = ask("POST /touches", people=[number], kind="call", text="About the path", promise="Send the map")
    lines = ask(f"GET /people/{number}/timeline")["items"]
    assert {(line["kind"], line["text"]) for line in lines} == {("call", "About the path"), ("promise", "Send the map")}
    assert ask(f"POST /promises/{logged['promise']}/keep")["step"] > logged["step"]
    ask("POST /undo")
    ask(f"POST /undo/{logged['step']}")
    assert ask(f"GET /people/{number}/timeline")["items"] == []


def test_a_merge_is_previewed_made_and_taken_apart(ask: Program, ada: Actor) -> None:
    kept, gone = people.add_person(ada, name="Ana Ito"), people.add_person(ada, name="Anna Ito")
    people.add_note(ada, gone, text="Likes tea")
    assert ask(f"GET /people/{kept}/merge-preview?gone_id={gone}")["people.Note"] == 1
    merged = ask(f"POST /people/{kept}/merge", gone_id=gone)
    assert (merged["kept"], merged["gone"]) == (kept, gone)
    ask(f"GET /people/{gone}", 404)
    assert ask(f"POST /merges/{merged['merge']}/undo") == {"id": gone, "name": "Anna Ito"}
    assert [note["text"] for note in ask(f"GET /people/{gone}")["notes"]] == ["Likes tea"]


def test_today_has_its_stable_shape(ask: Program, ada: Actor) -> None:
    now = utc_now()
    number = people.add_person(ada, name="Ana Ito", email="ana@example.org")
    people.log_touch(
        ada, [number], kind="call", at=now - timedelta(days=2), now=now, promise="Send the map", promise_due=now.date()
    )
    (item,) = ask("GET /today")
    assert item["person"] == {"id": number, "name": "Ana Ito"}
    assert {"action", "channel", "opening", "minutes", "score"} <= item.keys()
    assert {"code", "text", "weight", "evidence"} == item["reasons"][0].keys()
    assert ask(f"GET /today/evidence/{item['reasons'][0]['evidence'][0]}")["text"] == "Send the map"
    step = ask(f"POST /today/{item['id']}/later", until="2999-01-01")["step"]
    assert ask("GET /today") == []
    assert [each["state"] for each in ask("GET /today?all=true")] == ["later"]
    ask(f"POST /undo/{step}")
    assert [each["id"] for each in ask("GET /today")] == [item["id"]]
    at = (now + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert [each["id"] for each in ask(f"GET /today?at={at}")] == [None]


@pytest.mark.usefixtures("_own_home")
@pytest.mark.django_db(transaction=True)
def test_files_come_in_are_previewed_applied_and_taken_back(ask: Program) -> None:
    response = ask.client.post(
        "/api/v1/imports", {"files": [SimpleUploadedFile("../../cards.vcf", CARD), SimpleUploadedFile("b.pdf", b"%PDF-1.7")]}
    )
    made = response.json()
    assert (response.status_code, made["state"]) == (200, "staged")
    run_worker(Event(), once=True)
    planned = ask(f"GET /imports/{made['id']}")
    assert (planned["state"], planned["counts"]["people"]["created"]) == ("planned", 1)
    ask(f"POST /imports/{made['id']}/apply")
    run_worker(Event(), once=True)
    assert ask(f"GET /imports/{made['id']}")["state"] == "applied"
    assert [row["name"] for row in ask("GET /people?query=ana")["items"]] == ["Ana Ito"]
    assert ask(f"POST /imports/{made['id']}/undo")["people"] == 1
    assert ask("GET /people?query=ana")["items"] == []


def test_an_import_needs_files(ask: Program) -> None:
    response = ask.client.post("/api/v1/imports", {})
    assert (response.status_code, response.json()["error"]["field"]) == (400, "files")


def test_members_come_by_invitation_and_no_token_makes_tokens(ask: Program, ada: Actor) -> None:
    invited = ask("POST /members/invitations", email="zoe@example.org", role="viewer")
    assert invited["path"].startswith("/join/")
    assert [row["email"] for row in ask("GET /members/invitations")] == ["zoe@example.org"]
    ask(f"DELETE /members/invitations/{invited['id']}")
    assert ask("GET /members/invitations") == []
    assert not [name for name, _ in operations() if name == "POST /tokens"]
    assert [row["name"] for row in ask("GET /tokens")] == ["test"]


def test_settings_that_are_left_out_stay(ask: Program) -> None:
    ask("PATCH /workspace", election_on="2027-05-02")
    ask("PATCH /workspace", name="Ada for Council")
    held = ask("GET /workspace")
    assert (held["name"], held["election_on"], held["time_zone"]) == ("Ada for Council", "2027-05-02", "UTC")
    ask("PATCH /workspace", election_on=None)
    assert ask("GET /workspace")["election_on"] is None
    ask("PATCH /me", minutes_a_day=45)
    assert (ask("GET /me")["minutes_a_day"], ask("GET /me")["name"]) == (45, "Ada Okafor")


def test_everything_about_a_person_is_given_out_and_erased(ada: Actor, ask: Program) -> None:
    ana = people.add_person(ada, name="Ana Ito", note="Likes walks")
    assert ask(f"GET /people/{ana}/export")["people.Note"][0]["text"] == "Likes walks"
    assert ask(f"DELETE /people/{ana}") == {"erased": True}
    ask(f"GET /people/{ana}/export", 404)


@pytest.mark.parametrize("path", ["/reviews", "/reviews/sure", "/imports", "/members", "/members/invitations", "/workspace"])
def test_a_reading_token_reads_whatever_its_role_may_see(path: str, ada: Actor) -> None:
    Program(ada, scope="read")(f"GET {path}")


def test_a_reading_actor_is_told_that_the_token_only_reads(ada: Actor) -> None:
    with pytest.raises(NotPermitted, match="only reads"):
        replace(ada, read_only=True).require("import_files")


def test_the_beginning_of_the_api_links_to_its_description_without_a_token() -> None:
    answer = Client().get("/api/v1/")
    assert answer.json()["openapi"] == "/api/v1/openapi.json"
    assert Client().get(answer.json()["openapi"]).status_code == 200
