"""Whether a gift to an official is within the rules of their jurisdiction, on the day, from this giver.

Rules are dated files (hustings.rules); without a row for the day nothing is advised. A gift needs a value and the giver's
status, is never given for an official act, and a contribution of money is no gift. Exceptions (family, old friends, widely
attended events) are not judged: a warning is a question to the official's ethics office, and this is not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

Giver = Literal["private", "lobbyist", "foreign_agent", "lobbyist_employer", "business_before_official", "unknown"]
"""What the giver is to the law. `business_before_official` has, or seeks, decisions of this official or their agency."""
Period = Literal["gift", "day", "month", "year"]
Status = Literal["allowed", "near_limit", "forbidden", "incomplete", "no_rule"]

NEAR = Decimal("0.8")
"""From this share of a limit on a gift is near it."""
STALE = timedelta(days=548)
"""A rule that nobody checked against its source for so long, as seen from the day of the gift, is said to be old."""


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much from one source: a gift, or a calendar day, month or year. `inclusive` allows the amount itself.

    `givers` are those it binds (empty: all). Gifts below `ignore_below` do not count towards it.
    """

    per: Period
    amount: Decimal
    inclusive: bool
    givers: tuple[Giver, ...] = ()
    ignore_below: Decimal = Decimal(0)


class RulePeriod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds from `since` through `until` (open where it is None)."""

    since: date
    cash_forbidden: bool
    until: date | None = None
    forbidden_givers: tuple[Giver, ...] = ()
    limits: tuple[Limit, ...] = ()


class GiftRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule file: whom it covers, where it stands, when somebody last compared it with its source (None: nobody has yet)."""

    title: str
    source: str
    checked: date | None = None
    currency: str
    periods: tuple[RulePeriod, ...]


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """Something of value for an official. `source` tells givers apart; `value` is None as long as nobody has said it."""

    id: str
    on: date
    source: str
    giver: Giver
    value: Decimal | None
    currency: str = "USD"
    cash: bool = False
    contribution: bool = False
    for_official_act: bool = False


class GiftVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule says: a status, the code of why, facts to say it with, ids of gifts that count together, the rule's
    source.
    """

    status: Status
    code: str
    facts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()
    source: str = ""
    rule_is_old: bool = False


def read_rule(text: str) -> GiftRule:
    """The rule in a TOML text. Raises msgspec.ValidationError, and ValueError where periods overlap or are not in order."""
    rule = msgspec.toml.decode(text, type=GiftRule)
    for earlier, later in zip(rule.periods, rule.periods[1:], strict=False):
        if earlier.until is None or earlier.until >= later.since:
            raise ValueError(f"{rule.title}: the period from {later.since} begins before the one before it ends.")
    return rule


def judge_gift(gift: Gift, *, rule: GiftRule | None, earlier: Iterable[Gift] = ()) -> GiftVerdict:
    """What the rule says about a gift, beside all others of the same source to the same official (in any order; the gift itself
    may be among them). The gravest finding wins.
    """
    always = _always(gift)
    if always:
        return GiftVerdict(status="forbidden", code=always)
    period = _period(rule, gift.on)
    if rule is None or period is None:
        return GiftVerdict(status="no_rule", code="no_rule_for_day", facts={"on": gift.on.isoformat()})
    found = _missing(gift, rule) or _who(gift, period) or _amounts(gift, period, earlier)
    return msgspec.structs.replace(found, source=rule.source, rule_is_old=rule.checked is None or gift.on - rule.checked > STALE)


def _always(gift: Gift) -> str:
    """What no jurisdiction allows, or what does not belong here."""
    if gift.for_official_act:
        return "for_an_official_act"
    return "contribution_is_no_gift" if gift.contribution else ""


def _period(rule: GiftRule | None, on: date) -> RulePeriod | None:
    periods = rule.periods if rule else ()
    return next((one for one in periods if one.since <= on and (one.until is None or on <= one.until)), None)


def _missing(gift: Gift, rule: GiftRule) -> GiftVerdict | None:
    if gift.value is None or gift.value < 0:
        return GiftVerdict(status="incomplete", code="value_needed")
    if gift.giver == "unknown":
        return GiftVerdict(status="incomplete", code="giver_status_needed")
    if gift.currency != rule.currency:
        return GiftVerdict(status="incomplete", code="value_in_currency_needed", facts={"currency": rule.currency})
    return None


def _who(gift: Gift, period: RulePeriod) -> GiftVerdict | None:
    if gift.giver in period.forbidden_givers:
        return GiftVerdict(status="forbidden", code="giver_may_not_give", facts={"giver": gift.giver})
    if gift.cash and period.cash_forbidden:
        return GiftVerdict(status="forbidden", code="cash")
    return None


def _amounts(gift: Gift, period: RulePeriod, earlier: Iterable[Gift]) -> GiftVerdict:
    others = [one for one in earlier if one.source == gift.source and one.id != gift.id and one.value is not None]
    found = [_against(gift, limit, others) for limit in period.limits if not limit.givers or gift.giver in limit.givers]
    order: tuple[Status, ...] = ("forbidden", "near_limit", "allowed")
    return min(found, key=lambda one: order.index(one.status), default=GiftVerdict(status="allowed", code="no_limit"))


def _against(gift: Gift, limit: Limit, others: Iterable[Gift]) -> GiftVerdict:
    together = [gift, *(one for one in others if _same_period(one.on, gift.on, limit.per))]
    counted = [one for one in together if (one.value or Decimal(0)) >= limit.ignore_below]
    total = sum((one.value or Decimal(0) for one in counted), Decimal(0))
    facts = {"total": f"{total:.2f}", "limit": f"{limit.amount:.2f}", "per": limit.per}
    over = total > limit.amount if limit.inclusive else total >= limit.amount
    status: Status = "forbidden" if over and gift in counted else "near_limit" if total >= NEAR * limit.amount else "allowed"
    code = {"forbidden": "above_limit", "near_limit": "near_limit"}.get(status, "within_limits")
    return GiftVerdict(status=status, code=code, facts=facts, evidence=tuple(sorted(one.id for one in counted)))


def _same_period(one: date, other: date, per: Period) -> bool:
    length = {"gift": 0, "year": 1, "month": 2, "day": 3}[per]
    return bool(length) and one.timetuple()[:length] == other.timetuple()[:length]
