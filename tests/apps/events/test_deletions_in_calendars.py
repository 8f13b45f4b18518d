"""Deletions both ways against a real server, with undo, and the word of a member before guests are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendar_series import ALL, NOW, WEEKLY, begins, dated, here, read, read_all, texts
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars, listing, noting, pending, planning, queries, syncing
from hustings.apps.events.models import Calendar, CalendarObject, Event, Guest
from hustings.apps.events.noting import Jotted
from hustings.apps.people.actions import undo
from hustings.kernel.errors import WrongInput
from servers.radicale import Server


class TestDeleting:
    def test_one_date_is_left_out_there_and_undo_puts_it_back(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        gone = dated(3).pk
        step = planning.drop_event(ada, gone, tell=True)
        assert calendars.calendars_of(ada)[0].waiting == 1
        assert read(weekly).written == 1
        assert begins(texts(server)[0]) == here() == [*ALL[:3], ALL[4]]
        assert "EXDATE;TZID=Europe/Berlin:20261102T190000" in texts(server)[0]
        read_all(weekly)
        assert queries.event_view(ada, gone, now=NOW).row.standing == "deleted"
        undo(ada, step)
        read(weekly)
        (text,) = texts(server)
        assert (begins(text), "EXDATE" in text, "Regulars elsewhere" in text) == (ALL, False, True)
        assert here() == ALL

    def test_undo_before_it_was_sent_sends_nothing(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        for dates in ("one", "following", "all"):
            step = planning.drop_event(ada, dated(2).pk, dates=dates, tell=True)
            assert len(here()) < 5
            undo(ada, step)
        assert read(weekly) == syncing.Synced()
        assert (begins(texts(server)[0]), here()) == (ALL, ALL)

    def test_later_dates_end_there_and_come_back_with_guests_and_their_answers(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        step = planning.drop_event(ada, dated(2).pk, dates="following", tell=True)
        read(weekly)
        assert [begins(text) for text in texts(server)] == [ALL[:2]]
        assert here() == ALL[:2]
        read_all(weekly)
        undo(ada, step)
        read(weekly)
        assert [begins(text) for text in texts(server)] == [ALL[:2], ALL[2:]]
        assert ("PARTSTAT=DECLINED" in texts(server)[1], "X-OWN:kept" in texts(server)[1]) == (True, True)
        read_all(weekly)
        assert here() == ALL

    def test_a_whole_event_is_deleted_there_and_put_back_as_it_was(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        step = planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        assert calendars.calendars_of(ada)[0].waiting == 1
        read(weekly)
        assert (texts(server), here(), read(weekly)) == ([], [], syncing.Synced())
        undo(ada, step)
        read(weekly)
        (text,) = texts(server)
        assert ("X-OWN:kept" in text, "PARTSTAT=DECLINED" in text, begins(text)) == (True, True, ALL)
        assert here() == ALL
        with pytest.raises(WrongInput, match="undone already"):
            undo(ada, step)

    @pytest.mark.parametrize("told", [0, 2, 5])
    def test_of_a_series_deleted_date_by_date_any_one_is_put_back_alone(
        self, ada: Actor, server: Server, weekly: Calendar, told: int
    ) -> None:
        dates, steps = [dated(number).pk for number in range(5)], []
        for number, date in enumerate(dates):
            steps.append(planning.drop_event(ada, date, tell=True))
            if number + 1 == told:
                read(weekly)
        for number, left in ((1, [ALL[1]]), (4, [ALL[1], ALL[4]])):
            undo(ada, steps[number])
            for _ in range(2):
                read(weekly)
            assert [when for text in texts(server) for when in begins(text)] == here() == left

    def test_guests_are_told_only_when_a_member_says_so(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        for do in (
            lambda: planning.drop_event(ada, dated(0).pk),
            lambda: planning.change_event(ada, dated(0).pk, dates="following", status="cancelled"),
            lambda: planning.change_event(ada, dated(0).pk, starts_at=dated(0).starts_at + timedelta(hours=1)),
            lambda: planning.change_event(ada, dated(0).pk, dates="all", location="Another hall"),
        ):
            with pytest.raises(pending.WouldTell, match="Ana Souza") as asked:
                do()
            assert (asked.value.who, asked.value.field) == (("Ana Souza",), "tell")
        assert read(weekly) == syncing.Synced()
        CalendarObject.objects.update(text="")
        with pytest.raises(pending.WouldTell, match="Ana Souza"):
            planning.drop_event(ada, dated(0).pk)
        planning.change_event(ada, dated(0).pk, dates="all", status="cancelled", tell=True)
        read(weekly)
        assert texts(server)[0].count("STATUS:CANCELLED") == 2
        names = [f"mailto:g{number}@example.org" for number in range(5)]
        many = "".join(f"ATTENDEE:{name}\r\n" for name in names)
        server.other("PUT", "weekly.ics", WEEKLY.replace("X-OWN:kept\r\n", many))
        read(weekly)
        with pytest.raises(pending.WouldTell, match="and 3 more"):
            planning.drop_event(ada, dated(0).pk)

    def test_what_was_changed_there_since_comes_back_and_an_answer_alone_holds_nothing_up(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market"))
        assert read(weekly).returned == 1
        assert (here(), calendars.calendars_of(ada)[0].error) == (ALL, syncing.CAME_BACK)
        assert set(Event.objects.values_list("location", flat=True)) == {"Market", "Mill"}
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("PUT", "weekly.ics", WEEKLY.replace("Pier", "Market").replace("NEEDS-ACTION", "ACCEPTED"))
        for _ in range(2):
            read(weekly)
        assert (texts(server), here()) == ([], [])
        server.other("PUT", "weekly.ics", WEEKLY)
        assert read(weekly).returned == 1
        assert here() == ALL

    def test_what_was_deleted_on_both_sides_is_gone(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        planning.drop_event(ada, dated(0).pk, dates="all", tell=True)
        server.other("DELETE", "weekly.ics")
        read(weekly)
        assert (texts(server), here()) == ([], [])

    def test_a_date_deleted_there_goes_here_and_what_was_noted_stays_as_cancelled(
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        noted = dated(1)
        noting.take_jottings(ada, noted.pk, [Jotted(client_id="12345678", kind="check_in", at=NOW, name="Walk In")], now=NOW)
        step = planning.change_event(ada, dated(2).pk, pitch="Clean water")
        planning.change_event(ada, dated(2).pk, pitch="")
        out = "EXDATE;TZID=Europe/Berlin:20261019T190000,20261026T190000\r\nX-OWN"
        server.other("PUT", "weekly.ics", WEEKLY.replace("X-OWN", out))
        read(weekly)
        assert here() == [ALL[0], ALL[1], *ALL[3:]]
        noted.refresh_from_db()
        assert (noted.status, noted.calendar_id) == ("cancelled", None)
        with pytest.raises(WrongInput, match="not there any more"):
            undo(ada, step)

    def test_a_deleted_event_is_changed_by_nothing_but_undo_and_its_twin_goes_with_it(
        self, ada: Actor, server: Server, weekly: Calendar
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
        self, ada: Actor, server: Server, weekly: Calendar
    ) -> None:
        number, _ = planning.add_event(ada, title="Rally", starts_at=NOW, calendar_id=weekly.pk)
        step = planning.drop_event(ada, number)
        assert read(weekly).written == 0
        undo(ada, step)
        assert read(weekly).written == 1
        Calendar.objects.update(ours=False)
        planning.drop_event(ada, dated(1).pk, dates="following")
        assert Event.objects.filter(standing="dismissed").count() == 5
        assert read(weekly).written == 0
        assert len(texts(server)) == 2

    def test_an_answer_by_hand_goes_to_one_date_only(self, ada: Actor, server: Server, weekly: Calendar) -> None:
        listing.set_answer(ada, Guest.objects.get(event=dated(0)).pk, answer="accepted")
        read(weekly)
        (text,) = texts(server)
        assert (text.count("PARTSTAT=ACCEPTED"), text.count("RECURRENCE-ID")) == (1, 2)
        assert read(weekly) == syncing.Synced()
