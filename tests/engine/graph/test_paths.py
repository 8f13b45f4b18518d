"""Warm paths: the best chains of at most three hops, as a search over all of them finds, within every limit."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_data import congress, directed_graphs, graphs
from hustings.engine.graph import Graph, Limits, build_graph, introducers, transposed, warm_paths
from hustings.engine.graph.paths import HOP_COST, USED_COST
from hustings.engine.reciprocity import BALANCE_COST, OVERDRAWN, OWED_CREDIT, YES_CREDIT, readiness

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = {"Ana": 1, "Ben": 2, "Vera": 3, "Otto": 4, "Mayor": 9}


def town() -> Graph:
    links = [("Ana", "Mayor", 0.5), ("Ben", "Mayor", 0.9), ("Vera", "Ben", 0.8), ("Ana", "Ben", 0.4), ("Otto", "Vera", 0.9)]
    one, other, weights = zip(*links, strict=True)
    return build_graph([NAMES[n] for n in one], [NAMES[n] for n in other], weights)


def by_search(graph: Graph, ours: dict[int, float], target: int, limits: Limits) -> list[tuple[float, tuple[int, ...]]]:
    """Every chain of at most three hops, by walking them all."""
    rows = np.repeat(np.arange(graph.nodes), np.diff(graph.indptr))
    link = {(int(graph.ids[a]), int(graph.ids[b])): float(w) for a, b, w in zip(rows, graph.indices, graph.weights, strict=True)}
    found = []
    chains = (
        [(target,)]
        + [(a, target) for a in graph.ids.tolist()]
        + [(a, b, target) for a in graph.ids.tolist() for b in graph.ids.tolist()]
    )
    for chain in chains:
        asked = chain[:-1]
        closed = any(limits.used.get(each, 0) >= limits.most_uses or each in limits.never for each in asked)
        if len(set(chain)) < len(chain) or chain[0] not in ours or closed:
            continue
        steps = [ours[chain[0]], *(link.get(pair, 0.0) for pair in pairwise(chain))]
        if all(steps):
            extra = sum(limits.used.get(each, 0) * limits.used_cost + limits.ledger.get(each, 0) for each in asked)
            found.append((sum(limits.hop_cost - log(p) for p in steps) + extra, chain))
    return sorted((round(cost, 9), chain) for cost, chain in found)


def test_the_likeliest_chain_comes_first_with_the_chance_of_each_link() -> None:
    first, second = warm_paths(town(), ours={1: 0.9, 3: 0.9}, target=9, best=2)
    assert (second.people, second.links) == ((3, 2, 9), (0.9, 0.8, 0.9))
    assert second.probability == pytest.approx(0.648)
    assert second.cost == pytest.approx(3 * HOP_COST - log(0.648))
    assert first.people == (1, 9)
    assert first.cost == pytest.approx(2 * HOP_COST - log(0.45))


def test_somebody_we_know_ourselves_needs_no_introduction() -> None:
    (first, *_) = warm_paths(town(), ours={9: 0.8, 2: 0.8}, target=9)
    assert (first.people, first.links, first.probability) == ((9,), (0.8,), pytest.approx(0.8))


def test_three_hops_are_the_limit() -> None:
    assert warm_paths(town(), ours={4: 0.9}, target=2)[0].people == (4, 3, 2)
    assert warm_paths(town(), ours={4: 0.9}, target=9) == []


def test_who_must_not_be_asked_is_never_on_a_path() -> None:
    limits = Limits(never=frozenset({2, 77}))
    assert [path.people for path in warm_paths(town(), ours={1: 0.9, 3: 0.9}, target=9, limits=limits)] == [(1, 9)]
    assert warm_paths(town(), ours={9: 0.5}, target=9, limits=Limits(never=frozenset({9})))[0].people == (9,)


def test_introducers_are_not_overused() -> None:
    once = warm_paths(town(), ours={1: 0.9}, target=9, limits=Limits(used={1: 1, 88: 5}))
    assert once[0].cost == pytest.approx(2 * HOP_COST + USED_COST - log(0.45))
    assert warm_paths(town(), ours={1: 0.9}, target=9, limits=Limits(used={1: 3})) == []


def test_the_ledger_puts_introducers_later_or_earlier_and_never_makes_a_detour_worth_while() -> None:
    plain = warm_paths(town(), ours={1: 0.9, 3: 0.9}, target=9)
    spared = warm_paths(town(), ours={1: 0.9, 3: 0.9}, target=9, limits=Limits(ledger={1: 1.0, 88: 9.0}))
    assert [path.people for path in plain] == [(1, 9), (3, 2, 9), (1, 2, 9)]
    assert [path.people for path in spared] == [(3, 2, 9), (1, 9), (1, 2, 9)]
    assert spared[1].cost == pytest.approx(plain[0].cost + 1)
    assert spared[1].probability == plain[0].probability
    # Whoever is reached directly introduces nobody.
    assert warm_paths(town(), ours={9: 0.5}, target=9, limits=Limits(ledger={9: 1.0})) == warm_paths(
        town(), ours={9: 0.5}, target=9
    )
    most = OVERDRAWN * BALANCE_COST + OWED_CREDIT + YES_CREDIT
    assert most < HOP_COST


def test_only_who_could_stand_on_a_chain_is_asked_about() -> None:
    assert introducers(town(), ours={4: 0.9, 3: 0.9, 77: 0.9}, target=9).tolist() == [1, 2, 3]
    with pytest.raises(KeyError):
        introducers(town(), ours={4: 0.9}, target=77)


def test_people_of_ours_who_are_not_in_the_graph_lead_nowhere() -> None:
    assert warm_paths(town(), ours={55: 0.9}, target=9) == []
    with pytest.raises(KeyError, match="55"):
        warm_paths(town(), ours={1: 0.9}, target=55)


@pytest.mark.parametrize("chance", [0.0, -0.1, 1.1])
def test_links_are_probabilities(chance: float) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        warm_paths(town(), ours={1: chance}, target=9)
    with pytest.raises(ValueError, match="probabilities"):
        warm_paths(build_graph([1], [9], [2.0]), ours={1: 0.5}, target=9)


@given(
    st.one_of(graphs, directed_graphs),
    st.dictionaries(st.integers(1, 9), st.sampled_from([0.2, 0.5, 1.0]), max_size=5),
    st.frozensets(st.integers(1, 9), max_size=2),
    st.dictionaries(st.integers(1, 9), st.integers(0, 4), max_size=3),
    st.dictionaries(st.integers(1, 9), st.sampled_from([-0.35, 0.2, 1.0]), max_size=3),
    st.integers(1, 4),
)
def test_the_best_of_all_chains_are_found(
    graph: Graph, ours: dict[int, float], never: frozenset[int], used: dict[int, int], ledger: dict[int, float], best: int
) -> None:
    limits = Limits(never=never, used=used, ledger=ledger)
    found = warm_paths(graph, ours=ours, target=3, best=best, limits=limits)
    known = by_search(graph, ours, 3, limits)
    assert [round(path.cost, 9) for path in found] == [cost for cost, _ in known[:best]]
    assert {path.people for path in found} <= {chain for _, chain in known}
    assert len({path.people for path in found}) == len(found)
    between = introducers(graph, ours=ours, target=3)
    assert {person for _, chain in by_search(graph, ours, 3, Limits(never=never)) for person in chain[:-1]} <= {*between.tolist()}
    assert (introducers(graph, ours=ours, target=3, incoming=transposed(graph)) == between).all()
    for path in found:
        assert path.probability == pytest.approx(exp(sum(map(log, path.links))))
    assert warm_paths(graph, ours=ours, target=3, best=best, limits=limits, incoming=transposed(graph)) == found
    # An empty ledger changes nothing.
    nothing = {person: readiness([], [], now=NOW).cost for person in (*ours, 3, 77)}
    plain = Limits(never=never, used=used)
    without = warm_paths(graph, ours=ours, target=3, best=best, limits=plain)
    assert warm_paths(graph, ours=ours, target=3, best=best, limits=replace(plain, ledger=nothing)) == without


def test_paths_through_congress_are_those_of_the_search() -> None:
    graph = congress()
    ours = {int(each): 0.5 for each in graph.ids[:4]}
    limits = Limits(hop_cost=0.1)
    found = warm_paths(graph, ours=ours, target=int(graph.ids[200]), best=5, limits=limits)
    known = by_search(graph, ours, int(graph.ids[200]), limits)
    assert [round(path.cost, 9) for path in found] == [cost for cost, _ in known[:5]]


def test_of_many_chains_the_cheapest_are_kept_and_equal_ones_are_told_apart_by_their_people() -> None:
    firsts, seconds = range(10, 15), range(20, 24)
    ties = [(a, b, 0.5) for a in firsts for b in seconds] + [(b, 99, 0.5) for b in seconds] + [(14, 20, 0.4)]
    one, other, weights = zip(*ties, strict=True)
    graph = build_graph(one, other, weights, directed=True)
    found = warm_paths(graph, ours=dict.fromkeys(firsts, 0.5), target=99, best=3)
    assert [path.people for path in found] == [(14, 20, 99), (10, 20, 99), (10, 21, 99)]
