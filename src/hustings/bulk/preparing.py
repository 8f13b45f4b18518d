"""One row per person for the search in bulk: what SQL can compare, beside the profile itself for the engine's last word."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import msgspec

from hustings.bulk.duck import needed
from hustings.engine.linkage import Profile, block_keys, wider_block_keys
from hustings.engine.linkage.addresses import NOWHERE
from hustings.engine.linkage.features import features_of
from hustings.engine.linkage.folding import is_latin, single_letters, undigraph
from hustings.engine.linkage.names import NOBODY, ParsedName, parse_name
from hustings.engine.linkage.organisations import domain_label, domain_spellings, organisation_key
from hustings.engine.linkage.profiles import places_of
from hustings.engine.linkage.screening import SEVERAL

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Profile)
NAMES = ("simple", "named", "given", "given_spelling", "family", "spelling", "families", "words")
ACCOUNTS = ("mail", "label", "phone", "linkedin", "external", "handle", "page")
REST = ("organisation", "spellings", "place", "door", "code", "town", "parts", "birthday", "source")
COLUMNS = (*NAMES, *ACCOUNTS, *REST)
"""What stands in a row beside its number and its profile, in this order: texts, but for the following."""
FLAGS = frozenset({"simple", "named"})
LISTS = frozenset({"families", "words", "spellings", "parts"})
MOST_OF_PART = 1_000_000_000
"""More people than any one part holds."""
_NOBODY = frozenset((NOBODY,))
_NO_ACCOUNTS = ("", "", "", "")
_NOWHERE = ("", "", "", "", ())


@lru_cache(maxsize=4_096)
def profile_in(held: bytes) -> Profile:
    """The profile that a row carries."""
    return _decoder.decode(held)


def write_prepared(profiles: Iterable[Profile], folder: Path, *, part: int, wide: bool) -> int:
    """Rows and keys of one part of the people as two Parquet files; returns how many people. Parts never share a number."""
    encoded: list[bytes] = []
    rows: list[tuple[Any, ...]] = []
    numbers: list[int] = []
    keys: list[str] = []
    first = part * MOST_OF_PART
    for number, profile in enumerate(profiles, first):
        encoded.append(_encode(profile))
        own = {*block_keys(profile), *wider_block_keys(profile)} if wide else block_keys(profile)
        rows.append(_row(profile))
        keys.extend(own)
        numbers.extend([number] * len(own))
    held = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    columns = {"n": range(first, first + len(rows)), "profile": encoded, **dict(zip(COLUMNS, held, strict=True))}
    _write(folder / f"rows-{part}.parquet", columns, _types())
    _write(folder / f"keys-{part}.parquet", {"n": numbers, "key": keys}, {"n": "int64", "key": "string"})
    return len(rows)


def _row(profile: Profile) -> tuple[Any, ...]:
    """What SQL sees of somebody, in the order of COLUMNS.

    Read from the profile itself: its features (engine.linkage.features) take twice as long to make, and most are not needed.
    """
    told: dict[str, str] = {}
    for identity in profile.identities:
        kind, value = identity.kind, identity.value
        told[kind] = value if told.get(kind, value) == value else SEVERAL
    mail, phone = told.pop("email", ""), told.pop("phone", "")
    organisations = {key for name in profile.organisations if (key := organisation_key(name))} if profile.organisations else ()
    return (
        *_name_columns(profile),
        mail,
        domain_label(mail) if mail and mail != SEVERAL else mail,
        phone.lstrip("+0")[-7:] or "0" if phone and phone != SEVERAL else phone,
        *(_other_accounts(told) if told else _NO_ACCOUNTS),
        _one(organisations) if organisations else "",
        sorted(set().union(*map(domain_spellings, organisations))) if organisations else (),
        *(_place_columns(profile) if profile.addresses or profile.locations else _NOWHERE),
        _birthday(profile.birthdays) if profile.birthdays else "",
        _one(set(profile.sources)) if profile.sources else "",
    )


def _name_columns(profile: Profile) -> tuple[Any, ...]:
    """`simple` says that SQL knows the levels of the name. Of all others there are the words that may agree."""
    names = {parse_name(name) for name in profile.names} - _NOBODY
    if len(names) == 1 and _is_simple(only := next(iter(names))):
        family = only.family[0]
        return True, True, only.given, single_letters(undigraph(only.given)), family, undigraph(family), (), ()
    spelt = names or set(features_of(profile).mail.spelt)
    families = {" ".join(name.family) for name in names} - {""}
    return False, bool(spelt), "", "", "", "", sorted(families), _name_words(spelt)


def _is_simple(name: ParsedName) -> bool:
    plain = not (name.household or name.nicknames or name.maidens or name.middles or name.generation or name.number)
    words = plain and bool(name.given) and len(name.family) == 1 and name.particles == name.family[0]
    return words and is_latin(name.given + name.particles)


def _name_words(names: Iterable[ParsedName]) -> list[str]:
    """All words of which any may be an agreeing family name."""
    found = {word for name in names for word in (name.given, *name.family, *name.maidens, *name.middles)}
    whole = {" ".join(name.family) for name in names}
    return sorted((found | whole) - {""})


def _other_accounts(told: dict[str, str]) -> tuple[str, str, str, str]:
    """A profile on LinkedIn, a number in another system, a handle on a network (with its name), and a page of one's own."""
    linkedin, external, page = told.pop("linkedin", ""), told.pop("external", ""), told.pop("url", "")
    return linkedin, external, _one([value if value == SEVERAL else f"{kind}:{value}" for kind, value in told.items()]), page


def _place_columns(profile: Profile) -> tuple[Any, ...]:
    """Whether there is a place, and the parts of the only one."""
    places = set(places_of(profile)) - {NOWHERE}
    if len(places) != 1:
        return SEVERAL if places else "", *_NOWHERE[1:]
    place = places.pop()
    return "1", place.door, place.code, place.town, place.parts


def _birthday(days: Collection[str]) -> str:
    """A whole date; one that is known in part may agree with several."""
    only = _one({day for day in days if day})
    return only if len(only) == 10 and only.isascii() else SEVERAL if only else ""


def _one(values: Collection[str]) -> str:
    """The only one of different values."""
    return SEVERAL if len(values) > 1 else next(iter(values), "")


def _types() -> dict[str, str]:
    kinds = {name: "bool" if name in FLAGS else "list" if name in LISTS else "string" for name in COLUMNS}
    return {"n": "int64", "profile": "binary", **kinds}


def _write(place: Path, columns: Mapping[str, Sequence[Any]], types: dict[str, str]) -> None:
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    kinds = {"int64": arrow.int64(), "binary": arrow.binary(), "bool": arrow.bool_(), "string": arrow.string()}
    table = arrow.table(
        {
            name: _lists(arrow, values) if types[name] == "list" else arrow.array(values, type=kinds[types[name]])
            for name, values in columns.items()
        }
    )
    parquet.write_table(table, place, use_dictionary=False, write_statistics=False)


def _lists(arrow: Any, values: Sequence[Collection[str]]) -> Any:
    """A column of lists, from their lengths and all that they hold: ten times as fast as one list after the other."""
    ends = array("i", [0, *accumulate(map(len, values))])
    offsets = arrow.Array.from_buffers(arrow.int32(), len(ends), [None, arrow.py_buffer(ends)])
    return arrow.ListArray.from_arrays(offsets, arrow.array(list(chain.from_iterable(values)), type=arrow.string()))
