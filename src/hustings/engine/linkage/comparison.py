"""The weight of evidence that two profiles are one person, as a waterfall of reasons that sums to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet

import msgspec
from rapidfuzz.distance import JaroWinkler

from hustings.engine.linkage import weights
from hustings.engine.linkage.addresses import Place
from hustings.engine.linkage.features import Features, Mail, features_of
from hustings.engine.linkage.name_comparison import (
    DIFFERENT,
    DOUBTFUL,
    HOUSEHOLD,
    NameEvidence,
    NameWeight,
    Reason,
    best_of,
    usual_given,
)
from hustings.engine.linkage.profiles import Profile
from hustings.engine.linkage.training import Trained, shifted

NameFrequency = Callable[[str], float | None] | Mapping[str, float]
"""The share (0 to 1) of people who bear a name: a family name by its `family_key`, a given name folded. None or a mapping
without the name says "unknown"."""
SurnameFrequency = NameFrequency

_DECISIVE = frozenset({"linkedin_same", "handle_same", "external_same"})
"""The very same account or number: it overrides names, and alone links people of sources that must not be matched otherwise."""
_CORROBORATING = frozenset(
    {"organisation_same", "organisation_fuzzy", "organisation_domain", "birthday_same", "birthday_day", "address_same"}
)


_DIGITS = re.compile(r"\d+")


class Comparison(msgspec.Struct, frozen=True):
    """The probability that two profiles are one person, its log odds in bits, and the reasons that sum to them, prior first."""

    probability: float
    weight: float
    reasons: tuple[Reason, ...]


def compare(
    a: Profile,
    b: Profile,
    *,
    surname_frequency: NameFrequency | None = None,
    given_frequency: NameFrequency | None = None,
    population: int | None = None,
    trained: Trained | None = None,
) -> Comparison:
    """How probable it is that two profiles are one person. Symmetric; a profile agrees with nobody more than with itself.

    Fellegi and Sunter, "A Theory for Record Linkage" (1969): independent evidence adds up in bits. Two different names never
    become sure by a shared e-mail address, phone or household; only a profile on a network overrides names. `population` is
    how many people the record may be about: the fewer, the more an agreement says. `trained` shifts the weights by hand.
    """
    left, right = features_of(a), features_of(b)
    names, reasons = _names(left, right, _family_weights(surname_frequency), _given_weights(given_frequency))
    reasons = [Reason("prior", weights.prior(population), ""), *reasons]
    reasons += (
        _linkedin(left, right)
        + _external(left, right)
        + _handles(left, right)
        + _email(left.mail, right.mail, nameless=not left.names and not right.names)
        + _phone(left, right)
    )
    reasons += _organisation(left, right) + _location(left, right) + _birthday(left, right)
    if a.key != b.key:
        reasons += _sources(left, right)
    if trained is not None:
        reasons = shifted(reasons, trained)
    weight = sum(reason.weight for reason in reasons)
    most = weights.HOUSEHOLD_AT_MOST if names.verdict == HOUSEHOLD else weights.DIFFERENT_NAMES_AT_MOST
    if weight > most and _names_forbid(names.verdict, reasons):
        reasons.append(Reason("names_differ", most - weight, ""))
        weight = most
    return Comparison(probability=weights.probability_of(weight), weight=weight, reasons=tuple(reasons))


def is_same_account(codes: Iterable[str]) -> bool:
    """Whether, by the codes of a comparison's reasons, both have the very same account on a network or number in a system."""
    return not _DECISIVE.isdisjoint(codes)


def _family_weights(frequency: NameFrequency | None) -> NameWeight:
    if frequency is None:
        return _unknown_family
    share = frequency.get if isinstance(frequency, Mapping) else frequency
    return lambda family: weights.family_weight(share(family))


def _given_weights(frequency: NameFrequency | None) -> NameWeight:
    if frequency is None:
        return usual_given
    share = frequency.get if isinstance(frequency, Mapping) else frequency
    return lambda given: weights.given_weight(share(given))


_UNKNOWN_FAMILY = weights.family_weight(None)


def _unknown_family(_: str) -> float:
    return _UNKNOWN_FAMILY


def _names_forbid(verdict: str, reasons: list[Reason]) -> bool:
    """Whether names keep this pair from being sure. A doubtful one passes when something besides a contact detail agrees."""
    if verdict not in (DIFFERENT, DOUBTFUL, HOUSEHOLD):
        return False
    codes = {reason.code for reason in reasons}
    if codes & _DECISIVE:
        return False
    return verdict != DOUBTFUL or not codes & _CORROBORATING


def _names(
    left: Features, right: Features, family_weight: NameWeight, given_weight: NameWeight
) -> tuple[NameEvidence, list[Reason]]:
    """Names as written; where one side has none, as its e-mail address spells it."""
    evidence = best_of(left.names, right.names, family_weight, given_weight)
    if (left.names and right.names) or not left.mail.emails.isdisjoint(right.mail.emails):
        return evidence, list(evidence.reasons)
    if not left.names and not right.names:
        return evidence, []
    spelt = best_of(left.names or left.mail.spelt, right.names or right.mail.spelt, family_weight, given_weight)
    if spelt.weight <= 0:
        return evidence, []
    return spelt, [*spelt.reasons, Reason("name_in_email", weights.EMAIL_SPELLS_NAME, "")]


