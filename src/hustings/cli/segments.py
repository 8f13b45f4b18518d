"""Segments on the command line: saved questions, whom a text means, and one change to many people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.kernel.errors import NotFound

text_argument = click.argument("text", metavar="TEXT")
about_option = click.option(
    "--about", type=click.Choice(("people", "organisations")), default="people", show_default=True, help="What it is about."
)
shared_option = click.option("--shared/--private", default=None, help="Whether everybody in the workspace may use it.")


@click.group(cls=ListByDefault)
def segments() -> None:
    """List, save, change and delete segments. Without a command: list them."""


@segments.command("list")
@json_option
@acting
def list_segments(actor: Actor, as_json: bool) -> None:
    """List your segments and those that are shared."""
    rows = queries.segments_of(actor)
    if as_json:
        showing.write_json([_as_data(actor, row) for row in rows])
        return
    lines = [(row.id, row.name, row.about, row.text, row.member, "shared" if row.shared else "") for row in rows]
    showing.table(("id", "name", "about", "text", "of", ""), lines, right=(0,))


def _as_data(actor: Actor, row: queries.SegmentRow) -> dict[str, Any]:
    return {**asdict(row), "at": showing.iso(row.at, actor.zone)}


@segments.command("meant")
@text_argument
@about_option
@click.option("--exact", is_flag=True, help="Count beyond 10,000.")
@json_option
@acting
def meant(actor: Actor, text: str, about: queries.About, exact: bool, as_json: bool) -> None:
    """Say whom TEXT means: how many, the first ten, and the sentence."""
    found = queries.meant(actor, text, exact=exact, about=about)
    if as_json:
        showing.write_json({**asdict(found), "first": [{"id": number, "name": name} for number, name in found.first]})
        return
    showing.line(found.sentence, style="quote")
    showing.line(f"More than 10,000 {about}." if found.people is None else f"{found.people:,} {about}.", style="title")
    for number, name in found.first:
        showing.line(f"{number}  {name}", indent=4)


@segments.command("fields")
@about_option
@json_option
@acting
def fields(actor: Actor, about: queries.About, as_json: bool) -> None:
    """List everything that a segment can ask about."""
    found, things = queries.askable(actor, about=about)
    if as_json:
        showing.write_json({"fields": [asdict(each) for each in found], "things": [asdict(each) for each in things]})
        return
    rows = [(each.key, each.label, each.type, ", ".join(each.operators)) for each in found]
    rows += [
        (f"has {thing.key} where ({each.key} ...)", each.label, each.type, ", ".join(each.operators))
        for thing in things
        for each in thing.fields
    ]
    showing.table(("field", "means", "type", "operators"), rows)


@segments.command("save")
@click.argument("name")
@text_argument
@about_option
@shared_option
@json_option
@acting
def save(actor: Actor, name: str, text: str, about: queries.About, shared: bool | None, as_json: bool) -> None:
    """Save TEXT as a segment under NAME. It is asked anew each time."""
    number, step = actions.save_segment(actor, name=name, text=text, shared=bool(shared), about=about)
    told(f"{name} is segment {number}.", [step], as_json, id=number)


@segments.command("change")
@click.argument("segment", metavar="SEGMENT")
@click.option("--name", help="A new name.")
@click.option("--text", help="A new text.")
@shared_option
@json_option
@acting
def change(actor: Actor, segment: str, name: str | None, text: str | None, shared: bool | None, as_json: bool) -> None:
    """Rename, rewrite or share a segment. SEGMENT is an id or a name."""
    if name is None and text is None and shared is None:
        raise click.UsageError("Say what to change; see `hustings segments change --help`.")
    row = segment_meant(actor, segment)
    step = actions.change_segment(actor, row.id, name=name, text=text, shared=shared)
    told(f"{row.name} was changed.", [step], as_json, id=row.id)


@segments.command("delete")
@click.argument("segment", metavar="SEGMENT")
@json_option
@acting
def delete(actor: Actor, segment: str, as_json: bool) -> None:
    """Delete a segment; the people in it stay as they are. SEGMENT is an id or a name."""
    row = segment_meant(actor, segment)
    told(f"{row.name} is deleted.", [actions.delete_segment(actor, row.id)], as_json, id=row.id)


def segment_meant(actor: Actor, text: str) -> queries.SegmentRow:
    """The segment with this id or name. Raises NotFound."""
    key = text.strip().casefold()
    found = next((row for row in queries.segments_of(actor) if key in (str(row.id), row.name.casefold())), None)
    if found is None:
        raise NotFound(f"There is no segment {text!r}. See `hustings segments`.")
    return found


def choosing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say for whom a change is, and whether to show it only."""
    for option in (
        click.option("--where", default="", metavar="TEXT", help="Everybody whom this text means."),
        click.option("--segment", metavar="NAME", help="Everybody in this segment, by id or name."),
        click.option("--person", "people", type=int, multiple=True, metavar="ID", help="This person; can be repeated."),
        click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing."),
    ):
        function = option(function)
    return function


