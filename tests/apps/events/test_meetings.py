"""Past meetings of a calendar move a relationship as logged ones do, once, and follow what the calendar says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.for_invitations import together
from hustings.apps.events.meetings import count_everywhere, count_meetings
from hustings.apps.events.models import Calendar, Event, Guest
from hustings.apps.events.placing import place_events, put_guests
from hustings.apps.events.planning import add_event
from hustings.apps.intake import actions as intake
from hustings.apps.people.actions import add_person, log_touch, merge_people, set_rhythm, undo
from hustings.apps.people.actions.dealings import tie_states
from hustings.apps.people.models import Interaction, Person
from hustings.apps.people.queries import timeline
from hustings.engine.ties import two_way_count
from hustings.kernel.records import EventRecord, Identity, Party
from importing import bring_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 18, tzinfo=UTC)
BEGIN = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def calendar(ada: Actor) -> Calendar:
    return Calendar.objects.create(
        workspace_id=ada.workspace_id, member_id=ada.member_id, kind="caldav", name="Ours", address="a"
    )


@pytest.fixture
def cora(ada: Actor) -> int:
    person = add_person(ada, name="Cora Lind", email="cora@example.org")
    set_rhythm(ada, person, segment="network", now=NOW)
    return person


def tell(calendar: Calendar, answer: str = "needs-action", *, others: int = 0, **given: object) -> None:
    """The calendar tells of a coffee with Cora, and so many others."""
    people = [("Cora Lind", "cora@example.org", answer)] + [
        (f"Guest {n}", f"g{n}@example.org", "accepted") for n in range(others)
    ]
    attendees = tuple((Party(name=name, identities=(Identity(kind="email", value=mail),)), said) for name, mail, said in people)
    values = {"title": "Coffee", "starts_at": BEGIN, "ends_at": BEGIN + HOUR, "attendees": attendees, **given}
    record = EventRecord(external_id="coffee@example.org", **values)  # type: ignore[arg-type]
    place_events(calendar.workspace_id, [(record, {"calendar_id": calendar.pk})])


def count(actor: Actor, now: datetime = NOW) -> int:
    return count_meetings(actor.workspace_id, now=now)


def last_of(person: int) -> datetime | None:
    return Person.objects.get(pk=person).last_two_way_at


def test_a_past_meeting_moves_last_contact_and_the_due_day_once(ada: Actor, calendar: Calendar, cora: int) -> None:
    tell(calendar)
    assert count(ada, BEGIN) == 0
    assert count_everywhere(now=NOW) == 1
    assert last_of(cora) == BEGIN
    assert Person.objects.get(pk=cora).due_on == (BEGIN + timedelta(days=91)).date()
    (line,) = timeline(ada, cora, kind="meeting", now=NOW).rows
    assert (line.text, line.member, line.source, line.direction) == ("Coffee", ada.name, "calendar", "mutual")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert count(ada) == 0
    assert len(asked) < 16
    assert Interaction.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [{"answer": "declined"}, {"answer": "tentative"}, {"status": "CANCELLED"}, {"all_day": True}, {"others": 6},
     {"ends_at": BEGIN + timedelta(days=3)}, {"starts_at": NOW + HOUR, "ends_at": None}],
)  # fmt: skip
def test_what_was_no_meeting_with_them_counts_for_nothing(
    ada: Actor, calendar: Calendar, cora: int, given: dict[str, object]
) -> None:
    tell(calendar, **given)  # type: ignore[arg-type]
    assert count(ada) == 0
    assert last_of(cora) is None


@pytest.mark.parametrize("given", [{"answer": "declined"}, {"status": "CANCELLED"}])
def test_a_meeting_that_turns_out_none_is_given_up(ada: Actor, calendar: Calendar, cora: int, given: dict[str, str]) -> None:
    tell(calendar)
    count(ada)
    tell(calendar, **given)  # type: ignore[arg-type]
    assert count(ada) == 1
    assert (last_of(cora), Interaction.objects.count()) == (None, 0)
    tell(calendar)
    Event.objects.update(status="")
    count(ada)
    assert last_of(cora) == BEGIN


def test_a_moved_meeting_counts_where_it_was_moved_to_and_one_deleted_not_at_all(
    ada: Actor, calendar: Calendar, cora: int
) -> None:
    tell(calendar)
    count(ada)
    tell(calendar, starts_at=BEGIN + 2 * HOUR, ends_at=BEGIN + 3 * HOUR)
    assert count(ada) == 1
    assert last_of(cora) == BEGIN + 2 * HOUR
    assert two_way_count(tie_states([cora])[cora]) == 1
    Event.objects.update(standing="deleted")
    count(ada)
    assert last_of(cora) is None


def test_a_look_at_the_last_weeks_leaves_older_meetings_as_they_are(ada: Actor, calendar: Calendar, cora: int) -> None:
    tell(calendar)
    count(ada)
    later = NOW + timedelta(days=100)
    assert count_everywhere(now=later, back=timedelta(days=30)) == 0
    tell(calendar, starts_at=later - 3 * HOUR, ends_at=later - 2 * HOUR)
    assert count_everywhere(now=later, back=timedelta(days=30)) == 1
    assert (last_of(cora), Interaction.objects.count()) == (later - 3 * HOUR, 1)


def test_what_was_logged_as_well_counts_once_and_comes_back_when_that_is_undone(
    ada: Actor, calendar: Calendar, cora: int
) -> None:
    tell(calendar)
    count(ada)
    step = log_touch(ada, [cora], kind="meeting", at=BEGIN + HOUR, now=NOW).step_id
    count(ada)
    assert two_way_count(tie_states([cora])[cora]) == 1
    assert last_of(cora) == BEGIN + HOUR
    undo(ada, step)
    count(ada)
    assert (two_way_count(tie_states([cora])[cora]), last_of(cora)) == (1, BEGIN)


def test_two_calendars_that_tell_one_meeting_count_it_once(ada: Actor, ben: Actor, calendar: Calendar, cora: int) -> None:
    his = Calendar.objects.create(workspace_id=ada.workspace_id, member_id=ben.member_id, kind="caldav", name="His", address="b")
    tell(calendar)
    party = Party(name="Cora Lind", identities=(Identity(kind="email", value="cora@example.org"),))
    twin = EventRecord(
        external_id="other", title="Coffee", starts_at=BEGIN, ends_at=BEGIN + HOUR, attendees=((party, "accepted"),)
    )
    place_events(ada.workspace_id, [(twin, {"calendar_id": his.pk})])
    assert count(ada) == 1
    assert together(ada, [cora], NOW) == []


def test_of_an_event_by_hand_those_count_who_said_that_they_come(ada: Actor, cora: int) -> None:
    number, _ = add_event(ada, title="Dinner", starts_at=BEGIN, ends_at=BEGIN + HOUR)
    put_guests(ada.workspace_id, [Guest(event_id=number, key="a", name="Cora Lind", person_id=cora, answer="invited")])
    assert count(ada) == 0
    Guest.objects.update(answer="accepted")
    assert count(ada) == 1
    Guest.objects.update(answer="no_show")
    count(ada)
    assert last_of(cora) is None


def test_a_merge_takes_the_meeting_along(ada: Actor, calendar: Calendar, cora: int) -> None:
    tell(calendar)
    count(ada)
    kept = add_person(ada, name="Cora Lind-Weber")
    merge_people(ada, kept, cora)
    count(ada)
    assert (last_of(kept), Interaction.objects.count()) == (BEGIN, 1)


def test_an_import_that_is_taken_back_takes_its_meetings_and_people_along(ada: Actor, tmp_path: Path) -> None:
    file = tmp_path / "calendar.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:one\nDTSTAMP:20200101T000000Z\nDTSTART:20200106T090000Z\n"
        "DTEND:20200106T100000Z\nSUMMARY:Coffee\nATTENDEE;CN=Dan Roe;PARTSTAT=ACCEPTED:mailto:dan@example.org\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    book = tmp_path / "dan.vcf"
    book.write_text("BEGIN:VCARD\nVERSION:3.0\nN:Roe;Dan;;;\nFN:Dan Roe\nEMAIL:dan@example.org\nEND:VCARD\n")
    people = bring_in(ada, book)
    bring_in(ada, file)
    dan = Person.objects.get(name="Dan Roe").pk
    assert last_of(dan) == datetime(2020, 1, 6, 9, tzinfo=UTC)
    assert [line.kind for line in timeline(ada, dan).rows] == ["meeting"]
    step = log_touch(ada, [dan], kind="call", at=datetime(2019, 1, 1, tzinfo=UTC), now=NOW).step_id
    second = timeline(ada, dan, limit=1, after=timeline(ada, dan, limit=1).next)
    assert [line.kind for line in second.rows] == ["call"]
    undo(ada, step)
    intake.undo_import(ada, people.pk)
    assert not Person.objects.filter(name="Dan Roe").exists()
    assert not Interaction.objects.exists()
