"""`python -m bench [NAME...] [--quick]`: runs the benchmarks, prints each ratio with its target, keeps the figures."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable

from bench.contacts import contacts_benchmark
from bench.dialogue import dialogue_benchmark
from bench.export import export_benchmark
from bench.graph import graph_benchmark
from bench.help import help_benchmark
from bench.imports import import_benchmark
from bench.inbox import inbox_benchmark
from bench.linkage import linkage_benchmark
from bench.log_touch import log_touch_benchmark
from bench.mail_sync import mail_sync_benchmark
from bench.map_frames import map_benchmark
from bench.mbox import mbox_benchmark
from bench.measure import SCRATCH, Outcome, keep, machine
from bench.members import members_benchmark
from bench.search import search_benchmark
from bench.segments import segments_benchmark
from bench.today_page import today_benchmark

BENCHMARKS: dict[str, Callable[..., list[Outcome]]] = {
    "help": help_benchmark,
    "import": import_benchmark,
    "contacts": contacts_benchmark,
    "mbox": mbox_benchmark,
    "log-touch": log_touch_benchmark,
    "today-page": today_benchmark,
    "search": search_benchmark,
    "inbox": inbox_benchmark,
    "members": members_benchmark,
    "dialogue": dialogue_benchmark,
    "segments": segments_benchmark,
    "export": export_benchmark,
    "graph": graph_benchmark,
    "map": map_benchmark,
    "linkage": linkage_benchmark,
    "mail-sync": mail_sync_benchmark,
}
"""By name; `import` measures `again` too, and `linkage` one new person (`linkage-one`)."""


def main() -> None:
    """Runs those named, or all. Exits 0 whatever the figures say: they are for reading, the machine may be busy."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all where none is given")
    parser.add_argument("--quick", action="store_true", help="small sizes: whether everything runs, not how fast")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]}")
    where = machine()
    print(f"{where['processor']}, {where['cores']} cores, Python {where['python']}, SQLite {where['sqlite']}", flush=True)
    for name in given.names or BENCHMARKS:
        for outcome in BENCHMARKS[name](quick=given.quick):
            print(f"\n{outcome.name}", flush=True)
            for check in outcome.checks:
                print(f"  {check.line()}", flush=True)
            keep(outcome, quick=given.quick)
    # Four gigabytes, built anew when they are wanted.
    shutil.rmtree(SCRATCH / "population-1000000-10000000", ignore_errors=True)


if __name__ == "__main__":
    main()
