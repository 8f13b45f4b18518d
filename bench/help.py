"""Benchmark `help`: `hustings --help` against an empty click command, whole processes in turns."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.measure import ROOT, SCRATCH, Check, Outcome, environment, ratios

TIMES_FLOOR = 2.0
PRODUCT = ("-m", "hustings", "--help")
FLOOR = ("-c", "import sys; sys.argv = ['empty', '--help']; import click; click.command()(lambda: None)()")
LOADED = (
    "-c",
    "import sys; sys.argv = ['hustings', '--help']\nfrom hustings.__main__ import main\n"
    "try: main()\nexcept SystemExit: pass\nsys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))",
)


def help_benchmark(*, quick: bool) -> list[Outcome]:
    """Twenty of each."""
    return [measure_help(turns=2 if quick else 20)]


def measure_help(*, turns: int) -> Outcome:
    """CPU of the whole process, interpreter included, and whether Django was loaded on the way."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    for program in (PRODUCT, FLOOR):
        cpu_of(program)
    pairs = [(cpu_of(PRODUCT), cpu_of(FLOOR)) for _ in range(turns)]
    product, floor = [one for one, _ in pairs], [other for _, other in pairs]
    checks = (
        Check("CPU of `hustings --help`, against an empty click command", ratios(product, floor), TIMES_FLOOR),
        Check("Django loaded by `hustings --help`", (float(_run(LOADED) != 0),), 0.0, "times"),
    )
    return Outcome("help", checks, {"cpu_seconds": product, "floor_cpu_seconds": floor})


def cpu_of(program: tuple[str, ...]) -> float:
    """CPU seconds of a fresh interpreter that runs this. Raises RuntimeError where it fails."""
    before = _children()
    if _run(program):
        raise RuntimeError(f"This failed: {program}")
    return _children() - before


def _run(program: tuple[str, ...]) -> int:
    done = subprocess.run([sys.executable, *program], cwd=ROOT, env=environment(SCRATCH), stdout=subprocess.DEVNULL, check=False)
    return done.returncode


def _children() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system
