"""Series and deletions both ways against a real server: what other programs find there, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars, listing, noting, pending, planning, pushing, queries, syncing
from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.noting import Jotted
from hustings.apps.people.actions import add_person, erase_person, undo
from hustings.connectors.calendars.caldav import CalDav, ReadOnly
from hustings.connectors.calendars.reading import records_in
from hustings.kernel.errors import RetryLater, WrongInput
from servers.radicale import Server, radicale

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


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def server(running: Server, settings: Any) -> Server:
    """The server with Ada's series, which we are allowed to reach."""
    settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
    for name in running.names():
        running.other("DELETE", name)
    running.other("PUT", "weekly.ics", WEEKLY)
    return running


@pytest.fixture
def calendar(ada: Actor, server: Server) -> Calendar:
    made = calendars.connect_calendar(ada, address=server.calendar, **ACCOUNT)
    read(made)
    return made


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


class TestSeries:
    def test_later_dates_become_a_series_of_their_own_there_and_keep_what_was_noted_here(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        third = dated(2)
        note = Jotted(client_id="12345678", kind="check_in", at=NOW, name="Walk In")
        noting.take_jottings(ada, third.pk, [note], now=NOW)
        planning.change_event(ada, third.pk, dates="following", **later(third, days=1))
        assert read(calendar).written >= 3
        first, second = texts(server)
        assert (begins(first), begins(second)) == (ALL[:2], ["1027 1900", "1104 2000", "1110 1900"])
        assert ("COUNT=2" in first, "COUNT=3" in second) == (True, True)
        assert [text.count("X-OWN:kept") for text in (first, second)] == [1, 1]
        assert "PARTSTAT=DECLINED" in second
        assert "SUMMARY:Regulars elsewhere" in second
        assert here() == ["1012 1900", "1019 1900", "1027 1900", "1104 2000", "1110 1900"]
        rows = list(Event.objects.order_by("id").values_list("id", flat=True))
        read_all(calendar)
        assert list(Event.objects.order_by("id").values_list("id", flat=True)) == rows
        assert (Event.objects.get(pk=third.pk).jottings.count(), Event.objects.filter(changed=True).count()) == (1, 0)
        assert Guest.objects.filter(event=third.pk, email="ana@example.org").count() == 1

    def test_the_whole_series_is_changed_by_its_master_and_dates_keep_their_own_words(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        planning.change_event(ada, dated(1).pk, dates="all", title="Regulars", location="Harbour", **later(dated(1), hours=1))
        read(calendar)
        (text,) = texts(server)
        assert begins(text) == ["1012 2000", "1019 2000", "1026 2000", "1103 2100", "1109 2000"]
        assert (text.count("BEGIN:VEVENT"), text.count("LOCATION:Harbour")) == (2, 2)
        assert "SUMMARY:Regulars elsewhere" in text
        assert read(calendar) == syncing.Synced()
        read_all(calendar)
        assert sorted(Event.objects.values_list("title", flat=True)) == [*["Regulars"] * 4, "Regulars elsewhere"]

    def test_undo_leads_back_before_and_after_the_server_knows(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        before = list(Event.objects.order_by("id").values("title", "starts_at", "ends_at", "location"))
        step = planning.change_event(ada, dated(2).pk, dates="following", title="Late", **later(dated(2), days=2))
        undo(ada, step)
        read(calendar)
        assert [begins(text) for text in texts(server)] == [ALL]
        step = planning.change_event(ada, dated(2).pk, dates="following", title="Late", **later(dated(2), days=2))
        read(calendar)
        undo(ada, step)
        read(calendar)
        assert [when for text in texts(server) for when in begins(text)] == ALL
        assert "PARTSTAT=DECLINED" in texts(server)[-1]
        read_all(calendar)
        assert list(Event.objects.order_by("id").values("title", "starts_at", "ends_at", "location")) == before
        step = planning.change_event(ada, dated(0).pk, dates="all", location="Harbour")
        read(calendar)
        undo(ada, step)
        read(calendar)
        read_all(calendar)
        assert not any("Harbour" in text for text in texts(server))

    def test_what_no_rule_says_is_written_date_by_date(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        server.other("PUT", "weekly.ics", WEEKLY.replace("FREQ=WEEKLY;", "FREQ=MONTHLY;BYDAY=2MO;").replace(OVERRIDE, ""))
        read(calendar)
        planning.change_event(ada, dated(1).pk, dates="following", **later(dated(1), days=1))
        read(calendar)
        (text,) = texts(server)
        assert (text.count("RECURRENCE-ID"), "BYDAY=2MO" in text) == (4, True)
        assert here()[:2] == begins(text)[:2]

    def test_a_series_without_an_end_gets_dates_beyond_those_that_it_had(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("PUT", "weekly.ics", WEEKLY.replace(";COUNT=5", "").replace(OVERRIDE, ""))
        read(calendar)
        count = Event.objects.count()
        planning.change_event(ada, dated(50).pk, dates="following", location="Harbour")
        read(calendar)
        assert Event.objects.count() > count
        assert set(Event.objects.order_by("starts_at").values_list("location", flat=True)[50:]) == {"Harbour"}

    def test_a_series_by_hand_is_split_before_it_was_ever_written_too(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        server.other("DELETE", "weekly.ics")
        read(calendar)
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(
            ada, title="Round", starts_at=begin, ends_at=begin + timedelta(hours=1), zone="Europe/Berlin", repeat="weekly",
            until=date(2026, 11, 9), calendar_id=calendar.pk,
        )  # fmt: skip
        planning.change_event(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))
        planning.drop_event(ada, dated(0).pk)
        read(calendar)
        assert [begins(text) for text in texts(server)] == [["1026 1900", "1102 2000", "1109 2000"]]
        once, _ = planning.add_event(
            ada, title="Once", starts_at=begin, repeat="weekly", until=date(2026, 10, 20), calendar_id=calendar.pk
        )
        read(calendar)
        read_all(calendar)
        assert Event.objects.get(title="Once").pk == once


class TestMeeting:
    """Both sides at once."""

    def test_an_answer_that_came_meanwhile_and_a_change_of_ours_both_stand(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        planning.change_event(ada, dated(2).pk, dates="following", location="Harbour")
        server.other("PUT", "weekly.ics", WEEKLY.replace("NEEDS-ACTION", "ACCEPTED"))
        for _ in range(2):
            assert read(calendar).conflicts == 0
        first, second = texts(server)
        assert ("PARTSTAT=ACCEPTED" in first, "PARTSTAT=ACCEPTED" in second, "LOCATION:Harbour" in second) == (True,) * 3
        assert Guest.objects.filter(event=dated(0), answer="accepted").exists()
        planning.change_event(ada, dated(0).pk, title="Opening")
        name = next(each for each in server.names() if "COUNT=2" in server.other("GET", each).text)
        server.other("PUT", name, first.replace("PARTSTAT=ACCEPTED", "PARTSTAT=TENTATIVE"))
        for _ in range(2):
            assert read(calendar).conflicts == 0
        assert "SUMMARY:Opening" in texts(server)[0]
        assert "PARTSTAT=TENTATIVE" in texts(server)[0]

    @pytest.mark.parametrize("ours", [True, False])
    def test_anything_else_is_asked_and_done_to_what_stands_there(
        self, ada: Actor, server: Server, calendar: Calendar, ours: bool
    ) -> None:
        planning.change_event(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market").replace("X-OWN:kept", "X-OWN:theirs"))
        assert read(calendar).conflicts == 1
        assert read(calendar).conflicts == 1
        assert [begins(text) for text in texts(server)] == [ALL]
        assert queries.event_view(ada, dated(4).pk, now=NOW).conflict
        calendars.settle_conflict(ada, dated(4).pk, ours=ours)
        read(calendar)
        held = texts(server)
        assert [text.count("X-OWN:theirs") for text in held] == [1] * len(held)
        wanted = ["1012 1900", "1019 1900", "1026 2000", "1103 2100", "1109 2000"] if ours else ALL
        assert [when for text in held for when in begins(text)] == wanted
        assert (here(), Event.objects.filter(changed=True).count()) == (wanted, 0)

    def test_a_run_that_was_cut_off_after_the_server_took_it_goes_on_without_a_question(
        self, ada: Actor, server: Server, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        planning.change_event(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))

        def cut_off(*_: Any) -> None:
            raise RetryLater("The machine went down.")

        with monkeypatch.context() as patch:
            patch.setattr(pushing, "_keep", cut_off)
            assert syncing.sync(calendar.pk, now=NOW).error
        assert len(texts(server)) == 1
        for _ in range(2):
            assert read(calendar).conflicts == 0
        assert [begins(text) for text in texts(server)] == [ALL[:2], ["1026 2000", "1103 2100", "1109 2000"]]
        assert len(here()) == 5

    def test_what_we_changed_and_the_calendar_dropped_is_written_anew_with_all_that_it_said(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        planning.change_event(ada, dated(0).pk, dates="all", location="Harbour")
        server.other("DELETE", "weekly.ics")
        for _ in range(2):
            read(calendar)
        (text,) = texts(server)
        assert ("X-OWN:kept" in text, "PARTSTAT=DECLINED" in text, "LOCATION:Harbour" in text) == (True,) * 3

    def test_an_erased_person_stands_in_no_edit_that_waits(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        planning.change_event(ada, dated(0).pk, dates="all", description="Ask Ana Souza for the key")
        Event.objects.update(description="")
        erase_person(ada, ana)
        assert (CalendarObject.objects.get().pending, CalendarObject.objects.get().text) == ([], "")
        read(calendar)
        assert begins(texts(server)[0]) == ALL


class TestDeleting:
    def test_one_date_is_left_out_there_and_undo_puts_it_back(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        gone = dated(3).pk
        step = planning.drop_event(ada, gone, tell=True)
        assert calendars.calendars_of(ada)[0].waiting == 1
        assert read(calendar).written == 1
        assert begins(texts(server)[0]) == here() == [*ALL[:3], ALL[4]]
        assert "EXDATE;TZID=Europe/Berlin:20261102T190000" in texts(server)[0]
        read_all(calendar)
        assert queries.event_view(ada, gone, now=NOW).row.standing == "deleted"
        undo(ada, step)
        read(calendar)
        (text,) = texts(server)
        assert (begins(text), "EXDATE" in text, "Regulars elsewhere" in text) == (ALL, False, True)
        assert here() == ALL

    def test_undo_before_it_was_sent_sends_nothing(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        for dates in ("one", "following", "all"):
            step = planning.drop_event(ada, dated(2).pk, dates=dates, tell=True)
            assert len(here()) < 5
            undo(ada, step)
        assert read(calendar) == syncing.Synced()
        assert (begins(texts(server)[0]), here()) == (ALL, ALL)

    def test_later_dates_end_there_and_come_back_with_guests_and_their_answers(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        step = planning.drop_event(ada, dated(2).pk, dates="following", tell=True)
        read(calendar)
        assert [begins(text) for text in texts(server)] == [ALL[:2]]
        assert here() == ALL[:2]
        read_all(calendar)
        undo(ada, step)
        read(calendar)
        assert [begins(text) for text in texts(server)] == [ALL[:2], ALL[2:]]
        assert ("PARTSTAT=DECLINED" in texts(server)[1], "X-OWN:kept" in texts(server)[1]) == (True, True)
        read_all(calendar)
        assert here() == ALL

    def test_a_whole_event_is_deleted_there_and_put_back_as_it_was(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        step = planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        assert calendars.calendars_of(ada)[0].waiting == 1
        read(calendar)
        assert (texts(server), here(), read(calendar)) == ([], [], syncing.Synced())
        undo(ada, step)
        read(calendar)
        (text,) = texts(server)
        assert ("X-OWN:kept" in text, "PARTSTAT=DECLINED" in text, begins(text)) == (True, True, ALL)
        assert here() == ALL
        with pytest.raises(WrongInput, match="undone already"):
            undo(ada, step)

    def test_guests_are_told_only_when_a_member_says_so(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        for do in (
            lambda: planning.drop_event(ada, dated(0).pk),
            lambda: planning.change_event(ada, dated(0).pk, dates="following", status="cancelled"),
        ):
            with pytest.raises(pending.WouldTell, match="Ana Souza") as asked:
                do()
            assert (asked.value.who, asked.value.field) == (("Ana Souza",), "tell")
        assert read(calendar) == syncing.Synced()
        CalendarObject.objects.update(text="")
        with pytest.raises(pending.WouldTell, match="Ana Souza"):
            planning.drop_event(ada, dated(0).pk)
        planning.change_event(ada, dated(0).pk, dates="all", status="cancelled", tell=True)
        read(calendar)
        assert texts(server)[0].count("STATUS:CANCELLED") == 2
        names = [f"mailto:g{number}@example.org" for number in range(5)]
        many = "".join(f"ATTENDEE:{name}\r\n" for name in names)
        server.other("PUT", "weekly.ics", WEEKLY.replace("X-OWN:kept\r\n", many))
        read(calendar)
        with pytest.raises(pending.WouldTell, match="and 3 more"):
            planning.drop_event(ada, dated(0).pk)

    def test_what_was_changed_there_since_comes_back_and_an_answer_alone_holds_nothing_up(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market"))
        assert read(calendar).returned == 1
        assert (here(), calendars.calendars_of(ada)[0].error) == (ALL, syncing.CAME_BACK)
        assert set(Event.objects.values_list("location", flat=True)) == {"Market", "Mill"}
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market").replace("NEEDS-ACTION", "ACCEPTED"))
        for _ in range(2):
            read(calendar)
        assert (texts(server), here()) == ([], [])
        server.other("PUT", "weekly.ics", WEEKLY)
        assert read(calendar).returned == 1
        assert here() == ALL

    def test_what_was_deleted_on_both_sides_is_gone(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("DELETE", "weekly.ics")
        read(calendar)
        assert (texts(server), here()) == ([], [])

    def test_a_date_deleted_there_goes_here_and_what_was_noted_stays_as_cancelled(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        noted = dated(1)
        noting.take_jottings(ada, noted.pk, [Jotted(client_id="12345678", kind="check_in", at=NOW, name="Walk In")], now=NOW)
        step = planning.change_event(ada, dated(2).pk, pitch="Clean water")
        planning.change_event(ada, dated(2).pk, pitch="")
        out = "EXDATE;TZID=Europe/Berlin:20261019T190000,20261026T190000\r\nX-OWN"
        server.other("PUT", "weekly.ics", WEEKLY.replace("X-OWN", out))
        read(calendar)
        assert here() == [ALL[0], ALL[1], *ALL[3:]]
        noted.refresh_from_db()
        assert (noted.status, noted.calendar_id) == ("cancelled", None)
        with pytest.raises(WrongInput, match="not there any more"):
            undo(ada, step)

    def test_a_deleted_event_is_changed_by_nothing_but_undo_and_its_twin_goes_with_it(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        first = dated(0)
        twin, _ = planning.add_event(ada, title=first.title, starts_at=first.starts_at, ends_at=first.ends_at)
        planning.change_event(ada, first.pk, pitch="Clean water")
        assert {Event.objects.get(pk=number).twin_of_id for number in (first.pk, twin)} == {None, first.pk}
        step = planning.drop_event(ada, first.pk, tell=True)
        assert here() == ALL[1:]
        for do in (
            lambda: planning.change_event(ada, first.pk, title="Other"),
            lambda: planning.drop_event(ada, first.pk),
            lambda: planning.set_standing(ada, first.pk, standing="going"),
        ):
            with pytest.raises(WrongInput, match="Undo brings it back"):
                do()
        undo(ada, step)
        assert Event.objects.filter(standing="going", twin_of=None).count() == 5

    def test_an_event_that_was_never_written_or_is_of_others_is_only_ours_to_drop(
        self, ada: Actor, server: Server, calendar: Calendar
    ) -> None:
        number, _ = planning.add_event(ada, title="Rally", starts_at=NOW, calendar_id=calendar.pk)
        step = planning.drop_event(ada, number)
        assert read(calendar).written == 0
        undo(ada, step)
        assert read(calendar).written == 1
        Calendar.objects.update(ours=False)
        planning.drop_event(ada, dated(1).pk, dates="following")
        assert Event.objects.filter(standing="dismissed").count() == 5
        assert read(calendar).written == 0
        assert len(texts(server)) == 2

    def test_an_answer_by_hand_goes_to_one_date_only(self, ada: Actor, server: Server, calendar: Calendar) -> None:
        listing.set_answer(ada, Guest.objects.get(event=dated(0)).pk, answer="accepted")
        read(calendar)
        (text,) = texts(server)
        assert (text.count("PARTSTAT=ACCEPTED"), text.count("RECURRENCE-ID")) == (1, 2)
        assert read(calendar) == syncing.Synced()


class TestByHand:
    def test_series_by_hand_are_dropped_together_and_put_back(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(ada, title="Round", starts_at=begin, repeat="weekly", until=date(2026, 11, 9))
        planning.put_slot(ada, dated(1).pk, topic="Rivers")
        step = planning.drop_event(ada, dated(1).pk, dates="following")
        assert Event.objects.count() == 1
        undo(ada, step)
        assert (Event.objects.count(), dated(1).slots.count()) == (4, 1)
        with pytest.raises(WrongInput, match="one, following, all"):
            planning.drop_event(ada, dated(1).pk, dates="some")
        with pytest.raises(WrongInput, match="when it begins"):
            planning.change_event(ada, dated(1).pk, dates="all", starts_at=None)

    def test_only_what_differs_goes_to_other_dates(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(ada, title="Round", starts_at=begin, repeat="weekly", until=date(2026, 11, 2), location="Pier")
        planning.change_event(ada, dated(2).pk, location="Mill", description="Ends  ")
        first = dated(0)
        planning.change_event(
            ada, first.pk, dates="all", title="Circle", location=first.location, starts_at=first.starts_at, description="",
        )  # fmt: skip
        assert list(Event.objects.order_by("starts_at").values_list("title", "location", "description")) == [
            ("Circle", "Pier", ""), ("Circle", "Pier", ""), ("Circle", "Mill", "Ends"),
        ]  # fmt: skip

    def test_another_zone_keeps_every_date_at_its_clock_over_both_changes_of_clocks(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 12, 17, tzinfo=UTC)
        planning.add_event(ada, title="Round", starts_at=begin, zone="Europe/Berlin", repeat="weekly", until=date(2026, 11, 9))
        york = ZoneInfo("America/New_York")
        planning.change_event(
            ada, dated(0).pk, dates="all", zone="America/New_York", starts_at=datetime(2026, 10, 12, 19, tzinfo=york)
        )
        starts = [row.starts_at for row in Event.objects.all() if row.starts_at]
        assert {each.astimezone(york).hour for each in starts} == {19}
        planning.change_event(ada, dated(0).pk, dates="all", zone="Europe/Berlin")
        assert dated(0).starts_at == datetime(2026, 10, 12, 23, tzinfo=UTC)
        assert {each.starts_at.astimezone(BERLIN).hour for each in Event.objects.all() if each.starts_at} == {1}


def test_a_calendar_that_can_only_be_read_says_so_and_is_read_on(
    ada: Actor, server: Server, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise ReadOnly("It can only be read.")

    monkeypatch.setattr(CalDav, "put", refuse)
    planning.change_event(ada, dated(0).pk, dates="all", location="Harbour")
    planning.change_event(ada, dated(1).pk, title="Ours")
    server.other("PUT", "one.ics", WEEKLY.replace("weekly@x", "one@x").replace("RRULE:FREQ=WEEKLY;COUNT=5\r\n", ""))
    done = syncing.sync(calendar.pk, now=NOW)
    assert (done.error, done.taken) == ("It can only be read.", 1)
    held = calendars.calendars_of(ada)[0]
    assert (held.error, held.read_at, held.waiting) == ("It can only be read.", NOW, 5)


def test_what_somebody_changed_in_the_moment_of_our_writing_is_read_as_a_change(
    ada: Actor, server: Server, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = CalDav.put

    def put_and_change(account: CalDav, href: str, text: str, *, etag: str) -> str:
        done = plain(account, href, text, etag=etag)
        server.other("PUT", "weekly.ics", text.replace("Regulars elsewhere", "Theirs"))
        return done

    planning.change_event(ada, dated(0).pk, dates="all", location="Harbour")
    with monkeypatch.context() as patch:
        patch.setattr(CalDav, "put", put_and_change)
        assert read(calendar).taken == 1
    assert set(Event.objects.values_list("title", "location")) == {("Regulars", "Harbour"), ("Theirs", "Harbour")}
