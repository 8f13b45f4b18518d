"""Commands on single facts about a person, and on the workspace's own words for them: handles, positions, fields, tags."""

from __future__ import annotations

from dataclasses import asdict

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import HANDLES, person_argument, tag_meant, told
from hustings.cli.naming import person_meant
from hustings.kernel.errors import NotFound

TYPES = ("text", "number", "date", "choice", "choices", "yes_no", "url")


@click.group()
def identity() -> None:
    """Add or take away an address, a number or a profile of a person."""


@identity.command("add")
@person_argument
@click.argument("kind", type=click.Choice(HANDLES))
@click.argument("value")
@json_option
@acting
def add_identity(actor: Actor, who: str, kind: str, value: str, as_json: bool) -> None:
    """Add one more way to reach a person. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    told(f"Added for {name}.", [actions.add_identity(actor, person_id, kind=kind, value=value)], as_json, id=person_id)


@identity.command("remove")
@person_argument
@click.argument("kind")
@click.argument("value")
@json_option
@acting
def hide_identity(actor: Actor, who: str, kind: str, value: str, as_json: bool) -> None:
    """Take a wrong one away, whatever source names it; it stays away. KIND and VALUE are as `hustings person --json` says."""
    person_id, name = person_meant(actor, who)
    told(f"Taken from {name}.", [actions.hide_identity(actor, person_id, kind=kind, value=value)], as_json, id=person_id)


@click.group()
def position() -> None:
    """Add or take away a position of a person."""


organisation_option = click.option("--organisation", default="", metavar="NAME", help="Where.")
title_option = click.option("--title", default="", help="As what.")


@position.command("add")
@person_argument
@organisation_option
@title_option
@click.option("--since", default="", metavar="DATE", help="As 2021, 2021-03 or 2021-03-09.")
@click.option("--until", default="", metavar="DATE", help="The same; without it the position lasts.")
@json_option
@acting
def add_position(actor: Actor, who: str, organisation: str, title: str, since: str, until: str, as_json: bool) -> None:
    """Add a position. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.add_position(actor, person_id, organisation=organisation, title=title, since=since, until=until)
    told(f"Added for {name}.", [step], as_json, id=person_id)


@position.command("remove")
@person_argument
@organisation_option
@title_option
@json_option
@acting
def hide_position(actor: Actor, who: str, organisation: str, title: str, as_json: bool) -> None:
    """Take a wrong position away, whatever source names it. Give both as `hustings person --json` says them."""
    person_id, name = person_meant(actor, who)
    step = actions.hide_position(actor, person_id, organisation=organisation, title=title)
    told(f"Taken from {name}.", [step], as_json, id=person_id)


@click.command("set")
@person_argument
@click.argument("field")
@click.argument("value", metavar="[VALUE]", default="")
@json_option
@acting
def set_value(actor: Actor, who: str, field: str, value: str, as_json: bool) -> None:
    """Set a field of the workspace's own for a person; without a value it is cleared. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    held = next((each for each in queries.custom_fields(actor) if each.name.casefold() == field.strip().casefold()), None)
    if held is None:
        raise NotFound(f"There is no field {field!r}. See `hustings fields`.")
    step = actions.set_value(actor, person_id, field_id=held.id, value=value)
    told(f"{held.name} of {name} is {value or 'cleared'}.", [step], as_json, id=person_id)


@click.group(cls=ListByDefault)
def fields() -> None:
    """List and add fields of the workspace's own. Without a command: list them."""


@fields.command("list")
@json_option
@acting
def list_fields(actor: Actor, as_json: bool) -> None:
    """List the fields, and how many people have a value."""
    rows = queries.custom_fields(actor)
    if as_json:
        keys = ("id", "name", "type", "choices", "people")
        showing.write_json([{key: held for key, held in asdict(row).items() if key in keys} for row in rows])
        return
    showing.table(
        ("id", "name", "type", "choices", "people"),
        [(row.id, row.name, row.type, ", ".join(row.choices), row.people) for row in rows],
        right=(0, 4),
    )


@fields.command("add")
@click.argument("name")
@click.option("--type", "kind", type=click.Choice(TYPES), default="text", show_default=True, help="What its values are.")
@click.option("--choice", "choices", multiple=True, metavar="TEXT", help="One of the choices, for a field of these.")
@json_option
@acting
def add_field(actor: Actor, name: str, kind: str, choices: tuple[str, ...], as_json: bool) -> None:
    """Add a field that every person has from now on."""
    made = actions.add_field(actor, name=name, type=kind, choices=choices)
    told(f"Every person has {name} now.", [], as_json, id=made)


@click.group(cls=ListByDefault)
def tags() -> None:
    """List and rename tags. Without a command: list them."""


@tags.command("list")
@json_option
@acting
def list_tags(actor: Actor, as_json: bool) -> None:
    """List the tags, and on how many people each is."""
    rows = queries.tags_of(actor)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
        return
    showing.table(("id", "name", "people"), [(row.id, row.name, row.people) for row in rows], right=(0, 2))


@tags.command("rename")
@click.argument("old")
@click.argument("new")
@json_option
@acting
def rename_tag(actor: Actor, old: str, new: str, as_json: bool) -> None:
    """Rename a tag; the name of another tag makes one of both."""
    tag_id = tag_meant(actor, old)
    told(f"{old} is called {new} now.", [actions.rename_tag(actor, tag_id, name=new)], as_json, id=tag_id)
