"""Everything between us and a person, from all members and all rooms, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import registry
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.models import Note, Participation, Promise
from hustings.apps.people.models.dealings import FROM_CALENDARS
from hustings.apps.people.queries.keyset import cursor_of, key_of
from hustings.kernel.clock import utc_now

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
"""Where lines without a date stand: after all others."""
MOST_AHEAD = 5
MOST_OF_OTHERS = 500
"""Lines that each further room may add; they are few beside interactions and come without a key of their own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline. `direction` is in, out, mutual or none; `others` are further people who took part, (id, name)."""

    id: str
    at: datetime | None
    kind: str
    direction: str
    channel: str
    text: str
    subject: str
    source: str
    member: str
    conversation_id: int | None = None
    automatic: str = ""
    others: tuple[tuple[int, str], ...] = ()
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of lines; `next` opens the following one, empty at the end. `ahead` is what is still to come, the soonest first."""

    rows: tuple[Line, ...]
    next: str
    ahead: tuple[Line, ...] = ()


class _Place(NamedTuple):
    """Where a line stands: its moment, then the rank of its kind, then its number, the latest of each first."""

    at: datetime
    rank: int
    number: int


INTERACTION, NOTE, PROMISE, OTHER = 3, 2, 1, 0


def timeline(
    actor: Actor, person_id: int, *, after: str = "", kind: str = "", limit: int = 50, now: datetime | None = None
) -> TimelinePage:
    """A page of a person's timeline up to `now`. `kind` keeps one kind: message, meeting, note, promise, ...

    The first page also has what lies ahead, at most five lines of it: a calendar knows the meetings of next spring already.
    Raises NotFound alike for foreign, hidden and nonexistent ids. A constant number of queries, each from an index.
    """
    person_of(actor, person_id)
    limit = max(1, min(limit, 200))
    place = _place(after) or _Place(now or utc_now(), INTERACTION + 1, 0)
    found: list[tuple[_Place, Line]] = []
    ahead: list[tuple[_Place, Line]] = []
    if kind not in ("note", "promise"):
        found += _interactions(person_id, place, kind, limit)
        others = _of_other_rooms(actor.workspace_id, person_id, kind)
        found += [(here, line) for here, line in others if here < place]
        ahead = sorted((pair for pair in others if not after and pair[0] > place), key=lambda pair: pair[0])
        found = _once(person_id, found)
    if kind in ("", "note"):
        found += _notes(person_id, place, limit)
    if kind in ("", "promise"):
        found += _promises(person_id, place, limit)
    found.sort(key=lambda pair: pair[0], reverse=True)
    shown = found[:limit]
    following = cursor_of(shown[-1][0].at.isoformat(), *shown[-1][0][1:]) if len(found) > limit else ""
    lines = _completed(actor, person_id, [line for _, line in shown])
    return TimelinePage(lines, following, tuple(line for _, line in ahead[:MOST_AHEAD]))


def _place(after: str) -> _Place | None:
    if not after:
        return None
    at, rank, number = key_of(after, str, int, int)
    return _Place(datetime.fromisoformat(at), rank, number)


def _below(rows: QuerySet[Any], place: _Place, rank: int, *, at: str = "at", number: str = "id") -> QuerySet[Any]:
    """The rows of one kind that stand after the place; the first condition enters the index, the second settles ties."""
    earlier = Q(**{f"{at}__lt": place.at})
    if rank < place.rank:
        earlier = Q()
    elif rank == place.rank:
        earlier |= Q(**{f"{number}__lt": place.number})
    return rows.filter(earlier, **{f"{at}__lte": place.at})


def _interactions(person_id: int, place: _Place, kind: str, limit: int) -> list[tuple[_Place, Line]]:
    held = Participation.objects.filter(person_id=person_id).select_related("interaction__source", "interaction__member")
    if kind:
        held = held.filter(interaction__kind=kind)
    held = _below(held, place, INTERACTION, number="interaction_id").order_by("-at", "-interaction_id")[: limit + 1]
    return [(_Place(row.at, INTERACTION, row.interaction_id), _interaction(row.interaction)) for row in held]


