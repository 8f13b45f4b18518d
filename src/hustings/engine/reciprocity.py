"""Giving before asking: the ledger of favours with one person, whether an ask may be made now, and whose thanks are owed.

Favours are never counted in money, a contribution of money is never a favour, and nothing is ever owed for an official act: there
are no kinds for them (see engine.gifts). Doors put the codes and facts into words, and a member may overrule a stop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from math import fsum
from typing import Literal

import msgspec

HALF_LIFE_DAYS = 365.0
"""After so long half of a favour is forgotten, on both sides."""
THANKS_WITHIN = timedelta(days=2)

FAVOURS: dict[str, float] = {
    "expertise": 2.0,
    "data": 2.0,
    "introduction": 3.0,
    "recommendation": 3.0,
    "resource": 2.0,
    "time": 2.0,
    "platform": 3.0,
    "attention": 0.5,
    "other": 1.0,
}
"""What kinds of favour weigh, against each other, never in money. `attention` is a thing sent because it matters to them."""

ASKS: dict[str, float] = {
    "advice": 0.5,
    "introduction": 3.0,
    "recommendation": 3.0,
    "endorsement": 4.0,
    "contribution": 3.0,
    "vote": 1.0,
    "volunteering": 2.0,
    "other": 1.0,
}
"""What asks weigh when they are made. Advice is light: being asked for it is an honour to most."""

OFFICIAL_ACTS = frozenset({"vote"})
"""Asks that an official answers by an official act: no ledger speaks for or against them, and nothing is offered before them."""

NEED_A_TALK = frozenset({"introduction", "recommendation", "endorsement"})
"""What nobody asks of people they never spoke with."""

PATIENCE = timedelta(days=21)
"""So long an ask may wait for its answer before another one is made."""
AFTER_A_NO = timedelta(days=180)
"""So long the same is not asked again."""
LOOKING_BACK = timedelta(days=730)
ONLY_ASKS = 2
"""From so many asks on without any favour of ours it is only ever asking."""
SOMETHING_GIVEN = 0.25
"""Below this our favours are forgotten."""
OVERDRAWN = 6.0
"""A balance below minus this is too much asked and received for what was given."""

STOPPED_COST = 1.0
"""What a stop adds to asking somebody for an introduction: any other way comes first unless it is a third as likely."""
ASKED_COST = 0.1
"""What each unit of what was asked lately adds; an introduction (3) as much as engine.graph.paths.USED_COST."""
ASKED_LATELY = timedelta(days=90)
BALANCE_COST = 0.04
"""What a unit of balance in their favour adds, and one in ours takes away, up to OVERDRAWN."""
OWED_CREDIT = 0.1
YES_CREDIT = 0.05
"""With BALANCE_COST * OVERDRAWN these stay below the cost of a hop (0.4): nobody becomes worth a detour by the ledger."""

State = Literal["planned", "made", "yes", "no", "thanked", "withdrawn"]


class Favour(msgspec.Struct, frozen=True, kw_only=True):
    """Value given to a person or received from them. While `done` is False it is promised, and waits in the open ledger.

    `size` multiplies the weight of its kind: 0.5 for a small one, 2 for a large one.
    """

    id: str
    direction: Literal["given", "received"]
    kind: str
    at: datetime
    size: float = 1.0
    done: bool = True
    thanked_at: datetime | None = None


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Something we want of a person. `at` is when it was made (or planned), `answered_at` when they said yes or no."""

    id: str
    kind: str
    at: datetime
    state: State
    answered_at: datetime | None = None
    thanked_at: datetime | None = None


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger by now: decayed sums of what was given, received and asked, and what is promised but not done on each side.

    `net` is what was given, less what was received. A yes is received once, as the favour that it led to, and not as an ask.
    """

    given: float
    received: float
    asked: float
    asks: int
    we_promised: tuple[str, ...]
    they_promised: tuple[str, ...]

    @property
    def net(self) -> float:
        return self.given - self.received

    @property
    def only_ever_asked(self) -> bool:
        """We asked, repeatedly, and gave nothing that is still remembered."""
        return self.asks >= ONLY_ASKS and self.given < SOMETHING_GIVEN


class Step(msgspec.Struct, frozen=True):
    """What would be better now: a code and facts to say it with."""

    code: str
    facts: dict[str, str] = {}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an ask may be made now. A stop names its reason, the evidence for it, and a better next step."""

    allowed: bool
    reason: str = ""
    facts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()
    better: Step | None = None


