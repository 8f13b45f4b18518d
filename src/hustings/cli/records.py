"""Commands of public data: add sets of it, say what is there and as of when, and who holds office for a place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic import queries as civic
from hustings.apps.intake import actions
from hustings.apps.records import queries as record_room
from hustings.cli import intake, showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.connectors.records import fetching
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

MANY = 12
"""Sets of one publisher and day that are named each."""


@click.group("records", cls=ListByDefault)
def records() -> None:
    """Add public data (officials, bodies, districts, lobbying), or list what was added, from where and as of when."""


@records.command("list")
@json_option
@acting
def list_records(actor: Actor, as_json: bool) -> None:
    """List the sets of public data, each at its newest edition."""
    held = record_room.datasets(actor)
    if as_json:
        showing.write_json([dataset_data(actor, row) for row in held])
        return
    if not held:
        showing.line("There is no public data yet. Add some: hustings records add us, or give files that you downloaded.")
        return
    rows = [(row.title, row.as_of.isoformat(), row.publisher, row.import_id, row.scope) for row in held]
    showing.table(("what", "as of", "from", "import", "name"), rows, right=(3,))


@records.command("add")
@click.argument("given", nargs=-1, required=True, metavar="us|us-ca|PATH...")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="The day as of which the files hold; else their own.")
@click.option("--preview", is_flag=True, help="Say what would happen, and change nothing.")
@json_option
@acting
def add_records(actor: Actor, given: tuple[str, ...], as_of: datetime | None, preview: bool, as_json: bool) -> int:
    """Add or update public data: a file, a folder as downloaded, or a set by its name.

    us is the Congress of the United States, us-ca the legislature of California (any state): both are fetched where there is a
    network. What is added a second time is updated in place: who is named no more has left, with the day as the end.
    """
    actor.require("import_files")
    with _files(given) as (paths, known):
        day = as_of.date() if as_of else known or newest(paths)
        import_id = intake._id(actions.add_records(actor, paths, as_of=day))
        if preview:
            return intake._preview(actor, import_id, as_json)
        view = intake._applied_or_not(actor, import_id, as_json)
    code = intake.exit_code(view)
    if as_json:
        told = intake.as_data(view)
        showing.write_json({**told, "as_of": day.isoformat(), "records": _added(actor, import_id)})
        return code
    intake._show(view, False)
    _show_sources(record_room.datasets(actor, import_id=import_id))
    return code


def _show_sources(sources: tuple[record_room.DatasetRow, ...], *, style: str = "") -> None:
    """The sets of public data with their day; of many of one publisher and day, such as a country's states, how many they are."""
    shared: dict[tuple[str, date], list[str]] = {}
    for row in sources:
        shared.setdefault((row.publisher, row.as_of), []).append(row.title)
    for (publisher, as_of), titles in shared.items():
        told = titles if len(titles) <= MANY else [f"{len(titles)} sets of public data (hustings records lists them)"]
        for title in told:
            showing.line(f"{title}: as of {as_of.isoformat()}, from {publisher or 'files'}.", style=style)


def _added(actor: Actor, import_id: int) -> list[dict[str, Any]]:
    return [dataset_data(actor, row) for row in record_room.datasets(actor, import_id=import_id)]


@contextmanager
def _files(given: tuple[str, ...]) -> Iterator[tuple[list[Path], date | None]]:
    """The files to add, those of named sets fetched into a folder that goes afterwards, and the publisher's day where known."""
    names = [each for each in given if fetching.is_name(each) and not Path(each).exists()]
    missing = [each for each in given if each not in names and not Path(each).exists()]
    if missing:
        raise WrongInput(
            f"There is no file or folder {missing[0]}, and no set of public data of that name. "
            "Sets are us (the Congress) and us-ca, us-ny, ... (a state)."
        )
    with TemporaryDirectory() as folder:
        paths, days = [Path(each) for each in given if each not in names], []
        for name in names:
            place = Path(folder) / name
            place.mkdir()
            fetched = _fetched(name, place)
            paths += fetched.paths
            days.append(fetched.as_of or utc_now().date())
        yield paths, min(days, default=None) if len(names) == len(given) else None


