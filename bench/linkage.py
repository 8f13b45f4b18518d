"""Benchmarks `linkage` and `linkage-one`: a million people against plain Splink, and one new person against a million.

Both sides of the first find the pairs of one made-up table over the same blocking keys: Splink is given them as columns, the
product makes them while it runs. The floor of the second are the indexed queries that find candidates and read of them.
"""

from __future__ import annotations

import shutil
from typing import Any

from bench.measure import SCRATCH, Check, Outcome, ratios, run

AGAINST_SPLINK, AGAINST_QUERIES = 1.5, 5.0


def linkage_benchmark(*, quick: bool) -> list[Outcome]:
    """A million people, or a few."""
    people = 20_000 if quick else 1_000_000
    return [measure_linkage(people, repetitions=1), measure_one(people, some=300)]


def measure_linkage(people: int, *, repetitions: int) -> Outcome:
    """Both sides in turns, each in a process of its own."""
    home = SCRATCH / f"linkage-{people}"
    home.mkdir(parents=True, exist_ok=True)
    table = str(home / "people.parquet")
    made = run("bench.linkage_sides:write_table", home=home, path=table, people=people)
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(repetitions):
        ours.append(run("bench.linkage_sides:hustings_side", home=home, path=table))
        theirs.append(run("bench.linkage_sides:splink_side", home=home, path=table))
    shutil.rmtree(home)

    def held(sides: list[dict[str, Any]], what: str) -> list[float]:
        return [float(side[what]) for side in sides]

    wrong = [(1 - one["quality"]["f1"]) / (1 - other["quality"]["f1"]) for one, other in zip(ours, theirs, strict=True)]
    checks = (
        Check(
            "wall time against plain Splink, which is given the keys",
            ratios(held(ours, "seconds"), held(theirs, "seconds")),
            AGAINST_SPLINK,
        ),
        Check("CPU time against the same", ratios(held(ours, "cpu_seconds"), held(theirs, "cpu_seconds")), AGAINST_SPLINK),
        Check("what is missing from an F1 of 1, against Splink's", tuple(wrong), 1.0),
    )
    return Outcome(
        "linkage", checks, {"people": people, "keys_cpu_seconds": made["keys_cpu_seconds"], "product": ours, "splink": theirs}
    )


def measure_one(people: int, *, some: int, turns: int = 3) -> Outcome:
    """Some hundred arriving records, one by one; half of them are of people who stand there already. Both sides in turns."""
    home = SCRATCH / f"linkage-one-{people}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    run("bench.linkage_one:build", home=home, people=people)
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(turns):
        theirs.append(run("bench.linkage_one:floor", home=home, people=people, some=some))
        ours.append(run("bench.linkage_one:product", home=home, people=people, some=some))
    shutil.rmtree(home)
    what = "one new person against the bare queries for keys and candidates"
    figures = {"median_cpu_ms": "CPU, medians", "mean_cpu_ms": "CPU, means", "median_ms": "the clock, medians"}
    checks = tuple(
        Check(f"{what}, by {by}", ratios([one[name] for one in ours], [one[name] for one in theirs]), AGAINST_QUERIES)
        for name, by in figures.items()
    )
    return Outcome("linkage-one", checks, {"people": people, "product": ours, "floor": theirs})
