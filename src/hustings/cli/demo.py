"""The demo: a fictional campaign's files, imported as anybody's would be, and Today from them. Its data never meets one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hustings.cli import showing
from hustings.cli.serving import Serve, migrate_quietly
from hustings.kernel.errors import WrongInput

if TYPE_CHECKING:
    from hustings.apps.accounts.actor import Actor
    from hustings.demo import Campaign

MARK = "made-by-hustings-demo"


@click.command()
@click.option("--serve/--no-serve", "serves", default=True, show_default=True, help="Serve the web application afterwards.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep everything there; otherwise for the time being."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to serve on; otherwise the first free one from 8000 on.")
@click.pass_obj
def demo(serve: Serve, /, serves: bool, folder: Path | None, host: str, port: int | None) -> None:
    """Show Today for a fictional campaign, and serve it.

    Writes a candidate's LinkedIn export, mailbox, address book and calendar, imports them, prints Today, and serves the web
    application. Nothing of yours is read or changed.
    """
    with home_of(folder) as home:
        os.environ.update({"HUSTINGS_HOME": str(home), "DATABASE_URL": "", "HUSTINGS_MEMBER": "", "HUSTINGS_WORKSPACE": ""})
        migrate_quietly()
        _show(*_campaign(home))
        if serves:
            showing.line()
            serve(host, port)


@contextmanager
def home_of(folder: Path | None) -> Iterator[Path]:
    """A folder that holds nothing but this demo; a temporary one goes when it is over."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="hustings-demo-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise WrongInput(f"{folder} holds something else than a demo. Give another folder, or an empty one.", field="folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text("This folder is made anew by every `hustings demo`.\n")
    yield folder.resolve()


def _campaign(home: Path) -> tuple[Actor, Campaign]:
    """The files written, a workspace made for them, everything imported, and a goal set."""
    from hustings.apps.accounts.actions import create_workspace
    from hustings.apps.intake import actions
    from hustings.cli.demo_work import work_by_hand
    from hustings.demo import write_campaign
    from hustings.kernel.clock import utc_now

    now = utc_now()
    campaign = write_campaign(home / "files", now=now)
    actor = create_workspace(
        name=campaign.workspace, owner_email=campaign.owner_emails[0], owner_name=campaign.owner_name,
        time_zone=campaign.time_zone, phone_region="US", door="cli",
    )  # fmt: skip
    imported = actions.start_import(actor, campaign.paths, own_addresses=campaign.owner_emails)
    actions.apply_import(actor, imported.pk)
    work_by_hand(actor, now=now)
    return actor, campaign


def _show(actor: Actor, campaign: Campaign) -> None:
    """Today, as the candidate would see it."""
    from django.utils import timezone

    from hustings.apps.today import actions, queries
    from hustings.cli import today_text
    from hustings.kernel.clock import utc_now

    now = utc_now()
    showing.line(f"{campaign.workspace}: {campaign.owner_name}, running in {campaign.city}. All of it is made up.", style="quiet")
    showing.line(f"Imported {', '.join(path.name for path in campaign.paths)}: {campaign.people} people.", style="quiet")
    showing.line()
    with timezone.override(actor.zone):
        actions.refresh(actor, now=now)
        today_text.write(queries.today(actor, now=now), title="Today")
