"""What changed since the graph of ties was built: whose ties have to be read anew, and theirs alone.

New rows are found by their numbers, which only grow; what is changed or taken away in place is put down as it happens (`touch`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from hustings.apps.network.models import Relation
from hustings.apps.network.nodes import Node, number_of
from hustings.apps.people.models import Evidence, MergeEvent, Participation, Person, Position, Tie

MOST = 2_000
"""Where more people and organisations changed than this, or than a tenth of all, all ties are read anew."""


class Watched(NamedTuple):
    """Rows that make ties: the model, how its rows belong to a workspace, and its fields that name people and organisations.

    `told` says that whoever takes such a row away puts it down (`touch`); of others a newest one that is gone tells that some
    went.
    """

    model: Any
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    workspace: str = "workspace_id"
    others: Callable[[Any], Iterator[Node]] | None = None
    told: bool = False


WATCHED: dict[str, Watched] = {
    "person": Watched(Person, people=("id",)),
    "position": Watched(Position, people=("person_id",), organisations=("organisation_id",)),
    "participation": Watched(Participation, people=("person_id",)),
    "evidence": Watched(Evidence, people=("person_id",), organisations=("organisation_id",)),
    "relation": Watched(
        Relation, ("one_person_id", "other_person_id"), ("one_organisation_id", "other_organisation_id"), told=True
    ),
    "merge": Watched(MergeEvent, people=("kept_id", "gone_id")),
    "tie": Watched(Tie, people=("subject_id", "other_id")),
}
"""Rooms above add the rows that their sources of ties read."""


def last_rows(workspace_id: int) -> dict[str, int]:
    """The newest number of each kind of row, from indexes."""
    found = {}
    for name, watched in WATCHED.items():
        # What belongs to a workspace only through another row is asked of all: whose it is shows when it is looked at.
        own = {watched.workspace: workspace_id} if watched.workspace == "workspace_id" else {}
        found[name] = watched.model._default_manager.filter(**own).aggregate(last=Max("id"))["last"] or 0
    return found


def touch(workspace_id: int, nodes: Collection[Node]) -> None:
    """Puts down that the ties of these changed in place, or went."""
    _append(workspace_id, [number_of(node) for node in nodes])


def outdate(workspace_id: int) -> None:
    """Puts down that nobody knows whose ties changed: all are read anew. Until then the graph stands as it was."""
    _append(workspace_id, [EVERYBODY])


EVERYBODY = -1


def _append(workspace_id: int, numbers: Collection[int]) -> None:
    """Puts it down now, and once more when the caller's transaction stands: whoever reads in between sees rows as they were."""
    _write(workspace_id, numbers)
    if connection.in_atomic_block:
        transaction.on_commit(partial(_write, workspace_id, numbers))


def _write(workspace_id: int, numbers: Collection[int]) -> None:
    place = _touched(workspace_id)
    if numbers and place.parent.exists():
        with place.open("a", encoding="ascii") as stream:
            stream.writelines(f"{number}\n" for number in numbers)


def is_touched(workspace_id: int) -> bool:
    """Whether ties changed in place since they were read."""
    place = _touched(workspace_id)
    return place.exists() or _taken(workspace_id).exists() or any(_asides(place))


def touched_since(workspace_id: int, before: dict[str, int], *, most: int = MOST) -> set[int] | None:
    """The numbers of those whose ties changed since those rows were the newest; None where there are more than `most`, or where
    newest rows are gone."""
    now = last_rows(workspace_id)
    if set(now) != set(before) or any(now[name] < before[name] for name in now if not WATCHED[name].told):
        return None
    found = take_touched(workspace_id)
    if EVERYBODY in found:
        return None
    fresh = (node for name in now if now[name] > before[name] for node in _fresh(WATCHED[name], workspace_id, before[name]))
    for number, node in enumerate(fresh):
        found.add(number_of(node))
        if len(found) > most or number > ROWS * most:
            return None
    return found if len(found) <= most else None


ROWS = 20
"""New rows that are looked through for each of those who may have changed."""


def _fresh(watched: Watched, workspace_id: int, after: int) -> Iterator[Node]:
    return _nodes(watched, watched.model._default_manager.filter(**{watched.workspace: workspace_id}, pk__gt=after))


def _nodes(watched: Watched, fresh: Any) -> Iterator[Node]:
    for kind, fields in (("person", watched.people), ("organisation", watched.organisations)):
        for row in fresh.values_list(*fields).iterator(chunk_size=2_000) if fields else ():
            yield from ((kind, number) for number in row if number is not None)
    if watched.others is not None:
        yield from watched.others(fresh)


def take_touched(workspace_id: int) -> set[int]:
    """Whom `touch` named. The file is set aside first: what is put down meanwhile waits for the next time."""
    place, taken = _touched(workspace_id), _taken(workspace_id)
    # Where it is gone, there was nothing, or somebody else, who reads at the same moment, was first.
    with suppress(FileNotFoundError):
        place.replace(place.with_suffix(f".{uuid4().hex}{_ASIDE}"))
    asides = list(_asides(place))
    before = "".join(map(_text, (taken, *asides)))
    if asides:
        _put(taken, before)
    for aside in asides:
        aside.unlink(missing_ok=True)
    return {int(line) for line in before.split()}


def touched_by_now(workspace_id: int) -> set[int]:
    """The same without setting anything aside, for whoever has to do with the graph as it was. `EVERYBODY` may be among them."""
    place = _touched(workspace_id)
    # Looked at in the order in which it is set aside: it leaves no place before it stands in the next.
    return {int(line) for each in chain([place], _asides(place), [_taken(workspace_id)]) for line in _text(each).split()}


_ASIDE = "-aside"


def _asides(place: Path) -> Iterator[Path]:
    """What is being set aside, or was when somebody who did so was killed."""
    yield from place.parent.glob(f"{place.name}.*{_ASIDE}")


def _text(place: Path) -> str:
    try:
        return place.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def _put(place: Path, text: str) -> None:
    """Writes it in one stroke: whoever reads meanwhile finds what stood there, or all of it."""
    fresh = place.with_suffix(f".{uuid4().hex}")
    fresh.write_text(text, encoding="ascii")
    fresh.replace(place)


def done_with_touched(workspace_id: int) -> None:
    """What was set aside has been read."""
    _taken(workspace_id).unlink(missing_ok=True)


def _touched(workspace_id: int) -> Path:
    return Path(settings.HUSTINGS_HOME) / "graph" / str(workspace_id) / "touched"


def _taken(workspace_id: int) -> Path:
    return _touched(workspace_id).with_suffix(".taken")
