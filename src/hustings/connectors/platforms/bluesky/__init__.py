"""Accounts of Bluesky and of other services of the AT Protocol: mentions, replies, quotes, likes, follows, direct messages.

Read and answered through an app password. See docs/reference/channels.md for what was proved against what.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Sent
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.bluesky import answering
from hustings.connectors.platforms.bluesky.reading import STREAMS, Reading
from hustings.connectors.platforms.bluesky.session import ASKS, CHAT, LIMITS, SESSIONS, Opens, Sessions, Way
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import RetryLater
from hustings.kernel.identities import handle_identity
from hustings.kernel.provenance import OWN_ACCOUNT
from hustings.kernel.records import Channel

_TALKS = "chat.bsky.convo.listConvos"


class Bluesky:
    """An account of Bluesky (live.Platform, Answers, FindsDrafts)."""

    name = "bluesky"
    title = "Bluesky"
    channel: Channel = "bluesky"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = OWN_ACCOUNT.code
    asks = ASKS
    limits = LIMITS

    def __init__(
        self,
        guard: Guard = PUBLIC,
        *,
        opens: Opens = open_client,
        now: Callable[[], datetime] = utc_now,
        sessions: Sessions = SESSIONS,
    ) -> None:
        self._way = Way(guard, opens, sessions)
        self._now = now

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is, and whether its password opens direct messages too."""
        with self._way.xrpc(credentials) as xrpc:
            me = xrpc.open()
            named = (handle_identity("bluesky", each) for each in (me.did, me.handle) if each)
            identities = tuple(each for each in named if each is not None)
            may: frozenset[Capability] = self.can if xrpc.allows(_TALKS, headers=CHAT) else self.can - {"message"}
        return Account(name="@" + (me.handle or me.did), identities=identities, may=may)

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """Notifications, own posts, and direct messages where the password opens them."""
        with self._way.xrpc(credentials) as xrpc:
            return STREAMS if xrpc.allows(_TALKS, headers=CHAT) else STREAMS[:2]

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """What is new in a stream; see reading.py."""
        with self._way.xrpc(credentials) as xrpc:
            return Reading(xrpc, stream=stream, cursor=cursor).batch()

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a post, or writes a direct message; see answering.py."""
        with self._way.xrpc(credentials) as xrpc:
            return answering.reply(xrpc, draft, now=self._now())

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """The post of the key. Direct messages carry no key, so that without such a post nobody can say: ask `find_draft`."""
        with self._way.xrpc(credentials) as xrpc:
            found = answering.post_sent(xrpc, key)
        if found is None:
            raise RetryLater("Bluesky cannot say by its key whether a direct message went out. It is looked for by its words.")
        return found

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The post of the draft's key, or the same words in the conversation."""
        with self._way.xrpc(credentials) as xrpc:
            return answering.message_sent(xrpc, draft) if answering.is_message(draft) else answering.post_sent(xrpc, draft.key)


BLUESKY = Bluesky()
