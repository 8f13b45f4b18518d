"""Accounts on two real servers of the fediverse that federate with each other. Skipped where snac is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hustings.connectors.live import Draft, Gone
from hustings.connectors.platforms.mastodon import Mastodon
from hustings.connectors.protocol import Found
from hustings.kernel.errors import NeverRetry
from hustings.kernel.records import MessageRecord, Party, PostRecord, ReactionRecord
from servers.snac import LOOPBACK, Server, two_servers, until

ADA = Party(name="Ada Okafor")


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    with two_servers() as both:
        yield both


class Reader:
    """Ada's notifications, read as a sync does."""

    def __init__(self, server: Server, name: str) -> None:
        self._credentials = server.credentials(name)
        self._account = Mastodon(LOOPBACK)
        self._cursor = ""
        self.records: dict[str, Any] = {}
        self.gone: set[str] = set()

    def holds(self, address: str) -> Any:
        """The record with an id, if it has come."""
        batch = self._account.read(self._credentials, "notifications", self._cursor)
        self._cursor = batch.cursor
        for each in batch.found:
            if isinstance(each, Found):
                self.records[each.record.external_id] = each.record
            elif isinstance(each, Gone):
                self.gone.add(each.external_id)
        return self.records.get(address)


def reply(server: Server, name: str, text: str, to: str, **more: Any) -> Any:
    draft = Draft(**({"key": text, "text": text, "author": ADA, "in_reply_to": to} | more))
    return Mastodon(LOOPBACK).reply(server.credentials(name), draft)


def test_an_account_says_whose_it_is(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    account = Mastodon(LOOPBACK).verify(one.credentials("ada"))
    assert account.name == "@ada@one.localhost"
    with pytest.raises(NeverRetry, match="Make a new token there"):
        Mastodon(LOOPBACK).verify(one.credentials("ada") | {"token": "revoked"})


def test_a_talk_goes_both_ways_once(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    ada, ben = Reader(one, "ada"), Reader(one, "ben")
    first = one.post("ada", "Doors open at 7. Questions?")
    asked = one.post("ben", "@ada will it be streamed?", in_reply_to_id=first["id"])
    one.call("ben", "POST", f"/api/v1/statuses/{first['id']}/favourite", data={"x": "1"})
    post = until(lambda: ada.holds(asked["uri"]))
    assert isinstance(post, PostRecord)
    assert (post.in_reply_to, post.thread) == (first["uri"], first["uri"])
    assert post.author is not None
    assert post.author.identities[0].value == "ben@one.localhost"
    like = until(lambda: ada.holds(f"like:ben@one.localhost:{first['uri']}"))
    assert isinstance(like, ReactionRecord)
    sent = reply(one, "ada", "Yes, and recorded.", asked["uri"])
    again = reply(one, "ada", "Yes, and recorded.", asked["uri"])
    assert again.external_id == sent.external_id
    answer = until(lambda: ben.holds(sent.external_id))
    assert answer.in_reply_to == asked["uri"]
    assert answer.visibility == "public"
    assert "recorded" in answer.text


def test_what_is_private_is_answered_privately(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    ada, ben = Reader(one, "ada"), Reader(one, "ben")
    asked = one.post("ben", "@ada a private word", visibility="direct")
    message = until(lambda: ada.holds(asked["uri"]))
    assert isinstance(message, MessageRecord)
    assert [each.is_owner for each in message.recipients] == [True]
    sent = reply(one, "ada", "Of course.", asked["uri"], visibility="public")
    answer = until(lambda: ben.holds(sent.external_id))
    assert isinstance(answer, MessageRecord)


def test_an_answer_crosses_to_another_server(servers: tuple[Server, Server]) -> None:
    one, two = servers
    ada = Reader(one, "ada")
    (found,) = two.call("vera", "GET", "/api/v2/search", params={"q": f"http://{one.host}/ada", "resolve": "true"})["accounts"]
    two.call("vera", "POST", f"/api/v1/accounts/{found['id']}/follow", data={"x": "1"})
    until(lambda: ada.holds("follow:vera@two.localhost"))
    first = one.post("ada", "Volunteers wanted!")
    seen = until(lambda: _seen(two, "vera", first["uri"]))
    sent = reply(two, "vera", "I will bring chairs.", first["uri"], context={"number": seen["id"]})
    post = until(lambda: ada.holds(sent.external_id))
    assert post.in_reply_to == first["uri"]
    assert post.author.identities[0].value == "vera@two.localhost"
    back = reply(one, "ada", "Thank you!", sent.external_id)
    answer = until(lambda: Reader(two, "vera").holds(back.external_id))
    assert answer.thread == first["uri"]


def test_a_deleted_post_is_gone(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    ada = Reader(one, "ada")
    asked = one.post("ben", "@ada please forget this")
    until(lambda: ada.holds(asked["uri"]))
    one.delete("ben", asked["uri"])
    until(lambda: ada.holds(asked["uri"]) and asked["uri"] in ada.gone)


def test_own_posts_are_read_too(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    mine = one.post("ada", "One of my own.")
    batch = Mastodon(LOOPBACK).read(one.credentials("ada"), "posts", "")
    assert mine["uri"] in {each.record.external_id for each in batch.found if isinstance(each, Found)}
    assert list(Mastodon(LOOPBACK).read(one.credentials("ada"), "messages", "").found)[1:] == []


def _seen(server: Server, name: str, address: str) -> Any:
    timeline = server.call(name, "GET", "/api/v1/timelines/home")
    return next((each for each in timeline if each["uri"] == address), None)
