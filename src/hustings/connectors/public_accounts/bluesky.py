"""A public account of Bluesky: its feed and the threads below its posts, as the public AppView shows them to anybody.

Accounts that ask not to be shown to those who are not signed in (the label `!no-unauthenticated`) are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.bluesky.records import People, of_post, owner_person
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.public_accounts.account import Bounds, Opens, Patience, PublicAccount, limit_words, sifted
from hustings.connectors.reading.archives import Unusable, records_of
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.errors import NeverRetry, WrongInput
from hustings.kernel.records import PostRecord

SERVICE = "https://public.api.bsky.app"
_PAGE = 100
_DEPTH = 100
_UNSEEN = "!no-unauthenticated"
_SIGNED_IN = "This account asks not to be shown to those who are not signed in. Connect it as a channel, or measure its archive."


def read(actor: str, *, guard: Guard, opens: Opens, bounds: Bounds, patience: Patience) -> PublicAccount:
    """Reads an account by its handle or DID; see `read_public_account`."""
    with opens(guard, base_url=SERVICE) as client:
        exchange = Exchange(client, service="Bluesky", revoked=_SIGNED_IN)
        profile = _profile(exchange, actor)
        people = People(text_at(profile, "did"), text_at(profile, "handle"))
        feed, cut = _feed(exchange, people.did, bounds)
        threads = _Threads(exchange, people.did)
        for item in reversed(feed):
            if threads.lacks(item):
                patience.ask(partial(threads.learn, text_at(item, "post", "uri")))
    owner = owner_person(profile, people)
    said, reasons = sifted(_records(feed, threads, people))
    return PublicAccount(
        name=f"@{text_at(profile, 'handle') or people.did}",
        server="bsky.app",
        owner=owner,
        said=tuple(said),
        posts=len(feed),
        threads=patience.asked,
        not_reached=(*limit_words(bounds, cut), *_not_reached(threads)),
        left_out=(*patience.left_out("bsky.app"), *reasons),
    )


class _Threads:
    """What stands below the owner's posts, by address."""

    def __init__(self, exchange: Exchange, did: str) -> None:
        self._exchange = exchange
        self._did = did
        self._whole: set[str] = set()
        self.held: dict[str, Any] = {}
        self.unseen = 0
        self.missing = 0

    def lacks(self, item: Any) -> bool:
        """Whether there are answers below an own post that were not seen yet."""
        post = at(item, "post")
        return not _is_repost(item) and text_at(post, "replyCount") != "0" and text_at(post, "uri") not in self._whole

    def learn(self, address: str) -> None:
        """Asks for what stands below a post; nothing where it is gone meanwhile."""
        asked: dict[str, str | int] = {"uri": address, "depth": _DEPTH, "parentHeight": 0}
        answer = self._exchange.get("/xrpc/app.bsky.feed.getPostThread", asked, accept=(400, 404))
        nodes = [at(answer.body, "thread")] if answer.good else []
        while nodes:
            node = nodes.pop()
            if post := at(node, "post"):
                nodes += list_at(node, "replies")
                self._hold(post, len(list_at(node, "replies")))

    def _hold(self, post: Any, shown: int) -> None:
        counted = text_at(post, "replyCount")
        if shown or counted == "0":
            self._whole.add(text_at(post, "uri"))
        if text_at(post, "author", "did") == self._did:
            self.missing += max(int(counted) - shown, 0) if counted.isdecimal() else 0
        elif _hides(at(post, "author")):
            self.unseen += 1
        else:
            self.held[text_at(post, "uri")] = post


def _profile(exchange: Exchange, actor: str) -> Any:
    answer = exchange.get("/xrpc/app.bsky.actor.getProfile", {"actor": actor}, accept=(400, 404))
    if not text_at(answer.body, "did").startswith("did:"):
        raise WrongInput(f"Bluesky shows no account {actor}. Look at its name again.", field="account")
    if _hides(answer.body):
        raise NeverRetry(_SIGNED_IN)
    return answer.body


def _feed(exchange: Exchange, did: str, bounds: Bounds) -> tuple[list[Any], bool]:
    """The newest posts and reposts, newest first, and whether there are more than were asked for."""
    held: list[Any] = []
    cursor = ""
    while True:
        asked: dict[str, str | int] = {"actor": did, "limit": _PAGE, "filter": "posts_with_replies"}
        body = exchange.get("/xrpc/app.bsky.feed.getAuthorFeed", asked | ({"cursor": cursor} if cursor else {})).body
        page = list_at(body, "feed")
        recent = [each for each in page if _is_recent(each, bounds)]
        held += recent
        if len(held) > bounds.posts:
            return held[: bounds.posts], True
        before, cursor = cursor, text_at(body, "cursor")
        if not recent or len(recent) < len(page) or cursor in ("", before):
            return held, False


def _is_recent(item: Any, bounds: Bounds) -> bool:
    moment = moment_of_text(at(item, "reason", "indexedAt") or at(item, "post", "record", "createdAt"))
    return moment is None or moment >= bounds.since


def _records(feed: list[Any], threads: _Threads, people: People) -> Iterator[Found | Rejected]:
    place = Place("bsky.app")
    for item in feed:
        yield from records_of(lambda value: [_own(value, people)], item, place=place)
    for view in threads.held.values():
        yield from records_of(lambda value: [of_post(value, people)], view, place=place)


def _own(item: Any, people: People) -> PostRecord:
    if not _is_repost(item):
        return of_post(at(item, "post"), people)
    moment, shared = moment_of_text(at(item, "reason", "indexedAt")), text_at(item, "post", "uri")
    if moment is None:
        raise Unusable("The repost has no date that can be read.")
    return PostRecord(external_id=f"repost:{shared}", channel="bluesky", at=moment, shared_link=shared, is_repost=True)


def _is_repost(item: Any) -> bool:
    return text_at(item, "reason", "$type").endswith("#reasonRepost")


def _hides(profile: Any) -> bool:
    return any(text_at(label, "val") == _UNSEEN and at(label, "neg") is not True for label in list_at(profile, "labels"))


def _not_reached(threads: _Threads) -> Iterator[str]:
    yield (
        "Only what Bluesky shows without signing in: no direct messages, and no mentions outside of the account's own threads."
    )
    if threads.unseen:
        yield f"{threads.unseen:,} answers by people who ask not to be shown to strangers were left out."
    if threads.missing:
        yield f"{threads.missing:,} answers that Bluesky counts were not shown: hidden, blocked or deleted."
