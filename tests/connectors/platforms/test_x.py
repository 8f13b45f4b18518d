"""Accounts of X: what is read, what is answered once, what is refused; and all of it held against X's own description."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.platforms.x_story import BEN, CREDENTIALS, ME, FakeX
from fakes.faulty import Faulty
from hustings.connectors.live import Batch, Draft, FindsDrafts, Gone, Refreshes
from hustings.connectors.oauth import SignsIn
from hustings.connectors.platforms.x import X
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import HustingsError, NeverRetry, RetryLater, Uncertain, WrongInput
from hustings.kernel.identities import external_identity
from hustings.kernel.records import MessageRecord, Party, PersonRecord, PostRecord

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "specs" / "x-api-v2.openapi.json"
ADA = Party(name="Ada Okafor")


@pytest.fixture
def server() -> FakeX:
    """Where X's description is here, whatever any test asks is held against it."""
    made = FakeX()
    if FILE.exists():
        made.seen = lambda request, response: check_request(request) if "oauth2" not in request.url.path else None
    return made


def account(server: FakeX, *, now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)) -> X:
    return X(opens=server.opens, now=lambda: now)


def read_all(spoken: X, stream: str, cursor: str = "") -> tuple[list[Any], str]:
    """Everything to the end."""
    found: list[Any] = []
    more = True
    while more:
        batch: Batch = spoken.read(CREDENTIALS, stream, cursor)
        found += [each.record if isinstance(each, Found) else each for each in batch.found]
        cursor, more = batch.cursor, batch.more
    return found, cursor


def test_the_account_is_named_and_may_what_its_token_lets_it(server: FakeX) -> None:
    made = account(server).verify({**CREDENTIALS, "expires_at": "2026-11-23T14:00:00+00:00"})
    assert made.name == "@AdaOkafor"
    assert {each.value for each in made.identities} == {"adaokafor", f"x:{ME}"}
    assert made.may == {"read", "reply", "message"}
    assert made.expires_at == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert account(server).verify({**CREDENTIALS, "scope": "tweet.read users.read"}).may == {"read"}
    server.answers["GET /2/users/me"] = {"data": {}}
    with pytest.raises(NeverRetry, match="whose account"):
        account(server).verify(CREDENTIALS)
    assert isinstance(account(server), FindsDrafts | Refreshes | SignsIn)


def test_mentions_come_whole_and_then_what_is_new(server: FakeX) -> None:
    first = server.post(ME, "Doors open at 7.")
    for number in range(5):
        server.post(BEN, f"@AdaOkafor question {number}?", to=first["id"])
    spoken = account(server)
    found, cursor = read_all(spoken, "mentions")
    owner, *posts = found
    assert isinstance(owner, PersonRecord)
    assert sorted(post.text for post in posts) == [f"@AdaOkafor question {number}?" for number in range(5)]
    (post,) = (each for each in posts if each.text.endswith("4?"))
    assert post.author == Party(name="Ben", identities=post.author.identities)
    assert post.answered.is_owner
    assert post.mentioned[0].is_owner
    assert (post.in_reply_to, post.thread, post.link) == (first["id"], first["id"], f"https://x.com/i/status/{post.external_id}")
    server.post(BEN, "@AdaOkafor one more?")
    again, _ = read_all(spoken, "mentions", cursor)
    assert again[-1].text == "@AdaOkafor one more?"
    assert len(again) == 2, "what is known is not walked through again"


def test_own_posts_shares_quotes_and_edits(server: FakeX) -> None:
    plain = server.post(ME, "One #bus", entities={"hashtags": [{"tag": "bus"}]})
    server.post(ME, "RT @benr: words", referenced_posts=[{"type": "retweeted", "id": "77"}])
    server.post(ME, "Look", referenced_tweets=[{"type": "quoted", "id": "78"}])
    server.post(ME, "Two, corrected", edit_history_post_ids=None, edit_history_tweet_ids=[plain["id"], "99"])
    server.posts["bad"] = {"id": "bad", "author_id": ME}
    found, _ = read_all(account(server), "posts")
    posts = {each.external_id: each for each in found if isinstance(each, PostRecord)}
    assert posts[plain["id"]].text in ("One #bus", "Two, corrected")
    assert any(each.tags == ("bus",) for each in found if isinstance(each, PostRecord))
    assert [each.shared_link for each in posts.values() if each.is_repost] == ["https://x.com/i/status/77"]
    assert any(each.shared_link.endswith("/78") for each in posts.values())
    assert all(each.author is None for each in posts.values())
    assert any(isinstance(each, Rejected) for each in found)


