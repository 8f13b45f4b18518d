"""What is put down at an event arrives once, and is followed up until it is done; with the person it goes, too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.events.test_events import AFTER, BEGIN, PNG, an_event, jotted, listed
from hustings.apps.accounts.actor import Actor
from hustings.apps.events import following, listing, noting, planning, queries
from hustings.apps.events.models import Event, FollowUp, Guest, Jotting, Slot
from hustings.apps.events.noting import Jotted
from hustings.apps.people.actions import (
    add_person,
    erase_person,
    export_person,
    log_touch,
    merge_people,
    set_do_not_contact,
    undo,
)
from hustings.apps.people.models import Interaction, Person, Promise
from hustings.kernel.errors import NotFound, WrongInput


class TestNotes:
    def test_the_same_id_twice_is_stored_once(self, ada: Actor) -> None:
        ana, event = add_person(ada, name="Ana Souza"), an_event(ada)
        note = jotted(person=ana, text="Wants figures on school buses")
        states = [noting.take_jottings(ada, event, [note, note], now=AFTER), noting.take_jottings(ada, event, [note], now=AFTER)]
        assert [taken.state for each in states for taken in each] == ["stored", "known", "known"]
        assert (Jotting.objects.count(), Interaction.objects.count(), FollowUp.objects.count()) == (1, 1, 1)
        assert Interaction.objects.get().text == "River Conference: Wants figures on school buses"

    def test_a_talk_wants_a_follow_up_within_two_days_and_a_second_note_adds_to_it(self, ada: Actor) -> None:
        ana, event = add_person(ada, name="Ana Souza"), an_event(ada)
        first, second = jotted(person=ana, text="School buses"), jotted("promise", person=ana, text="Send the figures")
        noting.take_jottings(ada, event, [first, second], now=AFTER)
        (waiting,) = queries.follow_ups_waiting(ada, now=AFTER)
        assert (waiting.about, waiting.promised, waiting.state) == ("School buses", ("Send the figures",), "open")
        assert waiting.due_at == first.at + timedelta(days=2)
        promise = Promise.objects.get()
        assert (promise.text, promise.interaction_id) == ("Send the figures", Jotting.objects.get(kind="note").interaction_id)
        assert Interaction.objects.count() == 1

    def test_a_promise_without_a_talk_is_a_talk(self, ada: Actor) -> None:
        ana, event = add_person(ada, name="Ana Souza"), an_event(ada)
        noting.take_jottings(ada, event, [jotted("promise", person=ana, text="Call", due_on=date(2026, 6, 1))], now=AFTER)
        assert (Promise.objects.get().due_on, Interaction.objects.get().kind) == (date(2026, 6, 1), "meeting")

    def test_whoever_comes_is_marked_or_put_on_the_list(self, ada: Actor) -> None:
        ana, event = add_person(ada, name="Ana Souza", organisation="River Alliance"), an_event(ada)
        listed(ada, event, "Ana Souza, River Alliance")
        guest = Guest.objects.get().pk
        notes = [jotted("check_in", guest=guest), jotted("check_in", person=ana), jotted("check_in", name="Walk In")]
        noting.take_jottings(ada, event, [*notes, jotted("check_in", name="Walk In")], now=AFTER)
        rows = queries.event_view(ada, event, now=AFTER).guests
        assert [(row.name, row.answer) for row in rows] == [("Ana Souza", "attended"), ("Walk In", "attended")]

    def test_one_that_cannot_be_used_holds_nothing_up_and_says_why(self, ada: Actor, otto: Actor) -> None:
        event, foreign = an_event(ada), add_person(otto, name="Ana Souza")
        bad = [jotted(person=foreign), jotted("dance", name="x"), jotted(), jotted("card", photo=b"GIF89a"), jotted(guest=4711)]
        bad.append(Jotted(client_id="!", kind="note", at=BEGIN, name="x"))
        done = noting.take_jottings(ada, event, [*bad, jotted(name="Good")], now=AFTER)
        assert [each.state for each in done] == [*["refused"] * 6, "stored"]
        assert all(each.reason for each in done[:6])

    def test_a_guest_of_another_event_is_nobody_here(self, ada: Actor) -> None:
        event, other = an_event(ada), an_event(ada, "Other")
        listed(ada, other, "Ana Souza")
        (done,) = noting.take_jottings(ada, event, [jotted("check_in", guest=Guest.objects.get().pk)], now=AFTER)
        assert done.state == "refused"

    def test_a_note_about_a_name_waits_until_somebody_says_who_is_meant(self, ada: Actor) -> None:
        event, ana = an_event(ada), add_person(ada, name="Ana Souza")
        noting.take_jottings(ada, event, [jotted(name="Anna with the red hat", text="Buses")], now=AFTER)
        (row,) = queries.event_view(ada, event, now=AFTER).jottings
        assert (row.waiting, FollowUp.objects.count()) == (True, 0)
        step = noting.settle_jotting(ada, row.id, person_id=ana, now=AFTER)
        assert FollowUp.objects.get().person_id == ana
        undo(ada, step)
        (row,) = queries.event_view(ada, event, now=AFTER).jottings
        assert (row.waiting, FollowUp.objects.count(), Interaction.objects.count()) == (True, 0, 0)
        noting.settle_jotting(ada, row.id, person_id=ana, now=AFTER)
        with pytest.raises(WrongInput):
            noting.settle_jotting(ada, row.id, person_id=ana, now=AFTER)

    def test_a_note_taken_back_leaves_what_other_talks_are_owed(self, ada: Actor) -> None:
        event, ana = an_event(ada), add_person(ada, name="Ana Souza")
        notes = [jotted(name="Red hat", text="Buses"), jotted(name="Anna", text="Schools"), jotted(name="A.", text="Rivers")]
        taken = noting.take_jottings(ada, event, notes, now=AFTER)
        steps = [noting.settle_jotting(ada, each.id or 0, person_id=ana, now=AFTER) for each in taken]
        undo(ada, steps[0])
        assert FollowUp.objects.get().about == "Schools\nRivers"
        undo(ada, steps[2])
        assert FollowUp.objects.get().about == "Schools"
        undo(ada, steps[1])
        assert not FollowUp.objects.exists()

    def test_a_card_is_kept_as_a_photo_and_typed_later(self, ada: Actor, vera: Actor) -> None:
        event = an_event(ada)
        (done,) = noting.take_jottings(ada, event, [jotted("card", photo=PNG)], now=AFTER)
        assert noting.photo_of(ada, done.id or 0) == (PNG, "image/png")
        with pytest.raises(NotFound):
            noting.photo_of(vera, done.id or 0)
        person = noting.type_card(ada, done.id or 0, now=AFTER, name="Zoe Quill", email="zoe@example.org")
        assert Jotting.objects.get().person_id == person.person_id
        assert FollowUp.objects.get().person_id == person.person_id

    def test_a_fast_clock_of_a_phone_loses_nothing(self, ada: Actor) -> None:
        ana, event = add_person(ada, name="Ana Souza"), an_event(ada)
        (done,) = noting.take_jottings(ada, event, [jotted(person=ana, text="Early")], now=BEGIN)
        assert (done.state, Jotting.objects.get().at) == ("stored", BEGIN)


class TestErasure:
    def test_a_name_on_a_list_and_in_a_note_goes_with_the_person_it_means(self, ada: Actor) -> None:
        event = an_event(ada, organiser="Ana Souza")
        listed(ada, event, "Ana Souza <ana@example.org>\nBo Li")
        noting.take_jottings(ada, event, [jotted(name="Ana  Souza", text="Buses"), jotted(name="Bo Li")], now=AFTER)
        planning.put_slot(ada, event, topic="Rivers", speaker="Ana Souza")
        ana = add_person(ada, name="Ana Souza", email="ana@example.org")
        Guest.objects.update(person=None)
        Jotting.objects.update(person=None)
        assert [row["name"] for row in export_person(ada, ana)["events.Guest"]] == ["Ana Souza"]
        erase_person(ada, ana)
        assert [guest.name for guest in Guest.objects.all()] == ["Bo Li"]
        assert [note.name for note in Jotting.objects.all()] == ["Bo Li"]
        assert (Event.objects.get().organiser, Slot.objects.get().speaker) == ("", "")


class TestFollowUps:
    @pytest.fixture
    def talk(self, ada: Actor) -> int:
        event, ana = an_event(ada), add_person(ada, name="Ana Souza", email="ana@example.org")
        noting.take_jottings(ada, event, [jotted(person=ana, text="Buses")], now=AFTER)
        return FollowUp.objects.get().pk

    def test_it_does_not_wait_for_whoever_does_not_want_to_be_contacted(self, ada: Actor, talk: int) -> None:
        assert [row.id for row in queries.follow_ups_waiting(ada, now=AFTER)] == [talk]
        assert queries.count_waiting(ada, now=AFTER) == 1
        set_do_not_contact(ada, FollowUp.objects.get().person_id, silent=True, now=AFTER)
        assert queries.follow_ups_waiting(ada, now=AFTER) == ()
        assert queries.count_waiting(ada, now=AFTER) == 0

    def test_it_waits_until_done_and_its_word_is_logged(self, ada: Actor, talk: int) -> None:
        step = following.finish_follow_up(ada, talk, now=AFTER, channel="email", text="Good to meet you")
        assert queries.follow_ups_waiting(ada, now=AFTER) == ()
        assert Interaction.objects.filter(kind="message", direction="out").count() == 1
        with pytest.raises(WrongInput):
            following.finish_follow_up(ada, talk, now=AFTER)
        undo(ada, step)
        assert FollowUp.objects.get().done_at is None
        assert not Interaction.objects.filter(kind="message").exists()
        assert len(queries.follow_ups_waiting(ada, now=AFTER)) == 1

    def test_one_over_a_limit_says_why_it_waits_and_until_when(self, ada: Actor, talk: int) -> None:
        person, now = FollowUp.objects.get().person_id, AFTER + timedelta(days=3)
        (late,) = queries.follow_ups_waiting(ada, now=now)
        assert (late.state, late.stop, late.open_from) == ("late", "", None)
        for days in range(3):
            touch = {"kind": "meeting", "at": AFTER + timedelta(days=days), "now": now}
            log_touch(ada, [person], **touch)
        (held,) = queries.follow_ups_waiting(ada, now=now)
        assert (held.state, held.stop) == ("late", "per_week")
        assert held.open_from is not None
        (there,) = queries.event_view(ada, held.event_id, now=now).follow_ups
        assert (there.stop, there.open_from) == (held.stop, held.open_from)
        assert queries.follow_ups_waiting(ada, now=now.replace(day=held.open_from.day, month=held.open_from.month))[0].stop == ""

    def test_a_volunteer_takes_back_what_they_settled(self, ada: Actor, vera: Actor, talk: int) -> None:
        held = FollowUp.objects.get()
        Person.objects.update(assigned_to_id=vera.member_id)
        undo(vera, following.put_off_follow_up(vera, talk, until=date(2026, 5, 12)))
        undo(vera, following.drop_follow_up(vera, talk, now=AFTER))
        listed(ada, held.event_id, "Ana Souza <ana@example.org>")
        undo(vera, listing.set_answer(vera, Guest.objects.get().pk, answer="attended"))
        row = FollowUp.objects.get()
        assert (row.due_at, row.dropped_at, Guest.objects.get().answer) == (held.due_at, None, "")

    def test_what_we_write_by_any_way_counts(self, ada: Actor, talk: int) -> None:
        log_touch(ada, [FollowUp.objects.get().person_id], kind="letter", at=AFTER, now=AFTER, direction="out")
        assert queries.follow_ups_waiting(ada, now=AFTER) == ()
        (row,) = queries.event_view(ada, FollowUp.objects.get().event_id, now=AFTER).follow_ups
        assert (row.state, row.finished_at) == ("done", AFTER)

    def test_a_call_counts_and_another_talk_does_not(self, ada: Actor, talk: int) -> None:
        person = FollowUp.objects.get().person_id
        log_touch(ada, [person], kind="meeting", at=AFTER, now=AFTER)
        assert len(queries.follow_ups_waiting(ada, now=AFTER)) == 1
        log_touch(ada, [person], kind="call", at=AFTER, now=AFTER)
        assert queries.follow_ups_waiting(ada, now=AFTER) == ()

    def test_it_is_put_off_two_weeks_at_most_or_dropped(self, ada: Actor, talk: int) -> None:
        following.put_off_follow_up(ada, talk, until=date(2026, 5, 12))
        with pytest.raises(WrongInput):
            following.put_off_follow_up(ada, talk, until=date(2026, 6, 30))
        following.drop_follow_up(ada, talk, now=AFTER)
        assert queries.follow_ups_waiting(ada, now=AFTER + timedelta(days=30)) == ()

    def test_it_stands_in_today_with_what_was_said(self, ada: Actor, talk: int) -> None:
        from hustings.apps.people.offers import SOURCES

        source = SOURCES["events"]
        assert source.offers is not None
        (offer,) = source.offers(ada, AFTER)
        reason = offer.weigh(0.0)
        assert reason is not None
        assert reason.weight >= 0.6
        said = source.words["event_follow_up"](reason.facts, AFTER.date())
        assert "River Conference" in said
        assert "Buses" in said
        found = source.evidence["follow_up"](ada, talk)
        assert (found.title, found.text) == ("River Conference", "Buses")

    def test_the_list_of_the_next_day_names_it(self, ada: Actor, talk: int) -> None:
        from hustings.apps.today import actions as today

        made = today.refresh(ada, now=AFTER + timedelta(days=1))
        codes = {reason["code"] for item in made.items.all() for reason in item.reasons}
        assert "event_follow_up" in codes

    def test_the_tally_counts_talks_answers_in_time_and_new_ties(self, ada: Actor, talk: int) -> None:
        event = FollowUp.objects.get().event_id
        following.finish_follow_up(ada, talk, now=AFTER)
        tally = queries.event_view(ada, event, now=AFTER + timedelta(days=3)).tally
        assert (tally.talks, tally.follow_ups, tally.in_time, tally.due, tally.new_ties) == (1, 1, 1, 1, 1)
        assert tally.came == 1, "whoever we talked to there came, on the list or not"

    def test_follow_ups_move_with_a_merge_and_go_with_an_erasure(self, ada: Actor, talk: int) -> None:
        kept, gone = add_person(ada, name="Anna Souza"), FollowUp.objects.get().person_id
        merge_people(ada, kept, gone)
        assert FollowUp.objects.get().person_id == kept
        erase_person(ada, kept)
        assert not FollowUp.objects.exists()
        assert not Jotting.objects.exists()
