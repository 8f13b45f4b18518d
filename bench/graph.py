"""Benchmark `graph`: influence, warm paths and communities over a large network, against the bare library calls, in one process.

The network is made up: people's shares of ties follow a power law (a few know very many), weights are probabilities. The floors
do the least that gives the same numbers: SciPy's product and a loop, a full Dijkstra from one source, networkit's own call.
Where HUSTINGS_IGRAPH names an interpreter that has igraph (no dependency of the project), its PageRank is measured too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from bench import igraph_side, measure
from bench.measure import Check, Outcome, ratios, run
from hustings.bulk.graph_cache import collect_graph
from hustings.engine.graph import Graph, Limits, build_graph, communities, influence, local_influence, warm_paths
from hustings.engine.graph.communities import SEED

EXACT, NEAR, PATH, TOGETHER, BUILD, MEMORY = 1.2, 0.1, 0.1, 1.1, 3.0, 1536.0
IGRAPH = 0.25
"""igraph takes at least four times as long."""
OURS, BEST = 300, 3


def graph_benchmark(*, quick: bool) -> list[Outcome]:
    """A million people and ten million ties; twenty thousand and two hundred thousand where it is quick."""
    people, ties = (20_000, 200_000) if quick else (1_000_000, 10_000_000)
    return [measure_graph(people=people, ties=ties, turns=3, paths=20 if quick else 200)]


def measure_graph(*, people: int, ties: int, turns: int, paths: int) -> Outcome:
    """All of it in a fresh process, so that memory is that of the graph alone."""
    with measure.fresh_home("graph") as home:
        sizes = {"people": people, "ties": ties}
        built = run("bench.graph:building", home=home, folder=str(home), **sizes)
        further = {"folder": str(home), "igraph": igraph_side.interpreter()}
        told = run("bench.graph:asking", home=home, turns=turns, paths=paths, **further, **sizes)
    checks: tuple[Check, ...] = (
        Check("influence, exact, against SciPy's bare iteration", ratios(told["exact"], told["bare"]), EXACT),
        Check("influence for a page, against the exact one", ratios(told["near"], told["exact"]), NEAR),
        Check("warm path, 95th percentile, against a full Dijkstra", (told["path_p95"] / told["dijkstra"],), PATH),
        Check("communities, against networkit alone", ratios(told["communities"], told["networkit"]), TOGETHER),
        Check("building the cache, against reading the rows", (built["build"] / built["read"],), BUILD),
        Check("memory of building", (built["peak_mb"],), MEMORY, "MB"),
    )
    if "igraph" in told:
        checks += (
            Check("influence, exact, against igraph's PageRank", ratios(told["exact"], told["igraph"]["seconds"]), IGRAPH),
        )
    return Outcome("graph", checks, {**sizes, **told, **{f"building_{name}": value for name, value in built.items()}})


def made_up(*, people: int, ties: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ends of ties and the probability of each; the same for the same sizes."""
    chance = np.random.default_rng(people)
    one = (people * chance.random(ties) ** 1.7).astype(np.int64)
    other = (people * chance.random(ties) ** 1.7).astype(np.int64)
    numbers = chance.permutation(people).astype(np.int64) + 1
    return numbers[one], numbers[other], chance.uniform(0.05, 0.95, ties).round(3)


def building(*, people: int, ties: int, folder: str) -> dict[str, Any]:
    """From rows of a data base to the arrays: reading them in chunks alone, and reading and building."""
    one, other, weights = made_up(people=people, ties=ties)
    place = f"{folder}/ties.sqlite3"
    with sqlite3.connect(place) as store:
        store.execute("CREATE TABLE tie (one INTEGER, other INTEGER, strength REAL)")
        for start in range(0, ties, 100_000):
            part = slice(start, start + 100_000)
            rows = zip(one[part].tolist(), other[part].tolist(), weights[part].tolist(), strict=True)
            store.executemany("INSERT INTO tie VALUES (?, ?, ?)", rows)
    del one, other, weights
    read = _cpu(lambda: sum(len(chunk) for chunk in _rows(place)))[1]
    return {"read": read, "build": _cpu(lambda: collect_graph(chain.from_iterable(_rows(place))))[1]}


def _rows(place: str) -> Any:
    with sqlite3.connect(place) as store:
        held = store.execute("SELECT one, other, strength FROM tie")
        while chunk := held.fetchmany(50_000):
            yield chunk


