"""Giving before asking: favours, asks, thanks owed, and gifts to officials."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.favours import actions, queries
from hustings.apps.favours.queries import GiftRow
from hustings.kernel.clock import utc_now

room = Room(tags=["favours"])
Words = Annotated[str, Field(max_length=20_000)]


class EntryShape(Schema):
    """A line of the ledger: a favour or an ask, with how far it got."""

    id: int
    what: Literal["favour", "ask"]
    person_id: int
    person: str
    direction: str
    kind: str
    text: str
    at: datetime
    state: str
    done: bool
    thanked: bool
    member: str
    overruled: str


class OwedShape(Schema):
    """Thanks owed, due two days after the favour or the yes."""

    what: Literal["favour", "ask"]
    id: int
    person_id: int
    person: str
    kind: str
    due_at: datetime
    overdue: bool


class BalanceShape(Schema):
    """Sums that fade with time; never money. `net` is what was given less what was received."""

    given: float
    received: float
    asked: float
    asks: int
    net: float


class LedgerShape(Schema):
    """The ledger with one person."""

    person_id: int
    person: str
    balance: BalanceShape
    entries: list[EntryShape]
    owed: list[OwedShape]


class OpenShape(Schema):
    """What is open: thanks owed, promises on both sides, asks that wait."""

    owed: list[OwedShape]
    we_promised: list[EntryShape]
    they_promised: list[EntryShape]
    asks: list[EntryShape]


class NewFavour(Given):
    """A favour; one that is not `done` is promised."""

    direction: Literal["given", "received"]
    kind: str
    at: AwareDatetime | None = None
    text: Words = ""
    size: Annotated[float, Field(gt=0, le=4)] = 1.0
    done: bool = True


class Settled(Given):
    """That a promised favour was done, or that thanks were said."""

    done: bool = False
    thanked: bool = False


class NewAsk(Given):
    """An ask. One that should not be made now is refused with the reason, unless `overrule`."""

    kind: str
    at: AwareDatetime | None = None
    text: Words = ""
    planned: bool = False
    overrule: bool = False


class Answered(Given):
    """What became of an ask."""

    answer: Literal["made", "yes", "no", "withdrawn", "thanked"]
    overrule: bool = False


class NewGift(Given):
    """A gift to an official, under the rule of a jurisdiction such as us-house."""

    what: Annotated[str, Field(max_length=400)]
    rule: str
    giver: str = "unknown"
    on: date
    value: Decimal | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3)] = "USD"
    source: Annotated[str, Field(max_length=200)] = ""
    cash: bool = False
    for_official_act: bool = False
    despite: bool = False


class GiftMade(Made):
    """What the rule says: its status, the code of why, and the rule's source."""

    status: str
    code: str
    facts: dict[str, str]
    rule_source: str
    rule_is_old: bool


@room.get("/favours", response=OpenShape, summary="What is open")
def list_open(request: Call) -> Any:
    """Thanks owed, promises on both sides, asks that wait."""
    return queries.what_is_open(request.auth, now=utc_now())


@room.get("/people/{person_id}/favours", response=LedgerShape, summary="The ledger with a person")
def show_ledger(request: Call, person_id: Id) -> Any:
    """Sums that fade, and every entry behind them."""
    return queries.ledger(request.auth, person_id, now=utc_now())


@room.post("/people/{person_id}/favours", response=Made, summary="Put down a favour")
def add_favour(request: Call, person_id: Id, given: NewFavour) -> Made:
    """Given or received."""
    now = utc_now()
    values = given.model_dump() | {"at": given.at or now}
    number, step = actions.put_down_favour(request.auth, person_id, now=now, **values)
    return Made(id=number, step=step)


@room.post("/favours/{favour_id}/settle", response=Step, summary="Settle a favour")
def settle_favour(request: Call, favour_id: Id, given: Settled) -> Step:
    """A promise was kept, or thanks were said."""
    return Step(step=actions.settle_favour(request.auth, favour_id, now=utc_now(), done=given.done, thanked=given.thanked))


class PromiseTaken(Given):
    """Which kind of favour the promise is."""

    kind: str


@room.post("/promises/{promise_id}/favour", response=Made, summary="Put a promise into the ledger")
def take_promise(request: Call, promise_id: Id, given: PromiseTaken) -> Made:
    """As a promised favour, once."""
    number, step = actions.promise_into_ledger(request.auth, promise_id, kind=given.kind, now=utc_now())
    return Made(id=number, step=step)


@room.post("/people/{person_id}/asks", response=Made, summary="Put down an ask")
def add_ask(request: Call, person_id: Id, given: NewAsk) -> Made:
    """Refused with the reason and a better step where something should come first."""
    now = utc_now()
    number, step = actions.put_down_ask(request.auth, person_id, now=now, **(given.model_dump() | {"at": given.at or now}))
    return Made(id=number, step=step)


@room.post("/asks/{ask_id}/answer", response=Step, summary="Say what became of an ask")
def answer_ask(request: Call, ask_id: Id, given: Answered) -> Step:
    """That a planned one is made now (refused like a new one, unless `overrule`); yes, no, withdrawn; that thanks were said."""
    now = utc_now()
    if given.answer == "made":
        return Step(step=actions.make_ask(request.auth, ask_id, now=now, overrule=given.overrule))
    if given.answer == "thanked":
        return Step(step=actions.thank_for_ask(request.auth, ask_id, now=now))
    return Step(step=actions.answer_ask(request.auth, ask_id, answer=given.answer, now=now))


@room.get("/gifts", response=list[GiftRow], summary="The log of gifts to officials")
def list_gifts(request: Call) -> Any:
    """Newest first."""
    return list(queries.gift_log(request.auth))


@room.post("/people/{person_id}/gifts", response=GiftMade, summary="Put a gift to an official into the log")
def add_gift(request: Call, person_id: Id, given: NewGift) -> GiftMade:
    """With what the rule says. This is not legal advice."""
    number, verdict, step = actions.put_down_gift(request.auth, person_id, **given.model_dump())
    return GiftMade(
        id=number, step=step, status=verdict.status, code=verdict.code, facts=verdict.facts, rule_source=verdict.source,
        rule_is_old=verdict.rule_is_old,
    )  # fmt: skip
