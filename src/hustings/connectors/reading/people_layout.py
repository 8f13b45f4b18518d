"""Which column of a table means what of a person, as data; `people_rows` makes the function from rows to records of it.

Column names are written as their system writes them, other names for the same after ` | `; see `people_columns.keys_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from hustings.kernel.records import IdentityKind

Status = Literal["given", "withdrawn", "refused", "bad"]
Reach = Literal["any", "email", "phone", "sms", "post"]


class Handle(NamedTuple):
    """A column of addresses or numbers. `label` is fixed or stands in the column `label_in`; `by` parts several in one cell."""

    names: str
    label: str = ""
    label_in: str = ""
    by: str = ""


class Place(NamedTuple):
    """The columns of a postal address; those of `street` are joined. `label` is fixed or stands in the column `label_in`."""

    street: tuple[str, ...]
    locality: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    label: str = ""
    label_in: str = ""


class Wish(NamedTuple):
    """A column that says how somebody wishes to be reached: the status where it says yes or no, or by its words (column keys).

    `about` is the column of the address that is bad. `at` dates a consent that was given, `no_at` one that was withdrawn.
    """

    names: str
    reach: Reach
    yes: Status | None = None
    no: Status | None = None
    words: dict[str, Status | None] = {}
    about: str = ""
    at: str = ""
    no_at: str = ""


class TagList(NamedTuple):
    """A column of tags and what parts them."""

    names: str
    by: str = ","


class Work(NamedTuple):
    """The columns of a position."""

    organisation: str
    title: str = ""
    department: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonLayout:
    """Which columns of a table tell what of a person. `system` and `number` name the record in its system.

    `region` is the country of addresses without one, for systems of one country. `related` pairs a relation with its column.
    """

    system: str
    number: str = ""
    full: str = ""
    shown: str = ""
    """A displayed name, used only where there are no parts of one."""
    given: str = ""
    additional: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    maiden: str = ""
    emails: tuple[Handle, ...] = ()
    phones: tuple[Handle, ...] = ()
    handles: tuple[tuple[IdentityKind, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    websites: tuple[str, ...] = ()
    works: tuple[Work, ...] = ()
    places: tuple[Place, ...] = ()
    tags: tuple[TagList, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    """Tags and the columns that say yes or no to them."""
    notes: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    wishes: tuple[Wish, ...] = ()
    support: str = ""
    birthday: str = ""
    at: str = ""
    household: str = ""
    region: str = ""
    dull: tuple[str, ...] = ()
    """Columns that say nothing new and are left out of `extra`."""