def test_messages_name_who_wrote_to_whom(server: FakeX) -> None:
    server.message(BEN, "Psst")
    server.events.append({"id": "1", "event_type": "ParticipantsJoin"})
    server.events.append({"id": "2", "event_type": "MessageCreate"})
    server.events.append(
        {"id": "3", "event_type": "MessageCreate", "created_at": "2026-11-20T11:00:00Z", "sender_id": BEN,
         "dm_conversation_id": f"{ME}-{BEN}", "text": "again"},
    )  # fmt: skip
    found, _ = read_all(account(server), "messages")
    first, second = (each for each in found if isinstance(each, MessageRecord))
    assert {first.text, second.text} == {"Psst", "again"}
    assert first.sender.name == "Ben"
    assert [each.is_owner for each in first.recipients] == [True]
    assert first.thread == second.thread == f"{ME}-{BEN}"
    assert sum(isinstance(each, Rejected) for each in found) == 1


def test_deleted_posts_go_and_are_looked_for_twice_a_day(server: FakeX) -> None:
    gone = server.post(BEN, "@AdaOkafor forget this")
    _, cursor = read_all(account(server), "mentions")
    server.missing = [
        {"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found", "detail": "gone",
         "resource_type": "tweet", "resource_id": gone["id"]},
        {"type": "https://api.x.com/2/problems/not-authorized-for-resource", "resource_id": "other"},
    ]  # fmt: skip
    soon, cursor = read_all(account(server), "mentions", cursor)
    assert not [each for each in soon if isinstance(each, Gone)]
    later, cursor = read_all(account(server, now=datetime(2026, 11, 24, 12, tzinfo=UTC)), "mentions", cursor)
    assert [each for each in later if isinstance(each, Gone)] == [Gone(gone["id"])]
    server.posts.clear()
    nothing, _ = read_all(account(server, now=datetime(2026, 11, 26, 12, tzinfo=UTC)), "mentions", cursor)
    assert not nothing


def draft(text: str, **more: Any) -> Draft:
    return Draft(**{"key": "k1", "text": text, "author": ADA, **more})


def test_an_answer_stands_below_its_post_once(server: FakeX) -> None:
    asked = server.post(BEN, "@AdaOkafor when?")
    spoken, wanted = account(server), draft("At seven.", in_reply_to=asked["id"])
    assert spoken.find_draft(CREDENTIALS, wanted) is None
    sent = spoken.reply(CREDENTIALS, wanted)
    assert server.bodies() == [{"text": "At seven.", "reply": {"in_reply_to_tweet_id": asked["id"]}}]
    assert sent.link == f"https://x.com/i/status/{sent.external_id}"
    assert spoken.reply(CREDENTIALS, wanted).external_id == sent.external_id
    assert len(server.bodies()) == 1
    assert spoken.find_draft(CREDENTIALS, wanted).external_id == sent.external_id  # type: ignore[union-attr]
    with pytest.raises(RetryLater, match="by its words"):
        spoken.find(CREDENTIALS, "k1")


