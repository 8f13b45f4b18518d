"""Promises of accounts of Bluesky, on a small server in memory. What the real network answers: test_bluesky_network.py."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.bluesky import ADA, BEN, CREDENTIALS, POST, TALK, FakeBluesky, Refused
from fakes.fediverse_story import bluesky_story
from hustings.connectors.live import Answers, Draft, FindsDrafts, Gone, Listens
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.bluesky import Bluesky
from hustings.connectors.platforms.bluesky.answering import record_key
from hustings.connectors.platforms.bluesky.session import Sessions
from hustings.connectors.platforms.registry import platform
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain, WrongInput
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import FollowRecord, MessageRecord, Party, PersonRecord, PostRecord, ReactionRecord

AUTHOR = Party(name="Ada Okafor")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TO_BEN = Party(identities=tuple(filter(None, [handle_identity("bluesky", BEN)])))


@pytest.fixture
def server() -> FakeBluesky:
    return FakeBluesky()


def opened(server: FakeBluesky) -> Bluesky:
    return Bluesky(opens=server.opens, now=lambda: NOW, sessions={})


def came(server: FakeBluesky, stream: str = "notifications", cursor: str = "") -> tuple[list[Any], str]:
    """Everything of a stream, and the cursor behind it."""
    account, found = opened(server), []
    while True:
        batch = account.read(CREDENTIALS, stream, cursor)
        found += [each.record if isinstance(each, Found) else each for each in batch.found]
        cursor = batch.cursor
        if not batch.more:
            return found, cursor


def records(server: FakeBluesky, stream: str = "notifications") -> list[Any]:
    """Everything of a stream but the owner, who comes first."""
    found, _ = came(server, stream)
    assert isinstance(found[0], PersonRecord)
    return found[1:]


def draft(text: str, answered: str = "", **more: Any) -> Draft:
    return Draft(**({"key": "k1", "text": text, "author": AUTHOR, "in_reply_to": answered} | more))


def written(server: FakeBluesky, method: str = "createRecord") -> list[dict[str, Any]]:
    return [json.loads(each.content) for each in server.requests if each.url.path.endswith(method)]


def test_it_offers_what_the_contract_names() -> None:
    made = platform("bluesky", Guard())
    assert isinstance(made, Answers)
    assert isinstance(made, FindsDrafts)
    assert not isinstance(made, Listens)
    assert {limit.points for limit in made.limits} == {3_000, 5_000, 35_000}
    assert [each.name for each in made.asks if each.secret] == ["password"]


@pytest.mark.parametrize("chats", [True, False])
def test_an_account_says_whose_it_is_and_whether_messages_are_open(chats: bool) -> None:
    server = FakeBluesky(chats=chats)
    account = opened(server).verify(CREDENTIALS)
    assert account.name == "@ada.test"
    assert [each.value for each in account.identities] == [ADA, "ada.test"]
    assert ("message" in account.may) is chats
    assert {"read", "reply"} <= account.may
    assert ("messages" in opened(server).streams(CREDENTIALS)) is chats


def test_a_password_that_opens_no_messages_is_said_so_and_opens_no_session_after_another(server: FakeBluesky) -> None:
    server.chats = False
    account = opened(server)
    for _ in range(3):
        with pytest.raises(NeverRetry, match="does not open direct messages"):
            account.read(CREDENTIALS, "messages", "")
    assert server.opened == 1


def test_a_revoked_password_is_said_plainly_with_the_way_to_mend_it(server: FakeBluesky) -> None:
    with pytest.raises(NeverRetry, match="Make a new one there"):
        opened(server).verify(CREDENTIALS | {"password": "old"})


def test_a_server_of_another_kind_is_not_connected(server: FakeBluesky) -> None:
    server.answers["com.atproto.server.createSession"] = httpx.Response(200, json={"hello": 1})
    with pytest.raises(NeverRetry, match="Check its address"):
        opened(server).verify(CREDENTIALS)


def test_a_session_is_opened_once_and_renewed_when_it_ends(server: FakeBluesky) -> None:
    account = opened(server)
    for _ in range(3):
        account.read(CREDENTIALS, "posts", "")
    assert (server.opened, server.renewed) == (1, 0)
    server.ended["Bearer access1"] = Refused(400, "ExpiredToken")
    account.read(CREDENTIALS, "posts", "")
    assert (server.opened, server.renewed) == (1, 1)
    server.ended["Bearer access2"] = Refused(400, "ExpiredToken")
    server.refreshes = False
    account.read(CREDENTIALS, "posts", "")
    assert (server.opened, server.renewed) == (2, 1)
    server.ended["Bearer access3"] = Refused(401, "InvalidToken", "Token could not be verified")
    account.read(CREDENTIALS, "posts", "")
    assert (server.opened, server.renewed) == (3, 1)


def test_a_session_serves_all_who_work_with_the_account_in_a_process(server: FakeBluesky) -> None:
    sessions: Sessions = {}
    for _ in range(3):
        Bluesky(opens=server.opens, sessions=sessions).read(CREDENTIALS, "posts", "")
    assert server.opened == 1
    for number in range(1_100):
        sessions[str(number).encode()] = next(iter(sessions.values()))
    Bluesky(opens=server.opens, sessions=sessions).verify(CREDENTIALS)
    assert len(sessions) == 1_000
    assert CREDENTIALS["password"] not in repr(sessions)


def test_sessions_of_other_passwords_are_not_shared(server: FakeBluesky) -> None:
    account = opened(server)
    account.read(CREDENTIALS, "posts", "")
    with pytest.raises(NeverRetry):
        account.read(CREDENTIALS | {"password": "guessed"}, "posts", "")


@pytest.mark.parametrize(
    ("word", "address"),
    [("", "https://bsky.social"), ("Pds.Example/", "https://pds.example"), ("http://home.test:2583", "http://home.test:2583")],
)
def test_the_server_is_bluesky_unless_another_is_named(server: FakeBluesky, word: str, address: str) -> None:
    at_home = Guard(allowed=(ip_network("10.0.0.0/8"),), resolve=lambda host, port: ["10.0.0.7"])
    Bluesky(at_home, opens=server.opens, sessions={}).verify(CREDENTIALS | {"server": word})
    assert str(server.requests[-1].url).startswith(address + "/xrpc/")


def test_plain_http_is_for_servers_of_the_own_network_alone(server: FakeBluesky) -> None:
    public = Guard(resolve=lambda host, port: ["93.184.216.34"])
    Bluesky(public, opens=server.opens, sessions={}).verify(CREDENTIALS | {"server": "http://pds.example"})
    assert server.requests[-1].url.scheme == "https"
    with pytest.raises(WrongInput):
        opened(server).verify(CREDENTIALS | {"server": "no server"})


def test_a_mention_is_a_post_with_its_author_and_its_place_in_the_thread(server: FakeBluesky) -> None:
    root = server.put(ADA, "Doors open at 7.")
    middle = server.put(BEN, "When?", to=root)
    facets = [
        {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": ADA}]},
        {"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "hustings"}]},
    ]
    last = server.mention("@ada.test and where? #hustings", to=middle, facets=facets)
    (post,) = records(server)
    assert isinstance(post, PostRecord)
    assert (post.external_id, post.in_reply_to, post.thread) == (last, middle, root)
    assert post.author is not None
    assert post.author.name == "Ben"
    assert [each.value for each in post.author.identities] == [BEN, "ben.test"]
    assert post.answered is not None
    assert post.answered.identities[0].value == BEN
    assert [each.is_owner for each in post.mentioned] == [True]
    assert post.tags == ("hustings",)
    assert post.link == f"https://bsky.app/profile/{BEN}/post/{last.rpartition('/')[2]}"


def test_likes_reposts_and_follows_are_reactions_by_their_authors(server: FakeBluesky) -> None:
    post = server.put(ADA, "Doors open at 7.")
    subject = {"uri": post, "cid": "cid1"}
    server.tell("like", server.put(BEN, kind="app.bsky.feed.like", subject=subject))
    server.tell("repost-via-repost", server.put(BEN, kind="app.bsky.feed.repost", subject=subject))
    server.tell("follow", server.put(BEN, kind="app.bsky.graph.follow", subject=ADA))
    server.tell("starterpack-joined", server.put(BEN, kind="app.bsky.graph.starterpack"))
    like, repost, follow = records(server)
    assert isinstance(like, ReactionRecord)
    assert (like.reaction, like.link, repost.reaction) == ("like", post, "repost")
    assert like.about is not None
    assert like.about.is_owner
    assert isinstance(follow, FollowRecord)
    assert (follow.direction, follow.party.name) == ("in", "Ben")


def test_what_a_notification_lacks_is_said_and_the_others_come(server: FakeBluesky) -> None:
    server.mention("no date")
    server.notices[-1]["record"] = {"$type": POST, "createdAt": "soon"}
    server.mention("no author")
    server.notices[-1]["author"] = {"did": "nobody"}
    server.mention("no address")
    server.notices[-1]["uri"] = ""
    server.mention("invalid handle")
    server.notices[-1]["author"] = {"did": BEN, "handle": "handle.invalid"}
    found = records(server)
    assert [type(each) for each in found] == [Rejected, Rejected, Rejected, PostRecord]
    assert [each.value for each in found[3].author.identities] == [BEN]


def test_the_owner_comes_first_with_the_words_of_the_profile(server: FakeBluesky) -> None:
    (owner,) = came(server)[0]
    assert (owner.is_owner, owner.name.full, owner.summary) == (True, "Ada Okafor", "For Mayor")
    server.answers["app.bsky.actor.getProfile"] = httpx.Response(
        400, json={"error": "InvalidRequest", "message": "Profile not found"}
    )
    (owner,) = came(server)[0]
    assert (owner.is_owner, owner.name.full) == (True, ADA)


@pytest.mark.parametrize("page", [1, 3, 100])
@pytest.mark.parametrize("count", [1, 7, 30])
def test_every_mention_comes_once_however_many(page: int, count: int) -> None:
    server = FakeBluesky(page=page)
    posts = [server.mention(f"{number}") for number in range(count)]
    found, cursor = came(server)
    assert {each.external_id for each in found[1:]} == set(posts)
    assert len(found) == count + 1
    server.minute += 60
    later = [server.mention(f"later {number}") for number in range(count)]
    found, cursor = came(server, cursor=cursor)
    assert {each.external_id for each in found} == set(later)
    assert len(found) == count
    assert came(server, cursor=cursor)[0] == []


def test_a_mention_that_claims_to_be_older_is_found_by_a_deeper_walk(server: FakeBluesky) -> None:
    server.mention("first")
    _, cursor = came(server)
    server.minute += 600
    server.mention("second")
    _, cursor = came(server, cursor=cursor)
    late = server.mention("written in a train", made=server.moment - timedelta(hours=5))
    found: list[Any] = []
    for _ in range(60):
        now, cursor = came(server, cursor=cursor)
        found += now
    assert late in [each.external_id for each in found if isinstance(each, PostRecord)]


def test_own_posts_come_by_their_keys_with_the_ids_of_the_repository(server: FakeBluesky) -> None:
    posts = [server.put(ADA, f"{number}") for number in range(130)]
    found, cursor = came(server, "posts")
    assert [each.external_id for each in found[1:]] == posts
    assert found[1].author is None
    one_more = server.put(ADA, "one more")
    server.records["at://did:plc:ada/app.bsky.feed.post/3kzzz"] = {"cid": "c", "value": {"text": "no date"}}
    found, _ = came(server, "posts", cursor)
    assert [type(each) for each in found] == [PostRecord, Rejected]
    assert found[0].external_id == one_more


def test_edits_and_deletions_are_followed(server: FakeBluesky) -> None:
    posts = [server.mention(f"{number}") for number in range(30)]
    own = server.put(ADA, "mine")
    _, cursor = came(server)
    _, own_cursor = came(server, "posts")
    server.edit(posts[3], "changed")
    server.delete(posts[27])
    server.hidden.add(posts[5])
    server.delete(own)
    found: list[Any] = []
    for _ in range(3):
        now, cursor = came(server, cursor=cursor)
        found += now
    assert [each.text for each in found if isinstance(each, PostRecord)] == ["changed"]
    assert [each for each in found if isinstance(each, Gone)] == [Gone(posts[27])]
    assert came(server, "posts", own_cursor)[0] == [Gone(own)]


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        ({"error": "RepoDeactivated"}, True),
        ({"error": "InvalidRequest", "message": "Could not find repo: did:plc:ben"}, True),
        ({"error": "InvalidRequest", "message": "Something else"}, False),
    ],
)
def test_only_what_is_deleted_is_taken_for_gone(server: FakeBluesky, error: dict[str, str], gone: bool) -> None:
    post = server.mention("hello")
    _, cursor = came(server)
    server.hidden.add(post)
    server.answers["com.atproto.repo.getRecord"] = httpx.Response(400, json=error)
    assert (came(server, cursor=cursor)[0] == [Gone(post)]) is gone


def test_direct_messages_come_from_all_talks_and_then_from_the_log() -> None:
    server = FakeBluesky(page=3)
    for number in range(7):
        server.message(BEN if number % 2 else ADA, f"{number}")
    found, cursor = came(server, "messages")
    assert {each.text for each in found[1:]} == {str(number) for number in range(7)}
    message = next(each for each in found[1:] if each.text == "1")
    assert isinstance(message, MessageRecord)
    assert message.thread == TALK
    assert message.sender.name == "ben.test"
    assert [each.is_owner for each in message.recipients] == [True]
    server.message(BEN, "later")
    found, cursor = came(server, "messages", cursor)
    assert [each.text for each in found if isinstance(each, MessageRecord)][-1:] == ["later"]
    assert came(server, "messages", cursor)[0] == []


def test_signs_and_deletions_under_messages_are_followed(server: FakeBluesky) -> None:
    gone = server.message(BEN, "oops")
    _, cursor = came(server, "messages")
    number = server.message(ADA, "Can we count on you?")
    asked = {"id": number, "sender": {"did": ADA}}
    sign = {"value": "👍", "sender": {"did": BEN}, "createdAt": "2026-11-23T10:00:00Z"}
    server.event("AddReaction", message=asked, reaction=sign)
    server.event("AddReaction", message=asked, reaction={"value": "👎", "sender": {"did": BEN}})
    server.event("RemoveReaction", message=asked, reaction=sign)
    server.event("DeleteMessage", message={"id": gone, "sentAt": "2026-11-23T10:00:00Z"})
    server.event("ReadMessage", message=asked)
    found, _ = came(server, "messages", cursor)
    added = next(each for each in found if isinstance(each, ReactionRecord))
    assert (added.reaction, added.link) == ("👍", f"{TALK}/{number}")
    assert added.author is not None
    assert added.author.identities[0].value == BEN
    assert Gone(added.external_id) in found
    assert any(isinstance(each, Gone) and each.external_id == f"{TALK}/{gone}" for each in found)
    assert sum(isinstance(each, Rejected) for each in found) == 1
    assert not any(isinstance(each, MessageRecord) and each.text == "oops" for each in records(server, "messages"))


def test_a_message_without_sender_is_said(server: FakeBluesky) -> None:
    server.message("nobody", "hello")
    server.message(BEN, "hello")
    server.events[-1]["message"]["sentAt"] = ""
    assert [type(each) for each in records(server, "messages")] == [Rejected, Rejected]


def test_a_talk_that_was_left_names_no_others(server: FakeBluesky) -> None:
    server.message(BEN, "hello")
    _, cursor = came(server, "messages")
    server.event("CreateMessage", message=server.events[-1]["message"] | {"id": "m9"})
    server.events[-1]["convoId"] = "left"
    (message,) = came(server, "messages", cursor)[0]
    assert (message.external_id, message.recipients) == ("left/m9", ())


def test_a_cursor_that_cannot_be_read_begins_anew(server: FakeBluesky) -> None:
    server.mention("hello")
    assert [type(each) for each in came(server, cursor="{broken")[0]] == [PersonRecord, PostRecord]
    with pytest.raises(WrongInput):
        opened(server).read(CREDENTIALS, "everything", "")


def test_an_answer_stands_below_its_post_and_its_thread(server: FakeBluesky) -> None:
    root = server.put(ADA, "Doors open at 7.")
    asked = server.mention("When?", to=root)
    sent = opened(server).reply(CREDENTIALS, draft("At seven.", asked))
    (body,) = written(server)
    assert body["record"]["reply"]["root"] == {"uri": root, "cid": server.records[root]["cid"]}
    assert body["record"]["reply"]["parent"]["uri"] == asked
    assert body["record"]["createdAt"] == "2026-11-23T12:00:00.000Z"
    assert "facets" not in body["record"]
    assert sent.external_id == f"at://{ADA}/{POST}/{record_key('k1')}"
    opened(server).reply(CREDENTIALS, draft("And thanks.", root, key="k2"))
    assert written(server)[1]["record"]["reply"]["root"]["uri"] == root


def test_links_accounts_and_tags_are_marked_by_bytes(server: FakeBluesky) -> None:
    text = "Größe 🎉 @ben.test, @nobody.test: https://e.example/a_(b), (https://e.example/#x) #Wahl #1 #" + "x" * 65
    opened(server).reply(CREDENTIALS, draft(text, server.mention("When?")))
    facets = written(server)[0]["record"]["facets"]
    marked = [
        (text.encode()[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode(), each["features"][0]) for each in facets
    ]
    assert [words for words, _ in marked] == ["@ben.test", "https://e.example/a_(b)", "https://e.example/#x", "#Wahl"]
    assert marked[0][1] == {"$type": "app.bsky.richtext.facet#mention", "did": BEN}
    assert marked[3][1]["tag"] == "Wahl"


@pytest.mark.parametrize("visibility", ["unlisted", "followers", "direct"])
def test_an_answer_that_must_not_be_public_does_not_leave(server: FakeBluesky, visibility: str) -> None:
    with pytest.raises(NeverRetry, match="public on Bluesky"):
        opened(server).reply(CREDENTIALS, draft("Psst", server.mention("When?"), visibility=visibility))
    assert not written(server)


def test_posts_that_are_gone_or_closed_are_not_answered(server: FakeBluesky) -> None:
    post = server.mention("When?")
    server.records[post]["viewer"] = {"replyDisabled": True}
    with pytest.raises(NeverRetry, match="does not let this account"):
        opened(server).reply(CREDENTIALS, draft("At seven.", post))
    server.delete(post)
    with pytest.raises(NeverRetry, match="no longer there"):
        opened(server).reply(CREDENTIALS, draft("At seven.", post))


def test_the_same_answer_goes_out_once_and_is_found_by_its_key(server: FakeBluesky) -> None:
    post = server.mention("When?")
    wanted = draft("At seven.", post)
    assert opened(server).find_draft(CREDENTIALS, wanted) is None
    with pytest.raises(RetryLater):
        opened(server).find(CREDENTIALS, "k1")
    first = opened(server).reply(CREDENTIALS, wanted)
    assert opened(server).reply(CREDENTIALS, wanted) == first
    assert opened(server).find(CREDENTIALS, "k1") == first == opened(server).find_draft(CREDENTIALS, wanted)
    assert len(written(server)) == 1
    server.records[first.external_id]["value"] = {}
    with pytest.raises(NeverRetry, match="Another record"):
        opened(server).find(CREDENTIALS, "k1")


def test_direct_messages_are_answered_in_their_talk_once(server: FakeBluesky) -> None:
    number = server.message(BEN, "When?")
    wanted = draft("At seven: https://e.example", f"{TALK}/{number}")
    assert opened(server).find_draft(CREDENTIALS, wanted) is None
    sent = opened(server).reply(CREDENTIALS, wanted)
    assert opened(server).find_draft(CREDENTIALS, wanted) == sent
    assert opened(server).reply(CREDENTIALS, wanted) == sent
    (body,) = written(server, "sendMessage")
    assert body["convoId"] == TALK
    assert len(body["message"]["facets"]) == 1
    again = server.message(BEN, "Really?")
    assert opened(server).find_draft(CREDENTIALS, draft("At seven: https://e.example", f"{TALK}/{again}")) is None


def test_a_talk_can_be_begun_with_those_named(server: FakeBluesky) -> None:
    by_handle = Party(identities=tuple(filter(None, [handle_identity("bluesky", "ben.test")])))
    for key, to in (("k1", TO_BEN), ("k2", by_handle)):
        opened(server).reply(CREDENTIALS, draft("Hello", key=key, to=(to,)))
    assert [each["convoId"] for each in written(server, "sendMessage")] == [TALK, TALK]
    assert opened(server).find_draft(CREDENTIALS, draft("Something else", to=(TO_BEN,))) is None
    assert opened(server).reply(CREDENTIALS, draft("Hello", thread=TALK)).external_id.startswith(TALK)
    with pytest.raises(NeverRetry, match="names nobody"):
        opened(server).reply(CREDENTIALS, draft("Hello", to=(Party(),), thread="at://did:plc:ben/app.bsky.feed.post/1"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(500, json={"error": "InternalServerError"}), Uncertain),
        (httpx.Response(200, content=b"{half"), Uncertain),
        (httpx.Response(503), RetryLater),
        (httpx.Response(429, headers={"ratelimit-reset": "1795440000"}), RetryLater),
        (httpx.Response(400, json={"error": "InvalidRequest", "message": "grapheme too big (maximum 300)"}), NeverRetry),
    ],
)
def test_nothing_is_sent_again_that_may_have_gone(server: FakeBluesky, answer: httpx.Response, error: type[Exception]) -> None:
    post = server.mention("When?")
    server.answers["com.atproto.repo.createRecord"] = answer
    with pytest.raises(error) as caught:
        opened(server).reply(CREDENTIALS, draft("At seven.", post))
    assert type(caught.value) is error


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_key_of_a_record_follows_from_the_draft_alone(one: str, other: str) -> None:
    assert re.fullmatch(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", record_key(one))
    assert (record_key(one) == record_key(other)) == (one == other)


@given(st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_marks_never_cut_a_character(words: str) -> None:
    server = FakeBluesky()
    text = f"{words} @ben.test {words}#Wahl https://e.example {words}"
    opened(server).reply(CREDENTIALS, draft(text, server.mention("When?")))
    held = written(server)[0]["record"]
    ends = 0
    for each in held.get("facets", []):
        start, end = each["index"]["byteStart"], each["index"]["byteEnd"]
        assert ends <= start < end
        assert held["text"].encode()[start:end].decode()[0] in "@#h"
        ends = end


@pytest.mark.parametrize("seed", range(6))
def test_through_any_faults_the_same_stands_at_the_end_and_each_answer_once(seed: int) -> None:
    plain, faulty = bluesky_story(seed, share=0.0), bluesky_story(seed, share=0.35)
    assert len(plain.records) == 1 + 4 + 20 - 3 + 4 + 3
    assert faulty.records == plain.records
    assert set(faulty.answers.values()) == {1}
    assert faulty.faults > 20
