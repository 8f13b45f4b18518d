"""All ties of a workspace as columns: each pair once, with its strength, its side, since when, and of which kinds.

Derived from rows in any order, kept on disk beside the graphs that are made of it. Needs the extra `graph`; import it where it is
used.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hustings.engine.among import COLD, MOST, ORDER
from hustings.engine.graph import Graph, build_graph, changed

VERSION = 2
UNKNOWN_DAY = np.iinfo(np.int32).min
Row = tuple[int, int, float, int, int, int]
"""One end, the other, the chance of this fact by now, its side, its first day (from 1970, or UNKNOWN_DAY), its kind's place."""
_ROW = np.dtype(
    [("one", np.int64), ("other", np.int64), ("chance", np.float64), ("sign", np.int8), ("since", np.int32), ("kind", np.uint8)]
)


class TieTable(NamedTuple):
    """Columns of one length; `one` is below `other`, pairs ascending. `kinds` has a bit for each kind (engine.among.ORDER).

    `warm` is the strength without money and mere naming (engine.among.COLD): by it somebody may be asked for an introduction.
    """

    one: NDArray[Any]
    other: NDArray[Any]
    strength: NDArray[Any]
    sign: NDArray[Any]
    since: NDArray[Any]
    kinds: NDArray[Any]
    warm: NDArray[Any]


_DTYPES = (np.int64, np.int64, np.float64, np.int8, np.int32, np.uint32, np.float64)
_COLD = np.array([kind in COLD for kind in ORDER])


def collect_ties(rows: Iterable[Row]) -> TieTable:
    """The table of rows in any order. Chances are taken as independent (engine.among.strength); the side is that of their sum.

    Takes 26 bytes a row beside the table, and little more time than reading the rows.
    """
    held = np.fromiter(rows, dtype=_ROW)
    held = held[held["one"] != held["other"]]
    one, other = np.minimum(held["one"], held["other"]), np.maximum(held["one"], held["other"])
    order = np.lexsort((other, one))
    held, one, other = held[order], one[order], other[order]
    begins = np.flatnonzero(np.r_[True, (one[1:] != one[:-1]) | (other[1:] != other[:-1])]) if len(one) else np.empty(0, np.int64)
    if not len(begins):
        return TieTable(*(np.empty(0, dtype) for dtype in _DTYPES))
    doubts = np.log1p(-np.minimum(held["chance"], MOST))
    surprise = np.add.reduceat(doubts, begins)
    doubts[_COLD[held["kind"]]] = 0.0
    warm = np.add.reduceat(doubts, begins)
    side = np.add.reduceat(held["sign"] * held["chance"], begins)
    # What is not dated may be older than anything that is: then nobody knows since when the tie holds.
    first = np.minimum.reduceat(held["since"], begins)
    bits = np.left_shift(np.uint32(1), held["kind"].astype(np.uint32))
    return TieTable(
        one[begins], other[begins], np.minimum(1.0 - np.exp(surprise), MOST), np.sign(np.round(side, 9)).astype(np.int8),
        first, np.bitwise_or.reduceat(bits, begins), np.minimum(1.0 - np.exp(warm), MOST),
    )  # fmt: skip


def graph_of(table: TieTable, *, people_only: bool = False) -> Graph:
    """The graph of ties that are not against each other; for warm paths, those among people (even numbers) by their warm part."""
    strength = table.warm if people_only else table.strength
    kept = (table.sign >= 0) & (strength > 0)
    if people_only:
        kept &= (table.one % 2 == 0) & (table.other % 2 == 0)
    return build_graph(table.one[kept], table.other[kept], strength[kept])


def replaced(table: TieTable, numbers: Collection[int], fresh: TieTable) -> TieTable:
    """The table with all ties of these replaced by the fresh ones, which are all of theirs. One pass over the columns."""
    kept = ~_touching(table, numbers)
    columns = [np.concatenate([before[kept], after]) for before, after in zip(table, fresh, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return TieTable(*(column[order] for column in columns))


def graph_with(graph: Graph, before: TieTable, numbers: Collection[int], fresh: TieTable, *, people_only: bool = False) -> Graph:
    """The graph (see `graph_of`) of the table before, with all ties of these replaced by the fresh ones."""
    touching = _touching(before, numbers)
    strength = np.where(fresh.sign >= 0, fresh.warm if people_only else fresh.strength, 0.0)
    one, other = np.concatenate([before.one[touching], fresh.one]), np.concatenate([before.other[touching], fresh.other])
    weights = np.concatenate([np.zeros(int(touching.sum())), strength])
    kept = (one % 2 == 0) & (other % 2 == 0) if people_only else np.ones(len(one), dtype=bool)
    return changed(graph, one[kept], other[kept], weights[kept])


def _touching(table: TieTable, numbers: Collection[int]) -> NDArray[np.bool_]:
    """Which ties have one of these at an end."""
    wanted = np.array(sorted(numbers), dtype=np.int64)
    return np.isin(table.one, wanted) | np.isin(table.other, wanted)


def among(table: TieTable, numbers: NDArray[np.int64]) -> TieTable:
    """The ties with both ends among these, which are ascending."""
    if not len(numbers):
        return TieTable(*(column[:0] for column in table))
    kept = np.isin(table.one, numbers)
    kept[kept] = np.isin(table.other[kept], numbers)
    return TieTable(*(column[kept] for column in table))


def write_ties(table: TieTable, folder: Path, *, told: dict[str, Any]) -> None:
    """Keeps a table in this folder instead of the one before, with what is told of it."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="ties-", dir=folder))
    for name, column in table._asdict().items():
        np.save(place / f"{name}.npy", column)
    fresh = place / "ties.json"
    fresh.write_text(json.dumps({**told, "version": VERSION, "folder": place.name}), encoding="utf-8")
    os.replace(fresh, folder / "ties.json")
    for other in folder.glob("ties-*"):
        if other != place:
            shutil.rmtree(other, ignore_errors=True)


def read_told(folder: Path) -> dict[str, Any] | None:
    """What is told of the table in this folder; None where there is none of this version."""
    try:
        told = json.loads((folder / "ties.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and told.get("version") == VERSION else None


def read_ties(folder: Path) -> TieTable | None:
    """The table in this folder, mapped and read-only; None where there is none that can be used: then collect it anew."""
    told = read_told(folder)
    try:
        place = folder / str((told or {})["folder"])
        columns = [np.load(place / f"{name}.npy", mmap_mode="r") for name in TieTable._fields]
    except (OSError, ValueError, KeyError):
        return None
    return TieTable(*columns) if len({len(column) for column in columns}) == 1 else None
