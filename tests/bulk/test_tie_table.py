"""The table of ties: each pair once, strengths as the engine gives them, kept on disk and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.bulk.tie_table import (
    UNKNOWN_DAY,
    Row,
    among,
    collect_ties,
    graph_of,
    graph_with,
    read_ties,
    read_told,
    replaced,
    write_ties,
)
from hustings.engine.among import ORDER
from hustings.engine.graph import Graph

numbers = st.integers(0, 12)
rows = st.lists(
    st.tuples(numbers, numbers, st.floats(0.01, 0.9), st.sampled_from([-1, 0, 1]), st.integers(0, 900), st.integers(0, 6)),
    max_size=40,
)


def test_facts_of_a_pair_become_one_tie() -> None:
    table = collect_ties([(2, 5, 0.5, 1, 30, 0), (5, 2, 0.5, 0, 70, 3), (2, 4, 0.1, -1, UNKNOWN_DAY, 1), (2, 4, 0.0, 0, 9, 1)])
    assert table.one.tolist() == [2, 2]
    assert table.other.tolist() == [4, 5]
    assert table.strength.tolist() == pytest.approx([0.1, 0.75])
    assert table.sign.tolist() == [-1, 1]
    assert table.since.tolist() == [UNKNOWN_DAY, 30]
    assert table.kinds.tolist() == [2, 9]


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(given_rows: list[tuple[int, int, float, int, int, int]], chance: object) -> None:
    one = collect_ties(given_rows)
    other = collect_ties(given_rows[::-1])
    assert (one.one == other.one).all()
    assert (one.sign == other.sign).all()
    assert np.allclose(one.strength, other.strength)
    assert all(a < b for a, b in zip(one.one.tolist(), one.other.tolist(), strict=True))


def test_opponents_are_in_no_graph_and_organisations_in_that_of_all() -> None:
    table = collect_ties([(2, 4, 0.5, 0, 1, 0), (2, 5, 0.5, 0, 1, 0), (4, 6, 0.5, -1, 1, 0)])
    assert graph_of(table).ids.tolist() == [2, 4, 5]
    assert graph_of(table, people_only=True).ids.tolist() == [2, 4]


def test_money_and_mere_naming_are_no_warm_tie() -> None:
    donor = ORDER.index("donor")
    table = collect_ties([(2, 4, 0.3, 1, 1, donor), (2, 6, 0.3, 1, 1, donor), (2, 6, 0.5, 0, 1, 0)])
    assert table.warm.round(9).tolist() == [0.0, 0.5]
    assert table.strength.round(9).tolist() == [0.3, 0.65]
    assert graph_of(table).ids.tolist() == [2, 4, 6]
    assert graph_of(table, people_only=True).ids.tolist() == [2, 6]


def test_only_ties_with_both_ends_among_some_are_chosen() -> None:
    table = collect_ties([(2, 4, 0.5, 0, 1, 0), (2, 5, 0.5, 0, 1, 0)])
    assert among(table, np.array([2, 4])).other.tolist() == [4]
    assert among(table, np.array([], dtype=np.int64)).one.tolist() == []


def test_what_was_written_is_read_again_and_the_old_one_goes(tmp_path: Path) -> None:
    for sign in (0, 1):
        write_ties(collect_ties([(2, 4, 0.5, sign, 1, 0)]), tmp_path, told={"mark": f"m{sign}"})
    table = read_ties(tmp_path)
    assert table is not None
    assert table.sign.tolist() == [1]
    told = read_told(tmp_path)
    assert told is not None
    assert told["mark"] == "m1"
    assert len(list(tmp_path.glob("ties-*"))) == 1


def test_what_cannot_be_used_is_no_table(tmp_path: Path) -> None:
    assert read_ties(tmp_path) is None
    write_ties(collect_ties([(2, 4, 0.5, 0, 1, 0)]), tmp_path, told={})
    np.save(next(tmp_path.glob("ties-*")) / "one.npy", np.array([1, 2, 3]))
    assert read_ties(tmp_path) is None
    (tmp_path / "ties.json").write_text("[]")
    assert read_ties(tmp_path) is None


def test_no_rows_give_an_empty_table() -> None:
    assert len(collect_ties([]).one) == 0
    assert len(collect_ties([(3, 3, 0.5, 0, 1, 0)]).one) == 0


@given(given_rows=rows, changed=st.sets(numbers, max_size=4), anew=rows)
def test_replacing_the_ties_of_some_gives_what_collecting_all_again_gives(
    given_rows: list[Row], changed: set[int], anew: list[Row]
) -> None:
    mine = [row for row in given_rows if row[0] in changed or row[1] in changed]
    rest = [row for row in given_rows if row not in mine]
    anew = [row for row in anew if row[0] in changed or row[1] in changed]
    before, fresh, whole = collect_ties(rest + mine), collect_ties(anew), collect_ties(rest + anew)
    made = replaced(before, changed, fresh)
    for column, same in zip(made, whole, strict=True):
        assert np.array_equal(column, same)
    for people_only in (False, True):
        ours = graph_with(graph_of(before, people_only=people_only), before, changed, fresh, people_only=people_only)
        theirs = graph_of(whole, people_only=people_only)
        assert told(ours) == told(theirs)


def told(graph: Graph) -> dict[tuple[int, int], float]:
    ends = np.repeat(graph.ids, np.diff(graph.indptr)).tolist(), graph.ids[graph.indices].tolist()
    return {(one, other): weight for one, other, weight in zip(*ends, graph.weights.tolist(), strict=True)}
