"""The sides of the benchmark `contacts`: the product's import of a table of people, and a raw load of the very same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.import_sides import PRAGMAS, is_search, schema_of, tables_of

ROWS = 20_000


class Watch:
    """Seconds by the clock and of this process's CPU while it runs; may run several times."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> Watch:
        from time import process_time

        self._begun = perf_counter(), process_time()
        return self

    def __exit__(self, *_: object) -> None:
        from time import process_time

        self.wall += perf_counter() - self._begun[0]
        self.cpu += process_time() - self._begun[1]

    def told(self) -> dict[str, float]:
        """Both, rounded."""
        return {"wall": round(self.wall, 3), "cpu": round(self.cpu, 3)}


def product(*, path: str, kind: str = "people") -> dict[str, Any]:
    """Imports the file. Returns seconds, and the counts of a kind of records."""
    import django

    django.setup()
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.intake import actions as intake

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="cli")
    watch = Watch()
    with watch:
        imported = intake.start_import(actor, [Path(path)])
        imported = intake.apply_import(actor, imported.pk)
    counts = {verb: n for verb, n in imported.report["counts"][kind].items() if n}
    return {**watch.told(), "counts": counts}


def floor_sqlite(*, filled: str, target: str) -> dict[str, Any]:
    """Writes every row of the filled data base into an empty one of the same tables and indexes; reading them is not counted."""
    source = sqlite3.connect(filled)
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.executescript(schema_of(source))
    watch, counts = Watch(), {}
    for table in _parents_first(source):
        counts[table] = 0
        for statement, rows in _batches(source, table):
            with watch:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(statement, rows)
                connection.execute("COMMIT")
            counts[table] += len(rows)
    connection.close()
    return {
        **watch.told(),
        "rows": sum(counts.values()),
        "tables": {table: held for table, held in counts.items() if held >= ROWS},
    }


def _batches(source: sqlite3.Connection, table: str) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    columns = [row[1] for row in source.execute(f'PRAGMA table_info("{table}")')]
    names = ", ".join(f'"{name}"' for name in (["rowid", *columns] if is_search(source, table) else columns))
    held = source.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid')
    while rows := held.fetchmany(ROWS):
        yield f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(rows[0]))})', rows


def _parents_first(source: sqlite3.Connection) -> list[str]:
    """The tables, each behind those to which it points."""
    waiting = {
        table: {row[2] for row in source.execute(f'PRAGMA foreign_key_list("{table}")')} - {table} for table in tables_of(source)
    }
    placed: list[str] = []
    while waiting:
        free = [table for table, parents in waiting.items() if parents <= {*placed}]
        placed += free or list(waiting)
        waiting = {table: parents for table, parents in waiting.items() if table not in placed}
    return placed


def floor_postgres(*, address: str, folder: str) -> dict[str, Any]:
    """Takes the rows of the filled data base out, empties its tables, and puts them back through COPY; only that is counted."""
    import psycopg

    watch = Watch()
    with psycopg.connect(address, autocommit=True) as connection:
        tables = _tables(connection)
        for table in tables:
            with Path(folder, table).open("wb") as file, connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                for block in copy:
                    file.write(block)
        connection.execute("TRUNCATE {}".format(", ".join(f'"{table}"' for table in tables)))
        with watch, connection.transaction():
            connection.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                with Path(folder, table).open("rb") as file, connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
        rows = {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() for table in tables}
    return {**watch.told(), "rows": sum(found[0] for found in rows.values() if found)}


def _tables(connection: Any) -> list[str]:
    held = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename").fetchall()
    return [table for (table,) in held]
