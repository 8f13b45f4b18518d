"""The table in which Hustings writes people and reads them again: its column words, its cells, and both ways between them.

A cell that a spreadsheet would take for a formula stands behind an apostrophe; reading takes it away again. Nothing else is
changed, so that what was written comes back as it was. The words of the columns are stable: add, never rename.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from hustings.kernel.records import Address, Consent, Education, Identity, IdentityKind, Name, PersonRecord, Position, Support

ID = "Hustings ID"
"""The first column: `workspace:number`, by which a person is known again."""
FIELD = "Field: "
"""Before the name of a custom field."""

_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(f"'*[{_SIGNS}]")
_QUOTED = re.compile(f"'+[{_SIGNS}]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NUMBERED = re.compile(r"(.+?) ([1-9]\d{0,3})(?: - (.+))?")

KINDS: dict[str, IdentityKind] = {
    "E-mail": "email", "Phone": "phone", "LinkedIn": "linkedin", "X": "x", "Mastodon": "mastodon", "Bluesky": "bluesky",
    "Facebook": "facebook", "Instagram": "instagram", "TikTok": "tiktok", "YouTube": "youtube", "Telegram": "telegram",
    "Profile": "url", "Official ID": "official", "External ID": "external",
}  # fmt: skip
_WORDS = {kind: word for word, kind in KINDS.items()}
_KIND_RANKS = {word: rank for rank, word in enumerate(KINDS)}
_NAME = {
    "Name": "full", "Given name": "given", "Additional name": "additional", "Family name": "family", "Prefix": "prefix",
    "Suffix": "suffix", "Nickname": "nickname", "Maiden name": "maiden",
}  # fmt: skip
_TEXTS = {
    "Headline": "headline", "Summary": "summary", "Location": "location", "Birthday": "birthday", "Household": "household",
}  # fmt: skip
_LISTS = {"Tags": "tags", "Skills": "skills", "Websites": "websites"}
_CONNECTED = "Connected on"
_NOTE, _RELATED = "Note", "Related"


class Group(NamedTuple):
    """Columns of one word that come once for each part of a person, such as `Address 1 - City`."""

    field: str
    make: Callable[..., Any]
    columns: dict[str, str]


GROUPS: dict[str, Group] = {
    "Organisation": Group("positions", Position, {
        "Name": "organisation", "Title": "title", "Since": "since", "Until": "until", "Current": "current",
        "Location": "location", "Description": "description",
    }),
    "Education": Group("educations", Education, {
        "School": "school", "Degree": "degree", "Since": "since", "Until": "until", "Notes": "notes",
    }),
    "Address": Group("addresses", Address, {
        "Street": "street", "City": "locality", "Region": "region", "Postcode": "postal_code", "Country": "country",
        "Label": "label",
    }),
    "Consent": Group("consents", Consent, {
        "Channel": "channel", "Status": "status", "Address": "value", "Purpose": "purpose", "At": "at", "Words": "words",
    }),
    "Support": Group("supports", Support, {"Level": "level", "Subject": "subject", "At": "at", "Words": "words"}),
}  # fmt: skip

Place = tuple[int, str, int, int]
"""Where a column stands: the rank of its kind, its word where many share the rank, its number, its part."""

_SINGLES = (ID, *_NAME, *KINDS, *GROUPS, *_TEXTS, _CONNECTED, *_LISTS, _RELATED, _NOTE, FIELD)
_RANKS = {word: rank for rank, word in enumerate(_SINGLES)}
_PARTS: dict[str, tuple[str, ...]] = dict.fromkeys(KINDS, ("", "Label"))
_PARTS |= {word: tuple(group.columns) for word, group in GROUPS.items()}
_PARTS |= {_RELATED: ("Relation", "Name"), _NOTE: ("",)}


def safe(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would reckon with it (also before one that begins so)."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def marked(cell: str) -> str:
    """The cell for a table whose cells are texts anyway: only what would be taken for a safe one gets another apostrophe."""
    return f"'{cell}" if _QUOTED.match(cell) else cell


def plain(cell: str) -> str:
    """What `safe` and `marked` were given."""
    return cell[1:] if _QUOTED.match(cell) else cell


def storable(cell: str) -> str:
    """The cell without signs that no table holds: U+0000 and halves of surrogate pairs."""
    return cell if cell.isascii() and "\0" not in cell else _UNSTORABLE.sub("", cell)


def place_of(word: str) -> Place | None:
    """Where a column of this header stands; None for a header that is none of ours."""
    if word.startswith(FIELD):
        return (_RANKS[FIELD], word, 0, 0)
    if word in _RANKS and word not in _PARTS:
        return (_RANKS[word], "", 0, 0)
    found = _NUMBERED.fullmatch(word)
    if found is None or (found[3] or "") not in _PARTS.get(found[1], ()):
        return None
    return (_RANKS[found[1]], "", int(found[2]), _PARTS[found[1]].index(found[3] or ""))


def cells_of(record: PersonRecord) -> Iterator[tuple[str, str]]:
    """Header and content of each cell of a person; content may be empty. It is plain text, not yet `safe`."""
    yield ID, record.external_id
    for word, field in _NAME.items():
        if text := getattr(record.name, field):
            yield word, text
    for word, field in _TEXTS.items():
        if text := getattr(record, field):
            yield word, text
    if record.connected_on:
        yield _CONNECTED, record.connected_on.isoformat()
    for word, field in _LISTS.items():
        if texts := getattr(record, field):
            yield word, listed(texts)
    yield from _identity_cells(record.identities)
    for word, group in GROUPS.items():
        for number, part in enumerate(getattr(record, group.field), 1):
            for column, field in group.columns.items():
                yield f"{word} {number} - {column}", _text(getattr(part, field))
    for number, (relation, name) in enumerate(record.related, 1):
        yield f"{_RELATED} {number} - Relation", relation
        yield f"{_RELATED} {number} - Name", name
    for number, note in enumerate(record.notes, 1):
        yield f"{_NOTE} {number}", note
    for name, value in record.fields.items():
        yield f"{FIELD}{name}", value


def _identity_cells(identities: Iterable[Identity]) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for identity in identities:
        number = counts[identity.kind] = counts.get(identity.kind, 0) + 1
        word = f"{_WORDS[identity.kind]} {number}"
        yield word, identity.value
        yield f"{word} - Label", identity.label


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def listed(values: Sequence[str]) -> str:
    """Several texts in one cell, between semicolons; quoted as CSV does where one holds such a sign."""
    if not any(values):
        return ""
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow([value for value in values if value])
    return line.getvalue().removesuffix("\r\n")


def unlisted(cell: str) -> tuple[str, ...]:
    """The texts in a cell that `listed` wrote, or that somebody wrote between semicolons by hand."""
    rows = csv.reader(io.StringIO(cell, newline=""), delimiter=";")
    return tuple(value for row in rows for value in row if value)


Setter = Callable[["Draft", str], None]


class Draft:
    """A person while the cells of a row are read."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.name: dict[str, str] = {"full": ""}
        self.identities: dict[tuple[int, int], list[str]] = {}
        self.parts: dict[str, dict[int, dict[str, str]]] = {}
        self.fields: dict[str, str] = {}
        self.extra: dict[str, str] = {}

    def record(self) -> PersonRecord:
        """The person. Raises ValueError, in words for the member, where a cell holds what its column cannot."""
        values: dict[str, Any] = {"external_id": "", **self.values}
        for word, group in GROUPS.items():
            values[group.field] = tuple(_part(word, group, cells) for cells in self._sorted(word))
        return PersonRecord(
            name=Name(**self.name),
            identities=tuple(self._identities()),
            related=tuple((cells.get("Relation", ""), cells.get("Name", "")) for cells in self._sorted(_RELATED)),
            notes=tuple(cells[""] for cells in self._sorted(_NOTE)),
            fields=self.fields,
            extra=self.extra,
            **values,
        )

    def _sorted(self, word: str) -> list[dict[str, str]]:
        return [cells for _, cells in sorted(self.parts.get(word, {}).items())]

    def _identities(self) -> Iterator[Identity]:
        kinds = list(KINDS.values())
        for (kind, _), (value, label) in sorted(self.identities.items()):
            if value:
                yield Identity(kind=kinds[kind], value=value, label=label)


