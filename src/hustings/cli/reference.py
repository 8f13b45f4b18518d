"""Writes docs/reference/cli.md from the commands: `python -m hustings.cli.reference`.

The shapes of JSON on that page are written by hand, between two marks, and stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from hustings.cli.group import SECTIONS, hustings

PLACE = Path("docs/reference/cli.md")
BEGIN, END = "<!-- from here on written by hand -->", "<!-- until here -->"
HEAD = """# The command line

`hustings COMMAND --help` says the same in the terminal. This page is written from the program
(`python -m hustings.cli.reference`); a test keeps it true.

Data lives in the folder that `HUSTINGS_HOME` names (see [settings](settings.md)). Commands act as the only member there is, or as
the one that `--as` or `HUSTINGS_MEMBER` names. They ask nothing when standard input is not a terminal, respect `NO_COLOR`, and
separate tables by tabs when the output is not a terminal. Times are in the workspace's time zone.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rows left out (each named with its file, line and reason).
"""


def reference(by_hand: str) -> str:
    """The page, in Markdown, with the part that is written by hand."""
    root = click.Context(hustings, info_name="hustings")
    parts = [HEAD, f"{BEGIN}\n{by_hand}{END}\n"]
    for title, names in SECTIONS:
        parts.append(f"## {title}\n")
        for name in names:
            command = hustings.get_command(root, name)
            assert command is not None
            parts.extend(_pages(command, click.Context(command, info_name=name, parent=root)))
    return "\n".join(parts)


def by_hand(page: str) -> str:
    """The part of the page between the marks; empty where there is none yet."""
    return page.partition(BEGIN)[2].partition(END)[0].removeprefix("\n")


def _pages(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """A command's page, and those of its own commands."""
    yield f"### {ctx.command_path}\n"
    yield f"```\n{_usage(command, ctx)}\n```\n"
    yield f"{_text(command)}\n"
    options = [row for row in (_option(each, ctx) for each in command.params) if row]
    if options:
        yield "| option | meaning |\n| --- | --- |\n" + "".join(f"| `{names}` | {text} |\n" for names, text in options)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _pages(inner, click.Context(inner, info_name=name, parent=ctx))


def _usage(command: click.Command, ctx: click.Context) -> str:
    return " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])


def _text(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def _option(parameter: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    if not isinstance(parameter, click.Option):
        return None
    record = parameter.get_help_record(ctx)
    if record is None:
        return None
    # A bar would end the cell of a table in Markdown.
    names, text = (" ".join(part.split()).replace("|", "\\|") for part in record)
    return names, text


def main(place: Path = PLACE) -> None:
    """Writes the page below the current folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    before = place.read_text(encoding="utf-8") if place.exists() else ""
    place.write_text(reference(by_hand(before)), encoding="utf-8")
    print(place, file=sys.stderr)


if __name__ == "__main__":
    main()
