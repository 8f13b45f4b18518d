"""A page on Facebook by the Graph API: comments on its posts and messages to it; answers to both.

After https://developers.facebook.com/docs/pages-api and .../messenger-platform; fields and parameters are those of
Meta's own library for version 26.0 (docs/reference/channels.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Limit, Question, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.meta.graph import (
    MESSAGES,
    Owner,
    comment_record,
    entries,
    is_message,
    longer,
    meaning_of,
    message_before,
    messages_of,
    read_list,
    same_words,
    write,
)
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import list_at, moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, WrongInput
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, PostRecord

VERSION = "v26.0"
"""Of 29 July 2026; a version lives for two years (https://developers.facebook.com/docs/graph-api/changelog/versions)."""
BASE = f"https://graph.facebook.com/{VERSION}/"
STREAMS = ("comments", "messages")
GRANT = Grant(
    agree_at=f"https://www.facebook.com/{VERSION}/dialog/oauth",
    tokens_at=f"{BASE}oauth/access_token",
    scopes=(
        "pages_show_list",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "pages_manage_metadata",
        "pages_messaging",
    ),
    source="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
    separator=",",
)
LIMITS = (
    Limit(points=4_800, seconds=86_400, source="https://developers.facebook.com/docs/graph-api/overview/rate-limiting"),
)  # fmt: skip
"""4,800 calls a day for each engaged user of the page; what a page without any still has."""
_COMMENT = "id,message,created_time,from,permalink_url"
_POSTS = {
    "fields": f"id,message,created_time,permalink_url,comments.order(reverse_chronological).limit(100)"
    f"{{{_COMMENT},comments.limit(50){{{_COMMENT}}}}}",
    "limit": 25,
}
_TALKS = {
    "fields": f"id,updated_time,messages.limit({MESSAGES}){{id,message,created_time,from,to}}",
    "limit": 25,
    "platform": "messenger",
}


class Facebook(SignedIn):
    """A page (live.Platform, Answers, FindsDrafts; oauth.SignsIn). Its token does not end by itself."""

    names = STREAMS

    name = "facebook"
    title = "Facebook page"
    channel: Channel = "facebook"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = META_CONTENT.code
    asks = (
        *CLIENT,
        Question(name="page", title="Page", needed=False, help="Its name or number, where you manage several."),
        *TOKENS[:1],
    )
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Facebook", grant=GRANT, opens=opens, now=now, tells=meaning_of)

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with the token of the page, which is had by one of the member that lasts."""
        short = self._door.finish(credentials, code, verifier=verifier, return_to=return_to)
        app = {name: short.get(name, "") for name in ("client_id", "client_secret")}
        asked = {"grant_type": "fb_exchange_token", **app, "fb_exchange_token": short["token"]}
        long = longer(self._door, short, "oauth/access_token", asked)
        with self._door.exchange(long) as exchange:
            token = _token_of_page(exchange, credentials.get("page", "").strip())
        return dict(long) | {"token": token, "expires_at": ""}

    def refresh(self, credentials: Credentials) -> Credentials:
        """As they are: the token of a page does not end by time."""
        return credentials

    def verify(self, credentials: Credentials) -> Account:
        """Which page it is."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
        return self._account(credentials, f"{owner.name} ({owner.number})", owner.identities)

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of posts with comments, or of talks, the newest first."""
        self._known(stream)
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
            if stream == "messages":
                return read_list(
                    exchange, owner, cursor, place="facebook.com/messages", path=f"{owner.number}/conversations", asked=_TALKS,
                    build=lambda talk: messages_of(talk, owner, channel="facebook"),
                )  # fmt: skip
            return read_list(
                exchange, owner, cursor, place="facebook.com/comments", path=f"{owner.number}/feed", asked=_POSTS,
                build=lambda post: _post(post, owner),
            )  # fmt: skip

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a comment, or a message within 24 hours."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
            if is_message(draft):
                before = message_before(exchange, draft, owner)
                kind = {"messaging_type": "RESPONSE"}
                path, now = f"{owner.number}/messages", self._door.now()
                return before or write(exchange, draft, path=path, now=now, where="Facebook", kind=kind)
            parent, before = _below(exchange, draft, owner)
            if before is not None:
                return before
            made = exchange.post(f"{parent}/comments", {"message": draft.text}, sends=True).body
        return Sent(text_at(made, "id"), utc_now(), f"https://www.facebook.com/{text_at(made, 'id')}")

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the page in the same place."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
            if is_message(draft):
                return message_before(exchange, draft, owner, must_know=True)
            return _below(exchange, draft, owner)[1]


def _owner(exchange: Exchange) -> Owner:
    me = exchange.get("me", {"fields": "id,name,username"}).body
    if not text_at(me, "id"):
        raise NeverRetry("Facebook does not say which page this token opens. Connect it again.")
    return Owner("facebook", number=text_at(me, "id"), handle=text_at(me, "username"), name=text_at(me, "name"))


def _token_of_page(exchange: Exchange, wanted: str) -> str:
    pages = list(entries(exchange, "me/accounts", {"fields": "id,name,access_token", "limit": 100}))
    found = [each for each in pages if wanted.casefold() in ("", text_at(each, "id"), text_at(each, "name").casefold())]
    if not found:
        raise NeverRetry("This account manages no such page on Facebook.")
    if len(found) > 1:
        raise WrongInput(f"Which page? This account manages {', '.join(text_at(each, 'name') for each in found)}.", field="page")
    return text_at(found[0], "access_token")


def _post(post: Any, owner: Owner) -> Iterator[tuple[AnyRecord, str]]:
    number, moment, link = text_at(post, "id"), moment_of_text(text_at(post, "created_time")), text_at(post, "permalink_url")
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    yield PostRecord(external_id=number, channel="facebook", at=moment, link=link, text=text_at(post, "message")), number
    for comment in reversed(list_at(post, "comments", "data")):
        yield comment_record(comment, owner, channel="facebook", link=link), text_at(comment, "id")
        for inner in list_at(comment, "comments", "data"):
            yield comment_record(inner, owner, channel="facebook", above=comment, link=link), text_at(inner, "id")


def _below(exchange: Exchange, draft: Draft, owner: Owner) -> tuple[str, Sent | None]:
    """The first comment of the thread, below which an answer stands; the same words by the page there since what it answers."""
    told = exchange.get(draft.in_reply_to, {"fields": "id,created_time,parent{id}"}).body
    parent, since = text_at(told, "parent", "id") or draft.in_reply_to, moment_of_text(text_at(told, "created_time"))
    asked = {"fields": _COMMENT, "limit": 100, "order": "reverse_chronological"}
    found = entries(exchange, f"{parent}/comments", asked, since=since, newest_first_by="created_time")
    return parent, same_words(found, draft, owner, words="message", when="created_time", since=since)
