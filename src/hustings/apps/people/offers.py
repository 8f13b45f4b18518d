"""How a room brings what it knows into Today: reasons to talk to people, and things to do that are not about one person.

A room calls `offer(Source(...))` or `offer_errands(Errands(...))` in the `ready` of its AppConfig; Today gathers from all of them
and knows none. Three rules: one call is a constant number of queries and gives at most MOST rows; only what the actor may see is
offered; a reason rests on evidence whose kind somebody can show (`Source.evidence`, or a kind that Today shows already:
interaction, occasion, invitation, promise, person, tie).

A reason is one of engine.ranking.Reason: `weight` is the probability that acting today does some good, `action` one of
engine.ranking.ACTIONS' values (reply, keep_promise, thank, congratulate, reconnect) or one that `Source.actions` puts in words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from hustings.apps.accounts.actor import Actor
from hustings.engine.openings import Material
from hustings.engine.ranking import Reason
from hustings.kernel.errors import NotFound, WrongInput

MOST = 200
"""Rows that a source offers at most; the best first."""
Facts = Mapping[str, str]


class Offer(NamedTuple):
    """A reason to talk to somebody. `weigh` gets the strength of the tie to them (0 to 1) and answers None where nothing remains.

    `materials` are what an opening sentence may refer to; `channel` the one that the reason calls for, if any.
    """

    person_id: int
    weigh: Callable[[float], Reason | None]
    materials: tuple[Material, ...] = ()
    channel: str = ""


class Found(NamedTuple):
    """A piece of evidence as Today shows it; `link` is the path of the page where it stands."""

    title: str
    at: datetime | None
    text: str
    link: str


class Source(NamedTuple):
    """What a room offers. `now` is in the workspace's zone, so that its days are the workspace's days.

    - `offers(actor, now)`: people with a reason of their own.
    - `adds(actor, person_ids, now)`: reasons that only weigh where there is another one (codes of engine.ranking.SUPPORTING),
      asked for all who are on the way to the list.
    - `words`: how each code is said, from its facts and the viewer's day. `actions`: how an action of its own is said, with
      %(channel)s. `evidence`: finds what an id such as `stakeholder:7` names, or raises NotFound.
    """

    name: str
    offers: Callable[[Actor, datetime], Iterable[Offer]] | None = None
    adds: Callable[[Actor, Collection[int], datetime], Iterable[Offer]] | None = None
    words: Mapping[str, Callable[[Facts, date], str]] = {}
    actions: Mapping[str, Any] = {}
    evidence: Mapping[str, Callable[[Actor, int], Found]] = {}


class Errand(NamedTuple):
    """A thing to do. `id` is its kind and number (`goal_task:7`); `why` one sentence; `link` the path of the page it belongs to.

    `about` names the person or organisation it is for, `owner` the member who has it; both may be empty. Whether it `can_wait`
    is known by its kind.
    """

    id: str
    title: str
    due: date | None
    why: str
    link: str
    about: str = ""
    owner: str = ""
    can_wait: bool = True


class Errands(NamedTuple):
    """Things to do of one kind. `due` gives what is due by the day of `now` (in the workspace's zone), the oldest first.

    `settle` says that it is done, `put_off` moves it to a day; both return the undo step. Without `put_off` it cannot be moved.
    """

    kind: str
    due: Callable[[Actor, datetime], Iterable[Errand]]
    settle: Callable[[Actor, int, datetime], int]
    put_off: Callable[[Actor, int, date, datetime], int] | None = None


SOURCES: dict[str, Source] = {}
ERRANDS: dict[str, Errands] = {}
NO_SUCH = "There is no such thing to do."
"""One answer for kinds that are not there, and for what is gone or hidden."""


def offer(source: Source) -> None:
    """Adds a source; called from a room's `ready`. The same name again replaces it."""
    SOURCES[source.name] = source


def offer_errands(errands: Errands) -> None:
    """Adds a kind of things to do; called from a room's `ready`."""
    ERRANDS[errands.kind] = errands


def errands_due(actor: Actor, *, now: datetime) -> tuple[Errand, ...]:
    """What is to be done by today, the longest due first; those without a day last. A few queries for each kind."""
    actor.require("see_today")
    local = now.astimezone(actor.zone)
    found = (each._replace(can_wait=kind.put_off is not None) for kind in ERRANDS.values() for each in kind.due(actor, local))
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.id)))


def settle_errand(actor: Actor, errand_id: str, *, now: datetime) -> int:
    """It is done. Returns the undo step. Raises NotFound for an id of no kind."""
    errands, number = _errands_of(actor, errand_id)
    try:
        return errands.settle(actor, number, now)
    except NotFound as missing:
        raise NotFound(NO_SUCH) from missing


def put_off_errand(actor: Actor, errand_id: str, *, until: date, now: datetime) -> int:
    """Not before the day `until`. Returns the undo step."""
    errands, number = _errands_of(actor, errand_id)
    if errands.put_off is None:
        raise WrongInput("This cannot be put off.", field="until")
    try:
        return errands.put_off(actor, number, until, now)
    except NotFound as missing:
        raise NotFound(NO_SUCH) from missing


def _errands_of(actor: Actor, errand_id: str) -> tuple[Errands, int]:
    actor.require("work_today")
    kind, _, number = errand_id.partition(":")
    if kind not in ERRANDS or not (number.isascii() and number.isdecimal()):
        raise NotFound(NO_SUCH)
    return ERRANDS[kind], int(number)
