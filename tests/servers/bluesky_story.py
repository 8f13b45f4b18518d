"""A story between two accounts on a real network of the AT Protocol, told through the connector, and its recording.

The story asserts what must be true. `python -m servers.bluesky_story FILE` (in tests/, with the package on the path) tells it on
a fresh network and writes every exchange with it into FILE, from which tests without a network replay them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from hustings.connectors.http import GuardedTransport
from hustings.connectors.live import Account, Batch, Draft, Gone, Sent
from hustings.connectors.platforms.bluesky import Bluesky
from hustings.connectors.protocol import Found
from hustings.kernel.errors import HustingsError
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import Party
from servers.bluesky import Network, Person, bluesky_network
from servers.snac import LOOPBACK

Call = dict[str, Any]
Perform = Callable[[Call], Any]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_POST = "app.bsky.feed.post"
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def perform(account: Bluesky, call: Call) -> Any:
    """One call to the connector, as plain values say it, and what came of it as plain values."""
    given = dict(call)
    act, credentials = getattr(account, given.pop("do")), given.pop("credentials")
    if "draft" in given:
        given["draft"] = msgspec.convert(given["draft"], Draft)
    try:
        return _plain(act(credentials, **given))
    except HustingsError as error:
        return {"error": type(error).__name__, "says": str(error)}


def tell(network: Network, perform: Perform) -> None:
    """The story. Every call to the connector goes through `perform`."""
    ada, ben = network.join("ada"), network.join("ben")
    account = perform({"do": "verify", "credentials": ada.credentials})
    assert account.get("name") == "@ada.test", account
    assert sorted(account["may"]) == ["message", "read", "reply"]
    assert perform({"do": "streams", "credentials": ada.credentials}) == ["notifications", "posts", "messages"]
    _tell_posts(ada, ben, perform)
    _tell_messages(ada, ben, perform)
    _tell_passwords(ada, perform)


def _tell_posts(ada: Person, ben: Person, perform: Perform) -> None:
    root = ada.create(_POST, text="Doors open at 7. Questions?")
    # Who answers a post that the application view does not know yet is told to nobody.
    ada.until(lambda: ada.get("app.bsky.feed.getPosts", uris=[root["uri"]])["posts"])
    ref = {"uri": root["uri"], "cid": root["cid"]}
    answer = ben.create(_POST, text="Will it be streamed?", reply={"root": ref, "parent": ref})
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": ada.did}
    facet = {"index": {"byteStart": 0, "byteEnd": 9}, "features": [feature]}
    ben.create(_POST, text="@ada.test hello", facets=[facet])
    for kind in ("app.bsky.feed.like", "app.bsky.feed.repost"):
        ben.create(kind, subject=ref)
    ben.create("app.bsky.graph.follow", subject=ada.did)
    ada.until(lambda: len(ada.get("app.bsky.notification.listNotifications")["notifications"]) == 5)
    batch = perform({"do": "read", "credentials": ada.credentials, "stream": "notifications", "cursor": ""})
    told = {each["kind"]: each for each in batch["found"]}
    assert sorted(each["kind"] for each in batch["found"]) == ["follow", "person", "post", "post", "reaction", "reaction"]
    assert told["follow"]["direction"] == "in"
    reply = next(each for each in batch["found"] if each.get("in_reply_to"))
    assert (reply["external_id"], reply["thread"], reply["text"]) == (answer["uri"], root["uri"], "Will it be streamed?")
    assert reply["answered"]["is_owner"]
    own = perform({"do": "read", "credentials": ada.credentials, "stream": "posts", "cursor": ""})
    assert [each["external_id"] for each in own["found"][1:]] == [root["uri"]]
    _tell_answers(ada, answer["uri"], perform)
    ben.delete(answer["uri"])
    ada.until(lambda: not ada.get("app.bsky.feed.getPosts", uris=[answer["uri"]])["posts"])
    gone = perform({"do": "read", "credentials": ada.credentials, "stream": "notifications", "cursor": batch["cursor"]})
    assert gone["found"] == [{"gone": answer["uri"]}]
    late = perform({"do": "reply", "credentials": ada.credentials, "draft": _draft("k3", "Too late", in_reply_to=answer["uri"])})
    assert late["error"] == "NeverRetry"


def _tell_answers(ada: Person, asked: str, perform: Perform) -> None:
    text = "Yes, Größe 🎉 @ben.test: https://example.org/live #hustings"
    draft = _draft("k1", text, in_reply_to=asked)
    assert perform({"do": "find_draft", "credentials": ada.credentials, "draft": draft}) is None
    sent = perform({"do": "reply", "credentials": ada.credentials, "draft": draft})
    assert perform({"do": "reply", "credentials": ada.credentials, "draft": draft})["external_id"] == sent["external_id"]
    assert perform({"do": "find", "credentials": ada.credentials, "key": "k1"})["external_id"] == sent["external_id"]
    ada.until(lambda: ada.get("app.bsky.feed.getPosts", uris=[sent["external_id"]])["posts"])
    (post,) = ada.get("app.bsky.feed.getPosts", uris=[sent["external_id"]])["posts"]
    marked = [each["index"] for each in post["record"]["facets"]]
    assert [text.encode()[each["byteStart"] : each["byteEnd"]].decode() for each in marked] == [
        "@ben.test", "https://example.org/live", "#hustings",
    ]  # fmt: skip
    long = perform({"do": "reply", "credentials": ada.credentials, "draft": _draft("k2", "x" * 301, in_reply_to=asked)})
    assert long["error"] == "NeverRetry"
    assert "300" in long["says"]


def _tell_messages(ada: Person, ben: Person, perform: Perform) -> None:
    identity = handle_identity("bluesky", ben.did)
    assert identity is not None
    draft = _draft("d1", "Can we count on you? https://example.org", to=[Party(identities=(identity,))])
    assert perform({"do": "find_draft", "credentials": ada.credentials, "draft": draft}) is None
    sent = perform({"do": "reply", "credentials": ada.credentials, "draft": draft})
    assert perform({"do": "find_draft", "credentials": ada.credentials, "draft": draft}) == sent
    found, _ = _all(ben, perform, "")
    (message,) = (each for each in found if each["kind"] == "message")
    assert message["external_id"] == sent["external_id"]
    assert message["text"] == "Can we count on you? https://example.org"
    _, cursor = _all(ada, perform, "")
    answer = _draft("d2", "Yes", in_reply_to=sent["external_id"])
    back = perform({"do": "reply", "credentials": ben.credentials, "draft": answer})
    found, cursor = _all(ada, perform, cursor)
    assert back["external_id"] in [each["external_id"] for each in found]
    talk, _, number = back["external_id"].partition("/")
    ben.do("chat.bsky.convo.deleteMessageForSelf", {"convoId": talk, "messageId": number}, chat=True)
    found, _ = _all(ada, perform, cursor)
    assert {"gone": back["external_id"]} in found


def _tell_passwords(ada: Person, perform: Perform) -> None:
    for privileged in (False, True):
        made = ada.do("com.atproto.server.createAppPassword", {"name": f"p{privileged}", "privileged": privileged})
        credentials = ada.credentials | {"password": made["password"]}
        assert ("messages" in perform({"do": "streams", "credentials": credentials})) is privileged
        batch = perform({"do": "read", "credentials": credentials, "stream": "messages", "cursor": ""})
        assert batch.get("error") == (None if privileged else "NeverRetry")
    ada.do("com.atproto.server.revokeAppPassword", {"name": "pTrue"})
    revoked = perform({"do": "verify", "credentials": credentials})
    assert "Make a new one there" in revoked["says"]


def _all(person: Person, perform: Perform, cursor: str) -> tuple[list[Any], str]:
    found: list[Any] = []
    while True:
        batch = perform({"do": "read", "credentials": person.credentials, "stream": "messages", "cursor": cursor})
        found, cursor = found + batch["found"], batch["cursor"]
        if not batch["more"]:
            return found, cursor


def _draft(key: str, text: str, **more: Any) -> dict[str, Any]:
    return dict(msgspec.to_builtins(Draft(key=key, text=text, author=Party(name="Ada"), **more)))


def _plain(value: Any) -> Any:
    match value:
        case Batch():
            return {
                "found": [_plain(each) for each in value.found],
                "cursor": value.cursor,
                "more": value.more,
                "cost": value.cost,
            }
        case Found():
            return msgspec.to_builtins(value.record)
        case Gone():
            return {"gone": value.external_id}
        case Sent():
            return {"external_id": value.external_id, "at": value.at.isoformat(timespec="seconds"), "link": value.link}
        case Account():
            return msgspec.to_builtins(value) | {"may": sorted(value.may)}
        case tuple():
            return list(value)
    return value


class Recorder(httpx.BaseTransport):
    """Passes requests on, and keeps them with their answers. Tokens are left out."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        self._inner = GuardedTransport(LOOPBACK)
        self._kept = kept

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange."""
        response = self._inner.handle_request(request)
        response.read()
        body = _TOKEN.sub("token", response.text)
        self._kept.append(asked(request) | {"status": response.status_code, "answer": json.loads(body) if body else None})
        return httpx.Response(response.status_code, headers=response.headers, content=response.content)


def asked(request: httpx.Request) -> dict[str, Any]:
    """What a request asks, without its tokens."""
    given = json.loads(request.content) if request.content else None
    proxy = request.headers.get("atproto-proxy", "")
    return {"method": request.method, "target": request.url.raw_path.decode(), "given": given, "proxy": proxy}


def record(file: Path) -> None:
    """Tells the story on a fresh network and writes its scenes."""
    scenes: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []

    def opens(guard: object, *, base_url: str, **more: object) -> httpx.Client:
        return httpx.Client(transport=Recorder(kept), base_url=base_url, headers={"accept-encoding": "gzip"}, timeout=30)

    def performed(call: Call) -> Any:
        # A fresh account opens a session of its own in each scene, so that each can be replayed alone.
        kept.clear()
        result = perform(Bluesky(LOOPBACK, opens=opens, now=lambda: NOW, sessions={}), call)
        scenes.append({"call": call, "exchanges": list(kept), "result": result})
        return result

    with bluesky_network() as network:
        tell(network, performed)
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(scene, ensure_ascii=False) for scene in scenes)
    file.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    record(Path(sys.argv[1]))