def asking(*, people: int, ties: int, turns: int, paths: int, folder: str, igraph: str = "") -> dict[str, Any]:
    """Every question, with its floor in turns."""
    import networkit

    one, other, weights = made_up(people=people, ties=ties)
    graph = build_graph(one, other, weights, combine="max")
    seeds = {int(each): 1.0 for each in graph.ids[:: graph.nodes // 12][:12]}
    local_influence(graph, seeds)
    figures: dict[str, list[float]] = {name: [] for name in ("exact", "bare", "near", "communities", "networkit")}
    for _ in range(turns):
        exact, spent = _cpu(lambda: influence(graph, seeds))
        figures["exact"].append(spent)
        bare, spent = _cpu(lambda: _bare(graph, seeds))
        figures["bare"].append(spent)
        near, spent = _cpu(lambda: local_influence(graph, seeds))
        figures["near"].append(spent)
        if not (np.allclose(exact, bare, atol=1e-9) and (near <= exact + 1e-9).all()):
            raise AssertionError("The sides do not agree.")
    figures["communities"].append(_cpu(lambda: communities(graph))[1])
    figures["networkit"].append(_cpu(lambda: _networkit_alone(networkit, graph))[1])
    told = {**figures, **_path_figures(graph, paths), "near_top_hundred": _same_best(near, exact)}
    if igraph:
        told["igraph"] = _igraph(igraph, graph, seeds, exact, Path(folder) / "ties.npz", turns)
    return told


def _igraph(python: str, graph: Graph, seeds: dict[int, float], exact: np.ndarray, place: Path, turns: int) -> dict[str, Any]:
    """The same influence by igraph. Raises AssertionError where its numbers are others."""
    one, other, weights = _upper(graph)
    start = np.zeros(graph.nodes)
    start[graph.places(list(seeds))] = 1.0
    arrays = {"one": one, "other": other, "weights": weights, "nodes": graph.nodes, "seeds": start}
    told, found = igraph_side.ask(python, arrays, work="pagerank", place=place, turns=turns)
    if not np.allclose(found, exact, atol=1e-7):
        raise AssertionError("igraph's figures are others.")
    return told


def _upper(graph: Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each tie once: places of both ends, and its weight."""
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    upper = rows < graph.indices
    return rows[upper], graph.indices[upper].astype(np.int64), graph.weights[upper]


def _same_best(near: np.ndarray, exact: np.ndarray, *, best: int = 100) -> int:
    """How many of the hundred most influential the local figures name too."""
    return len({*np.argsort(-near)[:best].tolist()} & {*np.argsort(-exact)[:best].tolist()})


def _path_figures(graph: Graph, paths: int) -> dict[str, Any]:
    ours = {int(each): 0.6 for each in graph.ids[:: graph.nodes // OURS]}
    targets = np.random.default_rng(7).choice(graph.ids, paths)
    ledger = {int(each): 0.5 for each in graph.ids[7::500]}
    limits = Limits(never=frozenset(int(each) for each in graph.ids[5::1000]), ledger=ledger)
    asked = [
        _cpu(lambda target=target: warm_paths(graph, ours=ours, target=int(target), best=BEST, limits=limits))
        for target in targets
    ]
    costs = sparse.csr_array((-np.log(graph.weights), graph.indices, graph.indptr), shape=(graph.nodes, graph.nodes))
    dijkstra = _cpu(lambda: csgraph.dijkstra(costs, indices=0))[1]
    seconds = [spent for _, spent in asked]
    found = sum(bool(answer) for answer, _ in asked)
    return {
        "path_p95": quantiles(seconds, n=20)[-1],
        "path_median": quantiles(seconds, n=2)[0],
        "dijkstra": dijkstra,
        "paths_found": found,
    }


def _bare(graph: Graph, seeds: dict[int, float]) -> np.ndarray:
    """Power iteration as short as it can be written, on a transition matrix that is at hand, to the same tolerance."""
    matrix = graph.matrix()
    start = np.zeros(graph.nodes)
    start[graph.places(list(seeds))] = 1.0 / len(seeds)
    spread = 0.85 / np.asarray(matrix.sum(axis=1)).ravel()
    found, moved = start, 1.0
    while moved > 1e-8:
        following = matrix @ (found * spread) + 0.15 * start
        moved = np.abs(following - found).sum()
        found = following
    return found


def _networkit_alone(networkit: Any, graph: Graph) -> None:
    """The same partition, from the upper half of the matrix to its vector."""
    one, other, weights = _upper(graph)
    ends = (one.astype(np.uint64), other.astype(np.uint64))
    networkit.setNumberOfThreads(1)
    networkit.setSeed(SEED, False)
    made = networkit.GraphFromCoo((weights, ends), n=graph.nodes, weighted=True)
    networkit.community.PLM(made, refine=True).run().getPartition().getVector()


def _cpu(work: Callable[[], Any]) -> tuple[Any, float]:
    start = process_time()
    return work(), process_time() - start
