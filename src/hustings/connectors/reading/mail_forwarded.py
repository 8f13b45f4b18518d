"""The letter inside of a forwarded one: attached as it was, or copied into the text as mail programs do it.

Gmail, Outlook, Apple Mail and Thunderbird write a block of From, Date, Subject and To in the language of whoever forwards; what
stands below it is the letter.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import Message
from hashlib import sha256
from typing import NamedTuple

import msgspec

from hustings.connectors.reading.mail_html import html_to_text
from hustings.connectors.reading.mail_parse import Letter, Unreadable, mailboxes, parse_letter
from hustings.connectors.reading.mail_record import read_date, to_record
from hustings.connectors.reading.mail_text import new_text
from hustings.connectors.reading.months import month_of
from hustings.kernel.identities import email_identity
from hustings.kernel.records import MessageRecord, Party

_TEXT_LIMIT = 1_000_000
_DEEPEST = 2 * 1024 * 1024
"""Bytes of a letter in which attached ones are looked for by the standard library, whose time grows with nesting."""
_LOOKED_AT = 2_000
"""Lines in which the copied header is looked for."""
_NAMES = {
    "from": "from von de da van från fra od lähettäjä kimden feladó от від 差出人 发件人 寄件者 보낸_사람",
    "date": "date sent datum gesendet envoyé enviado enviada data inviato verzonden skickat sendt fecha päivämäärä lähetetty "
    "tarih gönderme_tarihi dato wysłano dátum дата отправлено надіслано 日付 送信日時 日期 发送时间 寄件日期 날짜 보낸_날짜",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp ämne emne temat předmět aihe konu tárgy тема "
    "件名 主题 主旨 제목",
    "to": "to an à para a aan till til do komu vastaanottaja kime címzett кому 宛先 收件人 받는_사람",
    "cc": "cc kopie copie kopia копия 抄送",
}  # fmt: skip
_KEYS = {name.replace("_", " "): key for key, names in _NAMES.items() for name in names.split()}
_HEADER = re.compile(r"^[*\s]*(?P<key>[^\W\d_][^\d:：*]{0,30}?)[*\s]*[:：][*\s]*(?P<value>.*?)\s*\**$")
_QUOTED = re.compile(r"^(?:>[ \t]?)+")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d\d)(?:[:.]\d\d)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)\b")
_EASTERN = re.compile(r"((?:19|20)\d\d)\s*[年년/-]\s*(\d{1,2})\s*[月월/-]\s*(\d{1,2})")


class Copied(NamedTuple):
    """A letter as copied into another: its headers by our names, and its text."""

    headers: dict[str, str]
    text: str


def original_of(content: bytes, *, forwarded_at: datetime) -> MessageRecord | None:
    """The letter that was forwarded in these bytes, with who forwarded it beside it; None where nothing was forwarded.

    An attached one is the very record that its own mailbox gives. One that is copied has an id of its content, the same however
    often and by whomever it is forwarded; a date that cannot be read becomes that of the forwarding.
    """
    outer = parse_letter(content)
    by = next((address for _, address in outer.addresses.get("from", ()) if address), "")
    found = _attached(content) or _copied(outer, forwarded_at)
    if found is None:
        return None
    # Whoever forwards a letter makes it ours, to whomever it went first.
    recipients = (*found.recipients, Party(is_owner=True))
    return msgspec.structs.replace(found, recipients=recipients, extra=found.extra | {"forwarded_by": by})


def _attached(content: bytes) -> MessageRecord | None:
    """The first letter that is attached whole (message/rfc822)."""
    if b"message/rfc822" not in content.lower() or len(content) > _DEEPEST:
        return None
    try:
        message = email.message_from_bytes(content)
        inner = next((part for part in message.walk() if part.get_content_type() == "message/rfc822"), None)
        if inner is None or _is_report(message.get_content_type()):
            return None
        payload = inner.get_payload()
        whole = payload[0].as_bytes() if isinstance(payload, list) and isinstance(payload[0], Message) else b""
        return to_record(parse_letter(whole))
    except (MessageError, Unreadable, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None


def _is_report(content_type: str) -> bool:
    """A delivery report holds the letter that did not arrive: nobody forwarded it."""
    return content_type == "multipart/report"


def _copied(outer: Letter, forwarded_at: datetime) -> MessageRecord | None:
    text = outer.plain[:_TEXT_LIMIT]
    if not text.strip() and outer.html:
        text = html_to_text(outer.html[:_TEXT_LIMIT])
    copied = copied_letter(text)
    if copied is None:
        return None
    sender = next(iter(_parties(copied.headers["from"])), Party())
    subject = copied.headers.get("subject", "")
    told = copied.headers.get("date", "")
    address = sender.identities[0].value if sender.identities else sender.name
    external_id = "sha:" + sha256("\n".join([address, told, subject, copied.text]).encode("utf-8", "replace")).hexdigest()[:40]
    return MessageRecord(
        external_id=external_id,
        channel="email",
        sent_at=date_of(told) or forwarded_at,
        sender=sender,
        recipients=_parties(", ".join(copied.headers[key] for key in ("to", "cc") if copied.headers.get(key))),
        thread=external_id,
        subject=subject,
        text=new_text(copied.text),
        attachments=outer.attachments,
    )


def copied_letter(text: str) -> Copied | None:
    """The first letter that was copied into a text with its header: who wrote it, and when or about what."""
    lines = text.replace("\r\n", "\n").split("\n")
    for start in range(min(len(lines), _LOOKED_AT)):
        if _key_of(lines[start]) is None:
            continue
        headers, end = _block(lines, start)
        if "from" in headers and "@" in headers["from"] and ({"date", "subject"} & set(headers)) and len(headers) > 2:
            return Copied(headers, _body(lines[end:], quoted=bool(_QUOTED.match(lines[start]))))
    return None


def _block(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """Lines of a header from here on, folded ones joined, up to the first that is none."""
    headers: dict[str, str] = {}
    last, at = "", start
    while at < len(lines):
        line = _QUOTED.sub("", lines[at])
        key = _key_of(lines[at])
        if key is not None and key not in headers:
            last = key
            headers[key] = _HEADER.match(line)["value"].replace("*", "").strip()  # type: ignore[index]
        elif last and _goes_on(line, headers[last]):
            headers[last] = f"{headers[last]} {line.strip()}".strip()
        else:
            break
        at += 1
    return headers, at


def _goes_on(line: str, value: str) -> bool:
    """Whether a line belongs to the header above: folded, or a further address, or the value itself."""
    return line.startswith((" ", "\t")) or (not value and bool(line.strip())) or (line.startswith("<") and "@" in line)


def _key_of(line: str) -> str | None:
    found = _HEADER.match(_QUOTED.sub("", line)) if len(line) < 1_000 else None
    return _KEYS.get(" ".join(found["key"].casefold().split())) if found else None


def _body(lines: Sequence[str], *, quoted: bool) -> str:
    """What stands below the header; without one level of quote signs where the program put them before all of it."""
    if quoted:
        lines = [line[1:].removeprefix(" ") if line.startswith(">") else line for line in lines]
    return "\n".join(lines).strip("\n")


def _parties(text: str) -> tuple[Party, ...]:
    # Outlook writes `Name [mailto:a@example.org]`, some languages <mailto:...>.
    plain = re.sub(r"[<\[(]\s*mailto:([^>\])]*)[>\])]", r"<\1>", text)
    return tuple(dict.fromkeys(_party(name, address) for name, address in mailboxes([plain])))


def _party(name: str, address: str) -> Party:
    identity = email_identity(address)
    return Party(name=name, identities=(identity,) if identity else ())


def date_of(text: str) -> datetime | None:
    """A date as mail programs write it for people, in many languages; UTC is taken where no zone is named."""
    return _as_header(text) or next(_guesses(text), None)


def _as_header(text: str) -> datetime | None:
    """As in a header of mail; those have a numbered zone, and nothing else is trusted to be read so."""
    return read_date(text) if re.search(r"[+-]\d{4}|GMT$|Z$", text) and "at" not in text.split() else None


def _guesses(text: str) -> Iterator[datetime]:
    day = next(_days(text), None)
    if day is None:
        return
    clock = _CLOCK.search(_YEAR.sub(" ", _NUMERIC.sub(" ", text)))
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if clock and clock[3]:
        hour = hour % 12 + 12 * (clock[3].lower() == "p")
    try:
        yield datetime(*day, hour, minute, tzinfo=UTC)
    except ValueError:
        return


def _days(text: str) -> Iterator[tuple[int, int, int]]:
    if found := _EASTERN.search(text):
        yield int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC.search(text):
        first, second, third = int(found[1]), int(found[2]), int(found[3])
        # Americans write the month first, with slashes and with AM or PM.
        american = second > 12 or ("/" in found[0] and re.search(r"\b[ap]m\b", text, re.IGNORECASE) is not None)
        yield (third, first, second) if american else (third, second, first)
    year = _YEAR.search(text)
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    month = next((number for word in words if (number := month_of(word)) and not _is_weekday(word)), None)
    day = next((int(each) for each in re.findall(r"(?<![\d:.])(\d{1,2})(?!\d*[:.h]\d)(?!\d)", text) if 0 < int(each) < 32), None)
    if year and month and day:
        yield int(year[1]), month, day


def _is_weekday(word: str) -> bool:
    """Words that begin like March and name a day: Tuesday in French, Spanish and Italian."""
    return word.startswith(("mard", "mart"))
