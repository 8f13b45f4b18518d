"""The invitation in a letter (text/calendar, RFC 6047) in words: what, when, where; an answer or a cancellation likewise."""

from __future__ import annotations

import email
import io
from datetime import datetime
from email.errors import MessageError

from hustings.connectors.reading.contentlines import content_lines, unescape, value_of

_LARGEST = 2 * 1024 * 1024
_VERBS = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer", "COUNTER": "Another time proposed"}
_TAKEN = frozenset({"METHOD", "SUMMARY", "DTSTART", "LOCATION", "UID"})


def invitation_in(payload: bytes) -> dict[str, str]:
    """What the first event in a letter says: `what`, `when` (as written, ISO 8601 where it can be), `where`, `verb` and `uid`.

    Empty where the letter holds none. Only letters of up to 2 MB are looked at.
    """
    # Without a copy of every letter in small letters: programs write one of these.
    if not (b"text/calendar" in payload or b"TEXT/CALENDAR" in payload) or len(payload) > _LARGEST:
        return {}
    try:
        message = email.message_from_bytes(payload)
        part = next((each for each in message.walk() if each.get_content_type() == "text/calendar"), None)
        content = part.get_payload(decode=True) if part is not None else b""
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return {}
    found = _first_event(content if isinstance(content, bytes) else b"")
    told = {
        "verb": _VERBS.get(found.get("METHOD", "").upper(), "Event"), "what": found.get("SUMMARY", ""),
        "when": _moment(found.get("DTSTART", "")), "where": found.get("LOCATION", ""), "uid": found.get("UID", ""),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value} if found.get("SUMMARY") else {}


def in_words(invitation: dict[str, str]) -> str:
    """One line for people."""
    places = ", ".join(invitation[name] for name in ("when", "where") if name in invitation)
    return f"{invitation['verb']}: {invitation['what']}{f' ({places})' if places else ''}"


def _first_event(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    inside = False
    for line in content_lines(io.BytesIO(content)):
        name, value = line.name.upper(), value_of(line).strip()
        if name == "END" and value.upper() == "VEVENT":
            break
        inside = inside or (name == "BEGIN" and value.upper() == "VEVENT")
        if name in _TAKEN and (inside or name == "METHOD"):
            zone = f" {line.param('TZID')}" if name == "DTSTART" and line.param("TZID") else ""
            found.setdefault(name, unescape(value) + zone)
    return found


def _moment(text: str) -> str:
    """`2026-12-01 18:00 UTC`; as it stands where it cannot be read."""
    written, _, zone = text.partition(" ")
    try:
        moment = datetime.fromisoformat(written.removesuffix("Z"))
    except ValueError:
        return text
    words = moment.isoformat(sep=" ", timespec="minutes") if "T" in written else moment.date().isoformat()
    return f"{words} {zone or ('UTC' if written.endswith('Z') else '')}".strip()