def _linkedin(left: Features, right: Features) -> list[Reason]:
    if not left.linkedin or not right.linkedin:
        return []
    shared = left.linkedin & right.linkedin
    if shared:
        return [Reason("linkedin_same", weights.LINKEDIN_SAME, min(shared))]
    return [Reason("linkedin_different", weights.LINKEDIN_DIFFERENT, _ordered(left.linkedin, right.linkedin))]


def _external(left: Features, right: Features) -> list[Reason]:
    """The number of a record in another system: the same one is the same record, another one is another."""
    ours, theirs = left.external, right.external
    if not ours or not theirs:
        return []
    if shared := ours & theirs:
        return [Reason("external_same", weights.EXTERNAL_SAME, min(shared))]
    systems = {_system(number) for number in ours} & {_system(number) for number in theirs}
    return [Reason("external_different", weights.EXTERNAL_DIFFERENT, min(systems))] if systems else []


def _system(number: str) -> str:
    return number.partition(":")[0]


def _handles(left: Features, right: Features) -> list[Reason]:
    reasons = []
    if left.handles and right.handles:
        shared = left.handles & right.handles
        kinds = {kind for kind, _ in left.handles} & {kind for kind, _ in right.handles}
        if shared:
            reasons.append(Reason("handle_same", weights.HANDLE_SAME, " ".join(min(shared))))
        elif kinds:
            reasons.append(Reason("handle_different", weights.HANDLE_DIFFERENT, min(kinds)))
    if not left.pages.isdisjoint(right.pages):
        reasons.append(Reason("page_same", weights.PAGE_SAME, min(left.pages & right.pages)))
    return reasons


def _email(ours: Mail, theirs: Mail, *, nameless: bool) -> list[Reason]:
    """`nameless` says that neither side has a name, so that an address of a role stands for itself."""
    if not ours.emails or not theirs.emails:
        return []
    shared = ours.emails & theirs.emails
    personal = shared - ours.roles
    if personal:
        return [Reason("email_same", weights.EMAIL_SAME, min(personal))]
    if shared:
        return [Reason("email_role", weights.EMAIL_SAME if nameless else weights.EMAIL_ROLE, min(shared))]
    if not ours.locals.isdisjoint(theirs.locals):
        return [Reason("email_local", weights.EMAIL_LOCAL, min(ours.locals & theirs.locals))]
    if found := _alike_addresses(ours.emails, theirs.emails):
        return found
    if not ours.domains.isdisjoint(theirs.domains):
        return [Reason("email_colleagues", weights.EMAIL_COLLEAGUES, min(ours.domains & theirs.domains))]
    return [Reason("email_different", weights.EMAIL_DIFFERENT, _ordered(ours.emails, theirs.emails))]


def _alike_addresses(ours: AbstractSet[str], theirs: AbstractSet[str]) -> list[Reason]:
    """Two addresses of which one may be the other misspelt; else two of one provider that differ in digits alone."""
    numbered: list[str] = []
    for one in sorted(ours):
        for other in sorted(theirs):
            (local, _, domain), (their_local, _, their_domain) = one.partition("@"), other.partition("@")
            if _differ_by_number(local.partition("+")[0], their_local.partition("+")[0]):
                numbered += [_ordered({one}, {other})] if domain == their_domain else []
            elif _alike(one, other, weights.FUZZY_EMAIL):
                return [Reason("email_fuzzy", weights.EMAIL_FUZZY, _ordered(ours, theirs))]
    return [Reason("email_numbered", weights.EMAIL_NUMBERED, min(numbered))] if numbered else []


def _differ_by_number(one: str, other: str) -> bool:
    """`ana1` and `ana2`: nobody's slip, since addresses are numbered where a name is taken already."""
    return one != other and bool(letters := _DIGITS.sub("", one)) and letters == _DIGITS.sub("", other)


def _phone(left: Features, right: Features) -> list[Reason]:
    if not left.phones or not right.phones:
        return []
    shared = left.phones & right.phones
    if shared:
        return [Reason("phone_same", weights.PHONE_SAME, min(shared))]
    endings = [min(one, other) for one in left.phones for other in right.phones if _same_ending(one, other)]
    if endings:
        return [Reason("phone_ending", weights.PHONE_ENDING, min(endings))]
    return [Reason("phone_different", weights.PHONE_DIFFERENT, _ordered(left.phones, right.phones))]


def _same_ending(one: str, other: str) -> bool:
    """Whether one is the other written without its country, which only a number without `+` can be."""
    national, full = sorted((one, other), key=lambda number: number.startswith("+"))
    digits = national.lstrip("0")
    return full.startswith("+") and not national.startswith("+") and len(digits) > 6 and full.endswith(digits)


