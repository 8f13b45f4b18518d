"""Promises of accounts of Mastodon, on a small server in memory. The real servers: test_mastodon_servers.py."""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.fediverse_story import mastodon_story
from fakes.mastodon import CREDENTIALS, HOST, FakeMastodon
from hustings.connectors.files.mastodon.accounts import Owner as ArchiveOwner
from hustings.connectors.files.mastodon.posts import Threads as ArchiveThreads
from hustings.connectors.files.mastodon.posts import posted
from hustings.connectors.live import Answers, Draft, FindsDrafts, Gone, Listens
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.mastodon import Mastodon
from hustings.connectors.platforms.mastodon.streaming import Listening
from hustings.connectors.platforms.registry import platform
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain, WrongInput
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import (
    AnyRecord,
    FollowRecord,
    InvitationRecord,
    MessageRecord,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
)

ADA = Party(name="Ada Okafor")
BEN = "ben@social.example"


@pytest.fixture
def server() -> FakeMastodon:
    return FakeMastodon()


def opened(server: FakeMastodon, **more: Any) -> Mastodon:
    return Mastodon(opens=server.opens, **more)


def came(server: FakeMastodon, stream: str = "notifications", cursor: str = "") -> tuple[list[Any], str]:
    """Everything of a stream, and the cursor behind it."""
    found: list[Any] = []
    while True:
        batch = opened(server).read(CREDENTIALS, stream, cursor)
        found += [each.record if isinstance(each, Found) else each for each in batch.found]
        cursor = batch.cursor
        assert batch.cost >= 1
        if not batch.more:
            return found, cursor


def records(server: FakeMastodon, stream: str = "notifications") -> list[AnyRecord]:
    """Everything of a stream but the owner, who comes first."""
    found, _ = came(server, stream)
    assert isinstance(found[0], PersonRecord)
    return found[1:]


def draft(text: str, answered: dict[str, Any], **more: Any) -> Draft:
    return Draft(**({"key": "k1", "text": text, "author": ADA, "in_reply_to": answered["uri"]} | more))


def sent_bodies(server: FakeMastodon) -> list[dict[str, Any]]:
    return [json.loads(each.content) for each in server.requests if each.method == "POST"]


def test_it_offers_what_the_contract_names() -> None:
    made = platform("mastodon", Guard())
    assert isinstance(made, Answers)
    assert isinstance(made, FindsDrafts)
    assert isinstance(made, Listens)
    assert made.limits[0].points == 300
    assert {each.name for each in made.asks} == {"server", "token"}


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["read", "write:statuses"], {"read", "listen", "reply", "message"}),
        (["read:accounts", "read:statuses", "read:notifications"], {"read", "listen"}),
        (["profile"], set()),
        (None, {"read", "listen", "reply", "message"}),
    ],
)
def test_an_account_says_whose_it_is_and_what_its_token_may_do(
    server: FakeMastodon, scopes: list[str] | None, may: set[str]
) -> None:
    server.scopes = scopes
    account = opened(server).verify(CREDENTIALS)
    assert account.name == "@ada@social.example"
    assert [each.value for each in account.identities] == ["ada@social.example"]
    assert account.may == may


def test_a_server_that_names_nobody_is_not_connected(server: FakeMastodon) -> None:
    server.people["ada"] = {"id": "1"}
    with pytest.raises(NeverRetry, match="Check the address"):
        opened(server).verify(CREDENTIALS)


def test_a_revoked_token_is_said_plainly_with_the_way_to_mend_it(server: FakeMastodon) -> None:
    wrong = CREDENTIALS | {"token": "old"}
    with pytest.raises(NeverRetry, match="Make a new token there"):
        opened(server).verify(wrong)
    with pytest.raises(NeverRetry, match="Make a new token there"):
        list(opened(server).listen(wrong, "notifications", seconds=10))


