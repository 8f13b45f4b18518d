"""What readers of officials share: terms that follow each other as one position, seats in committees, ids of a set of data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec

from hustings.connectors.protocol import Found, Place
from hustings.connectors.reading.archives import stable_id
from hustings.kernel.records import PersonRecord, Position

GAP_DAYS = 60
"""Days between the end of a term and the begin of the next within which it is the same stay in office."""


def scope_id(scope: str, words: str) -> str:
    """The external id of something that its source gives no number, within a set of data."""
    return f"{scope}:{stable_id('name', words)}"


def days_between(one: str, other: str) -> int | None:
    """Days from one full date to another; None where either is not known to the day."""
    try:
        return (date.fromisoformat(other) - date.fromisoformat(one)).days
    except ValueError:
        return None


def spells(positions: Sequence[Position], *, gap: Callable[[str, str], int | None] = days_between) -> list[Position]:
    """Terms in the same seat that follow each other as one position, the newest first; the one that ends last is current.

    A term without an end lasts. What is told with a term (party, description) is that of the newest one.
    """
    held: dict[tuple[str, str], list[Position]] = {}
    for position in sorted(positions, key=_in_time):
        stays = held.setdefault((position.organisation, position.title), [])
        if stays and _follows(stays[-1], position, gap):
            stays[-1] = msgspec.structs.replace(
                position, since=stays[-1].since or position.since, until=_later(stays[-1].until, position.until)
            )
        else:
            stays.append(position)
    told = [stays[-1] for stays in held.values()]
    last = max((_end(each) for each in told), default="")
    current = (msgspec.structs.replace(each, current=_end(each) == last) for each in told)
    return sorted(current, key=lambda each: (each.current, _in_time(each)), reverse=True)


def _in_time(position: Position) -> tuple[str, ...]:
    """By begin and end; where both are the same, by all else, so that the order of a file changes nothing."""
    return (
        position.since, _end(position), position.organisation, position.title, position.party, position.description,
        position.division,
    )  # fmt: skip


def _follows(one: Position, other: Position, gap: Callable[[str, str], int | None]) -> bool:
    if not one.until or not one.since or not other.since:
        return True
    days = gap(one.until, other.since)
    return days is None or days <= GAP_DAYS


def _end(position: Position) -> str:
    return position.until or "9999"


def _later(one: str, other: str) -> str:
    return "" if not one or not other else max(one, other)


def committee_seat(committee: str, *, title: str, side: str = "", rank: int = 0) -> Position:
    """A seat in a committee that lasts; `side` is the majority or the minority, `rank` counts within it."""
    return Position(organisation=committee, title=title or "Member", current=True, description=side, rank=rank)


class Former:
    """Of offices that one person holds at a time, those who hold them now: the ones whose last term ends last."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, PersonRecord, Place]] = {}

    def add(self, record: PersonRecord, place: Place) -> None:
        """Puts somebody down under the office that they held last."""
        office = next(position for position in record.positions if position.current)
        known = self._held.get(office.title)
        if known is None or known[0] < _end(office):
            self._held[office.title] = (_end(office), record, place)

    def holders(self) -> Iterator[Found]:
        """Who holds each of the offices now."""
        last = max((end for end, _, _ in self._held.values()), default="")
        yield from (Found(record, place) for end, record, place in self._held.values() if end == last)
