"""Commands for what the inbox works by: labels, views, snippets, promises to answer in time, and the helper for drafts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import drafting, labels, saved_views, working
from hustings.apps.inbox import snippets as stored
from hustings.apps.inbox.due import service_levels
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.engine.service_level import ServiceLevel
from hustings.kernel.errors import WrongInput


@click.command("labels")
@click.option("--add", default="", metavar="NAME", help="Add one.")
@click.option("--colour", default="", type=click.Choice(["", *labels.COLOURS]), help="Its colour.")
@click.option("--remove", type=int, metavar="ID", help="Take one out of the workspace.")
@json_option
@acting
def labels_command(actor: Actor, add: str, colour: str, remove: int | None, as_json: bool) -> None:
    """List the labels, add one or remove one."""
    if add:
        labels.ensure_label(actor, name=add, colour=colour)
    if remove is not None:
        told("The label is gone.", [labels.remove_label(actor, remove)], as_json)
        return
    rows = labels.labels_of(actor, counted=True)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
    else:
        showing.table(("id", "label", "colour", "on"), [(row.id, row.name, row.colour, row.number) for row in rows], right=(0, 3))


@click.command("views")
@click.option("--save", default="", metavar="NAME", help="Keep filters under a name.")
@click.option("--query", default="", help="The filters, such as `state=needs_reply&channel=email`.")
@click.option("--shared", is_flag=True, help="For everybody.")
@click.option("--remove", type=int, metavar="ID", help="Forget one.")
@json_option
@acting
def views(actor: Actor, save: str, query: str, shared: bool, remove: int | None, as_json: bool) -> None:
    """List the saved views, keep one or forget one."""
    if save:
        saved_views.save_view(actor, name=save, query=query, shared=shared)
    if remove is not None:
        saved_views.remove_view(actor, remove)
    rows = saved_views.views_of(actor)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
    else:
        showing.table(("id", "view", "filters", "by"), [(row.id, row.name, row.query, row.member) for row in rows], right=(0,))


@click.group(cls=ListByDefault)
def snippets() -> None:
    """Words to begin an answer with. Without a command: list them."""


@snippets.command("list")
@json_option
@acting
def list_snippets(actor: Actor, as_json: bool) -> None:
    """List the snippets with what has to be filled in them."""
    rows = stored.snippets_of(actor)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
    else:
        showing.table(("id", "name", "to fill"), [(row.id, row.name, ", ".join(row.blanks)) for row in rows], right=(0,))


@snippets.command("save")
@click.argument("name")
@click.argument("text")
@json_option
@acting
def save_snippet(actor: Actor, name: str, text: str, as_json: bool) -> None:
    """Keep TEXT under NAME; what stands in [[double brackets]] has to be filled before it leaves."""
    told("The snippet is kept.", [stored.save_snippet(actor, name=name, text=text)], as_json)


@snippets.command("remove")
@click.argument("number", type=int, metavar="ID")
@json_option
@acting
def remove_snippet(actor: Actor, number: int, as_json: bool) -> None:
    """Take a snippet away."""
    told("The snippet is gone.", [stored.remove_snippet(actor, number)], as_json)


@click.command("promises")
@click.option("--channel", default="", help="The channel; all others without.")
@click.option("--hours", type=float, help="Promise an answer within so many working hours.")
@click.option("--opens", default="09:00", show_default=True, metavar="TIME", help="When the day begins.")
@click.option("--closes", default="17:00", show_default=True, metavar="TIME", help="When it ends; 24:00 for midnight.")
@click.option("--days", default="0,1,2,3,4", show_default=True, help="Working days; Monday is 0.")
@click.option("--holiday", "holidays", multiple=True, metavar="DAY", help="A day without work; may be given again.")
@click.option("--remove", is_flag=True, help="Take the promise back.")
@json_option
@acting
def promises(
    actor: Actor, channel: str, hours: float | None, opens: str, closes: str, days: str, holidays: tuple[str, ...], remove: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Say when answers are due, by working hours; list what is promised."""
    if remove:
        working.set_service_level(actor, channel=channel, level=None)
    elif hours is not None:
        working.set_service_level(actor, channel=channel, level=_level(hours, opens, closes, days, holidays))
    found = service_levels(actor)
    if as_json:
        showing.write_json(
            [
                {"channel": name, "hours": level.hours, "opens": level.opens, "closes": level.closes, "days": sorted(level.days),
                 "holidays": sorted(day.isoformat() for day in level.holidays)}
                for name, level in found.items()
            ]
        )  # fmt: skip
        return
    shown = [
        (
            name or "all others", level.hours, _clock(level.opens), _clock(level.closes), ",".join(map(str, sorted(level.days))),
            " ".join(day.isoformat() for day in sorted(level.holidays)),
        )
        for name, level in found.items()
    ]  # fmt: skip
    showing.table(("channel", "hours", "opens", "closes", "days", "holidays"), shown, right=(1,))


def _level(hours: float, opens: str, closes: str, days: str, holidays: tuple[str, ...]) -> ServiceLevel:
    try:
        return ServiceLevel(
            hours=hours, opens=_minutes(opens), closes=_minutes(closes), days=frozenset(map(int, days.split(","))),
            holidays=frozenset(map(date.fromisoformat, holidays)),
        )  # fmt: skip
    except ValueError as error:
        raise WrongInput(f"This is no promise: {error}") from error


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@click.command("drafts")
@click.option("--endpoint", default="", metavar="URL", help="Name an OpenAI-compatible endpoint.")
@click.option("--model", default="", help="The model's name there.")
@click.option("--key", default="", envvar="HUSTINGS_DRAFT_KEY", help="Its key. Also HUSTINGS_DRAFT_KEY.")
@click.option("--off", is_flag=True, help="Turn drafts off.")
@json_option
@acting
def drafts(actor: Actor, endpoint: str, model: str, key: str, off: bool, as_json: bool) -> None:
    """Say who proposes drafts; off unless an owner names an endpoint."""
    if off or endpoint:
        drafting.set_helper(actor, endpoint="" if off else endpoint, model=model, key=key)
    found = drafting.helper_of(actor)
    if as_json:
        showing.write_json(asdict(found) if found else None)
    else:
        showing.line(f"{found.model} at {found.endpoint}" if found else "Drafts are off.")
