"""A professional account on Instagram by its Graph API: comments on its media and messages to it; answers to both.

After https://developers.facebook.com/docs/instagram-platform (with Instagram Login), read on
23 November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Batch, Capability, Credentials, Cursor, Draft, Limit, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.meta.graph import (
    MESSAGES,
    Lasting,
    Owner,
    comment_record,
    entries,
    is_message,
    meaning_of,
    message_before,
    messages_of,
    read_list,
    same_words,
    write,
)
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import first_text, list_at, moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, PostRecord

HOST = "https://graph.instagram.com"
BASE = f"{HOST}/v26.0/"
STREAMS = ("comments", "messages")
GRANT = Grant(
    agree_at="https://www.instagram.com/oauth/authorize",
    tokens_at="https://api.instagram.com/oauth/access_token",
    scopes=("instagram_business_basic", "instagram_business_manage_comments", "instagram_business_manage_messages"),
    source="https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login",
    separator=",",
)
LIMITS = (
    Limit(points=4_800, seconds=86_400, source="https://developers.facebook.com/docs/graph-api/overview/rate-limiting"),
)  # fmt: skip
_COMMENT = "id,text,timestamp,username,from"
_MEDIA = {
    "fields": f"id,caption,timestamp,permalink,media_url,comments.limit(50){{{_COMMENT},replies.limit(50){{{_COMMENT}}}}}",
    "limit": 25,
}
_TALKS = {
    "fields": f"id,updated_time,messages.limit({MESSAGES}){{id,message,created_time,from,to}}",
    "limit": 25,
    "platform": "instagram",
}


class Instagram(Lasting):
    """A professional account (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    names = STREAMS
    host = HOST
    grants = ("ig_exchange_token", "ig_refresh_token")

    name = "instagram"
    title = "Instagram (professional)"
    channel: Channel = "instagram"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = META_CONTENT.code
    asks = (*CLIENT, *TOKENS[:1])
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Instagram", grant=GRANT, opens=opens, now=now, tells=meaning_of)

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of media with comments, or of talks, the newest first."""
        self._known(stream)
        with self._door.exchange(credentials) as exchange:
            owner = self._owner(exchange)
            if stream == "messages":
                return read_list(
                    exchange, owner, cursor, place="instagram.com/messages", path="me/conversations", asked=_TALKS,
                    build=lambda talk: messages_of(talk, owner, channel="instagram"),
                )  # fmt: skip
            return read_list(
                exchange, owner, cursor, place="instagram.com/comments", path="me/media", asked=_MEDIA,
                build=lambda media: _media(media, owner),
            )  # fmt: skip

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a comment, or a message within 24 hours."""
        with self._door.exchange(credentials) as exchange:
            owner = self._owner(exchange)
            if is_message(draft):
                before = message_before(exchange, draft, owner)
                return before or write(exchange, draft, path="me/messages", now=self._door.now(), where="Instagram", kind={})
            parent, before = _below(exchange, draft, owner)
            if before is not None:
                return before
            made = exchange.post(f"{parent}/replies", {"message": draft.text}, sends=True).body
        return Sent(text_at(made, "id"), utc_now(), draft.context.get("link", ""))

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the account in the same place."""
        with self._door.exchange(credentials) as exchange:
            owner = self._owner(exchange)
            if is_message(draft):
                return message_before(exchange, draft, owner, must_know=True)
            return _below(exchange, draft, owner)[1]

    def _owner(self, exchange: Exchange) -> Owner:
        me = exchange.get("me", {"fields": "user_id,username,name"}).body
        number = first_text(me, "user_id", "id")
        if not number or not text_at(me, "username"):
            raise NeverRetry("Instagram does not say whose account this token opens. Connect it again.")
        return Owner("instagram", number=number, handle=text_at(me, "username"), name=text_at(me, "name"))


def _media(media: Any, owner: Owner) -> Iterator[tuple[AnyRecord, str]]:
    number, moment, link = text_at(media, "id"), moment_of_text(text_at(media, "timestamp")), text_at(media, "permalink")
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    # Addresses of pictures carry signatures that run out: the post's own address stands for them.
    yield PostRecord(external_id=number, channel="instagram", at=moment, link=link, text=text_at(media, "caption")), number
    for comment in list_at(media, "comments", "data"):
        yield _comment(comment, owner, link), text_at(comment, "id")
        for inner in list_at(comment, "replies", "data"):
            yield _comment(inner, owner, link, above=comment), text_at(inner, "id")


def _comment(comment: Any, owner: Owner, link: str, *, above: Any = None) -> AnyRecord:
    return comment_record(comment, owner, channel="instagram", above=above, link=link, words="text", when="timestamp")


def _below(exchange: Exchange, draft: Draft, owner: Owner) -> tuple[str, Sent | None]:
    """The first comment of the thread, which alone can be answered; the same words by the account since what they answer."""
    told = exchange.get(draft.in_reply_to, {"fields": "id,timestamp,parent_id"}).body
    parent, since = text_at(told, "parent_id") or draft.in_reply_to, moment_of_text(text_at(told, "timestamp"))
    # Nothing says in which order answers come, so all of them are looked through.
    found = entries(exchange, f"{parent}/replies", {"fields": _COMMENT, "limit": 50})
    return parent, same_words(found, draft, owner, words="text", when="timestamp", since=since)
