"""Benchmarks `import` and `again`: a LinkedIn export from zip to Today, and the same file once more."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import BENCH, SCRATCH, Check, Outcome, fresh_home, ratios, run

TIMES_FLOOR = 6.0
PEAK_MB = 400.0
AGAIN_SHARE = 0.25
SIDES = "bench.import_sides"
SCHEMA = BENCH / "schema.sql"
"""Written from the migrated data base by every run, and kept with it."""


def import_benchmark(*, quick: bool) -> list[Outcome]:
    """Both benchmarks, since the second one imports what the first has filled."""
    connections, messages = (2_000, 10_000) if quick else (30_000, 200_000)
    return measure_import(connections=connections, messages=messages, repetitions=1 if quick else 2)


def measure_import(*, connections: int, messages: int, repetitions: int) -> list[Outcome]:
    """Imports into fresh data folders, and once more into the same, alternating with the floor."""
    export = _export(connections, messages)
    firsts: list[dict[str, Any]] = []
    seconds: list[dict[str, Any]] = []
    floors: list[dict[str, Any]] = []
    rows: dict[str, int] = {}
    with fresh_home("import-floor") as place:
        for turn in range(repetitions):
            with fresh_home("import") as home:
                run(f"{SIDES}:prepare", home=home)
                firsts.append(run(f"{SIDES}:product", home=home, path=str(export)))
                if not turn:
                    rows = _dump(home, place)
                seconds.append(run(f"{SIDES}:product", home=home, path=str(export)))
            floors += [_floor(export, place) for _ in range(2)]
    return [_first(firsts, floors, rows), _again(firsts, seconds)]


def _export(connections: int, messages: int) -> Path:
    export = SCRATCH / f"linkedin-{connections}-{messages}.zip"
    if not export.exists():
        export.parent.mkdir(parents=True, exist_ok=True)
        waiting = export.with_suffix(".new")
        run(f"{SIDES}:write_export", home=SCRATCH, path=str(waiting), connections=connections, messages=messages)
        waiting.replace(export)
    return export


def _dump(home: Path, place: Path) -> dict[str, int]:
    database, target = str(home / "hustings.sqlite3"), str(place / "rows.pickle")
    held: dict[str, int] = run(f"{SIDES}:dump", home=home, database=database, target=target, schema=str(SCHEMA))["rows"]
    return held


def _floor(export: Path, place: Path) -> dict[str, Any]:
    database = place / "floor.sqlite3"
    for left in place.glob("floor.sqlite3*"):
        left.unlink()
    return run(
        f"{SIDES}:floor", home=place, path=str(export), rows=str(place / "rows.pickle"), schema=str(SCHEMA),
        database=str(database),
    )  # fmt: skip


def _first(firsts: list[dict[str, Any]], floors: list[dict[str, Any]], rows: dict[str, int]) -> Outcome:
    product, floor = [each["cpu"] for each in firsts], [each["cpu"] for each in floors]
    checks = (
        Check(
            "CPU of an import from zip to Today, against csv and one executemany per table", ratios(product, floor), TIMES_FLOOR
        ),
        Check("peak memory of the import", tuple(each["peak_mb"] for each in firsts), PEAK_MB, "MB"),
    )
    facts = {
        "cpu_seconds": product, "floor_cpu_seconds": floor, "lines": floors[0]["lines"], "counts": firsts[0]["counts"],
        "today_items": firsts[0]["today"], "rows_written": rows, "floor_rows": floors[0]["rows"],
    }  # fmt: skip
    return Outcome("import", checks, facts)


def _again(firsts: list[dict[str, Any]], seconds: list[dict[str, Any]]) -> Outcome:
    product = [each["cpu"] for each in seconds]
    shares = tuple(each / median(first["cpu"] for first in firsts) for each in product)
    checks = (
        Check("CPU of importing the same file again, against the first time", shares, AGAIN_SHARE),
        Check("peak memory of importing again", tuple(each["peak_mb"] for each in seconds), PEAK_MB, "MB"),
    )
    return Outcome("again", checks, {"cpu_seconds": product, "counts": seconds[0]["counts"]})
