"""Puts down favours, asks and gifts. An ask that should not be made now is stopped with its reason, unless overruled."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Ask, Favour, Gift, Need
from hustings.apps.people.access import person_of, within_sight
from hustings.apps.people.actions.frozen import frozen, put_back
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Person, Promise
from hustings.apps.people.queries.offices import officials_among
from hustings.apps.people.reaching_out import require_today, require_willing
from hustings.engine import gifts, reciprocity
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.rules import rule_texts

Answer = Literal["yes", "no", "withdrawn"]
MOST_WORTH = Decimal(10) ** 10
"""No gift that is put down is worth as much."""


class Stopped(WrongInput):
    """An ask that should not be made now. `verdict` says why and what would be better."""

    def __init__(self, verdict: reciprocity.Verdict, name: str) -> None:
        super().__init__(f"{_STOPS[verdict.reason].format(name=name, **verdict.facts)} {_better(verdict, name)}", field="kind")
        self.verdict = verdict


_STOPS = {
    "thanks_owed": "{name} is still owed thanks ({kind}, {since}).",
    "promise_open": "Something that you promised {name} is still open.",
    "ask_waits": "Another ask ({kind}) waits for an answer of {name}.",
    "said_no": "{name} said no to the same ({kind}) on {on}.",
    "never_talked": "Nobody here ever talked with {name}.",
    "only_asks": "You have asked {name} {asks} times since {since} and given nothing.",
    "overdrawn": "{name} gave much more than was given back.",
}
_BETTER = {
    "thank": "Thank them first.",
    "keep_promise": "Keep the promise first.",
    "wait": "Wait until {until}.",
    "ask_what_would_help": "Ask what would help them.",
    "ask_advice": "Ask for advice instead.",
    "offer_help": "Help with what they need: {need}.",
    "learn_their_needs": "Find out what would help them.",
    "talk_first": "Talk with them first.",
    "bring_information": "Bring information that serves their office, and nothing else.",
}


def _better(verdict: reciprocity.Verdict, name: str) -> str:
    return _BETTER[verdict.better.code].format(name=name, **verdict.better.facts) if verdict.better else ""


@cache
def gift_rules() -> dict[str, gifts.GiftRule]:
    """The rules about gifts by the code of their jurisdiction."""
    return {code: gifts.read_rule(text) for code, text in rule_texts("gifts").items()}


def put_down_favour(
    actor: Actor, person_id: int, *, direction: str, kind: str, at: datetime, now: datetime, text: str = "", size: float = 1.0,
    done: bool = True,
) -> tuple[int, int]:  # fmt: skip
    """Puts down a favour given or received; one that is not `done` is a promise. Returns its id and the undo step."""
    actor.require("log_touch")
    if direction not in ("given", "received"):
        raise WrongInput("Say given or received.", field="direction")
    _known(kind, reciprocity.FAVOURS, "favour")
    if not 0 < size <= 4:
        raise WrongInput("A size goes from above 0 to 4; 1 is usual.", field="size")
    _past(at, now)
    with transaction.atomic():
        person = person_of(actor, person_id)
        # What is only promised and of no known kind is judged when it is given.
        is_gift = kind in WORTH_MONEY and (done or kind != "other")
        if direction == "given" and is_gift and is_official(person):
            raise _is_a_gift(person)
        row = Favour.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, direction=direction, kind=kind,
            size=size, text=text.strip(), at=at, done_at=at if done else None,
        )  # fmt: skip
        label = f"{kind} {direction}, {person.name}"
        return row.pk, remember(actor, "put_down_favour", label=label, data={"favour": row.pk, "person": person_id})


WORTH_MONEY = frozenset({"resource", "other"})
"""Kinds of favour that are gifts where an official gets them; information, time and introductions are none."""


def _is_a_gift(person: Person) -> WrongInput:
    said = f"{person.name} is an official: what is worth money goes into the log of gifts, with its worth and who gives it."
    return WrongInput(said, field="kind")


def is_official(person: Person) -> bool:
    """Whether public records know somebody as one who holds an office."""
    return bool(officials_among(person.workspace_id, [person.pk]))


def promise_into_ledger(actor: Actor, promise_id: int, *, kind: str, now: datetime) -> tuple[int, int]:
    """Puts a promise that was made in a talk into the ledger as a promised favour, once; one that was kept as a favour done.

    From then on settling one settles the other. Returns its id and the undo step.
    """
    actor.require("log_touch")
    with transaction.atomic():
        held = within_sight(actor, Promise.objects.filter(workspace_id=actor.workspace_id, pk=promise_id))
        promise = held.select_for_update(of=("self",)).first()
        if promise is None:
            raise NotFound("There is no such promise.")
        if Favour.objects.filter(promise=promise).exists():
            raise WrongInput("This promise stands in the ledger already.")
        number, step = put_down_favour(
            actor, promise.person_id, direction="given", kind=kind, at=promise.kept_at or now, now=now, text=promise.text,
            done=promise.kept_at is not None,
        )  # fmt: skip
        Favour.objects.filter(pk=number).update(promise=promise)
        return number, step


@way_back("put_down_favour")
def _unfavour(actor: Actor, data: dict[str, Any]) -> None:
    Favour.objects.filter(workspace_id=actor.workspace_id, pk=data["favour"]).delete()


def promise_need(actor: Actor, need_id: int, *, now: datetime) -> tuple[int, int]:
    """Promises somebody what they need, as an open favour; the need counts as met. Returns its id and the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        held = within_sight(actor, Need.objects.filter(workspace_id=actor.workspace_id, state="open", pk=need_id))
        need = held.select_for_update(of=("self",)).first()
        if need is None:
            raise NotFound("There is no such need.")
        kind = NEED_AS_FAVOUR.get(need.kind, need.kind)
        favour, step = put_down_favour(
            actor, need.person_id, direction="given", kind=kind, at=now, now=now, text=need.text, done=False
        )
        data = {"rows": frozen([need]), "fields": ["state", "state_at"], "steps": [step], "person": need.person_id}
        need.state, need.state_at = "met", now
        need.save(update_fields=["state", "state_at"])
        return favour, remember(actor, "settle_need", label=need.text, data=data)


