"""One decoded letter to one MessageRecord: identity, time, people, thread, new text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from hashlib import sha256

from hustings.connectors.reading.mail_html import html_to_text
from hustings.connectors.reading.mail_invitation import in_words
from hustings.connectors.reading.mail_kind import Headers, automatic_kind
from hustings.connectors.reading.mail_parse import Letter, Mailbox, Unreadable, mailboxes
from hustings.connectors.reading.mail_text import new_text
from hustings.kernel.identities import email_identity
from hustings.kernel.records import MessageRecord, Party

TEXT_LIMIT = 1_000_000
"""Characters of a body that are looked at; what stands beyond is no letter between people."""
REFERENCES_LIMIT = 200

_MESSAGE_ID = re.compile(r"<([^<>]+)>")
_LABEL = re.compile(r'"([^"]*)"|([^,"]+)')
_DRAFT_LABELS = {
    "draft",
    "drafts",
    "entwurf",
    "entwürfe",
    "brouillon",
    "brouillons",
    "borradores",
    "bozze",
    "rascunhos",
    "concepten",
}
_EARLIEST_YEAR = 1971
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
_USUAL_DATE = re.compile(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{{1,2}}) ({'|'.join(_MONTHS)}) ((?:19[89]|2\d\d)\d) (\d\d):(\d\d):(\d\d)"
    r" ([+-])([01]\d|2[0-3])([0-5]\d)(?: \(\w+\))?",
    re.ASCII,
)
MARKUP_LIMIT = 100_000
"""Characters of markup that a letter to one person has at most; longer ones are pages, and are kept as words alone."""


def to_record(letter: Letter, *, envelope: bytes = b"", is_draft: bool = False, is_spam: bool = False) -> MessageRecord:
    """The record of a letter. `envelope` is the `From ` line of an mbox. Raises Unreadable where no date is to be found."""
    headers = letter.headers
    sent_at = _sent_at(headers, envelope)
    sender = _sender(letter, envelope)
    subject = _first(headers, "subject")
    full = letter.plain[:TEXT_LIMIT]
    if not full.strip() and letter.html:
        full = html_to_text(letter.html[:TEXT_LIMIT])
    labels = _labels(headers)
    message_id = _message_id(_first(headers, "message-id"))
    external_id = message_id.lower() or _own_id(sent_at, sender, subject, full)
    references = _references(headers)
    in_reply_to = _message_id(_first(headers, "in-reply-to")).lower()
    address = sender.identities[0].value if sender.identities else ""
    automatic = automatic_kind(headers, sender=address, subject=subject, labels=[*labels, "spam"] if is_spam else labels)
    return MessageRecord(
        external_id=external_id,
        channel="email",
        sent_at=sent_at,
        sender=sender,
        recipients=_recipients(letter),
        thread=references[0] if references else in_reply_to or external_id,
        in_reply_to=in_reply_to,
        references=references,
        subject=subject,
        text=_with_invitation(new_text(full), dict(letter.invitation)),
        is_draft=is_draft or "x-mozilla-draft-info" in headers or any(label.lower() in _DRAFT_LABELS for label in labels),
        automatic=automatic,
        attachments=letter.attachments,
        extra=_extra(
            message_id, labels, _first(headers, "list-id"), dict(letter.invitation).get("uid", ""), _markup(letter, automatic)
        ),
    )


def _markup(letter: Letter, automatic: str) -> str:
    """The letter's own markup, where a person wrote it and it is no longer than a letter."""
    return "" if automatic or len(letter.html) > MARKUP_LIMIT else letter.html


def _with_invitation(text: str, invitation: dict[str, str]) -> str:
    """The words below what they invite to, unless they say it themselves."""
    if not invitation or invitation["what"] in text:
        return text
    return f"{in_words(invitation)}\n\n{text}".strip()


def read_date(text: str) -> datetime | None:
    """A date as mail writes it (RFC 5322 with all its obsolete forms, asctime, ISO 8601) in UTC; None if it is none.

    A date without a zone is taken as UTC; a year before 1971 is a broken clock and none.
    """
    if usual := _USUAL_DATE.fullmatch(text):
        return _usual_moment(usual)
    parts = parsedate_tz(text) if text else None
    try:
        if parts is None:
            moment = datetime.fromisoformat(text.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        else:
            moment = datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=parts[9] or 0)))
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if moment.year >= _EARLIEST_YEAR else None


