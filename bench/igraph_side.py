"""What igraph takes for the same graph: personalised PageRank, and a layout by forces.

Run by an interpreter that has the packages igraph and numpy (`HUSTINGS_IGRAPH=PYTHON`); igraph is no dependency of the project.
`PYTHON igraph_side.py FILE.npz WORK TURNS` answers in JSON and leaves the numbers beside the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

DAMPING = 0.85


def interpreter() -> str:
    """The interpreter that has igraph, as HUSTINGS_IGRAPH says; empty where nothing is said."""
    return os.environ.get("HUSTINGS_IGRAPH", "")


def ask(python: str, arrays: dict[str, Any], *, work: str, place: Path, turns: int) -> tuple[dict[str, Any], Any]:
    """Gives the arrays to igraph in a process of its own; returns its CPU seconds with its version, and the numbers found.

    Arrays are `one`, `other` (ends of each tie), `weights` and, for `pagerank`, `seeds` (a weight for each person).
    """
    np.savez(place, **arrays)
    command = [python, str(Path(__file__).resolve()), str(place), work, str(turns)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"igraph failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout), np.load(place.with_suffix(".npy"))


def pagerank(graph: Any, held: Any) -> Any:
    """igraph's own personalised PageRank (PRPACK), as a user of python-igraph calls it."""
    return graph.personalized_pagerank(directed=False, damping=DAMPING, reset=held["seeds"].tolist(), weights="weight")


def layout(graph: Any, held: Any) -> Any:
    """Fruchterman and Reingold's forces over a grid, igraph's quickest layout by forces at this size, its usual 500 steps."""
    return graph.layout_fruchterman_reingold(weights="weight", grid="grid").coords


def main() -> None:
    import igraph

    place, work, turns = Path(sys.argv[1]), {"pagerank": pagerank, "layout": layout}[sys.argv[2]], int(sys.argv[3])
    held = np.load(place)
    graph = igraph.Graph(n=int(held["nodes"]), edges=np.stack([held["one"], held["other"]], axis=1))
    graph.es["weight"] = held["weights"].tolist()
    seconds = []
    for _ in range(turns):
        start = process_time()
        found = work(graph, held)
        seconds.append(process_time() - start)
    np.save(place.with_suffix(".npy"), np.array(found))
    print(json.dumps({"seconds": seconds, "version": igraph.__version__}))


if __name__ == "__main__":
    main()
