"""Commands of the room intake: bring files in, see what became of them, take an import back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import members_of
from hustings.apps.intake import actions, queries
from hustings.apps.intake.applying import fail_import
from hustings.apps.intake.undoing_steps import Left
from hustings.cli import showing, tables
from hustings.cli.acting import acting, json_option
from hustings.kernel.errors import HustingsError, RetryLater, WrongInput

OUTCOMES = ("created", "updated", "linked", "unchanged", "review", "kept", "rejected")
SHOWN_REJECTIONS = 20
FAILED, UNANSWERED, LEFT_OUT = 1, 2, 3
SECONDS_BETWEEN_LINES = 3.0


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--preview", is_flag=True, help="Say what would happen, and change nothing.")
@click.option(
    "--me", "own_addresses", metavar="TEXT", multiple=True, help="An address, or a name in chats, of whoever's files these are."
)
@click.option("--owner", metavar="EMAIL", help="Member whose files these are; otherwise the acting one.")
@click.option("--resume", is_flag=True, help="Go on with imports that were interrupted.")
@tables.options
@json_option
@acting
def import_files(
    actor: Actor,
    paths: tuple[Path, ...],
    preview: bool,
    own_addresses: tuple[str, ...],
    owner: str | None,
    resume: bool,
    as_json: bool,
    **said: Any,
) -> int:
    """Bring in exports, mailboxes, address books, tables and calendars: files, archives or folders.

    The format is recognised by content, the columns of tables by their names and values; --preview shows for what they are
    taken, and what is said of them is remembered for the next table with the same header. Giving the same again changes
    nothing. The exit code is 3 where some rows were left out, each named with its line and the reason, and 1 where nothing
    could be read.
    """
    if resume:
        return _resume(actor, paths, as_json)
    if not paths:
        raise click.UsageError("Give at least one file or folder, or --resume.")
    owner_id = member_meant(actor, owner) if owner else None
    told = tables.said_of(**said)
    import_id = _id(actions.start_import(actor, paths, owner_member_id=owner_id, own_addresses=own_addresses))
    tables.correct(actor, import_id, told)
    if preview:
        return _preview(actor, import_id, as_json)
    try:
        view = _apply(actor, import_id, as_json)
    except WrongInput:
        _drop(actor, import_id)
        raise
    code = _show(view, as_json)
    if not as_json and view.state == "applied":
        known = queries.people_known(actor)
        showing.line(f"{known:,} {'person' if known == 1 else 'people'} known.")
    return code


def _id(made: Any) -> int:
    return int(getattr(made, "pk", made))


def member_meant(actor: Actor, email: str) -> int:
    """The member with this address. Raises WrongInput, naming all of them."""
    held = {row.email: row.id for row in members_of(actor)}
    if email.strip().lower() not in held:
        raise WrongInput(f"There is no member {email}. Members are: {', '.join(held)}.", field="owner")
    return held[email.strip().lower()]


def _drop(actor: Actor, import_id: int) -> None:
    """What was refused before anything of it was stored does not wait to be resumed."""
    if queries.import_view(actor, import_id).applied == 0:
        actions.close_import(actor, import_id)


def _resume(actor: Actor, paths: tuple[Path, ...], as_json: bool) -> int:
    if paths:
        raise click.UsageError("--resume goes on with what was given before; leave the paths out.")
    unfinished = [_id(each) for each in actions.unfinished_imports(actor)]
    if not unfinished and not as_json:
        showing.line("No import was interrupted.")
    views = [_applied_or_not(actor, import_id, as_json) for import_id in unfinished]
    if as_json:
        showing.write_json([as_data(view) for view in views])
    codes = [exit_code(view) if as_json else _show(view, False) for view in views]
    return next((code for code in (FAILED, LEFT_OUT) if code in codes), 0)


def _applied_or_not(actor: Actor, import_id: int, as_json: bool) -> queries.ImportView:
    """The import after another try; one that is refused does not keep the others waiting."""
    try:
        return _apply(actor, import_id, as_json)
    except HustingsError as error:
        click.echo(f"hustings: import {import_id}: {error}", err=True)
        return queries.import_view(actor, import_id)


def _preview(actor: Actor, import_id: int, as_json: bool) -> int:
    try:
        with _progress(as_json) as listener:
            actions.preview_import(actor, import_id, listener=listener)
        return _show(queries.import_view(actor, import_id), as_json)
    finally:
        actions.cancel_import(actor, import_id)


def _apply(actor: Actor, import_id: int, as_json: bool) -> queries.ImportView:
    try:
        with _progress(as_json) as listener:
            actions.apply_import(actor, import_id, listener=listener)
    except KeyboardInterrupt:
        fail_import(import_id, RetryLater("It was interrupted. Resume it to go on."))
        click.echo("What is not applied yet waits: `hustings import --resume` goes on.", err=True)
        raise
    return queries.import_view(actor, import_id)


@contextmanager
def _progress(silent: bool) -> Iterator[Any]:
    """A listener that tells how far a pass is: drawn on a terminal, else a plain line on standard error every few seconds."""
    if silent:
        yield None
        return
    if not showing.on_terminal():
        yield _plain_lines()
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, transient=True) as drawn:
        task = drawn.add_task("Reading", total=None, told="")

        def listen(progress: Any) -> None:
            drawn.update(task, completed=progress.lines, total=progress.total_lines or None, told=_told(progress))

        yield listen


def _plain_lines() -> Callable[[Any], None]:
    last = monotonic()

    def listen(progress: Any) -> None:
        nonlocal last
        if monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = monotonic()
            part = f"{100 * progress.lines // progress.total_lines} %, " if progress.total_lines else ""
            click.echo(part + _told(progress), err=True)

    return listen


def _told(progress: Any) -> str:
    """How many records are done and how fast, and the time left, as in `1,200 records, 400 a second, 20 s left`."""
    if not progress.records:
        return "reading again what is stored already"
    done = f"{progress.records:,} records, {progress.rate:,.0f} a second"
    if progress.settling:
        return f"{done}; bringing conversations up to date"
    left = progress.remaining_seconds
    return done + (f", {_duration(left)} left" if left else "")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def exit_code(view: queries.ImportView) -> int:
    """2 where it is not known whose it is, 1 where it failed or nothing could be read, 3 where rows were left out, else 0."""
    if view.owner_unknown and view.state == "planned":
        return UNANSWERED
    if view.state == "applying":
        return 0
    if view.state == "failed" or not any(file["records"] for file in view.files):
        return FAILED
    return LEFT_OUT if any(file["rejected"] for file in view.files) else 0


def as_data(view: queries.ImportView) -> dict[str, Any]:
    """The documented shape: files, how far it is while it is applied, then one object per kind of record."""
    told = {"id": view.id, "state": view.state, "files": view.files, "owner_question": view.owner_question}
    told.update(tables.as_data(view))
    if view.state == "applying":
        told["progress"] = {"applied": view.applied, "total": view.total, "records": view.records, "at_work": view.at_work}
    return {**told, **_kinds(view.counts)}


def _kinds(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int]]:
    """The counts by kind of record; whole files that nobody could read stand under `files` already."""
    return {kind: row for kind, row in counts.items() if kind != "files"}


def _show(view: queries.ImportView, as_json: bool) -> int:
    if as_json:
        showing.write_json(as_data(view))
        return exit_code(view)
    if view.state not in ("applied", "planned"):
        showing.line(_standing(view))
    _files(view)
    _counts(_kinds(view.counts))
    tables.show(view)
    if view.error:
        showing.line(view.error, style="warning")
    if view.owner_unknown:
        showing.line(f"{view.owner_question} Say whose it is: --owner with the e-mail address of a member.", style="warning")
    elif view.owner_question:
        showing.line(view.owner_question, style="warning")
    if view.state == "applied":
        showing.line(f"Import {view.id}. Take it back with `hustings undo-import {view.id}`.", style="quiet")
    return exit_code(view)


def _standing(view: queries.ImportView) -> str:
    """The state of an import that is not simply done, and how far it is."""
    if view.state == "undoing":
        goes_on = "" if view.at_work else f" It was interrupted; `hustings undo-import {view.id}` goes on."
        return f"Import {view.id}: being taken back, {view.total - view.applied:,} of {view.total:,} records left.{goes_on}"
    if view.state != "applying":
        return f"Import {view.id}: {view.state}."
    part = f", {100 * view.applied // view.total} %" if view.total else ""
    done = f"Import {view.id}: applying, {view.records:,} records{part}"
    if not view.at_work:
        return f"{done}. It was interrupted; `hustings import --resume` goes on."
    return done + ("; bringing conversations up to date." if view.settling else ".")


def _files(view: queries.ImportView) -> None:
    if not view.files:
        showing.table(("file",), [(Path(path).name,) for path in view.paths])
        return
    rows = [
        (Path(file["path"]).name, file["format"] or "not read", file["records"], len(file["rejected"])) for file in view.files
    ]
    showing.table(("file", "format", "records", "left out"), rows, right=(2, 3))
    _rejections(held for file in view.files for held in file["rejected"])


def _rejections(rejected: Iterable[Mapping[str, Any]]) -> None:
    held = list(rejected)
    for each in held[:SHOWN_REJECTIONS]:
        place = each.get("file", "") + (f", line {each['line']}" if each.get("line") else "")
        showing.line(f"Left out: {place}: {each['reason']}", style="warning")
    if len(held) > SHOWN_REJECTIONS:
        showing.line(f"... and {len(held) - SHOWN_REJECTIONS} more; --json names all.", style="warning")


def _counts(counts: Mapping[str, Mapping[str, int]]) -> None:
    used = [outcome for outcome in OUTCOMES if any(row.get(outcome) for row in counts.values())]
    rows = [(kind, *(row.get(outcome, 0) or "" for outcome in used)) for kind, row in counts.items()]
    if rows:
        showing.table(("", *used), rows, right=range(1, len(used) + 1))


@click.command()
@click.argument("import_id", type=int, required=False, metavar="[ID]")
@json_option
@acting
def imports(actor: Actor, import_id: int | None, as_json: bool) -> None:
    """List imports, the newest first; or show one."""
    if import_id is not None:
        _show(queries.import_view(actor, import_id), as_json)
        return
    rows = queries.import_list(actor)
    if as_json:
        showing.write_json([_row(actor, row) for row in rows])
        return
    shown = [
        (
            row.id,
            row.state,
            row.member,
            showing.moment(row.created_at, actor.zone),
            ", ".join(Path(path).name for path in row.paths),
        )
        for row in rows
    ]
    showing.table(("id", "state", "member", "begun", "files"), shown, right=(0,))


def _row(actor: Actor, row: queries.ImportRow) -> dict[str, Any]:
    at = showing.iso(row.created_at, actor.zone)
    return {
        "id": row.id,
        "state": row.state,
        "member": row.member,
        "created_at": at,
        "paths": list(row.paths),
        **_kinds(row.counts),
    }


def _tells_left() -> Callable[[Left], None]:
    """Says now and then how much of an import is still to be taken back."""
    told = monotonic()

    def tell(left: Left) -> None:
        nonlocal told
        if monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = monotonic()
            click.echo(f"{left.left:,} of {left.total:,} records left", err=True)

    return tell


@click.command("undo-import")
@click.argument("import_id", type=int, metavar="ID")
@json_option
@acting
def undo_import(actor: Actor, import_id: int, as_json: bool) -> None:
    """Take an import back: what it alone brought goes, what other imports or members also say stays.

    A large one goes step by step and says how much is left; where it is interrupted, the same command goes on.
    """
    gone = actions.undo_import(actor, import_id)
    if queries.import_view(actor, import_id).state == "undoing":
        gone = actions.finish_undo(actor, import_id, tell=_tells_left())
    kept_by = queries.import_view(actor, import_id).kept_by
    if as_json:
        showing.write_json({"id": import_id, "removed": gone, "kept_by": kept_by})
        return
    removed = ", ".join(f"{number} {kind}" for kind, number in gone.items())
    others = f"{'Import' if len(kept_by) == 1 else 'Imports'} {', '.join(map(str, kept_by))}"
    if kept_by and not any(gone.values()):
        showing.line(f"Import {import_id} was taken back. {others} brought the same: nothing was removed.")
        return
    stays = f" What {others.lower()} brought too stays." if kept_by else ""
    showing.line(f"Import {import_id} was taken back: {removed} removed.{stays}")