NEED_AS_FAVOUR = {"skill": "expertise", "room": "resource", "": "other"}
"""Which kind of favour a need of another name is."""


def settle_favour(actor: Actor, favour_id: int, *, now: datetime, done: bool = False, thanked: bool = False) -> int:
    """Says that a promised favour was done, or that thanks were said for one. Returns the undo step."""
    with transaction.atomic():
        row = _own_row(actor, Favour, favour_id)
        if done and row.done_at is None:
            if row.direction == "given" and row.kind in WORTH_MONEY and is_official(row.person):
                raise _is_a_gift(row.person)
            return _change(actor, row, "favour", kept=_keep_with(row, now), done_at=now)
        if thanked and row.thanked_at is None:
            return _change(actor, row, "favour", thanked_at=now)
        raise WrongInput("There is nothing to settle about it.")


def _keep_with(row: Favour, now: datetime) -> int | None:
    """The promise that the favour came from counts as kept. Its id, where it was still open."""
    kept = Promise.objects.filter(pk=row.promise_id, kept_at=None).update(kept_at=now)
    return row.promise_id if kept else None


def done_as_promised(actor: Actor, promise_id: int, now: datetime) -> list[int]:
    """The favour that was made of a promise is done with it. What must go into the log of gifts stays open until it is there."""
    row = Favour.objects.filter(workspace_id=actor.workspace_id, promise_id=promise_id, done_at=None).first()
    if row is None or (row.kind in WORTH_MONEY and is_official(row.person)):
        return []
    return [_change(actor, row, "favour", done_at=now)]


def put_down_ask(
    actor: Actor, person_id: int, *, kind: str, at: datetime, now: datetime, text: str = "", planned: bool = False,
    overrule: bool = False,
) -> tuple[int, int]:  # fmt: skip
    """Puts down an ask that is made, or planned. Returns its id and the undo step.

    Raises Stopped with the reason and a better next step where it should not be made now, and NotNow where limits or a quiet time
    stand against it today; `overrule` makes it all the same. Whoever does not want to be contacted is not asked.
    """
    actor.require("log_touch")
    _known(kind, reciprocity.ASKS, "ask")
    _past(at, now)
    with transaction.atomic():
        person = person_of(actor, person_id)
        happened = at.astimezone(actor.zone).date() < now.astimezone(actor.zone).date()
        if not happened:
            require_willing(person)
        verdict = judge(person, kind, now=now)
        if not verdict.allowed and not overrule and not planned:
            raise Stopped(verdict, person.name)
        if not planned and not happened:
            require_today(actor, person, now=now, overrule=overrule)
        row = Ask.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, kind=kind, text=text.strip(), at=at,
            state="planned" if planned else "made", overruled=verdict.reason if overrule else "",
        )  # fmt: skip
        return row.pk, remember(
            actor, "put_down_ask", label=f"ask for {kind}, {person.name}", data={"ask": row.pk, "person": person_id}
        )


@way_back("put_down_ask")
def _unask(actor: Actor, data: dict[str, Any]) -> None:
    Ask.objects.filter(workspace_id=actor.workspace_id, pk=data["ask"]).delete()


def ask_of(actor: Actor, ask_id: int) -> Ask:
    """The ask with this id, about somebody whom the actor may see."""
    return _entry(actor, Ask.objects.all(), ask_id)


