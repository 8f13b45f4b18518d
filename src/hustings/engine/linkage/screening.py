"""Says of most pairs that share a blocking key, quickly and from a short outline, that they cannot be one person.

What it lets pass is for `compare` to judge. It never turns away a pair that `compare` would let a member look at, as long as the
two share no handle but those that an outline holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA, Hamming, JaroWinkler

from hustings.engine.linkage import weights
from hustings.engine.linkage.addresses import Place
from hustings.engine.linkage.decision import REVIEW_AT
from hustings.engine.linkage.features import distinct_places, organisations_of
from hustings.engine.linkage.folding import undigraph
from hustings.engine.linkage.name_comparison import compare_names, given_level
from hustings.engine.linkage.names import NOBODY, ParsedName, parse_name
from hustings.engine.linkage.organisations import domain_label, domain_spellings
from hustings.engine.linkage.profiles import Profile
from hustings.engine.linkage.training import Trained
from hustings.kernel.records import Identity, PersonRecord

LEAST_WEIGHT = log2(REVIEW_AT / (1 - REVIEW_AT))
"""Log odds below which nobody is asked about a pair."""
RAREST = weights.family_weight(0.0)
"""The most that a family name weighs."""
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


def outline_of(profile: Profile) -> Outline | None:
    """The outline of a profile with one plain name in Latin letters; None for all others, whom nobody may turn away by it."""
    sketch = sketch_of(profile)
    if sketch is None or not (sketch.organisation or sketch.door):
        return sketch
    door, town, code = _place(distinct_places(profile))
    return sketch._replace(organisation=_one(organisations_of(profile)), door=door, town=town, code=code)


def sketch_of(profile: Profile) -> Outline | None:
    """An outline without what takes long to read: places and organisations count as several, of which one may always agree.

    Whoever is turned away by it is turned away by the outline itself.
    """
    days = [day for day in profile.birthdays if day]
    has_place = bool(profile.addresses or profile.locations)
    sources = _one(profile.sources)
    return _sketch(_only_name(profile), profile.identities, bool(profile.organisations), has_place, _one(days), sources)


def sketch_of_record(record: PersonRecord, *, source: str = "") -> Outline | None:
    """The sketch of `profile_of` this record, without making the profile."""
    if not record.name.full.strip():
        return None
    works = any(held.organisation for held in record.positions) if record.positions else False
    has_place = bool(record.addresses or record.location.strip())
    return _sketch(parse_name(record.name), record.identities, works, has_place, record.birthday, source)


def _sketch(
    name: ParsedName | None, identities: tuple[Identity, ...], works: bool, has_place: bool, birthday: str, source: str
) -> Outline | None:
    if name is None or not _is_plain(name):
        return None
    held: dict[str, str] = {}
    for identity in identities:
        kind, value = identity.kind, identity.value
        held[kind] = value if held.get(kind, value) == value else SEVERAL
    value_of = held.get
    return Outline(
        name.given, name.middles[0] if name.middles else "", name.family[0],
        SEVERAL if works else "", SEVERAL if has_place else "", "", "",
        value_of("email", ""), value_of("phone", ""), birthday, value_of("linkedin", ""), value_of("external", ""), source,
    )  # fmt: skip


class Scale(NamedTuple):
    """The most that levels of agreement can weigh, by name, where a workspace has learnt weights of its own (or none has)."""

    shifts: Mapping[str, float]
    added: float
    linkedin: tuple[float, float]
    external: tuple[float, float]
    email: tuple[float, float, float, float]
    phone: tuple[float, float, float]
    organisation: tuple[float, float, float]
    place: tuple[float, float, float, float, float, float]
    birthday: tuple[float, float, float]
    source: float
    family: tuple[float, float, float]
    family_different: float


def scale_of(trained: Trained | None) -> Scale:
    """The scale for these weights, or for those that ship. What an outline cannot see counts as if it spoke for the pair."""
    shifts = trained.shifts if trained else {}

    def most(codes: str) -> float:
        return max(float(getattr(weights, code.upper())) + shifts.get(code, 0.0) for code in codes.split())

    far = "location_different location_part"
    town = f"{far} location_same"
    code = f"{town} location_code location_moved"
    low = "email_different email_colleagues email_numbered"
    birthdays = "birthday_different birthday_near birthday_alike birthday_same birthday_day birthday_part"
    return Scale(
        shifts=shifts,
        added=(trained.constant if trained else 0.0) + sum(max(shifts.get(code, 0.0), 0.0) for code in _UNSEEN),
        linkedin=(most("linkedin_same linkedin_different"), most("linkedin_different")),
        external=(most("external_same external_different"), most("external_different")),
        email=(
            most(f"{low} email_same email_role"), most(f"{low} email_fuzzy email_local"), most(f"{low} email_fuzzy"), most(low),
        ),
        phone=(most("phone_same phone_ending phone_different"), most("phone_ending phone_different"), most("phone_different")),
        organisation=(
            most("organisation_same organisation_domain organisation_fuzzy organisation_different"),
            most("organisation_same organisation_fuzzy organisation_different"),
            most("organisation_different"),
        ),
        place=(
            most(f"{code} address_same address_fuzzy address_street"), most(f"{code} address_fuzzy address_street"),
            most(f"{code} address_street"), most(code), most(town), most(far),
        ),
        birthday=(most(birthdays), most("birthday_near birthday_different"), most("birthday_different")),
        source=most("source_same"),
        family=(
            shifts.get("family_same", 0.0), most("family_spelt"), most("family_fuzzy family_initial family_different"),
        ),
        family_different=most("family_different"),
    )  # fmt: skip


_UNSEEN = ("handle_same", "handle_different", "page_same")


def is_hopeless(
    one: Outline,
    other: Outline,
    *,
    family_weight: Callable[[str], float],
    prior: float,
    scale: Scale | None = None,
    rarest: float = RAREST,
) -> bool:
    """Whether `compare` would find the two too different to ask about. `prior` is the weight before any evidence.

    `family_weight` is asked only where it matters: it may have to look the name up. It never says more than `rarest`.
    """
    scale = scale or SHIPPED
    rest = prior + scale.added + _others(one, other, scale)
    works = one.organisation or other.organisation
    if one.middle or other.middle or one.given == other.family:
        rest += _organisations(one, other, scale) if works else 0.0
        return rest + _names(one, other, family_weight, scale) < LEAST_WEIGHT
    ours, theirs = one.given, other.given
    code, given = given_level(ours, theirs) if ours <= theirs else given_level(theirs, ours)
    rest += given + scale.shifts.get(code, 0.0)
    families = _families_at_most(one.family, other.family, rarest, scale)
    if works:
        if rest + families + max(scale.organisation[0], 0.0) < LEAST_WEIGHT:
            return True
        rest += _organisations(one, other, scale)
    return rest + families < LEAST_WEIGHT or _families_part(one.family, other.family, rest, family_weight, scale)


def _only_name(profile: Profile) -> ParsedName | None:
    """The one name of a profile, in whatever ways it is written."""
    if len(profile.names) == 1:
        return parse_name(profile.names[0])
    names = {parse_name(name) for name in profile.names} - {NOBODY}
    return names.pop() if len(names) == 1 else None


def _is_plain(name: ParsedName) -> bool:
    given, middles, family, particles, *rest = name
    if any(rest) or len(family) != 1 or particles != family[0] or len(middles) > 1:
        return False
    if middles and not (middles[0].isascii() and middles[0].isalpha()):
        return False
    return given.isascii() and given.isalpha() and particles.isascii() and particles.isalpha()


def _one(texts: Collection[str]) -> str:
    """The only one of different texts; nothing where there is none."""
    if len(texts) > 1 and len(set(texts)) > 1:
        return SEVERAL
    return next(iter(texts), "")


def _place(places: tuple[Place, ...]) -> tuple[str, str, str]:
    """Door, town and code; of a place with neither, its words in place of the town."""
    if len(places) > 1:
        return SEVERAL, "", ""
    if not places:
        return "", "", ""
    place = places[0]
    unknown = not (place.door or place.town or place.code)
    return place.door, " ".join(sorted(place.parts)) if unknown else place.town, place.code


def _names(one: Outline, other: Outline, family_weight: Callable[[str], float], scale: Scale) -> float:
    """The weight of names with a middle one, or that may stand in another order."""
    evidence = compare_names(_parsed(one), _parsed(other), family_weight)
    return evidence.weight + sum(scale.shifts.get(reason.code, 0.0) for reason in evidence.reasons)


def _families_at_most(ours: str, theirs: str, rarest: float, scale: Scale) -> float:
    """The most that the family names can weigh, without asking how common they are or how alike they look."""
    same, spelt, fuzzy = scale.family
    if ours == theirs:
        return rarest + same
    return rarest + spelt if undigraph(ours) == undigraph(theirs) else max(fuzzy, scale.family_different)


def _families_part(ours: str, theirs: str, rest: float, family_weight: Callable[[str], float], scale: Scale) -> bool:
    """Whether the family names keep all else, which weighs `rest`, below what anybody is asked about."""
    same, spelt, fuzzy = scale.family
    if ours == theirs:
        return rest + same + max(family_weight(ours), weights.FAMILY_INITIAL) < LEAST_WEIGHT
    if undigraph(ours) == undigraph(theirs):
        return rest + spelt + min(family_weight(ours), family_weight(theirs)) < LEAST_WEIGHT
    return rest + (fuzzy if _may_be_misspelt(ours, theirs) else scale.family_different) < LEAST_WEIGHT


def _may_be_misspelt(one: str, other: str) -> bool:
    if len(one) < 4 or len(other) < 4 or OSA.distance(one, other, score_cutoff=1) <= 1:
        return True
    return bool(JaroWinkler.similarity(one, other, score_cutoff=weights.FUZZY_NAME - _ROUNDING))


_ROUNDING = 0.02
"""Jaro-Winkler may differ a little with the order of its words."""


def _parsed(outline: Outline) -> ParsedName:
    middles = (outline.middle,) if outline.middle else ()
    return ParsedName(given=outline.given, middles=middles, family=(outline.family,), particles=outline.family)


def _organisations(one: Outline, other: Outline, scale: Scale) -> float:
    ours, theirs = one.organisation, other.organisation
    several, alike, different = scale.organisation
    if SEVERAL in (ours, theirs) or _spells(one.email, theirs) or _spells(other.email, ours):
        return max(several, 0.0)
    if not ours or not theirs:
        return 0.0
    return alike if ours == theirs or JaroWinkler.similarity(ours, theirs, score_cutoff=weights.FUZZY_ORGANISATION) else different


def _spells(email: str, organisation: str) -> bool:
    """Whether an address's domain may spell the organisation."""
    if not email or not organisation:
        return False
    if email == SEVERAL:
        return True
    label = domain_label(email)
    # A domain begins as one of the words does.
    return f" {label[:1]}" in f" {organisation}" and label in domain_spellings(organisation)


