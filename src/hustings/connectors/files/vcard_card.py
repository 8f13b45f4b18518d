"""What the properties of one vCard mean: lines in, one neutral record out. Reading files is left to `vcard`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import blake2b
from urllib.parse import parse_qs, urlsplit

from hustings.connectors.reading.contentlines import ContentLine, split_value, unescape, value_of
from hustings.kernel.clock import as_utc
from hustings.kernel.identities import canonical_url, email_identity, linkedin_identity, phone_identity
from hustings.kernel.records import Address, Identity, IdentityKind, Name, OrganisationRecord, PersonRecord, Position

_MAX_UID = 200
_QUIET = frozenset({"BEGIN", "END", "VERSION", "PRODID", "X-ABLABEL", "X-ABSHOWAS"})
_DULL_TYPES = frozenset({"pref", "internet", "x-internet", "postal", "parcel", "dom", "intl", "msg", "video", "text"})
_RELATED = re.compile(r"X-(?:MS-|EVOLUTION-|KADDRESSBOOK-X-)?(SPOUSE|ASSISTANT|MANAGER)S?(?:NAME)?")
_BODIES = frozenset({"org", "organization", "group"})
_THINGS = frozenset({"location", "application", "device"})
_NETWORKS: dict[str, IdentityKind] = {
    "twitter": "x",
    "x": "x",
    "facebook": "facebook",
    "instagram": "instagram",
    "bluesky": "bluesky",
    "bsky.app": "bluesky",
}
_HANDLE = re.compile(r"[\w.-]{1,100}")
_FEDERATED = re.compile(r"@?([\w.-]{1,100})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,10})")
_DAY = re.compile(r"(\d{4}|--)-?(\d\d)-?(\d\d)(?:[T ].*)?", re.DOTALL | re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)


def record_of(lines: Sequence[ContentLine]) -> PersonRecord | OrganisationRecord | str:
    """The record that a card's lines stand for, or in words why there is none."""
    return _Reading(lines).record()


