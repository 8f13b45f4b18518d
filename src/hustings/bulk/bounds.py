"""The most that a pair can weigh, as SQL made from the engine's own table of weights.

Each comparison of engine.linkage has an expression here that is never below its weight and mostly equal to it; pairs whose sum is
too low are dropped without being compared. What is left goes to `engine.linkage.compare`, which alone decides.
"""

from __future__ import annotations

from collections.abc import Callable

from hustings.engine.linkage import Trained, weights

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
    """A looser bound from columns of one number each (0 for nothing, 1 for several values), over thin rows: ten times as fast."""
    bits = bits_of(trained)
    place = "address_fuzzy address_street location_code location_moved location_same location_part location_different"
    parts = [
        _names(bits, trained),
        _one("mail_mark", _mail_same(bits), _most(bits, "email_local email_fuzzy email_different")),
        _one("phone_mark", _most(bits, "phone_same phone_ending"), bits("phone_different")),
        _one("linkedin_mark", bits("linkedin_same"), bits("linkedin_different")),
        _one("other_mark", bits("external_same") + bits("handle_same") + bits("page_same"), 0.0),
        _one("organisation_mark", _most(bits, "organisation_same"), _most(bits, "organisation_domain organisation_fuzzy")),
        f"CASE WHEN a.spells AND b.spells THEN {max(0.0, bits('organisation_domain'))} ELSE 0 END",
        _one("door_mark", bits("address_same"), _most(bits, place)),
        _one("birthday_mark", bits("birthday_same"), _most(bits, "birthday_near birthday_alike birthday_different")),
    ]
    return _sum(prior, trained, parts)


FIRST_MARKS = {
    "mail_mark": "mails", "phone_mark": "phones", "linkedin_mark": "linkedin", "organisation_mark": "organisations",
}  # fmt: skip
"""The columns of numbers by the lists that they stand for."""


def mark(column: str) -> str:
    """The SQL expression of such a number."""
    return f"CASE len({column}) WHEN 0 THEN 0::UBIGINT WHEN 1 THEN hash({column}[1]) | 2 ELSE 1::UBIGINT END"


def _one(column: str, same: float, other: float) -> str:
    """One value each: the same or another; several are taken for the same, none weighs nothing."""
    return f"""CASE WHEN a.{column} = 0 OR b.{column} = 0 THEN 0
        WHEN a.{column} = 1 OR b.{column} = 1 OR a.{column} = b.{column} THEN {max(same, other)} ELSE {other} END"""


def _sum(prior: float, trained: Trained | None, parts: list[str]) -> str:
    fixed = prior + (trained.constant if trained else 0.0)
    return f"{fixed} + " + " + ".join(f"({part})" for part in parts)


def _shared(column: str, other: str | None = None) -> str:
    return f"list_has_any(a.{column}, b.{other or column})"


def _both(column: str) -> str:
    return f"len(a.{column}) > 0 AND len(b.{column}) > 0"


def _neither_has(column: str) -> str:
    return f"len(a.{column}) = 0 OR len(b.{column}) = 0"


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
        WHEN jaro_winkler_similarity(a.given, b.given) >= 0.82 THEN {fuzzy}
        WHEN a.given[1] = b.given[1] AND least(len(a.given), len(b.given)) < 4
          THEN {_most(bits, "given_initial given_different")}
        ELSE {bits("given_different")} END"""
    family = f"""CASE WHEN a.family = b.family THEN a.weight + {shift("family_same")}
        WHEN a.spelling = b.spelling THEN least(a.weight, b.weight) + {bits("family_spelt")}
        WHEN jaro_winkler_similarity(a.family, b.family) >= 0.82 THEN least({_most(bits, "family_fuzzy")}, 1000.0)
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


def _mail_same(bits: Bits) -> float:
    """An address of a role weighs as a personal one where nobody has a name."""
    return max(bits("email_same"), bits("email_role"), bits("email_role") - weights.EMAIL_ROLE + weights.EMAIL_SAME)


