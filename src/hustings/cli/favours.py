"""Giving and asking on the command line: favours, asks, thanks, and gifts to officials."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import person_argument, told
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of, moment_of
from hustings.engine.reciprocity import ASKS, FAVOURS
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

GIVERS = ("private", "lobbyist", "foreign_agent", "lobbyist_employer", "business_before_official", "unknown")
at_option = click.option("--at", "at_text", default="now", metavar="TIME", show_default=True, help="When it was.")
text_option = click.option("--text", default="", help="What it was.")
entry_argument = click.argument("entry", type=click.IntRange(1))


@click.group(cls=ListByDefault)
def favours() -> None:
    """Give before you ask. Without a command: list what is open."""


@favours.command("list")
@json_option
@acting
def list_open(actor: Actor, as_json: bool) -> None:
    """List thanks owed, promises on both sides, and asks that wait."""
    found = queries.what_is_open(actor, now=utc_now())
    if as_json:
        showing.write_json(_as_data(actor, asdict(found)))
        return
    rows = [("thank", row.what, row.id, row.person, row.kind, showing.moment(row.due_at, actor.zone)) for row in found.owed]
    rows += [("we promised", "favour", row.id, row.person, row.kind, row.text) for row in found.we_promised]
    rows += [("they promised", "favour", row.id, row.person, row.kind, row.text) for row in found.they_promised]
    rows += [("waits", "ask", row.id, row.person, row.kind, row.text) for row in found.asks]
    showing.table(("open", "entry", "id", "person", "kind", "until, or what"), rows, right=(2,))


@favours.command("with")
@person_argument
@json_option
@acting
def ledger(actor: Actor, who: str, as_json: bool) -> None:
    """Show the ledger with a person. PERSON is an id or a name."""
    person_id, _ = person_meant(actor, who)
    view = queries.ledger(actor, person_id, now=utc_now())
    if as_json:
        data = {"person_id": view.person_id, "person": view.person, "entries": [asdict(each) for each in view.entries]}
        balance = view.balance
        sums = {"given": balance.given, "received": balance.received, "asked": balance.asked, "net": balance.net}
        showing.write_json(_as_data(actor, {**data, "balance": sums, "owed": [asdict(each) for each in view.owed]}))
        return
    showing.line(
        f"{view.person}: given {view.balance.given:.1f}, received {view.balance.received:.1f}, asked {view.balance.asks} times."
    )
    rows = [
        (row.id, row.what, row.direction or row.state, row.kind, showing.moment(row.at, actor.zone), row.text, row.member)
        for row in view.entries
    ]
    showing.table(("id", "entry", "", "kind", "when", "what", "by"), rows, right=(0,))


@favours.command("add")
@person_argument
@click.option("--given/--received", "given", required=True, default=None, help="On whose side it was.")
@click.option("--kind", type=click.Choice(tuple(FAVOURS)), required=True)
@click.option("--promised", is_flag=True, help="It is promised, not done yet.")
@at_option
@text_option
@json_option
@acting
def add(actor: Actor, who: str, given: bool, kind: str, promised: bool, at_text: str, text: str, as_json: bool) -> None:
    """Put down a favour given to PERSON, or received from them."""
    person_id, name = person_meant(actor, who)
    now = utc_now()
    number, step = actions.put_down_favour(
        actor, person_id, direction="given" if given else "received", kind=kind,
        at=moment_of(at_text, now=now, zone=actor.zone), now=now, text=text, done=not promised,
    )  # fmt: skip
    told(f"Put down for {name}.", [step], as_json, id=number)


@favours.command("promise")
@click.argument("promise", type=click.IntRange(1))
@click.argument("kind", type=click.Choice(tuple(FAVOURS)))
@json_option
@acting
def promise(actor: Actor, promise: int, kind: str, as_json: bool) -> None:
    """Put the PROMISE of a talk into the ledger as a promised favour."""
    number, step = actions.promise_into_ledger(actor, promise, kind=kind, now=utc_now())
    told("Promised.", [step], as_json, id=number)


@favours.command("ask")
@person_argument
@click.argument("kind", type=click.Choice(tuple(ASKS)))
@click.option("--planned", is_flag=True, help="Only plan it.")
@click.option("--overrule", is_flag=True, help="Put it down although something speaks against it.")
@at_option
@text_option
@json_option
@acting
def ask(actor: Actor, who: str, kind: str, planned: bool, overrule: bool, at_text: str, text: str, as_json: bool) -> None:
    """Put down that you ask PERSON for something. What should come first is said, and then nothing is put down."""
    person_id, name = person_meant(actor, who)
    now = utc_now()
    at = moment_of(at_text, now=now, zone=actor.zone)
    number, step = actions.put_down_ask(
        actor, person_id, kind=kind, at=at, now=now, text=text, planned=planned, overrule=overrule
    )
    told(f"Put down: {name} is asked for {kind}.", [step], as_json, id=number)


@favours.command("asked")
@entry_argument
@click.option("--overrule", is_flag=True, help="Ask although something speaks against it.")
@json_option
@acting
def asked(actor: Actor, entry: int, overrule: bool, as_json: bool) -> None:
    """Say that the planned ask ENTRY is made now. What should come first is said, and then nothing changes."""
    told("Asked.", [actions.make_ask(actor, entry, now=utc_now(), overrule=overrule)], as_json, id=entry)


@favours.command("answer")
@entry_argument
@click.argument("answer", type=click.Choice(("yes", "no", "withdrawn")))
@json_option
@acting
def answer(actor: Actor, entry: int, answer: Any, as_json: bool) -> None:
    """Say what became of the ask ENTRY."""
    told("Put down.", [actions.answer_ask(actor, entry, answer=answer, now=utc_now())], as_json, id=entry)


@favours.command("done")
@entry_argument
@json_option
@acting
def done(actor: Actor, entry: int, as_json: bool) -> None:
    """Say that the promised favour ENTRY was done."""
    told("Done.", [actions.settle_favour(actor, entry, now=utc_now(), done=True)], as_json, id=entry)


@favours.command("thank")
@entry_argument
@click.option("--ask", "for_ask", is_flag=True, help="ENTRY is an ask that was granted.")
@json_option
@acting
def thank(actor: Actor, entry: int, for_ask: bool, as_json: bool) -> None:
    """Say that you thanked for the favour ENTRY."""
    now = utc_now()
    step = actions.thank_for_ask(actor, entry, now=now) if for_ask else actions.settle_favour(actor, entry, now=now, thanked=True)
    told("Thanked.", [step], as_json, id=entry)


@favours.command("gift")
@person_argument
@click.argument("what")
@click.option("--rule", required=True, metavar="CODE", help="Whose rule holds, such as us-house.")
@click.option("--giver", type=click.Choice(GIVERS), default="unknown", show_default=True, help="What the giver is to the law.")
@click.option("--value", default="", metavar="AMOUNT", help="What it is worth.")
@click.option("--currency", default="USD", show_default=True)
@click.option("--source", default="", help="Who pays for it, if not the workspace.")
@click.option("--on", "day", default="today", metavar="DAY", show_default=True)
@click.option("--cash", is_flag=True)
@click.option("--for-official-act", is_flag=True, help="It is meant for a decision. Nothing like that is ever put down.")
@click.option("--despite", is_flag=True, help="It was given although the rule forbids it: keep that in the log.")
@json_option
@acting
def gift(actor: Actor, who: str, what: str, value: str, day: str, as_json: bool, **given: Any) -> None:
    """Put a gift to the official PERSON into the log, and say what the rule says. This is not legal advice."""
    person_id, name = person_meant(actor, who)
    on = day_of(day, now=utc_now(), zone=actor.zone)
    number, verdict, step = actions.put_down_gift(actor, person_id, what=what, on=on, value=_amount(value), **given)
    said = actions.GIFT_WORDS[verdict.code].format(**verdict.facts)
    old = " Nobody compared the rule with its source lately: do that first." if verdict.rule_is_old else ""
    told(f"In the log for {name}. {said}{old}", [step], as_json, id=number, status=verdict.status, code=verdict.code)


@favours.command("gifts")
@json_option
@acting
def gifts(actor: Actor, as_json: bool) -> None:
    """Show the log of gifts to officials."""
    rows = queries.gift_log(actor)
    if as_json:
        showing.write_json(
            [
                {
                    **asdict(row),
                    "on": row.on.isoformat(),
                    "value": str(row.value) if row.value is not None else None,
                    "taken_back_at": showing.iso(row.taken_back_at, actor.zone) if row.taken_back_at else None,
                }
                for row in rows
            ]
        )
        return
    shown = [
        (
            row.id, row.on, row.person, row.what, row.value, row.currency, row.giver, row.rule,
            "taken back" if row.taken_back_at else row.said, row.member,
        )
        for row in rows
    ]  # fmt: skip
    showing.table(("id", "on", "official", "what", "value", "", "giver", "rule", "it said", "by"), shown, right=(0, 4))


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise WrongInput(f"{text!r} is no amount. Write 12.50.", field="value") from error


def _as_data(actor: Actor, data: Any) -> Any:
    """The same with moments as text."""
    if isinstance(data, dict):
        return {
            name: showing.iso(value, actor.zone) if name in ("at", "due_at") else _as_data(actor, value)
            for name, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_as_data(actor, each) for each in data]
    return data
