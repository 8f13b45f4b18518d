"""A platform that lives in memory and remembers: streams with edits and deletions, answers by key, and faults by seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec

from hustings.connectors.live import Account, Batch, Credentials, Draft, Gone, Limit, Question, Sent
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms import registry
from hustings.connectors.protocol import Found, Place
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain
from hustings.kernel.records import AnyRecord, Identity, MessageRecord, Party

BEGIN = datetime(2026, 10, 1, 8, tzinfo=UTC)
TOKEN = "tok-4f1d9c7e55aa-seeded-secret"
ADA = Party(name="Ada Okafor", identities=(Identity(kind="email", value="ada@campaign.example"),))
ENTRY = registry.Entry(
    name="email", title="Fake mail", module="fakes.platform", attribute="make", archives=("mail",), keeps_archived=True,
)  # fmt: skip


@dataclass
class World:
    """What the platform holds. `log` is what happened in each stream, in order; `received` are drafts by key, with how often."""

    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    log: dict[str, list[AnyRecord | Gone]] = field(default_factory=lambda: {"INBOX": [], "Sent": []})
    received: dict[str, list[Draft]] = field(default_factory=dict)
    faults: Random | None = None
    rate: float = 0.4
    page: int = 3
    limits: tuple[Limit, ...] = ()
    next_replies: list[Exception | str] = field(default_factory=list)
    finds: bool = True
    reads: int = 0
    revocations: int = 1
    can_reply: bool = True
    refreshed: int = 0
    lasts: timedelta | None = None

    def say(self, stream: str, *happened: AnyRecord | Gone) -> None:
        """Something happens in a stream."""
        self.log[stream].extend(happened)


world = World()


def letter(number: int, *, sender: str = "Marta Brun", mail: str = "marta@example.org", **more: Any) -> MessageRecord:
    """A mail to Ada from somebody, about the night bus."""
    party = Party(name=sender, identities=(Identity(kind="email", value=mail),))
    values: dict[str, Any] = {
        "external_id": f"m{number}@example.org", "channel": "email", "sent_at": BEGIN + timedelta(hours=number), "sender": party,
        "recipients": (ADA,), "thread": f"t-{mail}", "subject": "Night bus", "text": f"When does bus {number} come?",
    }  # fmt: skip
    return MessageRecord(**{**values, **more})


def make(guard: Guard) -> FakePlatform:
    """What the registry calls."""
    return FakePlatform()


class FakePlatform:
    """The platform as connectors see it."""

    name = "email"
    title = "Fake mail"
    channel = "email"
    use_rule = "own-mail"
    asks = (Question(name="server", title="server"), Question(name="token", title="token", secret=True))

    @property
    def can(self) -> frozenset[Any]:
        return frozenset({"read", "reply"} if world.can_reply else {"read"})

    @property
    def limits(self) -> tuple[Limit, ...]:
        return world.limits

    def verify(self, credentials: Credentials) -> Account:
        self._enter(credentials)
        expires = datetime.now(UTC) + world.lasts if world.lasts else None
        return Account(name="ada@campaign.example", identities=ADA.identities, may=self.can, expires_at=expires)

    def refresh(self, credentials: Credentials) -> Credentials:
        world.refreshed += 1
        fresh = f"{TOKEN}-{world.refreshed}"
        world.tokens = {fresh}
        return {**credentials, "token": fresh}

    def streams(self, credentials: Credentials) -> list[str]:
        return list(world.log)

    def read(self, credentials: Credentials, stream: str, cursor: str) -> Batch:
        world.reads += 1
        self._enter(credentials)
        at = json.loads(cursor)["at"] if cursor else 0
        page = world.page
        if world.faults and world.faults.random() < world.rate:
            kind = world.faults.choice(("limit", "limit after", "down", "timeout", "bug", "revoked", "half", "changed", "empty"))
            if kind in ("half", "changed", "empty"):
                page = {"half": 1, "changed": page, "empty": 0}[kind]
                at = max(0, at - world.faults.randint(1, 4)) if kind == "changed" else at
            else:
                self._fail(kind, credentials)
        held = world.log[stream][at : at + page]
        found = tuple(each if isinstance(each, Gone) else Found(each, Place(stream)) for each in held)
        after = at + len(held)
        return Batch(found, json.dumps({"at": after}), after < len(world.log[stream]))

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        self._enter(credentials)
        trouble = world.next_replies.pop(0) if world.next_replies else None
        if isinstance(trouble, Exception) and not isinstance(trouble, Uncertain):
            raise trouble
        if trouble != "lost":
            world.received.setdefault(draft.key, []).append(draft)
        if isinstance(trouble, Uncertain) or trouble == "lost":
            raise Uncertain(f"The line broke ({credentials['token']}).")
        return self._sent(draft.key)

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        self._enter(credentials)
        if not world.finds:
            raise RetryLater("The server keeps no copies.")
        return self._sent(key) if key in world.received else None

    def _sent(self, key: str) -> Sent:
        return Sent(f"{key}@campaign.example", BEGIN + timedelta(days=9), f"https://mail.example/{key}")

    def _enter(self, credentials: Credentials) -> None:
        if credentials["token"] not in world.tokens:
            raise NeverRetry(f"The server refuses the token {credentials['token']}. Make a new one and connect again.")

    def _fail(self, kind: str, credentials: Credentials) -> None:
        if kind == "revoked" and world.revocations:
            world.revocations -= 1
            world.tokens = {"tok-another-one-entirely"}
            self._enter(credentials)
        if kind == "bug":
            raise ValueError(f"bad JSON near {credentials['token']}")
        raise RetryLater(f"503 for {credentials['token']}", after=7.0 if kind == "limit after" else None)


@contextmanager
def fake_mail(**settings: Any) -> Iterator[World]:
    """A fresh world, and the registry leading there alone."""
    global world
    before, platforms = world, dict(registry.PLATFORMS)
    world = World(**settings)
    registry.PLATFORMS.clear()
    registry.PLATFORMS["email"] = ENTRY
    # A test may make platforms of another kind by the same line; none outlives its test.
    registry._made.cache_clear()
    try:
        yield world
    finally:
        registry._made.cache_clear()
        registry.PLATFORMS.clear()
        registry.PLATFORMS.update(platforms)
        world = before


def edited(record: MessageRecord, text: str) -> MessageRecord:
    """The same message with other words."""
    return msgspec.structs.replace(record, text=text)
