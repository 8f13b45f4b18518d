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
from hustings.engine.linkage.features import Features, features_of
from hustings.engine.linkage.folding import is_latin, single_letters, undigraph
from hustings.engine.linkage.names import ParsedName

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Profile)
FLAGS = ("simple", "named", "doorless")
TEXTS = ("given", "given_spelling", "family", "spelling", "mail", "organisation", "door", "birthday")
"""Columns of one text each, empty where there is none or more than one value."""
LISTS = (
    "families", "words", "mails", "locals", "labels", "spellings", "phones", "linkedin", "external", "systems", "handles",
    "pages", "organisations", "doors", "streets", "codes", "towns", "parts", "birthdays", "sources",
)  # fmt: skip
COLUMNS = (*FLAGS, "places", *TEXTS, *LISTS)
"""What stands in a row beside its number and its profile, in this order."""
MOST_OF_PART = 1_000_000_000
"""More people than any one part holds."""


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
        rows.append(_row(features_of(profile)))
        own = {*block_keys(profile), *wider_block_keys(profile)} if wide else block_keys(profile)
        keys.extend(own)
        numbers.extend([number] * len(own))
    held = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    columns = {"n": range(first, first + len(rows)), "profile": encoded, **dict(zip(COLUMNS, held, strict=True))}
    _write(folder / f"rows-{part}.parquet", columns, _types())
    _write(folder / f"keys-{part}.parquet", {"n": numbers, "key": keys}, {"n": "int64", "key": "string"})
    return len(rows)


def _row(features: Features) -> tuple[Any, ...]:
    """What SQL sees of somebody, in the order of COLUMNS. `simple` says that SQL knows the levels of the name.

    Lists are taken as they are: most are empty, and a copy of each would cost more than all else.
    """
    names, mail, places = features.names, features.mail, features.places
    only = names[0] if len(names) == 1 and _is_simple(names[0]) else None
    spelt = names or mail.spelt
    return (
        only is not None,
        bool(spelt),
        any(not place.door for place in places),
        len(places),
        only.given if only else "",
        single_letters(undigraph(only.given)) if only else "",
        only.family[0] if only else "",
        undigraph(only.family[0]) if only else "",
        _only(mail.emails),
        _only(features.organisations),
        places[0].door if len(places) == 1 else "",
        _only(day for day in features.birthdays if len(day) == 10) if len(features.birthdays) == 1 else "",
        only.family[:1] if only else sorted({" ".join(name.family) for name in names} - {""}),
        (only.given, only.family[0]) if only else _name_words(spelt),
        mail.emails,
        mail.locals,
        mail.labels,
        features.domain_spellings,
        [phone.lstrip("+0")[-7:] for phone in features.phones],
        features.linkedin,
        features.external,
        [number.partition(":")[0] for number in features.external],
        [f"{kind}:{value}" for kind, value in features.handles],
        features.pages,
        features.organisations,
        [place.door for place in places if place.door],
        [place.street for place in places if place.street],
        [place.code for place in places if place.code],
        [place.town for place in places if place.town],
        [part for place in places for part in place.parts],
        features.birthdays,
        features.sources,
    )


def _is_simple(name: ParsedName) -> bool:
    plain = not (name.household or name.nicknames or name.maidens or name.middles or name.generation)
    words = plain and bool(name.given) and len(name.family) == 1 and name.particles == name.family[0]
    return words and is_latin(name.given + name.particles)


def _name_words(names: Sequence[ParsedName]) -> list[str]:
    """All words of which any may be an agreeing family name."""
    found = {word for name in names for word in (name.given, *name.family, *name.maidens, *name.middles)}
    whole = {" ".join(name.family) for name in names}
    return sorted((found | whole) - {""})


def _only(values: Iterable[str]) -> str:
    """The one value, where there is just one."""
    held = list(values)
    return held[0] if len(held) == 1 else ""


def _types() -> dict[str, str]:
    kinds = {**dict.fromkeys(FLAGS, "bool"), **dict.fromkeys(TEXTS, "string"), **dict.fromkeys(LISTS, "list")}
    return {"n": "int64", "profile": "binary", **kinds, "places": "int64"}


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