class _Reading:
    """Collects what the lines of one card say, property by property."""

    def __init__(self, lines: Sequence[ContentLine]) -> None:
        self.old = any(line.name == "VERSION" and line.raw.strip() == "2.1" for line in lines)
        self.labels = {line.group: _plain_label(self.text(line)) for line in lines if line.group and line.name == "X-ABLABEL"}
        self.is_company = any(line.name == "X-ABSHOWAS" and "COMPANY" in line.raw.upper() for line in lines)
        self.card_kind = self.full = self.uid = self.birthday = ""
        self.parts: dict[str, str] = {}
        self.identities: list[tuple[int, Identity]] = []
        self.organisations: list[tuple[str, list[str]]] = []
        self.titles: list[tuple[str, str]] = []
        self.roles: list[tuple[str, str]] = []
        self.addresses: list[Address] = []
        self.websites: list[str] = []
        self.notes: list[str] = []
        self.tags: list[str] = []
        self.related: list[tuple[str, str]] = []
        self.at: datetime | None = None
        self.extra: dict[str, str] = {}
        for line in lines:
            if line.name not in _QUIET:
                self.take(line)

    def take(self, line: ContentLine) -> None:
        """Hand a line to what understands it; what nothing understands is kept as it is."""
        handler = _HANDLERS.get(line.name)
        relation = _RELATED.fullmatch(line.name)
        if relation:
            understood = self.relation(relation[1].lower(), self.text(line))
        else:
            understood = handler is not None and handler(self, line)
        if not understood:
            self.keep(line)

    def keep(self, line: ContentLine) -> None:
        """A property without a word of ours goes to `extra`, binary ones only as "yes"."""
        binary = line.param("ENCODING").upper() in ("B", "BASE64") or line.raw.lstrip().lower().startswith("data:")
        value = "yes" if binary else self.text(line)
        label = self.labels.get(line.group, "")
        key = f"{line.name.lower()}/{label}" if label else line.name.lower()
        known = self.extra.get(key)
        if value and known is None:
            self.extra[key] = value
        elif value and known is not None and value not in known.split("\n"):
            self.extra[key] = f"{known}\n{value}"

    def text(self, line: ContentLine) -> str:
        return unescape(value_of(line), old=self.old).strip()

    def components(self, line: ContentLine, *, joined_by: str | None = None) -> list[str]:
        """The parts between semicolons. From version 3.0 on a part of a name or address may be a list, which is joined."""
        parts = split_value(value_of(line), ";")
        if joined_by is None or self.old:
            return [unescape(part, old=self.old).strip() for part in parts]
        lists = [[unescape(item).strip() for item in split_value(part, ",")] for part in parts]
        return [joined_by.join(item for item in items if item) for items in lists]

    def label(self, line: ContentLine) -> str:
        """The source's own label of the group, else its types: `work`, `home fax`."""
        own = self.labels.get(line.group)
        if own:
            return own
        types = [word.strip().lower() for word in line.param("TYPE").split(",")]
        telling = [word for word in dict.fromkeys(types) if word and word not in _DULL_TYPES]
        return " ".join(word for word in telling if word != "voice" or len(telling) == 1)

    def formatted_name(self, line: ContentLine) -> bool:
        if self.full:
            return " ".join(self.text(line).split()) == self.full
        self.full = " ".join(self.text(line).split())
        return True

    def name_parts(self, line: ContentLine) -> bool:
        family, given, additional, prefix, suffix = (self.components(line, joined_by=" ") + [""] * 5)[:5]
        if not self.old:
            suffix = (self.components(line, joined_by=", ") + [""] * 5)[4]
        found = {"prefix": prefix, "given": given, "additional": additional, "family": family, "suffix": suffix}
        self.parts |= {key: " ".join(value.split()) for key, value in found.items() if value}
        return True

    def nickname(self, line: ContentLine) -> bool:
        self.parts["nickname"] = ", ".join(self.items(line))
        return True

    def maiden_name(self, line: ContentLine) -> bool:
        self.parts["maiden"] = self.text(line)
        return True

    def items(self, line: ContentLine) -> list[str]:
        items = (unescape(item, old=self.old).strip() for item in split_value(value_of(line), ","))
        return list(dict.fromkeys(item for item in items if item))

    def email(self, line: ContentLine) -> bool:
        return self.identity(line, email_identity(self.text(line), label=self.label(line)))

    def phone(self, line: ContentLine) -> bool:
        return self.identity(line, phone_identity(self.text(line), label=self.label(line)))

    def website(self, line: ContentLine) -> bool:
        text = self.text(line)
        found = linkedin_identity(text)
        if found is None and text and text not in self.websites:
            self.websites.append(text)
        return found is None or self.identity(line, found)

    def social_profile(self, line: ContentLine) -> bool:
        service = line.param("X-SERVICE-TYPE") or line.param("SERVICE-TYPE") or line.param("TYPE")
        words = [word.strip().lower() for word in service.split(",")]
        return self.identity(line, _social_identity(self.text(line), words))

    def identity(self, line: ContentLine, found: Identity | None) -> bool:
        """Add a handle unless it is there already; the preferred ones come first."""
        if found is not None and all((found.kind, found.value) != (known.kind, known.value) for _, known in self.identities):
            self.identities.append((_preference(line), found))
        return found is not None

    def address(self, line: ContentLine) -> bool:
        box, extended, street, *rest = (self.components(line, joined_by=", ") + [""] * 7)[:7]
        locality, region, code, country = rest
        full = ", ".join(part for part in (street, extended, box) if part)
        label = self.label(line)
        found = Address(street=full, locality=locality, region=region, postal_code=code, country=country, label=label)
        if any((full, *rest)) and found not in self.addresses:
            self.addresses.append(found)
        return True

    def organisation(self, line: ContentLine) -> bool:
        name, *units = self.components(line)
        self.organisations.append((line.group, [name, *(unit for unit in units if unit)]))
        return True

    def job_title(self, line: ContentLine) -> bool:
        self.titles.append((line.group, self.text(line)))
        return True

    def role(self, line: ContentLine) -> bool:
        self.roles.append((line.group, self.text(line)))
        return True

    def birth_date(self, line: ContentLine) -> bool:
        found = partial_date(self.text(line), without_year=line.param("X-APPLE-OMIT-YEAR"))
        self.birthday = self.birthday or found
        return bool(found)

    def note(self, line: ContentLine) -> bool:
        """A note, or one more line of the note before."""
        text = self.text(line)
        if line.name:
            self.notes.append(text)
        else:
            self.notes[-1] = f"{self.notes[-1]}\n{text}".strip()
        return True

    def categories(self, line: ContentLine) -> bool:
        self.tags += self.items(line)
        return True

    def related_person(self, line: ContentLine) -> bool:
        """A named person; an address of another card is kept as it is."""
        text = self.text(line)
        if text.lower().startswith(("urn:", "http:", "https:", "mailto:")):
            return False
        return self.relation(self.label(line).lower() or "related", text)

    def relation(self, kind: str, name: str) -> bool:
        if name and (kind, name) not in self.related:
            self.related.append((kind, name))
        return True

    def unique_id(self, line: ContentLine) -> bool:
        self.uid = self.uid or self.text(line)
        return True

    def revision(self, line: ContentLine) -> bool:
        self.at = moment(self.text(line))
        return self.at is not None

    def kind(self, line: ContentLine) -> bool:
        self.card_kind = self.text(line).lower()
        return True

    def record(self) -> PersonRecord | OrganisationRecord | str:
        """The person or the organisation, or why the card is neither."""
        if self.card_kind in _THINGS:
            return f"The card describes neither a person nor an organisation but something else ({self.card_kind})."
        handles = tuple(found for _, found in sorted(self.identities, key=lambda ranked: ranked[0]))
        full = self.name_in_full(handles)
        if not full:
            return "The card holds no name, no organisation and no address."
        if self.is_company or self.card_kind in _BODIES:
            return self.organisation_record(full, handles)
        return PersonRecord(
            external_id=self.external_id(full, handles),
            name=Name(full=full, **self.parts),
            identities=handles,
            positions=tuple(self.positions()),
            addresses=tuple(self.addresses),
            birthday=self.birthday,
            websites=tuple(self.websites),
            notes=tuple(note for note in self.notes if note),
            tags=tuple(dict.fromkeys(self.tags)),
            related=tuple(self.related),
            at=self.at,
            extra=self.extra,
        )

    def name_in_full(self, handles: Sequence[Identity]) -> str:
        """The first of: a company's own name, the written name, its parts, the nickname, the organisation, a handle."""
        employer = next((parts[0] for _, parts in self.organisations if parts[0]), "")
        if employer and self.is_company:
            return employer
        order = ("prefix", "given", "additional", "family", "suffix")
        joined = " ".join(self.parts[key] for key in order if key in self.parts)
        handle = next((found.value for found in handles), "")
        return self.full or joined or self.parts.get("nickname", "") or employer or handle

    def external_id(self, full: str, handles: Sequence[Identity]) -> str:
        """The card's UID; without one, a hash of the name and the first handle, which stays the same between exports."""
        if self.uid and len(self.uid) <= _MAX_UID:
            return self.uid
        first = f"{handles[0].kind}:{handles[0].value}" if handles else ""
        identifying = self.uid or f"{full.casefold()}\0{first}"
        return "card:" + blake2b(identifying.encode(), digest_size=16).hexdigest()

    def positions(self) -> list[Position]:
        """Organisations with their titles and roles: those of the same group, else in the order in which they stand."""
        titles, roles = list(self.titles), list(self.roles)
        named = [row for row in self.organisations if any(row[1])]
        groups = {group for group, _ in named}
        rows = [(parts, _take(titles, group, groups), _take(roles, group, groups)) for group, parts in named]
        while titles or roles:
            rows.append(([""], _take(titles, "", set()), _take(roles, "", set())))
        return [_position(parts, title, role) for parts, title, role in rows if any((*parts, title, role))]

    def organisation_record(self, full: str, handles: tuple[Identity, ...]) -> OrganisationRecord:
        """A company's card; what only people have is kept in `extra`."""
        contact = " ".join(self.parts[key] for key in ("given", "family") if key in self.parts)
        more = {
            "unit": "; ".join(unit for _, parts in self.organisations for unit in parts[1:]),
            "contact": contact if contact != full else "",
            "title": "; ".join(text for _, text in (*self.titles, *self.roles)),
            "note": "\n".join(note for note in self.notes if note),
            "categories": ", ".join(dict.fromkeys(self.tags)),
            "related": "; ".join(f"{kind}: {name}" for kind, name in self.related),
        }
        return OrganisationRecord(
            external_id=self.external_id(full, handles),
            name=full,
            websites=tuple(self.websites),
            identities=handles,
            addresses=tuple(self.addresses),
            extra=self.extra | {key: value for key, value in more.items() if value},
        )


