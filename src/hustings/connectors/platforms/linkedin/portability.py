"""A member's own data by LinkedIn's Member Data Portability API (European Economic Area and Switzerland): read, never answered.

Snapshots hold the rows of the data export, so the reader of exports reads them. After
https://learn.microsoft.com/linkedin/dma/member-data-portability, read on 23 November 2026.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Limit
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_milliseconds, moment_of_text, text_at, whole
from hustings.connectors.walking import Walk
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import external_identity, linkedin_identity
from hustings.kernel.provenance import LINKEDIN_API
from hustings.kernel.records import AnyRecord, Channel, MessageRecord, Party

VERSION = "202312"
"""The one version of this interface; others are refused with 426."""
CHANGES = "CHANGES"
FILES = {
    "PROFILE": "Profile.csv",
    "CONNECTIONS": "Connections.csv",
    "INBOX": "messages.csv",
    "INVITATIONS": "Invitations.csv",
    "POSITIONS": "Positions.csv",
    "MEMBER_SHARE_INFO": "Shares.csv",
    "ALL_COMMENTS": "Comments.csv",
}
"""The domains of a snapshot that are read, and the tables of the data export that hold the same rows."""
AGAIN_AFTER = timedelta(days=1)
GRANT = Grant(
    agree_at="https://www.linkedin.com/oauth/v2/authorization",
    tokens_at="https://www.linkedin.com/oauth/v2/accessToken",
    scopes=("r_dma_portability_self_serve",),
    source="https://learn.microsoft.com/linkedin/dma/member-data-portability/member-data-portability-member",
)
LIMITS = (
    Limit(points=500, seconds=86_400, source="https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits"),
)  # fmt: skip
_COUNT = 50

Reads = Callable[[Sequence[Entry]], Iterator[Found | Rejected]]
"""The reader of data exports, handed in: platforms know no readers of files."""


class Portability(SignedIn):
    """A member's own data (live.Platform, Refreshes; oauth.SignsIn). `reads` reads tables as the data export has them."""

    names = (*FILES, CHANGES)
    name = "linkedin_data"
    title = "LinkedIn, my own data"
    channel: Channel = "linkedin"
    can: frozenset[Capability] = frozenset({"read"})
    use_rule = LINKEDIN_API.code
    asks = (*CLIENT, *TOKENS)
    limits = LIMITS
    grant = GRANT

    def __init__(
        self, guard: Guard = PUBLIC, *, reads: Reads, opens: Opens = open_client, now: Callable[[], datetime] = utc_now
    ) -> None:
        headers = {"linkedin-version": VERSION, "x-restli-protocol-version": "2.0.0"}
        self._door = Door(
            guard, base="https://api.linkedin.com", service="LinkedIn", grant=GRANT, opens=opens, headers=headers, now=now
        )
        self._reads = reads

    def verify(self, credentials: Credentials) -> Account:
        """Whose data it is. Raises NeverRetry where LinkedIn gives none: it may not be had outside of Europe."""
        with self._door.exchange(credentials) as exchange:
            rows, _ = _snapshot(exchange, "PROFILE", 0)
        name = " ".join(filter(None, (text_at(rows[0], "First Name"), text_at(rows[0], "Last Name")))) if rows else ""
        if not name:
            raise NeverRetry("LinkedIn gives no data of this member. It gives them in the EEA and in Switzerland alone.")
        return self._account(credentials, f"{name} (data)", ())

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of a domain, anew once a day; or what changed since the last look, which LinkedIn keeps for 28 days."""
        self._known(stream)
        walk = Walk.of(cursor)
        with self._door.exchange(credentials) as exchange:
            if stream == CHANGES:
                return _changes(exchange, walk)
            return self._domain(exchange, stream, walk)

    def _domain(self, exchange: Exchange, domain: str, walk: Walk) -> Batch:
        now, read_at = self._door.now(), moment_of_text(walk.about.get("read_at", ""))
        if not walk.token and read_at is not None and now - read_at < AGAIN_AFTER:
            return Batch((), walk.cursor(), False, 0)
        start = whole(walk.token) or 0
        rows, more = _snapshot(exchange, domain, start)
        walk.token = str(start + 1) if more else ""
        walk.about["read_at"] = now.isoformat()
        found = tuple(self._reads([_Table(FILES[domain], rows)])) if rows else ()
        return Batch(found, walk.cursor(), more, exchange.calls)


class _Table:
    """Rows as a table of the data export (protocol.Entry)."""

    def __init__(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        text = io.StringIO(newline="")
        names = list(dict.fromkeys(key for row in rows for key in row))
        writer = csv.DictWriter(text, names, restval="")
        writer.writeheader()
        writer.writerows({key: text_at(row, key) for key in row} for row in rows)
        self.name = name
        self._content = text.getvalue().encode("utf-8", "replace")
        self.size = len(self._content)

    def open(self) -> BinaryIO:
        """From the beginning."""
        return io.BytesIO(self._content)

    def head(self, length: int = 65_536) -> bytes:
        """The first bytes."""
        return self._content[:length]


def _snapshot(exchange: Exchange, domain: str, start: int) -> tuple[list[dict[str, Any]], bool]:
    """The rows of a page of a domain, and whether another follows. A domain that holds nothing answers 404."""
    answer = exchange.get("/rest/memberSnapshotData", {"q": "criteria", "domain": domain, "start": start}, accept=(404,))
    if not answer.good:
        return [], False
    rows = [row for each in list_at(answer.body, "elements") for row in list_at(each, "snapshotData") if isinstance(row, dict)]
    more = any(text_at(each, "rel") == "next" for each in list_at(answer.body, "paging", "links"))
    return rows, more and bool(rows)


def _changes(exchange: Exchange, walk: Walk) -> Batch:
    """What happened since the last look, oldest first: messages come in, all else waits for the next snapshot."""
    asked: dict[str, Any] = {"q": "memberAndApplication", "count": _COUNT}
    since = whole(walk.about.get("processed", ""))
    events = list_at(exchange.get("/rest/memberChangeLogs", asked | ({"startTime": since} if since else {})).body, "elements")
    came: list[Found | Rejected] = []
    for event in events:
        if text_at(event, "resourceName") == "messages":
            came += records_of(lambda value: [_message(value)], event, place=Place("linkedin.com/changes"))
    processed = [moment for each in events if (moment := whole(at(each, "processedAt"))) is not None]
    if processed:
        walk.about["processed"] = str(max(processed))
    # The last one is told again, since the beginning counts in.
    return Batch(tuple(came), walk.cursor(), len(events) >= _COUNT and max(processed, default=0) != since, exchange.calls)


def _message(event: Any) -> AnyRecord:
    told = at(event, "activity")
    moment = moment_of_milliseconds(at(told, "deliveredAt") or at(told, "createdAt") or at(event, "capturedAt"))
    number = first_text(told, "id", "$URN") or text_at(event, "resourceId")
    if not number or moment is None:
        raise Unusable("The message has no number or no date.")
    sender, owner = first_text(told, "author", "actor"), text_at(event, "owner")
    people = [
        each for each in at(told, "contentCertification", "recipients") or at(told, "recipients") or [] if isinstance(each, str)
    ]
    recipients = [each for each in people if each != sender] or ([owner] if sender != owner else [])
    return MessageRecord(
        external_id=number, channel="linkedin", sent_at=moment, sender=_party(sender, owner),
        recipients=tuple(_party(each, owner) for each in recipients), thread=text_at(told, "thread"),
        text=first_text(at(told, "content"), "fallback", "content") or text_at(told, "content"),
    )  # fmt: skip


def _party(urn: str, owner: str) -> Party:
    number = urn.rpartition(":")[2]
    held = (linkedin_identity(urn) if "/in/" in urn else None, external_identity("linkedin", number))
    return Party(identities=tuple(each for each in held if each is not None), is_owner=bool(urn) and urn == owner)


def portability(guard: Guard) -> Portability:
    """What the registry calls: with the reader of data exports."""
    from hustings.connectors.files.linkedin import LINKEDIN

    return Portability(guard, reads=LINKEDIN.read)
