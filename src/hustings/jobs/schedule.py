"""Tasks that come again: every so often, or every day at a time of some zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django_tasks.base import Task

from hustings.jobs.models import Schedule
from hustings.jobs.queue import enqueue


class Entry(NamedTuple):
    """A repeated task: `following(moment)` is when it is due after that moment; `at_once` says that it begins when first seen."""

    task: Task[Any, Any]
    following: Callable[[datetime], datetime]
    at_once: bool


TABLE: dict[str, Entry] = {}
"""All schedules of this process by name. Rooms add theirs when Django loads them (in `ready`)."""


def every(name: str, interval: timedelta, task: Task[Any, Any]) -> None:
    """Runs the task again and again, an interval apart, beginning at once."""
    TABLE[name] = Entry(task, lambda moment: moment + interval, at_once=True)


def daily(name: str, at: time, task: Task[Any, Any], *, zone: str = "UTC") -> None:
    """Runs the task once each day at that time of the zone's clocks."""
    TABLE[name] = Entry(task, lambda moment: next_daily(moment, at=at, zone=ZoneInfo(zone)), at_once=False)


def next_daily(moment: datetime, *, at: time, zone: ZoneInfo) -> datetime:
    """The first time after `moment` that the zone's clocks show `at`, in UTC.

    Where clocks go forward over it, the moment they would have shown it; where they show it twice, the first of both.
    """
    day = moment.astimezone(zone).date()
    candidates = (datetime.combine(day + timedelta(days=ahead), at, zone).astimezone(UTC) for ahead in (0, 1, 2))
    return next(candidate for candidate in candidates if candidate > moment)


def enqueue_due(now: datetime) -> list[str]:
    """Queues what is due, once each, however many workers look; returns the names. What was missed is made up for once."""
    known = dict(Schedule.objects.filter(name__in=TABLE).values_list("name", "next_at"))
    return [name for name, entry in TABLE.items() if known.get(name, now) <= now and _take(name, entry, now, known.get(name))]


def _take(name: str, entry: Entry, now: datetime, was: datetime | None) -> bool:
    following = entry.following(now)
    with transaction.atomic():
        if was is None:
            _row, first = Schedule.objects.get_or_create(name=name, defaults={"next_at": following})
            taken = first and entry.at_once
        else:
            taken = bool(Schedule.objects.filter(name=name, next_at=was).update(next_at=following))
        if taken:
            enqueue(entry.task, key=f"schedule:{name}")
    return taken
