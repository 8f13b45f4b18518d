"""Commands for those who ask what is kept about them, and for those who ask to be forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.naming import person_meant


@click.command("export-person")
@click.argument("who", metavar="PERSON")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to a file instead.")
@acting
def export_person(actor: Actor, who: str, output: Path | None) -> None:
    """Write everything that is kept about a person, as JSON, by kind of row. PERSON is an id or a name.

    Messages to several people are in it whole: look through it before you hand it out.
    """
    person_id, name = person_meant(actor, who)
    found = actions.export_person(actor, person_id)
    if output is None:
        showing.write_json(found)
        return
    showing.write_private(output, found)
    showing.line(f"Everything about {name} is in {output}.")


@click.command("erase-person")
@click.argument("person_id", type=int, metavar="ID")
@click.option("--yes", is_flag=True, help="Really erase; nothing takes this back.")
@json_option
@acting
def erase_person(actor: Actor, person_id: int, yes: bool, as_json: bool) -> None:
    """Erase a person for good, with everything that was only between them and us. Later imports leave them out.

    ID is a number, so that no other person of the name is meant.
    """
    person_id, name = person_meant(actor, str(person_id))
    if not yes:
        raise click.UsageError(f"This would erase {name} for good. Give --yes if you mean it.")
    actions.erase_person(actor, person_id)
    if as_json:
        showing.write_json({"id": person_id, "erased": True})
        return
    showing.line("They are erased.")
