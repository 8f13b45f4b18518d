"""Commands for crises: alarms with the messages behind them, the plan, and the log."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import crisis as actions
from hustings.apps.inbox import crisis_queries as queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.inbox import member_named
from hustings.kernel.clock import utc_now

alarm_argument = click.argument("alarm", type=int, metavar="ID")


@click.group(cls=ListByDefault)
def crisis() -> None:
    """Work alarms by the plan. Without a command: list them."""


@crisis.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not over.")
@json_option
@acting
def list_alarms(actor: Actor, only_open: bool, as_json: bool) -> None:
    """List the alarms, the open ones first."""
    rows = queries.alarms_of(actor, only_open=only_open)
    if as_json:
        showing.write_json([_plain(actor, asdict(row)) for row in rows])
        return
    shown = [
        (row.id, row.kind, showing.moment(row.at, actor.zone), row.number, f"{row.usual:.1f}", "over" if row.over_at else "open")
        for row in rows
    ]
    showing.table(("id", "what", "since", "messages", "usual", "state"), shown, right=(0, 3, 4))


@crisis.command("show")
@alarm_argument
@json_option
@acting
def show(actor: Actor, alarm: int, as_json: bool) -> None:
    """Show an alarm: the messages behind it, the steps, and the log."""
    _show(actor, alarm, as_json)


@crisis.command("raise")
@click.argument("text")
@click.option("--conversation", "conversations", type=int, multiple=True, metavar="ID", help="A conversation that shows it.")
@json_option
@acting
def raise_alarm(actor: Actor, text: str, conversations: tuple[int, ...], as_json: bool) -> None:
    """Raise an alarm by hand."""
    number = actions.raise_by_hand(actor, text=text, now=utc_now(), conversation_ids=conversations)
    _show(actor, number, as_json)


@crisis.command("step")
@alarm_argument
@click.argument("step", type=click.IntRange(1))
@json_option
@acting
def step(actor: Actor, alarm: int, step: int, as_json: bool) -> None:
    """Say that step STEP of the plan is done; the first is 1."""
    actions.do_step(actor, alarm, step=step - 1, now=utc_now())
    _show(actor, alarm, as_json)


@crisis.command("note")
@alarm_argument
@click.argument("text")
@json_option
@acting
def note(actor: Actor, alarm: int, text: str, as_json: bool) -> None:
    """Put a line into the log; lines stay."""
    actions.add_entry(actor, alarm, text=text, now=utc_now())
    _show(actor, alarm, as_json)


@crisis.command("approve")
@alarm_argument
@click.argument("statement")
@json_option
@acting
def approve(actor: Actor, alarm: int, statement: str, as_json: bool) -> None:
    """Approve the words with which members may answer now."""
    actions.approve(actor, alarm, statement=statement, now=utc_now())
    _show(actor, alarm, as_json)


@crisis.command("over")
@alarm_argument
@click.option("--note", "text", default="", help="A last line for the log.")
@json_option
@acting
def over(actor: Actor, alarm: int, text: str, as_json: bool) -> None:
    """Say that it is over."""
    actions.end(actor, alarm, text=text, now=utc_now())
    _show(actor, alarm, as_json)


@crisis.command("plan")
@click.option("--role", "roles", multiple=True, metavar="ROLE:NAME", help="Who does what; may be given again.")
@click.option("--step", "steps", multiple=True, metavar="TEXT", help="A step of the checklist; may be given again.")
@click.option("--holding", default=None, metavar="TEXT", help="What may be said while nothing is known yet.")
@click.option("--approver", default=None, metavar="NAME", help="The member who approves statements.")
@json_option
@acting
def plan(
    actor: Actor, roles: tuple[str, ...], steps: tuple[str, ...], holding: str | None, approver: str | None, as_json: bool
) -> None:
    """Show the plan, or change the parts that are given."""
    before = queries.plan_of(actor)
    if roles or steps or holding is not None or approver is not None:
        named = [actions.Role(role.strip(), name.strip()) for role, _, name in (each.partition(":") for each in roles)]
        actions.save_plan(
            actor, roles=named or before.roles, checklist=steps or before.checklist,
            holding=before.holding if holding is None else holding,
            approver_id=before.approver_id if approver is None else member_named(actor, approver),
        )  # fmt: skip
    held = queries.plan_of(actor)
    if as_json:
        showing.write_json(_plain(actor, asdict(held)))
        return
    showing.table(("role", "who"), [(each.role, each.name) for each in held.roles])
    for number, text in enumerate(held.checklist, 1):
        showing.line(f"{number}. {text}")
    if held.holding:
        showing.line(f"\n{held.holding}")


def _show(actor: Actor, alarm: int, as_json: bool) -> None:
    view = queries.alarm_view(actor, alarm)
    if as_json:
        data = asdict(view)
        showing.write_json(_plain(actor, {**data.pop("row"), **data, "done": sorted(view.done)}))
        return
    usual = "raised by a member" if view.row.kind == "by_hand" else f"{view.row.usual:.1f} a day are usual"
    showing.line(f"Alarm {view.row.id}, {view.row.kind}: {view.row.number} messages, {usual}.", style="title")
    for number, text in enumerate(view.plan.checklist):
        showing.line(f"{'x' if number in view.done else ' '} {number + 1}. {text}")
    for line in view.log:
        showing.line(f"{showing.moment(line.at, actor.zone)} {line.member}: {line.text}")
    shown = [(showing.moment(each.at, actor.zone), each.name, each.channel, each.text[:80]) for each in view.messages]
    showing.table(("at", "who", "channel", "what"), shown)


def _plain(actor: Actor, value: Any) -> Any:
    """The same with moments as texts in the workspace's zone."""
    if isinstance(value, dict):
        return {name: _plain(actor, each) for name, each in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [_plain(actor, each) for each in value]
    return showing.iso(value, actor.zone) if isinstance(value, datetime) else value
