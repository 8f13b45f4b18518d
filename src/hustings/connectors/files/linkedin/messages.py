"""Messages and invitations of a LinkedIn export."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from operator import itemgetter
from typing import Literal

from hustings.connectors.files.linkedin.dates import parse_moment
from hustings.connectors.files.linkedin.parties import key_of, parties, party, stable_id
from hustings.connectors.files.linkedin.shapes import Columns
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.tables import Table
from hustings.kernel.records import InvitationRecord, MessageRecord, Party

_CELLS = (
    *("thread", "title", "from", "from_url", "to", "to_urls", "date", "subject", "content", "folder", "attachments"),
    *("is_draft", "is_conversation_draft"),
)
_YES = frozenset({"yes", "true", "1", "ja", "oui", "sí", "si", "sim", "sì"})
_SPONSORED = re.compile(r"\s*sponsored", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|strong|em|i|u|s|ul|ol|li|h[1-6]|html|body|head|img|table|tr|td|font)\b[^<>]{0,2000}>", re.I
)
_BREAK = re.compile(r"<br\b[^<>]{0,200}>|</(?:p|div|li|h[1-6]|tr)>", re.I)
_BLANKS = re.compile(r"\n{3,}")
_DIRECTIONS: dict[str, Literal["in", "out"]] = {
    **dict.fromkeys(("incoming", "received", "eingehend", "reçue", "recibida", "recebido", "ricevuto", "inkomend"), "in"),
    **dict.fromkeys(("outgoing", "sent", "ausgehend", "envoyée", "enviada", "enviado", "inviato", "uitgaand"), "out"),
}


def read_messages(table: Table, columns: Columns, *, file: str) -> Iterator[Found | Rejected]:
    """One record per message; repeated rows with the same content get ids of their own, in order."""
    pick = itemgetter(*(columns.at[cell] for cell in _CELLS))
    ids: dict[str, int] = {}
    plain = columns.width + 1 if not columns.others else -1
    for line, row in table.rows:
        thread, title, name, url, to, to_urls, date, subject, content, folder, attachments, draft, whole_draft = pick(row)
        sent_at, sender, recipients = parse_moment(date), party(name, url), parties(to, to_urls)
        if sent_at is None or not (name or url or recipients):
            yield Rejected(Place(file, line), _why_not(date, sent_at))
            continue
        if "\r" in content:
            content = content.replace("\r\n", "\n").replace("\r", "\n")
        record = MessageRecord(
            external_id=_message_id(thread or key_of(sender), date, sent_at, content, ids),
            channel="linkedin",
            sent_at=sent_at,
            sender=sender,
            recipients=recipients,
            thread=thread or _thread(sender, recipients),
            subject=subject,
            text=_text(content) if "<" in content else content,
            is_draft=bool(draft or whole_draft) and (_is_yes(draft) or _is_yes(whole_draft)),
            automatic="bulk" if folder == "SPAM" or ((title or "<" in content) and _is_sponsored(title, url, content)) else "",
            attachments=tuple(attachments.replace(",", " ").split()) if attachments else (),
            extra={} if len(row) == plain and not title else _extra(title, columns.unknown(row)),
        )
        yield Found(record, Place(file, line))


def read_invitations(table: Table, columns: Columns, *, file: str) -> Iterator[Found | Rejected]:
    """One record per invitation, pending or not."""
    pick = itemgetter(*(columns.at[cell] for cell in ("from", "from_url", "to", "to_url", "sent_at", "direction", "message")))
    for line, row in table.rows:
        name, url, to, to_url, date, way, message = pick(row)
        sent_at, direction = parse_moment(date), _DIRECTIONS.get(way.strip().casefold())
        if sent_at is None or direction is None:
            what = "date" if sent_at is None else "direction"
            yield Rejected(
                Place(file, line), f"The {what} {date if sent_at is None else way!r} of the invitation cannot be read."
            )
            continue
        sender, recipient = party(name, url), party(to, to_url)
        other = sender if direction == "in" else recipient
        if other == Party():
            yield Rejected(Place(file, line), "The invitation does not say who the other person is.")
            continue
        record = InvitationRecord(
            external_id=stable_id("invitation", direction, key_of(other), f"{sent_at:%F %T}"),
            channel="linkedin",
            sender=sender,
            recipient=recipient,
            direction=direction,
            sent_at=sent_at,
            message=message.strip(),
        )
        yield Found(record, Place(file, line))


def _why_not(date: str, sent_at: datetime | None) -> str:
    if sent_at is not None:
        return "The message names neither a sender nor a recipient."
    return f"The date {date!r} of the message cannot be read." if date else "The message has no date."


def _message_id(thread: str, date: str, sent_at: datetime, content: str, ids: dict[str, int]) -> str:
    """An id that survives new exports, also when the people in it have changed their names or addresses since."""
    moment = date if len(date) == 23 else f"{sent_at:%F %T UTC}"
    found = blake2b(f"{thread}\x1f{moment}\x1f{content}".encode("utf-8", "replace"), digest_size=12).hexdigest()
    count = ids[found] = ids.get(found, 0) + 1
    return found if count == 1 else f"{found}#{count}"


def _extra(title: str, unknown: dict[str, str]) -> dict[str, str]:
    return {"conversation_title": title, **unknown} if title else unknown


def _is_yes(text: str) -> bool:
    return text.strip().casefold() in _YES


def _thread(sender: Party, recipients: tuple[Party, ...]) -> str:
    """A conversation of exports that do not number them: that between the same people."""
    return stable_id("with", *sorted({key_of(somebody) for somebody in (sender, *recipients)}))


def _text(content: str) -> str:
    """The words of a message that was written as HTML; any other text as it is."""
    if not _TAG.search(content):
        return content
    words = html.unescape(_TAG.sub("", _BREAK.sub("\n", content)))
    return _BLANKS.sub("\n\n", words.replace("\xa0", " ")).strip()


def _is_sponsored(title: str, url: str, content: str) -> bool:
    """Whether it is paid advertising (InMail ads): by its title, its editor's marks, or HTML from a sender without profile."""
    if title and _SPONSORED.match(title):
        return True
    return "<" in content and ("spinmail" in content or (not url and bool(_TAG.search(content))))
