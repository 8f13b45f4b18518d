"""From the row of a table to a person, as a `PersonLayout` says. Everything that depends on the table alone is settled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Literal

from hustings.connectors.reading.people_columns import (
    Columns,
    Left,
    listed,
    number_of,
    phone_of,
    postal_code,
    profile_identity,
    region_of,
    stable_id,
    yes_or_no,
)
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place
from hustings.connectors.reading.people_wishes import wish_reader
from hustings.connectors.reading.tables import Row, column_key
from hustings.kernel.identities import email_identity, external_identity, handle_identity, linkedin_identity
from hustings.kernel.records import Address, Identity, Name, OrganisationRecord, PersonRecord, Position, Support

NOBODY = "The row names nobody: it has neither a name nor an address nor a number."
_NO_EMPLOYER = frozenset(
    {
        "none", "na", "nil", "notemployed", "unemployed", "notapplicable", "selfemployed", "self", "retired", "student",
        "homemaker", "requested", "informationrequested", "informationrequestedperbestefforts",
    }
)  # fmt: skip
_NO_TITLE = frozenset({"none", "na", "notapplicable", "notemployed"})
_LEVELS: dict[str, Literal[1, 2, 3, 4, 5]] = {
    "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "strongsupport": 1, "strongsupporter": 1, "strong": 1, "leansupport": 2, "leaning": 2,
    "leansupporter": 2, "weaksupport": 2, "undecided": 3, "leanoppose": 4, "leanagainst": 4, "weakoppose": 4, "weakopposition": 4,
    "strongoppose": 5, "strongopposition": 5, "strongagainst": 5, "strongopponent": 5,
}  # fmt: skip

Reader = Callable[[Row], PersonRecord | None]


def person_reader(layout: PersonLayout, columns: Columns) -> Reader:
    """The function from a row to its person, None for a row that names nobody. Takes the columns that it uses."""
    number = _number(layout, columns)
    name = _name(layout, columns)
    about = {keys: columns.find(keys) for wish in layout.wishes if (keys := wish.about)}
    region = _region(layout, columns)
    identities = _identities(layout, columns, about)
    places = _places(layout, columns)
    works = _works(layout, columns)
    tags = _tags(layout, columns)
    notes, websites = _texts(layout.notes, columns), _texts(layout.websites, columns)
    related = _related(layout, columns)
    wishes = wish_reader(layout, columns, about)
    support = _support(layout, columns)
    birthday, at = columns.date(layout.birthday), columns.moment(layout.at)
    household, system = columns.text(layout.household), layout.system
    for dull in layout.dull:
        columns.every(dull)
    extra = columns.extra()

    def read(row: Row) -> PersonRecord | None:
        left = extra(row)
        country = region(row)
        record_number = number(row, left)
        held = identities(row, country, left)
        if record_number is not None:
            held = (record_number, *held)
        sites = websites(row)
        if sites:
            sites, held = _profiles(sites, held)
        positions = works(row, left)
        named = name(row, held)
        if named is None:
            if not positions or not positions[0].organisation:
                return None
            named = Name(full=positions[0].organisation)
        born = birthday.partial(row[birthday.at])
        if not born and row[birthday.at].strip():
            left[birthday.name] = row[birthday.at].strip()
        return PersonRecord(
            external_id=record_number.value if record_number is not None else _own_id(layout, named, held),
            name=named,
            identities=held,
            positions=positions,
            addresses=places(row),
            birthday=born,
            websites=sites,
            notes=notes(row),
            tags=tags(row, left),
            related=related(row),
            at=at(row, left),
            consents=wishes(row, country, left),
            supports=support(row, left),
            household=f"{system}:{home}" if (home := household(row)).isdecimal() else home,
            extra=left,
        )

    return read


def company_of(person: PersonRecord) -> OrganisationRecord | None:
    """The organisation that a row without a person's name stands for; None where it names a person."""
    name, first = person.name, person.positions[0] if person.positions else None
    handles = {identity.value for identity in person.identities}
    if (
        first is None
        or first.title
        or not first.organisation
        or name != Name(full=name.full)
        or name.full not in (first.organisation, *handles)
    ):
        return None
    return as_organisation(person, name=first.organisation)


def as_organisation(person: PersonRecord, *, name: str) -> OrganisationRecord:
    """What a row says, as that of an organisation; notes and tags, which organisations lack, go to `extra`."""
    about = {"notes": "\n".join(person.notes), "tags": ", ".join(person.tags)}
    return OrganisationRecord(
        external_id=person.external_id, name=name, websites=person.websites, identities=person.identities,
        addresses=person.addresses, extra=person.extra | {word: text for word, text in about.items() if text},
    )  # fmt: skip