class Thanks(msgspec.Struct, frozen=True, kw_only=True):
    """Thanks owed for a favour or for a yes, due two days after it."""

    of: str
    what: Literal["favour", "ask"]
    kind: str
    due_at: datetime
    overdue: bool


class LedgerReason(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says of asking somebody now: `cost` above 0 speaks against it, below 0 for it; the evidence are entries."""

    code: str
    cost: float
    facts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """How the ledger speaks of asking somebody for an introduction; no reason, and 0, where it is empty."""

    reasons: tuple[LedgerReason, ...] = ()

    @property
    def cost(self) -> float:
        """What they add to the cost of a chain (see engine.graph.paths), beside -log p."""
        return fsum(reason.cost for reason in self.reasons)


def balance(favours: Iterable[Favour], asks: Iterable[Ask] = (), *, now: datetime) -> Balance:
    """The ledger with one person at `now`; the order of entries changes nothing, not even the last digit.

    Asks count from the moment when they are made; planned and withdrawn ones do not, nor does anything later than `now`. Raises
    KeyError for kinds that are not in FAVOURS or ASKS.
    """
    known = [one for one in favours if one.at <= now]
    made = [one for one in asks if _is_made(one) and now - LOOKING_BACK <= one.at <= now]
    return Balance(
        given=_sum_of(known, "given", now=now),
        received=_sum_of(known, "received", now=now),
        asked=fsum(ASKS[one.kind] * _left(one.at, now=now) for one in made),
        asks=len(made),
        we_promised=_promised(known, "given"),
        they_promised=_promised(known, "received"),
    )


def judge_ask(
    kind: str,
    *,
    favours: Sequence[Favour],
    asks: Sequence[Ask],
    now: datetime,
    last_two_way_at: datetime | None,
    needs: Sequence[str] = (),
    official: bool = False,
) -> Verdict:
    """Whether to ask this of a person now; the first stop that holds, gravest first.

    `needs` are needs of theirs that we can meet, the best match first: they make the better step. An `official` is never offered
    a favour before an ask: the better step is to bring information, and an ask for an official act is not weighed against the
    ledger. Order of the ledger does not matter. Raises KeyError for a kind that is not in ASKS.
    """
    weight = ASKS[kind]
    ledger = balance(favours, asks, now=now)
    giving = Step("bring_information") if official else _giving(needs)
    stops = [
        _unthanked(favours, asks, now=now),
        _our_promise(ledger),
        _still_waiting(asks, now=now),
        _said_no(kind, asks, now=now),
        _never_talked(kind, last_two_way_at, giving),
    ]
    if not (official and kind in OFFICIAL_ACTS):
        stops += [_only_asks(ledger, asks, giving, now=now), _overdrawn(ledger, weight, favours, giving)]
    return next((stop for stop in stops if stop), Verdict(allowed=True))


def thanks_owed(favours: Iterable[Favour], asks: Iterable[Ask], *, now: datetime) -> list[Thanks]:
    """Favours received and asks granted that nobody said thanks for, soonest due first."""
    owed = [
        Thanks(of=one.id, what="favour", kind=one.kind, due_at=one.at + THANKS_WITHIN, overdue=now > one.at + THANKS_WITHIN)
        for one in favours
        if one.direction == "received" and one.done and one.thanked_at is None and one.at <= now
    ]
    for ask in asks:
        at = ask.answered_at or ask.at
        if ask.state == "yes" and ask.thanked_at is None and at <= now:
            due = at + THANKS_WITHIN
            owed.append(Thanks(of=ask.id, what="ask", kind=ask.kind, due_at=due, overdue=now > due))
    return sorted(owed, key=lambda one: (one.due_at, one.of))


def readiness(
    favours: Sequence[Favour],
    asks: Sequence[Ask],
    *,
    now: datetime,
    official: bool = False,
    counted: Collection[str] = (),
) -> Readiness:
    """How the ledger speaks of asking somebody to introduce us: giving comes before asking.

    What would stop the ask, what was asked lately and what they gave beyond what they got put them later; what we gave, what
    they promised and a yes that was thanked for put them earlier, but for an `official`, who owes nothing. `counted` are asks
    that the caller counts already as introductions. The order of the ledger changes nothing.
    """
    ledger = balance(favours, asks, now=now)
    verdict = judge_ask("introduction", favours=favours, asks=asks, now=now, last_two_way_at=now, official=official)
    against = [*_stopped(verdict), *_asked_lately(asks, counted, now=now), *_out_of_balance(ledger, favours, now=now)]
    if official or not verdict.allowed:
        return Readiness(reasons=tuple(reason for reason in against if reason.cost > 0))
    return Readiness(reasons=(*against, *_they_promised(ledger), *_said_yes(ledger, asks, now=now)))


def _stopped(verdict: Verdict) -> list[LedgerReason]:
    if verdict.allowed:
        return []
    return [LedgerReason(code=verdict.reason, cost=STOPPED_COST, facts=verdict.facts, evidence=verdict.evidence)]


def _asked_lately(asks: Iterable[Ask], counted: Collection[str], *, now: datetime) -> list[LedgerReason]:
    made = sorted(
        (one for one in asks if _is_made(one) and now - ASKED_LATELY <= one.at <= now and one.id not in counted), key=_at
    )
    if not made:
        return []
    facts = {"asks": str(len(made)), "since": made[0].at.date().isoformat()}
    cost = ASKED_COST * fsum(ASKS[one.kind] for one in made)
    return [LedgerReason(code="asked_lately", cost=cost, facts=facts, evidence=tuple(one.id for one in made))]


def _out_of_balance(ledger: Balance, favours: Iterable[Favour], *, now: datetime) -> list[LedgerReason]:
    if abs(ledger.net) < SOMETHING_GIVEN:
        return []
    side = "given" if ledger.net > 0 else "received"
    counted = sorted((one for one in favours if one.direction == side and one.done and one.at <= now), key=_at)
    cost = -BALANCE_COST * max(-OVERDRAWN, min(OVERDRAWN, ledger.net))
    facts = {"given": f"{ledger.given:.1f}", "received": f"{ledger.received:.1f}"}
    return [LedgerReason(code=f"more_{side}", cost=cost, facts=facts, evidence=tuple(one.id for one in counted))]


def _they_promised(ledger: Balance) -> list[LedgerReason]:
    waiting = ledger.they_promised
    return [LedgerReason(code="they_promised", cost=-OWED_CREDIT, evidence=waiting)] if waiting else []


def _said_yes(ledger: Balance, asks: Iterable[Ask], *, now: datetime) -> list[LedgerReason]:
    """They said yes before and were thanked, and nothing that they gave is left to give back."""
    thanked = sorted((one for one in asks if one.state == "thanked" and now - LOOKING_BACK <= one.at <= now), key=_at)
    if not thanked or ledger.net < 0:
        return []
    facts = {"asks": str(len(thanked))}
    return [LedgerReason(code="said_yes", cost=-YES_CREDIT, facts=facts, evidence=tuple(one.id for one in thanked))]


def _at(entry: Favour | Ask) -> tuple[datetime, str]:
    return entry.at, entry.id


def _left(at: datetime, *, now: datetime) -> float:
    """The share of a favour that is still remembered."""
    return float(2.0 ** (-((now - at) / timedelta(days=HALF_LIFE_DAYS))))


def _sum_of(known: Iterable[Favour], direction: str, *, now: datetime) -> float:
    return fsum(FAVOURS[one.kind] * one.size * _left(one.at, now=now) for one in known if one.direction == direction and one.done)


def _promised(known: Iterable[Favour], direction: str) -> tuple[str, ...]:
    waiting = sorted((one for one in known if one.direction == direction and not one.done), key=lambda one: (one.at, one.id))
    return tuple(one.id for one in waiting)


def _is_made(ask: Ask) -> bool:
    return ask.state not in ("planned", "withdrawn")


def _giving(needs: Sequence[str]) -> Step:
    """The better step: to meet a need that we know of, else to find out what would help them."""
    return Step("offer_help", {"need": needs[0]}) if needs else Step("learn_their_needs")


def _unthanked(favours: Iterable[Favour], asks: Iterable[Ask], *, now: datetime) -> Verdict | None:
    owed = thanks_owed(favours, asks, now=now)
    if not owed:
        return None
    facts = {"kind": owed[0].kind, "since": (owed[0].due_at - THANKS_WITHIN).date().isoformat()}
    return Verdict(
        allowed=False, reason="thanks_owed", facts=facts, evidence=tuple(one.of for one in owed), better=Step("thank", facts)
    )


def _our_promise(ledger: Balance) -> Verdict | None:
    if not ledger.we_promised:
        return None
    return Verdict(allowed=False, reason="promise_open", evidence=ledger.we_promised, better=Step("keep_promise"))


def _still_waiting(asks: Iterable[Ask], *, now: datetime) -> Verdict | None:
    waiting = sorted((one for one in asks if one.state == "made" and one.at <= now < one.at + PATIENCE), key=_when)
    if not waiting:
        return None
    last = waiting[-1]
    until = {"until": (last.at + PATIENCE).date().isoformat()}
    return Verdict(allowed=False, reason="ask_waits", facts={"kind": last.kind}, evidence=(last.id,), better=Step("wait", until))


def _said_no(kind: str, asks: Iterable[Ask], *, now: datetime) -> Verdict | None:
    refused = [one for one in asks if one.state == "no" and one.kind == kind and now - AFTER_A_NO < _when(one)[0] <= now]
    if not refused:
        return None
    last = max(refused, key=_when)
    better = Step("ask_what_would_help") if kind == "advice" else Step("ask_advice")
    facts = {"kind": kind, "on": _when(last)[0].date().isoformat()}
    return Verdict(allowed=False, reason="said_no", facts=facts, evidence=(last.id,), better=better)


def _never_talked(kind: str, last_two_way_at: datetime | None, giving: Step) -> Verdict | None:
    if kind not in NEED_A_TALK or last_two_way_at is not None:
        return None
    better = Step("talk_first") if giving.code == "learn_their_needs" else giving
    return Verdict(allowed=False, reason="never_talked", facts={"kind": kind}, better=better)


def _only_asks(ledger: Balance, asks: Iterable[Ask], giving: Step, *, now: datetime) -> Verdict | None:
    if not ledger.only_ever_asked:
        return None
    made = sorted((one for one in asks if _is_made(one) and now - LOOKING_BACK <= one.at <= now), key=_when)
    facts = {"asks": str(len(made)), "since": made[0].at.date().isoformat()}
    return Verdict(allowed=False, reason="only_asks", facts=facts, evidence=tuple(one.id for one in made), better=giving)


def _overdrawn(ledger: Balance, weight: float, favours: Iterable[Favour], giving: Step) -> Verdict | None:
    if ledger.net - weight >= -OVERDRAWN:
        return None
    received = sorted((one for one in favours if one.direction == "received" and one.done), key=lambda one: (one.at, one.id))
    facts = {"given": f"{ledger.given:.1f}", "received": f"{ledger.received:.1f}"}
    return Verdict(allowed=False, reason="overdrawn", facts=facts, evidence=tuple(one.id for one in received), better=giving)


def _when(ask: Ask) -> tuple[datetime, str]:
    return ask.answered_at or ask.at, ask.id
