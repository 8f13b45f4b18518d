"""The group of all commands. It knows their names and first lines, and imports a command's module when that command is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from hustings import __version__


class Place(NamedTuple):
    """Where a command is written, its one line of help, and whether its module needs Django before it can be imported."""

    module: str
    attribute: str
    help: str
    needs_django: bool = True


SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Begin", ("start", "demo", "init", "import", "imports", "undo-import")),
    (
        "Every day",
        (
            "today",
            "done",
            "later",
            "not-needed",
            "wrong",
            "errands",
            "inbox",
            "reply",
            "outbox",
            "paste",
            "sync",
            "dialogue",
            "crisis",
            "invitations",
            "runway",
            "reminders",
            "quarter",
            "favours",
            "offers",
            "references",
            "mentors",
            "goals",
            "events",
            "event",
            "groups",
            "opportunities",
            "map",
            "path",
            "introductions",
            "ties",
            "officials",
        ),
    ),
    (
        "People",
        (
            "people",
            "organisations",
            "segments",
            "bulk",
            "person",
            "add",
            "edit",
            "note",
            "tag",
            "log",
            "merge",
            "unmerge",
            "duplicates",
            "review",
            "undo",
        ),
    ),
    (
        "One person",
        (
            "identity",
            "position",
            "set",
            "vouch",
            "assign",
            "rhythm",
            "occasion",
            "quiet",
            "limits",
            "consent",
            "do-not-contact",
            "export-person",
            "erase-person",
        ),
    ),
    (
        "The workspace",
        ("channels", "records", "export", "exports", "restore", "members", "password", "token", "tags", "fields", "audit"),
    ),
    ("Run", ("worker", "migrate", "rebuild")),
)
"""The commands as `hustings --help` lists them."""

COMMANDS: dict[str, Place] = {
    "start": Place("serving", "start", "Serve the web application, and set it up the first time.", needs_django=False),
    "demo": Place("demo", "demo", "Show Today for a fictional campaign, and serve it.", needs_django=False),
    "init": Place("serving", "init", "Make a workspace and its owner.", needs_django=False),
    "import": Place("intake", "import_files", "Bring in exports, mailboxes, address books and calendars."),
    "imports": Place("intake", "imports", "List imports, or show one."),
    "undo-import": Place("intake", "undo_import", "Take an import back as a whole."),
    "today": Place("today", "today", "Say whom to talk to today, and why."),
    "done": Place("today", "done", "Log that you talked to somebody on today's list."),
    "later": Place("today", "later", "Put somebody off until a day."),
    "not-needed": Place("today", "not_needed", "Take somebody off today's list."),
    "wrong": Place("today", "wrong", "Say that a reason is wrong for somebody."),
    "errands": Place("goals_tasks", "errands", "See what is to be done today beside people, and settle it."),
    "inbox": Place("inbox", "inbox", "List the conversations that wait for your reply, and work them."),
    "reply": Place("outbox", "reply", "Answer a conversation."),
    "outbox": Place("outbox", "outbox", "Show what goes out; take it back or settle it."),
    "paste": Place("pasting", "paste", "Take in a message that somebody wrote anywhere."),
    "sync": Place("channels", "sync", "Read the connected accounts now."),
    "channels": Place("channels", "channels", "Connect, pause and let go accounts."),
    "dialogue": Place("dialogue", "dialogue", "Say who was answered and what was broadcast, here or in an archive."),
    "crisis": Place("crisis", "crisis", "Work alarms by the plan: hostile messages or one claim that rise."),
    "invitations": Place("invitations", "invitations", "List the invitations to connect that wait for a decision."),
    "offers": Place("giving", "offers", "Say what we can give, what people need, and what fits."),
    "references": Place("giving", "reference_group", "Follow introductions and recommendations to their end."),
    "mentors": Place("giving", "mentors", "Keep who advises us, and what came of it."),
    "quarter": Place("quarter", "quarter", "Review the network: whom to keep, move or let go."),
    "reminders": Place("reminders", "reminders", "Say what is ahead, or choose how you are reminded."),
    "runway": Place("runway", "runway", "Say what the network needs by election day, and where it will stand."),
    "officials": Place("records", "officials", "Say who holds office for a place or a postcode."),
    "records": Place("records", "records", "Add public data, or say what is there and as of when."),
    "favours": Place("favours", "favours", "Put down favours, asks, thanks and gifts, and see what is open."),
    "events": Place("events", "events", "List events, their lists, briefs, follow-ups and calendars."),
    "event": Place("events", "event", "Show one event with everything around it."),
    "goals": Place("goals", "goals", "Set goals, map who matters to them, and count."),
    "map": Place("maps", "goal_map", "Show who moves whom on a goal."),
    "path": Place("maps", "path", "Find the warm way to somebody."),
    "introductions": Place("maps", "introductions_group", "Ask for introductions and follow them until they happened."),
    "ties": Place("ties", "ties", "See and state how others are tied to each other."),
    "groups": Place("groups", "groups", "Keep groups and coalitions: who belongs, what is shared and said."),
    "opportunities": Place("groups", "opportunities", "Keep roles to fill, and who of the network fits them."),
    "people": Place("people", "people", "List and search people."),
    "organisations": Place("organisations", "organisations", "List and search organisations."),
    "segments": Place("segments", "segments", "List, save and ask segments of people and organisations."),
    "bulk": Place("segments", "bulk", "Make one change to many people."),
    "person": Place("people", "person", "Show one person with the timeline."),
    "add": Place("editing", "add", "Add a person."),
    "edit": Place("editing", "edit", "Correct a person."),
    "note": Place("editing", "note", "Put a note on a person."),
    "tag": Place("editing", "tag", "Put a tag on a person, or take it off."),
    "log": Place("editing", "log", "Log a call, a meeting, a message or a letter."),
    "merge": Place("reviews", "merge", "Make two records of one person one."),
    "unmerge": Place("reviews", "unmerge", "Take a merge back."),
    "duplicates": Place("duplicates", "duplicates", "Find people who stand twice in the whole workspace."),
    "review": Place("reviews", "review", "Decide on pairs that may be one person."),
    "undo": Place("reviews", "undo", "Take the last step back, or a given one."),
    "identity": Place("details", "identity", "Add or take away an address, a number or a profile."),
    "position": Place("details", "position", "Add or take away a position."),
    "set": Place("details", "set_value", "Set a field of the workspace's own for a person."),
    "vouch": Place("care", "vouch", "Say how you know somebody."),
    "assign": Place("care", "assign", "Give a person into a member's care."),
    "rhythm": Place("care", "rhythm", "Say how often a person wants a touch."),
    "occasion": Place("care", "occasion", "Remember an occasion of a person."),
    "quiet": Place("care", "quiet", "Leave a person, or everybody, in peace on some days."),
    "limits": Place("care", "limits", "Show or set how often the team may reach out to one person."),
    "consent": Place("care", "consent", "Put down what a person said about being reached."),
    "do-not-contact": Place("care", "do_not_contact", "Say that a person must not be contacted."),
    "export-person": Place("dossier", "export_person", "Write out everything that is kept about a person."),
    "erase-person": Place("dossier", "erase_person", "Erase a person for good."),
    "export": Place("exports", "export", "Take people, organisations, ties, events or everything along."),
    "exports": Place("exports", "exports", "List, approve and fetch exports."),
    "restore": Place("restoring", "restore", "Put a workspace back from its full archive."),
    "members": Place("accounts", "members", "List, invite and change the members."),
    "password": Place("accounts", "password", "Give somebody a new password."),
    "tags": Place("details", "tags", "List and rename tags."),
    "fields": Place("details", "fields", "List and add fields of the workspace's own."),
    "audit": Place("accounts", "audit", "Show who saw, changed and exported what."),
    "token": Place("accounts", "token", "Make, list and revoke tokens for the API."),
    "worker": Place("serving", "worker", "Work through the background queue.", needs_django=False),
    "migrate": Place("serving", "migrate", "Bring the data base up to date.", needs_django=False),
    "rebuild": Place("rebuild", "rebuild", "Recompute everything derived, and say what differed."),
}


class Commands(click.Group):
    """A group whose commands are imported on demand; every error leaves through one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for _, names in SECTIONS for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        if place.needs_django:
            prepare_django()
        command: click.Command = getattr(import_module(f"hustings.cli.{place.module}"), place.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in SECTIONS:
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name].help) for name in names])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command {args[0]!r}.{_nearest(args[0])}")
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Runs a command line and leaves with its exit code: 0 done, 1 failed, 2 wrong usage, 3 done with rows left out."""
        given = list(sys.argv[1:] if args is None else args)
        _set_streams()
        try:
            outcome = super().main(given, *rest, **{**options, "standalone_mode": False})
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(1)
        except Exception as error:
            from hustings.cli.failing import fail

            sys.exit(fail(error, as_json="--json" in given))
        sys.exit(outcome if isinstance(outcome, int) else 0)


def prepare_django() -> None:
    """Sets Django up, once; modules that import the rooms need it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.project.settings")
    import django

    django.setup()


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    return f" Did you mean {near[0]!r}?" if near else " See `hustings --help`."


def _set_streams() -> None:
    """A letter that the terminal cannot show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", package_name="hustings", message="hustings %(version)s")
def hustings() -> None:
    """From your own exports and accounts to today's conversations.

    New here? `hustings demo` shows a fictional campaign; `hustings start` begins your own.
    """
