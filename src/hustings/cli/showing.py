"""How answers look: JSON, plain lines, and tables, which are drawn on a terminal and separated by tabs anywhere else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

import click

WIDEST = 100
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "name": {"bold": True, "fg": "cyan"},
    "quiet": {"dim": True},
    "quote": {"italic": True},
    "warning": {"fg": "yellow"},
}


def write_json(value: Any) -> None:
    """Writes a value as JSON. Where the output is not UTF-8, letters beyond ASCII are escaped, so that it stays whole."""
    plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    _put(json.dumps(value, ensure_ascii=plain, indent=2, default=_as_text))


def write_private(place: Path, value: Any) -> None:
    """Writes a value as JSON into a file that only its owner reads. What stood there before is replaced."""
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2, default=_as_text)


def _put(text: str) -> None:
    # The stream is named so that its own encoding holds: click would write UTF-8 where ASCII is asked for.
    click.echo(text, file=sys.stdout, color=in_colour())


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def on_terminal() -> bool:
    """Whether the output is read by a person on a terminal that can draw."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def in_colour() -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return on_terminal() and not os.environ.get("NO_COLOR")


def line(text: str = "", *, style: str = "", indent: int = 0) -> None:
    """Writes text, wrapped to the width of the terminal; each line is indented."""
    room = max(20, width() - indent)
    for part in wrap(text, room, break_on_hyphens=False) or [""]:
        shown = click.style(part, **STYLES[style]) if style and in_colour() else part
        _put(f"{' ' * indent}{shown}".rstrip())


def width() -> int:
    """Columns to write in: those of the terminal, not more than can be read well."""
    return min(get_terminal_size((80, 24)).columns, WIDEST)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> None:
    """Writes a table; `right` are the columns of figures. Away from a terminal: one line a row, separated by tabs."""
    texts = [[_cell(value) for value in row] for row in rows]
    if not on_terminal():
        for row in (list(columns), *texts):
            _put("\t".join(" ".join(cell.split()) for cell in row))
        return
    _draw(columns, texts, frozenset(right))


def _draw(columns: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(columns):
        drawn.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, no_color=not in_colour()).print(drawn)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """A moment in the zone, to the minute; empty where there is none."""
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if value else ""


def iso(value: datetime | date | None, zone: ZoneInfo | None = None) -> str | None:
    """A moment (in the zone where one is given) or a day in ISO 8601; None where there is none."""
    if isinstance(value, datetime) and zone is not None:
        return value.astimezone(zone).isoformat(timespec="seconds")
    return value.isoformat() if value else None


def heading(lead: str, name: str, rest: str) -> None:
    """Writes a name that stands out, with a remark beside it as far as the line reaches."""
    room = width() - len(lead) - len(name) - 3
    remark = rest if len(rest) <= room else f"{rest[: max(0, room - 1)].rstrip()}…"
    shown, beside = (
        (click.style(name, **STYLES["name"]), click.style(remark, **STYLES["quiet"])) if in_colour() else (name, remark)
    )
    _put(f"{lead}{shown}   {beside}" if remark and room > 8 else f"{lead}{shown}")