def make_ask(actor: Actor, ask_id: int, *, now: datetime, overrule: bool = False) -> int:
    """A planned ask is made now, if nothing speaks against it. Returns the undo step; raises as `put_down_ask` does."""
    with transaction.atomic():
        row = _own_row(actor, Ask, ask_id)
        if row.state != "planned":
            raise WrongInput("Only a planned ask can be made.")
        require_willing(row.person)
        verdict = judge(row.person, row.kind, now=now, but=row.pk)
        if not verdict.allowed and not overrule:
            raise Stopped(verdict, row.person.name)
        require_today(actor, row.person, now=now, overrule=overrule)
        return _change(actor, row, "ask", state="made", at=now, overruled=verdict.reason if overrule else "")


def answer_ask(actor: Actor, ask_id: int, *, answer: Answer, now: datetime) -> int:
    """Says what became of an ask: yes, no, or withdrawn; a planned one can only be withdrawn. Returns the undo step."""
    if answer not in ("yes", "no", "withdrawn"):
        raise WrongInput("Say yes, no or withdrawn.", field="answer")
    with transaction.atomic():
        row = _own_row(actor, Ask, ask_id)
        if row.state == "planned" and answer != "withdrawn":
            raise WrongInput("It is only planned. Say first that you asked.", field="answer")
        if row.state not in ("planned", "made"):
            raise WrongInput("This ask was answered already.")
        return _change(actor, row, "ask", state=answer, answered_at=now)


def thank_for_ask(actor: Actor, ask_id: int, *, now: datetime) -> int:
    """Says that thanks were said for a yes. Returns the undo step."""
    with transaction.atomic():
        row = _own_row(actor, Ask, ask_id)
        if row.state != "yes":
            raise WrongInput("Only a yes is thanked for.")
        return _change(actor, row, "ask", state="thanked", thanked_at=now)


def _change(actor: Actor, row: Favour | Ask, what: str, *, kept: int | None = None, **values: Any) -> int:
    before = frozen([row])
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=[*values])
    data = {"rows": before, "fields": [*values], "person": row.person_id, "kept": kept}
    return remember(actor, f"settle_{what}", label=f"{row.kind}, {row.person.name}", data=data)


@way_back("settle_favour")
@way_back("settle_ask")
def _unsettle(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))
    Promise.objects.filter(workspace_id=actor.workspace_id, pk=data.get("kept")).update(kept_at=None)


def put_down_gift(
    actor: Actor, person_id: int, *, what: str, on: date, rule: str, giver: str, source: str = "", value: Decimal | None = None,
    currency: str = "USD", cash: bool = False, for_official_act: bool = False, despite: bool = False,
) -> tuple[int, gifts.GiftVerdict, int]:  # fmt: skip
    """Puts a gift to an official into the log. Returns its id, what the rule says, and the undo step.

    Raises WrongInput for a gift that the rule forbids, or that lacks what the rule asks for, unless `despite` puts down that it
    was given all the same; for an official act nothing is ever put down.
    """
    actor.require("log_touch")
    if rule not in gift_rules():
        raise WrongInput(f"There is no rule {rule!r}. There are {', '.join(gift_rules())}.", field="rule")
    if not what.strip():
        raise WrongInput("Say what it was.", field="what")
    if value is not None and not (value.is_finite() and 0 <= value < MOST_WORTH):
        raise WrongInput("Write an amount such as 12.50.", field="value")
    if len(currency) != 3 or not currency.isalpha():
        raise WrongInput("Name the currency by its three letters, such as EUR.", field="currency")
    with transaction.atomic():
        person = person_of(actor, person_id)
        asked = gifts.Gift(
            id="new", on=on, source=source.strip() or "workspace", giver=_giver(giver), value=value, currency=currency, cash=cash,
            for_official_act=for_official_act,
        )  # fmt: skip
        verdict = gifts.judge_gift(asked, rule=gift_rules()[rule], earlier=_earlier(person, rule))
        if for_official_act or (verdict.status in ("forbidden", "incomplete") and not despite):
            raise WrongInput(GIFT_WORDS[verdict.code].format(**verdict.facts), field="value")
        row = Gift.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, what=what.strip()[:400], on=on,
            source=asked.source[:200], giver=giver, value=value, currency=currency, cash=cash, rule=rule, said=verdict.status,
            why=verdict.code,
        )  # fmt: skip
        record_audit(actor, "put_down_gift", subject=f"person:{person_id}", detail=_as_audited(row))
        return (
            row.pk,
            verdict,
            remember(actor, "put_down_gift", label=f"gift, {person.name}", data={"gift": row.pk, "person": person_id}),
        )


