"""Commands of the room invitations: who asked to connect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.editing import told
from hustings.kernel.clock import utc_now


@click.command()
@click.option("--sent", is_flag=True, help="Those that we sent instead.")
@click.option("--accept", type=int, metavar="ID", help="Put down that this one was accepted.")
@click.option("--decline", type=int, metavar="ID", help="Put down that this one was declined.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def invitations(actor: Actor, sent: bool, accept: int | None, decline: int | None, limit: int, as_json: bool) -> None:
    """List the invitations to connect that wait for a decision, or put a decision down.

    On the network itself you answer them yourself; Hustings remembers what you decided.
    """
    if accept is not None or decline is not None:
        _decide(actor, accept, decline, as_json)
        return
    rows = list(islice(_rows(actor, "out" if sent else "in"), limit or None))
    if as_json:
        showing.write_json([_data(actor, row) for row in rows])
        return
    shown = [
        (row.id, showing.moment(row.sent_at, actor.zone), row.person.name, row.channel, *_advised(row), row.message[:60])
        for row in rows
    ]
    showing.table(("id", "sent", "person", "on", "proposal", "why", "they wrote"), shown, right=(0,))


def _decide(actor: Actor, accept: int | None, decline: int | None, as_json: bool) -> None:
    if accept is not None and decline is not None:
        raise click.UsageError("Give either --accept or --decline.")
    now = utc_now()
    if accept is not None:
        told("Accepted.", [actions.decide(actor, accept, state="accepted", now=now)], as_json)
    elif decline is not None:
        told("Declined.", [actions.decide(actor, decline, state="declined", now=now)], as_json)


def _rows(actor: Actor, direction: Any) -> Iterator[queries.InvitationRow]:
    after = ""
    while True:
        page = queries.invitations_page(actor, direction=direction, after=after, limit=200)
        yield from page.rows
        after = page.next
        if not after:
            return


def _advised(row: queries.InvitationRow) -> tuple[str, str]:
    """The proposal, and its three heaviest reasons."""
    if row.advice is None:
        return "", ""
    proposal = row.advice.proposal
    reasons = ", ".join(each.code.replace("_", " ") + (f" {each.fact}" if each.fact else "") for each in proposal.reasons[:3])
    return proposal.action.replace("_", " "), reasons or "nothing is known"


def _proposed(row: queries.InvitationRow) -> dict[str, Any]:
    if row.advice is None:
        return {"proposal": "", "rule": "", "reasons": [], "reply": "", "breaks": ""}
    proposal = row.advice.proposal
    reasons = [
        {"code": each.code, "weight": each.weight, "fact": each.fact, "evidence": list(each.evidence)}
        for each in proposal.reasons
    ]
    breaks = row.advice.breaks.code if row.advice.breaks else ""
    return {"proposal": proposal.action, "rule": proposal.rule, "reasons": reasons, "reply": row.advice.reply, "breaks": breaks}


def _data(actor: Actor, row: queries.InvitationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "person": {"id": row.person.id, "name": row.person.name, "headline": row.person.headline},
        "channel": row.channel,
        "direction": row.direction,
        "sent_at": showing.iso(row.sent_at, actor.zone),
        "message": row.message,
        "state": row.state,
        "met": row.met,
        "exchanged": row.exchanged,
        "evidence": f"invitation:{row.id}",
        **_proposed(row),
    }
