"""A professional account on Instagram by its Graph API: comments on its media and messages to it; answers to both.

After https://developers.facebook.com/docs/instagram-platform (with Instagram Login), as known in autumn 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Limit, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.meta.graph import Owner, comment_record, messages_of, page_of, read_list, same_words, write
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import first_text, list_at, moment_of_text, text_at, whole
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, PostRecord

BASE = "https://graph.instagram.com/v24.0/"
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
_TALKS = {"fields": "id,updated_time,messages.limit(20){id,message,created_time,from,to}", "limit": 25, "platform": "instagram"}


class Instagram:
    """A professional account (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    name = "instagram"
    title = "Instagram (professional)"
    channel: Channel = "instagram"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = META_CONTENT.code
    asks = (*CLIENT, *TOKENS[:1])
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Instagram", grant=GRANT, opens=opens, now=now)

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with a token for sixty days, which is had by one for an hour."""
        short = self._door.finish(credentials, code, verifier=verifier, return_to=return_to)
        asked = {"grant_type": "ig_exchange_token", "client_secret": short.get("client_secret", "")}
        return self._longer(short, "https://graph.instagram.com/access_token", asked)

    def refresh(self, credentials: Credentials) -> Credentials:
        """With a token for another sixty days."""
        return self._longer(credentials, "https://graph.instagram.com/refresh_access_token", {"grant_type": "ig_refresh_token"})

    def _longer(self, credentials: Credentials, address: str, asked: dict[str, str]) -> Credentials:
        with self._door.exchange(credentials) as exchange:
            told = exchange.get(address, asked | {"access_token": credentials["token"]}).body
        lasts = whole(told.get("expires_in")) if isinstance(told, dict) else None
        if not text_at(told, "access_token"):
            raise RetryLater("Instagram gave no token that can be read.")
        ends = (self._door.now() + timedelta(seconds=lasts)).isoformat() if lasts else ""
        return dict(credentials) | {"token": text_at(told, "access_token"), "expires_at": ends}

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
        return Account(
            name=f"@{owner.handle}", identities=owner.identities, may=self.can, expires_at=self._door.expires_at(credentials)
        )

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """Media with their comments, and messages."""
        return STREAMS

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of media with comments, or of talks, the newest first."""
        if stream not in STREAMS:
            raise WrongInput(f"There is no stream {stream} in an account of Instagram.", field="stream")
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
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
            before = _sent_before(exchange, draft, _owner(exchange))
            if before is not None:
                return before
            if _is_message(draft):
                return write(exchange, draft, path="me/messages", now=self._door.now(), where="Instagram")
            # An answer to an answer stands below the first comment.
            parent = draft.context.get("thread") or draft.in_reply_to
            made = exchange.post(f"{parent}/replies", {"message": draft.text}, sends=True).body
        return Sent(text_at(made, "id"), utc_now(), draft.context.get("link", ""))

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """Instagram keeps no key: ask `find_draft`."""
        raise RetryLater("Instagram cannot say by its key whether an answer went out. It is looked for by its words.")

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the account in the same place."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, _owner(exchange))


def _owner(exchange: Exchange) -> Owner:
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


def _is_message(draft: Draft) -> bool:
    return bool(draft.context.get("to")) or not draft.in_reply_to


def _sent_before(exchange: Exchange, draft: Draft, owner: Owner) -> Sent | None:
    if not _is_message(draft):
        parent = draft.context.get("thread") or draft.in_reply_to
        found = page_of(exchange.get(f"{parent}/replies", {"fields": _COMMENT, "limit": 100}).body).items
        return same_words(found, draft, owner, words="text", when="timestamp")
    if not draft.context.get("at"):
        return None
    told = exchange.get(draft.thread, {"fields": "messages.limit(50){id,message,created_time,from}"}).body
    found = page_of(told, "messages").items
    return same_words(found, draft, owner, words="message", when="created_time", after=draft.context["at"])
