"""The most that a pair can weigh, as SQL made from the engine's own table of weights.

Each comparison of engine.linkage has an expression here that is never below its weight and mostly equal to it; pairs whose sum is
too low are dropped without being compared. What is left goes to `engine.linkage.compare`, which alone decides.

Columns hold one value each: empty where nothing is known, SEVERAL where several are, of which one may always agree.
"""

from __future__ import annotations

from collections.abc import Callable

from hustings.engine.linkage import Trained, weights
from hustings.engine.linkage.screening import SEVERAL

Bits = Callable[[str], float]
"""The weight of a code of engine.linkage, shifted where trained."""


def bits_of(trained: Trained | None) -> Bits:
    """Weights by hand, with trained shifts. Codes are the names of engine.linkage.weights in lower case."""
    shifts = trained.shifts if trained else {}
    return lambda code: float(getattr(weights, code.upper())) + shifts.get(code, 0.0)


def bound(*, prior: float, trained: Trained | None) -> str:
    """The SQL expression for a pair of rows `a` and `b`, beside `g`, which is there where the given names may be nicknames."""
    bits = bits_of(trained)
    parts = [
        _names(bits, trained), _mail(bits), _phone(bits), _linkedin(bits), _external(bits), _handles(bits), _organisation(bits),
        _place(bits), _birthday(bits), _source(bits),
    ]  # fmt: skip
    return _sum(prior, trained, parts)


def first_bound(*, prior: float, trained: Trained | None) -> str:
    """A looser bound, which compares no texts but names: most pairs are dropped by it in half of the time."""
    bits = bits_of(trained)
    place = "address_fuzzy address_street location_code location_moved location_same location_part location_different"
    organisation = _most(bits, "organisation_same organisation_domain organisation_fuzzy organisation_different")
    parts = [
        _names(bits, trained),
        _first("mail", _mail_same(bits), _most(bits, "email_local email_fuzzy email_numbered email_colleagues email_different")),
        _phone(bits), _linkedin(bits), _handles(bits), _source(bits),
        _first("external", bits("external_same"), max(0.0, bits("external_different"))),
        f"CASE WHEN a.organisation = '' AND b.organisation = '' THEN 0 ELSE {max(0.0, organisation)} END",
        f"CASE WHEN a.place = '' OR b.place = '' THEN 0 ELSE {max(0.0, bits('address_same'), _most(bits, place))} END",
        _first("birthday", bits("birthday_same"), _most(bits, "birthday_near birthday_alike birthday_different")),
    ]  # fmt: skip
    return _sum(prior, trained, parts)


def _first(column: str, same: float, other: float) -> str:
    most = max(same, other)
    return _case(column, _equal(column, most), f"ELSE {other}", several=most)


def _sum(prior: float, trained: Trained | None, parts: list[str]) -> str:
    fixed = prior + (trained.constant if trained else 0.0)
    return f"{fixed} + " + " + ".join(f"({part})" for part in parts)


def _case(column: str, *levels: str, several: float) -> str:
    """Nothing where either side is unknown, the most where either has several values, else the first level that holds."""
    return f"""CASE WHEN a.{column} = '' OR b.{column} = '' THEN 0
        WHEN a.{column} = '{SEVERAL}' OR b.{column} = '{SEVERAL}' THEN {several} {" ".join(levels)} END"""


def _equal(column: str, weight: float) -> str:
    return f"WHEN a.{column} = b.{column} THEN {weight}"


def _alike(column: str, least: float) -> str:
    return f"jaro_winkler_similarity(a.{column}, b.{column}, {least}) > 0"


def _most(bits: Bits, codes: str) -> float:
    return max(bits(code) for code in codes.split())


def _names(bits: Bits, trained: Trained | None) -> str:
    """Two simple names by their levels; else what names of these words can weigh at most."""
    shifts = trained.shifts if trained else {}

    def shift(*codes: str) -> float:
        return max(shifts.get(code, 0.0) for code in codes)

    fuzzy = _most(bits, "given_fuzzy given_initial given_different")
    given = f"""CASE WHEN a.given = b.given THEN {_most(bits, "given_same given_initial_both")}
        WHEN a.given_spelling = b.given_spelling THEN {bits("given_spelt")}
        WHEN g.one IS NOT NULL THEN {_most(bits, "given_nickname")}
        WHEN {_alike("given", 0.82)} THEN {fuzzy}
        WHEN a.given[1] = b.given[1] AND least(len(a.given), len(b.given)) < 4
          THEN {_most(bits, "given_initial given_different")}
        ELSE {bits("given_different")} END"""
    family = f"""CASE WHEN a.family = b.family THEN a.weight + {shift("family_same")}
        WHEN a.spelling = b.spelling THEN least(a.weight, b.weight) + {bits("family_spelt")}
        WHEN {_alike("family", 0.82)} THEN least({_most(bits, "family_fuzzy")}, 1000.0)
        WHEN (len(a.family) = 1 OR len(b.family) = 1) AND a.family[1] = b.family[1] THEN {bits("family_initial")}
        ELSE {bits("family_different")} END"""
    swapped = f"""CASE WHEN a.given = b.family AND a.family = b.given
        THEN greatest(a.weight, b.weight) + {weights.GIVEN_SAME + weights.SWAPPED + shift("given_same") + shift("family_same")}
          + {shift("order_different")} ELSE -1000 END"""
    loose = f"least(a.most, b.most) + {_loose(bits, shifts)}"
    return f"""CASE WHEN NOT a.named OR NOT b.named THEN 0
        WHEN a.simple AND b.simple THEN greatest({given} + {family}, {swapped})
        ELSE {loose} END"""


