"""The command that looks for people who stand twice."""

from __future__ import annotations

from dataclasses import asdict

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.learning import learn_now
from hustings.apps.people.queries.learnt import lessons
from hustings.cli import showing
from hustings.cli.acting import acting, json_option


@click.command()
@click.option("--link-sure", is_flag=True, help="Make one person of pairs that are sure; each merge can be undone.")
@click.option("--learn", is_flag=True, help="Learn first, from the workspace's own records, how much each agreement says here.")
@json_option
@acting
def duplicates(actor: Actor, link_sure: bool, learn: bool, as_json: bool) -> None:
    """Find people who stand twice in the whole workspace. What is found waits for `hustings review`."""
    if learn:
        learn_now(actor)
    found = actions.find_duplicates(actor, link_sure=link_sure)
    if as_json:
        showing.write_json(asdict(found) | {"lessons": [asdict(lesson) for lesson in lessons(actor)]})
        return
    showing.line(f"{found.pairs:,} pairs may be one person, among {found.people:,} people.")
    if found.merged:
        showing.line(f"{found.merged:,} were sure and are one now. `hustings undo {found.step}` takes them apart.")
    showing.line(f"{found.opened:,} new pairs wait for review, {found.known:,} waited already. `hustings review` lists them.")
    if learn:
        lesson = lessons(actor)[0]
        showing.line(f"Learnt from {lesson.looked_at:,} records and {lesson.decided:,} decisions: {OUTCOMES[lesson.outcome]}.")


OUTCOMES = {
    "used": "the new weights are in use",
    "too_few": "too few pairs of one person, so that the weights that ship stay in use",
    "contradicted": "members' decisions fit the weights that ship better, and those stay in use",
}
