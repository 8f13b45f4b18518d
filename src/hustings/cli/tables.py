"""What the command `import` says and shows of tables: the options for their columns, and for what columns are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, queries
from hustings.cli import showing
from hustings.kernel.errors import WrongInput

ROWS = {"people": "person", "organisations": "organisation", "attendance": "attendance", "notes": "note"}
ORDERS = ("day-first", "month-first")
WHY = {
    "header": "its name",
    "values": "its values",
    "header-and-values": "its name and values",
    "does-not-fit": "values unlike its name",
    "unknown": "not known",
    "empty": "empty",
    "chosen": "said so",
}
SHOWN_SAMPLES = 2
Command = TypeVar("Command", bound=Callable[..., Any])


def options(command: Command) -> Command:
    """The options that say what tables mean."""
    for option in (
        click.option("--event", metavar="NAME", default="", help="With --rows attendance: the event that the table is about."),
        click.option("--rows", type=click.Choice(list(ROWS)), help="What the rows of tables are."),
        click.option("--dates", type=click.Choice(ORDERS), help="What comes first in dates that nothing else settles."),
        click.option(
            "--column",
            "columns",
            metavar="HEADER=KIND",
            multiple=True,
            help="What a column of a table is, as in `Contact=email`, `Cell=phone:mobile`, `Team=field:Team` or `Shoes=skip`.",
        ),
    ):
        command = option(command)
    return command


def said_of(columns: Sequence[str], dates: str | None, rows: str | None, event: str) -> actions.Said | None:
    """What the options say; None where they say nothing."""
    if not (columns or dates or rows or event):
        return None
    pairs = dict(_pair(each) for each in columns)
    usual = "attendance" if event else None
    row_kind: Any = ROWS.get(rows or usual or "", "")
    order: Any = dates or ""
    return actions.Said(columns=pairs, dates=order, rows=row_kind, event=event)


def _pair(text: str) -> tuple[str, str]:
    header, sign, kind = text.rpartition("=")
    if not sign or not header.strip():
        raise WrongInput(f"{text!r} does not say what a column is. Write it like Contact=email.", field="column")
    return header.strip(), kind.strip()


def correct(actor: Actor, import_id: int, said: actions.Said | None) -> None:
    """Says it of an import that was just begun; one of which it cannot be said is thrown away."""
    if said is None:
        return
    try:
        actions.correct_tables(actor, import_id, said)
    except WrongInput:
        actions.cancel_import(actor, import_id)
        raise


def as_data(view: queries.ImportView) -> dict[str, Any]:
    """All columns of all tables, and what has to be asked, each with its file."""
    return {
        "columns": [{"file": table["path"], "rows": table["rows"], **each} for table in view.tables for each in table["columns"]],
        "questions": [{"file": table["path"], **each} for table in view.tables for each in table["questions"]],
    }


def show(view: queries.ImportView) -> None:
    """For what columns are taken, before they are brought in; and what stays open, in any case."""
    for table in view.tables if view.state == "planned" else ():
        showing.line(f"{table['path']}: each row is {_rows(table)}.")
        shown = [(each["column"], _kind(each), WHY[each["reason"]], _samples(each["samples"])) for each in table["columns"]]
        showing.table(("column", "read as", "because of", "for example"), shown)
    for asked in as_data(view)["questions"]:
        showing.line(_question(asked), style="warning")


def _rows(table: dict[str, Any]) -> str:
    words = {"person": "a person", "organisation": "an organisation", "note": "a note about a person"}
    event = f" ({table['event']})" if table["event"] else ""
    return words.get(table["rows"], f"an answer to an event{event}")


def _kind(column: dict[str, Any]) -> str:
    word = column["kind"].replace("_", "-")
    return f"{word}:{column['detail']}" if column["detail"] else word


def _samples(samples: Sequence[str]) -> str:
    return " | ".join(sample[:30] for sample in samples[:SHOWN_SAMPLES])


def _question(asked: dict[str, Any]) -> str:
    such = f", such as {asked['samples'][0]}," if asked["samples"] else ""
    return (
        f"{asked['file']}: the dates in column {asked['column']!r}{such} can have the day or the month first. They stay as they "
        "are written. Say --dates day-first or --dates month-first."
    )