@click.group()
def bulk() -> None:
    """Make one change to many people, with one step back."""


@bulk.command("tag")
@click.argument("name")
@choosing
@json_option
@acting
def add_tag(actor: Actor, name: str, **given: Any) -> None:
    """Put a tag on them."""
    _change(actor, actions.BulkChange("add_tag", name), **given)


@bulk.command("untag")
@click.argument("name")
@choosing
@json_option
@acting
def remove_tag(actor: Actor, name: str, **given: Any) -> None:
    """Take a tag off them."""
    _change(actor, actions.BulkChange("remove_tag", name), **given)


@bulk.command("set")
@click.argument("field")
@click.argument("value", metavar="[VALUE]", default="")
@choosing
@json_option
@acting
def set_value(actor: Actor, field: str, value: str, **given: Any) -> None:
    """Set a field of the workspace's own; without a value it is cleared."""
    held = next((each for each in queries.custom_fields(actor) if each.name.casefold() == field.strip().casefold()), None)
    if held is None:
        raise NotFound(f"There is no field {field!r}. See `hustings fields`.")
    _change(actor, actions.BulkChange("set_value", value, held.id), **given)


@bulk.command("assign")
@click.argument("carer", metavar="[MEMBER]", default="")
@choosing
@json_option
@acting
def assign(actor: Actor, carer: str, **given: Any) -> None:
    """Give them into a member's care, by name; without one into nobody's."""
    found = [number for number, name in queries.members_of(actor) if name.casefold() == carer.strip().casefold()]
    if carer and len(found) != 1:
        raise NotFound(f"There is no member {carer!r}, or there are several.")
    _change(actor, actions.BulkChange("assign", str(found[0]) if carer else ""), **given)


@bulk.command("rhythm")
@click.argument("rhythm", type=click.Choice(("close_allies", "network", "acquaintances", "none", "proposed")))
@choosing
@json_option
@acting
def rhythm(actor: Actor, rhythm: str, **given: Any) -> None:
    """Choose how near to keep them; `proposed` leaves it to Hustings."""
    _change(actor, actions.BulkChange("rhythm", "" if rhythm == "proposed" else rhythm), **given)


@bulk.command("do-not-contact")
@click.option("--lift", is_flag=True, help="They may be contacted again.")
@choosing
@json_option
@acting
def do_not_contact(actor: Actor, lift: bool, **given: Any) -> None:
    """Say that they must not be contacted."""
    _change(actor, actions.BulkChange("do_not_contact", "no" if lift else "yes"), **given)


def _change(
    actor: Actor,
    change: actions.BulkChange,
    *,
    where: str,
    segment: str | None,
    people: tuple[int, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    saved = segment_meant(actor, segment).id if segment else None
    selection = actions.Selection(people, where, saved)
    if dry_run:
        _show(actions.preview_bulk(actor, selection, change), as_json)
        return
    state = actions.begin_bulk(actor, selection, change)
    said = f"{state.changed:,} people were changed." if not state.at_work else f"{state.total:,} people: the worker is at it."
    more = {"id": state.id, "state": state.state, "total": state.total, "changed": state.changed}
    told(said, [state.step] if state.step is not None else [], as_json, **more)


def _show(preview: actions.BulkPreview, as_json: bool) -> None:
    if as_json:
        sample = [{"id": number, "name": name} for number, name in preview.sample]
        showing.write_json({"people": preview.people, "concerned": preview.concerned, "sample": sample})
        return
    showing.line(f"{preview.concerned:,} of {preview.people:,} people would change.", style="title")
    for number, name in preview.sample:
        showing.line(f"{number}  {name}", indent=4)
