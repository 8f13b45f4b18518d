"""The columns of one table by name, and what single cells of address books and campaign systems mean.

Each column that a reader asks for is taken; what nobody asked for is kept word for word in `extra`. Readers turn columns into
closures once per table, so that a row costs no look-up by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

import phonenumbers

from hustings.connectors.reading.table_dates import DateColumn
from hustings.connectors.reading.tables import Row, column_key, without_apostrophe
from hustings.kernel.identities import canonical_phone, canonical_url, handle_identity, linkedin_identity
from hustings.kernel.records import Identity, IdentityKind

Left = dict[str, str]
"""What of a row could not be used, by column: it becomes the record's `extra`."""
Text = Callable[[Row], str]

_POWER = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.IGNORECASE | re.ASCII)
_NORTH_AMERICAN = re.compile(r"(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?[-. ]?([2-9]\d\d)[-. ]?(\d{4})", re.ASCII)
_SHORT_ZIP = re.compile(r"(\d{3,4})(-\d{4})?", re.ASCII)
_YES = frozenset(
    {
        "true", "t", "yes", "y", "1", "x", "on", "checked", "wahr", "ja", "vrai", "oui", "verdadero", "si", "sí", "vero",
        "sim",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "false", "f", "no", "n", "0", "off", "unchecked", "falsch", "nein", "faux", "non", "falso", "não",
    }
)  # fmt: skip
_NETWORKS: dict[str, IdentityKind] = {
    "twitter.com": "x",
    "x.com": "x",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "bsky.app": "bluesky",
    "tiktok.com": "tiktok",
    "t.me": "telegram",
}
_REGIONS = {
    "": "", "unitedstates": "US", "unitedstatesofamerica": "US", "usa": "US", "canada": "CA", "unitedkingdom": "GB", "uk": "GB",
    "greatbritain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "ireland": "IE", "australia": "AU",
    "newzealand": "NZ", "germany": "DE", "deutschland": "DE", "france": "FR", "spain": "ES", "españa": "ES", "italy": "IT",
    "italia": "IT", "austria": "AT", "österreich": "AT", "switzerland": "CH", "schweiz": "CH", "suisse": "CH", "belgium": "BE",
    "belgique": "BE", "netherlands": "NL", "nederland": "NL", "portugal": "PT", "brazil": "BR", "brasil": "BR", "mexico": "MX",
    "méxico": "MX", "poland": "PL", "polska": "PL", "india": "IN",
}  # fmt: skip
_STATES = frozenset(
    {
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
        "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR",
        "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VI", "VA", "WA", "WV", "WI", "WY",
    }
)  # fmt: skip


@lru_cache(maxsize=4_096)
def keys_of(names: str) -> tuple[str, ...]:
    """Column keys of names that are written as `First Name | Given Name`."""
    return tuple(key for name in names.split("|") if (key := column_key(name)))


class Columns:
    """The columns of a table. `settle` is what the date columns call when the first numeric date is met."""

    def __init__(self, header: Sequence[str], *, settle: Callable[[], None] = lambda: None) -> None:
        self.rename(header)
        self.dates: list[DateColumn] = []
        self._settle = settle
        self._taken: set[int] = set()

    def rename(self, header: Sequence[str]) -> None:
        """Other names for the same columns, for tables that leave some unnamed."""
        self.names = _distinct(header)
        self.keys = tuple(column_key(name) for name in header)
        self._places: dict[str, list[int]] = {}
        for at, key in enumerate(self.keys):
            self._places.setdefault(key, []).append(at)

    def has(self, names: str) -> bool:
        """Whether there is a column of one of these names, taken or not."""
        return any(key in self._places for key in keys_of(names))

    def find(self, names: str) -> int:
        """The position of the first column, not taken yet, of the first of these names that is there, or -1. Takes it."""
        at = next((at for key in keys_of(names) for at in self._places.get(key, ()) if at not in self._taken), -1)
        if at >= 0:
            self._taken.add(at)
        return at

    def every(self, names: str) -> list[int]:
        """The positions of all columns of these names, in their order; they are taken."""
        found = sorted(at for key in keys_of(names) for at in self._places.get(key, ()) if at not in self._taken)
        self._taken.update(found)
        return found

    def text(self, names: str) -> Text:
        """The stripped text of a column; empty for every row where the table lacks it."""
        at = self.find(names)
        return (lambda row: row[at].strip()) if at >= 0 else (lambda row: "")

    def date(self, names: str) -> DateColumn:
        """A column of dates; one of an absent column is empty for every row."""
        at = self.find(names)
        column = DateColumn(at, self.names[at] if at >= 0 else "", settle=self._settle)
        if at >= 0:
            self.dates.append(column)
        return column

    def moment(self, names: str) -> Callable[[Row, Left], datetime | None]:
        """The moments of a column; what is none is left over under the column's name."""
        column = self.date(names)
        at, name = column.at, column.name

        def read(row: Row, left: Left) -> datetime | None:
            text = row[at]
            if not text:
                return None
            moment = column.moment(text)
            if moment is None and text.strip():
                left[name] = text.strip()
            return moment

        return read

    def extra(self) -> Callable[[Row], Left]:
        """The filled cells of the columns that nobody took, and those beyond the header; to be asked last."""
        width = len(self.names)
        others = [(at, name or f"column {at + 1}") for at, name in enumerate(self.names) if at not in self._taken]

        def read(row: Row) -> Left:
            left = {name: cell for at, name in others if (cell := row[at]) and (cell := cell.strip())}
            if len(row) > width + 1:
                left.update((f"column {at + 1}", row[at].strip()) for at in range(width, len(row) - 1) if row[at].strip())
            return left

        return read


