"""A profile prepared for comparing: everything parsed and folded once, however many candidates it meets."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from hustings.engine.linkage.addresses import NOWHERE, Place, place_in, place_of
from hustings.engine.linkage.names import NOBODY, ParsedName, parse_name
from hustings.engine.linkage.organisations import domain_label, domain_of, domain_spellings, organisation_key
from hustings.engine.linkage.profiles import Profile, is_role, mail_words

_PEOPLES_HANDLES = frozenset({"x", "mastodon", "bluesky", "facebook", "instagram", "tiktok", "youtube", "telegram", "official"})
Values = frozenset[str]
NONE: Values = frozenset()


class Mail(NamedTuple):
    """What e-mail addresses tell: themselves, those of roles, what stands before and after the sign, the names they spell."""

    emails: Values = NONE
    roles: Values = NONE
    locals: Values = NONE
    domains: Values = NONE
    labels: Values = NONE
    spelt: tuple[ParsedName, ...] = ()


NO_MAIL = Mail()


class Features(NamedTuple):
    """What `compare` looks at."""

    names: tuple[ParsedName, ...]
    mail: Mail
    phones: Values
    linkedin: Values
    external: Values
    handles: frozenset[tuple[str, str]]
    pages: Values
    organisations: Values
    domain_spellings: Values
    places: tuple[Place, ...]
    birthdays: Values
    sources: Values


@lru_cache(maxsize=8_192)
def features_of(profile: Profile) -> Features:
    """The features of a profile; kept for a while, since a person is compared with many."""
    of_kind: dict[str, list[str]] = {}
    for identity in profile.identities:
        of_kind.setdefault(identity.kind, []).append(identity.value)
    keys = frozenset([key for name in profile.organisations if (key := organisation_key(name))])
    return Features(
        names=_names(profile),
        mail=_mail(of_kind["email"]) if "email" in of_kind else NO_MAIL,
        phones=_of(of_kind, "phone"),
        linkedin=_of(of_kind, "linkedin"),
        external=_of(of_kind, "external"),
        handles=frozenset([(kind, value) for kind in of_kind.keys() & _PEOPLES_HANDLES for value in of_kind[kind]]),
        pages=_of(of_kind, "url"),
        organisations=keys,
        domain_spellings=NONE.union(*map(domain_spellings, keys)),
        places=_places(profile),
        birthdays=frozenset([day for day in profile.birthdays if day]),
        sources=frozenset(profile.sources),
    )


def _of(of_kind: dict[str, list[str]], kind: str) -> Values:
    return frozenset(of_kind[kind]) if kind in of_kind else NONE


def _names(profile: Profile) -> tuple[ParsedName, ...]:
    names = [parse_name(name) for name in profile.names]
    return tuple(dict.fromkeys([name for name in names if name != NOBODY]))


def _mail(addresses: list[str]) -> Mail:
    emails = frozenset(addresses)
    roles = frozenset([address for address in emails if is_role(address.partition("@")[0])])
    return Mail(
        emails=emails,
        roles=roles,
        locals=frozenset([local for address in emails - roles if len(local := address.partition("@")[0]) > 5]),
        domains=frozenset([domain for address in emails if (domain := domain_of(address))]),
        labels=frozenset([label for address in emails if (label := domain_label(address))]),
        spelt=tuple(sorted([spelt for address in emails if (spelt := _spelt_name(address)) is not None])),
    )


def _spelt_name(address: str) -> ParsedName | None:
    """The name that an address spells in two words, the usual order first."""
    spelt = mail_words(address.partition("@")[0])
    if len(spelt) != 2:
        return None
    return ParsedName(given=spelt[0], family=(spelt[1],), particles=spelt[1])


def _places(profile: Profile) -> tuple[Place, ...]:
    places = {place_of(address) for address in profile.addresses} | {place_in(text) for text in profile.locations}
    return tuple(sorted(places - {NOWHERE}, key=_in_order))


def _in_order(place: Place) -> tuple[str, ...]:
    return (place.door, place.street, place.town, place.code, *sorted(place.parts))
