"""The reminders of a member as an iCalendar feed (RFC 5545) that calendar programs follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from hustings.apps.today.reminders import Reminder
from hustings.engine.reminders import moment_on

LENGTH = timedelta(minutes=15)


def calendar(
    reminders: Iterable[Reminder], *, name: str, mark: str, zone: ZoneInfo, hour: int, origin: str, now: datetime
) -> bytes:
    """The feed. Each reminder is an event at the member's hour of its day, with an alarm at its begin.

    Moments are written in UTC, so that no client needs to know the zone's rules; identifiers stay the same for as long as the
    thing exists (`mark` is that of the workspace, `origin` the address of this installation).
    """
    feed = Calendar()
    feed.add("prodid", "-//Hustings//Reminders//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    stamp = now.replace(microsecond=0)
    for each in reminders:
        feed.add_component(_event(each, mark=mark, zone=zone, hour=hour, origin=origin, stamp=stamp))
    return bytes(feed.to_ical())


def _event(each: Reminder, *, mark: str, zone: ZoneInfo, hour: int, origin: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{each.id.replace(':', '-')}@{mark}.hustings")
    event.add("dtstamp", stamp)
    event.add("dtstart", moment_on(each.day, hour=hour, zone=zone))
    event.add("duration", LENGTH)
    event.add("summary", each.title)
    event.add("description", "\n".join(part for part in (each.text, f"{origin}{each.path}") if part))
    event.add("url", f"{origin}{each.path}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", each.title)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    return event
