"""What is asked of Mastodon, and what the server in memory answers, held against the description of its interface.

The description (OpenAPI, derived from Mastodon's documents) is no part of the project: ../shared/data/specs beside its root.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.mastodon import CREDENTIALS, FakeMastodon
from hustings.connectors.live import Draft
from hustings.connectors.platforms.mastodon import Mastodon
from hustings.connectors.protocol import Found
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import Party, PostRecord

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "specs" / "mastodon-4.openapi.json"
ADA = Party(name="Ada Okafor")


@cache
def description() -> Any:
    if not FILE.exists():
        pytest.skip("the description of Mastodon's interface is not here (../shared/data/specs)")
    return json.loads(FILE.read_text())


def resolved(schema: Any) -> Any:
    """A schema itself where another refers to it; of several wholes, one with the properties of all."""
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    parts = [resolved(each) for key in ("allOf", "oneOf", "anyOf") for each in schema.get(key, ())]
    if not parts:
        return schema
    joined = {key: value for part in parts for key, value in part.get("properties", {}).items()}
    return {"properties": joined | schema.get("properties", {}), "required": [], "items": {}} | {
        key: value for part in parts for key, value in part.items() if key in ("type", "items", "enum")
    }


def operation(request: httpx.Request) -> Any:
    """What the description says of a request: the operation with this path and method."""
    for template, methods in description()["paths"].items():
        # A path without a blank to fill wins over one with.
        pattern = template if request.url.path in description()["paths"] else re.sub(r"\{\w+\}", r"[^/]+", template)
        if re.fullmatch(pattern, request.url.path) and request.method.lower() in methods:
            return methods[request.method.lower()]
    raise AssertionError(f"There is no {request.method} {request.url.path}.")


def check_request(request: httpx.Request) -> None:
    """Only what the description names is asked, in the values that it lists."""
    told = operation(request)
    known = {each["name"]: resolved(each["schema"]) for each in told.get("parameters", ())}
    asked = {name.removesuffix("[]"): value for name, value in request.url.params.multi_items()}
    assert set(asked) <= set(known)
    assert all(value in known[name].get("enum", [value]) for name, value in asked.items())
    if request.content:
        body = resolved(told["requestBody"]["content"]["application/json"]["schema"])
        given = json.loads(request.content)
        assert set(given) <= set(body["properties"])
        assert given["visibility"] in resolved(body["properties"]["visibility"]).get("enum", [given["visibility"]])


def check_value(value: Any, schema: Any, place: str) -> None:
    """Nothing has another name or kind than described. What is missing is not asked: other servers leave out much."""
    schema = resolved(schema)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    kind = schema.get("type", "")
    named = [kinds[each] for each in ([kind] if isinstance(kind, str) else kind) if each in kinds]
    assert value is None or not named or isinstance(value, tuple(named)), place
    if isinstance(value, list):
        for each in value:
            check_value(each, schema.get("items", {}), place)
    elif isinstance(value, dict) and schema.get("properties"):
        assert set(value) <= set(schema["properties"]), place
        for key, inner in value.items():
            check_value(inner, schema["properties"][key], f"{place}.{key}")


def story(several: bool) -> list[tuple[httpx.Request, httpx.Response]]:
    """Everything that the connector asks: it reads, looks again, answers, and begins a talk."""
    server, exchanged = FakeMastodon(several=several), []
    first = server.post("ada", "Doors open at 7.")
    asked = server.post("ben", "@ada when?", to=first)
    server.talk(server.post("ben", "@ada psst", visibility="direct"))
    server.tell("favourite", "ben", first)
    server.tell("follow", "ben")

    def noting(request: httpx.Request) -> httpx.Response:
        answer = server(request)
        exchanged.append((request, answer))
        return answer

    def opens(guard: object, *, base_url: str, headers: dict[str, str], **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(noting), base_url=base_url, headers=headers)

    account = Mastodon(opens=opens)
    account.verify(CREDENTIALS)
    for stream in account.streams(CREDENTIALS):
        cursor = ""
        for _ in range(3):
            cursor = account.read(CREDENTIALS, stream, cursor).cursor
    draft = Draft(key="k1", text="At seven.", author=ADA, in_reply_to=asked["uri"])
    account.reply(CREDENTIALS, draft)
    account.find_draft(CREDENTIALS, draft)
    ben = handle_identity("mastodon", "ben@social.example")
    assert ben is not None
    talk = Draft(key="k2", text="Hello", author=ADA, to=(Party(identities=(ben,)),))
    account.reply(CREDENTIALS, talk)
    account.find_draft(CREDENTIALS, talk)
    return exchanged


@pytest.mark.parametrize("several", [True, False])
def test_only_what_the_interface_describes_is_asked(several: bool) -> None:
    for request, _ in story(several):
        check_request(request)


def test_the_server_in_memory_answers_as_described() -> None:
    for request, answer in story(True):
        if answer.status_code == 200:
            content = operation(request)["responses"]["200"]["content"]["application/json"]
            check_value(answer.json(), content["schema"], request.url.path)


def test_the_examples_of_the_description_are_read() -> None:
    """The posts of its notifications are cut short; they get the address that they lack."""
    told = description()["components"]["examples"]["Notification200Example"]["value"]
    for number, each in enumerate(told):
        each["status"]["uri"] = f"https://mastodon.social/users/trwnh/statuses/{number}"
    server = FakeMastodon()
    server.answers["/api/v1/notifications"] = httpx.Response(200, json=told)
    found = Mastodon(opens=server.opens).read(CREDENTIALS, "notifications", "").found
    records = [each.record for each in found if isinstance(each, Found)]
    assert len(records) == 1 + len(told)
    mention = next(each for each in records if isinstance(each, PostRecord))
    assert mention.text == "@trwnh sup!"
    assert [each.identities[0].value for each in mention.mentioned] == ["trwnh@mastodon.social"]
