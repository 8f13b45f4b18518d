"""Runs one side of a measurement in a process of its own: `python -m bench.child MODULE:FUNCTION JSON`; answers in JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from time import process_time


def peak_mb() -> float:
    """The most memory that this process has held, in MB (2**20 bytes).

    From /proc where there is one: the number of getrusage counts the parent's memory at the moment of the fork too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


class Meter:
    """CPU seconds of this process, all its threads, between `with` and its end."""

    def __enter__(self) -> Meter:
        self._start = process_time()
        self.cpu = 0.0
        return self

    def __exit__(self, *_: object) -> None:
        self.cpu = process_time() - self._start


def main() -> None:
    """Calls the function with the keyword arguments given as JSON and prints what it returns, with the peak of memory."""
    module, _, function = sys.argv[1].partition(":")
    answer = getattr(import_module(module), function)(**json.loads(sys.argv[2]))
    print(json.dumps({**(answer or {}), "peak_mb": round(peak_mb(), 1)}))


if __name__ == "__main__":
    main()
