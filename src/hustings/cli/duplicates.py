"""The command that looks for people who stand twice."""

from __future__ import annotations

from dataclasses import asdict

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.cli import showing
from hustings.cli.acting import acting, json_option


@click.command()
@click.option("--link-sure", is_flag=True, help="Make one person of pairs that are sure; each merge can be undone.")
@json_option
@acting
def duplicates(actor: Actor, link_sure: bool, as_json: bool) -> None:
    """Find people who stand twice in the whole workspace. What is found waits for `hustings review`."""
    found = actions.find_duplicates(actor, link_sure=link_sure)
    if as_json:
        showing.write_json(asdict(found))
        return
    showing.line(f"{found.pairs:,} pairs may be one person, among {found.people:,} people.")
    if found.merged:
        showing.line(f"{found.merged:,} were sure and are one now. `hustings undo {found.step}` takes them apart.")
    showing.line(f"{found.opened:,} new pairs wait for review, {found.known:,} waited already. `hustings review` lists them.")