def _profiles(sites: tuple[str, ...], held: tuple[Identity, ...]) -> tuple[tuple[str, ...], tuple[Identity, ...]]:
    """Websites that are profiles on a network become handles."""
    found = [(site, profile_identity(site)) for site in sites]
    handles = dict.fromkeys((*held, *(identity for _, identity in found if identity is not None)))
    return tuple(site for site, identity in found if identity is None), tuple(handles)


def _own_id(layout: PersonLayout, name: Name, identities: Iterable[Identity]) -> str:
    first = next(iter(identities), None)
    return stable_id(layout.system, name.full.casefold(), f"{first.kind}:{first.value}" if first else "")


def _number(layout: PersonLayout, columns: Columns) -> Callable[[Row, Left], Identity | None]:
    at = columns.find(layout.number)
    name = columns.names[at] if at >= 0 else ""

    def read(row: Row, left: Left) -> Identity | None:
        if not (text := row[at]):
            return None
        number = number_of(text)
        if not number and text.strip():
            left[name] = text.strip()
        return external_identity(layout.system, number)

    return read


def _name(layout: PersonLayout, columns: Columns) -> Callable[[Row, tuple[Identity, ...]], Name | None]:
    parts = (layout.given, layout.additional, layout.family, layout.prefix, layout.suffix, layout.nickname, layout.maiden)
    full_at, shown_at = columns.find(layout.full), columns.find(layout.shown)
    pick = itemgetter(*(columns.find(part) for part in parts))

    def read(row: Row, held: tuple[Identity, ...]) -> Name | None:
        given, additional, family, prefix, suffix, nickname, maiden = [cell and cell.strip() for cell in pick(row)]
        full = row[full_at].strip()
        if not full:
            full = " ".join(part for part in (given, additional, family) if part) or row[shown_at].strip() or nickname
            if not full and not held:
                return None
            full = full or next((identity.value for identity in held if identity.kind != "external"), held[0].value)
        return Name(
            full=full, given=given, additional=additional, family=family, prefix=prefix, suffix=suffix, nickname=nickname,
            maiden=maiden,
        )  # fmt: skip

    return read


def _region(layout: PersonLayout, columns: Columns) -> Callable[[Row], str]:
    """The country of a row, by its first address. The columns are taken later, with the addresses."""
    country_at, state_at = -1, -1
    if layout.places:
        probe = Columns(columns.names)
        country_at, state_at = probe.find(layout.places[0].country), probe.find(layout.places[0].region)
    usual = layout.region
    return lambda row: region_of(row[country_at], row[state_at], usual)


def _identities(
    layout: PersonLayout, columns: Columns, about: dict[str, int]
) -> Callable[[Row, str, Left], tuple[Identity, ...]]:
    mails = [held for handle in layout.emails if (held := _Held(columns, handle, about)).at >= 0]
    numbers = [held for handle in layout.phones if (held := _Held(columns, handle, about)).at >= 0]
    handles = [(kind, at) for kind, names in layout.handles for at in columns.every(names)]
    others = [(system, at) for system, names in layout.others for at in columns.every(names)]
    names = columns.names

    def read(row: Row, region: str, left: Left) -> tuple[Identity, ...]:
        found: dict[tuple[str, str], Identity] = {}
        for cell in mails:
            for text, label in cell.values(row):
                cell.keep(found, email_identity(text, label=label), text, left)
        for cell in numbers:
            for text, label in cell.values(row):
                cell.keep(found, phone_of(text, label=label, region=region), text, left)
        for kind, at in handles:
            if text := row[at].strip():
                identity = linkedin_identity(text) if kind == "linkedin" else handle_identity(kind, text)
                _keep(found, identity, text, left, names[at])
        for system, at in others:
            if text := row[at].strip():
                _keep(found, external_identity(system, number_of(text)), text, left, names[at])
        return tuple(found.values())

    return read


def _keep(found: dict[tuple[str, str], Identity], identity: Identity | None, text: str, left: Left, name: str) -> None:
    """Add a handle unless it is there; text that is none is left over."""
    if identity is not None:
        found.setdefault((identity.kind, identity.value), identity)
    else:
        left[name] = f"{left[name]}\n{text}" if name in left else text


class _Held:
    """A column of addresses or numbers of one table."""

    __slots__ = ("at", "by", "label", "label_at", "name")

    def __init__(self, columns: Columns, handle: Handle, about: dict[str, int]) -> None:
        self.at = about[handle.names] if handle.names in about else columns.find(handle.names)
        self.name = columns.names[self.at] if self.at >= 0 else ""
        self.label_at = columns.find(handle.label_in)
        self.label, self.by = handle.label, handle.by

    def values(self, row: Row) -> Iterable[tuple[str, str]]:
        text = row[self.at]
        if not text or not (text := text.strip()):
            return ()
        label = self.label or row[self.label_at].strip().removeprefix("* ")
        if self.by and self.by in text:
            return [(part, label) for part in listed(text, by=self.by)]
        return ((text, label),)

    def keep(self, found: dict[tuple[str, str], Identity], identity: Identity | None, text: str, left: Left) -> None:
        _keep(found, identity, text, left, self.name)


