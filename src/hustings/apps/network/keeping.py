"""Keeps the graph of ties on disk: built anew where something changed, read as mapped arrays by everybody else.

Derived, and thrown away at will: the folder `graph` of the home folder holds numbers of people and figures, no names.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Max, Q

from hustings.apps.network.models import Discretion, Relation
from hustings.apps.network.nodes import number_of
from hustings.apps.network.sources import Viewer, all_links
from hustings.apps.people.models import Evidence, Interaction, MergeEvent, Person, Position, Tie
from hustings.engine import among
from hustings.kernel.clock import utc_now

if TYPE_CHECKING:
    from hustings.bulk.tie_table import TieTable
    from hustings.engine.graph import Graph

AT_ONCE = 60_000
"""Up to so many people and positions a page waits while the graph is built; beyond it, a job builds it and the page says so."""
STALE = timedelta(hours=30)
MISSING = "Influence, paths and the map need further packages: pip install 'hustings[graph]'."


@dataclass(frozen=True, slots=True)
class Kept:
    """The ties of a workspace: all of them as a table, the graph of all that are not against each other, and that of people."""

    table: TieTable
    everybody: Graph
    people: Graph
    as_of: datetime
    mark: str


def folder_of(workspace_id: int) -> Path:
    """Where the graph of a workspace lies."""
    return Path(settings.HUSTINGS_HOME) / "graph" / str(workspace_id)


def mark_of(workspace_id: int) -> str:
    """What changes whenever a tie may have: from a few indexed figures, whatever the size."""
    told: list[Any] = [among.MODEL_VERSION]
    for model in (Person, Position, Interaction, Evidence, Relation, Tie, Discretion, MergeEvent):
        told.append(model._default_manager.filter(workspace_id=workspace_id).aggregate(Max("id"))["id__max"])
    relations = Relation.objects.filter(workspace_id=workspace_id)
    stated = relations.aggregate(Count("id"), given=Count("id", filter=Q(shared=True)), last=Max("at"))
    private = Discretion.objects.filter(workspace_id=workspace_id).aggregate(Count("id"))
    facts = Evidence.objects.filter(workspace_id=workspace_id).aggregate(Count("id"))
    return blake2b(repr((told, stated, private, facts)).encode(), digest_size=8).hexdigest()


def kept_graph(workspace_id: int, *, now: datetime) -> Kept | None:
    """The graph as it is by now; None where it is being built for the first time. One that is a little old is better than none.

    Without the extra `graph` it is None too (see `is_able`).
    """
    if not is_able():
        return None
    mark = mark_of(workspace_id)
    held = read_kept(workspace_id)
    if held is not None and held.mark == mark and now - held.as_of < STALE:
        return held
    if _is_small(workspace_id):
        return build(workspace_id, now=now, mark=mark)
    from hustings.apps.network.tasks import ask_for_graph

    ask_for_graph(workspace_id)
    return held


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
    told, table = read_told(place), read_ties(place)
    everybody, people = read_graph(place / "everybody"), read_graph(place / "people")
    if told is None or table is None or everybody is None or people is None:
        return None
    return Kept(table, everybody.graph, people.graph, everybody.as_of, str(told.get("mark", "")))


def build(workspace_id: int, *, now: datetime, mark: str = "") -> Kept:
    """Builds the graph from what is stored, and keeps it in the place of the one before."""
    from hustings.bulk.graph_cache import write_graph
    from hustings.bulk.tie_table import collect_ties, graph_of, write_ties

    told = mark or mark_of(workspace_id)
    table = collect_ties(_rows(workspace_id, now=now))
    everybody, people = graph_of(table), graph_of(table, people_only=True)
    place = folder_of(workspace_id)
    write_graph(everybody, place / "everybody", as_of=now)
    write_graph(people, place / "people", as_of=now)
    write_ties(table, place, told={"mark": told, "model": among.MODEL_VERSION})
    return Kept(table, everybody, people, now, told)


def forget(workspace_id: int) -> None:
    """Throws the graph of a workspace away, as when somebody is erased: it is built anew without them."""
    shutil.rmtree(folder_of(workspace_id), ignore_errors=True)


def _rows(workspace_id: int, *, now: datetime) -> Iterator[tuple[int, int, float, int, int, int]]:
    from hustings.bulk.tie_table import UNKNOWN_DAY

    places = {kind: place for place, kind in enumerate(among.ORDER)}
    for link in all_links(Viewer(workspace_id, None)):
        fact = link.fact
        known = fact.since or fact.at
        since = (known.astimezone(UTC).date() - EPOCH).days if known is not None else UNKNOWN_DAY
        sign = fact.sign or among.KINDS[fact.kind].sign
        yield number_of(link.one), number_of(link.other), among.chance(fact, now=now), sign, since, places[fact.kind]


EPOCH = datetime(1970, 1, 1, tzinfo=UTC).date()


def build_now(workspace_id: int) -> None:
    """Builds the graph where it is not up to date; for jobs."""
    held = read_kept(workspace_id)
    now = utc_now()
    if held is None or held.mark != mark_of(workspace_id) or now - held.as_of >= STALE:
        build(workspace_id, now=now)
