"""What a delivery report says did not arrive (RFC 3464): which letters, at which addresses, and which of those do not work."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from typing import NamedTuple

import msgspec

from hustings.kernel.identities import canonical_email
from hustings.kernel.records import MessageRecord

_LARGEST = 2 * 1024 * 1024
"""Bytes that are looked at: what was returned may hold large files, and stands behind what is said of it."""
_MOST_ADDRESSES = 100
_STATUS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINAL = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_ID = re.compile(r"<([^<>\s]+)>")
_ID_FIELD = re.compile(r"^message-id:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
_OWN_ID = re.compile(rb"<(hustings\.[0-9a-f]{40}@[a-z0-9.-]{1,200})>")
"""The ids that letter.draft_id gives."""
_FIELD = re.compile(r"^([A-Za-z-]+):[ \t]*(.*)$", re.MULTILINE)
_CODE = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_NOT_THE_ADDRESS = re.compile(r"5\.(?:2\.3|[3567]\.\d+)$")
"""What speaks of the letter, the server or its rules (too large, taken for spam), not of the address (RFC 3463, section 3)."""


class _Failed(NamedTuple):
    """One address that a letter did not reach for good. `is_bad`: because mail to it does not work."""

    address: str
    is_bad: bool


def with_returned(record: MessageRecord, content: bytes) -> MessageRecord:
    """The record of a letter; that of a delivery report also says what did not arrive (`returned_in`)."""
    told = returned_in(content) if record.automatic == "report" else {}
    return msgspec.structs.replace(record, extra=record.extra | told) if told else record


def returned_in(content: bytes) -> dict[str, str]:
    """What a report says came back for good, as words separated by spaces; empty where it only tells of a delay or of success.

    `returned`: ids of letters. `returned_to`: addresses that they did not reach. `returned_bad`: those of them that do not work.
    """
    content = content[:_LARGEST]
    try:
        message = email.message_from_bytes(content)
        parts = list(message.walk())
        failed = _failed(message, parts)
        letters = _letters(message, parts) if failed else _letters_of_ours(content)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return {}
    told = {
        "returned": " ".join(letters),
        "returned_to": " ".join(dict.fromkeys(each.address for each in failed)),
        "returned_bad": " ".join(dict.fromkeys(each.address for each in failed if each.is_bad)),
    }
    return {name: value for name, value in told.items() if value}


def _failed(message: Message, parts: list[Message]) -> list[_Failed]:
    """By the report that is meant for programs; else by the header of servers that write none."""
    status = next((part for part in parts if part.get_content_type() in _STATUS), None)
    if status is not None:
        return list(_failed_in(status.as_string()))[:_MOST_ADDRESSES]
    named = " ".join(map(str, message.get_all("x-failed-recipients", []))).split(",")
    words = message.get_payload()
    code = _CODE.search(words if isinstance(words, str) else "")
    found = filter(None, (canonical_email(each.strip()) for each in named))
    return [_Failed(each, _is_bad(code[1] if code else "")) for each in found][:_MOST_ADDRESSES]


def _failed_in(status: str) -> Iterator[_Failed]:
    for group in re.split(r"\n[ \t]*\n", status.replace("\r\n", "\n")):
        told = {name.lower(): value for name, value in _FIELD.findall(re.sub(r"\n[ \t]+", " ", group))}
        if told.get("action", "").strip().lower() == "failed":
            address = _address(told.get("original-recipient", "")) or _address(told.get("final-recipient", ""))
            if address:
                yield _Failed(address, _is_bad(_code(told)))


def _address(field: str) -> str:
    """`rfc822; ada@example.org` without its kind (RFC 3464, section 2.3.1)."""
    return canonical_email(field.rpartition(";")[2].strip().strip("<>")) or ""


def _code(told: dict[str, str]) -> str:
    """The status (RFC 3463); where it says nothing more than that it failed, that in the other server's own words."""
    status = _CODE.search(told.get("status", ""))
    if status and status[1] != "5.0.0":
        return status[1]
    nearer = _CODE.search(told.get("diagnostic-code", ""))
    return nearer[1] if nearer else ""


def _is_bad(code: str) -> bool:
    return code[:1] not in ("2", "4") and not _NOT_THE_ADDRESS.match(code)


def _letters(message: Message, parts: list[Message]) -> list[str]:
    """The id of the letter that came back with the report; else of that which the report answers."""
    original = next((part for part in parts if part.get_content_type() in _ORIGINAL), None)
    found = _ID_FIELD.findall(original.as_string()) if original is not None else []
    answered = _ID.findall(" ".join(str(message.get(name, "")) for name in ("references", "in-reply-to")))
    return [each.lower() for each in found[:1] or answered[-1:]]


def _letters_of_ours(content: bytes) -> list[str]:
    """Of a report that no program can read: our own letters that it names. None where it tells of something else (a delay)."""
    small = content.lower()
    if b"action:" in small and not re.search(rb"\naction:\s*failed", small):
        return []
    return sorted({each.decode("ascii") for each in _OWN_ID.findall(small)})
