"""An account on Threads by its API: mentions and answers to its posts; answers to both.

After https://developers.facebook.com/docs/threads and Meta's own collection of calls, read on 23 November 2026. Threads has no
messages for programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Batch, Capability, Credentials, Cursor, Draft, Limit, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.meta.graph import Lasting, Owner, entries, meaning_of, read_list, same_words
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, Party, PostRecord

HOST = "https://graph.threads.com"
BASE = f"{HOST}/v1.0/"
STREAMS = ("mentions", "posts")
GRANT = Grant(
    agree_at="https://threads.com/oauth/authorize",
    tokens_at=f"{HOST}/oauth/access_token",
    scopes=(
        "threads_basic",
        "threads_content_publish",
        "threads_read_replies",
        "threads_manage_replies",
        "threads_manage_mentions",
    ),
    source="https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions",
    separator=",",
)
_RATES = "https://developers.facebook.com/docs/threads/overview#rate-limits"
LIMITS = (Limit(points=48_000, seconds=86_400, source=_RATES, read_on="2026-11-23"),)
"""Calls: 4,800 for each time that something of the account was seen, ten times at least. Answers: a thousand in 24 hours."""
_FIELDS = "id,text,timestamp,username,permalink,root_post,replied_to,is_reply,is_reply_owned_by_me"
_LIST: dict[str, Any] = {"fields": _FIELDS, "limit": 25}
_READY_IN = 30.0
"""Seconds after which a container can be published (https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies/create-replies)."""


class Threads(Lasting):
    """An account (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    names = STREAMS
    host = HOST
    grants = ("th_exchange_token", "th_refresh_token")

    name = "threads"
    title = "Threads"
    channel: Channel = "threads"
    can: frozenset[Capability] = frozenset({"read", "reply"})
    use_rule = META_CONTENT.code
    asks = (*CLIENT, *TOKENS[:1])
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Threads", grant=GRANT, opens=opens, now=now, tells=meaning_of)

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of mentions, or of own posts with the answers to them, the newest first."""
        self._known(stream)
        path = {"mentions": "me/mentions", "posts": "me/threads"}[stream]
        with self._door.exchange(credentials) as exchange:
            owner = self._owner(exchange)

            def build(post: Any) -> Iterator[tuple[AnyRecord, str]]:
                yield _post(post, owner, {}, is_mention=stream == "mentions"), text_at(post, "id")
                if stream == "posts":
                    # The oldest first: an answer names the number alone of what it answers.
                    asked, authors = {"fields": _FIELDS, "reverse": False}, dict[str, str]()
                    for each in entries(exchange, f"{text_at(post, 'id')}/conversation", asked, all_of_them=False):
                        authors[text_at(each, "id")] = text_at(each, "username")
                        yield _post(each, owner, authors), text_at(each, "id")

            return read_list(exchange, owner, cursor, place=f"threads.net/{stream}", path=path, asked=_LIST, build=build)

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a post: a container first, which is then published; only the second can be seen."""
        if not draft.in_reply_to:
            raise NeverRetry("Threads has no messages for programs: only posts can be answered.")
        with self._door.exchange(credentials) as exchange:
            before = _sent_before(exchange, draft, self._owner(exchange))
            if before is not None:
                return before
            asked = {"media_type": "TEXT", "text": draft.text, "reply_to_id": draft.in_reply_to}
            held = text_at(exchange.post(f"me/threads?{urlencode(asked)}").body, "id")
            answer = exchange.post(f"me/threads_publish?{urlencode({'creation_id': held})}", sends=True, accept=(400,))
            if not answer.good:
                raise _not_ready(exchange, held) or exchange.trouble(answer, sends=True)
        return Sent(text_at(answer.body, "id"), utc_now())

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the account below the same post."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, self._owner(exchange))

    def _owner(self, exchange: Exchange) -> Owner:
        me = exchange.get("me", {"fields": "id,username,name"}).body
        if not text_at(me, "id") or not text_at(me, "username"):
            raise NeverRetry("Threads does not say whose account this token opens. Connect it again.")
        # Accounts of Threads are those of Instagram, under the same name.
        return Owner("instagram", number=text_at(me, "id"), handle=text_at(me, "username"), name=text_at(me, "name"))


def _post(post: Any, owner: Owner, authors: Mapping[str, str], *, is_mention: bool = False) -> AnyRecord:
    number, moment = text_at(post, "id"), moment_of_text(text_at(post, "timestamp"))
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    author = owner.party({"username": text_at(post, "username")})
    parent = text_at(post, "replied_to", "id")
    answered = owner.party({"username": authors[parent]}) if parent in authors else None
    return PostRecord(
        external_id=number,
        channel="threads",
        at=moment,
        link=text_at(post, "permalink"),
        text=text_at(post, "text"),
        author=None if author.is_owner else author,
        in_reply_to=parent,
        # Below an own post everything speaks to the account, unless it says otherwise.
        answered=answered or (Party(is_owner=True) if parent and not author.is_owner else None),
        thread=text_at(post, "root_post", "id"),
        mentioned=(Party(is_owner=True),) if is_mention else (),
    )


def _not_ready(exchange: Exchange, container: str) -> RetryLater | None:
    """The reason to wait where what was refused at publishing is still being worked on; nothing of it can be seen."""
    told = exchange.get(container, {"fields": "status"}, accept=(400,))
    waits = text_at(told.body, "status") == "IN_PROGRESS"
    return RetryLater("Threads is not ready to publish this answer.", after=_READY_IN) if waits else None


def _sent_before(exchange: Exchange, draft: Draft, owner: Owner) -> Sent | None:
    """The same words by the account to the same post, among its own answers since that post."""
    if not draft.in_reply_to:
        return None
    asked = exchange.get(draft.in_reply_to, {"fields": "id,timestamp"}).body
    since = moment_of_text(text_at(asked, "timestamp"))
    mine = entries(exchange, "me/replies", {"fields": _FIELDS, "limit": 100}, since=since, newest_first_by="timestamp")
    found = (each for each in mine if text_at(each, "replied_to", "id") == draft.in_reply_to)
    return same_words(found, draft, owner, words="text", when="timestamp")
