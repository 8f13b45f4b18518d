"""The graph's cache: what is written is read again, a new one takes the place of the old, and a broken one is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_data import directed_graphs, graphs, karate
from hustings.bulk.graph_cache import collect_graph, read_graph, write_graph
from hustings.engine.graph import Graph, communities, constraints, influence, local_influence, warm_paths

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def same(one: Graph, other: Graph) -> bool:
    arrays = all((getattr(one, name) == getattr(other, name)).all() for name in ("ids", "indptr", "indices", "weights"))
    return arrays and one.symmetric == other.symmetric


@given(st.one_of(graphs, directed_graphs))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_what_is_written_is_read_again(tmp_path: Path, graph: Graph) -> None:
    write_graph(graph, tmp_path, as_of=NOW)
    found = read_graph(tmp_path)
    assert found is not None
    assert same(found.graph, graph)
    assert found.as_of == NOW
    assert len(list(tmp_path.glob("graph-*"))) == 1


def test_rows_become_the_graph_and_the_stronger_of_two_words_counts() -> None:
    graph = collect_graph(iter([(5, 9, 0.25), (9, 5, 0.5), (9, 9, 1.0), (9, 7, 0.0)]), ids=[3])
    assert graph.ids.tolist() == [3, 5, 9]
    assert graph.weights.tolist() == [0.5, 0.5]
    assert collect_graph([], directed=True).nodes == 0


def test_a_mapped_graph_answers_like_the_one_in_memory(tmp_path: Path) -> None:
    graph = karate()
    write_graph(graph, tmp_path, as_of=NOW)
    found = read_graph(tmp_path)
    assert found is not None
    mapped = found.graph
    assert influence(mapped, {1: 1.0}) == pytest.approx(influence(graph, {1: 1.0}))
    assert local_influence(mapped, {1: 1.0}) == pytest.approx(local_influence(graph, {1: 1.0}))
    assert constraints(mapped) == pytest.approx(constraints(graph))
    assert communities(mapped).tolist() == communities(graph).tolist()
    assert warm_paths(mapped, ours={1: 0.5}, target=34) == warm_paths(graph, ours={1: 0.5}, target=34)


def test_readers_of_the_old_one_go_on_while_a_new_one_is_written(tmp_path: Path) -> None:
    write_graph(karate(), tmp_path, as_of=NOW)
    before = read_graph(tmp_path)
    write_graph(collect_graph([(1, 2, 1.0)]), tmp_path, as_of=NOW)
    after = read_graph(tmp_path)
    assert before is not None
    assert after is not None
    assert same(before.graph, karate())
    assert after.graph.nodes == 2


def test_nothing_half_written_or_of_another_version_is_read(tmp_path: Path) -> None:
    assert read_graph(tmp_path / "nowhere") is None
    write_graph(karate(), tmp_path, as_of=NOW)
    current = tmp_path / "current.json"
    told = json.loads(current.read_text())
    for spoilt in (told | {"version": 0}, told | {"folder": "gone"}, {"version": 1}, [], told | {"as_of": "soon"}):
        current.write_text(json.dumps(spoilt))
        assert read_graph(tmp_path) is None
    current.write_text("{")
    assert read_graph(tmp_path) is None
    current.write_text(json.dumps(told))
    np.save(tmp_path / told["folder"] / "weights.npy", np.ones(3))
    assert read_graph(tmp_path) is None
    np.save(tmp_path / told["folder"] / "indptr.npy", np.ones(0))
    assert read_graph(tmp_path) is None
