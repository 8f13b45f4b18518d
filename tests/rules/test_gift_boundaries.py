"""Each gift rule at its edges: a cent below, at and above every limit, on the first day of the rule and before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hustings.engine.gifts import Gift, GiftRule, Limit, RulePeriod, judge_gift, read_rule
from hustings.rules import rule_texts

CENT = Decimal("0.01")
ON = date(2026, 6, 1)
RULES = {code: read_rule(text) for code, text in rule_texts("gifts").items()}


def period_of(rule: GiftRule, on: date) -> RulePeriod | None:
    return next((each for each in rule.periods if each.since <= on and (each.until is None or on <= each.until)), None)


def giver_for(limit: Limit, period: RulePeriod) -> str:
    return next((each for each in limit.givers if each not in period.forbidden_givers), "private")


def gift(value: Decimal, giver: str, *, on: date = ON, number: int = 0, cash: bool = False) -> Gift:
    return Gift(id=f"gift:{number}", on=on, source="somebody", giver=giver, value=value, cash=cash)  # type: ignore[arg-type]


def at_the_edge(rule: GiftRule, limit: Limit, period: RulePeriod, total: Decimal) -> str:
    """What the rule says to the gift that brings a period to this total, given in parts that break no other limit."""
    giver = giver_for(limit, period)
    others = [each for each in period.limits if each is not limit and (not each.givers or giver in each.givers)]
    smallest = min((each.amount for each in others if each.per == "gift"), default=total)
    part = min(total, smallest - CENT) if limit.per != "gift" else total
    part = max(part, limit.ignore_below)
    earlier, left = [], total
    while left > part:
        earlier.append(gift(part, giver, number=len(earlier) + 1))
        left -= part
    if left < limit.ignore_below and earlier:
        # The last part would not count: an earlier one hands over what is missing.
        missing = limit.ignore_below - left
        earlier[0], left = gift(part - missing, giver, number=1), limit.ignore_below
    only = GiftRule(
        title=rule.title, source=rule.source, checked=rule.checked, currency=rule.currency,
        periods=(RulePeriod(since=period.since, cash_forbidden=period.cash_forbidden, limits=(limit,)),),
    )  # fmt: skip
    return judge_gift(gift(left, giver), rule=only, earlier=earlier).status


EDGES = [
    (code, number, step)
    for code, rule in sorted(RULES.items())
    for number, _limit in enumerate(period_of(rule, ON).limits if period_of(rule, ON) else ())  # type: ignore[union-attr]
    for step in ("below", "at", "above")
]


def test_there_are_at_least_forty_edges() -> None:
    assert len(EDGES) + 2 * len(RULES) >= 40


@pytest.mark.parametrize(("code", "number", "step"), EDGES)
def test_a_cent_decides_at_each_limit(code: str, number: int, step: str) -> None:
    rule = RULES[code]
    period = period_of(rule, ON)
    assert period is not None
    limit = period.limits[number]
    total = limit.amount + {"below": -CENT, "at": Decimal(0), "above": CENT}[step]
    forbidden = step == "above" or (step == "at" and not limit.inclusive)
    assert at_the_edge(rule, limit, period, total) == ("forbidden" if forbidden else "near_limit")


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_rule_holds_from_its_first_day_and_not_before(code: str) -> None:
    rule = RULES[code]
    first = rule.periods[0].since
    before = judge_gift(gift(CENT, "private", on=first - timedelta(days=1)), rule=rule)
    assert before.status == "no_rule"
    assert judge_gift(gift(CENT, "private", on=first), rule=rule).status != "no_rule"


@pytest.mark.parametrize("code", sorted(RULES))
def test_who_may_not_give_may_not_give_a_cent(code: str) -> None:
    rule = RULES[code]
    period = period_of(rule, ON)
    assert period is not None
    for giver in period.forbidden_givers:
        assert judge_gift(gift(CENT, giver), rule=rule).code == "giver_may_not_give"
    if period.cash_forbidden:
        assert judge_gift(gift(CENT, "private", cash=True), rule=rule).code == "cash"


@pytest.mark.parametrize(
    ("code", "values", "status"),
    [
        ("us-house", ["49.99"], "near_limit"), ("us-house", ["50.00"], "forbidden"),
        ("us-house", ["49.99", "49.99"], "near_limit"), ("us-house", ["49.99", "49.99", "10.00"], "forbidden"),
        ("us-house", ["49.99", "49.99", "9.99"], "near_limit"),
        ("us-senate", ["49.99"], "near_limit"), ("us-senate", ["50.00"], "forbidden"),
        ("us-senate", ["49.99", "49.99", "10.00"], "forbidden"), ("us-senate", ["49.99", "49.99", "9.99"], "near_limit"),
        ("us-executive", ["20.00"], "near_limit"), ("us-executive", ["20.01"], "forbidden"),
        ("us-executive", ["20.00", "20.00", "10.00"], "near_limit"), ("us-executive", ["20.00", "20.00", "10.01"], "forbidden"),
    ],
)  # fmt: skip
def test_the_figures_of_congress_and_the_executive(code: str, values: list[str], status: str) -> None:
    """Below 50 dollars a gift and 100 a year for Congress, gifts below 10 not counted; 20 and 50 for the executive."""
    *earlier, last = [gift(Decimal(value), "private", number=number) for number, value in enumerate(values)]
    assert judge_gift(last, rule=RULES[code], earlier=earlier).status == status


@pytest.mark.parametrize("code", ["us-house", "us-senate", "us-executive"])
@pytest.mark.parametrize("giver", ["lobbyist", "foreign_agent"])
def test_lobbyists_and_foreign_agents_give_nothing(code: str, giver: str) -> None:
    assert judge_gift(gift(CENT, giver), rule=RULES[code]).status == "forbidden"


def test_a_new_year_counts_anew() -> None:
    earlier = [gift(Decimal("49.99"), "private", on=date(2026, 12, 31), number=number) for number in (1, 2)]
    fresh = judge_gift(gift(Decimal("49.99"), "private", on=date(2027, 1, 1)), rule=RULES["us-house"], earlier=earlier)
    assert fresh.status == "near_limit"
    assert fresh.code == "near_limit"
