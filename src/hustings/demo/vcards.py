"""The address book as vCards, half of version 3.0 (RFC 2426), half of 4.0 (RFC 6350), folded and escaped as those ask."""

from __future__ import annotations

from pathlib import Path

from hustings.demo import city
from hustings.demo.cast import Character
from hustings.demo.history import Days


def write_vcards(path: Path, cast: tuple[Character, ...], *, days: Days) -> None:
    """All people of the cast who are in Ada's address book, in one file."""
    lines = [line for person in cast if person.on_vcard for line in _card(person, days=days)]
    path.write_bytes("".join(fold(line) for line in lines).encode())


def fold(line: str) -> str:
    """The line with CRLF, broken after at most 75 octets, never inside a character; vCard and iCalendar agree on this."""
    parts, current, room = [], "", 75
    for sign in line:
        if len((current + sign).encode()) > room:
            parts.append(current)
            current, room = "", 74
        current += sign
    return "\r\n ".join([*parts, current]) + "\r\n"


def escape(text: str) -> str:
    """A text value with backslash, comma, semicolon and line break escaped."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _card(person: Character, *, days: Days) -> list[str]:
    modern = person.number % 2 == 0
    given, family = person.latin or (person.given, person.family)
    family = person.married or family
    known_as = person.nickname if person.nickname and person.number % 3 != 2 else given
    lines = [
        "BEGIN:VCARD", f"VERSION:{'4.0' if modern else '3.0'}", f"UID:urn:uuid:00000000-0000-4000-8000-{person.number:012d}",
        f"FN:{escape(f'{known_as} {family}')}", f"N:{escape(family)};{escape(known_as)};;;{escape(person.suffix)}",
    ]  # fmt: skip
    if person.nickname:
        lines.append(f"NICKNAME:{escape(person.nickname)}")
    lines += _work(person) + _handles(person, modern=modern) + _birthday(person, modern=modern) + _remarks(person)
    rev = days.day(person.connected % 400 + 5)
    return [*lines, f"REV:{rev:%Y%m%d}T120000Z" if modern else f"REV:{rev:%Y-%m-%d}T12:00:00Z", "END:VCARD"]


def _work(person: Character) -> list[str]:
    """Where the person works as Ada noted it, which may be the place before the present one."""
    employer = person.former_employer or person.organisation.name
    lines = [f"ORG:{escape(employer)}"] if employer else []
    return [*lines, f"TITLE:{escape(person.former_title or person.title)}"]


def _handles(person: Character, *, modern: bool) -> list[str]:
    lines: list[str] = []
    for place, address in enumerate(person.emails):
        label = "home" if any(host in address for host in ("mailhaven", "quillpost", "fernmail")) else "work"
        if person.number % 6 == 1 and place:
            lines += [f"item1.EMAIL;TYPE=INTERNET:{address}", "item1.X-ABLabel:Newsletter"]
        else:
            lines.append(f"EMAIL;TYPE={label}:{address}" if modern else f"EMAIL;TYPE=INTERNET,{label.upper()}:{address}")
    for place, number in enumerate(person.phones):
        label = "cell" if place == 0 else "work"
        digits = number.removeprefix("+1 ")
        old = f"TEL;TYPE={label.upper()}:({digits[:3]}) {digits[4:]}"
        lines.append(f'TEL;VALUE=uri;TYPE="{label},voice":tel:{number.replace(" ", "-")}' if modern else old)
    if person.number % 4 == 0:
        lines.append(f"ADR;TYPE={'home' if modern else 'HOME'}:;;{escape(person.street)};{city.CITY};;;")
    if person.on_linkedin and person.number % 3 == 0:
        lines.append(f"URL:{person.profile_url}/")
    return lines


def _birthday(person: Character, *, modern: bool) -> list[str]:
    if person.birthday is None:
        return []
    year, month, day = person.birthday
    if year is None:
        return [f"BDAY:--{month:02d}{day:02d}"] if modern else []
    return [f"BDAY:{year}{month:02d}{day:02d}" if modern else f"BDAY:{year}-{month:02d}-{day:02d}"]


def _remarks(person: Character) -> list[str]:
    words = {"ally": ["Kitchen cabinet"], "network": ["Council run"]}.get(person.circle, [])
    words += [trait.capitalize() for trait in ("press", "union", "parent", "business") if trait in person.traits]
    lines = [f"CATEGORIES:{','.join(escape(word) for word in words)}"] if words else []
    note = person.note or (f"Lives on {person.street}, {person.district}." if person.number % 5 == 0 else "")
    return [*lines, f"NOTE:{escape(note)}"] if note else lines
