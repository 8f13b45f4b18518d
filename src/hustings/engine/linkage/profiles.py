"""What linkage knows about one person, and the keys under which candidates are looked up."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
from msgspec import structs

from hustings.engine.linkage.addresses import Place, address_block, place_in, place_of
from hustings.engine.linkage.folding import consonants, is_latin, undigraph, word_set, words
from hustings.engine.linkage.given_names import canonical_given
from hustings.engine.linkage.names import ParsedName, in_latin, key_of, parse_name, two_word_key
from hustings.engine.linkage.organisations import organisation_key
from hustings.kernel.records import Address, Identity, Name, PersonRecord

Key = int | str
_PHONE_DIGITS = 8
_ROLES = word_set(
    "info office contact hello team mail admin support press media news newsletter noreply no-reply donotreply kontakt buero "
    "contato contacto presse sales marketing service hr jobs billing accounts webmaster postmaster events campaign volunteer "
    "secretary help enquiries inquiries reception family office"
)
_NAME_BLOCKS = 6
_FIRST_WORD = re.compile(r"[^._-]+(?=[._-])")


class Profile(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """One person as linkage sees them, known or incoming. `key` is opaque and comes back in decisions.

    `sources` name the exports that the person stands in; give two records of one export the same source, so that standing
    there twice speaks against being one person.
    """

    key: Key
    names: tuple[Name, ...] = ()
    identities: tuple[Identity, ...] = ()
    organisations: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    birthdays: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def profile_of(record: PersonRecord, *, key: Key, source: str = "") -> Profile:
    """The profile of one record; `source` names its export where the caller knows it."""
    return Profile(
        key=key,
        names=(record.name,) if record.name.full.strip() else (),
        identities=record.identities,
        organisations=tuple(dict.fromkeys(held.organisation for held in record.positions if held.organisation)),
        locations=(record.location,) if record.location.strip() else (),
        addresses=tuple(dict.fromkeys(_unlabelled(address) for address in record.addresses)),
        birthdays=(record.birthday,) if record.birthday else (),
        sources=(source,) if source else (),
    )


def merged_profile(known: Profile, other: Profile, *, key: Key) -> Profile:
    """Everything that two profiles of one person say."""
    lists = {
        name: tuple(dict.fromkeys((*getattr(known, name), *getattr(other, name))))
        for name in known.__struct_fields__
        if name != "key"
    }
    return Profile(key=key, **lists)


def _unlabelled(address: Address) -> Address:
    return structs.replace(address, label="") if address.label else address


def block_keys(profile: Profile) -> tuple[str, ...]:
    """The keys under which this person can be found: two profiles are worth comparing if they share one. Sorted, without doubles.

    - `i:<kind>:<value>` for each identity; phones by their last eight digits, so that `+49 30 ...` meets `030 ...`;
    - `n:<family>:<first letter>` for names, also in Latin letters and as an e-mail address spells them (`ana.souza@`, `asouza@`);
    - `k:<name_key>` for the whole name in any order;
    - `p:<given>:<consonants of the family>` for misspelt families;
    - `o:<given>:<organisation>` for families that changed;
    - `b:<birthday>` where it is known to the day, `a:<number>:<street>` for postal addresses: both survive any misspelt name.

    At most one key per identity and ten more; typically four to eight.
    """
    parsed = [parse_name(name) for name in profile.names[:3]]
    spelt = [key for name in parsed for key in _name_blocks(name)]
    keys = set()
    for identity in profile.identities:
        keys.add(identity_block(identity))
        if identity.kind == "email":
            spelt += _mail_blocks(identity.value)
    if len(spelt) > _NAME_BLOCKS:
        spelt = list(dict.fromkeys(spelt))[:_NAME_BLOCKS]
    keys.update(spelt)
    keys.update([f"b:{day}" for day in profile.birthdays[:1] if len(day) == 10])
    for place in places_of(profile)[:2]:
        keys.add(address_block(place))
    if profile.organisations:
        keys.update(_organisation_blocks(parsed, profile.organisations[0]))
    keys.discard("")
    return tuple(sorted(keys))


def identity_block(identity: Identity) -> str:
    """The blocking key of one handle."""
    value = identity.value
    return f"i:phone:{value[-_PHONE_DIGITS:].lstrip('+0')}" if identity.kind == "phone" else f"i:{identity.kind}:{value}"


def _name_blocks(name: ParsedName) -> list[str]:
    whole = key_of(name)
    if not whole:
        return []
    keys = ["k:" + whole]
    if not is_latin(name.given + name.particles):
        keys += [key for spelling in in_latin(name)[:1] for key in _name_blocks(spelling)]
    if not name.given or not name.family or name.family == (name.given,):
        return keys
    given, families = name.given, _families(name)
    keys += [f"n:{undigraph(family)}:{given[0]}" for family in families]
    if len(given) > 1:
        keys.append(f"p:{undigraph(canonical_given(given))}:{consonants(undigraph(name.family[-1]))}")
    return keys


def _families(name: ParsedName) -> list[str]:
    """The words that may serve as family name: parts of a double name, maiden names, a middle name (`Hillary Rodham Clinton`)."""
    if len(name.family) == 1 and not name.maidens and not name.middles and name.particles == name.family[0]:
        return list(name.family)
    families = [*name.family[-1:], *name.maidens, *name.family[:-1]]
    if name.particles != "".join(name.family):
        families.append(name.particles)
    return families + [middle for middle in name.middles[-1:] if len(middle) > 2]


def places_of(profile: Profile) -> list[Place]:
    """Postal addresses first, then places in plain text."""
    return [place_of(address) for address in profile.addresses] + [place_in(text) for text in profile.locations]


def wider_block_keys(profile: Profile) -> tuple[str, ...]:
    """Further keys for a search of the whole network, where several fields may be damaged; not worth storing for each person.

    Parts of the name with a postal code, a town, a street, or parts of the birthday; the local part of an address.
    """
    names = [name for name in map(parse_name, profile.names[:2]) if name.given or name.family]
    keys = {"l:" + local for identity in profile.identities if (local := _local_part(identity))}
    for name in names:
        family, given = consonants(undigraph(name.family[-1]))[:3] if name.family else "", name.given
        for place in places_of(profile)[:2]:
            keys |= _place_keys(place, family, given)
        for day in profile.birthdays[:1]:
            keys |= _birthday_keys(day, family, given)
    return tuple(sorted(keys))


def _local_part(identity: Identity) -> str:
    local = identity.value.partition("@")[0] if identity.kind == "email" else ""
    return "" if len(local) < 5 or is_role(local) else local


def _place_keys(place: Place, family: str, given: str) -> set[str]:
    keys = {f"cf:{place.code}:{family}", f"cg:{place.code}:{given[:2]}"} if place.code else set()
    keys |= {f"tf:{place.town}:{family}", f"tg:{place.town}:{given}"} if place.town else set()
    keys |= {f"sg:{place.street}:{given[:1]}"} if place.street else set()
    return {key for key in keys if not key.endswith(":")}


def _birthday_keys(day: str, family: str, given: str) -> set[str]:
    if len(day) != 10:
        return set()
    keys = {f"df:{day[5:]}:{family[:1]}", f"dg:{day[5:]}:{given[:1]}", f"mg:{day[:7]}:{given}"}
    keys |= {f"yf:{day[:4]}:{family}", f"yg:{day[:4]}:{given}"}
    return {key for key in keys if not key.endswith(":")}


@lru_cache(maxsize=8_192)
def mail_words(local: str) -> tuple[str, ...]:
    """The words of an address's local part; nothing for an address of a role (`info@`)."""
    return () if is_role(local) else words(local.partition("+")[0])


def is_role(local: str) -> bool:
    """Whether a local part names an office rather than a person."""
    found = _FIRST_WORD.match(local)
    return local in _ROLES or (found is not None and found.group() in _ROLES)


def _mail_blocks(address: str) -> list[str]:
    spelt = mail_words(address.partition("@")[0])
    if len(spelt) == 2:
        return [f"n:{undigraph(spelt[1])}:{spelt[0][0]}", f"k:{two_word_key(*spelt)}"]
    if len(spelt) == 1 and len(spelt[0]) > 4 and spelt[0].isascii():
        return [f"n:{undigraph(spelt[0][1:])}:{spelt[0][0]}"]
    return []


def _organisation_blocks(names: list[ParsedName], organisation: str) -> list[str]:
    key = organisation_key(organisation)
    return [f"o:{undigraph(canonical_given(name.given))}:{key}" for name in names[:1] if name.given and name.family and key]
