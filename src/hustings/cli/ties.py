"""Ties among others on the command line: see and state them, say who is never asked, keep one's own to oneself."""

from __future__ import annotations

from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.network import actions, queries
from hustings.apps.network.nodes import Node
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import person_argument, told
from hustings.cli.facts import facts_data
from hustings.cli.goals import organisation_meant
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of
from hustings.engine.among import STATED
from hustings.kernel.clock import utc_now


@click.group(cls=ListByDefault)
def ties() -> None:
    """See how others are tied to each other. Without a command: who is never asked for an introduction."""


@ties.command("list")
@json_option
@acting
def never_asked(actor: Actor, as_json: bool) -> None:
    """List who is never asked for an introduction."""
    rows = queries.never_asked(actor)
    if as_json:
        told_rows = [
            {"person": {"id": row.person_id, "name": row.name}, "reason": row.reason, "member": row.member} for row in rows
        ]
        showing.write_json(told_rows)
        return
    showing.table(
        ("id", "never asked", "why", "by"), [(row.person_id, row.name, row.reason, row.member) for row in rows], right=(0,)
    )


@ties.command("of")
@person_argument
@click.option("--organisation", is_flag=True, help="PERSON is an organisation, by its id or its name.")
@json_option
@acting
def of(actor: Actor, who: str, organisation: bool, as_json: bool) -> None:
    """Show whom PERSON (an id or a name) is tied to, and why."""
    node: Node = ("organisation", organisation_meant(actor, who)) if organisation else ("person", person_meant(actor, who)[0])
    rows = queries.ties_of(actor, node, now=utc_now())
    if as_json:
        showing.write_json([_tie(row) for row in rows])
        return
    shown = [
        (row.name, {1: "ally", -1: "opponent"}.get(row.sign, ""), f"{row.probability:.0%}",
         "; ".join(f"{fact.kind.replace('_', ' ')} {fact.words}".strip() for fact in row.facts[:3]))
        for row in rows
    ]  # fmt: skip
    showing.table(("tied to", "side", "answers", "why"), shown, right=(2,))


def _tie(row: queries.TieRow) -> dict[str, Any]:
    kind, number = row.node
    return {
        "kind": kind, "id": number, "name": row.name, "probability": row.probability, "sign": row.sign,
        "reasons": facts_data(row.facts),
    }  # fmt: skip


@ties.command("add")
@person_argument
@click.argument("other", default="", required=False)
@click.option("--organisation", default="", metavar="NAME", help="An organisation in place of the other person.")
@click.option("--kind", type=click.Choice(STATED), required=True)
@click.option("--sign", type=click.IntRange(-1, 1), help="1 allies, -1 opponents, 0 neither; by default that of the kind.")
@click.option("--since", default="", metavar="DAY")
@click.option("--words", default="", help="How you know.")
@click.option("--link", default="", metavar="URL", help="Where it can be read.")
@click.option("--private", is_flag=True, help="For you alone: nobody else sees or uses it.")
@json_option
@acting
def add(actor: Actor, who: str, other: str, organisation: str, since: str, private: bool, as_json: bool, **given: Any) -> None:
    """Say how PERSON and OTHER (ids or names) are tied."""
    if bool(other) == bool(organisation):
        raise click.UsageError("Give OTHER, or --organisation.")
    one: Node = ("person", person_meant(actor, who)[0])
    end: Node = (
        ("organisation", organisation_meant(actor, organisation)) if organisation else ("person", person_meant(actor, other)[0])
    )
    now = utc_now()
    day = day_of(since, now=now, zone=actor.zone) if since else None
    number, step = actions.state_tie(actor, one, end, now=now, since=day, shared=not private, **given)
    told("Put down.", [step], as_json, id=number)


@ties.command("remove")
@click.argument("tie", type=click.IntRange(1))
@json_option
@acting
def remove(actor: Actor, tie: int, as_json: bool) -> None:
    """Take a stated tie away."""
    told("The tie is gone.", [actions.remove_tie(actor, tie)], as_json, id=tie)


@ties.command("never-ask")
@person_argument
@click.option("--reason", default="")
@click.option("--again", is_flag=True, help="They may be asked again.")
@json_option
@acting
def never_ask(actor: Actor, who: str, reason: str, again: bool, as_json: bool) -> None:
    """Say that nobody asks PERSON (an id or a name) for an introduction."""
    person_id, name = person_meant(actor, who)
    if again:
        told(f"{name} may be asked again.", [actions.may_ask_again(actor, person_id)], as_json, id=person_id)
    else:
        step = actions.never_ask(actor, person_id, now=utc_now(), reason=reason)
        told(f"{name} is never asked.", [step], as_json, id=person_id)


@ties.command("private")
@click.argument("who", metavar="PERSON", default="", required=False)
@click.option("--share", is_flag=True, help="Share them again.")
@json_option
@acting
def private(actor: Actor, who: str, share: bool, as_json: bool) -> None:
    """Keep your own ties to PERSON (an id or a name), or all of them, to yourself."""
    person_id = person_meant(actor, who)[0] if who else None
    if share:
        told("They may be used for others.", [actions.share_ties(actor, person_id=person_id)], as_json)
    else:
        told("They are used for nobody else.", [actions.keep_ties_private(actor, now=utc_now(), person_id=person_id)], as_json)