@pytest.mark.parametrize(
    "server_word", ["social.example", "https://Social.Example/", "@ada@social.example", "ada@social.example"]
)
def test_members_write_the_server_as_they_like(server: FakeMastodon, server_word: str) -> None:
    assert opened(server).verify(CREDENTIALS | {"server": server_word}).name == "@ada@social.example"
    assert str(server.requests[-1].url).startswith("https://social.example/")


@pytest.mark.parametrize(
    ("wrong", "field"), [({"server": "not a server"}, "server"), ({"token": ""}, "token"), ({"token": "a\nb"}, "token")]
)
def test_what_cannot_be_an_account_is_refused_by_its_field(server: FakeMastodon, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(WrongInput) as caught:
        opened(server).verify(CREDENTIALS | wrong)
    assert caught.value.field == field
    assert not server.requests


def test_plain_http_is_for_servers_of_the_own_network_alone(server: FakeMastodon) -> None:
    at_home = Guard(allowed=(ip_network("10.0.0.0/8"),), resolve=lambda host, port: ["10.0.0.7"])
    public = Guard(resolve=lambda host, port: ["93.184.216.34"])
    wished = CREDENTIALS | {"server": "http://home.example:8080"}
    Mastodon(at_home, opens=server.opens).verify(wished)
    assert server.requests[-1].url.scheme == "http"
    Mastodon(public, opens=server.opens).verify(wished)
    assert server.requests[-1].url.scheme == "https"


def test_servers_that_answer_unprocessable_to_an_unknown_token_are_understood(server: FakeMastodon) -> None:
    _, cursor = came(server)
    server.answers = dict.fromkeys(["/api/v1/accounts/verify_credentials", "/api/v1/notifications"], httpx.Response(422))
    for stream_cursor in ("", cursor):
        with pytest.raises(NeverRetry, match="Make a new token there"):
            opened(server).read(CREDENTIALS, "notifications", stream_cursor)


def test_a_mention_is_a_post_with_its_author_and_its_place_in_the_thread(server: FakeMastodon) -> None:
    first = server.post("ada", "Doors open at 7.")
    middle = server.post("vera@far.example", "Will it be streamed?", to=first, tells=False)
    last = server.post("ben", "@ada and recorded?", to=middle, url=None, tags=[{"name": "hustings"}])
    (post,) = records(server)
    assert isinstance(post, PostRecord)
    assert post.external_id == last["uri"] == post.link
    assert post.in_reply_to == middle["uri"]
    assert post.thread == first["uri"]
    assert post.author is not None
    assert post.author.name == "Ben"
    assert [each.value for each in post.author.identities] == [BEN]
    assert post.answered is not None
    assert post.answered.identities[0].value == "vera@far.example"
    assert [each.is_owner for each in post.mentioned] == [True]
    assert post.tags == ("hustings",)
    assert post.text == "@ada and recorded?"
    assert post.extra["number"] == last["id"]


def test_an_answer_to_a_post_that_is_gone_still_comes(server: FakeMastodon) -> None:
    first = server.post("ada", "Doors open at 7.")
    answer = server.post("ben", "@ada Great", to=first)
    server.delete(first)
    (post,) = records(server)
    assert (post.external_id, post.in_reply_to, post.thread) == (answer["uri"], "", "")
    assert post.answered.is_owner
    answer["in_reply_to_account_id"] = "99"
    (post,) = records(server)
    assert post.answered is None


def test_a_post_that_went_while_its_thread_was_asked_for_still_comes(server: FakeMastodon) -> None:
    answer = server.post("ben", "@ada Great", to=server.post("ada", "Doors open at 7."))
    del server.statuses[answer["id"]]
    server.answers["/api/v1/statuses"] = httpx.Response(200, json=[answer])
    (post,) = records(server)
    assert (post.external_id, post.in_reply_to) == (answer["uri"], "")


def test_messages_to_named_people_are_messages_in_one_thread(server: FakeMastodon) -> None:
    first = server.post("ben", "@ada a private word", visibility="direct", media_attachments=[{"url": "https://f.example/1"}, {}])
    server.post("ben", "@ada and another", to=first, visibility="direct")
    one, two = records(server)
    assert isinstance(one, MessageRecord)
    assert one.sender.identities[0].value == BEN
    assert [each.is_owner for each in one.recipients] == [True]
    assert one.attachments == ("https://f.example/1",)
    assert one.thread == two.thread == two.in_reply_to == first["uri"]


def test_a_conversation_brings_all_its_messages_and_no_public_post(server: FakeMastodon) -> None:
    public = server.post("ada", "Questions?")
    root = server.post("ben", "@ada privately", to=public, visibility="direct", tells=False)
    server.post("ben", "@ada one more thing", to=root, visibility="direct", tells=False)
    last = server.post("ada", "@ben thank you", to=root, visibility="direct")
    alone = server.post("ben", "@ada hello", visibility="direct", tells=False)
    server.talk(last)
    server.talk(alone)
    server.talk(None)  # type: ignore[arg-type]
    found = records(server, "messages")
    assert [each.text for each in found] == ["@ada privately", "@ada one more thing", "@ben thank you", "@ada hello"]
    assert found[2].sender.is_owner


def test_a_conversation_whose_thread_is_gone_gives_its_last_message(server: FakeMastodon) -> None:
    last = server.post("ben", "@ada hello", visibility="direct", in_reply_to_id="5", tells=False)
    server.talk(last)
    assert [each.external_id for each in records(server, "messages")] == [last["uri"]]


def test_a_message_is_the_same_record_whichever_way_it_comes(server: FakeMastodon) -> None:
    first = server.post("ben", "@ada a private word", visibility="direct")
    server.talk(server.post("ben", "@ada more", to=first, visibility="direct"))
    assert records(server) == records(server, "messages")


def test_favourites_boosts_and_follows_are_reactions_by_their_authors(server: FakeMastodon) -> None:
    post = server.post("ada", "Doors open at 7.")
    server.tell("favourite", "ben", post)
    server.tell("reblog", "vera@far.example", post)
    server.tell("pleroma:emoji_reaction", "ben", post, emoji="🎉")
    server.tell("reaction", "ben", post)
    server.tell("follow", "ben")
    server.tell("follow_request", "vera@far.example")
    server.tell("severed_relationships", "ben")
    server.tell("mention", "ben")
    server.tell("favourite", "ben")
    like, boost, sign, nameless, follow, request = records(server)
    assert isinstance(like, ReactionRecord)
    assert (like.reaction, like.link, like.external_id) == ("like", post["uri"], f"like:{BEN}:{post['uri']}")
    assert like.about is not None
    assert like.about.is_owner
    assert (boost.reaction, sign.reaction, nameless.reaction) == ("boost", "🎉", "emoji")
    assert isinstance(follow, FollowRecord)
    assert (follow.external_id, follow.direction, follow.status) == (f"follow:{BEN}", "in", "")
    assert isinstance(request, InvitationRecord)
    assert (request.direction, request.external_id) == ("in", "follow-request:vera@far.example")
    assert (request.sender.identities[0].value, request.recipient.is_owner) == ("vera@far.example", True)


def test_what_a_notification_lacks_is_said_and_the_others_come(server: FakeMastodon) -> None:
    post = server.post("ada", "Doors open at 7.")
    server.tell("mention", "ben", {"id": "7", "account": server.people["ben"]})
    server.tell("favourite", "ben", post, created_at="soon")
    server.tell("follow_request", "ben", created_at="soon")
    server.people["ben"] = {"id": "2"}
    server.tell("follow", "ben")
    server.tell("favourite", "ben", post)
    server.people["ben"] = {"id": "2", "username": "ben", "acct": "ben", "url": "https://[oops"}
    server.tell("follow", "ben")
    found = records(server)
    assert [type(each) for each in found] == [*[Rejected] * 4, ReactionRecord, FollowRecord]
    assert found[4].external_id.startswith("like:2:")
    assert found[5].party.identities[0].value == "ben@social.example"


def test_own_posts_boosts_and_polls_come_too(server: FakeMastodon) -> None:
    theirs = server.post("ben", "Come all", tells=False)
    poll = {"votes_count": 3, "expired": False, "expires_at": "2026-12-01T00:00:00Z"}
    options = [{"title": "Yes", "votes_count": 3}, {"title": "No", "votes_count": None}]
    asked = server.post("ada", "Shall we?", poll=poll | {"options": options}, spoiler_text="Politics")
    server.post("ada", "", reblog=theirs)
    quoting = server.post("ada", "Look", visibility="private", quote={"quoted_status": theirs}, tags=[{}])
    question, boost, quote = records(server, "posts")
    assert question.external_id == asked["uri"]
    assert question.author is None
    assert question.text == "Politics\n\nShall we?"
    assert question.extra == {"number": asked["id"], "poll": "Yes (3), No (?)", "poll_ends_at": "2026-12-01T00:00:00Z"}
    assert (boost.is_repost, boost.shared_link) == (True, theirs["uri"])
    assert [each.identities[0].value for each in boost.mentioned] == [BEN]
    assert (quote.visibility, quote.shared_link, quote.external_id) == ("followers", theirs["uri"], quoting["uri"])


def test_a_boost_by_others_in_the_place_of_a_post_is_that_post(server: FakeMastodon) -> None:
    post = server.post("ada", "Doors open at 7.")
    server.statuses[post["id"]] = post | {"uri": "https://social.example/boost", "account": server.people["ben"], "reblog": post}
    server.answers["/api/v1/accounts/1/statuses"] = httpx.Response(200, json=[server.statuses[post["id"]]])
    (found,) = records(server, "posts")
    assert (found.external_id, found.author, found.is_repost) == (post["uri"], None, False)


def test_an_own_post_has_the_id_and_the_words_of_the_archive(server: FakeMastodon) -> None:
    post = server.post("ada", "Doors <b>open</b><br>at 7", spoiler_text="Politics")
    note = {
        "id": post["uri"], "type": "Note", "content": post["content"], "summary": post["spoiler_text"], "url": post["url"],
        "published": post["created_at"], "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [],
    }  # fmt: skip
    activity = {"type": "Create", "id": post["uri"] + "/activity", "object": note}
    (archived,) = posted(activity, ArchiveOwner(), ArchiveThreads())
    (live,) = records(server, "posts")
    assert isinstance(archived, PostRecord)
    assert (live.external_id, live.text, live.at, live.link) == (archived.external_id, archived.text, archived.at, archived.link)


def test_the_owner_comes_first_with_the_words_of_the_profile(server: FakeMastodon) -> None:
    (owner,) = came(server)[0]
    assert owner.is_owner
    assert owner.name.full == "Ada"
    assert owner.websites == ("https://ada.example",)
    assert owner.extra == {"Office": "Room 3"}
    assert owner.summary == "Hello"


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("count", [3, 14, 15, 39, 40, 41, 100])
def test_every_mention_comes_once_however_many(count: int, backward: bool) -> None:
    server = FakeMastodon(backward=backward)
    posts = [server.post("ben", f"@ada {number}") for number in range(count)]
    found, cursor = came(server)
    assert sorted(each.external_id for each in found[1:]) == sorted(each["uri"] for each in posts)
    later = [server.post("ben", f"@ada later {number}") for number in range(count)]
    found, cursor = came(server, cursor=cursor)
    assert sorted(each.external_id for each in found) == sorted(each["uri"] for each in later)
    assert came(server, cursor=cursor)[0] == []


def test_the_newest_come_first_and_what_arrives_meanwhile_before_the_older_ones(server: FakeMastodon) -> None:
    posts = [server.post("ben", f"@ada {number}") for number in range(100)]
    account = opened(server)
    batch = account.read(CREDENTIALS, "notifications", "")
    first = [each.record.external_id for each in batch.found if isinstance(each, Found)][1:]
    assert first == [each["uri"] for each in posts[-40:]]
    now = server.post("ben", "@ada now")
    batch = account.read(CREDENTIALS, "notifications", batch.cursor)
    assert [each.record.external_id for each in batch.found if isinstance(each, Found)] == [now["uri"]]
    assert batch.more
    rest, _ = came(server, cursor=batch.cursor)
    assert sorted(each.external_id for each in rest) == sorted(each["uri"] for each in posts[:60])


def test_the_latest_posts_are_watched_however_many_older_ones_come(server: FakeMastodon) -> None:
    posts = [server.post("ben", f"@ada {number}") for number in range(260)]
    _, cursor = came(server)
    server.delete(posts[-1])
    found: list[Any] = []
    for _ in range(10):
        now, cursor = came(server, cursor=cursor)
        found += now
    assert found == [Gone(posts[-1]["uri"])]


def test_backward_pages_end_at_a_bound() -> None:
    server = FakeMastodon(backward=True)
    for number in range(60):
        server.tell("follow", "ben", note=number)
    pages = iter(range(10_000))

    def endless(*_: object) -> httpx.Response:
        top = 10**9 - page * 100 if (page := next(pages)) else 100
        return httpx.Response(200, json=[each | {"id": str(top - at)} for at, each in enumerate(server.notices[:40])])

    server._routes = tuple((p, endless if "notifications" in p else a) for p, a in server._routes)  # type: ignore[misc, assignment]
    server.several = False
    batch = opened(server).read(CREDENTIALS, "notifications", "")
    batch = opened(server).read(CREDENTIALS, "notifications", batch.cursor)
    assert len(batch.found) == 51 * 40


def test_a_number_that_appears_late_below_a_higher_one_is_not_lost(server: FakeMastodon) -> None:
    for number in range(12):
        server.post("ben", f"@ada {number}")
    held = server.notices.pop(8)
    _, cursor = came(server)
    server.notices.insert(8, held)
    (late,), cursor = came(server, cursor=cursor)
    assert late.external_id == held["status"]["uri"]
    assert came(server, cursor=cursor)[0] == []


@pytest.mark.parametrize("several", [True, False])
def test_edits_and_deletions_are_followed(several: bool) -> None:
    server = FakeMastodon(several=several)
    posts = [server.post("ben", f"@ada {number}") for number in range(8)]
    _, cursor = came(server)
    server.edit(posts[1], "@ada changed")
    server.delete(posts[6])
    found: list[Any] = []
    for _ in range(2):
        now, cursor = came(server, cursor=cursor)
        found += now
    changed = [each for each in found if isinstance(each, PostRecord)]
    assert [(each.external_id, each.text) for each in changed] == [(posts[1]["uri"], "@ada changed")]
    assert [each for each in found if isinstance(each, Gone)] == [Gone(posts[6]["uri"])]
    for _ in range(2):
        now, cursor = came(server, cursor=cursor)
        assert now == []


def test_votes_of_a_poll_are_followed(server: FakeMastodon) -> None:
    poll = {"votes_count": 0, "options": [{"title": "Yes", "votes_count": 0}, {"title": "No", "votes_count": 0}]}
    asked = server.post("ada", "Shall we?", poll=poll)
    _, cursor = came(server, "posts")
    assert came(server, "posts", cursor)[0] == []
    asked["poll"] = {"votes_count": 1, "options": [{"title": "Yes", "votes_count": 1}, {"title": "No", "votes_count": 0}]}
    (post,) = came(server, "posts", cursor)[0]
    assert post.extra["poll"] == "Yes (1), No (0)"
    server.tell("poll", "ada", asked)
    assert records(server)[-1].external_id == asked["uri"]


def test_a_post_that_a_server_leaves_out_by_mistake_is_not_taken_for_deleted(server: FakeMastodon) -> None:
    server.post("ben", "@ada still here")
    _, cursor = came(server)
    server.answers["/api/v1/statuses"] = httpx.Response(200, json=[])
    assert came(server, cursor=cursor)[0] == []


def test_snac_calls_messages_private(server: FakeMastodon) -> None:
    server.version = "4.0.0 (not true; really snac/2.75)"
    server.post("ben", "a word", visibility="private", mentions=[], tells=False)
    server.tell("mention", "ben", next(iter(server.statuses.values())))
    (message,) = records(server)
    assert isinstance(message, MessageRecord)
    assert [each.is_owner for each in message.recipients] == [True]
    server.people["ada"] |= {"acct": "ada@localhost:3401", "url": "http://localhost:3401/ada", "uri": ""}
    (message,) = records(server)
    assert message.recipients[0].is_owner
    assert message.recipients[0].identities == ()


def test_a_cursor_that_cannot_be_read_begins_anew(server: FakeMastodon) -> None:
    server.post("ben", "@ada hello")
    assert [type(each) for each in came(server, cursor="{broken")[0]] == [PersonRecord, PostRecord]


def test_an_unknown_stream_is_refused(server: FakeMastodon) -> None:
    assert set(opened(server).streams(CREDENTIALS)) == {"notifications", "posts", "messages"}
    with pytest.raises(WrongInput):
        opened(server).read(CREDENTIALS, "everything", "")


@pytest.mark.parametrize("path", ["/api/v1/accounts/verify_credentials", "/api/v1/notifications"])
def test_an_answer_of_another_shape_is_asked_for_again_later(server: FakeMastodon, path: str) -> None:
    server.answers[path] = httpx.Response(200, json={"surprise": 1})
    with pytest.raises(RetryLater):
        opened(server).read(CREDENTIALS, "notifications", "")


def test_an_answer_stands_below_its_post_and_names_those_of_the_talk(server: FakeMastodon) -> None:
    post = server.post("vera@far.example", "@ada @ben when?", spoiler_text="Politics")
    sent = opened(server).reply(CREDENTIALS, draft("At seven, @ben.", post))
    (body,) = sent_bodies(server)
    assert body == {
        "status": "@vera@far.example At seven, @ben.",
        "visibility": "public",
        "in_reply_to_id": post["id"],
        "spoiler_text": "Politics",
    }
    assert sent.external_id == server.statuses[server.keys["k1"]]["uri"]
    assert sent.link.startswith("https://social.example/@ada/")


@pytest.mark.parametrize("held", ["public", "unlisted", "private", "direct", "local", ""])
@pytest.mark.parametrize("asked", ["", "public", "unlisted", "followers", "direct"])
def test_an_answer_is_never_seen_by_more_than_what_it_answers(server: FakeMastodon, held: str, asked: str) -> None:
    order = ["public", "unlisted", "private", "direct"]
    post = server.post("ben", "@ada hello", visibility=held)
    opened(server).reply(CREDENTIALS, draft("Hello", post, visibility=asked))
    (body,) = sent_bodies(server)
    narrowest = max(
        order.index(held) if held in order else 3, order.index({"": "public", "followers": "private"}.get(asked, asked))
    )
    assert body["visibility"] == order[narrowest]


def test_what_is_private_on_snac_is_answered_directly(server: FakeMastodon) -> None:
    server.version = "snac/2.75"
    opened(server).reply(CREDENTIALS, draft("Hello", server.post("ben", "@ada hello", visibility="private")))
    assert sent_bodies(server)[0]["visibility"] == "direct"


def test_somebody_with_two_names_is_named_once(server: FakeMastodon) -> None:
    server.people["vera@far.example"]["uri"] = "https://web.far.example/users/vera"
    post = server.post("vera@far.example", "@ada when?")
    by_address = Party(identities=tuple(filter(None, [handle_identity("mastodon", "vera@web.far.example")])))
    opened(server).reply(CREDENTIALS, draft("At seven.", post, to=(by_address,)))
    assert sent_bodies(server)[0]["status"] == "@vera@far.example At seven."


def test_a_message_that_names_a_stranger_does_not_leave(server: FakeMastodon) -> None:
    post = server.post("ben", "@ada about @vera@far.example", visibility="direct")
    with pytest.raises(NeverRetry, match=r"naming @otto@net\.example would show it"):
        opened(server).reply(CREDENTIALS, draft("Ask @otto@net.example", post))
    with pytest.raises(NeverRetry, match=r"naming @otto@social\.example"):
        opened(server).reply(CREDENTIALS, draft("Ask @otto!", post))
    assert not sent_bodies(server)
    opened(server).reply(CREDENTIALS, draft("@ben: I, @ada, and @vera@far.example agree, mail me at a@b.example", post))
    assert len(sent_bodies(server)) == 1


def test_a_talk_can_be_begun_with_those_named(server: FakeMastodon) -> None:
    ben = Party(identities=tuple(filter(None, [handle_identity("mastodon", BEN)])))
    stranger = Party(identities=tuple(filter(None, [handle_identity("x", "ben")])))
    opened(server).reply(CREDENTIALS, Draft(key="k1", text="Hello", author=ADA, to=(ben, stranger), visibility="public"))
    assert sent_bodies(server) == [{"status": f"@{BEN} Hello", "visibility": "direct"}]
    with pytest.raises(NeverRetry, match="names nobody"):
        opened(server).reply(CREDENTIALS, Draft(key="k2", text="Hello", author=ADA, to=(stranger, Party())))


def test_the_same_answer_goes_out_once_even_without_keys(server: FakeMastodon) -> None:
    post = server.post("ben", "@ada when?")
    first = opened(server).reply(CREDENTIALS, draft("At seven.", post))
    server.keys.clear()
    assert opened(server).reply(CREDENTIALS, draft("At seven.", post)).external_id == first.external_id
    assert len(sent_bodies(server)) == 1
    opened(server).reply(CREDENTIALS, draft("At eight.", post, key="k2"))
    assert len(sent_bodies(server)) == 2


def test_an_answer_is_found_by_its_words(server: FakeMastodon) -> None:
    post = server.post("ben", "@ada when?")
    assert opened(server).find_draft(CREDENTIALS, draft("At seven.", post)) is None
    sent = opened(server).reply(CREDENTIALS, draft("At seven.", post))
    server.post("ben", "@ada At seven.", to=post)
    assert opened(server).find_draft(CREDENTIALS, draft("At seven.", post)) == sent
    ben = Party(identities=tuple(filter(None, [handle_identity("mastodon", BEN)])))
    message = Draft(key="k3", text="Hello", author=ADA, to=(ben,))
    assert opened(server).find_draft(CREDENTIALS, message) is None
    sent = opened(server).reply(CREDENTIALS, message)
    assert opened(server).find_draft(CREDENTIALS, message) == sent
    with pytest.raises(RetryLater):
        opened(server).find(CREDENTIALS, "k3")


def test_an_answered_post_is_looked_up_by_number_address_search_or_notice(server: FakeMastodon) -> None:
    post = server.post("vera@far.example", "@ada when?")
    own = server.post("ada", "Doors open at 7.")
    server.tell("follow", "ben")
    opened(server).reply(CREDENTIALS, draft("a", post, context={"number": post["id"]}))
    opened(server).reply(CREDENTIALS, draft("b", post, key="k2", context={"number": own["id"]}))
    opened(server).reply(CREDENTIALS, draft("c", own, key="k3"))
    server.answers["/api/v2/search"] = httpx.Response(200, json={"statuses": [own]})
    opened(server).reply(CREDENTIALS, draft("d", post, key="k4", context={"number": "77"}))
    assert [each["in_reply_to_id"] for each in sent_bodies(server)] == [post["id"], post["id"], own["id"], post["id"]]
    server.delete(post)
    with pytest.raises(NeverRetry, match="no longer there"):
        opened(server).reply(CREDENTIALS, draft("e", post, key="k5"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(500), Uncertain),
        (httpx.Response(200, content=b"{half"), Uncertain),
        (httpx.Response(503), RetryLater),
        (httpx.Response(429, headers={"retry-after": "7"}), RetryLater),
        (httpx.Response(422, json={"error": "Validation failed: Text is <b>too</b> long"}), NeverRetry),
    ],
)
def test_nothing_is_sent_again_that_may_have_gone(server: FakeMastodon, answer: httpx.Response, error: type[Exception]) -> None:
    post = server.post("ben", "@ada when?")
    server.answers["/api/v1/statuses"] = answer
    with pytest.raises(error) as caught:
        opened(server).reply(CREDENTIALS, draft("At seven.", post))
    assert type(caught.value) is error