def _part(word: str, group: Group, cells: Mapping[str, str]) -> Any:
    values: dict[str, Any] = {group.columns[column]: cell for column, cell in cells.items()}
    if "current" in values:
        values["current"] = values["current"].casefold() == "yes"
    try:
        return msgspec.convert(values, group.make, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"The columns {word} hold what cannot be used: {error}") from error


def setter_of(word: str) -> Setter:
    """What a cell under this header is for; one of no column of ours goes to `extra`."""
    if place_of(word) is None:
        return lambda draft, cell: draft.extra.__setitem__(word, cell)
    if word.startswith(FIELD):
        return lambda draft, cell: draft.fields.__setitem__(word[len(FIELD) :], cell)
    if word in _NAME:
        return lambda draft, cell: draft.name.__setitem__(_NAME[word], cell)
    if word == ID or word in _TEXTS:
        return lambda draft, cell: draft.values.__setitem__(_TEXTS.get(word, "external_id"), cell)
    if word in _LISTS:
        return lambda draft, cell: draft.values.__setitem__(_LISTS[word], unlisted(cell))
    return _connected if word == _CONNECTED else _numbered(word)


def _connected(draft: Draft, cell: str) -> None:
    try:
        draft.values["connected_on"] = date.fromisoformat(cell)
    except ValueError:
        draft.extra[_CONNECTED] = cell


def _numbered(word: str) -> Setter:
    found = _NUMBERED.fullmatch(word)
    assert found is not None
    head, number, part = found[1], int(found[2]), found[3] or ""
    if head in KINDS:
        key, side = (_KIND_RANKS[head], number), 1 if part else 0
        return lambda draft, cell: draft.identities.setdefault(key, ["", ""]).__setitem__(side, cell)
    return lambda draft, cell: draft.parts.setdefault(head, {}).setdefault(number, {}).__setitem__(part, cell)
