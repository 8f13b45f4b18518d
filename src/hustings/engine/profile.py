"""One profile out of everything that sources say about a person. What a member wrote by hand wins; nothing is split on guesses.

The same set of records always folds to the same profile, whatever the order in which they came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple, TypeVar

import msgspec

from hustings.engine import consent
from hustings.engine.linkage import organisation_key
from hustings.kernel.records import Address, Education, Identity, Name, PersonRecord, Position, Support

_CHAIR = re.compile(r"\b(co-?)?chair(?:man|woman|person)?\b")
MEMBER = "member"
"""The role that every other role at a body includes."""
HIDE = "hide:"
"""Prefix of keys in a by-hand record's `extra` that take a value away, such as `hide:identity:email:old@x.example`."""

BY_HAND, OWN_PROFILE, CONNECTION, ADDRESS_BOOK, MENTION = 9, 6, 5, 4, 1
"""The standing of a source: the higher one's words are shown where two disagree."""

T = TypeVar("T")


class Sourced(NamedTuple):
    """A record with the standing of its source."""

    record: PersonRecord
    standing: int


class PersonProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a person, folded from all records. Tuples are ordered best first."""

    name: Name
    sort_name: str
    names: tuple[Name, ...] = ()
    identities: tuple[Identity, ...] = ()
    positions: tuple[Position, ...] = ()
    educations: tuple[Education, ...] = ()
    skills: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    headline: str = ""
    summary: str = ""
    location: str = ""
    birthday: str = ""
    connected_on: date | None = None
    consents: tuple[consent.Standing, ...] = ()
    supports: tuple[Support, ...] = ()
    household: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def fold(sources: Sequence[Sourced]) -> PersonProfile:
    """The profile that these records make together. Needs at least one record; the name is empty where none has one."""
    best_first = sorted(sources, key=_precedence, reverse=True) if len(sources) > 1 else list(sources)
    ordered = [item.record for item in best_first]
    hidden = {key[len(HIDE) :] for record in ordered for key in record.extra if key.startswith(HIDE)}
    name = _best_name(best_first)
    return PersonProfile(
        name=name,
        sort_name=sort_name(name),
        names=_distinct((record.name for record in ordered if record.name.full), lambda each: each),
        identities=tuple(
            identity
            for identity in _distinct(_every(ordered, _identities), lambda each: (each.kind, each.value))
            if f"identity:{identity.kind}:{identity.value}" not in hidden
        ),
        positions=_positions(best_first, hidden),
        educations=_distinct(_every(ordered, _educations), _study),
        skills=_distinct(_every(ordered, _skills), str.casefold),
        addresses=_distinct(_every(ordered, _addresses), _place),
        tags=tuple(tag for tag in _distinct(_every(ordered, _tags), str.casefold) if f"tag:{tag.casefold()}" not in hidden),
        notes=_distinct(_every(ordered, _notes), str),
        headline=_first(record.headline for record in ordered),
        summary=_first(record.summary for record in ordered),
        location=_first(record.location for record in ordered),
        birthday=_birthday(best_first),
        connected_on=min((record.connected_on for record in ordered if record.connected_on), default=None),
        consents=consent.settle(each for record in ordered for each in record.consents),
        supports=_supports(ordered),
        household=_first(record.household for record in ordered),
        fields=_distinct((pair for record in ordered for pair in record.fields.items()), lambda pair: pair[0].casefold()),
    )


def sort_name(name: Name) -> str:
    """The key that lists are sorted by: family name first where the source names one, else the name as it stands."""
    text = f"{name.family} {name.given} {name.additional}" if name.family else name.full
    return " ".join(text.casefold().split())


def position_key(organisation: str, title: str) -> str:
    """What tells a position apart, however its source spells it; behind HIDE it takes the position away."""
    return f"position:{organisation_key(organisation)}:{role_key(title)}"


def role_key(title: str) -> str:
    """A title without case; whoever leads is the chair, whether a source says chairman or chairwoman, co-chair or cochair."""
    return _CHAIR.sub(lambda found: "cochair" if found[1] else "chair", title.casefold())


def _precedence(item: Sourced) -> tuple[int, float, bytes]:
    """Best first: the higher standing, then the newer word; the content decides where nothing else does."""
    moment = item.record.at.timestamp() if item.record.at else float("-inf")
    said = msgspec.structs.replace(item.record, external_id="")
    return (item.standing, moment, msgspec.json.encode(said))


def _best_name(best_first: Sequence[Sourced]) -> Name:
    """The name of the highest standing, of several words where a source has one. An address stands in only where none is."""
    named = [item for item in best_first if item.record.name.full] or list(best_first)
    named.sort(key=lambda item: (item.standing, item.standing == BY_HAND or " " in item.record.name.full), reverse=True)
    return next((item.record.name for item in named if "@" not in item.record.name.full), named[0].record.name)


def _positions(best_first: Sequence[Sourced], hidden: set[str]) -> tuple[Position, ...]:
    told_by: dict[Hashable, int] = {}
    merged: dict[Hashable, Position] = {}
    for position, standing in ((each, item.standing) for item in best_first for each in item.record.positions):
        key = (organisation_key(position.organisation), role_key(position.title))
        known = merged.get(key)
        is_equal = told_by.setdefault(key, standing) == standing
        merged[key] = position if known is None else _completed(known, position, is_equal=is_equal)
    # An address book often names the organisation alone: that is the position with a title, not a second one.
    titled = {organisation_key(each.organisation) for each in merged.values() if each.title}
    told = (each for each in merged.values() if each.title or organisation_key(each.organisation) not in titled)
    kept = [each for each in told if position_key(each.organisation, each.title) not in hidden]
    return tuple(sorted(_one_seat(kept), key=lambda each: (each.current, each.since or each.until), reverse=True))


def _one_seat(held: list[Position]) -> list[Position]:
    """The positions, without a plain member of a body beside a role in it: sources tell one seat by either.

    What the member's position says more (side, rank) goes to the first of the roles. Only seats that both last are one.
    """
    lasting = [each for each in held if each.current]
    if not any(map(_is_member, lasting)) or len(lasting) == 1:
        return held
    roles = {organisation_key(each.organisation): each for each in reversed(lasting) if not _is_member(each)}
    plain = {key: each for each in lasting if _is_member(each) and (key := organisation_key(each.organisation)) in roles}
    completed = {roles[key]: _completed(roles[key], each, is_equal=False) for key, each in plain.items()}
    return [completed.get(each, each) for each in held if each not in plain.values()]


def _is_member(position: Position) -> bool:
    return bool(position.organisation) and role_key(position.title) == MEMBER


_GAPS = ("since", "until", "location", "description", "division", "party", "rank")


def _completed(known: Position, other: Position, *, is_equal: bool) -> Position:
    """The first source's words, with dates and places from the second where the first has none, and its end if that is better."""
    gaps = {field: getattr(other, field) for field in _GAPS if not getattr(known, field)}
    if known.until and other.until and known.current == other.current:
        gaps["until"] = _better_end(known.until, other.until, is_equal=is_equal)
    return msgspec.structs.replace(known, **gaps)


