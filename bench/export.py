"""Benchmark `export`: everybody as CSV that comes back whole, against a bare SELECT written by csv.writer.

The floor writes a flat table of the same people (name, three handles, position): it folds nothing, asks no source whether it
allows the use, finds no columns, and its file says less.
"""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import Any

from bench.measure import Check, Outcome, fresh_home, ratios, run

TARGET = 15.0
MOST_MB = 300.0
GROWTH = 1.2
"""Twice the people may take so many times the memory."""
CHUNK = 5_000
_FLAT = """
SELECT p.id, p.name, p.given_name, p.headline, p.location, p.birthday, e.value, t.value, x.value, o.name, q.title
FROM people_person p
LEFT JOIN people_identity e ON e.person_id = p.id AND e.kind = 'email'
LEFT JOIN people_identity t ON t.person_id = p.id AND t.kind = 'phone'
LEFT JOIN people_identity x ON x.person_id = p.id AND x.kind = 'external'
LEFT JOIN people_position q ON q.person_id = p.id
LEFT JOIN people_organisation o ON o.id = q.organisation_id
WHERE p.workspace_id = ? AND p.own_member_id IS NULL ORDER BY p.id
"""


def export_benchmark(*, quick: bool) -> list[Outcome]:
    """The export of a hundred thousand people, or of a few."""
    return [measure_export(1_000 if quick else 100_000, repetitions=1 if quick else 3)]


def measure_export(people: int, *, repetitions: int) -> Outcome:
    """CPU of both sides in turns, each in a process of its own; memory also against half the people."""
    sides: dict[str, list[dict[str, Any]]] = {"product": [], "floor": []}
    with fresh_home("export-small") as small:
        run("bench.export:fill", home=small, people=max(1, people // 2))
        few = run("bench.export:product", home=small)
    with fresh_home("export") as home:
        run("bench.export:fill", home=home, people=people)
        for _turn in range(repetitions):
            for name, found in sides.items():
                found.append(run(f"bench.export:{name}", home=home))
    peak = max(each["peak_mb"] for each in sides["product"])
    cpu = {name: [each["cpu"] for each in found] for name, found in sides.items()}
    checks = (
        Check("CPU, against a bare SELECT and csv.writer", ratios(cpu["product"], cpu["floor"]), TARGET),
        Check("peak of memory", (peak,), MOST_MB, "MB"),
        Check("peak of memory, against half the people", (peak / few["peak_mb"],), GROWTH),
    )
    return Outcome("export", checks, {"people": people, "cpu_seconds": cpu, "rows": sides["product"][0]["rows"]})


def fill(*, people: int) -> dict[str, Any]:
    """Invented people, each from one source with three handles and a position."""
    from bench.import_sides import prepare

    prepare()
    from django.db import transaction

    from hustings.apps.accounts.models import Member
    from hustings.apps.people.actions import folding, records
    from hustings.apps.people.models import Person
    from hustings.engine.profile import ADDRESS_BOOK, Sourced
    from hustings.storage import rows

    member = Member.objects.get()
    numbers = iter(range(people))
    with transaction.atomic():
        source = records.source_for(member.workspace_id, member_id=member.pk, reader="table", use_rule="own-address-book")
        while chunk := list(islice(numbers, CHUNK)):
            held = dict(zip(rows.reserve_ids(Person, len(chunk)), map(_person, chunk), strict=True))
            folding.create_rows(member.workspace_id, {i: [Sourced(each, ADDRESS_BOOK)] for i, each in held.items()})
            told = [records.statement_of(each, person_id=i) for i, each in held.items()]
            records.store_statements(member.workspace_id, told, source_id=source.pk)
    return {"people": people}


def _person(number: int) -> Any:
    from bench.contacts import person
    from hustings.kernel.records import Identity, Name, PersonRecord, Position

    key, given, family, mail, phone, street, city, _code, organisation, title = person(number)
    handles = (
        Identity(kind="email", value=mail),
        Identity(kind="phone", value=phone),
        Identity(kind="external", value=f"van:{key}"),
    )
    return PersonRecord(
        external_id=key, name=Name(full=f"{given} {family}", given=given, family=family), identities=handles,
        positions=(Position(organisation=organisation, title=title, current=True),), location=city, headline=street,
    )  # fmt: skip


def _place() -> Path:
    from django.conf import settings

    return Path(settings.HUSTINGS_HOME) / "people.csv"


def product() -> dict[str, Any]:
    """What making the file does, from the selection to the last byte."""
    import django

    django.setup()
    from bench.child import Meter
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.exports.selecting import ids_of, selected
    from hustings.apps.intake.passes import no_searches_for_cycles
    from hustings.apps.people.queries.whole import whole_people
    from hustings.connectors.exports.table import write_csv
    from hustings.storage import rows as storage

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="cli")
    with storage.bounded_memory(), no_searches_for_cycles(), _place().open("wb") as target, Meter() as meter:
        rows = write_csv(whole_people(actor.workspace_id, ids_of(selected(actor, ""))), target, scratch=_place().parent)
    return {"cpu": meter.cpu, "rows": rows}


def floor() -> dict[str, Any]:
    """One SELECT, one csv.writer."""
    import django

    django.setup()
    from django.db import connection

    from bench.child import Meter
    from hustings.apps.accounts.models import Workspace

    number = Workspace.objects.get().pk
    connection.ensure_connection()
    with _place().open("w", newline="") as target, Meter() as meter:
        writer = csv.writer(target)
        rows = connection.connection.execute(_FLAT, [number])
        while chunk := rows.fetchmany(CHUNK):
            writer.writerows(chunk)
    return {"cpu": meter.cpu}
