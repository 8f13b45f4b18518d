"""The two sides of the import benchmark: the product's own import, and csv with one executemany per table."""

from __future__ import annotations

import csv
import io
import pickle
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from bench.child import Meter

PRAGMAS = (
    "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536", "temp_store=MEMORY", "mmap_size=1073741824", "foreign_keys=ON",
)  # fmt: skip
"""What the product sets on its own connections (hustings.project.options, and Django for foreign keys)."""


def prepare() -> dict[str, Any]:
    """Migrates the data base of this HUSTINGS_HOME and makes the workspace that the file is imported into."""
    import django

    django.setup()
    from bench.migrated import migrate
    from hustings.apps.accounts import actions as accounts
    from hustings.demo.leads import OWNER_EMAILS, OWNER_NAME

    migrate()
    accounts.create_workspace(name="Bench", owner_email=OWNER_EMAILS[0], owner_name=OWNER_NAME)
    return {}


def write_export(*, path: str, connections: int, messages: int) -> dict[str, Any]:
    """Writes the LinkedIn export that both sides read."""
    from hustings.demo import write_large_export

    write_large_export(Path(path), connections=connections, messages=messages)
    return {}


def product(*, path: str) -> dict[str, Any]:
    """From the zip to Today. Returns CPU seconds and the counts of the import."""
    import django

    django.setup()
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.intake import actions as intake
    from hustings.apps.today import actions as today
    from hustings.kernel.clock import utc_now

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="cli")
    with Meter() as meter:
        imported = intake.start_import(actor, [Path(path)])
        imported = intake.apply_import(actor, imported.pk)
        made = today.refresh(actor, now=utc_now())
    counts = {kind: {verb: n for verb, n in verbs.items() if n} for kind, verbs in imported.report["counts"].items()}
    return {"cpu": meter.cpu, "counts": counts, "today": made.items.count()}


def dump(*, database: str, target: str, schema: str) -> dict[str, Any]:
    """Keeps every row of the filled data base for the floor, and the definition of its tables."""
    connection = sqlite3.connect(database)
    Path(schema).write_text(schema_of(connection))
    rows: dict[str, tuple[str, list[tuple[Any, ...]]]] = {}
    for table in tables_of(connection):
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        if is_search(connection, table):
            columns = ["rowid", *columns]
        names = ", ".join(f'"{name}"' for name in columns)
        held = connection.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid').fetchall()
        if held:
            marks = ", ".join("?" for _ in columns)
            rows[table] = (f'INSERT INTO "{table}" ({names}) VALUES ({marks})', held)
    with Path(target).open("wb") as out:
        pickle.dump(rows, out, protocol=pickle.HIGHEST_PROTOCOL)
    return {"rows": {table: len(held) for table, (_, held) in rows.items()}}


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Every table that holds rows of its own, in the order of their making; not what belongs to a full-text index or SQLite."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    searches = [name for name in names if is_search(connection, name)]
    inner = {f"{name}_{part}" for name in searches for part in ("data", "idx", "content", "docsize", "config")}
    return [name for name in names if name not in inner and not name.startswith("sqlite_")]


def is_search(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the table is a full-text index."""
    (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    return made.upper().startswith("CREATE VIRTUAL TABLE")


def schema_of(connection: sqlite3.Connection) -> str:
    """The definition of all tables and indexes, as SQLite would make them anew."""
    kept = {*tables_of(connection)}
    found = connection.execute(
        "SELECT type, tbl_name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL ORDER BY type = 'index', rowid"
    ).fetchall()
    lines = [re.sub(r"\s+", " ", made) + ";" for _, table, made in found if table in kept]
    return "-- Tables and indexes of a migrated data base, written by `python -m bench import`.\n" + "\n".join(lines) + "\n"


def floor(*, path: str, rows: str, schema: str, database: str) -> dict[str, Any]:
    """Reads the same files with csv and writes the same rows into the same tables. Returns CPU seconds."""
    with Path(rows).open("rb") as held:
        tables: dict[str, tuple[str, list[tuple[Any, ...]]]] = pickle.load(held)
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.executescript(Path(schema).read_text())
    with Meter() as meter:
        lines = _read(Path(path))
        connection.execute("BEGIN IMMEDIATE")
        for statement, held_rows in tables.values():
            connection.executemany(statement, held_rows)
        connection.execute("COMMIT")
    counts = {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
    connection.close()
    return {"cpu": meter.cpu, "lines": lines, "rows": counts}


def _read(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        lines = 0
        for name in archive.namelist():
            with archive.open(name) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
                lines += sum(1 for _ in csv.reader(text))
    return lines
