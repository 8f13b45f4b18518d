"""Gifts to officials: what each rule allows, to the cent and to the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.gifts import Gift, GiftRule, judge_gift, read_rule
from hustings.rules import rule_texts

RULES = {code: read_rule(text) for code, text in rule_texts("gifts").items()}
DAY = date(2026, 11, 23)


def gift(value: str | None, *, on: date = DAY, giver: str = "private", source: str = "Ada", **more: object) -> Gift:
    number = more.pop("id", f"{value} {on} {source}")
    return Gift(id=number, on=on, source=source, giver=giver, value=None if value is None else Decimal(value), **more)


BOUNDARIES = [
    # rule, value, earlier ones of the year, giver, verdict
    ("us-house", "39.99", [], "private", "allowed"),
    ("us-house", "40.00", [], "private", "near_limit"),
    ("us-house", "49.99", [], "private", "near_limit"),
    ("us-house", "50.00", [], "private", "forbidden"),
    ("us-house", "49.99", ["49.99"], "private", "near_limit"),
    ("us-house", "49.99", ["49.99", "9.99"], "private", "near_limit"),
    ("us-house", "49.99", ["49.99", "10.00"], "private", "forbidden"),
    ("us-house", "9.99", ["49.99", "49.99"], "private", "near_limit"),
    ("us-house", "10.00", ["45.00", "45.00"], "private", "forbidden"),
    ("us-house", "0.01", [], "lobbyist", "forbidden"),
    ("us-house", "0.01", [], "foreign_agent", "forbidden"),
    ("us-house", "0.01", [], "lobbyist_employer", "forbidden"),
    ("us-house", "5.00", [], "business_before_official", "allowed"),
    ("us-senate", "49.99", [], "private", "near_limit"),
    ("us-senate", "50.00", [], "private", "forbidden"),
    ("us-senate", "20.00", ["40.00", "39.99"], "private", "near_limit"),
    ("us-senate", "20.00", ["40.00", "40.00"], "private", "forbidden"),
    ("us-senate", "1.00", [], "lobbyist", "forbidden"),
    ("us-executive", "15.99", [], "private", "allowed"),
    ("us-executive", "20.00", [], "private", "near_limit"),
    ("us-executive", "20.01", [], "private", "forbidden"),
    ("us-executive", "10.00", ["20.00", "20.00"], "private", "near_limit"),
    ("us-executive", "10.01", ["20.00", "20.00"], "private", "forbidden"),
    ("us-executive", "5.00", [], "lobbyist", "forbidden"),
    ("us-ca", "630.00", [], "private", "near_limit"),
    ("us-ca", "630.01", [], "private", "forbidden"),
    ("us-ca", "30.00", ["600.00"], "private", "near_limit"),
    ("us-ca", "30.01", ["600.00"], "private", "forbidden"),
    ("us-ca", "10.00", [], "lobbyist", "near_limit"),
    ("us-ca", "10.01", [], "lobbyist", "forbidden"),
    ("us-co", "75.00", [], "private", "near_limit"),
    ("us-co", "75.01", [], "private", "forbidden"),
    ("us-co", "1.00", [], "lobbyist", "forbidden"),
    ("us-ct", "10.00", [], "lobbyist", "near_limit"),
    ("us-ct", "10.01", [], "lobbyist", "forbidden"),
    ("us-ct", "10.00", ["10.00", "10.00", "10.00", "10.00"], "lobbyist", "near_limit"),
    ("us-ct", "0.01", ["10.00", "10.00", "10.00", "10.00", "10.00"], "lobbyist", "forbidden"),
    ("us-ct", "500.00", [], "private", "allowed"),
    ("us-il", "99.99", [], "business_before_official", "near_limit"),
    ("us-il", "100.00", [], "business_before_official", "forbidden"),
    ("us-il", "79.99", [], "business_before_official", "allowed"),
    ("us-ma", "49.99", [], "private", "near_limit"),
    ("us-ma", "50.00", [], "private", "forbidden"),
    ("us-ma", "25.00", ["25.00"], "private", "forbidden"),
    ("us-ma", "5.00", [], "lobbyist", "forbidden"),
    ("us-ny", "15.00", [], "private", "near_limit"),
    ("us-ny", "15.01", [], "private", "forbidden"),
    ("us-ny", "11.99", [], "lobbyist", "allowed"),
    ("us-wa", "50.00", [], "private", "near_limit"),
    ("us-wa", "50.01", [], "private", "forbidden"),
    ("us-wa", "0.01", ["50.00"], "private", "forbidden"),
]


@pytest.mark.parametrize(("code", "value", "before", "giver", "status"), BOUNDARIES)
def test_a_gift_at_the_edge_of_its_limit(code: str, value: str, before: list[str], giver: str, status: str) -> None:
    earlier = [gift(each, on=date(2026, 2, 3), giver=giver, id=f"before {place}") for place, each in enumerate(before)]
    found = judge_gift(gift(value, giver=giver), rule=RULES[code], earlier=earlier)
    assert found.status == status
    assert found.source == RULES[code].source


@pytest.mark.parametrize(
    ("code", "on", "value", "status"),
    [
        ("us-house", date(2007, 1, 3), "5", "no_rule"),
        ("us-house", date(2007, 1, 4), "5", "allowed"),
        ("us-senate", date(2007, 9, 13), "5", "no_rule"),
        ("us-ca", date(2020, 12, 31), "5", "no_rule"),
        ("us-ca", date(2022, 12, 31), "521", "forbidden"),
        ("us-ca", date(2023, 1, 1), "521", "near_limit"),
        ("us-ca", date(2024, 12, 31), "600", "forbidden"),
        ("us-ca", date(2025, 1, 1), "600", "near_limit"),
        ("us-ca", date(2026, 12, 31), "5", "allowed"),
        ("us-ca", date(2027, 1, 1), "5", "no_rule"),
        ("us-co", date(2022, 12, 31), "70", "forbidden"),
        ("us-co", date(2023, 6, 1), "5", "no_rule"),
        ("us-co", date(2024, 1, 1), "70", "near_limit"),
        ("us-co", date(2027, 1, 1), "5", "no_rule"),
    ],
)
def test_no_row_for_the_day_means_no_advice(code: str, on: date, value: str, status: str) -> None:
    assert judge_gift(gift(value, on=on), rule=RULES[code]).status == status


def test_without_a_rule_nothing_is_advised() -> None:
    assert judge_gift(gift("5"), rule=None).code == "no_rule_for_day"


def test_limits_begin_anew_with_the_calendar() -> None:
    last_year = gift("45", on=date(2025, 12, 31))
    full = [last_year, gift("45", on=date(2025, 12, 30))]
    assert judge_gift(gift("45", on=date(2026, 1, 1)), rule=RULES["us-house"], earlier=full).status == "near_limit"
    lobbyists = [gift("10", on=date(2026, 10, 31), giver="lobbyist")]
    assert judge_gift(gift("10", giver="lobbyist"), rule=RULES["us-ca"], earlier=lobbyists).status == "near_limit"
    lobbyists.append(gift("1", on=date(2026, 11, 1), giver="lobbyist"))
    assert judge_gift(gift("10", giver="lobbyist"), rule=RULES["us-ca"], earlier=lobbyists).status == "forbidden"


def test_another_source_has_its_own_limit() -> None:
    earlier = [gift("49", source="Otto"), gift("49", source="Otto", on=date(2026, 3, 1))]
    assert judge_gift(gift("20"), rule=RULES["us-house"], earlier=earlier).status == "allowed"


def test_cash_is_refused_where_the_rule_says_so() -> None:
    assert judge_gift(gift("5", cash=True), rule=RULES["us-house"]).code == "cash"
    assert judge_gift(gift("5", cash=True), rule=RULES["us-ca"]).status == "allowed"


def test_an_official_act_is_never_paid_and_a_contribution_is_no_gift() -> None:
    assert judge_gift(gift("1", for_official_act=True), rule=RULES["us-wa"]).code == "for_an_official_act"
    assert judge_gift(gift("1", contribution=True), rule=None).code == "contribution_is_no_gift"


def test_value_and_status_of_the_giver_are_needed() -> None:
    rule = RULES["us-house"]
    assert judge_gift(gift(None), rule=rule).code == "value_needed"
    assert judge_gift(gift("-1"), rule=rule).code == "value_needed"
    assert judge_gift(gift("5", giver="unknown"), rule=rule).code == "giver_status_needed"
    foreign = judge_gift(gift("5", currency="EUR"), rule=rule)
    assert (foreign.code, foreign.facts) == ("value_in_currency_needed", {"currency": "USD"})
    assert judge_gift(gift("5"), rule=rule, earlier=[gift(None, id="open")]).status == "allowed"


def test_the_verdict_names_what_counts_together() -> None:
    found = judge_gift(
        gift("45", id="new"), rule=RULES["us-house"], earlier=[gift("30", id="a"), gift("9", id="small"), gift("45", id="new")]
    )
    assert (found.status, found.evidence) == ("near_limit", ("new",))
    over = judge_gift(gift("45", id="new"), rule=RULES["us-house"], earlier=[gift("30", id="a"), gift("30", id="b")])
    assert (over.evidence, over.facts) == (("a", "b", "new"), {"total": "105.00", "limit": "100.00", "per": "year"})


def test_a_day_is_a_period_too() -> None:
    by_day = {"per": "day", "amount": "10", "inclusive": True}
    rule = msgspec.convert(
        {
            "title": "By the day", "source": "made up", "checked": "2026-01-01", "currency": "USD",
            "periods": [{"since": "2020-01-01", "cash_forbidden": True, "limits": [by_day]}],
        },
        GiftRule,
    )  # fmt: skip
    yesterday, today = gift("9", on=date(2026, 11, 22)), gift("9", id="today")
    assert judge_gift(gift("2"), rule=rule, earlier=[yesterday]).status == "allowed"
    assert judge_gift(gift("2"), rule=rule, earlier=[today]).status == "forbidden"


def test_a_rule_that_nobody_checked_lately_says_so() -> None:
    assert not judge_gift(gift("5", on=date(2028, 5, 1)), rule=RULES["us-house"]).rule_is_old
    assert judge_gift(gift("5", on=date(2028, 7, 1)), rule=RULES["us-house"]).rule_is_old
    assert judge_gift(gift("5", on=date(2026, 12, 1)), rule=RULES["us-wa"]).rule_is_old


def test_a_rule_file_with_a_slip_is_refused() -> None:
    text = rule_texts("gifts")["us-ca"]
    with pytest.raises(msgspec.ValidationError):
        read_rule(text.replace("inclusive", "inclusivly"))
    with pytest.raises(ValueError, match="begins before"):
        read_rule(text.replace("until = 2022-12-31", "until = 2023-01-01"))
    with pytest.raises(ValueError, match="begins before"):
        read_rule(text.replace("until = 2022-12-31\n", ""))


values = st.decimals(min_value=0, max_value=200, places=2).map(str)


@given(st.sampled_from(sorted(RULES)), values, values, st.lists(values, max_size=4), st.randoms())
def test_more_is_never_better_and_order_does_not_matter(
    code: str, one: str, other: str, before: list[str], chance: object
) -> None:
    order = ("allowed", "near_limit", "forbidden")
    earlier = [gift(each, id=f"before {place}") for place, each in enumerate(before)]
    low, high = sorted((one, other), key=Decimal)
    small = judge_gift(gift(low, giver="lobbyist", id="new"), rule=RULES[code], earlier=earlier)
    large = judge_gift(gift(high, giver="lobbyist", id="new"), rule=RULES[code], earlier=earlier)
    assert order.index(small.status) <= order.index(large.status)
    mixed = list(earlier)
    chance.shuffle(mixed)
    assert judge_gift(gift(low, giver="lobbyist", id="new"), rule=RULES[code], earlier=mixed) == small
