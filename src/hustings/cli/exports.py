"""Commands of the room exports: take people along, approve what others want to take, fetch a file."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.exports import actions, queries
from hustings.apps.exports.formats import OF
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.kernel.errors import WrongInput

out_option = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to put the file.")
purpose_option = click.option("--for", "purpose", default="", metavar="TEXT", help="What it is for; whoever approves reads it.")
UNSHOWN = ("media_type", "title", "file_name")


@click.group("export")
def export() -> None:
    """Take people, organisations, ties, events or everything along as a file.

    Up to 500 rows a day leave at once. Above that a second owner or manager approves (`hustings exports approve ID`); fetch the
    file afterwards with `hustings exports get ID --out FILE`.
    """


@export.command("people")
@click.option(
    "--format", "chosen", type=click.Choice(OF["people"]), default="csv", show_default=True, help="The form of the file."
)
@click.option("--where", default="", metavar="TEXT", help="A condition as in segments; everybody without it.")
@purpose_option
@out_option
@json_option
@acting
def export_people(actor: Actor, chosen: str, where: str, purpose: str, out: Path | None, as_json: bool) -> int:
    """Take people along; CSV can be brought back without loss."""
    return _ask(actor, "people", chosen, where=where, purpose=purpose, out=out, as_json=as_json)


@export.command("organisations")
@click.option("--where", default="", metavar="TEXT", help="A condition as in segments of organisations; all without it.")
@purpose_option
@out_option
@json_option
@acting
def export_organisations(actor: Actor, where: str, purpose: str, out: Path | None, as_json: bool) -> int:
    """Take organisations along, as CSV."""
    return _ask(actor, "organisations", "csv", where=where, purpose=purpose, out=out, as_json=as_json)


@export.command("ties")
@click.option("--format", "chosen", type=click.Choice(OF["ties"]), default="csv", show_default=True, help="The form of the file.")
@purpose_option
@out_option
@json_option
@acting
def export_ties(actor: Actor, chosen: str, purpose: str, out: Path | None, as_json: bool) -> int:
    """Take along who is near to whom."""
    return _ask(actor, "ties", chosen, purpose=purpose, out=out, as_json=as_json)


@export.command("events")
@purpose_option
@out_option
@json_option
@acting
def export_events(actor: Actor, purpose: str, out: Path | None, as_json: bool) -> int:
    """Take the events along, as iCalendar."""
    return _ask(actor, "events", "ical", purpose=purpose, out=out, as_json=as_json)


@export.command("archive")
@purpose_option
@out_option
@json_option
@acting
def export_archive(actor: Actor, purpose: str, out: Path | None, as_json: bool) -> int:
    """Take everything along, for another Hustings or to keep."""
    return _ask(actor, "archive", "zip", purpose=purpose, out=out, as_json=as_json)


def _ask(actor: Actor, what: str, chosen: str, *, purpose: str, out: Path | None, as_json: bool, where: str = "") -> int:
    _check(out)
    export_id = actions.ask_export(actor, what=what, format=chosen, where=where, purpose=purpose).pk
    view = queries.export_view(actor, export_id)
    written = _put(actor, view, out) if view.state == "ready" else None
    return _tell(actor, queries.export_view(actor, export_id), written, as_json)


def _check(out: Path | None) -> None:
    """What would only fail after all the work."""
    if out is not None and not out.absolute().parent.is_dir():
        raise WrongInput(f"There is no folder {out.absolute().parent}.", field="out")


def _put(actor: Actor, view: queries.ExportView, out: Path | None) -> Path:
    """The file under its own name where none is given; readable by its owner alone."""
    target = out or Path(view.file_name)
    source = actions.fetch_export(actor, view.id)
    with source.open("rb") as read, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        shutil.copyfileobj(read, written)
    return target


def _tell(actor: Actor, view: queries.ExportView, written: Path | None, as_json: bool) -> int:
    """Says what became of it; the exit code is 1 where it failed and 3 where nothing has left yet or somebody was left out."""
    if as_json:
        showing.write_json(_shape(actor, view) | {"path": str(written) if written else None})
    elif written is not None:
        showing.line(f"{view.done:,} rows are in {written}.")
        if view.left_out:
            showing.line(f"{view.left_out:,} were left out, because their sources forbid it.")
    else:
        showing.line(_waiting(actor, view))
    if view.state == "failed":
        return 1
    return 0 if written is not None and not view.left_out else 3


def _waiting(actor: Actor, view: queries.ExportView) -> str:
    if view.state != "waiting":
        return view.error or f"Export {view.id} is {view.state}."
    if view.opens_at is not None:
        moment = showing.moment(view.opens_at, actor.zone)
        return (
            f"{view.rows:,} rows are many, and nobody else here may approve them: from {moment} on you can release them yourself "
            f"with `hustings exports approve {view.id}`."
        )
    return (
        f"{view.rows:,} rows are many: another owner or manager approves with `hustings exports approve {view.id}`. Then fetch "
        f"them with `hustings exports get {view.id} --out FILE`."
    )


def _shape(actor: Actor, view: queries.ExportView) -> dict[str, Any]:
    told = {name: value for name, value in asdict(view).items() if name not in UNSHOWN}
    moments = ("asked_at", "approved_at", "opens_at", "made_at", "expires_at", "fetched_at")
    return told | {name: showing.iso(told[name], actor.zone) for name in moments}


@click.group(cls=ListByDefault)
def exports() -> None:
    """List exports, approve or refuse those of others, fetch your own. Without a command: list them."""


@exports.command("list")
@json_option
@acting
def list_exports(actor: Actor, as_json: bool) -> None:
    """List the exports of the workspace, the newest first."""
    views = queries.export_list(actor)
    if as_json:
        showing.write_json([_shape(actor, view) for view in views])
        return
    shown = [
        (
            view.id,
            view.what,
            view.format,
            view.state,
            view.rows,
            view.member,
            showing.moment(view.asked_at, actor.zone),
            view.approver,
            view.where,
        )
        for view in views
    ]
    columns = ("id", "what", "format", "state", "rows", "member", "asked", "approver", "where")
    showing.table(columns, shown, right=(0, 4))


def _decide(name: str, said: str, help_text: str, act: Any) -> None:
    @exports.command(name, help=help_text)
    @click.argument("export_id", type=int, metavar="ID")
    @json_option
    @acting
    def decide(actor: Actor, export_id: int, as_json: bool) -> None:
        act(actor, export_id)
        if as_json:
            showing.write_json(_shape(actor, queries.export_view(actor, export_id)))
            return
        showing.line(f"Export {export_id} {said}")


_decide(
    "approve", "is approved; the background work makes it now.", "Let somebody else's export be made.", actions.approve_export
)
_decide("refuse", "is refused; nothing leaves.", "Say no to somebody else's export.", actions.refuse_export)
_decide("withdraw", "is withdrawn; a file that was there is gone.", "Take your own request back.", actions.withdraw_export)


@exports.command("get")
@click.argument("export_id", type=int, metavar="ID")
@out_option
@json_option
@acting
def get_export(actor: Actor, export_id: int, out: Path | None, as_json: bool) -> int:
    """Fetch the file of your own export; one that is approved and not made yet is made now."""
    _check(out)
    actions.make_now(actor, export_id)
    view = queries.export_view(actor, export_id)
    written = _put(actor, view, out) if view.state == "ready" else None
    return _tell(actor, queries.export_view(actor, export_id), written, as_json)