def _places(one: Outline, other: Outline, scale: Scale) -> float:
    """The most that two places can weigh: a word in common is not looked for."""
    if not (one.door or one.town or one.code) or not (other.door or other.town or other.code):
        return 0.0
    same, fuzzy, street, code, town, elsewhere = scale.place
    if SEVERAL in (one.door, other.door):
        return max(same, 0.0)
    if one.door and other.door:
        if one.door == other.door:
            return same
        if JaroWinkler.similarity(one.door, other.door, score_cutoff=weights.FUZZY_ADDRESS):
            return fuzzy
        if one.door.partition(" ")[2] == other.door.partition(" ")[2]:
            return street
    if one.code and one.code == other.code:
        return code
    return town if one.town == other.town else elsewhere


def _others(one: Outline, other: Outline, scale: Scale) -> float:
    """The most that place, e-mail, phone, birthday, profile, number in a system and source can weigh."""
    weight = _places(one, other, scale) if one.door or one.town or one.code else 0.0
    if one.email and other.email:
        weight += _emails(one.email, other.email, scale)
    if one.phone and other.phone:
        weight += _phones(one.phone, other.phone, scale)
    if one.birthday and other.birthday:
        weight += _birthdays(one.birthday, other.birthday, scale)
    if one.linkedin and other.linkedin:
        weight += scale.linkedin[_differ(one.linkedin, other.linkedin)]
    if one.external and other.external:
        weight += _numbers(one.external, other.external, scale)
    if one.source == other.source not in ("", SEVERAL):
        weight += scale.source
    return weight


def _differ(one: str, other: str) -> bool:
    return one != other and SEVERAL not in (one, other)


def _emails(one: str, other: str, scale: Scale) -> float:
    same, local, fuzzy, different = scale.email
    if not _differ(one, other):
        return same
    if one.partition("@")[0] == other.partition("@")[0]:
        return local
    return fuzzy if JaroWinkler.similarity(one, other, score_cutoff=weights.FUZZY_EMAIL) else different


def _phones(one: str, other: str, scale: Scale) -> float:
    same, ending, different = scale.phone
    if not _differ(one, other):
        return same
    return different if one[0] == "+" == other[0] else ending


def _birthdays(one: str, other: str, scale: Scale) -> float:
    """Two whole dates of which more than two digits differ weigh against; all else may speak for the pair."""
    same, near, different = scale.birthday
    if len(one) == len(other) == 10 and Hamming.distance(one, other) > 2:
        return near if one == f"{other[:4]}-{other[8:]}-{other[5:7]}" else different
    return same


def _numbers(one: str, other: str, scale: Scale) -> float:
    same, different = scale.external
    if not _differ(one, other):
        return same
    return different if one.partition(":")[0] == other.partition(":")[0] else max(0.0, different)


SHIPPED = scale_of(None)
