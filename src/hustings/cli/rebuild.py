"""Recomputes all derived rows of a workspace from its stored facts. Nothing should differ; what does is named."""

from __future__ import annotations

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.rebuilding import rebuild_conversations
from hustings.apps.intake.rebuilding import rebuild_public
from hustings.apps.people.actions.rebuilding import rebuild_people
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.kernel.clock import utc_now


@click.command()
@json_option
@acting
def rebuild(actor: Actor, as_json: bool) -> None:
    """Recompute profiles, ties, rhythm, conversations, offices and filings from what is stored, and say what differed."""
    differed = {**rebuild_people(actor, now=utc_now()), "conversations": rebuild_conversations(actor), **rebuild_public(actor)}
    if as_json:
        showing.write_json({"differed": differed})
        return
    found = [f"{kind}: {', '.join(map(str, ids))}" for kind, ids in differed.items() if ids]
    showing.line("Nothing differed." if not found else "These differed and are right now (by id):")
    for text in found:
        showing.line(text, indent=2)
