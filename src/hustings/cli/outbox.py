"""Commands of the room outbox: answer, see what goes out, take it back, settle what nobody knows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.elsewhere import answer_there
from hustings.apps.inbox.replying import reply as reply_to
from hustings.apps.outbox import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.times import moment_of
from hustings.kernel.clock import utc_now

MOMENTS = ("decided_at", "not_before", "sent_at")


@click.command()
@click.argument("conversation", type=int)
@click.argument("text")
@click.option("--at", "when", default="", metavar="TIME", help="When it leaves (`tomorrow 08:00`); in ten seconds without.")
@click.option("--as-is", is_flag=True, help="Send it although it is nothing but a snippet or a machine's draft.")
@json_option
@acting
def reply(actor: Actor, conversation: int, text: str, when: str, as_is: bool, as_json: bool) -> None:
    """Answer a conversation: TEXT goes to whoever wrote last, through the account that they wrote to.

    It leaves when a worker runs (`hustings start` brings one). Until then `hustings outbox cancel ID` takes it back. The same
    words to the same message go once, however often this is run.
    """
    send_at = moment_of(when, now=utc_now(), zone=actor.zone) if when else None
    made = reply_to(actor, conversation, text=text, send_at=send_at, as_is=as_is)
    view = queries.outgoing_view(actor, made.pk)
    if as_json:
        showing.write_json(_shape(actor, view))
        return
    leaves = showing.moment(view.not_before, actor.zone) if view.scheduled else "in ten seconds"
    showing.line(f"Answer {view.id} to {view.person} by {view.account} is {view.state}; it leaves {leaves}.")


@click.group(cls=ListByDefault)
def outbox() -> None:
    """Show what goes out, what is uncertain first. Without a command: list what is not settled."""


@outbox.command("list")
@click.option(
    "--state", type=click.Choice(["open", "all", *queries.ORDER]), default="open", show_default=True,
    help="What is not settled yet, all, or what is in one state.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="At most so many.")
@json_option
@acting
def list_outgoing(actor: Actor, state: Any, limit: int, as_json: bool) -> None:
    """List what goes out."""
    views = queries.outbox(actor, which=state, limit=limit)
    if as_json:
        showing.write_json([_shape(actor, view) for view in views])
        return
    rows = [
        (view.id, view.state, view.person, view.account, showing.moment(view.not_before, actor.zone), view.error, view.text[:60])
        for view in views
    ]
    showing.table(("id", "state", "to", "by", "leaves", "why", "text"), rows, right=(0,))


@outbox.command("there")
@click.argument("conversation", type=int)
@click.argument("text")
@json_option
@acting
def there(actor: Actor, conversation: int, text: str, as_json: bool) -> None:
    """Keep an answer to a conversation that you write on the platform yourself; then `hustings outbox settle ID sent`."""
    made = answer_there(actor, conversation, text=text)
    view = queries.outgoing_view(actor, made.pk)
    if as_json:
        showing.write_json(_shape(actor, view))
    else:
        showing.line(f"Message {view.id}: write it to {view.person} on {view.there}{f' ({view.link})' if view.link else ''}.")


@outbox.command("cancel")
@click.argument("outgoing_id", type=int, metavar="ID")
@json_option
@acting
def cancel(actor: Actor, outgoing_id: int, as_json: bool) -> None:
    """Take something back that has not left."""
    actions.cancel(actor, outgoing_id)
    _tell(actor, outgoing_id, as_json)


@outbox.command("settle")
@click.argument("outgoing_id", type=int, metavar="ID")
@click.argument("outcome", type=click.Choice(["sent", "again", "drop", "there"]))
@json_option
@acting
def settle(actor: Actor, outgoing_id: int, outcome: Any, as_json: bool) -> None:
    """Say what became of something: it was sent, or is to be sent again, or dropped, or written there by hand."""
    actions.settle(actor, outgoing_id, outcome=outcome)
    _tell(actor, outgoing_id, as_json)


@outbox.command("ask")
@click.argument("outgoing_id", type=int, metavar="ID")
@json_option
@acting
def ask(actor: Actor, outgoing_id: int, as_json: bool) -> None:
    """Ask the platform once more what became of something uncertain. Sends nothing."""
    actions.ask_again(actor, outgoing_id)
    _tell(actor, outgoing_id, as_json)


def _tell(actor: Actor, outgoing_id: int, as_json: bool) -> None:
    view = queries.outgoing_view(actor, outgoing_id)
    if as_json:
        showing.write_json(_shape(actor, view))
    else:
        showing.line(f"Message {view.id} to {view.person} is {view.state}.")


def _shape(actor: Actor, view: queries.OutgoingView) -> dict[str, Any]:
    told = {name: value for name, value in asdict(view).items() if name not in ("person_id", "person", "answers_id")}
    told |= {name: showing.iso(told[name], actor.zone) for name in MOMENTS}
    evidence = [f"interaction:{view.answers_id}"] if view.answers_id else []
    return {"id": view.id, "person": {"id": view.person_id, "name": view.person}, **told, "answers": evidence}
