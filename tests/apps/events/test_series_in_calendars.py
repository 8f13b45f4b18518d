"""Series both ways against a real server: what other programs find there, and what meets a change of theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendar_series import ALL, BERLIN, NOW, OVERRIDE, WEEKLY, begins, dated, here, later, read, read_all, texts
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars, noting, planning, pushing, queries, syncing
from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.noting import Jotted
from hustings.apps.people.actions import add_person, erase_person, undo
from hustings.connectors.calendars.caldav import CalDav, Object, ReadOnly
from hustings.kernel.errors import RetryLater, WrongInput
from servers.radicale import Server


def change(actor: Actor, event_id: int, **changes: Any) -> int:
    """Changes an event, with the word of the member that its guests may be told."""
    return planning.change_event(actor, event_id, tell=True, **changes)


class TestSeries:
    def test_later_dates_become_a_series_of_their_own_there_and_keep_what_was_noted_here(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        third = dated(2)
        note = Jotted(client_id="12345678", kind="check_in", at=NOW, name="Walk In")
        noting.take_jottings(ada, third.pk, [note], now=NOW)
        change(ada, third.pk, dates="following", **later(third, days=1))
        assert read(weekly).written >= 3
        first, second = texts(server)
        assert (begins(first), begins(second)) == (ALL[:2], ["1027 1900", "1104 2000", "1110 1900"])
        assert ("COUNT=2" in first, "COUNT=3" in second) == (True, True)
        assert [text.count("X-OWN:kept") for text in (first, second)] == [1, 1]
        assert "PARTSTAT=DECLINED" in second
        assert "SUMMARY:Regulars elsewhere" in second
        assert here() == ["1012 1900", "1019 1900", "1027 1900", "1104 2000", "1110 1900"]
        rows = list(Event.objects.order_by("id").values_list("id", flat=True))
        read_all(weekly)
        assert list(Event.objects.order_by("id").values_list("id", flat=True)) == rows
        assert (Event.objects.get(pk=third.pk).jottings.count(), Event.objects.filter(changed=True).count()) == (1, 0)
        assert Guest.objects.filter(event=third.pk, email="ana@example.org").count() == 1

    def test_the_whole_series_is_changed_by_its_master_and_dates_keep_their_own_words(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        change(ada, dated(1).pk, dates="all", title="Regulars", location="Harbour", **later(dated(1), hours=1))
        read(weekly)
        (text,) = texts(server)
        assert begins(text) == ["1012 2000", "1019 2000", "1026 2000", "1103 2100", "1109 2000"]
        assert (text.count("BEGIN:VEVENT"), text.count("LOCATION:Harbour")) == (2, 2)
        assert "SUMMARY:Regulars elsewhere" in text
        assert read(weekly) == syncing.Synced()
        read_all(weekly)
        assert sorted(Event.objects.values_list("title", flat=True)) == [*["Regulars"] * 4, "Regulars elsewhere"]

    def test_undo_leads_back_before_and_after_the_server_knows(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        before = list(Event.objects.order_by("id").values("title", "starts_at", "ends_at", "location"))
        step = change(ada, dated(2).pk, dates="following", title="Late", **later(dated(2), days=2))
        undo(ada, step)
        read(weekly)
        assert [begins(text) for text in texts(server)] == [ALL]
        step = change(ada, dated(2).pk, dates="following", title="Late", **later(dated(2), days=2))
        read(weekly)
        undo(ada, step)
        read(weekly)
        assert [when for text in texts(server) for when in begins(text)] == ALL
        assert "PARTSTAT=DECLINED" in texts(server)[-1]
        read_all(weekly)
        assert list(Event.objects.order_by("id").values("title", "starts_at", "ends_at", "location")) == before
        step = change(ada, dated(0).pk, dates="all", location="Harbour")
        read(weekly)
        undo(ada, step)
        read(weekly)
        read_all(weekly)
        assert not any("Harbour" in text for text in texts(server))

    def test_what_no_rule_says_is_written_date_by_date(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        server.other("PUT", "weekly.ics", WEEKLY.replace("FREQ=WEEKLY;", "FREQ=MONTHLY;BYDAY=2MO;").replace(OVERRIDE, ""))
        read(weekly)
        change(ada, dated(1).pk, dates="following", **later(dated(1), days=1))
        read(weekly)
        (text,) = texts(server)
        assert (text.count("RECURRENCE-ID"), "BYDAY=2MO" in text) == (4, True)
        assert here()[:2] == begins(text)[:2]

    def test_a_series_without_an_end_gets_dates_beyond_those_that_it_had(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        server.other("PUT", "weekly.ics", WEEKLY.replace(";COUNT=5", "").replace(OVERRIDE, ""))
        read(weekly)
        count = Event.objects.count()
        change(ada, dated(50).pk, dates="following", location="Harbour")
        read(weekly)
        assert Event.objects.count() > count
        assert set(Event.objects.order_by("starts_at").values_list("location", flat=True)[50:]) == {"Harbour"}

    def test_a_series_by_hand_is_split_before_it_was_ever_written_too(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        server.other("DELETE", "weekly.ics")
        read(weekly)
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(
            ada, title="Round", starts_at=begin, ends_at=begin + timedelta(hours=1), zone="Europe/Berlin", repeat="weekly",
            until=date(2026, 11, 9), calendar_id=weekly.pk,
        )  # fmt: skip
        change(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))
        planning.drop_event(ada, dated(0).pk)
        read(weekly)
        assert [begins(text) for text in texts(server)] == [["1026 1900", "1102 2000", "1109 2000"]]
        once, _ = planning.add_event(
            ada, title="Once", starts_at=begin, repeat="weekly", until=date(2026, 10, 20), calendar_id=weekly.pk
        )
        change(ada, once, starts_at=begin + timedelta(hours=1))
        read(weekly)
        read_all(weekly)
        held = Event.objects.get(title="Once")
        assert (held.pk, held.starts_at) == (once, begin + timedelta(hours=1))


class TestMeeting:
    """Both sides at once."""

    def test_an_answer_that_came_meanwhile_and_a_change_of_ours_both_stand(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        change(ada, dated(2).pk, dates="following", location="Harbour")
        server.other("PUT", "weekly.ics", WEEKLY.replace("NEEDS-ACTION", "ACCEPTED"))
        for _ in range(2):
            assert read(weekly).conflicts == 0
        first, second = texts(server)
        assert ("PARTSTAT=ACCEPTED" in first, "PARTSTAT=ACCEPTED" in second, "LOCATION:Harbour" in second) == (True,) * 3
        assert Guest.objects.filter(event=dated(0), answer="accepted").exists()
        change(ada, dated(0).pk, title="Opening")
        name = next(each for each in server.names() if "COUNT=2" in server.other("GET", each).text)
        server.other("PUT", name, first.replace("PARTSTAT=ACCEPTED", "PARTSTAT=TENTATIVE"))
        for _ in range(2):
            assert read(weekly).conflicts == 0
        assert "SUMMARY:Opening" in texts(server)[0]
        assert "PARTSTAT=TENTATIVE" in texts(server)[0]

    @pytest.mark.parametrize("ours", [True, False])
    def test_anything_else_is_asked_and_done_to_what_stands_there(
        self, ada: Actor, server: Server, weekly: Calendar, ours: bool
    ) -> None:
        change(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market").replace("X-OWN:kept", "X-OWN:theirs"))
        assert read(weekly).conflicts == 1
        assert read(weekly).conflicts == 1
        assert [begins(text) for text in texts(server)] == [ALL]
        assert queries.event_view(ada, dated(4).pk, now=NOW).conflict
        calendars.settle_conflict(ada, dated(4).pk, ours=ours)
        read(weekly)
        held = texts(server)
        assert [text.count("X-OWN:theirs") for text in held] == [1] * len(held)
        wanted = ["1012 1900", "1019 1900", "1026 2000", "1103 2100", "1109 2000"] if ours else ALL
        assert [when for text in held for when in begins(text)] == wanted
        assert (here(), Event.objects.filter(changed=True).count()) == (wanted, 0)

    def test_a_run_that_was_cut_off_after_the_server_took_it_goes_on_without_a_question(
        self, ada: Actor, server: Server, weekly: Calendar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(ada, dated(2).pk, dates="following", **later(dated(2), hours=1))

        def cut_off(*_: Any) -> None:
            raise RetryLater("The machine went down.")

        with monkeypatch.context() as patch:
            patch.setattr(pushing, "_keep", cut_off)
            assert syncing.sync(weekly.pk, now=NOW).error
        assert len(texts(server)) == 1
        for _ in range(2):
            assert read(weekly).conflicts == 0
        assert [begins(text) for text in texts(server)] == [ALL[:2], ["1026 2000", "1103 2100", "1109 2000"]]
        assert len(here()) == 5

    @pytest.mark.parametrize(("dates", "moved"), [("following", [2, 3, 4]), ("all", range(5))])
    def test_a_date_deleted_while_its_series_is_on_its_way_is_deleted_where_it_went(
        self, ada: Actor, server: Server, weekly: Calendar, monkeypatch: pytest.MonkeyPatch, dates: str, moved: list[int]
    ) -> None:
        change(ada, dated(2).pk, dates=dates, **later(dated(2), hours=1))
        plain = CalDav.put

        def put_and_drop(account: CalDav, href: str, text: str, *, etag: str) -> str:
            done = plain(account, href, text, etag=etag)
            if dated(4).standing == "going":
                planning.drop_event(ada, dated(4).pk, tell=True)
            return done

        with monkeypatch.context() as patch:
            patch.setattr(CalDav, "put", put_and_drop)
            read(weekly)
        read(weekly)
        wanted = [f"{when[:5]}{int(when[5:]) + 100 * (number in moved)}" for number, when in enumerate(ALL[:4])]
        assert [when for text in texts(server) for when in begins(text)] == here() == wanted

    def test_what_a_member_does_while_a_change_of_theirs_is_looked_at_is_not_lost(
        self, ada: Actor, server: Server, weekly: Calendar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(ada, dated(2).pk, dates="following", location="Harbour")
        server.other("PUT", "weekly.ics", WEEKLY.replace("NEEDS-ACTION", "ACCEPTED"))
        plain = CalDav.get

        def get_and_drop(account: CalDav, href: str) -> Object | None:
            if dated(0).standing == "going":
                planning.drop_event(ada, dated(0).pk, tell=True)
            return plain(account, href)

        with monkeypatch.context() as patch:
            patch.setattr(CalDav, "get", get_and_drop)
            read(weekly)
        read(weekly)
        assert sorted(when for text in texts(server) for when in begins(text)) == here() == ALL[1:]

    def test_what_we_changed_and_the_calendar_dropped_is_written_anew_with_all_that_it_said(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        change(ada, dated(0).pk, dates="all", location="Harbour")
        server.other("DELETE", "weekly.ics")
        for _ in range(2):
            read(weekly)
        (text,) = texts(server)
        assert ("X-OWN:kept" in text, "PARTSTAT=DECLINED" in text, "LOCATION:Harbour" in text) == (True,) * 3

    def test_an_erased_person_stands_in_no_edit_that_waits(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        change(ada, dated(0).pk, dates="all", description="Ask Ana Souza for the key")
        Event.objects.update(description="")
        planning.drop_event(ada, dated(1).pk, tell=True)
        erase_person(ada, ana)
        held = CalendarObject.objects.get()
        assert ([each["kind"] for each in held.pending], held.text) == (["drop"], "")
        read(weekly)
        assert begins(texts(server)[0]) == here() == [ALL[0], *ALL[2:]]


def test_a_calendar_that_can_only_be_read_says_so_and_is_read_on(
    ada: Actor, server: Server, weekly: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise ReadOnly("It can only be read.")

    monkeypatch.setattr(CalDav, "put", refuse)
    change(ada, dated(0).pk, dates="all", location="Harbour")
    change(ada, dated(1).pk, title="Ours")
    server.other("PUT", "one.ics", WEEKLY.replace("weekly@x", "one@x").replace("RRULE:FREQ=WEEKLY;COUNT=5\r\n", ""))
    done = syncing.sync(weekly.pk, now=NOW)
    assert (done.error, done.taken) == ("It can only be read.", 1)
    held = calendars.calendars_of(ada)[0]
    assert (held.error, held.read_at, held.waiting) == ("It can only be read.", NOW, 5)


def test_an_event_that_cannot_be_written_holds_up_no_other(ada: Actor, server: Server, weekly: Calendar) -> None:
    CalendarObject.objects.update(text="BEGIN:VCALENDAR\r\nBROKEN")
    change(ada, dated(0).pk, title="Ours")
    planning.add_event(ada, title="Rally", starts_at=NOW, calendar_id=weekly.pk)
    server.other("PUT", "one.ics", WEEKLY.replace("weekly@x", "one@x"))
    done = syncing.sync(weekly.pk, now=NOW)
    assert ("cannot be read" in done.error, done.written, done.taken) == (True, 1, 1)
    assert len(texts(server)) == 3
    change(ada, Event.objects.get(title="Ours").pk, dates="all", location="Harbour")
    server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market"))
    assert syncing.sync(weekly.pk, now=NOW).conflicts == 1
    calendars.settle_conflict(ada, Event.objects.get(title="Ours").pk, ours=True)
    assert read(weekly).conflicts == 0
    assert "LOCATION:Harbour" in server.other("GET", "weekly.ics").text


def test_what_somebody_changed_in_the_moment_of_our_writing_is_read_as_a_change(
    ada: Actor, server: Server, weekly: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = CalDav.put

    def put_and_change(account: CalDav, href: str, text: str, *, etag: str) -> str:
        done = plain(account, href, text, etag=etag)
        server.other("PUT", "weekly.ics", text.replace("Regulars elsewhere", "Theirs"))
        return done

    change(ada, dated(0).pk, dates="all", location="Harbour")
    with monkeypatch.context() as patch:
        patch.setattr(CalDav, "put", put_and_change)
        assert read(weekly).taken == 1
    assert set(Event.objects.values_list("title", "location")) == {("Regulars", "Harbour"), ("Theirs", "Harbour")}


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
            change(ada, dated(1).pk, dates="all", starts_at=None)

    def test_only_what_differs_goes_to_other_dates(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        planning.add_event(ada, title="Round", starts_at=begin, repeat="weekly", until=date(2026, 11, 2), location="Pier")
        change(ada, dated(2).pk, location="Mill", description="Ends  ")
        first = dated(0)
        change(
            ada, first.pk, dates="all", title="Circle", location=first.location, starts_at=first.starts_at, description="",
        )  # fmt: skip
        assert list(Event.objects.order_by("starts_at").values_list("title", "location", "description")) == [
            ("Circle", "Pier", ""), ("Circle", "Pier", ""), ("Circle", "Mill", "Ends"),
        ]  # fmt: skip

    def test_another_zone_keeps_every_date_at_its_clock_over_both_changes_of_clocks(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 12, 17, tzinfo=UTC)
        planning.add_event(ada, title="Round", starts_at=begin, zone="Europe/Berlin", repeat="weekly", until=date(2026, 11, 9))
        york = ZoneInfo("America/New_York")
        change(ada, dated(0).pk, dates="all", zone="America/New_York", starts_at=datetime(2026, 10, 12, 19, tzinfo=york))
        starts = [row.starts_at for row in Event.objects.all() if row.starts_at]
        assert {each.astimezone(york).hour for each in starts} == {19}
        change(ada, dated(0).pk, dates="all", zone="Europe/Berlin")
        assert dated(0).starts_at == datetime(2026, 10, 12, 23, tzinfo=UTC)
        assert {each.starts_at.astimezone(BERLIN).hour for each in Event.objects.all() if each.starts_at} == {1}