def test_listening_hears_events_until_its_time_is_over(server: FakeMastodon) -> None:
    ticks = iter(range(1_000))
    heard = Listening(clock=lambda: next(ticks), wait=lambda seconds: None)
    server.events = [":thump", "event: notification", "data: {}", "", "event: filters_changed", "event: delete"] + [":thump"] * 90
    told = list(opened(server, listening=heard).listen(CREDENTIALS, "notifications", seconds=50))
    assert sum(told) == 3
    assert told.count(False) > 20


@pytest.mark.parametrize("answer", [httpx.Response(404), httpx.Response(200, json=[])])
def test_without_a_stream_it_listens_by_the_clock(server: FakeMastodon, answer: httpx.Response) -> None:
    now, waits = [0.0], []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    server.answers["/api/v1/streaming/user"] = answer
    told = list(opened(server, listening=Listening(clock=lambda: now[0], wait=wait)).listen(CREDENTIALS, "posts", seconds=150))
    assert (sum(waits), max(waits)) == (150, 5)
    assert sum(told) == 3


def test_a_broken_stream_is_looked_behind_at_once() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence", request=request)

    def opens(guard: object, **more: Any) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(broken), base_url=more["base_url"])

    clock = iter([0.0, 200.0, 200.0, 200.0])
    told = Mastodon(opens=opens, listening=Listening(clock=lambda: next(clock))).listen(CREDENTIALS, "posts", seconds=100)
    assert len(list(told)) == 1


