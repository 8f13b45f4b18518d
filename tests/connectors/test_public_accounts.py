"""Promises of public accounts, seen without signing in: on small servers in memory, and on snac where it is installed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fakes.public_accounts import (
    ANSWER,
    ASKED,
    FIRST,
    LOOKUP,
    START,
    STATUSES,
    STRANGER,
    Server,
    account,
    context,
    mastodon,
    moment,
    status,
)
from hustings.connectors.public_accounts import Bounds, PublicAccount, read_public_account
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from servers.snac import LOOPBACK, two_servers

BOUNDS = Bounds(START - timedelta(days=30), 100)
DID = "did:plc:ada"


def seen(server: Server, handle: str = "@ada@social.example", bounds: Bounds = BOUNDS, **more: Any) -> PublicAccount:
    return read_public_account(handle, bounds=bounds, opens=server.opens, **more)


def numbers(found: PublicAccount) -> list[str]:
    return [each.external_id.rpartition("/")[2] for each in found.said]


def test_posts_of_the_owner_and_what_was_written_to_them_below_these_are_seen() -> None:
    server = mastodon()
    found = seen(server)
    assert numbers(found) == ["1", "2", "3", "4", "7", "8"]
    assert (found.name, found.server, found.posts, found.threads) == ("@ada@social.example", "social.example", 4, 2)
    asked, answer, to_stranger, boost = (found.said[place] for place in (1, 2, 4, 5))
    assert asked.author is not None
    assert (asked.thread, answer.thread) == (FIRST["uri"], FIRST["uri"])
    assert (answer.author, answer.in_reply_to) == (None, ASKED["uri"])
    assert to_stranger.answered is not None
    assert boost.is_repost
    assert "without signing in" in found.not_reached[0]
    assert not found.left_out


def test_a_thread_is_asked_for_once_and_posts_without_answers_never() -> None:
    server = mastodon()
    seen(server)
    assert [each for each in server.asked if "context" in each] == [context(1), context(7)]


@pytest.mark.parametrize(
    "handle",
    ["ada@Social.example", "https://social.example/@ada", "https://social.example/users/ada/", "https://social.example/ada"],
)
def test_an_account_is_written_in_several_ways(handle: str) -> None:
    server = mastodon()
    assert seen(server, f" {handle} ").name == "@ada@social.example"
    assert server.addresses == ["https://social.example"]


@pytest.mark.parametrize("handle", ["", "ada", "@ada", "https://social.example/", "https://bsky.app/profile/-/", "a b@c.example"])
def test_what_is_no_account_is_said_plainly(handle: str) -> None:
    with pytest.raises(WrongInput, match="is no account") as caught:
        seen(mastodon(), handle)
    assert caught.value.field == "account"


def test_an_account_that_is_not_there_is_wrong_input() -> None:
    with pytest.raises(WrongInput, match=r"social\.example shows no account ada"):
        seen(Server({}))
    with pytest.raises(WrongInput, match="Bluesky shows no account"):
        seen(Server({}), "ada.bsky.social")


def test_a_server_that_shows_accounts_to_its_people_alone_is_said() -> None:
    with pytest.raises(NeverRetry, match="only to those who sign in"):
        seen(Server({LOOKUP: 401}))


def test_a_server_that_hides_threads_still_tells_what_was_published() -> None:
    server = mastodon()
    server.answers[context(1)] = 401
    found = seen(server)
    assert numbers(found) == ["1", "3", "7", "8"]
    assert [bool(each.in_reply_to) for each in found.said] == [False, True, True, False]
    assert found.threads == 0
    assert "nobody counts as having written" in found.not_reached[1]
    assert context(7) not in server.asked


def test_pages_are_followed_down_to_the_day_or_the_number_of_posts() -> None:
    pages = [[status(number, "ada", number) for number in numbers] for numbers in ((9, 8), (7, 6), (5,))]
    server = Server({LOOKUP: account("ada"), STATUSES: pages[0], f"{STATUSES} 8": pages[1], f"{STATUSES} 6": pages[2]})
    server.answers[f"{STATUSES} 5"] = [{**pages[2][0]}]
    assert seen(server).posts == 5
    few = seen(server, bounds=Bounds(BOUNDS.since, 3))
    assert numbers(few) == ["7", "8", "9"]
    assert "Only the newest 3 posts" in few.not_reached[0]
    assert numbers(seen(server, bounds=Bounds(START + timedelta(hours=6.5), 100))) == ["7", "8", "9"]
    assert server.asked[-1] == f"{STATUSES} 8"


def test_where_a_thread_is_cut_off_its_last_post_is_asked_for_by_itself() -> None:
    server = mastodon()
    deep = {**ANSWER, "replies_count": 1}
    further = status(30, "ben", 12, deep)
    server.answers[STATUSES] = [deep, FIRST]
    server.answers[context(1)] = {"ancestors": [], "descendants": [ASKED, deep]}
    server.answers[context(3)] = {"ancestors": [FIRST, ASKED], "descendants": [further]}
    assert numbers(seen(server)) == ["1", "2", "3", "30"]
    assert [each for each in server.asked if "context" in each] == [context(1), context(3)]


def test_a_thread_that_is_longer_than_strangers_see_is_said() -> None:
    server = mastodon()
    many = [status(100 + number, "ben", 10, FIRST) for number in range(60)]
    server.answers[context(1)] = {"ancestors": [], "descendants": many}
    found = seen(server)
    assert "in 1 of them there may be more" in found.not_reached[1]


def test_a_post_that_cannot_be_read_is_left_out_with_its_reason() -> None:
    server = mastodon()
    server.answers[STATUSES] = [{**FIRST, "created_at": "yesterday"}]
    assert seen(server).left_out == (("social.example", "The post has no date that can be read."),)


def test_answers_that_name_each_other_in_a_circle_end() -> None:
    one, two = status(20, "ada", 1, STRANGER), status(21, "ada", 2, STRANGER)
    one["in_reply_to_id"], two["in_reply_to_id"] = "21", "20"
    server = Server({LOOKUP: account("ada"), STATUSES: [two, one]})
    assert numbers(seen(server)) == ["20", "21"]


def test_a_wait_that_the_server_asks_for_is_kept() -> None:
    server, waits = mastodon(), list[float]()
    server.first[context(1)] = [httpx.Response(429, headers={"retry-after": "20"})]
    found = seen(server, wait=waits.append)
    assert waits == [20.0]
    assert numbers(found) == ["1", "2", "3", "4", "7", "8"]


def test_a_server_that_wants_a_long_rest_is_left_alone_and_what_is_missing_is_said() -> None:
    server, waits = mastodon(), list[float]()
    server.first[context(1)] = [httpx.Response(429, headers={"retry-after": "900"})]
    found = seen(server, wait=waits.append)
    assert waits == []
    assert context(7) not in server.asked
    assert found.left_out == (("social.example", "3 threads were not read. social.example takes no more calls for now."),)


def test_one_broken_thread_does_not_hide_the_others_but_three_are_enough() -> None:
    server = mastodon()
    server.answers[context(1)] = 500
    found = seen(server)
    # Without the whole thread, the answer in it is asked for by itself.
    assert context(3) in server.asked
    assert found.left_out == (("social.example", "1 thread was not read. social.example is in trouble (500)."),)
    assert found.threads == 2
    posts = [status(number, "ada", number, replies_count=1) for number in (14, 13, 12, 11)]
    server = Server({LOOKUP: account("ada"), STATUSES: posts} | {context(number): 500 for number in (11, 12, 13)})
    assert "4 threads" in seen(server).left_out[0][1]
    assert context(14) not in server.asked


def test_an_account_whose_server_takes_no_calls_can_be_asked_later() -> None:
    with pytest.raises(RetryLater) as caught:
        seen(Server({LOOKUP: 429}))
    assert "no more calls" in str(caught.value)


PROFILE = "/xrpc/app.bsky.actor.getProfile"
FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
THREAD = "/xrpc/app.bsky.feed.getPostThread"


def view(number: int, who: str, hours: float, to: dict[str, Any] | None = None, replies: int = 0, **more: Any) -> dict[str, Any]:
    answered = {"reply": {"parent": {"uri": to["uri"]}, "root": {"uri": address(1, "ada")}}} if to else {}
    record = {"text": f"Words {number}?", "createdAt": moment(hours), **answered}
    author = {"did": f"did:plc:{who}", "handle": f"{who}.bsky.social", "displayName": who, **more}
    return {"uri": address(number, who), "author": author, "record": record, "replyCount": replies}


def address(number: int, who: str) -> str:
    return f"at://did:plc:{who}/app.bsky.feed.post/{number}"


def node(post: dict[str, Any], *replies: Any) -> dict[str, Any]:
    return {"post": post, "replies": list(replies)}


B_FIRST = view(1, "ada", 0, replies=4)
B_ASKED = view(2, "ben", 1, B_FIRST, replies=2)
B_ANSWER = view(3, "ada", 3, B_ASKED)
B_AMONG = view(4, "vera", 4, B_ASKED)
B_HIDDEN = view(5, "otto", 5, B_FIRST, labels=[{"val": "!no-unauthenticated"}])
B_AGAIN = view(6, "ada", 6, B_FIRST, replies=1)
REPOST = {"post": view(7, "otto", 1, replies=9), "reason": {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": moment(7)}}


def bluesky() -> Server:
    thread = node(B_FIRST, node(B_ASKED, node(B_ANSWER), node(B_AMONG)), node(B_HIDDEN), node(B_AGAIN), {"notFound": True})
    return Server(
        {
            PROFILE: {"did": DID, "handle": "ada.bsky.social", "displayName": "Ada"},
            FEED: {"feed": [REPOST, {"post": B_AGAIN}, {"post": B_ANSWER}], "cursor": "c"},
            f"{FEED} c": {"feed": [{"post": B_FIRST}], "cursor": "c"},
            f"{THREAD} {B_FIRST['uri']}": {"thread": thread},
        }
    )


@pytest.mark.parametrize("handle", ["ada.bsky.social", "@Ada.bsky.social", DID, "https://bsky.app/profile/ada.bsky.social"])
def test_an_account_of_bluesky_is_read_by_any_of_its_names(handle: str) -> None:
    server = bluesky()
    found = seen(server, handle)
    assert server.addresses == ["https://public.api.bsky.app"]
    assert (found.name, found.server, found.posts, found.threads) == ("@ada.bsky.social", "bsky.app", 4, 2)
    assert numbers(found) == ["1", "2", "3", "6", "7"]
    assert found.said[1].author is not None
    assert found.said[-1].is_repost
    assert found.said[3].answered is not None


def test_bluesky_tells_what_it_does_not_show() -> None:
    server = bluesky()
    words = " ".join(seen(server, DID).not_reached)
    assert "without signing in" in words
    assert "1 answers by people who ask not to be shown" in words
    assert "1 answers that Bluesky counts were not shown" in words
    # The thread below its second post is gone meanwhile: asked for, and nothing came.
    assert server.asked[-1] == f"{THREAD} {B_AGAIN['uri']}"


def test_who_asks_not_to_be_shown_to_strangers_is_left_alone() -> None:
    server = bluesky()
    server.answers[PROFILE]["labels"] = [{"val": "!no-unauthenticated"}]
    with pytest.raises(NeverRetry, match="asks not to be shown"):
        seen(server, DID)
    server.answers[PROFILE]["labels"] = [{"val": "!no-unauthenticated", "neg": True}]
    assert seen(server, DID).posts == 4


def test_a_feed_ends_at_the_day_at_the_number_and_where_it_ends() -> None:
    few = seen(bluesky(), DID, bounds=Bounds(BOUNDS.since, 2))
    assert numbers(few) == ["6", "7"]
    assert "Only the newest 2 posts" in few.not_reached[0]
    server = bluesky()
    assert numbers(seen(server, DID, bounds=Bounds(START + timedelta(hours=5), 9))) == ["6", "7"]
    assert f"{FEED} c" not in server.asked


def test_a_quiet_account_of_bluesky_says_only_what_always_holds() -> None:
    server = Server({PROFILE: {"did": DID, "handle": "ada.bsky.social"}, FEED: {"feed": [{"post": view(1, "ada", 0)}]}})
    found = seen(server, DID)
    assert (found.posts, found.threads, len(found.not_reached)) == (1, 0, 1)


def test_a_repost_without_a_date_is_left_out() -> None:
    server = bluesky()
    server.answers[FEED] = {
        "feed": [{**REPOST, "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}, "post": {"uri": "at://x/y/1"}}]
    }
    assert seen(server, DID).left_out == (("bsky.app", "The repost has no date that can be read."),)


def test_a_real_server_of_the_fediverse_is_read_without_signing_in() -> None:
    with two_servers() as (one, _):
        first = one.post("ada", "Doors open at 7. Questions?")
        asked = one.post("ben", "@ada will it be streamed?", in_reply_to_id=first["id"])
        sent = one.post("ada", "@ben yes.", in_reply_to_id=asked["id"])
        bounds = Bounds(datetime.now(UTC) - timedelta(days=1), 50)
        found = read_public_account(f"http://{one.host}/ada", bounds=bounds, guard=LOOPBACK)
        assert found.name == "@ada@one.localhost"
        assert {first["uri"], sent["uri"]} <= {each.external_id for each in found.said}
        assert not {each.external_id: each.in_reply_to for each in found.said}[first["uri"]]
        assert {each.external_id: each.in_reply_to for each in found.said}[sent["uri"]]
        # snac shows what stands below posts only to its own people, and that is said.
        assert "nobody counts as having written" in found.not_reached[1]
        with pytest.raises(WrongInput, match="shows no account nobody"):
            read_public_account(f"http://{one.host}/nobody", bounds=bounds, guard=LOOPBACK)
