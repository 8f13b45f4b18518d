"""Ada's calendar as iCalendar (RFC 5545): meetings behind and ahead, a weekly staff meeting with exceptions, guests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from hustings.demo import city
from hustings.demo.agenda import ASSEMBLIES, MEETINGS
from hustings.demo.cast import SEED, Character
from hustings.demo.history import Days
from hustings.demo.leads import OWNER_EMAILS, OWNER_NAME
from hustings.demo.vcards import escape, fold

_ZONE = f"""BEGIN:VTIMEZONE
TZID:{city.TIME_ZONE}
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
TZNAME:CDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
TZNAME:CST
END:STANDARD
END:VTIMEZONE"""
_STATUS = ("ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "NEEDS-ACTION", "DECLINED")


def write_calendar(path: Path, cast: tuple[Character, ...], *, days: Days) -> None:
    """All events in one file; guests are people of the cast."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Port Ellery//Campaign calendar//EN", "CALSCALE:GREGORIAN",
             f"X-WR-TIMEZONE:{city.TIME_ZONE}", *_ZONE.splitlines()]  # fmt: skip
    lines += _staff_meeting(cast, days=days) + _meetings(cast, days=days) + _assemblies(cast, days=days) + _other_forms(days)
    path.write_bytes("".join(fold(line) for line in [*lines, "END:VCALENDAR"]).encode())


def _event(
    uid: str, title: str, *, start: datetime, minutes: int, place: str, text: str = "", more: Sequence[str] = ()
) -> list[str]:
    end = start + timedelta(minutes=minutes)
    stamp = (start - timedelta(days=9)).astimezone(UTC)
    lines = [
        "BEGIN:VEVENT", f"UID:{uid}@calendar.adaforcouncil.example", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={city.TIME_ZONE}:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID={city.TIME_ZONE}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:{escape(title)}", f"LOCATION:{escape(place)}",
    ]  # fmt: skip
    return [*lines, *([f"DESCRIPTION:{escape(text)}"] if text else []), *more, "END:VEVENT"]


def _guests(people: Sequence[Character], *, chance: Random, past: bool) -> list[str]:
    """The organiser and the guests; of past meetings most have accepted."""
    lines = [f'ORGANIZER;CN="{OWNER_NAME}":mailto:{OWNER_EMAILS[0]}',
             f'ATTENDEE;CN="{OWNER_NAME}";ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:{OWNER_EMAILS[0]}']  # fmt: skip
    for person in people:
        status = "ACCEPTED" if past and chance.random() < 0.85 else chance.choice(_STATUS)
        guest = f'ATTENDEE;CN="{person.plain_name}";ROLE=REQ-PARTICIPANT;PARTSTAT={status};RSVP=TRUE:mailto:{person.emails[0]}'
        lines.append(guest)
    return lines


def _staff_meeting(cast: tuple[Character, ...], *, days: Days) -> list[str]:
    """Every Monday for a year; one left out, one moved by a day."""
    ago = 266 + days.day(266).weekday()
    start, staff = days.moment(ago, minutes=17 * 60 + 30), [person for person in cast if person.circle == "ally"][:5]
    guests = _guests(staff, chance=Random(SEED + 5), past=True)  # noqa: S311 - a repeatable story, not a secret
    skipped, moved = days.moment(ago - 42, minutes=17 * 60 + 30), days.moment(ago - 70, minutes=17 * 60 + 30)
    rule = ["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=56", f"EXDATE;TZID={city.TIME_ZONE}:{skipped:%Y%m%dT%H%M%S}"]
    title, place = "Campaign staff meeting", "Second Rise Bakery, back room"
    return [
        *_event("staff", title, start=start, minutes=60, place=place, more=[*rule, *guests]),
        *_event("staff", f"{title} (moved to Tuesday)", start=days.moment(ago - 71, minutes=18 * 60), minutes=60, place=place,
                more=[f"RECURRENCE-ID;TZID={city.TIME_ZONE}:{moved:%Y%m%dT%H%M%S}", "SEQUENCE:1", *guests]),
    ]  # fmt: skip


def _meetings(cast: tuple[Character, ...], *, days: Days) -> list[str]:
    """Talks between two: two thirds behind us, the rest in the coming weeks."""
    chance = Random(SEED + 6)  # noqa: S311 - a repeatable story, not a secret
    people = [person for person in cast if person.circle in ("ally", "network")]
    pending = [person for person in cast if person.circle == "pending"]
    lines: list[str] = []
    for number in range(60):
        ago = chance.randint(2, 520) if number % 5 else -chance.randint(1, 28)
        person = pending[number % len(pending)] if number % 9 == 4 else chance.choice(people)
        title, place = MEETINGS[number % len(MEETINGS)]
        start = days.moment(ago, minutes=chance.choice((8, 9, 11, 12, 15, 16, 18)) * 60)
        lines += _event(
            f"meeting-{number:03d}", title.format(given=person.called, name=person.plain_name), start=start, minutes=45,
            place=place.format(org=person.organisation.name or "Orchard Park"),
            more=_guests([person], chance=chance, past=ago > 0),
        )  # fmt: skip
    return lines


def _assemblies(cast: tuple[Character, ...], *, days: Days) -> list[str]:
    """Forums, hearings, debates and canvasses with many guests."""
    chance = Random(SEED + 7)  # noqa: S311 - a repeatable story, not a secret
    lines: list[str] = []
    for number, (title, ago, hour, place, text) in enumerate(ASSEMBLIES):
        people = chance.sample([person for person in cast if person.circle != "stranger"], 7 + number % 6)
        lines += _event(f"assembly-{number:03d}", title, start=days.moment(ago, minutes=hour * 60), minutes=120, place=place,
                        text=text, more=_guests(people, chance=chance, past=ago > 0))  # fmt: skip
    return lines


def _other_forms(days: Days) -> list[str]:
    """A whole-day event, one in UTC by a foreign organiser, and one that was called off."""
    whole, call = days.day(-35), datetime.combine(days.day(-6), time(16), tzinfo=UTC)
    gone = days.moment(-9, minutes=19 * 60)
    stamp = f"DTSTAMP:{days.day(14):%Y%m%d}T120000Z"
    return [
        "BEGIN:VEVENT", "UID:filing@calendar.adaforcouncil.example", stamp, f"DTSTART;VALUE=DATE:{whole:%Y%m%d}",
        "SUMMARY:Campaign finance report due", "END:VEVENT",
        "BEGIN:VEVENT", "UID:call-7@meet.ossanevalleyregionalpartnership.example", stamp, f"DTSTART:{call:%Y%m%dT%H%M%SZ}",
        "DURATION:PT30M", "SUMMARY:Video call: flood grant", "LOCATION:https://meet.adaforcouncil.example/flood",
        "ORGANIZER;CN=Ngozi Okonjo-Bright:mailto:ngozi.okonjo.bright@ossanevalleyregionalpartnership.example", "END:VEVENT",
        *_event("cancelled", "House party on Tannery Lane", start=gone, minutes=90, place="Tannery Lane",
                more=["STATUS:CANCELLED", "SEQUENCE:2"]),
    ]  # fmt: skip
