"""An account on Threads by its API: mentions and answers to its posts; answers to both.

After https://developers.facebook.com/docs/threads, as known in autumn 2026. Threads has no messages for programs.
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
from hustings.connectors.platforms.meta.graph import Owner, page_of, read_list, same_words
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import at, moment_of_text, text_at, whole
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, Party, PostRecord

BASE = "https://graph.threads.net/v1.0/"
STREAMS = ("mentions", "posts")
GRANT = Grant(
    agree_at="https://threads.net/oauth/authorize",
    tokens_at="https://graph.threads.net/oauth/access_token",
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
LIMITS = (
    Limit(points=1_000, seconds=86_400, source="https://developers.facebook.com/docs/threads/overview#rate-limits"),
)  # fmt: skip
"""A thousand answers in 24 hours. Calls are limited by how often the account's posts are seen: 4,800 times that."""
_FIELDS = "id,text,timestamp,username,permalink,root_post,replied_to,is_reply,is_reply_owned_by_me"
_LIST: dict[str, Any] = {"fields": _FIELDS, "limit": 25}


class Threads:
    """An account (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    name = "threads"
    title = "Threads"
    channel: Channel = "threads"
    can: frozenset[Capability] = frozenset({"read", "reply"})
    use_rule = META_CONTENT.code
    asks = (*CLIENT, *TOKENS[:1])
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Threads", grant=GRANT, opens=opens, now=now)

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with a token for sixty days, which is had by one for an hour."""
        short = self._door.finish(credentials, code, verifier=verifier, return_to=return_to)
        asked = {"grant_type": "th_exchange_token", "client_secret": short.get("client_secret", "")}
        return self._longer(short, "https://graph.threads.net/access_token", asked)

    def refresh(self, credentials: Credentials) -> Credentials:
        """With a token for another sixty days."""
        return self._longer(credentials, "https://graph.threads.net/refresh_access_token", {"grant_type": "th_refresh_token"})

    def _longer(self, credentials: Credentials, address: str, asked: dict[str, str]) -> Credentials:
        with self._door.exchange(credentials) as exchange:
            told = exchange.get(address, asked | {"access_token": credentials["token"]}).body
        lasts = whole(told.get("expires_in")) if isinstance(told, dict) else None
        if not text_at(told, "access_token"):
            raise RetryLater("Threads gave no token that can be read.")
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
        """Mentions, and own posts with what is answered to them."""
        return STREAMS

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of mentions, or of own posts with the answers to them, the newest first."""
        if stream not in STREAMS:
            raise WrongInput(f"There is no stream {stream} in an account of Threads.", field="stream")
        path = {"mentions": "me/mentions", "posts": "me/threads"}[stream]
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)

            def build(post: Any) -> Iterator[tuple[AnyRecord, str]]:
                yield _post(post, owner, is_mention=stream == "mentions"), text_at(post, "id")
                if stream == "posts":
                    for each in page_of(exchange.get(f"{text_at(post, 'id')}/conversation", _LIST).body).items:
                        yield _post(each, owner), text_at(each, "id")

            return read_list(exchange, owner, cursor, place=f"threads.net/{stream}", path=path, asked=_LIST, build=build)

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a post: a container first, which is then published; only the second can be seen."""
        if not draft.in_reply_to:
            raise NeverRetry("Threads has no messages for programs: only posts can be answered.")
        with self._door.exchange(credentials) as exchange:
            before = _sent_before(exchange, draft, _owner(exchange))
            if before is not None:
                return before
            held = exchange.post("me/threads", {"media_type": "TEXT", "text": draft.text, "reply_to_id": draft.in_reply_to}).body
            made = exchange.post("me/threads_publish", {"creation_id": text_at(held, "id")}, sends=True).body
        return Sent(text_at(made, "id"), utc_now())

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """Threads keeps no key: ask `find_draft`."""
        raise RetryLater("Threads cannot say by its key whether an answer went out. It is looked for by its words.")

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the account below the same post."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, _owner(exchange))


def _owner(exchange: Exchange) -> Owner:
    me = exchange.get("me", {"fields": "id,username,name"}).body
    if not text_at(me, "id") or not text_at(me, "username"):
        raise NeverRetry("Threads does not say whose account this token opens. Connect it again.")
    # Accounts of Threads are those of Instagram, under the same name.
    return Owner("instagram", number=text_at(me, "id"), handle=text_at(me, "username"), name=text_at(me, "name"))


def _post(post: Any, owner: Owner, *, is_mention: bool = False) -> AnyRecord:
    number, moment = text_at(post, "id"), moment_of_text(text_at(post, "timestamp"))
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    author = owner.party({"username": text_at(post, "username")})
    parent = text_at(post, "replied_to", "id")
    answered = owner.party(at(post, "replied_to")) if text_at(post, "replied_to", "username") else None
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


def _sent_before(exchange: Exchange, draft: Draft, owner: Owner) -> Sent | None:
    if not draft.in_reply_to:
        return None
    answer = exchange.get(f"{draft.in_reply_to}/replies", _LIST, accept=(400,))
    return same_words(page_of(answer.body).items, draft, owner, words="text", when="timestamp")
