"""Keeps the graph of ties on disk, read as mapped arrays by everybody else: of what changed, the ties of those who did are read
anew and put into the arrays; all of them once a night, since ties decay, and where too much changed.

Derived, and thrown away at will: the folder `graph` of the home folder holds numbers of people and figures, no names.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from hustings.apps.network import changes
from hustings.apps.network.models import Discretion
from hustings.apps.network.nodes import Node, node_of, number_of
from hustings.apps.network.sources import Viewer, all_links
from hustings.apps.people.models import Evidence, Person
from hustings.engine import among
from hustings.kernel.clock import utc_now
from hustings.storage import locks

if TYPE_CHECKING:
    from hustings.bulk.tie_table import TieTable
    from hustings.engine.graph import Graph

AT_ONCE = 10_000
"""Up to so many people a page waits while the graph is brought up to date; beyond it a job does, and the page shows the last one
and its time."""
STALE = timedelta(hours=30)
AGAIN = 3
WAITS = 40
"""So often a page tries to bring the graph up to date where somebody else is about it, half a second each (storage.locks)."""
MISSING = "Influence, paths and the map need further packages: pip install 'hustings[graph]'."


@dataclass(frozen=True, slots=True)
class Kept:
    """The ties of a workspace: all of them as a table, the graph of all that are not against each other, and that of people.

    As of which moment, when all of them were read last, and what was newest then.
    """

    table: TieTable
    everybody: Graph
    people: Graph
    as_of: datetime
    whole_at: datetime
    told: Told


@dataclass(frozen=True, slots=True)
class Told:
    """What changes whenever a tie may have: the newest row of each kind, and how many there are of those that come and go."""

    last: dict[str, int]
    counts: dict[str, int]


def folder_of(workspace_id: int) -> Path:
    """Where the graph of a workspace lies."""
    return Path(settings.HUSTINGS_HOME) / "graph" / str(workspace_id)


def told_by(workspace_id: int) -> Told:
    """What is the newest by now: from a few indexed figures, whatever the size."""
    counts = {
        "evidence": Evidence.objects.filter(workspace_id=workspace_id).count(),
        "discretion": Discretion.objects.filter(workspace_id=workspace_id).count(),
    }
    return Told(changes.last_rows(workspace_id), counts)


def mark_of(kept: Kept) -> str:
    """What differs between any two states of the ties."""
    told = (among.MODEL_VERSION, sorted(kept.told.last.items()), sorted(kept.told.counts.items()), kept.as_of)
    return blake2b(repr(told).encode(), digest_size=8).hexdigest()


def kept_graph(workspace_id: int, *, now: datetime) -> Kept | None:
    """The graph as it is by now; None where it is being built for the first time. One that is a little old is better than none,
    but never one with what was made private or taken away since.

    Without the extra `graph` it is None too (see `is_able`).
    """
    if not is_able():
        return None
    # Asked before the graph is read: whoever brings it up to date meanwhile takes the names away, and has read them anew.
    touched = changes.touched_by_now(workspace_id)
    held = read_kept(workspace_id)
    if held is not None and not touched and _is_fresh(workspace_id, held, now=now):
        return held
    if _is_small(workspace_id):
        return bring_up_to_date(workspace_id, now=now)
    from hustings.apps.network.tasks import ask_for_graph

    ask_for_graph(workspace_id)
    return held and without_secrets(workspace_id, held, touched, now=now)


def without_secrets(workspace_id: int, held: Kept, touched: Collection[int] = (), *, now: datetime) -> Kept | None:
    """A graph that is not up to date, with the ties anew of those whose ties were made private or changed in place since it was
    kept; nothing is written. None where they are too many: then no graph is better.

    `touched` are those who were named before it was read.
    """
    numbers = changes.touched_by_now(workspace_id).union(touched) - {changes.EVERYBODY}
    if len(numbers) > changes.MOST:
        return None
    return _anew(workspace_id, held, numbers, now=now) if numbers else held


def _is_fresh(workspace_id: int, held: Kept, *, now: datetime) -> bool:
    return now - held.whole_at < STALE and not changes.is_touched(workspace_id) and held.told == told_by(workspace_id)


def is_able() -> bool:
    """Whether the packages for graphs are installed."""
    try:
        import hustings.engine.graph  # noqa: F401
    except ImportError:
        return False
    return True


def _is_small(workspace_id: int) -> bool:
    held = Person.objects.filter(workspace_id=workspace_id).order_by("id").values_list("id")[AT_ONCE : AT_ONCE + 1]
    return not held.exists()


def read_kept(workspace_id: int) -> Kept | None:
    """The graph as it lies on disk, mapped; None where there is none that can be used."""
    from hustings.bulk.graph_cache import read_graph
    from hustings.bulk.tie_table import read_ties, read_told

    place = folder_of(workspace_id)
    for _ in range(AGAIN):
        told, table = read_told(place), read_ties(place)
        everybody, people = read_graph(place / "everybody"), read_graph(place / "people")
        if told == read_told(place):
            break
    else:  # it was replaced each time while it was being read
        return None
    if told is None or table is None or everybody is None or people is None or told.get("model") != among.MODEL_VERSION:
        return None
    if "whole_at" not in told:  # kept by a version that did not say when it read everything
        return None
    whole_at = datetime.fromisoformat(told["whole_at"])
    return Kept(table, everybody.graph, people.graph, everybody.as_of, whole_at, Told(told["last"], told["counts"]))


def bring_up_to_date(workspace_id: int, *, now: datetime) -> Kept | None:
    """The graph with what changed since; built anew where there is none, where too much changed, and once a night.

    One at a time does so: the next waits, and finds it done. None where that takes too long.
    """
    # What changes while the first graph is being read is put down only where the folder is.
    folder_of(workspace_id).mkdir(parents=True, exist_ok=True)
    place = folder_of(workspace_id).with_suffix(".lock")
    lock = next((lock for lock in (locks.take(place) for _ in range(WAITS)) if lock is not None), None)
    if lock is None:
        return None
    with lock:
        held = read_kept(workspace_id)
        if held is not None and _is_fresh(workspace_id, held, now=now):
            return held
        return _brought(workspace_id, held, now=now)


def _brought(workspace_id: int, held: Kept | None, *, now: datetime) -> Kept:
    if held is not None and now - held.whole_at < STALE:
        folded = fold_in(workspace_id, held, now=now)
        if folded is not None:
            return folded
    return build(workspace_id, now=now)


def build(workspace_id: int, *, now: datetime) -> Kept:
    """Builds the graph from what is stored, and keeps it in the place of the one before."""
    from hustings.bulk.tie_table import collect_ties, graph_of

    changes.take_touched(workspace_id)
    told = told_by(workspace_id)
    table = collect_ties(_rows(workspace_id, None, now=now))
    return _keep(workspace_id, Kept(table, graph_of(table), graph_of(table, people_only=True), now, now, told))


def fold_in(workspace_id: int, held: Kept, *, now: datetime) -> Kept | None:
    """The graph with the ties of those who changed read anew; None where all have to be read.

    What is read grows with what changed; the arrays are passed over once. How much two others of a group share when a third comes
    is left to the night.
    """
    told = told_by(workspace_id)
    numbers = changes.touched_since(workspace_id, held.told.last, most=min(changes.MOST, max(50, held.everybody.nodes // 10)))
    if numbers is None or _is_unexplained(workspace_id, held, told):
        return None
    if not numbers:
        return _keep(workspace_id, replace(held, told=told))
    return _keep(workspace_id, replace(_anew(workspace_id, held, numbers, now=now), as_of=now, told=told))


def _anew(workspace_id: int, held: Kept, numbers: Collection[int], *, now: datetime) -> Kept:
    """The graph with the ties of these read anew; as of the same moment for all others."""
    from hustings.bulk.tie_table import collect_ties, graph_with, replaced

    fresh = collect_ties(_rows(workspace_id, [node_of(number) for number in numbers], now=now))
    table = replaced(held.table, numbers, fresh)
    everybody, people = (
        graph_with(graph, held.table, numbers, fresh, people_only=only)
        for graph, only in ((held.everybody, False), (held.people, True))
    )
    return replace(held, table=table, everybody=everybody, people=people)


def _is_unexplained(workspace_id: int, held: Kept, told: Told) -> bool:
    """Whether more than new rows came: evidence went, or a member keeps ties to themselves or shares them again."""
    came = Evidence.objects.filter(workspace_id=workspace_id, pk__gt=held.told.last["evidence"]).count()
    before = held.told.counts
    return told.counts["discretion"] != before["discretion"] or told.counts["evidence"] != before["evidence"] + came


def _keep(workspace_id: int, kept: Kept) -> Kept:
    from hustings.bulk.graph_cache import write_graph
    from hustings.bulk.tie_table import write_ties

    place = folder_of(workspace_id)
    write_graph(kept.everybody, place / "everybody", as_of=kept.as_of)
    write_graph(kept.people, place / "people", as_of=kept.as_of)
    told = {"model": among.MODEL_VERSION, "whole_at": kept.whole_at.isoformat(), **asdict(kept.told)}
    write_ties(kept.table, place, told=told)
    changes.done_with_touched(workspace_id)
    return kept


def forget(workspace_id: int) -> None:
    """Throws the graph of a workspace away, as when somebody is erased: it is built anew without them.

    One that is being built at this moment is not taken for whole: it may have read them.
    """
    if folder_of(workspace_id).exists():
        shutil.rmtree(folder_of(workspace_id), ignore_errors=True)
        folder_of(workspace_id).mkdir(parents=True, exist_ok=True)
        changes.outdate(workspace_id)


def _rows(workspace_id: int, scope: Collection[Node] | None, *, now: datetime) -> Iterator[tuple[int, int, float, int, int, int]]:
    from hustings.bulk.tie_table import UNKNOWN_DAY

    places = {kind: place for place, kind in enumerate(among.ORDER)}
    for link in all_links(Viewer(workspace_id, None), scope):
        fact = link.fact
        known = fact.since or fact.at
        since = (known.astimezone(UTC).date() - EPOCH).days if known is not None else UNKNOWN_DAY
        sign = fact.sign or among.KINDS[fact.kind].sign
        yield number_of(link.one), number_of(link.other), among.chance(fact, now=now), sign, since, places[fact.kind]


EPOCH = datetime(1970, 1, 1, tzinfo=UTC).date()


def build_now(workspace_id: int) -> None:
    """Brings the graph up to date where it is not; for jobs."""
    bring_up_to_date(workspace_id, now=utc_now())
