"""Where facts come from and what they may be used for.

Every fact carries its source; every kind of source has a use rule. `refusal` is the one question that is asked at the
point of use; it answers with the reason, or with None where the use is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Use(StrEnum):
    """What somebody may want to do with a fact."""

    SHOW = "show"
    CONTACT = "contact"
    SOLICIT = "solicit"
    RATE = "rate"
    MATCH = "match"
    EXPORT = "export"
    INFER_BELIEF = "infer_belief"


class UseRule(msgspec.Struct, frozen=True, kw_only=True):
    """What facts of one kind of source may not be used for, and why (the reason names its law or terms)."""

    code: str
    title: str
    forbids: frozenset[Use] = frozenset()
    reason: str = ""


OWN_ARCHIVE = UseRule(code="own-archive", title="A member's own archive")
OWN_ADDRESS_BOOK = UseRule(code="own-address-book", title="A member's own address book")
OWN_MAIL = UseRule(code="own-mail", title="A member's own mail")
OWN_CALENDAR = UseRule(code="own-calendar", title="A member's own calendar")
OWN_ACCOUNT = UseRule(code="own-account", title="A member's own account")
PUBLIC_RECORD = UseRule(code="public-record", title="A public record")
PUBLIC_FEED = UseRule(code="public-feed", title="A public feed")
BY_HAND = UseRule(code="by-hand", title="Noted by a member")
GIVEN_BY_PERSON = UseRule(code="given-by-person", title="Given by the person")
FEC_REPORT = UseRule(
    code="fec-report",
    title="A report to the Federal Election Commission",
    forbids=frozenset({Use.SOLICIT, Use.CONTACT}),
    reason="Names and addresses from FEC reports may not be used to solicit contributions or commercially "
    "(52 USC 30111(a)(4), 11 CFR 104.15).",
)
"""Kept from contact altogether until asks have a room of their own: contact that is no ask cannot be told from one before."""
DISCLOSED_GIFT = UseRule(
    code="disclosed-gift",
    title="A public report of contributions",
    forbids=frozenset({Use.SOLICIT, Use.CONTACT}),
    reason="Who gave to whom is disclosed so that the public can judge it. Donors are not contacted or asked for money by such a "
    "report, as 52 USC 30111(a)(4) has it for those to the Federal Election Commission.",
)

X_CONTENT = UseRule(
    code="x-content",
    title="A member's account on X",
    forbids=frozenset({Use.INFER_BELIEF, Use.MATCH}),
    reason="X forbids deriving political beliefs from its content, and matching its accounts with other records but those that "
    "the person gave (X developer policy, read 23 November 2026).",
)
LINKEDIN_API = UseRule(
    code="linkedin-api",
    title="LinkedIn's interface for programs",
    forbids=frozenset({Use.RATE, Use.MATCH, Use.INFER_BELIEF}),
    reason="What comes by LinkedIn's interface is shown as it is: not merged with other data and not used to rate people "
    "(LinkedIn API terms of use, read 23 November 2026).",
)
META_CONTENT = UseRule(
    code="meta-content",
    title="A member's page or account with Meta",
    forbids=frozenset({Use.INFER_BELIEF}),
    reason="Meta forbids judging people's eligibility or sensitive traits by data of its platforms (Meta Platform Terms, 3.a, "
    "read 23 November 2026).",
)

USE_RULES: dict[str, UseRule] = {
    rule.code: rule
    for rule in (
        OWN_ARCHIVE,
        OWN_ADDRESS_BOOK,
        OWN_MAIL,
        OWN_CALENDAR,
        OWN_ACCOUNT,
        PUBLIC_RECORD,
        PUBLIC_FEED,
        BY_HAND,
        GIVEN_BY_PERSON,
        FEC_REPORT,
        DISCLOSED_GIFT,
        X_CONTENT,
        LINKEDIN_API,
        META_CONTENT,
    )
}

PUBLISHED = frozenset({PUBLIC_RECORD.code, FEC_REPORT.code, DISCLOSED_GIFT.code})
"""The codes of what authorities and open projects publish: such data has editions, and is the workspace's whoever adds it."""


def refusal(use: Use, rules: Iterable[UseRule]) -> str | None:
    """Why a value that came from sources under these rules may not be put to this use; None if it may.

    The strictest rule wins, unless the person gave the same value. A value without any rule may only be shown.
    """
    known = list(rules)
    if any(rule.code == GIVEN_BY_PERSON.code for rule in known):
        return None
    if not known:
        return None if use is Use.SHOW else "The source of this value is not known."
    return next((rule.reason for rule in known if use in rule.forbids), None)
