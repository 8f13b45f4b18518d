"""Accounts of Mastodon and of servers that speak its interface: mentions, replies, direct messages, polls, boosts, favourites.

Read and answered through the member's own access token. See docs/reference/channels.md for what was proved against what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Sent
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.mastodon import answering
from hustings.connectors.platforms.mastodon.reading import STREAMS, Reading
from hustings.connectors.platforms.mastodon.records import identities_of
from hustings.connectors.platforms.mastodon.server import ASKS, LIMITS, Opens, Way, own_account
from hustings.connectors.platforms.mastodon.streaming import Listening
from hustings.connectors.reading.jsonvalues import list_at, text_at
from hustings.kernel.errors import NeverRetry, RetryLater
from hustings.kernel.provenance import OWN_ACCOUNT
from hustings.kernel.records import Channel

_READING: frozenset[Capability] = frozenset({"read", "listen"})
_WRITING: frozenset[Capability] = frozenset({"reply", "message"})
_READ_SCOPES = ({"read"}, {"read:accounts", "read:statuses", "read:notifications"})
_WRITE_SCOPES = ({"write"}, {"write:statuses"})


class Mastodon:
    """An account of Mastodon (live.Platform, Answers, FindsDrafts, Listens)."""

    name = "mastodon"
    title = "Mastodon"
    channel: Channel = "mastodon"
    can: frozenset[Capability] = _READING | _WRITING
    use_rule = OWN_ACCOUNT.code
    hears: Literal["stream", "account"] = "account"
    asks = ASKS
    limits = LIMITS

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, listening: Listening | None = None) -> None:
        self._way = Way(guard, opens)
        self._listening = listening or Listening()

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is, and what its token may do."""
        with self._way.exchange(credentials) as exchange:
            host = self._host(credentials)
            identities = identities_of(own_account(exchange, host=host), host=host)
            if not identities:
                raise NeverRetry("The server does not say whose account this token opens. Check the address of the server.")
            app = exchange.get("/api/v1/apps/verify_credentials", accept=(401, 403, 404)).body
        scopes = {each for each in list_at({"all": _listed(app)}, "all") if isinstance(each, str)}
        return Account(name="@" + identities[0].value, identities=identities, may=_may(scopes))

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """Notifications, own posts, and messages to named people."""
        return STREAMS

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """What is new in a stream; see reading.py."""
        with self._way.exchange(credentials) as exchange:
            return Reading(exchange, host=self._host(credentials), stream=stream, cursor=cursor).batch()

    def listen(self, credentials: Credentials, stream: str, *, seconds: float) -> Iterator[bool]:
        """True whenever something may be new. One stream of events tells of all streams."""
        with self._way.stream(credentials) as client:
            yield from self._listening.events(client, host=self._host(credentials), seconds=seconds)

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a post, or writes to those named; see answering.py."""
        with self._way.exchange(credentials) as exchange:
            task = answering.prepare(exchange, draft, host=self._host(credentials))
            before = answering.sent_before(exchange, task) if task.answered is not None else None
            if before is not None:
                return before
            body = answering.body_of(exchange, task)
        with self._way.exchange(credentials) as exchange:
            return answering.send(exchange, body, key=draft.key)

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """Mastodon shows nobody the key of a post, so the key alone finds nothing: ask `find_draft`."""
        raise RetryLater("Mastodon cannot say by its key whether an answer went out. It is looked for by its words.")

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the same account in the same place."""
        with self._way.exchange(credentials) as exchange:
            return answering.sent_before(exchange, answering.prepare(exchange, draft, host=self._host(credentials)))

    def _host(self, credentials: Credentials) -> str:
        return self._way.address(credentials).partition("://")[2]


MASTODON = Mastodon()


def _listed(app: object) -> object:
    """The scopes of a token, which servers before Mastodon 4.3 do not tell."""
    scopes = app.get("scopes") if isinstance(app, dict) else None
    return scopes if isinstance(scopes, list) else text_at(app, "scope").split()


def _may(scopes: set[str]) -> frozenset[Capability]:
    """What a token may do; everything where its server does not tell."""
    if not scopes:
        return _READING | _WRITING
    reads = any(need <= scopes for need in _READ_SCOPES)
    writes = reads and any(need <= scopes for need in _WRITE_SCOPES)
    return (_READING if reads else frozenset()) | (_WRITING if writes else frozenset())