def _fetched(name: str, folder: Path) -> fetching.Fetched:
    from hustings.connectors.http import open_client
    from hustings.connectors.outbound import PUBLIC

    with open_client(PUBLIC, limit=fetching.LARGEST, seconds=600.0, follow_redirects=True) as client:
        return fetching.fetch(name, folder, client=client)


def newest(paths: list[Path]) -> date:
    """The day on which the newest of these files was written."""
    files = [each for path in paths for each in ([path] if path.is_file() else path.rglob("*")) if each.is_file()]
    times = [each.stat().st_mtime for each in files]
    return datetime.fromtimestamp(max(times), UTC).date() if times else utc_now().date()


def dataset_data(actor: Actor, row: record_room.DatasetRow) -> dict[str, Any]:
    """A set of public data in its documented shape."""
    return {
        "name": row.scope,
        "title": row.title,
        "as_of": row.as_of.isoformat(),
        "source": {"publisher": row.publisher, "link": row.link, "licence": row.licence},
        "added_at": showing.iso(row.added_at, actor.zone),
        "added_by": row.member,
        "import": row.import_id,
        "editions": row.editions,
    }


@click.command()
@click.argument("place", nargs=-1, required=True, metavar="PLACE|POSTCODE")
@json_option
@acting
def officials(actor: Actor, place: tuple[str, ...], as_json: bool) -> None:
    """Say who holds office for a place (its name, or its Open Civic Data id) or a postcode.

    Where a postcode lies in several districts, the officials of all of them are shown: Hustings does not guess.
    """
    found = civic.officials_of(actor, " ".join(place), today=utc_now().date())
    scopes = {scope for office in found.officials for scope in office.scopes}
    sources = record_room.datasets(actor, scopes=scopes)
    if as_json:
        showing.write_json(found_data(actor, found, sources))
        return
    _show(found, sources)


def found_data(actor: Actor, found: civic.Found, sources: tuple[record_room.DatasetRow, ...]) -> dict[str, Any]:
    """What was found, in its documented shape."""
    return {
        "query": found.query,
        "kind": found.kind,
        "certain": not found.districts,
        "divisions": [
            {"id": place.division, "name": place.name, "certain": place.is_whole} for place in found.places
        ],
        "officials": [office_data(place, office) for place in found.places for office in place.officials],
        "sources": [dataset_data(actor, row) for row in sources],
    }  # fmt: skip


def office_data(place: civic.PlaceView, office: civic.Office) -> dict[str, Any]:
    """An official with the office held."""
    return {
        "person": {"id": office.person_id, "name": office.name},
        "title": office.title,
        "body": {"id": office.body_id, "name": office.body, "classification": office.classification},
        "party": office.party,
        "division": {"id": place.division, "name": place.name, "certain": place.is_whole},
        "since": office.since,
        "until": office.until,
        "sources": list(office.scopes),
    }


def _show(found: civic.Found, sources: tuple[record_room.DatasetRow, ...]) -> None:
    if not found.places:
        showing.line(f"Nothing is known of {found.query!r}. Places and postcodes come from public data: hustings records.")
        return
    if found.kind == "postcode" and found.districts:
        showing.line(
            f"The postcode {found.query} lies in {len(found.districts)} districts. All of them are shown.", style="warning"
        )
    elif found.districts:
        showing.line(f"{len(found.districts)} places are called so. All of them are shown.", style="warning")
    rows = [
        (place.name, office.title, office.name, office.party, office.body, office.person_id)
        for place in found.places
        for office in place.officials
    ]
    showing.table(("place", "office", "name", "party", "body", "id"), rows, right=(5,))
    for place in found.places:
        if not place.officials:
            showing.line(f"Nobody is known for {place.name}.", style="quiet")
    _show_sources(sources, style="quiet")
