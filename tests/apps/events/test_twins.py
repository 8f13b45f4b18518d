"""One event told by two sources is shown once, with the guests of both, and each source can be taken back for itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import briefing, giving_out, joining, noting, planning, queries, twins
from hustings.apps.events.listing import make_known
from hustings.apps.events.models import Calendar, Event, Guest
from hustings.apps.events.noting import Jotted
from hustings.apps.events.placing import drop_records, place_events
from hustings.apps.intake import actions as intake
from hustings.apps.people.actions import add_person, undo
from hustings.kernel.identities import email_identity
from hustings.kernel.records import EventRecord, Identity, Party

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BEGIN = datetime(2026, 6, 10, 15, tzinfo=UTC)
END = BEGIN + timedelta(hours=2)
DAY = datetime(2026, 6, 10, tzinfo=UTC)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:forum@example.org\r\nSUMMARY:Harbour  forum\r\n"
    "DTSTART:20260610T150000Z\r\nDTEND:20260610T170000Z\r\nLOCATION:Pier 4\r\n"
    "ATTENDEE;CN=Ana Souza;PARTSTAT=ACCEPTED:mailto:ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
LINKEDIN = (
    "Event Name,Event Time,Status,External Url\n"
    'Harbour Forum,"Jun 10, 2026 3:00 PM - Jun 10, 2026 5:00 PM",ACCEPTED,https://www.linkedin.com/events/1\n'
)


def bring(actor: Actor, folder: Path, name: str, text: str) -> int:
    place = folder / name
    place.write_text(text)
    number = intake.start_import(actor, [place]).pk
    intake.apply_import(actor, number)
    return number


def told(
    actor: Actor, source: int, title: str = "Harbour Forum", *, starts: datetime | None = BEGIN, ends: datetime | None = END,
    place: str = "", whole: bool = False, guests: str = "", standing: str = "going",
) -> int:  # fmt: skip
    """An event as a source tells it. Returns its id."""
    uid = f"{source}:{title}:{starts}:{place}"
    attendees = tuple(
        (Party(name=name, identities=(found,) if (found := email_identity(f"{name.lower()}@example.org")) else ()), "accepted")
        for name in guests.split()
    )
    record = EventRecord(
        external_id=uid, title=title, starts_at=starts, ends_at=ends, location=place, all_day=whole, attendees=attendees
    )
    number = 1000 * source + Event.objects.count()
    return place_events(actor.workspace_id, [(record, {"record_id": number, "source_id": source})], standing=standing)[uid]


def shown(actor: Actor) -> list[int]:
    return [row.id for row in queries.events_page(actor, now=NOW).rows]


def test_a_calendar_and_linkedin_tell_of_one_event_and_either_may_be_taken_back(ada: Actor, tmp_path: Path) -> None:
    first = bring(ada, tmp_path, "own.ics", CALENDAR)
    second = bring(ada, tmp_path, "Events.csv", LINKEDIN)
    assert Event.objects.count() == 2
    assert len(shown(ada)) == 1
    intake.undo_import(ada, first)
    assert [row.title for row in queries.events_page(ada, now=NOW).rows] == ["Harbour Forum"]
    third = bring(ada, tmp_path, "own.ics", CALENDAR)
    assert len(shown(ada)) == 1
    intake.undo_import(ada, second)
    assert [row.title for row in queries.events_page(ada, now=NOW).rows] == ["Harbour  forum"]
    intake.undo_import(ada, third)
    assert not Event.objects.exists()


def test_the_guests_of_both_are_on_the_list_each_once(ada: Actor) -> None:
    ana = add_person(ada, name="Ana", email="ana@example.org")
    first, second = told(ada, 1, guests="Ana Bo"), told(ada, 2, "HARBOUR forum", guests="Ana Cy")
    (row,) = queries.events_page(ada, now=NOW).rows
    assert (row.id, row.guests) == (first, 3)
    view = queries.event_view(ada, second, now=NOW)
    assert view.event.pk == first
    assert view.row.guests == 3
    assert [guest.name for guest in view.guests] == ["Ana", "Bo", "Cy"]
    assert len(queries.taken_along(ada, second)["guests"]) == 3
    assert briefing.brief(ada, second, now=NOW).listed == 3
    assert [guest.person_id for guest in view.guests] == [ana, None, None]
    assert Guest.objects.count() == 4


def test_a_guest_of_either_list_is_checked_in_and_noted_upon(ada: Actor) -> None:
    add_person(ada, name="Cy", email="cy@example.org")
    first, second = told(ada, 1, guests="Ana"), told(ada, 2, guests="Cy")
    cy = Guest.objects.get(event_id=second)
    items = [
        Jotted(client_id="check-in-1", kind="check_in", at=BEGIN, guest=cy.pk),
        Jotted(client_id="note-on-cy", kind="note", at=BEGIN, name="Cy", text="Will speak"),
    ]
    assert [taken.state for taken in noting.take_jottings(ada, first, items, now=END)] == ["stored", "stored"]
    view = queries.event_view(ada, first, now=END)
    assert {guest.name: guest.answer for guest in view.guests} == {"Ana": "accepted", "Cy": "attended"}
    assert len(view.follow_ups) == 1
    assert Guest.objects.count() == 2


@pytest.mark.parametrize(
    ("other", "one"),
    [
        ({}, True),
        ({"title": " harbour   FORUM "}, True),
        ({"starts": DAY, "ends": None, "whole": True}, True),
        ({"starts": DAY + timedelta(hours=12), "ends": None}, True),
        ({"place": "Pier 4, Old Harbour"}, True),
        ({"place": "Town hall"}, False),
        ({"title": "Harbour Forum II"}, False),
        ({"starts": BEGIN + timedelta(hours=3), "ends": END + timedelta(hours=3)}, False),
        ({"starts": DAY + timedelta(days=1), "ends": None, "whole": True}, False),
        ({"starts": None, "ends": None}, False),
    ],
)
def test_one_title_at_one_time_is_one_event(ada: Actor, other: dict[str, object], one: bool) -> None:
    first = told(ada, 1, place="Pier 4")
    second = told(ada, 2, **other)  # type: ignore[arg-type]
    assert (Event.objects.get(pk=second).twin_of_id == first) is one


def test_a_whole_day_beside_two_shifts_may_mean_either_and_stays_for_itself(ada: Actor) -> None:
    for hours in (0, 4):
        told(ada, 1, starts=BEGIN + timedelta(hours=hours), ends=END + timedelta(hours=hours))
    told(ada, 2, starts=DAY, ends=None, whole=True)
    assert len(shown(ada)) == 3


def test_one_source_never_tells_an_event_twice(ada: Actor) -> None:
    told(ada, 1, place="Pier 4")
    told(ada, 1, place="Pier 4, north")
    for _ in range(2):
        planning.add_event(ada, title="Canvassing", starts_at=BEGIN, ends_at=END)
    calendar = Calendar.objects.create(workspace_id=ada.workspace_id, member_id=ada.member_id, kind="feed", address="a")
    records = [EventRecord(external_id=f"c{n}", title="Regulars", starts_at=BEGIN, ends_at=END) for n in range(2)]
    place_events(ada.workspace_id, [(record, {"calendar_id": calendar.pk}) for record in records])
    assert len(shown(ada)) == 6


def test_of_three_the_others_stay_one_when_the_first_goes(ada: Actor) -> None:
    first, second, third = (told(ada, source) for source in (1, 2, 3))
    assert shown(ada) == [first]
    drop_records([Event.objects.get(pk=first).record_id or 0])
    assert shown(ada) == [second]
    assert Event.objects.get(pk=third).twin_of_id == second


def test_what_two_members_worked_on_stays_in_sight_for_itself(ada: Actor) -> None:
    first = told(ada, 1)
    planning.change_event(ada, first, pitch="Clean water")
    by_hand, _ = planning.add_event(ada, title="Forum", starts_at=BEGIN, ends_at=END, pitch="Safe harbour")
    step = planning.change_event(ada, by_hand, title="Harbour Forum")
    assert len(shown(ada)) == 2
    undo(ada, step)
    planning.change_event(ada, by_hand, title="Harbour Forum", pitch="")
    assert shown(ada) == [first]


def test_a_change_of_time_parts_twins_and_taking_it_back_joins_them(ada: Actor) -> None:
    first, second = told(ada, 1), told(ada, 2)
    step = planning.change_event(ada, first, starts_at=BEGIN + timedelta(days=20), ends_at=END + timedelta(days=20))
    assert set(shown(ada)) == {first, second}
    undo(ada, step)
    assert shown(ada) == [first]


def test_taking_an_event_off_takes_its_twins_along_and_back(ada: Actor) -> None:
    by_hand, added = planning.add_event(ada, title="Harbour Forum", starts_at=BEGIN, ends_at=END)
    told(ada, 1)
    step = planning.drop_event(ada, by_hand)
    assert shown(ada) == []
    undo(ada, step)
    assert shown(ada) == [by_hand]
    undo(ada, added)
    assert len(shown(ada)) == 1
    assert by_hand not in shown(ada)


def test_an_event_to_which_we_go_stands_before_one_that_is_only_known(ada: Actor) -> None:
    told(ada, 1, standing="known", guests="Ana")
    going = told(ada, 2)
    assert shown(ada) == [going]
    assert joining.proposed_events(ada, issues=("forum",), now=NOW) == ()
    _, secret = giving_out.make_feed(ada, name="phone")
    assert giving_out.feed_text(secret, now=NOW).count(b"BEGIN:VEVENT") == 1


def test_the_list_costs_the_same_for_two_as_for_eight_twins_and_all_are_paired_anew_at_once(ada: Actor) -> None:
    def cost(number: int) -> int:
        for n in range(number):
            for source in (1, 2):
                told(ada, source, f"Forum {number} {n}", guests="Ana Bo")
        with CaptureQueriesContext(connection) as seen:
            queries.events_page(ada, now=NOW)
        return len(seen)

    assert cost(2) == cost(8) <= 3
    Event.objects.update(twin_of=None)
    twins.pair(ada.workspace_id)
    assert len(shown(ada)) == 10


def test_guests_whose_address_nobody_knows_are_known_by_name_or_asked_about(ada: Actor) -> None:
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
    for mail in ("tom@mill.example", "tom@quay.example"):
        add_person(ada, name="Tom Becker", email=mail)
    attendees = tuple(
        (Party(name=name, identities=(Identity(kind="email", value=mail),)), "accepted")
        for name, mail in (
            ("Ana Souza", "a.souza@new.example"),
            ("Tom Becker", "becker@new.example"),
            ("Zoe Quill", "z@new.example"),
        )
    )
    record = EventRecord(external_id="talk", title="Talk", starts_at=BEGIN, attendees=attendees)
    place_events(ada.workspace_id, [(record, {})])
    told = {guest.name: (guest.person_id, len(guest.doubts)) for guest in Guest.objects.all()}
    assert told == {"Ana Souza": (ana, 0), "Tom Becker": (None, 2), "Zoe Quill": (None, 0)}


def test_a_guest_who_became_a_person_since_is_not_added_twice(ada: Actor) -> None:
    address = Identity(kind="email", value="kim@example.org")
    record = EventRecord(
        external_id="talk", title="Talk", starts_at=BEGIN, attendees=((Party(name="K. Late", identities=(address,)), "accepted"),)
    )
    place_events(ada.workspace_id, [(record, {})])
    kim = add_person(ada, name="Kim Late", email="kim@example.org")
    assert make_known(ada, Guest.objects.get().pk) == kim
    assert Guest.objects.get().person_id == kim
