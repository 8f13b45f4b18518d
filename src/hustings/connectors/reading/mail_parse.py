"""Bytes of one message to its headers, addresses, body texts and names of attachments, however broken they are.

The fast parser does nearly all; where it gives up or says that it had to guess, the standard library's compat32 parser
and more tolerant rules take over for that message or that header.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from functools import lru_cache
from typing import NamedTuple, cast

import fast_mail_parser as fast

from hustings.connectors.reading.mail_invitation import invitation_in
from hustings.kernel.identities import canonical_email

Mailbox = tuple[str, str]
"""A display name and an address, either may be empty."""

MESSAGE_LIMIT = 50 * 1024 * 1024
"""Bytes beyond which a single message is left out."""
_ADDRESS_HEADERS = ("from", "to", "cc", "bcc", "sender")
_STANDARD_FAILURES = (MessageError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
_TEXTS = ("text/plain", "text/html")
# The time of the fast parser grows with the square of the encoded words in a header.
_WORDS_LIMIT = 5_000
_TREE_LIMIT = 2 * 1024 * 1024
_TREE_PARTS_LIMIT = 8
# What UTF-8 looks like when it is read as Windows-1252, and the sign for bytes that could not be read.
_MISREAD = re.compile("[Â-ô][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd")
_CHUNKS = re.compile(r'"(?:\\.|[^"\\])*+(?:"|$)|[,;]|[^",;]+')
_ANGLED = re.compile(r"<([^<>]*)>?")
_GROUP = re.compile(r"^[^:<>@\"]*:(?!/)")
_ADDRESS = re.compile(r"\S*@\S*")
_ESCAPED = re.compile(r"\\(.)")
_WORDS = re.compile(r"((?:=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=(?:\s+(?==\?))?)+)")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """A message that no parser can take; says why, in words for the member."""


class Letter(NamedTuple):
    """One message, decoded. Header names are in lower case; `plain` and `html` are body texts, `attachments` file names.

    `invitation` is what an event in it says (mail_invitation.py), as pairs; empty where it holds none.
    """

    headers: Mapping[str, Sequence[str]]
    addresses: Mapping[str, Sequence[Mailbox]]
    plain: str
    html: str
    attachments: tuple[str, ...]
    invitation: tuple[tuple[str, str], ...] = ()


class _Leaf(NamedTuple):
    """A part of a message that holds content: lower-case type, declared charset, disposition, file name, decoded bytes."""

    content_type: str
    charset: str
    disposition: str
    filename: str
    content: bytes


def parse_letter(payload: bytes) -> Letter:
    """The message in these bytes. Raises Unreadable, and nothing else, where it holds none."""
    letter = _parsed(payload)
    invitation = invitation_in(payload)
    return letter._replace(invitation=tuple(invitation.items())) if invitation else letter


def _parsed(payload: bytes) -> Letter:
    if len(payload) > 2 * _WORDS_LIMIT and payload.count(b"=?") > _WORDS_LIMIT:
        return _parse_slowly(payload)
    try:
        parsed = fast.parse_email(payload, mode="lazy")
    except fast.MimeStructureError as error:
        raise Unreadable("The parts of this message are nested too deeply.") from error
    except fast.ParseError:
        return _parse_slowly(payload)
    headers = _headers(parsed.headers, is_plain=_is_plain(_head(payload)))
    if not headers:
        raise Unreadable("This is no message: it has no header.")
    addresses = {name: mailboxes(headers[name]) for name in _ADDRESS_HEADERS if name in headers}
    plain, html = parsed.text_plain, parsed.text_html
    if not (len(plain) + len(html) == 1 or len(plain) == len(html) == 1) or any(map(_misread, [*plain, *html])):
        return _from_tree(payload, headers, addresses)
    names = tuple(_clean(part.filename) for part in parsed.attachments if part.filename)
    return Letter(headers, addresses, _clean("".join(plain)), _clean("".join(html)), names)


def _head(payload: bytes) -> bytes:
    """The header, and more than that where it is not clear where it ends."""
    end = payload.find(b"\n\n")
    end = payload.find(b"\r\n\r\n") if end < 0 else end
    return payload if end < 0 else payload[:end]


def _headers(parsed: Mapping[str, list[str]], *, is_plain: bool) -> dict[str, list[str]]:
    """By name in lower case; each value is looked at only where not all of them are plain."""
    headers = {name.lower(): values for name, values in parsed.items()}
    if is_plain and len(headers) == len(parsed):
        return headers
    found: dict[str, list[str]] = {}
    for name, values in parsed.items():
        plain_values = [value if _is_plain(value) else _decoded(value) for value in values]
        found.setdefault(name.lower(), []).extend(plain_values)
    return found


def _from_tree(payload: bytes, headers: Mapping[str, Sequence[str]], addresses: Mapping[str, Sequence[Mailbox]]) -> Letter:
    """With more than one text, or one whose charset is not the declared one: part by part."""
    try:
        root = fast.parse_email_tree(payload, mode="lazy")
    except fast.ParseError:
        return _parse_slowly(payload)
    return Letter(headers, addresses, *_body(_leaves_of_tree(root)))


def mailboxes(values: Sequence[str]) -> list[Mailbox]:
    """The mailboxes of all headers of one name, groups flattened; tolerant of missing quotes, brackets and commas."""
    return [mailbox for value in values for mailbox in _mailboxes(value)]


@lru_cache(maxsize=4096)
def _mailboxes(value: str) -> tuple[Mailbox, ...]:
    found: list[Mailbox] = []
    for chunk in _split(value):
        name, address = _mailbox(chunk)
        if name and address and found and not found[-1][1]:
            # `Smith, Ada <ada@example.org>`: the comma belongs to the name.
            name = f"{found.pop()[0]}, {name}"
        if name or address:
            found.append((name, address))
    return tuple(found)


def _split(value: str) -> Iterator[str]:
    """The pieces between commas and semicolons that stand outside of quotes, without the names of groups."""
    piece: list[str] = []
    if value.count('"') % 2:
        value = value.replace('"', " ")
    for run in _CHUNKS.findall(value):
        if run in ",;":
            yield _GROUP.sub("", "".join(piece), count=1)
            piece.clear()
        else:
            piece.append(run)
    yield _GROUP.sub("", "".join(piece), count=1)


def _mailbox(chunk: str) -> Mailbox:
    angled = _ANGLED.search(chunk)
    address = (canonical_email(angled.group(1)) if angled else None) or canonical_email(chunk) or ""
    rest = chunk[: angled.start()] + chunk[angled.end() :] if angled else chunk
    name = _ADDRESS.sub("", rest) if address and not angled else rest
    name = _ESCAPED.sub(r"\1", " ".join(name.replace('"', " ").split())).strip("() '")
    return ("" if canonical_email(name) == address else name), address


def _parse_slowly(payload: bytes) -> Letter:
    message = _standard(payload)
    headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), []).append(_decoded(" ".join(str(value).split())))
    if not headers:
        raise Unreadable("This is no message: it has no header.")
    addresses = {name: mailboxes(headers[name]) for name in _ADDRESS_HEADERS if name in headers}
    return Letter(headers, addresses, *_body(_leaves_of_message(message)))


def _standard(payload: bytes) -> Message:
    """By the standard library, whose time grows with lines times nesting: only for what is small and flat."""
    if len(payload) > _TREE_LIMIT or payload.count(b"boundary") > _TREE_PARTS_LIMIT:
        payload = payload[: max(payload.find(b"\n\n"), payload.find(b"\r\n\r\n"))]
    try:
        return email.message_from_bytes(payload)
    except _STANDARD_FAILURES as error:
        raise Unreadable("The header of this message is damaged.") from error


def _leaves_of_tree(root: fast.PyLazyMimePart) -> Iterator[_Leaf]:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if node.children and not node.is_message:
            nodes.extend(reversed(node.children))
            continue
        declared = next((values[0] for name, values in node.headers.items() if name.lower() == "content-type"), "")
        kind = _content_type(node.content_type)
        content = _content(node) if kind in _TEXTS else b""
        yield _Leaf(kind, _charset(declared), node.disposition or "", node.filename, content)


def _content(node: fast.PyLazyMimePart) -> bytes:
    try:
        return node.content or b""
    except fast.DecodeError:
        return b""


def _leaves_of_message(message: Message) -> Iterator[_Leaf]:
    nodes = [message]
    while nodes:
        node = nodes.pop()
        try:
            if node.is_multipart() and node.get_content_maintype() == "multipart":
                nodes.extend(reversed(cast(list[Message], node.get_payload())))
            else:
                yield _leaf(node)
        except _STANDARD_FAILURES:
            # The standard library stumbles over zero bytes and damaged parameters: that part holds nothing to read.
            continue


def _leaf(node: Message) -> _Leaf:
    kind = node.get_content_type()
    content = node.get_payload(decode=True) if kind in _TEXTS else b""
    filename = _decoded(str(node.get_filename() or ""))
    disposition = str(node.get("content-disposition", "")).split(";")[0].strip().lower()
    charset = _charset(str(node.get("content-type", "")))
    return _Leaf(kind, charset, disposition, filename, content if isinstance(content, bytes) else b"")


def _body(leaves: Iterator[_Leaf]) -> tuple[str, str, tuple[str, ...]]:
    """All plain text, all HTML, and the names of files. Text that carries a file name beside other text is a file."""
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    names = []
    for leaf in leaves:
        seen = any(texts.values())
        if leaf.content_type not in texts or leaf.disposition == "attachment" or (leaf.filename and seen):
            names.append(leaf.filename)
        else:
            texts[leaf.content_type].append(_text(leaf.content, leaf.charset))
    attachments = tuple(_clean(name) for name in names if name)
    return _clean("\n".join(texts["text/plain"])), _clean("\n".join(texts["text/html"])), attachments


def _content_type(declared: str) -> str:
    """In lower case; plain text where it says nothing that has the form of a type (RFC 2045, 5.2)."""
    return declared.lower() if "/" in declared else "text/plain"


def _charset(content_type: str) -> str:
    found = re.search(r"charset\s*=\s*[\"']?([^\s\"';]{1,60})", content_type, re.IGNORECASE)
    return found.group(1) if found else ""


def _text(content: bytes, charset: str) -> str:
    """The declared charset if it fits, else UTF-8, else Windows-1252, in which every other letter is written."""
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name).name != "ascii":
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _decoded(value: str) -> str:
    """Encoded words (RFC 2047) wherever they stand, and raw bytes that the standard library hid in surrogates."""
    if value.isascii():
        if "=?" not in value:
            return value.replace("\x00", "")
    elif _SURROGATES.search(value):
        value = _text(value.encode("utf-8", "surrogateescape"), "")
    return _clean(_WORDS.sub(_decoded_words, value))


def _decoded_words(words: re.Match[str]) -> str:
    try:
        pieces = decode_header(words.group(1))
    except (MessageError, ValueError):
        return words.group()
    return "".join(piece if isinstance(piece, str) else _text(piece, charset or "") for piece, charset in pieces)


def _is_plain(value: str | bytes) -> bool:
    """Whether nothing in it is encoded, hidden or unfit for a data base."""
    if isinstance(value, str):
        return value.isascii() and "=?" not in value and "\x00" not in value
    return value.isascii() and b"=?" not in value and b"\x00" not in value


def _misread(text: str) -> bool:
    return not text.isascii() and _MISREAD.search(text) is not None


def _clean(value: str) -> str:
    """Without signs that no data base stores."""
    if "\x00" in value:
        value = value.replace("\x00", "")
    return value if value.isascii() else _SURROGATES.sub("\ufffd", value)
