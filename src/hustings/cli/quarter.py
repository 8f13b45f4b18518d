"""The quarterly review of the network on the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions.reassessing import reassess
from hustings.apps.today.quarter import ReviewRow
from hustings.apps.today.quarter import quarter as review_of
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.editing import told
from hustings.cli.naming import person_meant
from hustings.kernel.clock import utc_now

DECISIONS = ("keep", "closer", "further", "let_go")


@click.command()
@click.argument("who", metavar="[PERSON]", default="")
@click.argument("decision", type=click.Choice(DECISIONS), required=False)
@click.option("--limit", type=click.IntRange(1, 200), default=60, show_default=True, help="At most so many.")
@json_option
@acting
def quarter(actor: Actor, who: str, decision: str | None, limit: int, as_json: bool) -> None:
    """Review the network: list whom to keep, move or let go, or decide about a PERSON (an id or a name)."""
    if who:
        if decision is None:
            raise click.UsageError("Say keep, closer, further or let_go.")
        person_id, name = person_meant(actor, who)
        step = reassess(actor, person_id, decision, now=utc_now())  # type: ignore[arg-type]
        told(f"{name}: {decision.replace('_', ' ')}.", [step], as_json, id=person_id)
        return
    view = review_of(actor, now=utc_now(), limit=limit)
    if as_json:
        told_rows = [{**asdict(row), "proposal": _proposal(row)} for row in view.rows]
        rows = [{**row, "last_two_way_at": showing.iso(row["last_two_way_at"], actor.zone)} for row in told_rows]
        showing.write_json({"items": rows, "left": view.left, "decided": view.decided, "by_decision": view.by_decision})
        return
    shown = [(row.person_id, row.name, row.segment, row.proposal.decision.replace("_", " "), _why(row)) for row in view.rows]
    showing.table(("id", "person", "now", "proposal", "why"), shown, right=(0,))


def _why(row: ReviewRow) -> str:
    return "; ".join(f"{each.code.replace('_', ' ')} {each.fact}".strip() for each in row.proposal.reasons)


def _proposal(row: ReviewRow) -> dict[str, object]:
    reasons = [each._asdict() for each in row.proposal.reasons]
    return {"decision": row.proposal.decision, "segment": row.proposal.segment, "reasons": reasons}
