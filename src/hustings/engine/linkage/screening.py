"""Says of most pairs that share a blocking key, quickly and from a short outline, that they cannot be one person.

What it lets pass is for `compare` to judge. It never turns away a pair that `compare` would let a member look at, as long as the
two share no handle but those that an outline holds.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from hustings.engine.linkage import weights
from hustings.engine.linkage.addresses import Place
from hustings.engine.linkage.decision import REVIEW_AT
from hustings.engine.linkage.features import features_of
from hustings.engine.linkage.folding import undigraph
from hustings.engine.linkage.name_comparison import compare_names, given_level
from hustings.engine.linkage.names import ParsedName
from hustings.engine.linkage.organisations import domain_label, domain_spellings
from hustings.engine.linkage.profiles import Profile

LEAST_WEIGHT = log2(REVIEW_AT / (1 - REVIEW_AT))
"""Log odds below which nobody is asked about a pair."""
SEVERAL = "*"
_BETWEEN = "\x1f"


class Outline(NamedTuple):
    """The least that must be known of a person to turn most candidates away. Texts are empty for unknown, `*` for several."""

    given: str
    middle: str
    family: str
    organisation: str
    door: str
    town: str
    code: str
    email: str
    phone: str
    birthday: str
    linkedin: str
    external: str
    source: str

    def pack(self) -> str:
        """One short text, from which `unpack` makes the same outline."""
        return _BETWEEN.join(self)


def unpack(packed: str) -> Outline:
    """The outline that `pack` wrote."""
    return Outline(*packed.split(_BETWEEN))


def is_outlined(key: str) -> bool:
    """Whether an outline tells if two people really share what a blocking key stands for: not so for handles of networks."""
    return not key.startswith("i:") or key.startswith(_OUTLINED)


_OUTLINED = ("i:email:", "i:phone:", "i:linkedin:", "i:external:")


def outline_of(profile: Profile) -> Outline | None:
    """The outline of a profile with one plain name in Latin letters; None for all others, whom nobody may turn away by it."""
    features = features_of(profile)
    name = features.names[0] if len(features.names) == 1 else None
    if name is None or not _is_plain(name):
        return None
    door, town, code = _place(features.places)
    return Outline(
        given=name.given,
        middle=name.middles[0] if name.middles else "",
        family=name.family[0],
        organisation=_one(sorted(features.organisations)),
        door=door,
        town=town,
        code=code,
        email=_one(sorted(features.mail.emails)),
        phone=_one(sorted(features.phones)),
        birthday=_one(sorted(features.birthdays)),
        linkedin=_one(sorted(features.linkedin)),
        external=_one(sorted(features.external)),
        source=_one(sorted(features.sources)),
    )


def is_hopeless(one: Outline, other: Outline, *, family_weight: Callable[[str], float], prior: float) -> bool:
    """Whether `compare` would find the two too different to ask about. `prior` is the weight before any evidence."""
    bound = prior + _names(one, other, family_weight)
    return bound + _organisations(one, other) + _places(one, other) + _others(one, other) < LEAST_WEIGHT


def _is_plain(name: ParsedName) -> bool:
    rest = name._replace(given="", middles=(), family=(), particles="")
    return (
        rest == ParsedName()
        and len(name.family) == 1
        and name.particles == name.family[0]
        and len(name.middles) < 2
        and bool(name.given)
        and all(word.isascii() and word.isalpha() for word in (name.given, *name.family, *name.middles))
    )


def _one(texts: list[str]) -> str:
    return SEVERAL if len(texts) > 1 else texts[0] if texts else ""


def _place(places: tuple[Place, ...]) -> tuple[str, str, str]:
    """Door, town and code; of a place with neither, its words in place of the town."""
    if len(places) > 1:
        return SEVERAL, "", ""
    if not places:
        return "", "", ""
    place = places[0]
    unknown = not (place.door or place.town or place.code)
    return place.door, " ".join(sorted(place.parts)) if unknown else place.town, place.code


def _names(one: Outline, other: Outline, family_weight: Callable[[str], float]) -> float:
    """The weight of the names."""
    if one.middle or other.middle or one.given == other.family:
        return compare_names(_parsed(one), _parsed(other), family_weight).weight
    ours, theirs = one.given, other.given
    given = given_level(ours, theirs)[1] if ours <= theirs else given_level(theirs, ours)[1]
    ours, theirs = one.family, other.family
    if ours == theirs:
        return given + max(family_weight(ours), weights.FAMILY_INITIAL)
    if undigraph(ours) == undigraph(theirs):
        return given + weights.FAMILY_SPELT + min(family_weight(ours), family_weight(theirs))
    return given + (weights.FAMILY_FUZZY if _may_be_misspelt(ours, theirs) else weights.FAMILY_DIFFERENT)


def _may_be_misspelt(one: str, other: str) -> bool:
    if len(one) < 4 or len(other) < 4 or OSA.distance(one, other, score_cutoff=1) <= 1:
        return True
    return bool(JaroWinkler.similarity(one, other, score_cutoff=weights.FUZZY_NAME - _ROUNDING))


_ROUNDING = 0.02
"""Jaro-Winkler may differ a little with the order of its words."""


def _parsed(outline: Outline) -> ParsedName:
    middles = (outline.middle,) if outline.middle else ()
    return ParsedName(given=outline.given, middles=middles, family=(outline.family,), particles=outline.family)


def _organisations(one: Outline, other: Outline) -> float:
    ours, theirs = one.organisation, other.organisation
    if SEVERAL in (ours, theirs) or _spells(one.email, theirs) or _spells(other.email, ours):
        return max(weights.ORGANISATION_SAME, weights.ORGANISATION_DOMAIN)
    if not ours or not theirs:
        return 0.0
    if ours == theirs or JaroWinkler.similarity(ours, theirs, score_cutoff=weights.FUZZY_ORGANISATION):
        return weights.ORGANISATION_SAME
    return weights.ORGANISATION_DIFFERENT


def _spells(email: str, organisation: str) -> bool:
    """Whether an address's domain may spell the organisation."""
    if not email or not organisation:
        return False
    if email == SEVERAL:
        return True
    label = domain_label(email)
    # A domain begins as one of the words does.
    return f" {label[:1]}" in f" {organisation}" and label in domain_spellings(organisation)


