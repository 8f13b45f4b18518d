"""Calendars both ways against a real server: what changes on one side changes on the other, and what both changed is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars, giving_out, listing, noting, planning, pushing, queries, syncing, tasks
from hustings.apps.events.matching import Entry
from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.noting import Jotted
from hustings.apps.people.actions import add_person, erase_person, undo
from hustings.connectors.calendars import feeds
from hustings.connectors.calendars.caldav import CalDav
from hustings.kernel.errors import NeverRetry, NotFound, NotPermitted, RetryLater, WrongInput
from servers.radicale import Server

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ACCOUNT = {"user": "ada", "password": "a secret word"}
ONE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
    "UID:forum@x\r\nDTSTAMP:20260501T000000Z\r\nSUMMARY:Harbour Forum\r\n"
    "DTSTART;TZID=Europe/Berlin:20260610T170000\r\nDTEND;TZID=Europe/Berlin:20260610T190000\r\nX-OWN:kept\r\n"
    "ATTENDEE;CN=Ana Souza;PARTSTAT=NEEDS-ACTION:mailto:ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
WEEKLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20260501T000000Z\r\nSUMMARY:Regulars\r\n"
    "DTSTART;TZID=Europe/Berlin:20261019T190000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\n"
    "DTSTAMP:20260501T000000Z\r\nSUMMARY:Regulars elsewhere\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261026T190000\r\n"
    "DTSTART;TZID=Europe/Berlin:20261027T200000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def calendar(ada: Actor, server: Server) -> Calendar:
    return calendars.connect_calendar(ada, address=server.calendar, **ACCOUNT)


def read(calendar: Calendar) -> syncing.Synced:
    return syncing.sync(calendar.pk, now=NOW)


def only(**conditions: Any) -> Event:
    return Event.objects.get(**conditions)


def there(server: Server) -> str:
    (name,) = server.names()
    return server.other("GET", name).text


class TestConnecting:
    def test_an_account_shows_its_calendars_and_a_wrong_password_is_said_without_it(self, ada: Actor, server: Server) -> None:
        assert [each.name for each in calendars.look_at_account(ada, address=server.address, **ACCOUNT)] == ["Campaign"]
        with pytest.raises(NeverRetry) as refused:
            calendars.look_at_account(ada, address=server.address, user="ada", password="not this one")
        assert "not this one" not in str(refused.value)

    def test_credentials_are_sealed_and_one_of_several_calendars_is_chosen(self, ada: Actor, server: Server) -> None:
        further = server.make("team", "Team")
        try:
            with pytest.raises(WrongInput, match="Choose"):
                calendars.connect_calendar(ada, address=server.address, **ACCOUNT)
            made = calendars.connect_calendar(ada, address=server.address, chosen=further, **ACCOUNT)
        finally:
            server._replace(calendar=further).other("DELETE")
        assert made.name == "Team"
        assert b"a secret word" not in bytes(made.credentials)
        (row,) = calendars.calendars_of(ada)
        assert (row.kind, row.address) == ("caldav", further)

    def test_only_ones_own_calendars_are_seen_and_none_by_whoever_may_not(
        self, ada: Actor, ben: Actor, vera: Actor, otto: Actor, calendar: Calendar
    ) -> None:
        assert calendars.calendars_of(ben) == ()
        for other in (ben, otto):
            with pytest.raises(NotFound):
                calendars.read_now(other, calendar.pk, now=NOW)
        with pytest.raises(NotPermitted):
            calendars.calendars_of(vera)
        with pytest.raises(NotFound):
            planning.add_event(ben, title="Rally", starts_at=NOW, calendar_id=calendar.pk)


class TestIn:
    def test_events_come_with_zone_and_guests_move_and_go(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        server.other("PUT", "one.ics", ONE)
        assert read(calendar) == syncing.Synced(taken=1)
        event = only()
        assert (event.title, event.zone, event.starts_at) == (
            "Harbour Forum",
            "Europe/Berlin",
            datetime(2026, 6, 10, 15, tzinfo=UTC),
        )
        assert [(guest.person_id, guest.answer) for guest in event.guests.all()] == [(ana, "invited")]
        assert read(calendar) == syncing.Synced()
        server.other("PUT", "one.ics", ONE.replace("T170000", "T160000").replace("NEEDS-ACTION", "ACCEPTED"))
        read(calendar)
        assert (only().starts_at, Guest.objects.get().answer) == (datetime(2026, 6, 10, 14, tzinfo=UTC), "accepted")
        server.other("DELETE", "one.ics")
        assert read(calendar).gone == 1
        assert not Event.objects.exists()

    def test_a_recurring_event_comes_as_its_dates_with_the_exception_over_the_change_of_clocks(
        self, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "weekly.ics", WEEKLY)
        read(calendar)
        found = [(event.title, event.starts_at) for event in Event.objects.order_by("starts_at")]
        assert found == [
            ("Regulars", datetime(2026, 10, 19, 17, tzinfo=UTC)),
            ("Regulars elsewhere", datetime(2026, 10, 27, 19, tzinfo=UTC)),
            ("Regulars", datetime(2026, 11, 2, 18, tzinfo=UTC)),
        ]
        server.other("PUT", "weekly.ics", WEEKLY.replace("COUNT=3", "COUNT=2"))
        read(calendar)
        assert Event.objects.count() == 2

    def test_what_was_noted_stays_when_the_calendar_drops_the_event(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        note = Jotted(client_id="12345678", kind="check_in", at=NOW, name="Walk In")
        noting.take_jottings(ada, only().pk, [note], now=NOW)
        server.other("DELETE", "one.ics")
        read(calendar)
        assert (only().status, only().calendar_id) == ("cancelled", None)

    def test_a_calendar_of_others_is_only_known(self, ada: Actor, server: Server) -> None:
        server.other("PUT", "one.ics", ONE)
        made = calendars.connect_calendar(ada, address=server.calendar, ours=False, **ACCOUNT)
        read(made)
        assert only().standing == "known"
        planning.set_standing(ada, only().pk, standing="going")
        server.other("PUT", "one.ics", ONE.replace("Forum", "Day"))
        read(made)
        assert (only().standing, only().title) == ("going", "Harbour Day")


class TestOut:
    def test_an_event_by_hand_is_written_there_and_a_change_follows(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        event, _ = planning.add_event(
            ada, title="Rally", starts_at=NOW + timedelta(days=9), zone="Europe/Berlin", calendar_id=calendar.pk
        )
        assert read(calendar).written == 1
        assert "SUMMARY:Rally" in there(server)
        assert "DTSTART;TZID=Europe/Berlin" in there(server)
        planning.change_event(ada, event, title="Great rally", location="Market")
        read(calendar)
        assert "SUMMARY:Great rally" in there(server)
        assert read(calendar) == syncing.Synced()
        assert (Event.objects.count(), only().changed, CalendarObject.objects.count()) == (1, False, 1)

    def test_a_series_by_hand_is_one_object_and_one_date_is_moved(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(
            ada, title="Regulars", starts_at=begin, zone="Europe/Berlin", repeat="weekly", until=date(2026, 11, 2),
            calendar_id=calendar.pk,
        )  # fmt: skip
        read(calendar)
        second = Event.objects.order_by("starts_at")[1]
        planning.change_event(ada, second.pk, starts_at=(second.starts_at or NOW) + timedelta(days=1), title="Moved")
        read(calendar)
        text = there(server)
        assert text.count("BEGIN:VEVENT") == 2
        assert "RECURRENCE-ID;TZID=Europe/Berlin:20261026T190000" in text
        assert sorted(Event.objects.values_list("title", flat=True)) == ["Moved", "Regulars", "Regulars"]
        CalendarObject.objects.update(etag="")
        Calendar.objects.update(mark="")
        read(calendar)
        assert Event.objects.count() == 3

    def test_a_date_and_all_later_ones_are_moved_renamed_and_cancelled_over_the_change_of_clocks(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(
            ada, title="Regulars", starts_at=begin, ends_at=begin + timedelta(hours=1), zone="Europe/Berlin", repeat="weekly",
            until=date(2026, 11, 9), calendar_id=calendar.pk,
        )  # fmt: skip
        read(calendar)
        second = Event.objects.order_by("starts_at")[1]
        assert second.starts_at is not None
        moved = {"starts_at": second.starts_at + timedelta(hours=1), "ends_at": second.starts_at + timedelta(hours=3)}
        planning.change_event(ada, second.pk, dates="following", title="Late regulars", **moved)
        read(calendar)
        head, tail = sorted((server.other("GET", name).text for name in server.names()), key=lambda text: "Late" in text)
        assert (head.count("BEGIN:VEVENT"), "SUMMARY:Regulars" in head, "20261019T190000" in head) == (1, True, True)
        assert (tail.count("BEGIN:VEVENT"), "DTSTART;TZID=Europe/Berlin:20261026T200000" in tail) == (1, True)
        CalendarObject.objects.update(etag="")
        Calendar.objects.update(mark="")
        read(calendar)
        held = list(Event.objects.order_by("starts_at").values_list("title", "starts_at", "ends_at"))
        assert [title for title, *_ in held] == ["Regulars", *["Late regulars"] * 3]
        assert [(ends - starts) for _, starts, ends in held] == [timedelta(hours=1), *[timedelta(hours=2)] * 3]
        planning.change_event(ada, second.pk, dates="all", status="cancelled")
        read(calendar)
        assert [row.status for row in Event.objects.order_by("starts_at")] == ["", *["cancelled"] * 3]
        assert sum(server.other("GET", name).text.count("STATUS:CANCELLED") for name in server.names()) == 1

    def test_a_series_is_changed_back_as_it_was(self, ada: Actor, calendar: Calendar) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(ada, title="Regulars", starts_at=begin, zone="Europe/Berlin", repeat="weekly", until=date(2026, 11, 2))
        before = list(Event.objects.order_by("id").values("title", "starts_at", "ends_at"))
        first = Event.objects.earliest("starts_at").pk
        step = planning.change_event(
            ada,
            first,
            dates="following",
            title="Talk",
            starts_at=begin + timedelta(days=1),
            ends_at=begin + timedelta(days=1, hours=2),
        )
        changed = list(Event.objects.order_by("starts_at").values_list("starts_at", "ends_at"))
        assert [ends - starts for starts, ends in changed] == [timedelta(hours=2)] * 3
        assert [f"{starts:%m-%d %H}" for starts, _ in changed] == ["10-20 17", "10-27 18", "11-03 18"]
        undo(ada, step)
        assert list(Event.objects.order_by("id").values("title", "starts_at", "ends_at")) == before
        alone, _ = planning.add_event(ada, title="Once", starts_at=begin)
        planning.change_event(ada, alone, dates="following", title="Just once")
        assert Event.objects.get(pk=alone).title == "Just once"

    def test_an_answer_that_we_put_down_is_told_to_the_calendar_and_the_rest_stays(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        listing.set_answer(ada, Guest.objects.get().pk, answer="accepted")
        read(calendar)
        text = there(server)
        assert "PARTSTAT=ACCEPTED" in text
        assert "X-OWN:kept" in text

    @pytest.mark.parametrize("ours", [True, False])
    def test_what_both_sides_changed_is_asked_and_nothing_is_lost_before(
        self, ada: Actor, server: Server, calendar: Calendar, ours: bool
    ) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        planning.change_event(ada, only().pk, title="Ours")
        server.other("PUT", "one.ics", ONE.replace("Harbour Forum", "Theirs"))
        assert read(calendar).conflicts == 1
        assert read(calendar).conflicts == 1
        told = calendars.conflict_of(ada, only().pk)
        assert told is not None
        assert (told["title"], only().title) == ("Theirs", "Ours")
        assert calendars.calendars_of(ada)[0].error == syncing.CONFLICT
        assert queries.event_view(ada, only().pk, now=NOW).conflict
        calendars.settle_conflict(ada, only().pk, ours=ours)
        read(calendar)
        wanted = "Ours" if ours else "Theirs"
        assert (only().title, f"SUMMARY:{wanted}" in there(server), only().changed) == (wanted, True, False)
        assert calendars.conflict_of(ada, only().pk) is None
        with pytest.raises(WrongInput):
            calendars.settle_conflict(ada, only().pk, ours=True)

    def test_two_who_write_the_same_are_of_one_mind(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        planning.change_event(ada, only().pk, title="Harbour Day")
        server.other("PUT", "one.ics", ONE.replace("Harbour Forum", "Harbour Day"))
        assert read(calendar).conflicts == 0
        assert (only().title, only().changed) == ("Harbour Day", False)

    def test_an_erased_guest_is_in_no_copy_of_the_calendar_here_and_writing_goes_on(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        erase_person(ada, ana)
        assert "Souza" not in CalendarObject.objects.get().text
        assert not Guest.objects.exists()
        planning.change_event(ada, only().pk, location="Pier 9")
        read(calendar)
        assert "Pier 9" in there(server)

    def test_what_we_changed_and_the_calendar_dropped_is_written_anew(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        planning.change_event(ada, only().pk, title="Ours")
        server.other("DELETE", "one.ics")
        read(calendar)
        read(calendar)
        assert "SUMMARY:Ours" in there(server)
        assert only().calendar_id == calendar.pk


class TestTrouble:
    def test_a_server_that_is_gone_is_tried_again_ever_more_seldom_and_said(self, ada: Actor, calendar: Calendar) -> None:
        Calendar.objects.update(address="http://127.0.0.1:9/ada/own/")
        for failures in (1, 2):
            assert "could not be reached" in calendars.read_now(ada, calendar.pk, now=NOW).error
            held = Calendar.objects.get()
            assert (held.failures, held.next_try_at) == (failures, NOW + syncing.EVERY * 2**failures)
        assert syncing.due(now=NOW) == []
        assert syncing.sync(4711, now=NOW) == syncing.Synced()

    def test_the_background_reads_what_is_due(self, server: Server, calendar: Calendar) -> None:
        server.other("PUT", "one.ics", ONE)
        assert tasks.read_calendars.call() == 1
        tasks.read_calendar.call(calendar.pk)
        assert only().title == "Harbour Forum"

    def test_a_calendar_that_is_let_go_takes_its_untouched_events_along(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "one.ics", ONE)
        server.other("PUT", "weekly.ics", WEEKLY)
        read(calendar)
        planning.change_event(ada, only(title="Harbour Forum").pk, pitch="Ours")
        calendars.let_go(ada, calendar.pk)
        assert not Calendar.objects.exists()
        assert (only().title, only().changed) == ("Harbour Forum", False)


class TestFeeds:
    def give(self, monkeypatch: pytest.MonkeyPatch, text: str | Exception | None) -> None:
        def fetch(place: str, mark: str, guard: object) -> feeds.Fetched:
            if isinstance(text, Exception):
                raise text
            return feeds.Fetched(text, "{}")

        monkeypatch.setattr(feeds, "fetch", fetch)

    def test_a_feed_of_others_is_known_changes_and_drops(self, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.give(monkeypatch, ONE.replace("2026", "2099"))
        made = calendars.add_feed(ada, address="webcal://example.org/a.ics?secret=1")
        assert (only().standing, made.name) == ("known", "example.org")
        assert calendars.calendars_of(ada)[0].address == "example.org"
        with pytest.raises(WrongInput):
            calendars.add_feed(ada, address="https://example.org/a.ics?secret=1")
        self.give(monkeypatch, None)
        assert read(made) == syncing.Synced()
        self.give(monkeypatch, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        assert read(made).gone == 1
        assert not Event.objects.exists()

    def test_a_server_that_asks_to_wait_is_waited_for(self, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.give(monkeypatch, ONE)
        made = calendars.add_feed(ada, address="https://example.org/a.ics", ours=True)
        assert only().standing == "going"
        self.give(monkeypatch, RetryLater("Wait.", after=86_400))
        read(made)
        assert Calendar.objects.get().next_try_at == NOW + timedelta(days=1)

    def test_our_own_feed_can_be_read_by_another_hustings(self, ada: Actor, otto: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        planning.add_event(ada, title="Rally", starts_at=NOW + timedelta(days=2))
        _, secret = giving_out.make_feed(ada, name="Otto")
        self.give(monkeypatch, giving_out.feed_text(secret, now=NOW).decode())
        calendars.add_feed(otto, address="https://ada.example.org/feed.ics")
        assert only(workspace_id=otto.workspace_id).title == "Rally"

    def test_an_answer_that_is_taken_back_is_taken_back_in_the_calendar_and_the_guests_next_one_counts(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "one.ics", ONE)
        read(calendar)
        for told in (True, False):
            step = listing.set_answer(ada, Guest.objects.get().pk, answer="accepted")
            if told:
                read(calendar)
                assert "PARTSTAT=ACCEPTED" in there(server)
            undo(ada, step)
            for _ in range(2):
                read(calendar)
            assert "PARTSTAT=NEEDS-ACTION" in there(server)
            assert Guest.objects.get().answer == "invited"
        assert not Event.objects.filter(changed=True).exists()
        server.other("PUT", "one.ics", there(server).replace("NEEDS-ACTION", "DECLINED"))
        read(calendar)
        assert Guest.objects.get().answer == "declined"

    def test_a_list_on_which_somebody_is_only_invited_takes_no_answer_away(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "one.ics", ONE.replace("NEEDS-ACTION", "DELEGATED"))
        read(calendar)
        listing.add_guests(ada, only().pk, [Entry("Ana Souza", email="ana@example.org", answer="invited")])
        planning.change_event(ada, only().pk, title="Harbour Day")
        read(calendar)
        assert ("SUMMARY:Harbour Day" in there(server), "PARTSTAT=DELEGATED" in there(server)) == (True, True)


def test_a_long_series_is_put_back_with_as_few_queries_as_a_short_one(ada: Actor) -> None:
    counts = []
    for days in (3, 90):
        number, _ = planning.add_event(
            ada, title=f"Stand {days}", starts_at=NOW, repeat="daily", until=NOW.date() + timedelta(days=days)
        )
        step = planning.change_event(ada, number, dates="all", location="Market")
        with CaptureQueriesContext(connection) as asked:
            undo(ada, step)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert set(Event.objects.values_list("location", flat=True)) == {""}


class TestInTurn:
    def test_events_that_a_server_refuses_starve_no_later_one(
        self, ada: Actor, server: Server, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(4):
            planning.add_event(ada, title=f"Stuck {number}", starts_at=NOW + timedelta(days=9), calendar_id=calendar.pk)
        planning.add_event(ada, title="Rally", starts_at=NOW + timedelta(days=9), calendar_id=calendar.pk)
        monkeypatch.setattr(pushing, "MOST_WRITTEN", 2)
        put = CalDav.put

        def only_rally(self: CalDav, href: str, text: str, *, etag: str) -> str:
            if "Rally" not in text:
                raise WrongInput("It is refused.")
            return put(self, href, text, etag=etag)

        monkeypatch.setattr(CalDav, "put", only_rally)
        found = [read(calendar) for _ in range(3)]
        assert sum(each.written for each in found) == 1
        assert all("Stuck" in each.error and "refused" in each.error for each in found if each.error)
        assert only(title="Rally").changed is False

    def test_one_at_which_a_server_stumbles_is_not_the_first_of_every_run(
        self, ada: Actor, server: Server, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for title in ("Stuck", "Rally"):
            planning.add_event(ada, title=title, starts_at=NOW + timedelta(days=9), calendar_id=calendar.pk)
        put = CalDav.put

        def stumble(self: CalDav, href: str, text: str, *, etag: str) -> str:
            if "Stuck" in text:
                raise RetryLater("Out of order.")
            return put(self, href, text, etag=etag)

        monkeypatch.setattr(CalDav, "put", stumble)
        assert [bool(read(calendar).error) for _ in range(2)].count(True) >= 1
        assert only(title="Rally").changed is False

    def test_an_event_with_a_very_long_uid_is_changed_in_its_calendar(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "long.ics", WEEKLY.replace("UID:weekly@x", f"UID:{'w' * 490}"))
        read(calendar)
        first = Event.objects.order_by("starts_at")[0]
        planning.change_event(ada, first.pk, dates="all", location="Harbour")
        planning.change_event(ada, first.pk, title="Kick-off")
        assert read(calendar).error == ""
        (name,) = server.names()
        text = server.other("GET", name).text.replace("\r\n ", "")
        assert "SUMMARY:Kick-off" in text
        assert text.count("LOCATION:Harbour") >= 2
        assert text.count(f"UID:{'w' * 490}") == text.count("BEGIN:VEVENT")
        assert not Event.objects.filter(changed=True).exists()
