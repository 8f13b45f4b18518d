"""Organisations on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.segments import segment_meant

PAGE = 200


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]")
@click.option("--where", default="", metavar="TEXT", help="Only which this text means.")
@click.option("--saved", metavar="NAME", help="Only those of this saved segment, by id or name.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def organisations(actor: Actor, query: tuple[str, ...], where: str, saved: str | None, limit: int, as_json: bool) -> None:
    """List organisations with how many people we know there, or those with QUERY in their name."""
    chosen = segment_meant(actor, saved).id if saved else None
    found = _pages(actor, query=" ".join(query), where=where, saved=chosen)
    rows = list(islice(found, limit or None))
    if as_json:
        showing.write_json([asdict(row) for row in rows])
        return
    lines = [(row.id, row.name, row.current, row.former, row.website) for row in rows]
    showing.table(("id", "name", "people now", "once", "website"), lines, right=(0, 2, 3))
    if next(found, None) is not None:
        showing.line(f"The first {limit}. --limit 0 shows all.", style="quiet")


def _pages(actor: Actor, **given: Any) -> Iterator[queries.OrganisationRow]:
    after = ""
    while True:
        page = queries.organisations_page(actor, **given, after=after, limit=PAGE)
        yield from page.rows
        after = page.next
        if not after:
            return