def _loose(bits: Bits, shifts: dict[str, float]) -> float:
    """What given names, middle names and their shifts can add to an agreeing family name."""
    given = _most(bits, "given_same given_spelt given_nickname given_middle given_fuzzy given_romanised given_initial")
    middle = max(0.0, _most(bits, "middle_same middle_initial"))
    families = ("family_same", "family_part", "family_maiden", "family_alone", "family_romanised", "family_different")
    others = ("given_is_middle", "order_different", "name_in_email", "household_one")
    moved = max(0.0, *(shifts.get(code, 0.0) for code in families)) + max(0.0, *(shifts.get(code, 0.0) for code in others))
    return given + middle + moved


_ROUNDING = 0.001


def _mail_same(bits: Bits) -> float:
    """An address of a role weighs as a personal one where nobody has a name."""
    return max(bits("email_same"), bits("email_role"), bits("email_role") - weights.EMAIL_ROLE + weights.EMAIL_SAME)


def _mail(bits: Bits) -> str:
    low = _most(bits, "email_numbered email_colleagues email_different")
    fuzzy = max(low, bits("email_fuzzy"))
    local = max(fuzzy, bits("email_local"))
    return _case(
        "mail", _equal("mail", _mail_same(bits)), _equal("local", local),
        f"WHEN {_alike('mail', weights.FUZZY_EMAIL - _ROUNDING)} THEN {fuzzy} ELSE {low}",
        several=max(local, _mail_same(bits)),
    )  # fmt: skip


def _phone(bits: Bits) -> str:
    most = _most(bits, "phone_same phone_ending phone_different")
    return _case("phone", _equal("phone", most), f"ELSE {bits('phone_different')}", several=most)


def _linkedin(bits: Bits) -> str:
    same, different = bits("linkedin_same"), bits("linkedin_different")
    return _case("linkedin", _equal("linkedin", same), f"ELSE {different}", several=max(same, different))


def _external(bits: Bits) -> str:
    same, different = bits("external_same"), bits("external_different")
    system = "split_part({0}.external, ':', 1)".format
    another = f"WHEN {system('a')} = {system('b')} THEN {different} ELSE 0"
    return _case("external", _equal("external", same), another, several=max(same, different, 0.0))


def _handles(bits: Bits) -> str:
    same, different = bits("handle_same"), max(0.0, bits("handle_different"))
    handle = _case("handle", _equal("handle", same), f"ELSE {different}", several=max(same, different))
    page = _case("page", _equal("page", bits("page_same")), "ELSE 0", several=max(bits("page_same"), 0.0))
    return f"{handle} + {page}"


def _organisation(bits: Bits) -> str:
    different = bits("organisation_different")
    fuzzy = max(bits("organisation_fuzzy"), different)
    domain = max(bits("organisation_domain"), fuzzy)
    most = max(domain, bits("organisation_same"), 0.0)
    return f"""CASE WHEN a.organisation = '' AND b.organisation = '' THEN 0
        WHEN a.organisation = '{SEVERAL}' OR b.organisation = '{SEVERAL}' THEN {most}
        {_equal("organisation", bits("organisation_same"))}
        WHEN {_spells("a", "b")} OR {_spells("b", "a")} THEN {domain}
        WHEN a.organisation = '' OR b.organisation = '' THEN 0
        WHEN {_alike("organisation", weights.FUZZY_ORGANISATION - _ROUNDING)} THEN {fuzzy} ELSE {different} END"""


def _spells(one: str, other: str) -> str:
    """Whether the domain of an address of the one may spell the other's organisation."""
    label = f"{one}.label"
    return (
        f"{label} <> '' AND (({label} = '{SEVERAL}' AND len({other}.spellings) > 0) OR list_contains({other}.spellings, {label}))"
    )


def _place(bits: Bits) -> str:
    part = bits("location_part")
    town = max(part, bits("location_same"))
    code = max(town, _most(bits, "location_code location_moved"))
    far = max(code, bits("location_different"))
    near = max(far, _most(bits, "address_fuzzy address_street"))
    same = max(near, bits("address_same"))
    has_door, one_number = "a.door <> '' AND b.door <> ''", "a.number = b.number"
    alike = f"{one_number} AND {_alike('door', weights.FUZZY_ADDRESS - _ROUNDING)}"
    return _case(
        "place", f"WHEN {has_door} AND a.door = b.door THEN {same}",
        f"WHEN {has_door} AND (a.street = b.street OR ({alike})) THEN {near}",
        f"WHEN a.code <> '' AND a.code = b.code THEN {code}",
        f"WHEN a.town <> '' AND a.town = b.town THEN {town}", f"WHEN list_has_any(a.parts, b.parts) THEN {part}",
        f"ELSE {bits('location_different')}", several=max(same, 0.0),
    )  # fmt: skip


def _birthday(bits: Bits) -> str:
    different = bits("birthday_different")
    near = max(bits("birthday_near"), different)
    exchanged = "a.birthday = b.birthday[1:5] || b.birthday[9:10] || '-' || b.birthday[6:7]"
    some = _most(bits, "birthday_same birthday_day birthday_part birthday_near birthday_alike birthday_different")
    return _case(
        "birthday", f"WHEN len(a.birthday) < 10 OR len(b.birthday) < 10 THEN {some}", _equal("birthday", bits("birthday_same")),
        f"WHEN hamming(a.birthday, b.birthday) = 1 OR {exchanged} THEN {near}",
        f"WHEN hamming(a.birthday, b.birthday) = 2 THEN {bits('birthday_alike')} ELSE {different}", several=some,
    )  # fmt: skip


def _source(bits: Bits) -> str:
    same = bits("source_same")
    return _case("source", _equal("source", same), "ELSE 0", several=max(same, 0.0))