def _better_end(known: str, other: str, *, is_equal: bool) -> str:
    """The end that is told more precisely; of two as precise from sources of the same standing the later one.

    A source of lower standing may only say more precisely what the other says.
    """
    if other.startswith(known):
        return other
    return max(known, other, key=lambda each: (len(each), each)) if is_equal else known


def _supports(ordered: Sequence[PersonRecord]) -> tuple[Support, ...]:
    """The newest word on each subject; of undated ones that of the best source."""
    told = [support for record in ordered for support in record.supports]
    dated = sorted((each for each in told if each.at is not None), key=lambda each: str(each.at), reverse=True)
    undated = [each for each in told if each.at is None]
    return _distinct((*dated, *undated), lambda each: each.subject.casefold())


def _birthday(best_first: Sequence[Sourced]) -> str:
    """What a member wrote; else the fullest date that any source gives."""
    by_hand = _first(item.record.birthday for item in best_first if item.standing == BY_HAND)
    return by_hand or max((item.record.birthday for item in best_first), key=len, default="")


def _study(education: Education) -> Hashable:
    return (education.school.casefold(), education.degree.casefold())


def _place(address: Address) -> Hashable:
    return (address.street.casefold(), address.locality.casefold(), address.postal_code)


_identities, _educations, _skills, _addresses, _tags, _notes = (
    attrgetter(name) for name in ("identities", "educations", "skills", "addresses", "tags", "notes")
)


def _every(ordered: Sequence[PersonRecord], values: Callable[[PersonRecord], tuple[T, ...]]) -> Sequence[T]:
    """The values of all records; most people are known from one alone."""
    return values(ordered[0]) if len(ordered) == 1 else [each for record in ordered for each in values(record)]


def _distinct(items: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    if isinstance(items, tuple) and len(items) < 2:
        return items
    seen: dict[Hashable, T] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return tuple(seen.values())


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