_HANDLERS: dict[str, Callable[[_Reading, ContentLine], bool]] = {
    "FN": _Reading.formatted_name,
    "N": _Reading.name_parts,
    "NICKNAME": _Reading.nickname,
    "X-MAIDENNAME": _Reading.maiden_name,
    "EMAIL": _Reading.email,
    "TEL": _Reading.phone,
    "URL": _Reading.website,
    "X-SOCIALPROFILE": _Reading.social_profile,
    "SOCIALPROFILE": _Reading.social_profile,
    "IMPP": _Reading.social_profile,
    "ADR": _Reading.address,
    "ORG": _Reading.organisation,
    "TITLE": _Reading.job_title,
    "ROLE": _Reading.role,
    "BDAY": _Reading.birth_date,
    "NOTE": _Reading.note,
    "": _Reading.note,
    "CATEGORIES": _Reading.categories,
    "RELATED": _Reading.related_person,
    "X-ABRELATEDNAMES": _Reading.related_person,
    "UID": _Reading.unique_id,
    "REV": _Reading.revision,
    "KIND": _Reading.kind,
    "X-ADDRESSBOOKSERVER-KIND": _Reading.kind,
}


def _plain_label(text: str) -> str:
    """`HomePage` for Apple's `_$!<HomePage>!$_`."""
    return text.removeprefix("_$!<").removesuffix(">!$_")