def test_an_answer_is_found_below_much_that_was_written_since(server: FakeX) -> None:
    asked = server.post(BEN, "@AdaOkafor when?")
    sent = account(server).reply(CREDENTIALS, draft("At seven.", in_reply_to=asked["id"]))
    for number in range(5):
        server.post(ME, f"Today {number}")
    wanted = draft("At seven.", in_reply_to=asked["id"])
    assert account(server).find_draft(CREDENTIALS, wanted).external_id == sent.external_id  # type: ignore[union-attr]
    assert account(server).find_draft(CREDENTIALS, draft("At eight.", in_reply_to=asked["id"])) is None
    before = len(server.bodies())
    account(server).reply(CREDENTIALS, draft("At nine.", in_reply_to=asked["id"]))
    assert len(server.bodies()) == before + 1, "a first try looks at the latest alone"
    for number in range(20):
        server.post(ME, f"Tomorrow {number}")
    with pytest.raises(NeverRetry, match="Look there"):
        account(server).find_draft(CREDENTIALS, wanted)


def test_an_answer_outside_of_the_rule_says_where_to_give_it(server: FakeX) -> None:
    asked = server.post(BEN, "Nothing for us")
    server.closed = True
    with pytest.raises(NeverRetry, match=r"open the post on X.*may not reply"):
        account(server).reply(CREDENTIALS, draft("Hello", in_reply_to=asked["id"]))


def test_a_message_goes_into_its_talk_once(server: FakeX) -> None:
    server.message(ME, "Yes.")
    asked = server.message(BEN, "Psst")
    spoken = account(server)
    wanted = draft("Yes.", in_reply_to=asked["id"], context={"talk": f"{ME}-{BEN}"})
    assert spoken.find_draft(CREDENTIALS, wanted) is None, "the same words before the question are another answer"
    sent = spoken.reply(CREDENTIALS, wanted)
    assert spoken.reply(CREDENTIALS, wanted).external_id == sent.external_id
    assert sum(each["text"] == "Yes." for each in server.events) == 2


def test_a_message_that_begins_a_talk_goes_by_number_alone(server: FakeX) -> None:
    server.message(BEN, "Psst")
    number = external_identity("x", BEN)
    assert number is not None
    assert account(server).reply(CREDENTIALS, draft("Hello", to=(Party(identities=(number,)),))).external_id
    with pytest.raises(NeverRetry, match="by their number"):
        account(server).reply(CREDENTIALS, draft("Hello"))
    with pytest.raises(WrongInput, match="no stream"):
        account(server).read(CREDENTIALS, "likes", "")


def test_tokens_are_had_and_renewed(server: FakeX) -> None:
    server.answers["/2/oauth2/token"] = {"access_token": "new", "refresh_token": "r2", "expires_in": 7200}
    spoken = account(server)
    assert spoken.finish(CREDENTIALS, "code", verifier="v", return_to="https://h.example")["token"] == "new"
    assert spoken.refresh(CREDENTIALS)["refresh_token"] == "r2"
    assert list(spoken.streams(CREDENTIALS)) == ["mentions", "messages", "posts"]


@pytest.mark.parametrize("seed", range(4))
def test_through_any_faults_the_same_stands_at_the_end_and_each_answer_once(seed: int) -> None:
    plain, faulty = story(seed, share=0.0), story(seed, share=0.35)
    assert faulty == plain
    assert plain[1] == 1


def story(seed: int, *, share: float) -> tuple[dict[str, Any], int]:
    server = FakeX()
    for number in range(7):
        server.post(BEN, f"@AdaOkafor question {number}?")
    broken = Faulty(server._answer, seed=seed, share=share)

    def opens(guard: object, *, base_url: str = "", headers: Any = None, **more: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(broken), base_url=base_url, headers=headers)

    spoken = X(opens=opens, now=lambda: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=seed))
    held: dict[str, Any] = {}
    cursor, more = "", True
    while more:
        try:
            batch = spoken.read(CREDENTIALS, "mentions", cursor)
        except HustingsError:
            continue
        held |= {each.record.external_id: each.record for each in batch.found if isinstance(each, Found)}
        cursor, more = batch.cursor, batch.more
    wanted = draft("At seven.", in_reply_to=next(iter(server.posts)))
    sent = None
    while sent is None:
        try:
            sent = spoken.reply(CREDENTIALS, wanted)
        except Uncertain:
            # What nobody knows is asked for until somebody does; None means that it has not gone.
            sent = patiently(spoken, wanted)
        except HustingsError:
            continue
    return held, sum(each["author_id"] == ME for each in server.posts.values())