def _organisation(left: Features, right: Features) -> list[Reason]:
    shared = left.organisations & right.organisations
    if shared:
        return [Reason("organisation_same", weights.ORGANISATION_SAME, min(shared))]
    spelt = (left.mail.labels & right.domain_spellings) | (right.mail.labels & left.domain_spellings)
    if spelt and left.mail.emails.isdisjoint(right.mail.emails):
        return [Reason("organisation_domain", weights.ORGANISATION_DOMAIN, min(spelt))]
    if not left.organisations or not right.organisations:
        return []
    detail = _ordered(left.organisations, right.organisations)
    if any(_alike(one, other, weights.FUZZY_ORGANISATION) for one in left.organisations for other in right.organisations):
        return [Reason("organisation_fuzzy", weights.ORGANISATION_FUZZY, detail)]
    return [Reason("organisation_different", weights.ORGANISATION_DIFFERENT, detail)]


def _location(left: Features, right: Features) -> list[Reason]:
    if not left.places or not right.places:
        return []
    levels = [_location_level(one, other) for one in left.places for other in right.places]
    code, weight = max(levels, key=lambda level: (level[1], level[0]))
    return [Reason(code, weight, "")]


def _location_level(one: Place, other: Place) -> tuple[str, float]:
    """A door together with its town or code; a street; a code; a town; any word in common."""
    town, code = bool(one.town) and one.town == other.town, bool(one.code) and one.code == other.code
    if one.door and other.door and (town or code or _unknown_town(one, other)):
        if one.door == other.door:
            return "address_same", weights.ADDRESS_SAME
        if _alike(one.door, other.door, weights.FUZZY_ADDRESS) and one.number == other.number:
            return "address_fuzzy", weights.ADDRESS_FUZZY
        if one.street == other.street:
            return "address_street", weights.ADDRESS_STREET
    if code:
        moved = bool(one.door and other.door)
        return ("location_moved", weights.LOCATION_MOVED) if moved else ("location_code", weights.LOCATION_CODE)
    if town:
        return "location_same", weights.LOCATION_SAME
    if one.parts & other.parts:
        return "location_part", weights.LOCATION_PART
    return "location_different", weights.LOCATION_DIFFERENT


def _unknown_town(one: Place, other: Place) -> bool:
    """Whether towns and codes do not say that two doors are far apart: unknown, or one slip from each other."""
    if not (one.town and other.town) and not (one.code and other.code):
        return True
    return bool(one.parts & other.parts) or _alike(one.town, other.town, weights.FUZZY_ADDRESS)


def _birthday(left: Features, right: Features) -> list[Reason]:
    if not left.birthdays or not right.birthdays:
        return []
    levels = [(*_birthday_level(one, other), _ordered({one}, {other})) for one in left.birthdays for other in right.birthdays]
    code, weight, detail = max(levels, key=lambda level: (level[1], level[0], level[2]))
    return [Reason(code, weight, detail)]


def _birthday_level(one: str, other: str) -> tuple[str, float]:
    """Dates as far as both know them; one wrong digit or day and month exchanged is near, two wrong digits alike."""
    if one.startswith(other) or other.startswith(one):
        known = min(one, other, key=len)
        if known.startswith("--"):
            return "birthday_day", weights.BIRTHDAY_DAY
        return ("birthday_same", weights.BIRTHDAY_SAME) if len(known) == 10 else ("birthday_part", weights.BIRTHDAY_PART)
    if one[-6:] == other[-6:] and (one[:2] == "--") != (other[:2] == "--"):
        return "birthday_day", weights.BIRTHDAY_DAY
    if len(one) == len(other) == 10:
        wrong = _wrong_digits(one, other)
        if wrong == 1 or one == f"{other[:4]}-{other[8:]}-{other[5:7]}":
            return "birthday_near", weights.BIRTHDAY_NEAR
        if wrong == 2:
            return "birthday_alike", weights.BIRTHDAY_ALIKE
    return "birthday_different", weights.BIRTHDAY_DIFFERENT


def _wrong_digits(one: str, other: str) -> int:
    return sum(digit != against for digit, against in zip(one, other, strict=True))


def _sources(left: Features, right: Features) -> list[Reason]:
    """One export rarely names a person twice, and a network's export never under two profiles."""
    shared = left.sources & right.sources
    if not shared:
        return []
    two_profiles = left.linkedin and right.linkedin and left.linkedin.isdisjoint(right.linkedin)
    return [Reason("source_same", weights.SOURCE_SAME_TWO_PROFILES if two_profiles else weights.SOURCE_SAME, min(shared))]


def _alike(one: str, other: str, least: float) -> bool:
    low, high = (one, other) if one <= other else (other, one)
    return JaroWinkler.similarity(low, high, score_cutoff=least) > 0


def _ordered(left: AbstractSet[str], right: AbstractSet[str]) -> str:
    one, other = min(left), min(right)
    return f"{one} ~ {other}" if one <= other else f"{other} ~ {one}"