def _mail(bits: Bits) -> str:
    low = _most(bits, "email_colleagues email_different")
    return f"""CASE WHEN {_neither_has("mails")} THEN 0
        WHEN {_shared("mails")} THEN {_mail_same(bits)}
        WHEN {_shared("locals")} THEN {bits("email_local")}
        WHEN a.mail = '' OR b.mail = '' OR jaro_winkler_similarity(a.mail, b.mail) >= {weights.FUZZY_EMAIL - 0.001}
          THEN {max(low, bits("email_fuzzy"))}
        ELSE {low} END"""


def _phone(bits: Bits) -> str:
    return f"""CASE WHEN {_neither_has("phones")} THEN 0
        WHEN {_shared("phones")} THEN {_most(bits, "phone_same phone_ending phone_different")}
        ELSE {bits("phone_different")} END"""


def _linkedin(bits: Bits) -> str:
    return f"""CASE WHEN {_neither_has("linkedin")} THEN 0
        WHEN {_shared("linkedin")} THEN {bits("linkedin_same")} ELSE {bits("linkedin_different")} END"""


def _external(bits: Bits) -> str:
    return f"""CASE WHEN {_shared("external")} THEN {bits("external_same")}
        WHEN {_shared("systems")} THEN {bits("external_different")} ELSE 0 END"""


def _handles(bits: Bits) -> str:
    return f"""CASE WHEN {_shared("handles")} THEN {bits("handle_same")}
          WHEN {_both("handles")} THEN {max(0.0, bits("handle_different"))} ELSE 0 END
        + CASE WHEN {_shared("pages")} THEN {bits("page_same")} ELSE 0 END"""


def _organisation(bits: Bits) -> str:
    return f"""CASE WHEN {_shared("organisations")} THEN {bits("organisation_same")}
        WHEN {_shared("labels", "spellings")} OR {_shared("spellings", "labels")} THEN
          {_most(bits, "organisation_domain organisation_fuzzy organisation_different")}
        WHEN {_neither_has("organisations")} THEN 0
        WHEN a.organisation = '' OR b.organisation = ''
          OR jaro_winkler_similarity(a.organisation, b.organisation) >= {weights.FUZZY_ORGANISATION - 0.001}
          THEN {_most(bits, "organisation_fuzzy organisation_different")}
        ELSE {bits("organisation_different")} END"""


def _place(bits: Bits) -> str:
    town = "location_code location_moved location_same location_part location_different"
    return f"""CASE WHEN a.places = 0 OR b.places = 0 THEN 0
        WHEN {_shared("doors")} THEN {_most(bits, "address_same address_fuzzy address_street " + town)}
        WHEN {_both("doors")} AND ({_shared("streets")} OR a.door = '' OR b.door = ''
          OR jaro_winkler_similarity(a.door, b.door) >= {weights.FUZZY_ADDRESS - 0.001})
          THEN {_most(bits, "address_fuzzy address_street " + town)}
        WHEN {_shared("codes")} THEN {_most(bits, "location_code location_moved location_same location_part")}
        WHEN {_shared("towns")} THEN {_most(bits, "location_same location_part")}
        WHEN {_shared("parts")} THEN {bits("location_part")}
        ELSE {bits("location_different")} END"""


def _birthday(bits: Bits) -> str:
    near = "birthday_near birthday_alike birthday_different"
    return f"""CASE WHEN {_neither_has("birthdays")} THEN 0
        WHEN a.birthday = '' OR b.birthday = '' THEN {_most(bits, "birthday_same birthday_day birthday_part " + near)}
        WHEN a.birthday = b.birthday THEN {bits("birthday_same")}
        WHEN hamming(a.birthday, b.birthday) = 1
          OR a.birthday = b.birthday[1:5] || b.birthday[9:10] || '-' || b.birthday[6:7] THEN {bits("birthday_near")}
        WHEN hamming(a.birthday, b.birthday) = 2 THEN {bits("birthday_alike")}
        ELSE {bits("birthday_different")} END"""


def _source(bits: Bits) -> str:
    return f"CASE WHEN {_shared('sources')} THEN {bits('source_same')} ELSE 0 END"