def _places(one: Outline, other: Outline) -> float:
    """The most that two places can weigh: a word in common is not looked for."""
    if not (one.door or one.town or one.code) or not (other.door or other.town or other.code):
        return 0.0
    if SEVERAL in (one.door, other.door):
        return weights.ADDRESS_SAME
    if one.door and other.door:
        if one.door == other.door:
            return weights.ADDRESS_SAME
        if JaroWinkler.similarity(one.door, other.door, score_cutoff=weights.FUZZY_ADDRESS):
            return weights.ADDRESS_FUZZY
        if one.door.partition(" ")[2] == other.door.partition(" ")[2]:
            return weights.ADDRESS_STREET
    if one.code and one.code == other.code:
        return weights.LOCATION_CODE
    return weights.LOCATION_SAME if one.town == other.town else weights.LOCATION_PART


def _others(one: Outline, other: Outline) -> float:
    """The most that e-mail, phone, birthday, profile, number in a system and source can weigh."""
    weight = _emails(one.email, other.email) if one.email and other.email else 0.0
    if one.phone and other.phone:
        weight += _phones(one.phone, other.phone)
    if one.birthday and other.birthday:
        weight += _birthdays(one.birthday, other.birthday)
    if one.linkedin and other.linkedin:
        weight += weights.LINKEDIN_DIFFERENT if _differ(one.linkedin, other.linkedin) else weights.LINKEDIN_SAME
    if one.external and other.external:
        weight += _numbers(one.external, other.external)
    if one.source == other.source not in ("", SEVERAL):
        weight += weights.SOURCE_SAME
    return weight


def _differ(one: str, other: str) -> bool:
    return one != other and SEVERAL not in (one, other)


def _emails(one: str, other: str) -> float:
    if not _differ(one, other):
        return weights.EMAIL_SAME
    if one.partition("@")[0] == other.partition("@")[0]:
        return weights.EMAIL_LOCAL
    alike = JaroWinkler.similarity(one, other, score_cutoff=weights.FUZZY_EMAIL)
    return weights.EMAIL_FUZZY if alike else weights.EMAIL_DIFFERENT


def _phones(one: str, other: str) -> float:
    if not _differ(one, other):
        return weights.PHONE_SAME
    return weights.PHONE_DIFFERENT if one[0] == "+" == other[0] else weights.PHONE_ENDING


def _birthdays(one: str, other: str) -> float:
    """Two whole dates of which more than two digits differ weigh against; all else may speak for the pair."""
    if len(one) == len(other) == 10 and sum(digit != against for digit, against in zip(one, other, strict=True)) > 2:
        swapped = one == f"{other[:4]}-{other[8:]}-{other[5:7]}"
        return weights.BIRTHDAY_NEAR if swapped else weights.BIRTHDAY_DIFFERENT
    return weights.BIRTHDAY_SAME


def _numbers(one: str, other: str) -> float:
    if not _differ(one, other):
        return weights.EXTERNAL_SAME
    return weights.EXTERNAL_DIFFERENT if one.partition(":")[0] == other.partition(":")[0] else 0.0
