"""Rule files that ship: each can be read, names its source, and has a name that is its jurisdiction."""

from __future__ import annotations

import re

import pytest

from hustings.engine.gifts import read_rule
from hustings.rules import rule_texts


@pytest.mark.parametrize("code", sorted(rule_texts("gifts")))
def test_every_gift_rule_is_sound(code: str) -> None:
    rule = read_rule(rule_texts("gifts")[code])
    assert re.fullmatch(r"[a-z]{2}(-[a-z]+)*", code)
    assert len(rule.source) > 20
    assert rule.periods
    assert all(limit.amount > 0 for period in rule.periods for limit in period.limits)


def test_congress_the_executive_and_some_states_are_there() -> None:
    codes = set(rule_texts("gifts"))
    assert {"us-house", "us-senate", "us-executive"} < codes
    assert len(codes) >= 10


def test_a_kind_that_does_not_exist_has_no_rules() -> None:
    assert rule_texts("haircuts") == {}
