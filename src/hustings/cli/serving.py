"""Commands that set up and run: start, init, migrate, worker. They import Django when they begin, not before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from hustings.cli import showing
from hustings.cli.group import prepare_django
from hustings.kernel.errors import WrongInput

if TYPE_CHECKING:
    from hustings.apps.accounts.actor import Actor

Serve = Callable[..., None]
"""Serves on a host and a port until it is interrupted; handed to the commands by whoever runs them (`hustings.__main__`)."""

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, in the shapes of docs/reference/cli.md.")


def workspace_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a new workspace wants to know."""
    for option in reversed(
        (
            click.option("--name", metavar="NAME", help="Name of the workspace, such as the campaign's."),
            click.option("--email", metavar="EMAIL", help="E-mail address of its owner."),
            click.option("--owner", metavar="NAME", help="Name of its owner."),
            click.option("--time-zone", metavar="ZONE", help="Such as Europe/Paris; otherwise that of this machine."),
            click.option("--phone-region", metavar="XX", default="", help="Country of phone numbers without one, such as US."),
        )
    ):
        function = option(function)
    return function


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to serve on; otherwise the first free one from 8000 on.")
@click.option("--no-open", is_flag=True, help="Print no link that signs the owner in.")
@workspace_options
@click.pass_obj
def start(serve: Serve, /, host: str, port: int | None, no_open: bool, **about: str | None) -> None:
    """Serve the web application until it is interrupted. The first time it sets everything up, and asks who you are."""
    migrate_quietly()
    from hustings.apps.accounts.queries import first_owner

    if first_owner(door="cli") is None:
        _say_made(_make(about))
    serve(host, port, open_link=not no_open)


@click.command()
@workspace_options
@json_option
def init(as_json: bool, **about: str | None) -> None:
    """Make a workspace and its owner, who signs in by the link that `hustings start` prints."""
    migrate_quietly()
    actor = _make(about)
    if as_json:
        showing.write_json({"workspace": actor.workspace_id, "member": actor.member_id, "time_zone": actor.time_zone})
        return
    _say_made(actor)


def _say_made(actor: Actor) -> None:
    showing.line(f"Made workspace {actor.workspace_id} for {actor.name}, in the time zone {actor.time_zone}.")


def _make(about: dict[str, str | None]) -> Actor:
    from hustings.apps.accounts.actions import create_workspace

    given = {
        "name": _asked(about["name"], "Name of the campaign or organisation", "--name"),
        "owner_name": _asked(about["owner"], "Your name", "--owner"),
        "owner_email": _asked(about["email"], "Your e-mail address", "--email"),
    }
    return create_workspace(
        **given, time_zone=about["time_zone"] or machine_zone(), phone_region=about["phone_region"] or "", door="cli"
    )


def _asked(given: str | None, question: str, option: str) -> str:
    if given:
        return given
    if not can_answer():
        raise click.UsageError(f"There is no workspace to make without {option}. Give --name, --email and --owner.")
    return str(click.prompt(question))


def can_answer() -> bool:
    """Whether somebody sits at a terminal who can be asked."""
    return sys.stdin.isatty()


def machine_zone() -> str:
    """The time zone of this machine by its name; UTC where it does not tell."""
    from pathlib import Path
    from zoneinfo import available_timezones

    named = os.environ.get("TZ", "").lstrip(":")
    place = str(Path("/etc/localtime").resolve())
    linked = place.partition("zoneinfo/")[2]
    return next((zone for zone in (named, linked) if zone in available_timezones()), "UTC")


@click.command()
def migrate() -> None:
    """Bring the data base up to date with this version. Does nothing twice."""
    migrate_quietly()
    showing.line("The data base is up to date.")


def migrate_quietly() -> None:
    """Sets Django up and brings the data base up to date."""
    prepare_django()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    _refuse_older(set(MigrationRecorder(connection).applied_migrations()))
    call_command("migrate", interactive=False, verbosity=0)


def _refuse_older(applied: set[tuple[str, str]]) -> None:
    """Raises WrongInput for a data base that was left before the migrations of all rooms were made one each."""
    from importlib import import_module
    from pathlib import Path

    from django.apps import apps

    for room in apps.get_app_configs():
        if not (Path(room.path) / "migrations" / "0001_tables.py").exists():
            continue
        replaced = set(import_module(f"{room.name}.migrations.0001_tables").Migration.replaces)
        if replaced & applied and not replaced <= applied and (room.label, "0001_tables") not in applied:
            raise WrongInput(
                "This data base was made by a version before 24 November 2026 and not brought up to date by the last of them. "
                'Check that one out (the commit before "Make the tables of each room in one migration"), run '
                "`hustings migrate` there, and come back."
            )


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is left to do.")
def worker(once: bool) -> None:
    """Work through the background queue until interrupted. `hustings start` runs a worker of its own."""
    prepare_django()
    import signal
    from contextlib import nullcontext
    from threading import Event

    from hustings.apps.intake.listening import listening
    from hustings.jobs.worker import run_worker

    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    # Whoever works once through the queue does not wait for news.
    with nullcontext() if once else listening(stop):
        ran = run_worker(stop, once=once)
    showing.line(f"{ran} tasks were done.")