def test_a_stream_that_ends_goes_on_by_the_clock(server: FakeMastodon) -> None:
    clock = iter([0.0, 1.0, 200.0])
    server.events = ["event: update"]
    told = opened(server, listening=Listening(clock=lambda: next(clock))).listen(CREDENTIALS, "posts", seconds=100)
    assert list(told) == [True, True]


@pytest.mark.parametrize("seed", range(6))
def test_through_any_faults_the_same_stands_at_the_end_and_each_answer_once(seed: int) -> None:
    plain, faulty = mastodon_story(seed, share=0.0), mastodon_story(seed, share=0.35)
    assert len(plain.records) == 1 + 4 + 24 - 3 + 4 + 4
    assert faulty.records == plain.records
    assert set(faulty.answers.values()) == {1}
    assert faulty.faults > 20


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_words_are_found_again_as_the_same_answer(words: str) -> None:
    server = FakeMastodon()
    post = server.post("ben", "@ada when?")
    plain = "".join(sign for sign in words if sign.isalnum() or sign in " @.#'-").strip()
    given_draft = draft(f"Yes {plain}", post)
    sent = opened(server).reply(CREDENTIALS, given_draft)
    assert opened(server).find_draft(CREDENTIALS, given_draft) == sent


def test_the_host_of_the_fake_is_that_of_its_credentials() -> None:
    assert CREDENTIALS["server"] == HOST
