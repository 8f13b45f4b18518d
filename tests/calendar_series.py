"""A weekly series in a calendar on a server, and what both sides say of it; its fixtures stand in apps/events/conftest.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hustings.apps.events import syncing
from hustings.apps.events.models import Calendar, CalendarObject, Event
from hustings.connectors.calendars.reading import records_in
from servers.radicale import Server

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ACCOUNT = {"user": "ada", "password": "a secret word"}
OVERRIDE = (
    "BEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20260501T000000Z\r\nSUMMARY:Regulars elsewhere\r\nLOCATION:Mill\r\n"
    "RECURRENCE-ID;TZID=Europe/Berlin:20261102T190000\r\nDTSTART;TZID=Europe/Berlin:20261103T200000\r\n"
    "DTEND;TZID=Europe/Berlin:20261103T210000\r\nATTENDEE;CN=Ana Souza;PARTSTAT=DECLINED:mailto:ana@example.org\r\nEND:VEVENT\r\n"
)
WEEKLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20260501T000000Z\r\nSUMMARY:Regulars\r\n"
    "DTSTART;TZID=Europe/Berlin:20261012T190000\r\nDTEND;TZID=Europe/Berlin:20261012T200000\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n"
    "LOCATION:Pier\r\nX-OWN:kept\r\nATTENDEE;CN=Ana Souza;PARTSTAT=NEEDS-ACTION:mailto:ana@example.org\r\nEND:VEVENT\r\n"
    f"{OVERRIDE}END:VCALENDAR\r\n"
)
ALL = ["1012 1900", "1019 1900", "1026 1900", "1103 2000", "1109 1900"]


def read(calendar: Calendar) -> syncing.Synced:
    done = syncing.sync(calendar.pk, now=NOW)
    assert done.error == ""
    return done


def read_all(calendar: Calendar) -> None:
    """Reads everything once more, as another program would that knows nothing."""
    CalendarObject.objects.filter(there=True).update(etag='"x"')
    Calendar.objects.update(mark="")
    read(calendar)


def texts(server: Server) -> list[str]:
    """The objects of the server, the first begin first."""
    return sorted((server.other("GET", name).text for name in server.names()), key=lambda text: begins(text)[:1])


def begins(text: str) -> list[str]:
    found = sorted(each.starts_at for each in records_in(text)[0] if each.starts_at)
    return [f"{each.astimezone(BERLIN):%m%d %H%M}" for each in found]


def here() -> list[str]:
    """When the dates begin that we show."""
    held = Event.objects.filter(standing="going").order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{each.astimezone(BERLIN):%m%d %H%M}" for each in held if each]


def dated(number: int) -> Event:
    """A date of the series, the first one being 0."""
    return Event.objects.order_by("starts_at")[number]


def later(event: Event, **by: float) -> dict[str, datetime]:
    assert event.starts_at is not None
    assert event.ends_at is not None
    return {"starts_at": event.starts_at + timedelta(**by), "ends_at": event.ends_at + timedelta(**by)}