def _preference(line: ContentLine) -> int:
    """1 for the preferred one, up to 100 as version 4.0 ranks them, 101 for the rest."""
    rank = line.param("PREF")
    if rank.isascii() and rank.isdigit():
        return min(int(rank[:4]), 100)
    return 1 if "pref" in line.param("TYPE").lower().split(",") else 101


def _take(rows: list[tuple[str, str]], group: str, others: set[str]) -> str:
    """The first row of this group, else the first that belongs to no other; it is taken out of the rows."""
    own = [row for row in rows if row[0] == group] or [row for row in rows if row[0] not in others]
    if not own:
        return ""
    rows.remove(own[0])
    return own[0][1]


def _position(parts: Sequence[str], title: str, role: str) -> Position:
    units = ", ".join(parts[1:])
    described = "\n".join(text for text in (units, role if title else "") if text)
    return Position(organisation=parts[0], title=title or role, description=described, current=True)


def _social_identity(text: str, services: Sequence[str]) -> Identity | None:
    """A handle on a network that Hustings knows by name, else the web address of the profile, else None."""
    try:
        address = urlsplit(text)
        host = (address.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    kind = _NETWORKS.get(host.removesuffix(".com")) or next((_NETWORKS[word] for word in services if word in _NETWORKS), None)
    if kind is not None:
        number = parse_qs(address.query).get("id", [""])[0] if kind == "facebook" else ""
        handle = (number or address.path.rstrip("/").rpartition("/")[2]).lstrip("@")
        return Identity(kind=kind, value=handle.lower()) if _HANDLE.fullmatch(handle) else None
    federated = _FEDERATED.fullmatch(f"{address.path.strip('/')}@{host}" if host else text)
    if federated and (text.startswith("@") or "/@" in text or "mastodon" in services):
        return Identity(kind="mastodon", value=f"{federated[1]}@{federated[2]}".lower())
    web = canonical_url(text) if host else None
    return linkedin_identity(text) or (Identity(kind="url", value=web) if web else None)


def partial_date(text: str, *, without_year: str = "") -> str:
    """`1980-03-22`, `--03-14`, `1985-04` or `1985` for vCard's ways of writing them; empty if it is no date.

    `without_year` is the year that Apple writes where none is known (1604).
    """
    day = _DAY.fullmatch(text.strip())
    month = _MONTH.fullmatch(text.strip())
    try:
        if day:
            year = "--" if day[1] in ("--", without_year) else day[1]
            date(2000 if year == "--" else int(year), int(day[2]), int(day[3]))
            return f"{'-' if year == '--' else year}-{day[2]}-{day[3]}"
        if month:
            date(int(month[1]), int(month[2] or 1), 1)
            return text.strip()
    except ValueError:
        pass
    return ""


def moment(text: str) -> datetime | None:
    """An ISO 8601 moment, basic or extended, in UTC; None if it is none."""
    try:
        return as_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        return None
