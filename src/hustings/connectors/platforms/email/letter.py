"""A draft as the bytes of a letter: the same id for every try, in its thread, as plain text and as harmless HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import NamedTuple

from hustings.connectors.live import Draft
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Party

_REFERENCES = 20
"""A header of more ids helps nobody; the first and the newest ones stay (RFC 5322 asks for at most 998 signs in a line)."""
_MESSAGE_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_REPLY = re.compile(r"\s*(?:re|aw|antw|sv|vs|odp|ynt|rif|ref|res|回复|回覆|答复)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE)


class Letter(NamedTuple):
    """What goes over the wire: addresses of the envelope, the id in lower case without brackets, and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    external_id: str
    content: bytes
    is_international: bool


def draft_id(key: str, domain: str) -> str:
    """The id of every try of the draft with this key: it tells nothing of the key itself."""
    return f"hustings.{sha256(key.encode()).hexdigest()[:40]}@{_in_ascii(domain)}"


def compose(draft: Draft, *, address: str, at: datetime) -> Letter:
    """The letter of a draft from an address. Raises WrongInput where nobody can receive it or nothing stands in it."""
    recipients = _addresses(draft.to)
    if not recipients:
        raise WrongInput("This answer goes to nobody with an e-mail address.", field="to")
    if not draft.text.strip():
        raise WrongInput("There is nothing in this answer.", field="text")
    external_id = draft_id(draft.key, address.rpartition("@")[2])
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(draft.author.name, address)
    message["To"] = tuple(_mailbox(party.name, each) for each, party in recipients.items())
    message["Subject"] = _subject(draft)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{external_id}>"
    if earlier := _references(draft):
        message["In-Reply-To"] = f"<{earlier[-1]}>"
        message["References"] = " ".join(f"<{each}>" for each in earlier)
    message.set_content(draft.text.replace("\r\n", "\n"), cte="quoted-printable")
    message.add_alternative(as_html(draft.text), subtype="html", cte="quoted-printable")
    everyone = tuple(map(_wire, recipients))
    international = not f"{address}{''.join(everyone)}".isascii()
    content = message.as_bytes(policy=SMTPUTF8 if international else SMTP)
    return Letter(_wire(address), everyone, external_id, content, international)


def as_html(text: str) -> str:
    """Plain text as HTML that shows just that: escaped, paragraphs kept, addresses of pages as links."""
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    body = "\n".join(f"<p>{_linked(each)}</p>" for each in paragraphs)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def _linked(paragraph: str) -> str:
    pieces, position = [], 0
    for link in _LINK.finditer(paragraph):
        pieces.append(escape(paragraph[position : link.start()]))
        address = escape(link.group())
        pieces.append(f'<a href="{address}">{address}</a>')
        position = link.end()
    pieces.append(escape(paragraph[position:]))
    return "".join(pieces).replace("\n", "<br>\n")


def _subject(draft: Draft) -> str:
    """In one line; with `Re:` where it answers and does not say so yet."""
    subject = " ".join(draft.subject.split())
    return f"Re: {subject}".strip() if draft.in_reply_to and not _REPLY.match(subject) else subject


def _references(draft: Draft) -> list[str]:
    """Ids of the letters before, the answered one last, in the case in which it was written. Ids of our own are none."""
    answered = draft.context.get("message_id") or draft.in_reply_to
    earlier = [each for each in draft.references if each.lower() not in (answered.lower(), draft.in_reply_to.lower())]
    ids = [each for each in dict.fromkeys((*earlier, answered)) if _MESSAGE_ID.fullmatch(each)]
    return ids if len(ids) <= _REFERENCES else [ids[0], *ids[1 - _REFERENCES :]]


def _addresses(parties: Sequence[Party]) -> dict[str, Party]:
    """The first address of each party, each once."""
    found: dict[str, Party] = {}
    for party in parties:
        if address := next((each.value for each in party.identities if each.kind == "email"), ""):
            found.setdefault(address, party)
    return found


def _mailbox(name: str, address: str) -> Address:
    """A name without line breaks before an address; names are encoded by the library where they need it."""
    user, _, domain = address.rpartition("@")
    return Address(" ".join(name.split()), user, _in_ascii(domain))


def _wire(address: str) -> str:
    user, _, domain = address.rpartition("@")
    return f"{user}@{_in_ascii(domain)}"


def _in_ascii(domain: str) -> str:
    """The form of a domain that every server reads. Raises WrongInput where it has none."""
    try:
        return domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError as error:
        raise WrongInput(f"{domain} is no domain.", field="to") from error
