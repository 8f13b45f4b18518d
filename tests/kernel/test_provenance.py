"""A fact may be used only as its sources allow; the strictest rule wins."""

from __future__ import annotations

from hustings.kernel.provenance import GIVEN_BY_PERSON, OWN_MAIL, USE_RULES, Use, UseRule, refusal

FILINGS = UseRule(
    code="filings", title="Filings", forbids=frozenset({Use.SOLICIT}), reason="Filings may not be used to ask for money."
)


def test_the_strictest_rule_wins_with_its_reason() -> None:
    assert refusal(Use.SOLICIT, [OWN_MAIL, FILINGS]) == FILINGS.reason
    assert refusal(Use.CONTACT, [OWN_MAIL, FILINGS]) is None


def test_what_the_person_gave_may_be_used() -> None:
    assert refusal(Use.SOLICIT, [FILINGS, GIVEN_BY_PERSON]) is None


def test_a_value_without_source_may_only_be_shown() -> None:
    assert refusal(Use.SHOW, []) is None
    assert refusal(Use.CONTACT, []) == "The source of this value is not known."


def test_rules_are_known_by_their_codes() -> None:
    assert all(rule.code == code and rule.title for code, rule in USE_RULES.items())
