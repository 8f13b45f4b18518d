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
    names = _names(profile)
    keys = organisations_of(profile)
    return Features(
        names=names,
        mail=_mail(of_kind["email"], nameless=not names) if "email" in of_kind else NO_MAIL,
        phones=_of(of_kind, "phone"),
        linkedin=_of(of_kind, "linkedin"),
        external=_of(of_kind, "external"),
        handles=frozenset([(kind, value) for kind in of_kind.keys() & _PEOPLES_HANDLES for value in of_kind[kind]]),
        pages=_of(of_kind, "url"),
        organisations=keys,
        domain_spellings=NONE.union(*map(domain_spellings, keys)) if keys else NONE,
        places=distinct_places(profile),
        birthdays=frozenset([day for day in profile.birthdays if day]) if profile.birthdays else NONE,
        sources=frozenset(profile.sources) if profile.sources else NONE,
    )


def _of(of_kind: dict[str, list[str]], kind: str) -> Values:
    return frozenset(of_kind[kind]) if kind in of_kind else NONE


def _names(profile: Profile) -> tuple[ParsedName, ...]:
    if len(profile.names) == 1:
        name = parse_name(profile.names[0])
        return (name,) if name != NOBODY else ()
    names = [parse_name(name) for name in profile.names]
    return tuple(dict.fromkeys([name for name in names if name != NOBODY]))


def _mail(addresses: list[str], *, nameless: bool) -> Mail:
    """The names that addresses spell are looked for only where there is no other."""
    if len(addresses) == 1 and not nameless:
        return _only_mail(addresses[0])
    locals_ = {address: address.partition("@")[0] for address in addresses}
    roles = frozenset([address for address, local in locals_.items() if is_role(local)])
    return Mail(
        emails=frozenset(addresses),
        roles=roles,
        locals=frozenset([local for address, local in locals_.items() if len(local) > 5 and address not in roles]),
        domains=frozenset([domain for address in locals_ if (domain := domain_of(address))]),
        labels=frozenset([label for address in locals_ if (label := domain_label(address))]),
        spelt=tuple(sorted([spelt for address in locals_ if (spelt := _spelt_name(address)) is not None])) if nameless else (),
    )


def _only_mail(address: str) -> Mail:
    """The same of one address, which is the usual case."""
    local = address.partition("@")[0]
    role = is_role(local)
    domain, label = domain_of(address), domain_label(address)
    only = frozenset((address,))
    return Mail(
        emails=only,
        roles=only if role else NONE,
        locals=frozenset((local,)) if len(local) > 5 and not role else NONE,
        domains=frozenset((domain,)) if domain else NONE,
        labels=frozenset((label,)) if label else NONE,
    )


def _spelt_name(address: str) -> ParsedName | None:
    """The name that an address spells in two words, the usual order first."""
    spelt = mail_words(address.partition("@")[0])
    if len(spelt) != 2:
        return None
    return ParsedName(given=spelt[0], family=(spelt[1],), particles=spelt[1])


def organisations_of(profile: Profile) -> Values:
    """The keys of the organisations for which somebody works."""
    if not profile.organisations:
        return NONE
    return frozenset([key for name in profile.organisations if (key := organisation_key(name))])


def distinct_places(profile: Profile) -> tuple[Place, ...]:
    """The places of which something is known, in order."""
    if not (profile.addresses or profile.locations):
        return ()
    if len(profile.addresses) + len(profile.locations) == 1:
        only = place_of(profile.addresses[0]) if profile.addresses else place_in(profile.locations[0])
        return (only,) if only != NOWHERE else ()
    places = {place_of(address) for address in profile.addresses} | {place_in(text) for text in profile.locations}
    return tuple(sorted(places - {NOWHERE}, key=_in_order))


def _in_order(place: Place) -> tuple[str, ...]:
    return (place.door, place.street, place.town, place.code, *sorted(place.parts))
