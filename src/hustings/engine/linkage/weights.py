"""Weights of evidence in bits: log2 of how much likelier an agreement is for one person than for two.

Chosen by hand from m and u probabilities that hold for address books and network exports, not trained on anybody's data:
`log2(m / u)` with m the share among records of one person and u the share among candidates who are two people.
"""

from __future__ import annotations

from math import exp2, log2

LEAST_POPULATION = 4_096
USUAL_POPULATION = 65_536
"""Of how many a record may be about one, where nobody says."""
LARGEST_POPULATION = 2**27


def prior(population: int | None) -> float:
    """The weight before any evidence: that a record is about one given person of so many. None: of as many as there may be.

    It falls with every doubling: among a million people two who share a full name and nothing else are mostly two.
    """
    return -log2(min(max(population or USUAL_POPULATION, LEAST_POPULATION), LARGEST_POPULATION))


# Family names: u is the share of people who bear it.
SURNAME_SHARE = 1 / 2000
"""The share assumed for a family name whose frequency nobody gave."""
RAREST_SURNAME = 1e-5
FAMILY_M = 0.9
GIVEN_M = 0.87
RAREST_GIVEN, COMMONEST_GIVEN = 2e-4, 0.06
FAMILY_SPELT = -0.5
FAMILY_PART = -2.5
FAMILY_MAIDEN = -1.0
FAMILY_FUZZY = 4.0
FAMILY_INITIAL = 1.0
FAMILY_ROMANISED = 7.0
FAMILY_DIFFERENT = -4.3

GIVEN_SAME = 6.3
GIVEN_SPELT = 5.5
GIVEN_NICKNAME = 4.5
GIVEN_MIDDLE = 3.0
GIVEN_FUZZY = 2.5
GIVEN_ROMANISED = 4.0
GIVEN_INITIAL = 2.0
GIVEN_INITIAL_BOTH = 2.5
GIVEN_DIFFERENT = -5.0

SWAPPED = -1.0
MIDDLE_SAME = 3.0
MIDDLE_INITIAL = 1.5
MIDDLE_DIFFERENT = -3.0
GENERATION_DIFFERENT = -8.0
NUMBER_DIFFERENT = -8.0
"""Two names alike but for their numbers (`Stand 2`, `Stand 9`): whoever numbers names tells people apart."""
HOUSEHOLD_ONE = -5.0
"""A name of several people (`John & Mary Smith`) against one of a single one."""

LINKEDIN_SAME = 30.0
LINKEDIN_DIFFERENT = -11.0
EXTERNAL_SAME = 30.0
EXTERNAL_DIFFERENT = -9.0
HANDLE_SAME = 23.0
HANDLE_DIFFERENT = -1.5
PAGE_SAME = 6.0

EMAIL_SAME = 27.0
EMAIL_ROLE = 14.0
EMAIL_LOCAL = 5.0
EMAIL_FUZZY = 4.0
EMAIL_NUMBERED = -5.0
"""Two addresses at one provider that differ in digits alone: the second was numbered since the first was somebody's."""
EMAIL_DIFFERENT = -1.0
EMAIL_COLLEAGUES = -2.5
EMAIL_SPELLS_NAME = -3.0
"""What a name is worth less when only an address spells it."""

PHONE_SAME = 17.0
PHONE_ENDING = 14.0
PHONE_DIFFERENT = -1.0

ORGANISATION_SAME = 7.0
ORGANISATION_DOMAIN = 6.5
ORGANISATION_FUZZY = 5.0
ORGANISATION_DIFFERENT = -1.5

ADDRESS_SAME = 9.0
ADDRESS_FUZZY = 6.0
ADDRESS_STREET = 4.0
LOCATION_CODE = 4.0
LOCATION_MOVED = 2.5
LOCATION_SAME = 3.0
LOCATION_PART = 2.0
LOCATION_DIFFERENT = -1.5

BIRTHDAY_SAME = 13.0
BIRTHDAY_DAY = 8.0
BIRTHDAY_PART = 4.0
BIRTHDAY_NEAR = 5.0
BIRTHDAY_ALIKE = 2.0
BIRTHDAY_DIFFERENT = -5.0

SOURCE_SAME = -2.0
SOURCE_SAME_TWO_PROFILES = -16.0

DIFFERENT_NAMES_AT_MOST = 3.0
"""Log odds that two different names reach at most (.89), whatever e-mail, phone or household they share."""

HOUSEHOLD_AT_MOST = -4.0
"""Log odds that a household and one of its members reach at most (.06): they are not one person, whatever they share."""

FUZZY_NAME = 0.9
FUZZY_ORGANISATION = 0.92
FUZZY_ADDRESS = 0.85
FUZZY_EMAIL = 0.95


def probability_of(weight: float) -> float:
    """The probability that belongs to log odds in bits."""
    return 1 / (1 + exp2(-weight)) if weight > -1000 else 0.0


def family_weight(share: float | None) -> float:
    """The weight of an agreeing family name, given the share of people who bear it (None: unknown)."""
    known = SURNAME_SHARE if share is None else min(max(share, RAREST_SURNAME), 1.0)
    return max(log2(FAMILY_M / known), FAMILY_INITIAL)


def given_weight(share: float | None) -> float:
    """The weight of an agreeing given name, given the share of people who bear it (None: unknown)."""
    return GIVEN_SAME if share is None else log2(GIVEN_M / min(max(share, RAREST_GIVEN), COMMONEST_GIVEN))
