"""Puts a workspace back from its full archive."""

from __future__ import annotations

from pathlib import Path

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.exports.restoring import Restored, restore_archive
from hustings.apps.intake import actions as intake
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.intake import member_meant


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into-filled", is_flag=True, help="Bring it in beside what is there, as an import does: people are linked.")
@click.option("--owner", metavar="EMAIL", help="With --into-filled: the member who made the archive; otherwise found by address.")
@json_option
@acting
def restore(actor: Actor, archive: Path, into_filled: bool, owner: str | None, as_json: bool) -> int:
    """Put everything of a full archive back into this empty workspace.

    Every row comes with its sources and what they may be used for. It happens whole or not at all. Members whom the archive knows
    and this installation does not are made without a password and switched off: let them in with `hustings members reactivate`.
    """
    if into_filled:
        return _bring_in(actor, archive, owner, as_json)
    done = restore_archive(actor, archive)
    if as_json:
        showing.write_json({"rows": done.rows, "dangling": done.dangling, "people": done.people, "members": list(done.members)})
    else:
        _tell(done)
    return 3 if done.dangling else 0


def _tell(done: Restored) -> None:
    showing.line(f"{done.people:,} people are back, with {sum(done.rows.values()):,} rows in all.", style="title")
    if done.members:
        showing.line(f"Members who are switched off until you let them in: {', '.join(done.members)}.")
    for label, number in done.dangling.items():
        showing.line(f"{number:,} rows of {label} were left out: what they belong to is not in the archive.", style="warning")


def _bring_in(actor: Actor, archive: Path, owner: str | None, as_json: bool) -> int:
    owner_id = member_meant(actor, owner) if owner else None
    imported = intake.apply_import(actor, intake.start_import(actor, [archive], owner_member_id=owner_id).pk)
    counts = imported.report["counts"]
    if as_json:
        showing.write_json({"import": imported.pk, "counts": counts})
        return 0
    for kind, verbs in counts.items():
        told = ", ".join(f"{number:,} {verb}" for verb, number in verbs.items() if number)
        if told:
            showing.line(f"{kind}: {told}")
    return 0
