"""What became of invitations by what was chosen about them: talks, answers and favours in the time after.

What was chosen too lately to know, or of which nobody put down the day, is counted as unknown and never as a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

CHOICES = ("accept", "meet_first", "hold", "decline")
WINDOWS = (30, 90)
"""After so many days we look."""


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """One invitation and what came after it. `at` is when it was chosen (None: not known), moments are of things with the person.

    `talks` are meetings and calls, `answers` what they wrote, `favours` given or received. `connected` by now.
    """

    choice: str
    direction: str
    at: datetime | None
    talks: Sequence[datetime] = ()
    answers: Sequence[datetime] = ()
    favours: Sequence[datetime] = ()
    connected: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the invitations of one choice after so many days. Of `known` ones the rest counts; `unknown` are too recent,
    or their day was not put down.
    """

    choice: str
    direction: str
    days: int
    number: int
    known: int
    unknown: int
    connected: int
    talked: int
    answered: int
    favours: int


def outcomes(fates: Iterable[Fate], *, now: datetime, windows: Sequence[int] = WINDOWS) -> list[Outcome]:
    """A row for each direction, choice and window of which there are any, in that order."""
    held = list(fates)
    rows = [
        _outcome([fate for fate in held if (fate.direction, fate.choice) == (direction, choice)], days=days, now=now)
        for direction in ("in", "out")
        for choice in CHOICES
        for days in windows
        if any((fate.direction, fate.choice) == (direction, choice) for fate in held)
    ]
    return rows


def _outcome(held: Sequence[Fate], *, days: int, now: datetime) -> Outcome:
    span = timedelta(days=days)
    known = [(fate, fate.at) for fate in held if fate.at is not None and fate.at + span <= now]
    return Outcome(
        choice=held[0].choice,
        direction=held[0].direction,
        days=days,
        number=len(held),
        known=len(known),
        unknown=len(held) - len(known),
        connected=sum(fate.connected for fate, _ in known),
        talked=sum(_within(fate.talks, at, span) for fate, at in known),
        answered=sum(_within(fate.answers, at, span) for fate, at in known),
        favours=sum(_within(fate.favours, at, span) for fate, at in known),
    )


def _within(moments: Iterable[datetime], since: datetime, span: timedelta) -> bool:
    return any(since < moment <= since + span for moment in moments)