def patiently(spoken: X, wanted: Draft) -> Any:
    while True:
        try:
            return spoken.find_draft(CREDENTIALS, wanted)
        except HustingsError:
            continue


# Held against the description


@cache
def description() -> Any:
    if not FILE.exists():
        pytest.skip("X's description of its interface is not here (../shared/data/specs)")
    return json.loads(FILE.read_text())


def resolved(schema: Any) -> Any:
    while "$ref" in schema:
        kind, name = schema["$ref"].split("/")[-2:]
        schema = description()["components"][kind][name]
    return schema


def operation(request: httpx.Request) -> Any:
    for template, methods in description()["paths"].items():
        pattern = template if request.url.path in description()["paths"] else re.sub(r"\{\w+\}", r"[^/]+", template)
        if re.fullmatch(pattern, request.url.path) and request.method.lower() in methods:
            return methods[request.method.lower()]
    raise AssertionError(f"There is no {request.method} {request.url.path}.")


def check_request(request: httpx.Request) -> None:
    """Only what the description names, in the values, numbers and forms that it lists; the scopes are those that we ask for."""
    told = operation(request)
    known = {each["name"]: each for each in map(resolved, told.get("parameters", ())) if each["in"] == "query"}
    for name, value in request.url.params.multi_items():
        assert name in known, f"{request.url.path}: {name}"
        schema = resolved(known[name]["schema"])
        if schema["type"] == "array":
            items = resolved(schema["items"])
            assert set(value.split(",")) <= set(items.get("enum", value.split(","))), name
        elif schema["type"] == "integer":
            assert schema.get("minimum", 0) <= int(value) <= schema["maximum"], name
        else:
            assert len(value) >= schema.get("minLength", 0), name
    assert {name for name, each in known.items() if each.get("required")} <= set(request.url.params)
    if request.content:
        check_value(json.loads(request.content), told["requestBody"]["content"]["application/json"]["schema"], request.url.path)
    granted = {scope for each in told.get("security", ()) for scope in each.get("OAuth2UserToken", ())}
    assert granted <= set(X.grant.scopes)


def check_value(value: Any, schema: Any, place: str) -> None:
    schema = resolved(schema)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if kind := kinds.get(schema.get("type", "")):
        assert isinstance(value, kind), place
    if isinstance(value, str) and "pattern" in schema:
        assert re.search(schema["pattern"], value), place
    if isinstance(value, list):
        for each in value:
            check_value(each, schema.get("items", {}), place)
    elif isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", ())) <= set(value), place
        assert set(value) <= set(schema["properties"]), f"{place}: {sorted(value)}"
        for key, inner in value.items():
            check_value(inner, schema["properties"][key], f"{place}.{key}")


def test_what_is_asked_and_answered_is_as_the_description_says() -> None:
    description()
    server, exchanged = FakeX(), []
    server.seen = lambda request, response: exchanged.append((request, response))
    first = server.post(ME, "Doors open at 7.")
    asked = server.post(BEN, "@AdaOkafor when?", to=first["id"])
    server.message(BEN, "Psst")
    spoken = account(server)
    spoken.verify(CREDENTIALS)
    for stream in spoken.streams(CREDENTIALS):
        read_all(spoken, stream)
    spoken.reply(CREDENTIALS, draft("At seven.", in_reply_to=asked["id"]))
    spoken.reply(CREDENTIALS, draft("Yes.", in_reply_to=asked["id"], context={"talk": f"{ME}-{BEN}"}))
    number = external_identity("x", BEN)
    assert number is not None
    spoken.reply(CREDENTIALS, draft("Hello", to=(Party(identities=(number,)),)))
    for request, response in exchanged:
        check_request(request)
        schema = operation(request)["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
        check_value(response.json(), schema, request.url.path)
    assert len({(request.method, operation(request)["operationId"]) for request, _ in exchanged}) == 9
