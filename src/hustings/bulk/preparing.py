"""One row per person for the search in bulk: what SQL can compare, beside the profile itself for the engine's last word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
COUNTS = ("places",)


def profile_in(held: bytes) -> Profile:
    """The profile that a row carries."""
    return _decoder.decode(held)


def prepared(profiles: Iterable[Profile], *, first: int, wide: bool) -> tuple[bytes, bytes]:
    """Rows and keys of some people, numbered from `first`, as two tables in Arrow's stream format."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("n", "profile", "simple", "named", "doorless", *TEXTS, *LISTS, *COUNTS)
    }
    numbers: list[int] = []
    keys: list[str] = []
    for number, profile in enumerate(profiles, first):
        columns["n"].append(number)
        columns["profile"].append(_encode(profile))
        for name, value in _row(features_of(profile)).items():
            columns[name].append(value)
        own = {*block_keys(profile), *wider_block_keys(profile)} if wide else block_keys(profile)
        keys.extend(own)
        numbers.extend([number] * len(own))
    return _stream(columns, _types()), _stream({"n": numbers, "key": keys}, {"n": "int32", "key": "string"})


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
        "n": "int32", "profile": "binary", "simple": "bool", "named": "bool", "doorless": "bool",
        **dict.fromkeys(TEXTS, "string"), **dict.fromkeys(LISTS, "list"), **dict.fromkeys(COUNTS, "int32"),
    }  # fmt: skip


def _stream(columns: dict[str, list[Any]], types: dict[str, str]) -> bytes:
    arrow = needed("pyarrow")
    kinds = {
        "int32": arrow.int32(), "binary": arrow.binary(), "bool": arrow.bool_(), "string": arrow.string(),
        "list": arrow.list_(arrow.string()),
    }  # fmt: skip
    table = arrow.table({name: arrow.array(values, type=kinds[types[name]]) for name, values in columns.items()})
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
