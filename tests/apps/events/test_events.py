"""Events: by hand and from files, lists matched to people, the brief before, what is worth joining, and what is given out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body
from hustings.apps.events import briefing, giving_out, joining, listing, noting, planning, queries
from hustings.apps.events.models import Event, Guest, Slot
from hustings.apps.events.noting import Jotted
from hustings.apps.intake import actions as intake
from hustings.apps.people.actions import add_person, log_touch, undo
from hustings.apps.people.models import Organisation, Person
from hustings.engine.events import Stake
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BEGIN = datetime(2026, 5, 6, 17, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def an_event(actor: Actor, title: str = "River Conference", **given: object) -> int:
    values = {"starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=3), **given}
    return planning.add_event(actor, title=title, **values)[0]  # type: ignore[arg-type]


def listed(actor: Actor, event: int, text: str, **given: str) -> listing.Added:
    return listing.add_guests(actor, event, listing.entries_of_text(text, **given))


def jotted(kind: str = "note", **given: object) -> Jotted:
    return Jotted(client_id=str(uuid4()), kind=kind, at=BEGIN + timedelta(hours=1), **given)  # type: ignore[arg-type]


AFTER = BEGIN + timedelta(hours=6)


class TestPlanning:
    def test_a_title_tells_the_kind_and_the_list_shows_what_comes_by_time(self, ada: Actor) -> None:
        an_event(ada, "Town hall on the river", starts_at=BEGIN + timedelta(days=3), ends_at=None)
        an_event(ada)
        rows = queries.events_page(ada, now=NOW).rows
        assert [(row.title, row.kind) for row in rows] == [
            ("River Conference", "conference"),
            ("Town hall on the river", "town_hall"),
        ]
        assert [row.title for row in queries.events_page(ada, when="past", now=BEGIN + timedelta(days=1)).rows] == [
            "River Conference"
        ]

    def test_a_step_taken_back_leaves_alone_what_another_member_changed_since(self, ada: Actor, ben: Actor) -> None:
        number = an_event(ada)
        moved = planning.change_event(ada, number, location="Town hall")
        planning.change_event(ben, number, pitch="Clean water for all")
        undo(ada, moved)
        held = Event.objects.get(pk=number)
        assert (held.location, held.pitch) == ("", "Clean water for all")

    def test_standing_and_slots_taken_back_leave_other_fields_alone(self, ada: Actor, ben: Actor) -> None:
        number = an_event(ada)
        slot, _ = planning.put_slot(ada, number, topic="Rivers")
        stood = planning.set_standing(ada, number, standing="known")
        _, told = planning.put_slot(ada, number, topic="Clean rivers", slot_id=slot)
        planning.change_event(ben, number, pitch="Clean water for all")
        planning.put_slot(ben, number, topic="Clean rivers", slot_id=slot, worked="The mayor's story")
        undo(ada, stood)
        undo(ada, told)
        held, spoken = Event.objects.get(), Slot.objects.get()
        assert (held.standing, held.pitch, held.changed) == ("going", "Clean water for all", False)
        assert (spoken.topic, spoken.worked) == ("Rivers", "The mayor's story")

    def test_a_guest_whose_answer_is_taken_back_stays_who_they_are(self, ada: Actor, ben: Actor) -> None:
        number, person = an_event(ada), add_person(ada, name="Ana Souza")
        listed(ada, number, "A. Souza, River Alliance")
        guest = Guest.objects.get()
        answered = listing.set_answer(ada, guest.pk, answer="accepted")
        listing.say_who(ben, guest.pk, person_id=person)
        undo(ada, answered)
        guest.refresh_from_db()
        assert (guest.answer, guest.person_id) == ("", person)

    def test_pages_follow_each_other_in_both_directions_of_time(self, ada: Actor) -> None:
        for number in range(5):
            an_event(ada, f"Meeting {number}", starts_at=BEGIN + timedelta(days=number // 2), ends_at=None)
        for when, now in (("coming", NOW), ("past", BEGIN + timedelta(days=90))):
            first = queries.events_page(ada, when=when, limit=3, now=now)
            rest = queries.events_page(ada, when=when, limit=3, after=first.next, now=now)
            assert len({row.id for row in (*first.rows, *rest.rows)}) == 5
            assert rest.next == ""

    def test_a_weekly_event_keeps_its_clock_time_over_the_change_to_winter_time(self, ada: Actor) -> None:
        begin = datetime(2026, 10, 19, 17, tzinfo=UTC)
        number, step = planning.add_event(
            ada, title="Regulars", starts_at=begin, zone="Europe/Berlin", repeat="weekly", until=date(2026, 11, 2)
        )
        dates = Event.objects.order_by("starts_at").values_list("starts_at", flat=True)
        assert [moment.hour for moment in dates] == [17, 18, 18]
        assert queries.event_view(ada, number, now=NOW).dates[0].title == "Regulars"
        undo(ada, step)
        assert not Event.objects.exists()

    def test_an_evening_made_a_whole_day_stays_on_its_day_there_and_back(self, ada: Actor) -> None:
        york, evening = ZoneInfo("America/New_York"), datetime(2026, 5, 6, 20, tzinfo=ZoneInfo("America/New_York"))
        times = {"starts_at": evening, "ends_at": evening + timedelta(hours=4)}
        number, _ = planning.add_event(
            ada, title="Rally", zone="America/New_York", repeat="weekly", until=date(2026, 5, 13), **times
        )  # fmt: skip
        step = planning.change_event(ada, number, dates="all", all_day=True)
        days = [(row.starts_at, row.ends_at) for row in Event.objects.order_by("starts_at")]
        assert days == [(datetime(2026, 5, day, tzinfo=UTC), datetime(2026, 5, day + 1, tzinfo=UTC)) for day in (6, 13)]
        planning.change_event(ada, number, all_day=False)
        held = Event.objects.get(pk=number)
        assert (held.starts_at, held.ends_at) == (datetime(2026, 5, 6, tzinfo=york), datetime(2026, 5, 7, tzinfo=york))
        undo(ada, step)
        assert Event.objects.get(pk=number).starts_at == evening

    def test_a_long_series_is_moved_and_dropped_in_as_many_queries_as_a_short_one_and_comes_back(self, ada: Actor) -> None:
        counts, steps = [], []
        for title, last in (("Round", date(2026, 5, 20)), ("Circle", date(2026, 8, 19))):
            first, _ = planning.add_event(ada, title=title, starts_at=BEGIN, repeat="weekly", until=last)
            planning.put_slot(ada, first, topic="Rivers")
            listed(ada, first, "Ana Souza")
            with CaptureQueriesContext(connection) as made:
                planning.change_event(ada, first, dates="all", location="Pier 4", starts_at=BEGIN + timedelta(hours=1))
                steps.append(planning.drop_event(ada, first, dates="all"))
            counts.append(len(made))
        assert (counts[0], Event.objects.count()) == (counts[1], 0)
        for step in steps:
            undo(ada, step)
        assert (Event.objects.count(), Slot.objects.count(), Guest.objects.count()) == (19, 2, 2)

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("title", {"title": " "}),
            ("ends_at", {"ends_at": BEGIN - timedelta(hours=1)}),
            ("link", {"link": "javascript:alert(1)"}),
            ("kind", {"kind": "party"}),
            ("zone", {"zone": "Mars/Olympus"}),
            ("repeat", {"repeat": "hourly"}),
            ("until", {"repeat": "weekly"}),
            ("until", {"repeat": "weekly", "until": date(2020, 1, 1)}),
        ],
    )
    def test_what_cannot_be_an_event_is_said_with_its_field(self, ada: Actor, field: str, given: dict[str, object]) -> None:
        with pytest.raises(WrongInput) as refused:
            planning.add_event(ada, **{"title": "Rally", "starts_at": BEGIN, **given})  # type: ignore[arg-type]
        assert refused.value.field == field

    def test_a_change_is_taken_back_and_one_with_notes_is_not_deleted(self, ada: Actor) -> None:
        event = an_event(ada)
        step = planning.change_event(ada, event, title="Harbour Forum", minutes=20, pitch="Clean water for all. " * 13)
        view = queries.event_view(ada, event, now=NOW)
        assert (view.event.title, view.seconds) == ("Harbour Forum", 24)
        undo(ada, step)
        assert Event.objects.get().title == "River Conference"
        noting.take_jottings(ada, event, [jotted("check_in", name="Somebody")], now=AFTER)
        with pytest.raises(WrongInput):
            planning.drop_event(ada, event)

    def test_a_deleted_event_comes_back_with_its_list_and_slots(self, ada: Actor) -> None:
        event = an_event(ada)
        listed(ada, event, "Zoe Quill, River Alliance")
        planning.put_slot(ada, event, topic="Clean rivers", audience="Mayors", pitch="Short.", minutes=10)
        step = planning.drop_event(ada, event)
        assert not Event.objects.exists()
        undo(ada, step)
        view = queries.event_view(ada, event, now=NOW)
        assert [guest.name for guest in view.guests] == ["Zoe Quill"]
        assert [slot.topic for slot in view.slots] == ["Clean rivers"]

    def test_a_slot_is_changed_and_dropped_and_both_taken_back(self, ada: Actor) -> None:
        event, person = an_event(ada), add_person(ada, name="Ana Souza")
        number, _ = planning.put_slot(ada, event, topic="Rivers", person_id=person)
        _, step = planning.put_slot(ada, event, topic="Rivers", slot_id=number, person_id=person, worked="The mayor's story")
        assert queries.event_view(ada, event, now=NOW).slots[0].worked == "The mayor's story"
        undo(ada, step)
        undo(ada, planning.drop_slot(ada, number))
        assert queries.event_view(ada, event, now=NOW).slots[0].speaker == "Ana Souza"
        with pytest.raises(NotFound):
            planning.put_slot(ada, event, topic="Rivers", slot_id=number + 99)

    def test_nothing_crosses_the_border_of_a_workspace_and_volunteers_change_no_event(
        self, ada: Actor, otto: Actor, vera: Actor
    ) -> None:
        event = an_event(ada)
        with pytest.raises(NotFound):
            queries.event_view(otto, event, now=NOW)
        with pytest.raises(NotPermitted):
            planning.change_event(vera, event, title="Mine")
        assert queries.event_view(vera, event, now=NOW).event.title == "River Conference"


class TestLists:
    def test_pasted_names_are_linked_where_sure_asked_where_doubtful_and_else_stay_names(self, ada: Actor) -> None:
        ana = add_person(ada, name="Ana Souza", organisation="River Alliance", title="Director")
        toms = {add_person(ada, name="Tom Becker", email=f"tom{n}@example.org") for n in range(2)}
        event = an_event(ada)
        done = listed(ada, event, "1. Ana Souza, River Alliance\nTom Becker\nNobody Known, Nowhere Ltd\n\n---")
        assert (done.linked, done.doubtful, done.names) == (1, 1, 1)
        rows = {row.name: row for row in queries.event_view(ada, event, now=NOW).guests}
        assert rows["Ana Souza"].person_id == ana
        assert {number for number, *_ in rows["Tom Becker"].doubts} == toms

    def test_the_same_list_twice_changes_nothing(self, ada: Actor) -> None:
        event = an_event(ada)
        listed(ada, event, "Ana Souza, River Alliance\nBo Li <bo@li.example>")
        again = listed(ada, event, "Bo Li <bo@li.example>\nAna Souza, River Alliance")
        assert (again.again, Guest.objects.count()) == (2, 2)

    def test_a_doubt_is_settled_and_a_name_becomes_a_person(self, ada: Actor) -> None:
        toms = [add_person(ada, name="Tom Becker", email=f"tom{n}@example.org") for n in range(2)]
        event = an_event(ada)
        listed(ada, event, "Tom Becker\nZoe Quill, River Alliance, zoe@example.org")
        tom, zoe = Guest.objects.order_by("name")
        step = listing.say_who(ada, tom.pk, person_id=toms[1])
        assert Guest.objects.get(pk=tom.pk).person_id == toms[1]
        undo(ada, step)
        assert Guest.objects.get(pk=tom.pk).person_id is None
        listing.say_who(ada, tom.pk, person_id=None)
        assert not queries.event_view(ada, event, now=NOW).doubtful
        person = listing.make_known(ada, zoe.pk)
        assert Person.objects.get(pk=person).name == "Zoe Quill"
        assert listing.make_known(ada, zoe.pk) == person

    def test_nobody_stands_on_a_list_twice(self, ada: Actor) -> None:
        ana = add_person(ada, name="Ana Souza", organisation="River Alliance")
        event = an_event(ada)
        listed(ada, event, "Ana Souza, River Alliance\nSomebody Else")
        other = Guest.objects.get(person=None)
        with pytest.raises(WrongInput):
            listing.say_who(ada, other.pk, person_id=ana)

    def test_a_badge_table_is_read_with_guessed_columns(self, ada: Actor, tmp_path: Path) -> None:
        place = tmp_path / "badges.csv"
        place.write_text(
            "First Name,Last Name,Company,Job Title,Email\nAna,Souza,River Alliance,Director,ana@example.org\n,,,,\n"
        )
        entries, _ = listing.entries_of_files([place], role="speaker")
        assert [(each.name, each.organisation, each.title, each.email, each.role) for each in entries] == [
            ("Ana Souza", "River Alliance", "Director", "ana@example.org", "speaker")
        ]
        done = listing.add_guests(ada, an_event(ada), entries)
        assert done.names == 1

    def test_a_file_of_nobody_says_why(self, ada: Actor, tmp_path: Path) -> None:
        place = tmp_path / "photo.csv"
        place.write_bytes(PNG)
        entries, refused = listing.entries_of_files([place])
        with pytest.raises(WrongInput, match="picture"):
            listing.add_guests(ada, an_event(ada), entries, left_out=refused)

    def test_an_answer_is_put_down_and_taken_back(self, ada: Actor) -> None:
        event = an_event(ada)
        listed(ada, event, "Ana Souza")
        guest = Guest.objects.get()
        step = listing.set_answer(ada, guest.pk, answer="declined", role="speaker")
        assert (Guest.objects.get().answer, Guest.objects.get().role) == ("declined", "speaker")
        undo(ada, step)
        assert Guest.objects.get().answer == ""
        undo(ada, listing.drop_guest(ada, guest.pk))
        assert Guest.objects.get().name == "Ana Souza"
        with pytest.raises(WrongInput):
            listing.set_answer(ada, guest.pk, answer="maybe")

    def test_a_volunteer_sees_on_a_list_whom_they_look_after(self, ada: Actor, vera: Actor) -> None:
        mine = add_person(ada, name="Ana Souza", organisation="River Alliance")
        add_person(ada, name="Bo Li", organisation="Mill Works")
        Person.objects.filter(pk=mine).update(assigned_to_id=vera.member_id)
        event = an_event(ada)
        listed(ada, event, "Ana Souza, River Alliance\nBo Li, Mill Works\nNobody Known")
        assert [row.name for row in queries.event_view(vera, event, now=NOW).guests] == ["Ana Souza"]
        assert [each["name"] for each in queries.taken_along(vera, event)["guests"]] == ["Ana Souza"]
        assert queries.events_page(vera, now=NOW).rows[0].guests == 1


class TestBrief:
    def test_the_few_for_the_minutes_with_what_to_walk_up_with(self, ada: Actor) -> None:
        cora = add_person(ada, name="Cora Vance", organisation="City Council", title="Member")
        add_person(ada, name="Finn Olsen", organisation="Mill Works")
        friend = add_person(ada, name="Mia Close", organisation="City Council")
        Person.objects.filter(pk=friend).update(strength=0.6)
        Person.objects.filter(pk=cora).update(strength=0.3, last_two_way_at=NOW - timedelta(days=120))
        log_touch(ada, [cora], kind="call", at=NOW - timedelta(days=120), now=NOW, promise="Send the map", promise_due=NOW.date())
        event = an_event(ada, pitch="One two three.")
        listed(ada, event, "Cora Vance, City Council\nFinn Olsen, Mill Works\nMia Close, City Council")
        stakes = {cora: Stake("decision_maker", 1.0, True, "stakeholder:1")}
        made = briefing.brief(ada, event, minutes=15, stakes=stakes, stances={cora: "undecided"}, now=NOW)
        assert [talk.name for talk in made.talks] == ["Cora Vance"]
        talk = made.talks[0]
        assert {reason.code for reason in talk.reasons} >= {"promise_open", "goal_movable"}
        assert (talk.promises, talk.question[0]) == (("Send the map",), "about_our_promise")
        assert [(each.name, each.through, each.here) for each in talk.introducers] == [("Mia Close", "City Council", True)]
        assert made.seconds == 1
        Person.objects.filter(pk=cora).update(strength=0.7)
        owed = {cora: (briefing.Promised("favour:3", "A word with the mill"), briefing.Promised("favour:4", "Send the map"))}
        (talk,) = briefing.brief(ada, event, minutes=15, stakes=stakes, promised=owed, now=NOW).talks
        assert talk.introducers == (), "nobody introduces us to somebody whom we know well"
        assert talk.promises == ("Send the map", "A word with the mill")

    def test_the_number_of_queries_does_not_grow_with_the_list(self, ada: Actor) -> None:
        def count(people: int) -> int:
            event = an_event(ada, f"Forum {people}")
            names = [f"Guest{'abcdefghij'[n]} Name{n}{people}" for n in range(people)]
            for name in names:
                add_person(ada, name=name, organisation=f"House {name}")
            listed(ada, event, "\n".join(f"{name}, House {name}" for name in names))
            with CaptureQueriesContext(
                connection,
            ) as seen:
                briefing.brief(ada, event, minutes=600, now=NOW)
                queries.event_view(ada, event, now=NOW)
            return len(seen)

        count(1)
        assert count(8) <= count(2) + 1


class TestFromFiles:
    CALENDAR = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:forum@example.org\r\nSUMMARY:Harbour Forum\r\n"
        "DTSTART:20260610T150000Z\r\nDTEND:20260610T170000Z\r\nLOCATION:Pier 4\r\nORGANIZER;CN=Bo Li:mailto:bo@li.example\r\n"
        "ATTENDEE;CN=Ana Souza;PARTSTAT=ACCEPTED:mailto:ana@example.org\r\n"
        "ATTENDEE;CN=Tom;PARTSTAT=DECLINED:mailto:tom@example.org\r\nATTENDEE:mailto:ada@example.org\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def bring(self, ada: Actor, tmp_path: Path, text: str = CALENDAR, name: str = "own.ics") -> int:
        place = tmp_path / name
        place.write_text(text)
        number = intake.start_import(ada, [place]).pk
        intake.apply_import(ada, number)
        return number

    def test_a_calendar_file_brings_the_event_with_its_guests_and_their_answers(self, ada: Actor, tmp_path: Path) -> None:
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        self.bring(ada, tmp_path)
        (row,) = queries.events_page(ada, now=NOW).rows
        view = queries.event_view(ada, row.id, now=NOW)
        assert (row.title, row.location, row.organiser) == ("Harbour Forum", "Pier 4", "Bo Li")
        assert [(each.name, each.answer, each.person_id) for each in view.guests] == [
            ("Ana Souza", "accepted", ana), ("Tom", "declined", None)
        ]  # fmt: skip

    def test_the_same_file_again_changes_nothing_and_a_moved_event_moves(self, ada: Actor, tmp_path: Path) -> None:
        self.bring(ada, tmp_path)
        self.bring(ada, tmp_path, self.CALENDAR.replace("20260610T15", "20260611T15").replace("20260610T17", "20260611T17"))
        assert [event.starts_at for event in Event.objects.all()] == [datetime(2026, 6, 11, 15, tzinfo=UTC)]
        assert Guest.objects.count() == 2

    def test_an_import_taken_back_takes_its_events_along_but_not_what_was_noted(self, ada: Actor, tmp_path: Path) -> None:
        first = self.bring(ada, tmp_path)
        intake.undo_import(ada, first)
        assert not Event.objects.exists()
        again = self.bring(ada, tmp_path)
        noting.take_jottings(ada, Event.objects.get().pk, [jotted("check_in", name="Walk In")], now=AFTER)
        intake.undo_import(ada, again)
        assert Event.objects.get().record_id is None

    def test_a_table_of_an_event_puts_its_people_on_the_list(self, ada: Actor, tmp_path: Path) -> None:
        place = tmp_path / "list.csv"
        place.write_text("Event,Name,Email,Status\nSpring Gala,Ana Souza,ana@example.org,Attended\n")
        number = intake.start_import(ada, [place]).pk
        intake.apply_import(ada, number)
        events = {event.title: [guest.name for guest in event.guests.all()] for event in Event.objects.all()}
        assert events in ({}, {"Spring Gala": ["Ana Souza"]})


class TestGivingOut:
    def test_a_secret_address_gives_out_events_until_it_is_revoked(self, ada: Actor, ben: Actor) -> None:
        an_event(ada, description="Bring maps")
        number, secret = giving_out.make_feed(ada, name="My phone")
        text = giving_out.feed_text(secret, now=NOW).decode()
        assert "SUMMARY:River Conference" in text
        assert giving_out.feeds_of(ada)[0].read_at == NOW
        with pytest.raises(NotFound):
            giving_out.revoke_feed(ben, number, now=NOW)
        giving_out.revoke_feed(ada, number, now=NOW)
        for wrong in (secret, "guessed"):
            with pytest.raises(NotFound):
                giving_out.feed_text(wrong, now=NOW)

    def test_our_card_names_us(self, ada: Actor) -> None:
        text = giving_out.card_text(ada)
        assert "FN:Ada Okafor" in text
        assert "ada@example.org" in text


class TestJoining:
    def test_an_event_where_allies_go_is_proposed_with_their_names_and_a_dismissed_one_never_again(self, ada: Actor) -> None:
        event = an_event(ada)
        planning.set_standing(ada, event, standing="known")
        for name in ("Ana Souza", "Bo Li", "Cy Wu"):
            Person.objects.filter(pk=add_person(ada, name=name, organisation=f"House {name}")).update(strength=0.6)
        listed(ada, event, "Ana Souza, House Ana Souza\nBo Li, House Bo Li\nCy Wu, House Cy Wu")
        (proposal,) = joining.proposed_events(ada, issues=("River protection",), now=NOW)
        assert proposal.reasons[0].code == "allies_attend"
        assert proposal.reasons[0].facts["count"] == "3"
        planning.set_standing(ada, event, standing="dismissed")
        assert joining.proposed_events(ada, now=NOW) == ()

    def test_an_organisation_of_several_allies_is_proposed_once(self, ada: Actor) -> None:
        for name in ("Ana Souza", "Bo Li", "Cy Wu"):
            Person.objects.filter(pk=add_person(ada, name=name, organisation="River Alliance")).update(strength=0.6)
        (proposal,) = joining.proposed_organisations(ada, now=NOW)
        assert proposal.name == "River Alliance"
        assert joining.proposed_organisations(ada, but=[proposal.id], now=NOW) == (), "nobody joins the body that decides"
        joining.decline_organisation(ada, proposal.id)
        assert joining.proposed_organisations(ada, now=NOW) == ()
        with pytest.raises(WrongInput):
            joining.decline_organisation(ada, proposal.id)

    @pytest.mark.parametrize("name", ["Committee on Transport", "St. Mary Hospital", "Acton Ltd"])
    def test_what_nobody_joins_is_not_proposed(self, ada: Actor, name: str) -> None:
        for person in ("Ana Souza", "Bo Li", "Cy Wu"):
            Person.objects.filter(pk=add_person(ada, name=person, organisation=name, title="Member")).update(strength=0.6)
        assert joining.proposed_organisations(ada, now=NOW) == ()

    def test_a_public_body_is_not_proposed_whatever_it_is_called_but_a_party_is(self, ada: Actor) -> None:
        for person in ("Ana Souza", "Bo Li", "Cy Wu"):
            Person.objects.filter(pk=add_person(ada, name=person, organisation="River Alliance")).update(strength=0.6)
        known = {"workspace_id": ada.workspace_id, "organisation": Organisation.objects.get(), "number": "set:1"}
        body = Body.objects.create(**known, classification="committee")
        assert joining.proposed_organisations(ada, now=NOW) == ()
        Body.objects.filter(pk=body.pk).update(classification="party")
        assert [each.name for each in joining.proposed_organisations(ada, now=NOW)] == ["River Alliance"]