GIFT_WORDS = {
    "for_an_official_act": "Nothing is ever given for an official act.",
    "contribution_is_no_gift": "A contribution is no gift; it has rules of its own.",
    "no_rule_for_day": "No rule is known for {on}.",
    "value_needed": "Say what it is worth: the rule has limits.",
    "giver_status_needed": "Say what the giver is to the law: private, lobbyist, their employer, or with business before them.",
    "value_in_currency_needed": "Give the value in {currency}: the rule is written in it.",
    "giver_may_not_give": "The rule forbids this giver ({giver}) to give anything.",
    "cash": "The rule forbids cash.",
    "above_limit": "This goes beyond the limit of {limit} per {per}; with earlier gifts it would be {total}.",
    "near_limit": "This comes near the limit of {limit} per {per}: {total} with earlier gifts.",
    "within_limits": "Within the limits of the rule.",
    "no_limit": "The rule sets no limit for this giver.",
}


@way_back("put_down_gift")
def _ungift(actor: Actor, data: dict[str, Any]) -> None:
    """The log is open to audit: what is taken back is struck out there, not rubbed out."""
    row = Gift.objects.filter(workspace_id=actor.workspace_id, pk=data["gift"]).first()
    if row is not None:
        row.taken_back_at = utc_now()
        row.save(update_fields=["taken_back_at"])
        record_audit(actor, "take_back_gift", subject=f"person:{row.person_id}", detail=_as_audited(row))


def _as_audited(row: Gift) -> dict[str, Any]:
    worth = f"{row.value} {row.currency}" if row.value is not None else ""
    return {"gift": row.pk, "on": row.on.isoformat(), "worth": worth, "giver": row.giver, "rule": row.rule, "said": row.said}


def judge(person: Person, kind: str, *, now: datetime, but: int | None = None) -> reciprocity.Verdict:
    """Whether something may be asked of a person now; `but` names the planned ask that it is about."""
    favours, asks = ledger_of(person.pk)
    asks = [each for each in asks if each.id != f"ask:{but}"]
    official = is_official(person)
    needs = Need.objects.filter(person=person, state="open").order_by("-at", "-id").values_list("text", flat=True)[:3]
    return reciprocity.judge_ask(
        kind, favours=favours, asks=asks, now=now, last_two_way_at=person.last_two_way_at, official=official, needs=list(needs)
    )


def ledger_of(person_id: int) -> tuple[list[reciprocity.Favour], list[reciprocity.Ask]]:
    """The ledger with a person as the engine takes it. Two queries."""
    favours = [as_favour(row) for row in Favour.objects.filter(person_id=person_id).order_by("-at", "-id")[:1_000]]
    asks = [as_ask(row) for row in Ask.objects.filter(person_id=person_id).order_by("-at", "-id")[:1_000]]
    return favours, asks


def as_favour(row: Favour) -> reciprocity.Favour:
    """A favour as the engine takes it."""
    return reciprocity.Favour(
        id=f"favour:{row.pk}", direction=row.direction, kind=row.kind, at=row.done_at or row.at, size=row.size,  # type: ignore[arg-type]
        done=row.done_at is not None, thanked_at=row.thanked_at,
    )  # fmt: skip


def as_ask(row: Ask) -> reciprocity.Ask:
    """An ask as the engine takes it."""
    return reciprocity.Ask(
        id=f"ask:{row.pk}", kind=row.kind, at=row.at, state=row.state, answered_at=row.answered_at, thanked_at=row.thanked_at  # type: ignore[arg-type]
    )  # fmt: skip


def _earlier(person: Person, rule: str) -> list[gifts.Gift]:
    held = Gift.objects.filter(person=person, rule=rule, taken_back_at=None)
    return [
        gifts.Gift(
            id=f"gift:{row.pk}", on=row.on, source=row.source, giver=_giver(row.giver), value=row.value, currency=row.currency,
            cash=row.cash,
        )
        for row in held
    ]  # fmt: skip


def _giver(text: str) -> gifts.Giver:
    known = ("private", "lobbyist", "foreign_agent", "lobbyist_employer", "business_before_official", "unknown")
    if text not in known:
        raise WrongInput(f"Use one of {', '.join(known)}.", field="giver")
    return text


def _known(kind: str, kinds: dict[str, float], what: str) -> None:
    if kind not in kinds:
        raise WrongInput(f"{kind!r} is no kind of {what}. Use one of {', '.join(kinds)}.", field="kind")


def _past(at: datetime, now: datetime) -> None:
    if at > now:
        raise WrongInput("Put it down when it has happened.", field="at")


def _own_row(actor: Actor, model: Any, number: int) -> Any:
    actor.require("log_touch")
    return _entry(actor, model.objects.select_for_update(of=("self",)), number)


def _entry(actor: Actor, rows: Any, number: int) -> Any:
    held = rows.filter(workspace_id=actor.workspace_id, pk=number).select_related("person")
    found = within_sight(actor, held).first()
    if found is None:
        raise NotFound("There is no such entry.")
    return found
