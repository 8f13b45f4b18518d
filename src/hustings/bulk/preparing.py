"""One row per person for the search in bulk: what SQL can compare, beside the profile itself for the engine's last word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
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
TEXTS = ("given", "given_spelling", "family", "spelling", "mail", "organisation", "door", "birthday")
"""Columns of one text each, empty where there is none or more than one value."""
LISTS = (
    "families", "words", "mails", "locals", "labels", "spellings", "phones", "linkedin", "external", "systems", "handles",
    "pages", "organisations", "doors", "streets", "codes", "towns", "parts", "birthdays", "sources",
)  # fmt: skip
MOST_OF_PART = 1_000_000_000
"""More people than any one part holds."""


@lru_cache(maxsize=4_096)
def profile_in(held: bytes) -> Profile:
    """The profile that a row carries."""
    return _decoder.decode(held)


def write_prepared(profiles: Iterable[Profile], folder: Path, *, part: int, wide: bool) -> int:
    """Rows and keys of one part of the people as two Parquet files; returns how many people. Parts never share a number."""
    columns: dict[str, list[Any]] = {name: [] for name in _types()}
    numbers: list[int] = []
    keys: list[str] = []
    for number, profile in enumerate(profiles, part * MOST_OF_PART):
        columns["n"].append(number)
        columns["profile"].append(_encode(profile))
        for name, value in _row(features_of(profile)).items():
            columns[name].append(value)
        own = {*block_keys(profile), *wider_block_keys(profile)} if wide else block_keys(profile)
        keys.extend(own)
        numbers.extend([number] * len(own))
    _write(folder / f"rows-{part}.parquet", columns, _types())
    _write(folder / f"keys-{part}.parquet", {"n": numbers, "key": keys}, {"n": "int64", "key": "string"})
    return len(columns["n"])


def _row(features: Features) -> dict[str, Any]:
    """What SQL sees of somebody. `simple` says that the name is one given and one family word, so that SQL knows its levels."""
    names, mail, places = features.names, features.mail, features.places
    only = names[0] if len(names) == 1 and _is_simple(names[0]) else None
    spelt = names or mail.spelt
    return {
        "simple": only is not None,
        "named": bool(spelt),
        "given": only.given if only else "",
        "given_spelling": single_letters(undigraph(only.given)) if only else "",
        "family": only.family[0] if only else "",
        "spelling": undigraph(only.family[0]) if only else "",
        "families": [only.family[0]] if only else sorted({" ".join(name.family) for name in names} - {""}),
        "words": [only.given, only.family[0]] if only else _name_words(spelt),
        "mail": _only(mail.emails),
        "mails": list(mail.emails),
        "locals": list(mail.locals),
        "labels": list(mail.labels),
        "spellings": list(features.domain_spellings),
        "phones": [phone.lstrip("+0")[-7:] for phone in features.phones],
        "linkedin": list(features.linkedin),
        "external": list(features.external),
        "systems": [number.partition(":")[0] for number in features.external],
        "handles": [f"{kind}:{value}" for kind, value in features.handles],
        "pages": list(features.pages),
        "organisation": _only(features.organisations),
        "organisations": list(features.organisations),
        "door": places[0].door if len(places) == 1 else "",
        "doors": [place.door for place in places if place.door],
        "streets": [place.street for place in places if place.street],
        "codes": [place.code for place in places if place.code],
        "towns": [place.town for place in places if place.town],
        "parts": [part for place in places for part in place.parts],
        "places": len(places),
        "doorless": any(not place.door for place in places),
        "birthday": _only(day for day in features.birthdays if len(day) == 10) if len(features.birthdays) == 1 else "",
        "birthdays": list(features.birthdays),
        "sources": list(features.sources),
    }


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
    return {
        "n": "int64", "profile": "binary", "simple": "bool", "named": "bool", "doorless": "bool", "places": "int64",
        **dict.fromkeys(TEXTS, "string"), **dict.fromkeys(LISTS, "list"),
    }  # fmt: skip


def _write(place: Path, columns: dict[str, list[Any]], types: dict[str, str]) -> None:
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    kinds = {
        "int64": arrow.int64(), "binary": arrow.binary(), "bool": arrow.bool_(), "string": arrow.string(),
        "list": arrow.list_(arrow.string()),
    }  # fmt: skip
    table = arrow.table({name: arrow.array(values, type=kinds[types[name]]) for name, values in columns.items()})
    parquet.write_table(table, place, use_dictionary=False, write_statistics=False)