def _interaction(row: Any) -> Line:
    return Line(
        id=f"interaction:{row.pk}", at=row.at, kind=row.kind, direction=row.direction, channel=row.channel, text=row.text,
        subject=row.subject, source=row.source.reader, member=row.member.name, automatic=row.automatic,
    )  # fmt: skip


def _notes(person_id: int, place: _Place, limit: int) -> list[tuple[_Place, Line]]:
    held = _below(Note.objects.filter(person_id=person_id), place, NOTE).select_related("member").order_by("-at", "-id")
    return [
        (
            _Place(row.at, NOTE, row.pk),
            Line(f"note:{row.pk}", row.at, "note", "none", "", row.text, "", "by-hand", row.member.name),
        )
        for row in held[: limit + 1]
    ]


def _promises(person_id: int, place: _Place, limit: int) -> list[tuple[_Place, Line]]:
    held = _below(Promise.objects.filter(person_id=person_id), place, PROMISE, at="made_at").select_related("member")
    return [
        (
            _Place(row.made_at, PROMISE, row.pk),
            Line(
                f"promise:{row.pk}", row.made_at, "promise", "out", "", row.text, "", "by-hand", row.member.name,
                facts={"due_on": row.due_on, "kept_at": row.kept_at},
            ),
        )
        for row in held.order_by("-made_at", "-id")[: limit + 1]
    ]  # fmt: skip


def _once(person_id: int, found: Sequence[tuple[_Place, Line]]) -> list[tuple[_Place, Line]]:
    """A meeting of a calendar that is counted as contact stands there as that, and not as an event besides, on whatever page."""
    moments = {line.at for _, line in found if line.kind == "event"}
    held = Participation.objects.filter(person_id=person_id, at__in=moments, interaction__source__reader=FROM_CALENDARS)
    met = set(held.values_list("at", "interaction__text")) if moments else set()
    return [(place, line) for place, line in found if line.kind != "event" or (line.at, line.text) not in met]


def _of_other_rooms(workspace_id: int, person_id: int, kind: str) -> list[tuple[_Place, Line]]:
    lines = [line for more in registry.TIMELINES for line in more(workspace_id, person_id, MOST_OF_OTHERS)]
    wanted = (line for line in lines if not kind or line["kind"] == kind)
    return [(_Place(line["at"] or LONG_AGO, OTHER, _number(line["evidence"])), _other(line)) for line in wanted]


def _number(evidence: str) -> int:
    return int(evidence.rpartition(":")[2])


def _other(line: Mapping[str, Any]) -> Line:
    return Line(
        id=line["evidence"], at=line["at"], kind=line["kind"], direction=line["direction"], channel=line["channel"],
        text=line["text"], subject=line.get("subject", ""), source=line["source"], member=line.get("member", ""),
        facts=line.get("facts"),
    )  # fmt: skip


def _completed(actor: Actor, person_id: int, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with their conversations and with who else took part."""
    numbers = [_number(line.id) for line in lines if line.id.startswith("interaction:")]
    threads = {i: c for more in registry.THREADS for i, c in more(actor.workspace_id, numbers).items()} if numbers else {}
    others = _others(actor, person_id, numbers)
    return tuple(_with(line, threads, others) for line in lines)


def _with(line: Line, threads: Mapping[int, int], others: Mapping[int, list[tuple[int, str]]]) -> Line:
    if not line.id.startswith("interaction:"):
        return line
    number = _number(line.id)
    return Line(
        line.id, line.at, line.kind, line.direction, line.channel, line.text, line.subject, line.source, line.member,
        threads.get(number), line.automatic, tuple(others.get(number, ())),
    )  # fmt: skip


def _others(actor: Actor, person_id: int, numbers: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    held = Participation.objects.filter(visible_through(actor, "person"), interaction_id__in=list(numbers)).exclude(
        person_id=person_id
    )
    for number, other, name in held.order_by("id").values_list("interaction_id", "person_id", "person__name"):
        found[number].append((other, name))
    return found