def _usual_moment(found: re.Match[str]) -> datetime | None:
    """The date as nearly all programs write it, faster than the standard library reads it; None for a 31st of February."""
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        written = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    ahead = int(hours) * 60 + int(minutes)
    return written - timedelta(minutes=-ahead if sign == "-" else ahead) if ahead else written


def _sent_at(headers: Headers, envelope: bytes) -> datetime:
    """By the Date header, else by the topmost relay, else by the `From ` line."""
    found = read_date(_first(headers, "date"))
    if found is None:
        received = (value.rpartition(";")[2] for value in headers.get("received", ()))
        found = next((moment for moment in map(read_date, received) if moment), None)
    if found is None:
        written = envelope.decode("latin-1").removeprefix("From ").strip()
        found = read_date(written) or read_date(written.partition(" ")[2])
    if found is None:
        raise Unreadable("This message has no date that can be read.")
    return found


def _sender(letter: Letter, envelope: bytes) -> Party:
    """Who wrote it: From, else Sender, else the return path, else the address of the `From ` line."""
    for name in ("from", "sender"):
        if found := letter.addresses.get(name):
            return _party(found[0])
    return_path = mailboxes(letter.headers.get("return-path", ()))
    if return_path and return_path[0][1]:
        return _party(("", return_path[0][1]))
    return _party(("", envelope.decode("latin-1").removeprefix("From ").partition(" ")[0]))


def _recipients(letter: Letter) -> tuple[Party, ...]:
    """Everybody of To, Cc and Bcc, once each, in that order."""
    if len(letter.addresses) == 2 and "to" in letter.addresses and len(letter.addresses["to"]) == 1:
        return (_party(letter.addresses["to"][0]),)
    found: dict[str, Party] = {}
    for name in ("to", "cc", "bcc"):
        for mailbox in letter.addresses.get(name, ()):
            found.setdefault(mailbox[1] or mailbox[0], _party(mailbox))
    return tuple(found.values())


@lru_cache(maxsize=4096)
def _party(mailbox: Mailbox) -> Party:
    identity = email_identity(mailbox[1])
    return Party(name=mailbox[0], identities=(identity,) if identity else ())


def _message_id(value: str) -> str:
    return next(_message_ids(value), "")


def _message_ids(value: str) -> Iterator[str]:
    """The ids in a header, without brackets and folding spaces; a bare one where nobody wrote brackets."""
    found = _MESSAGE_ID.findall(value)
    for each in found or [word for word in value.split() if "@" in word]:
        if joined := "".join(each.split()).strip("<>"):
            yield joined


def _references(headers: Headers) -> tuple[str, ...]:
    """The letters before this one, oldest first; of a very long thread its root and its end."""
    found = [each.lower() for value in headers.get("references", ()) for each in _message_ids(value)]
    return tuple(found if len(found) <= REFERENCES_LIMIT else [found[0], *found[1 - REFERENCES_LIMIT :]])


def _own_id(sent_at: datetime, sender: Party, subject: str, full: str) -> str:
    """An id for a message without one: the same letter gets the same id in every export."""
    address = sender.identities[0].value if sender.identities else sender.name
    body = " ".join(full.split())
    content = "\n".join([sent_at.isoformat(), address, subject, body])
    return "sha:" + sha256(content.encode("utf-8", "replace")).hexdigest()[:40]


def _labels(headers: Headers) -> list[str]:
    """Gmail's labels, as Takeout writes them: separated by commas, quoted where they hold one."""
    return [label for value in headers.get("x-gmail-labels", ()) for label in _labels_in(value)]


@lru_cache(maxsize=1024)
def _labels_in(value: str) -> tuple[str, ...]:
    return tuple(label for quoted, bare in _LABEL.findall(value) if (label := (quoted or bare).strip()))


def _extra(message_id: str, labels: Sequence[str], list_id: str, event: str, html: str) -> dict[str, str]:
    """`message_id` is the id as written where that differs (a reply must repeat its case); `labels` one per line.

    `event` is the number of the event that the letter invites to, `html` the letter as it was written.
    """
    extra = {"labels": "\n".join(labels), "list": list_id, "event": event, "html": html}
    if message_id != message_id.lower():
        extra["message_id"] = message_id
    return {name: value for name, value in extra.items() if value}


def _first(headers: Headers, name: str) -> str:
    values = headers.get(name)
    return values[0] if values else ""
