"""A profile prepared for comparing: everything parsed and folded once, however many candidates it meets."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from hustings.engine.linkage.folding import fold, undigraph, words
from hustings.engine.linkage.names import NOBODY, ParsedName, parse_name
from hustings.engine.linkage.organisations import domain_label, domain_of, domain_spellings, organisation_key
from hustings.engine.linkage.profiles import Profile, address_block, is_role, mail_words

_PEOPLES_HANDLES = frozenset({"x", "mastodon", "bluesky", "facebook", "instagram", "official"})
Handles = frozenset[tuple[str, str]]


class Place(NamedTuple):
    """A place: its folded text, its words, and whether it is a postal address with a house number."""

    text: str
    parts: frozenset[str]
    is_address: bool


class Features(NamedTuple):
    """What `compare` looks at."""

    names: tuple[ParsedName, ...]
    emails: frozenset[str]
    roles: frozenset[str]
    locals: frozenset[str]
    domains: frozenset[str]
    spelt: tuple[ParsedName, ...]
    phones: frozenset[str]
    linkedin: frozenset[str]
    handles: Handles
    pages: frozenset[str]
    organisations: frozenset[str]
    domain_labels: frozenset[str]
    domain_spellings: frozenset[str]
    places: tuple[Place, ...]
    birthdays: frozenset[str]
    sources: frozenset[str]


@lru_cache(maxsize=8_192)
def features_of(profile: Profile) -> Features:
    """The features of a profile; kept, since a person is compared with many."""
    of_kind: dict[str, set[str]] = {}
    for identity in profile.identities:
        of_kind.setdefault(identity.kind, set()).add(identity.value)
    emails = frozenset(of_kind.get("email", ()))
    keys = frozenset(key for name in profile.organisations if (key := organisation_key(name)))
    parsed = (parse_name(name) for name in profile.names)
    return Features(
        names=tuple(dict.fromkeys(name for name in parsed if name != NOBODY)),
        emails=emails,
        roles=frozenset(address for address in emails if is_role(address.partition("@")[0])),
        locals=frozenset(local for address in emails if len(local := address.partition("@")[0]) > 5 and not is_role(local)),
        domains=frozenset(domain for address in emails if (domain := domain_of(address))),
        spelt=tuple(sorted(spelt for address in emails if (spelt := _spelt_name(address)) is not None)),
        phones=frozenset(of_kind.get("phone", ())),
        linkedin=frozenset(of_kind.get("linkedin", ())),
        handles=frozenset((kind, value) for kind, values in of_kind.items() if kind in _PEOPLES_HANDLES for value in values),
        pages=frozenset(of_kind.get("url", ())),
        organisations=keys,
        domain_labels=frozenset(label for address in emails if (label := domain_label(address))),
        domain_spellings=frozenset(spelling for key in keys for spelling in domain_spellings(key)),
        places=tuple(sorted({_place(text) for text in profile.locations if text.strip()})),
        birthdays=frozenset(day for day in profile.birthdays if day),
        sources=frozenset(profile.sources),
    )


def _spelt_name(address: str) -> ParsedName | None:
    """The name that an address spells in two words, the usual order first."""
    spelt = mail_words(address.partition("@")[0])
    if len(spelt) != 2:
        return None
    return ParsedName(given=spelt[0], family=(spelt[1],), particles=spelt[1])


@lru_cache(maxsize=8_192)
def _place(text: str) -> Place:
    folded = " ".join(fold(text).replace(",", " ").split())
    parts = frozenset(undigraph(word) for word in words(text) if len(word) > 2)
    return Place(text=folded, parts=parts, is_address=bool(address_block(text)))