def _places(layout: PersonLayout, columns: Columns) -> Callable[[Row], tuple[Address, ...]]:
    readers = [reader for place in layout.places if (reader := place_reader(place, columns, usual=layout.region)) is not None]

    def read(row: Row) -> tuple[Address, ...]:
        found: dict[tuple[str, ...], Address] = {}
        for reader in readers:
            address = reader(row)
            if address is not None:
                parts = (address.street, address.locality, address.region, address.postal_code, address.country)
                found.setdefault(parts, address)
        return tuple(found.values())

    return read


def place_reader(place: Place, columns: Columns, *, usual: str = "") -> Callable[[Row], Address | None] | None:
    """The function from a row to an address, None where the row has none; None itself where the table has no such column."""
    parts = (place.locality, place.region, place.postal_code, place.country, place.label_in)
    if not any(map(columns.has, (*place.street, *parts[:4]))):
        return None
    lines = [at for name in place.street if (at := columns.find(name)) >= 0]
    pick = itemgetter(*[*map(columns.find, parts), *lines, -1])
    fixed = place.label

    def read(row: Row) -> Address | None:
        cells = pick(row)
        if not any(cells):
            return None
        locality, region, code, country, label, *street = [cell and cell.strip() for cell in cells]
        line = ", ".join(filter(None, street))
        if not (line or locality or region or code):
            return None
        return Address(
            street=line, locality=locality, region=region, country=country, label=fixed or label.removeprefix("* "),
            postal_code=postal_code(code, region=region_of(country, region, usual)) if code else "",
        )  # fmt: skip

    return read


def _works(layout: PersonLayout, columns: Columns) -> Callable[[Row, Left], tuple[Position, ...]]:
    picks = [(tuple(map(columns.find, work)), work) for work in layout.works]
    known = [(ats, itemgetter(*ats)) for ats, _ in picks if any(at >= 0 for at in ats)]
    names = columns.names

    def read(row: Row, left: Left) -> tuple[Position, ...]:
        found: dict[Position, None] = {}
        for ats, pick in known:
            organisation, title, department = [cell and cell.strip() for cell in pick(row)]
            if organisation and column_key(organisation) in _NO_EMPLOYER:
                left[names[ats[0]]] = organisation
                organisation = ""
            if title and column_key(title) in _NO_TITLE:
                left[names[ats[1]]] = title
                title = ""
            if organisation or title:
                found[Position(organisation=organisation, title=title, description=department, current=True)] = None
            elif department:
                left[names[ats[2]]] = department
        return tuple(found)

    return read


def _tags(layout: PersonLayout, columns: Columns) -> Callable[[Row, Left], tuple[str, ...]]:
    lists = [(at, tags.by) for tags in layout.tags for at in columns.every(tags.names)]
    flags = [(at, tag) for tag, names in layout.flags for at in columns.every(names)]
    names = columns.names

    def read(row: Row, left: Left) -> tuple[str, ...]:
        found = dict.fromkeys(tag for at, by in lists if row[at] for tag in listed(row[at], by=by))
        for at, tag in flags:
            if text := row[at].strip():
                flag = yes_or_no(text)
                if flag:
                    found[tag] = None
                elif flag is None:
                    left[names[at]] = text
        return tuple(found)

    return read


def _texts(names: Iterable[str], columns: Columns) -> Callable[[Row], tuple[str, ...]]:
    places = [at for each in names for at in columns.every(each)]
    return lambda row: tuple(dict.fromkeys(text for at in places if row[at] and (text := row[at].strip())))


def _related(layout: PersonLayout, columns: Columns) -> Callable[[Row], tuple[tuple[str, str], ...]]:
    places = [(relation, at) for relation, names in layout.related for at in columns.every(names)]
    return lambda row: tuple((relation, row[at].strip()) for relation, at in places if row[at].strip())


def _support(layout: PersonLayout, columns: Columns) -> Callable[[Row, Left], tuple[Support, ...]]:
    at = columns.find(layout.support)
    name = columns.names[at] if at >= 0 else ""

    def read(row: Row, left: Left) -> tuple[Support, ...]:
        text = row[at].strip()
        if not text:
            return ()
        level = level_of(text)
        if level is None:
            left[name] = text
            return ()
        return (Support(level=level, words=text),)

    return read


def level_of(text: str) -> Literal[1, 2, 3, 4, 5] | None:
    """The level of support of `2`, `2.0`, `2 - Lean` or `Lean Support`; None where the text says none."""
    if text[1:2].isdigit() or text[1:3] in (".5", ",5"):
        return None
    return _LEVELS.get(text[:1]) or _LEVELS.get(column_key(text))
