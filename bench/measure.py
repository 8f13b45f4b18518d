"""Runs the sides of a measurement, holds their figures against targets, prints them and keeps them in bench/results."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
SCRATCH = Path(os.environ.get("HUSTINGS_BENCH_SCRATCH") or BENCH / "scratch")
RESULTS = BENCH / "results"


@dataclass(frozen=True, slots=True)
class Check:
    """Figures of one kind, one per repetition, whose median should be at most `target`. `unit` is "times", "MB", "rows" ..."""

    what: str
    values: tuple[float, ...]
    target: float
    unit: str = "times"

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def meets(self) -> bool:
        return self.median <= self.target

    def line(self) -> str:
        """The check in one line, for people."""
        spread = f" (min {min(self.values):.2f}, max {max(self.values):.2f})" if len(self.values) > 1 else ""
        verdict = "meets" if self.meets else "misses"
        return f"{self.what}: {self.median:.2f} {self.unit}{spread}; {verdict} at most {self.target:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark found: its checks, and the plain figures behind them."""

    name: str
    checks: tuple[Check, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def ratios(product: Sequence[float], floor: Sequence[float]) -> tuple[float, ...]:
    """Each repetition of the product against the floor's of the same turn, or against the floor's median."""
    if len(product) == len(floor):
        return tuple(one / other for one, other in zip(product, floor, strict=True))
    return tuple(one / median(floor) for one in product)


def run(function: str, *, home: Path, url: str = "", **arguments: Any) -> dict[str, Any]:
    """Runs `module:function` in a fresh process with this HUSTINGS_HOME. Raises RuntimeError with its output where it fails.

    `url` is a data base other than the SQLite file there.
    """
    command = [sys.executable, "-m", "bench.child", function, json.dumps(arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(home) | ({"DATABASE_URL": url} if url else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{function} failed:\n{done.stderr[-4000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def environment(home: Path) -> dict[str, str]:
    """The variables of a child: its own data folder, SQLite, and nothing of the caller's Hustings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUSTINGS_", "DATABASE_URL"))}
    return kept | {
        "HUSTINGS_HOME": str(home),
        "HUSTINGS_BENCH_SCRATCH": str(SCRATCH),
        "DJANGO_SETTINGS_MODULE": "hustings.project.settings",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def fresh_home(name: str) -> Iterator[Path]:
    """An empty data folder below bench/scratch, removed afterwards."""
    home = SCRATCH / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def machine() -> dict[str, Any]:
    """Processor and versions; never the name of the host."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine()


def commit() -> str:
    """The commit measured, marked where the product's files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "bench/*.py")
    return git("rev-parse", "--short=12", "HEAD") + (" with changes" if changed else "")


def keep_counts(name: str, outcome: Mapping[str, Any]) -> None:
    """Writes what was counted beside the others, with when, where and on which commit."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    held = {"benchmark": name, "commit": commit(), "at": at, "machine": machine()} | dict(outcome)
    (RESULTS / f"{name}.json").write_text(json.dumps(held, indent=2) + "\n")


def keep(outcome: Outcome, *, quick: bool) -> Path:
    """Writes the outcome beside the others; small sizes go to bench/scratch, so that bench/results holds full ones alone."""
    folder = SCRATCH / "results" if quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{outcome.name}.json"
    checks = [
        {
            "what": check.what,
            "unit": check.unit,
            "target": check.target,
            "meets": check.meets,
            "min": round(min(check.values), 3),
            "median": round(check.median, 3),
            "max": round(max(check.values), 3),
            "repetitions": len(check.values),
        }
        for check in outcome.checks
    ]
    held = {
        "benchmark": outcome.name,
        "commit": commit(),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "quick": quick,
        "machine": machine(),
        "checks": checks,
        "facts": dict(outcome.facts),
    }
    place.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n")
    return place
