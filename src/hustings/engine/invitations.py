"""Invitations to connect: accept, meet first, hold or decline, with reasons and their weights.

Each network has a rule of connection: on LinkedIn and Facebook one stays connected to people one has met and could speak for, on
X, Mastodon, Bluesky and the like one reaches people one wants to meet. A member may overrule every proposal. Weights are
estimates of ours, on one scale: 2 is enough by itself to know somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from math import log1p
from typing import Literal, NamedTuple

import msgspec

from hustings.engine.invitation_claims import Claim

Action = Literal["accept", "meet_first", "hold", "decline"]
Rule = Literal["met", "want_to_meet"]

RULES: dict[str, Rule] = {"linkedin": "met", "facebook": "met", "whatsapp": "met", "telegram": "met", "signal": "met"}
"""The rule of connection by channel; every other network is for people one wants to meet."""

KNOWN = 2.0
"""From this weight of acquaintance on we know somebody well enough to be connected where one has to have met."""
WORTH_MEETING = 0.9
"""From this weight in all a first meeting is worth its minutes."""
UNWANTED = -1.5
"""Below this weight in all an invitation is declined."""
STALE = timedelta(days=180)
"""After so long an invitation that is only held, and that nothing speaks for, is declined."""

VOUCH_WEIGHTS: dict[str, float] = {
    "family": 3.0,
    "worked_together": 2.5,
    "met_in_person": 2.2,
    "studied_together": 2.0,
    "introduced_by": 1.2,
    "online_only": 0.3,
}
"""What a member's answer to "how do I know them" weighs; `not_known` is a doubt."""

CLAIM_WEIGHTS: dict[Claim, float] = {"said_met": 1.6, "said_introduced": 1.0, "said_exchanged": 0.8, "said_heard": 0.6}
"""What the words of their note weigh, as long as the member has not said how they know them."""

MEETING = timedelta(minutes=30)
DAY_BEGINS, DAY_ENDS = time(9), time(17)
_ACQUAINTANCE = frozenset({"vouch", "met", "exchanged", "same_company", "former_company", "same_event", "recommended"})


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What we know of somebody when their invitation comes. Counts are of real contacts; evidence ids are by the code of a
    reason.

    `vouch` is a key of engine.ties.VOUCHES. `same_event` is one on whose list both stood, `met_there` that we talked there.
    `exchanged` counts messages that went both ways (the smaller of in and out), `mutual` people whom both know. `note` is
    whether they wrote, `note_asks` that it asks or offers something, `sells` that it sells, `collects` that it is one that
    goes to everybody, `claims` what it says of how we know each other. `wanted` says that they belong to the target network
    or to a goal, `public_role` that they hold or seek an office. What is not known stays empty.
    """

    vouch: str = ""
    met: int = 0
    met_there: bool = False
    exchanged: int = 0
    mutual: int = 0
    same_company: str = ""
    former_company: str = ""
    same_event: str = ""
    recommended: bool = False
    wanted: str = ""
    public_role: bool = False
    note: bool = False
    note_asks: bool = False
    sells: bool = False
    collects: bool = False
    claims: Mapping[Claim, str] = {}
    recruiter: bool = False
    declined_before: bool = False
    do_not_contact: bool = False
    evidence: dict[str, tuple[str, ...]] = {}


class Reason(NamedTuple):
    """One thing that speaks for (positive) or against an invitation, with a fact to say it with and ids of evidence."""

    code: str
    weight: float
    fact: str = ""
    evidence: tuple[str, ...] = ()


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about an invitation. Reasons are heaviest first; `known` and `total` are the sums that decided.

    `exception` is why connecting is proposed although nothing of ours says that we have met: `recruiter` where the member looks
    for a job, `said_met` where they say that we met (the member is asked how they know them before).
    """

    action: Action
    rule: Rule
    reasons: tuple[Reason, ...]
    known: float
    total: float
    exception: str = ""


class RuleBreak(NamedTuple):
    """Why connecting goes against the rule of a network: a code, the rule, and how much acquaintance is missing."""

    code: str
    rule: Rule
    missing: float


def rule_of(channel: str) -> Rule:
    """The rule of connection of a channel."""
    return RULES.get(channel, "want_to_meet")


def propose(
    known: Known, *, channel: str, sent_at: datetime, now: datetime, job_seeking: bool = False, rule: Rule | None = None
) -> Proposal:
    """What to do about a pending invitation. `rule` overrides that of the channel.

    Somebody who must not be contacted is held: not even a decline is sent. Where one has to have met, acquaintance decides, and
    interest alone leads to a first meeting; elsewhere an invitation is welcome unless something speaks against it.
    """
    rule = rule or rule_of(channel)
    reasons = reasons_about(known, job_seeking=job_seeking)
    acquaintance = sum(reason.weight for reason in reasons if reason.code in _ACQUAINTANCE)
    total = sum(reason.weight for reason in reasons)
    exception = _exception(known, total, job_seeking=job_seeking)
    action = _action(rule, acquaintance, total, exception=exception, old=now - sent_at > STALE)
    if known.do_not_contact:
        action = "hold"
    return Proposal(
        action=action,
        rule=rule,
        reasons=reasons,
        known=acquaintance,
        total=total,
        exception=exception if action == "accept" and rule == "met" and acquaintance < KNOWN else "",
    )


