"""People as vCards, version 4.0 (RFC 6350) or 3.0 (RFC 2426) for programs that know no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from hustings.connectors.exports.lines import escaped, line, parameter
from hustings.kernel.records import Address, Identity, PersonRecord, Position

Version = Literal["4.0", "3.0"]

_PROFILES = {
    "linkedin": "https://{}", "x": "https://x.com/{}", "bluesky": "https://bsky.app/profile/{}",
    "facebook": "https://facebook.com/{}", "instagram": "https://instagram.com/{}", "tiktok": "https://tiktok.com/@{}",
    "youtube": "https://youtube.com/{}", "telegram": "https://t.me/{}", "url": "https://{}",
}  # fmt: skip


def write_vcards(records: Iterable[PersonRecord], target: BinaryIO, *, version: Version = "4.0") -> int:
    """Writes a card for each person and returns how many. What vCard has no word for stands in properties of our own (`X-`)."""
    count = 0
    for record in records:
        target.write(b"".join(line(head, value) for head, value in _card(record, version)))
        count += 1
    return count


def _card(record: PersonRecord, version: Version) -> Iterator[tuple[str, str]]:
    name = record.name
    yield "BEGIN", "VCARD"
    yield "VERSION", version
    yield "UID", escaped(record.external_id)
    yield "FN", escaped(name.full)
    yield "N", ";".join(map(escaped, (name.family, name.given, name.additional, name.prefix, name.suffix)))
    for head, text in (("NICKNAME", name.nickname), ("X-MAIDENNAME", name.maiden), ("X-HEADLINE", record.headline)):
        if text:
            yield head, escaped(text)
    if record.birthday:
        yield "BDAY", _birthday(record.birthday, version)
    for number, identity in enumerate(record.identities, 1):
        yield from _labelled(f"i{number}", *_handle(identity, version), label=identity.label)
    for number, position in enumerate(record.positions, 1):
        yield from _position(f"p{number}", position)
    for number, address in enumerate(record.addresses, 1):
        yield from _labelled(f"a{number}", "ADR", _address(address), label=address.label)
    yield from _rest(record, version)
    yield "END", "VCARD"


def _rest(record: PersonRecord, version: Version) -> Iterator[tuple[str, str]]:
    for website in record.websites:
        yield "URL", website.replace("\n", "")
    for number, (relation, name) in enumerate(record.related, 1):
        if version == "4.0":
            yield f"RELATED;VALUE=text{parameter('TYPE', relation)}" if relation else "RELATED;VALUE=text", escaped(name)
        else:
            yield from _labelled(f"r{number}", "X-ABRELATEDNAMES", escaped(name), label=relation)
    if record.tags:
        yield "CATEGORIES", ",".join(map(escaped, record.tags))
    for note in (record.summary, *record.notes):
        if note:
            yield "NOTE", escaped(note)
    for field, value in record.fields.items():
        yield f"X-HUSTINGS-FIELD{parameter('X-NAME', field)}", escaped(value)
    for consent in record.consents:
        told = (consent.channel, consent.status, consent.value, consent.purpose, str(consent.at or ""))
        yield "X-HUSTINGS-CONSENT", ";".join(map(escaped, told))


def _labelled(group: str, head: str, value: str, *, label: str) -> Iterator[tuple[str, str]]:
    """The line, with its label in a line of the same group, as address books write labels of people's own."""
    if label:
        yield f"{group}.{head}", value
        yield f"{group}.X-ABLABEL", escaped(label)
    else:
        yield head, value


def _handle(identity: Identity, version: Version) -> tuple[str, str]:
    if identity.kind == "email":
        return "EMAIL", escaped(identity.value)
    if identity.kind == "phone":
        return "TEL", escaped(identity.value)
    if identity.kind in ("external", "official"):
        return f"X-HUSTINGS-{identity.kind.upper()}-ID", escaped(identity.value)
    head = "SOCIALPROFILE;SERVICE-TYPE=" if version == "4.0" else "X-SOCIALPROFILE;TYPE="
    if identity.kind == "mastodon":
        user, _, host = identity.value.partition("@")
        return f"{head}mastodon", f"https://{host}/@{user}"
    return f"{head}{identity.kind}", _PROFILES[identity.kind].format(identity.value)


def _position(group: str, position: Position) -> Iterator[tuple[str, str]]:
    """Positions of today only: a card has no word for those that are over."""
    if position.until and not position.current:
        return
    if position.organisation:
        yield f"{group}.ORG", escaped(position.organisation)
    if position.title:
        yield f"{group}.TITLE", escaped(position.title)


def _address(address: Address) -> str:
    parts = ("", "", address.street, address.locality, address.region, address.postal_code, address.country)
    return ";".join(map(escaped, parts))


def _birthday(birthday: str, version: Version) -> str:
    """Version 4.0 writes days without hyphens, and a year and month with one (RFC 6350, 4.3.1)."""
    if version == "3.0" or len(birthday) == len("2021-03"):
        return birthday
    return f"--{birthday[2:].replace('-', '')}" if birthday.startswith("--") else birthday.replace("-", "")
