"""What a connector of a live account offers: to read what is new, to answer, to say whether a credential still holds.

Every call is one exchange with the platform. It raises RetryLater for what passes (an outage, a limit, a half answer; with the
seconds to wait where the platform names them) and NeverRetry for what a person must mend (a revoked token, a missing right), in
words for that person. Nothing is retried inside a connector but what its own protocol asks for: the caller keeps the budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, runtime_checkable

import msgspec

from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import Channel, Identity, Party

Capability = Literal["read", "listen", "reply", "message", "publish", "delete"]

Credentials = Mapping[str, str]
"""What opens an account: addresses of servers, names, passwords or tokens, as the platform's `asks` names them. Secret."""

Cursor = str
"""How far a stream was read, in the platform's own words (JSON). Empty: from the beginning."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a member is asked for when they connect an account. `secret` ones are never shown again."""

    name: str
    title: str
    secret: bool = False
    needed: bool = True
    help: str = ""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """So many points in so many seconds. `source` is where the platform says so, `read_on` when that was read; empty while nobody
    has compared the two."""

    points: int
    seconds: int
    source: str
    read_on: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account a credential opens, and what it may do there."""

    name: str
    identities: tuple[Identity, ...]
    may: frozenset[Capability]
    expires_at: datetime | None = None


class Gone(NamedTuple):
    """Something is in this stream no more: the external id of its record.

    `elsewhere` says that another stream of the account holds it, now or as soon as it is read: it moved, and was not deleted.
    """

    external_id: str
    at: datetime | None = None
    elsewhere: bool = False


class Batch(NamedTuple):
    """What one call brought, oldest first, and how to go on. `more` says that a next call finds something at once.

    The cursor covers all of `found`: store both in one transaction and nothing is lost or doubled (records carry stable ids).
    """

    found: tuple[Found | Rejected | Gone, ...]
    cursor: Cursor
    more: bool
    cost: int = 1


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An answer on its way out. `key` is the same for every try of the same answer, and unique among answers.

    `in_reply_to` and `references` are external ids; `to` whom it goes to; `author` the person in whose name it goes.
    """

    key: str
    text: str
    author: Party
    to: tuple[Party, ...] = ()
    thread: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    visibility: Literal["", "public", "unlisted", "followers", "direct"] = ""
    context: dict[str, str] = {}


class Sent(NamedTuple):
    """What became of a draft: the id under which the platform keeps it, its address there, and the points of its limits spent."""

    external_id: str
    at: datetime
    link: str = ""
    cost: int = 1


class Platform(Protocol):
    """A kind of live account. Stateless; one module in connectors/platforms each, named in the registry of live accounts."""

    name: str
    title: str
    channel: Channel
    can: frozenset[Capability]
    use_rule: str
    asks: Sequence[Question]
    limits: Sequence[Limit]

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is. Raises NeverRetry where the credentials do not hold, saying how to mend it."""
        ...

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """The names of what is read one by one (folders of a mailbox, notifications, direct messages)."""
        ...

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """What is new in a stream since the cursor, a page at a time."""
        ...


@runtime_checkable
class Answers(Protocol):
    """A platform through which answers can be sent."""

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Sends once. Raises Uncertain where nobody knows whether it went: ask `find` before anything else."""
        ...

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """What the platform knows of a draft sent under this key; None where it knows that there is none.

        Raises RetryLater where it cannot say.
        """
        ...


@runtime_checkable
class FindsDrafts(Protocol):
    """A platform that keeps no key with what was sent: it looks for the answer itself. Where offered, asked instead of `find`."""

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """What became of a draft: looked for by its key where the platform keeps it, else by its words in their thread.

        None where the platform knows that there is none. Raises RetryLater where it cannot say.
        """
        ...


@runtime_checkable
class Listens(Protocol):
    """A platform that says by itself when there is something new: in the stream that is listened to, or in the whole account."""

    hears: Literal["stream", "account"]

    def listen(self, credentials: Credentials, stream: str, *, seconds: float) -> Iterator[bool]:
        """Yields True whenever something may be new (the caller then reads), first of all at the beginning.

        In silence it yields False every few seconds, so that the caller can stop; it ends when so many seconds have passed.
        """
        ...


@runtime_checkable
class Refreshes(Protocol):
    """A platform whose credentials expire and can be renewed."""

    def refresh(self, credentials: Credentials) -> Credentials:
        """Fresh credentials in place of these."""
        ...