def _exception(known: Known, total: float, *, job_seeking: bool) -> str:
    if known.recruiter and job_seeking and not known.sells:
        return "recruiter"
    return "said_met" if known.claims.get("said_met") and not known.vouch and total >= KNOWN else ""


def reasons_about(known: Known, *, job_seeking: bool = False) -> tuple[Reason, ...]:
    """Everything that speaks for or against, heaviest first; what weighs nothing is left out."""
    claims: Mapping[Claim, str] = {} if known.vouch else known.claims
    own_words = known.note and not known.sells and not known.collects
    weights: tuple[tuple[str, float, str], ...] = (
        ("vouch", VOUCH_WEIGHTS.get(known.vouch, 0.0), known.vouch),
        ("met", min(3.0, 2.0 + 0.3 * known.met) if known.met else 0.0, str(known.met)),
        ("exchanged", min(2.5, 1.2 * log1p(known.exchanged)), str(known.exchanged)),
        ("same_company", 1.2 if known.same_company else 0.0, known.same_company),
        ("former_company", 0.8 if known.former_company else 0.0, known.former_company),
        ("same_event", 1.0 if known.same_event else 0.0, known.same_event),
        ("recommended", 2.0 if known.recommended else 0.0, ""),
        ("mutual", min(1.5, 0.45 * log1p(known.mutual)), str(known.mutual)),
        ("wanted", 1.0 if known.wanted else 0.0, known.wanted),
        ("public_role", 0.7 if known.public_role else 0.0, ""),
        *((code, weight if code in claims else 0.0, claims.get(code, "")) for code, weight in CLAIM_WEIGHTS.items()),
        ("note", 0.4 if own_words else 0.0, ""),
        ("note_asks", 0.5 if known.note_asks and own_words else 0.0, ""),
        ("recruiter", (0.8 if job_seeking else -0.6) if known.recruiter else 0.0, ""),
        ("sells", -2.0 if known.sells else 0.0, ""),
        ("collects", -1.6 if known.collects and not known.sells else 0.0, ""),
        ("not_known", -1.0 if known.vouch == "not_known" else 0.0, ""),
        ("declined_before", -2.0 if known.declined_before else 0.0, ""),
    )
    found = [Reason(code, weight, fact, known.evidence.get(code, ())) for code, weight, fact in weights if weight]
    return tuple(sorted(found, key=lambda reason: (-abs(reason.weight), reason.code)))


def for_our_own(proposal: Proposal, known: Known, *, channel: str) -> Proposal:
    """What is proposed to us of an invitation of our own: where the rule stands against it meeting comes first, and where nothing
    speaks for it, it waits.
    """
    broken, action = check_rule(known, channel=channel), proposal.action
    if known.do_not_contact:
        action = "hold"
    elif broken is not None and action != "decline":
        action = "meet_first"
    elif action == "accept" and not any(reason.weight > 0 for reason in proposal.reasons):
        action = "hold"
    return msgspec.structs.replace(proposal, action=action, exception="")


def check_rule(known: Known, *, channel: str, rule: Rule | None = None) -> RuleBreak | None:
    """What connecting with somebody would break, whoever sent the invitation; None where it is within the rule."""
    rule = rule or rule_of(channel)
    acquaintance = sum(reason.weight for reason in reasons_about(known) if reason.code in _ACQUAINTANCE)
    if known.do_not_contact:
        return RuleBreak("do_not_contact", rule, 0.0)
    if rule == "met" and acquaintance < KNOWN:
        return RuleBreak("not_met", rule, KNOWN - acquaintance)
    return None


def free_times(
    busy: Iterable[tuple[datetime, datetime]], *, now: datetime, count: int = 3, days: int = 21, length: timedelta = MEETING
) -> list[datetime]:
    """Moments for a first meeting, one a working day, from the day after tomorrow on, in the zone of `now`; fewer where all is
    taken.

    Days of the workspace's own calendar that are whole-day busy simply have no gap. Mornings and afternoons take turns.
    """
    taken = sorted(busy)
    found: list[datetime] = []
    for ahead in range(2, days + 1):
        day = (now + timedelta(days=ahead)).date()
        if day.weekday() < 5 and len(found) < count:
            begins = datetime.combine(day, DAY_BEGINS, now.tzinfo)
            slots = [begins + step * length for step in range((DAY_ENDS.hour - DAY_BEGINS.hour) * timedelta(hours=1) // length)]
            turned = slots[2:] + slots[:2] if len(found) % 2 == 0 else slots[len(slots) * 5 // 8 :] + slots
            found += [slot for slot in turned if not _overlaps(slot, slot + length, taken)][:1]
    return found


def _action(rule: Rule, acquaintance: float, total: float, *, exception: str, old: bool) -> Action:
    if rule == "met":
        if acquaintance >= KNOWN and total > 0:
            return "accept"
        if exception:
            return "accept"
        if total >= WORTH_MEETING:
            return "meet_first"
    elif total >= 0:
        return "accept"
    if total <= UNWANTED or (old and total <= 0):
        return "decline"
    return "hold"


def _overlaps(begins: datetime, ends: datetime, taken: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(start < ends and begins < end for start, end in taken)