def yes_or_no(text: str) -> bool | None:
    """What a flag says, in several languages; None for what is neither yes nor no."""
    word = text.strip().strip("'").casefold()
    return True if word in _YES else False if word in _NO else None


def number_of(text: str) -> str:
    """A record's number as its system writes it, without what a spreadsheet made of it; empty where its digits were lost."""
    value = whole_number(without_apostrophe(text.strip()))
    return "" if _POWER.fullmatch(value) else value


def whole_number(text: str) -> str:
    """In full, a number that a spreadsheet wrote as `1.6175550123E+10` or `123.0`; unchanged where digits were lost."""
    found = _POWER.fullmatch(text)
    if found is not None:
        digits, power = found[1] + (found[2] or ""), int(found[3])
        return digits if len(digits) == power + 1 else text
    return text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text


def phone_of(text: str, *, label: str, region: str) -> Identity | None:
    """A phone identity; None where there is no number or a spreadsheet cut it short. `region` is an ISO 3166 code or empty."""
    given = without_apostrophe(text.strip())
    if region in ("US", "CA") and (found := _NORTH_AMERICAN.fullmatch(given)):
        return Identity(kind="phone", value=f"+1{found[1]}{found[2]}{found[3]}", label=label)
    given = whole_number(given)
    if _POWER.fullmatch(given):
        return None
    value = canonical_phone(given, region=region or None)
    return Identity(kind="phone", value=value, label=label) if value else None


def profile_identity(address: str) -> Identity | None:
    """The handle that the address of a profile on a network stands for; None for any other website."""
    site = canonical_url(address)
    host = (site or "").partition("/")[0]
    if host.endswith("linkedin.com"):
        return linkedin_identity(address)
    kind = _NETWORKS.get(host.removeprefix("mobile.").removeprefix("m."))
    return handle_identity(kind, address) if kind is not None else None


def postal_code(text: str, *, region: str) -> str:
    """A postal code; zeros that a spreadsheet took from the front of a ZIP code are put back where the address is in the USA."""
    code = without_apostrophe(text.strip())
    if region == "US" and code:
        code = whole_number(code)
        if found := _SHORT_ZIP.fullmatch(code):
            return found[1].zfill(5) + (found[2] or "")
    return code


@lru_cache(maxsize=16_384)
def region_of(country: str, state: str, usual: str) -> str:
    """The ISO 3166 code of a country by code or name; without one, that of an American state, else `usual`. Empty if unknown."""
    word = country.strip().casefold()
    if len(word) == 2 and word.upper() in phonenumbers.SUPPORTED_REGIONS:
        return word.upper()
    if word:
        return _REGIONS.get(column_key(word), "")
    return usual or ("US" if state.strip() in _STATES else "")


def stable_id(prefix: str, *parts: str) -> str:
    """An external id that follows from content alone: the same parts give the same id in every export."""
    content = "\x1f".join(parts).encode("utf-8", "replace")
    return f"{prefix}:{blake2b(content, digest_size=12).hexdigest()}"


def listed(text: str, *, by: str) -> list[str]:
    """The parts of a list, stripped, without empty ones."""
    return [part for piece in text.split(by) if (part := piece.strip())]


def _distinct(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns; those that come again are numbered."""
    count: dict[str, int] = {}
    names = []
    for name in header:
        count[name] = count.get(name, 0) + 1
        names.append(f"{name} ({count[name]})" if name and count[name] > 1 else name)
    return tuple(names)
