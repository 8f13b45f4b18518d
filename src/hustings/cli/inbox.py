"""Commands of the room inbox: the conversations that wait for us."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, get_args

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import queries
from hustings.apps.inbox.working import wake
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.kernel.clock import utc_now


@click.command()
@click.option(
    "--state", type=click.Choice(get_args(queries.State)), default="needs_reply", show_default=True,
    help="Those that need our reply, those where we wait for theirs, those given to you, put off, done, or all.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def inbox(actor: Actor, state: Any, limit: int, as_json: bool) -> None:
    """List the conversations that wait for your reply, the latest first."""
    wake(actor.workspace_id, now=utc_now())
    rows = list(islice(_rows(actor, state), limit or None))
    if as_json:
        showing.write_json([_data(actor, row) for row in rows])
        return
    shown = [
        (showing.moment(row.last_at, actor.zone), row.person, row.channel, row.reply_kind, row.subject or row.excerpt[:80])
        for row in rows
    ]
    showing.table(("last", "with", "channel", "why", "about"), shown)


def _rows(actor: Actor, state: Any) -> Iterator[queries.ConversationRow]:
    after = ""
    while True:
        page = queries.conversations_page(actor, state=state, after=after, limit=200)
        yield from page.rows
        after = page.next
        if not after:
            return


def _data(actor: Actor, row: queries.ConversationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "person": {"id": row.person_id, "name": row.person},
        "channel": row.channel,
        "subject": row.subject,
        "excerpt": row.excerpt,
        "messages": row.message_count,
        "last_at": showing.iso(row.last_at, actor.zone),
        "last_in_at": showing.iso(row.last_in_at, actor.zone),
        "last_out_at": showing.iso(row.last_out_at, actor.zone),
        "needs_reply": row.needs_reply,
        "reason": row.reply_kind,
        "weight": row.reply_weight,
        "evidence": [f"interaction:{row.reply_to_id}"] if row.needs_reply and row.reply_to_id else [],
        "member": row.member,
    }
