"""The inbox as a whole: its order, filters and counts, labels, views, notices, presence, search, and how conversations end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import (
    closing,
    filtering,
    labels,
    notices,
    presence,
    queries,
    saved_views,
    search,
    snippets,
    threads,
    working,
)
from hustings.apps.inbox.models import (
    Closing,
    Conversation,
    ConversationLabel,
    Label,
    Letter,
    Message,
    Notice,
    Presence,
    SavedView,
)
from hustings.apps.inbox.tasks import tell_of_forgotten, watch_for_rises
from hustings.apps.people.actions import add_person, assign_person, undo
from hustings.apps.people.models import Consent, Evidence, Interaction, Person, PersonTag, UndoStep
from hustings.apps.people.queries.standing import standings_of
from hustings.engine.service_level import ServiceLevel
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule, NotFound, NotPermitted, WrongInput
from inbox_talks import said

ALWAYS = ServiceLevel(hours=1, opens=0, closes=1440, days=frozenset(range(7)))


@pytest.fixture
def asked(ada: Actor) -> int:
    return said(ada, "Does the night bus survive the budget?")


def listed(actor: Actor, state: str = "inbox", limit: int = 50, **filters: str) -> list[tuple[str, int]]:
    """All pages of a list, as (section, conversation)."""
    found, after = [], ""
    chosen = filtering.Filters(state=state, **filters)
    while True:
        page = queries.conversations_page(actor, filters=chosen, after=after, limit=limit)
        found += [(row.section, row.id) for row in page.rows]
        after = page.next
        if not after:
            return found


def test_the_inbox_is_what_needs_a_reply_then_what_waits_for_them_then_what_is_done(ada: Actor, asked: int) -> None:
    now = utc_now()
    waiting = said(ada, "Here are the figures.", by="Tomasz", direction="out")
    older = said(ada, "Could you call me?", by="Priya", at=now - timedelta(days=3))
    finished = said(ada, "Thank you!", by="Kwabena")
    away = said(ada, "Will you come?", by="Annelie")
    working.close(ada, [finished], now=now)
    working.put_off(ada, [away], until=now + timedelta(days=1), now=now)
    order = [("needs_reply", asked), ("needs_reply", older), ("open", waiting), ("done", finished)]
    for limit in (50, 1, 2, 3):
        assert listed(ada, limit=limit) == order, limit
    assert listed(ada, "put_off") == [("put_off", away)]
    assert queries.conversations_page(ada).counts == {"needs_reply": 2, "mine": 0, "put_off": 1}
    with pytest.raises(WrongInput):
        queries.conversations_page(ada, filters=filtering.Filters(state="done"), after=queries.cursor_of("open", "2026", 1))


def test_filters_narrow_by_channel_label_member_and_words(ada: Actor, ben: Actor, asked: int) -> None:
    other = said(ada, "Could the harbour get a ramp?", by="Tomasz", channel="linkedin")
    working.assign(ada, [other], member_id=ben.member_id)
    labels.put_label(ada, [other], name="Harbour")
    number = str(Label.objects.get().pk)
    for filters in ({"channel": "linkedin"}, {"label": number}, {"given": str(ben.member_id)}, {"words": "HARBOUR ram"}):
        assert listed(ada, **filters) == [("needs_reply", other)], filters
    assert listed(ada, given="nobody") == [("needs_reply", asked)]
    assert listed(ben, given="me") == [("needs_reply", other)]
    assert listed(ada, words="zeppelin") == []
    assert not filtering.Filters().narrowed
    told = filtering.Filters(state="inbox", words="a b", label="7")
    assert filtering.filters_from(told.query() + "&other=1") == told
    for wrong in ({"state": "lost"}, {"label": "x"}, {"given": "x"}):
        with pytest.raises(WrongInput):
            filtering.Filters(**wrong)


def test_a_page_costs_the_same_however_long_it_is(ada: Actor, asked: int) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.conversations_page(ada, filters=filtering.Filters(state="inbox"))
        return len(caught)

    before = count()
    for number in range(5):
        labels.put_label(ada, [said(ada, "And when?", by=f"Voter {number}")], name=f"Label {number}")
    assert count() == before


def test_a_list_knows_whether_it_has_changed(ada: Actor, asked: int) -> None:
    chosen = filtering.Filters(state="inbox")
    before = queries.marks_of_page(ada, chosen)
    assert queries.marks_of_page(ada, chosen) == before
    said(ada, "And the ferry?", by="Tomasz")
    after = queries.marks_of_page(ada, chosen)
    assert after != before
    assert queries.marks_of_page(ada, chosen, limit=1) != queries.marks_of_page(ada, filtering.Filters(state="done"), limit=1)


def test_labels_are_put_on_many_taken_off_and_each_step_is_taken_back(ada: Actor, asked: int) -> None:
    other = said(ada, "Could you call me?", by="Tomasz")
    labels.put_label(ada, [asked], name="urgent")
    step = labels.put_label(ada, [asked, other], name=" Urgent ")
    (label,) = labels.labels_of(ada, counted=True)
    assert (label.name, label.number, label.colour in labels.COLOURS) == ("urgent", 2, True)
    undo(ada, step)
    assert list(ConversationLabel.objects.values_list("conversation_id", flat=True)) == [asked]
    off = labels.take_label(ada, [asked, other], label_id=label.id)
    assert labels.labels_on([asked]) == {}
    undo(ada, off)
    assert [each.name for each in labels.labels_on([asked])[asked]] == ["urgent"]
    assert queries.conversation_view(ada, asked).row.labels[0].name == "urgent"


def test_labels_are_changed_and_removed_with_a_way_back(ada: Actor, vera: Actor, asked: int) -> None:
    labels.put_label(ada, [asked], name="urgent")
    second = labels.ensure_label(ada, name="later", colour="red")
    assert labels.ensure_label(ada, name="later", colour="blue") == second
    (first, _) = (each.id for each in sorted(labels.labels_of(ada), key=lambda each: each.name, reverse=True))
    labels.change_label(ada, first, name="at once", colour="green")
    for wrong in ({"name": "LATER"}, {"colour": "puce"}):
        with pytest.raises(WrongInput):
            labels.change_label(ada, first, **wrong)
    for wrong in ({"name": " "}, {"name": "new", "colour": "puce"}):
        with pytest.raises(WrongInput):
            labels.ensure_label(ada, **wrong)
    step = labels.remove_label(ada, first)
    assert labels.labels_on([asked]) == {}
    undo(ada, step)
    assert [each.colour for each in labels.labels_on([asked])[asked]] == ["green"]
    with pytest.raises(NotFound):
        labels.take_label(ada, [asked], label_id=987_654)
    with pytest.raises(NotFound):
        labels.put_label(vera, [asked], name="urgent")
    with pytest.raises(NotPermitted):
        labels.remove_label(vera, second)


def test_views_are_kept_under_a_name_and_shared_or_not(ada: Actor, ben: Actor, vera: Actor) -> None:
    number = saved_views.save_view(ada, name="Harbour", query="state=inbox&words=harbour&nonsense=1", shared=True)
    assert saved_views.save_view(ada, name=" harbour", query="state=done", shared=True) == number
    saved_views.save_view(ada, name="Mine", query="state=mine")
    assert [(view.name, view.query, view.own) for view in saved_views.views_of(ben)] == [("harbour", "state=done", False)]
    assert len(saved_views.views_of(ada)) == 2
    with pytest.raises(NotFound):
        saved_views.remove_view(vera, number)
    saved_views.remove_view(ada, number)
    assert SavedView.objects.count() == 1
    for name, query in ((" ", "state=done"), ("long", "state=done&words=" + "x" * 600)):
        with pytest.raises(WrongInput):
            saved_views.save_view(ada, name=name, query=query)


def test_whoever_lost_a_right_takes_back_nothing_that_needs_it(ada: Actor, ben: Actor, asked: int) -> None:
    labels.put_label(ada, [asked], name="late")
    steps = labels.remove_label(ben, labels.labels_of(ada)[0].id), snippets.save_snippet(ben, name="Bus", text="At ten past.")
    for step in steps:
        with pytest.raises(NotPermitted):
            undo(replace(ben, role="volunteer"), step)
        undo(ben, step)
    assert ([row.name for row in labels.labels_of(ada)], snippets.snippets_of(ada)) == (["late"], ())


def test_search_follows_what_is_added_changed_and_removed(ada: Actor, otto: Actor, asked: int) -> None:
    assert search.find(ada.workspace_id, "NIGHT bud") == [asked]
    assert search.find(otto.workspace_id, "night") == []
    assert search.find(ada.workspace_id, "..") == []
    said(ada, "Der Bürgermeister kommt; café", by="Jörg")
    assert len(search.find(ada.workspace_id, "burger")) == len(search.find(ada.workspace_id, "Café")) == 1
    Interaction.objects.filter(text__contains="night bus").update(text="About the zeppelin")
    assert search.find(ada.workspace_id, "zeppel") == [asked]
    assert search.find(ada.workspace_id, "survive") == []
    Message.objects.filter(conversation_id=asked).delete()
    search.purge()
    assert search.find(ada.workspace_id, "zeppel") == []


def test_search_shows_only_what_the_member_may_see(ada: Actor, vera: Actor, asked: int) -> None:
    assert listed(vera, words="night") == []
    assign_person(ada, Person.objects.get(name__startswith="Marisol").pk, member_id=vera.member_id, now=utc_now())
    assert listed(vera, words="night") == [("needs_reply", asked)]


def test_words_that_many_others_use_too_are_found_for_whoever_sees_few(
    ada: Actor, vera: Actor, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 1)
    assign_person(ada, Person.objects.get(name__startswith="Marisol").pk, member_id=vera.member_id, now=utc_now())
    later = said(ada, "Another night bus was late.", by="Jo Quill")
    assert search.find(ada.workspace_id, "night") == [later]
    assert listed(vera, words="night") == [("needs_reply", asked)]


def test_a_mention_and_what_is_given_stand_before_the_member_until_they_look(ada: Actor, ben: Actor, asked: int) -> None:
    working.add_conversation_note(ada, asked, text="@Ben, do you know? @Ada", now=utc_now())
    step = working.assign(ada, [asked], member_id=ben.member_id)
    told = {(each.kind, each.by, each.text) for each in notices.notices_of(ben)}
    assert told == {("mention", "Ada Okafor", "@Ben, do you know? @Ada"), ("given", "Ada Okafor", "")}
    assert notices.notices_of(ada) == ()
    undo(ada, step)
    assert [each.kind for each in notices.notices_of(ben)] == ["mention"]
    notices.seen(ben, asked, now=utc_now())
    assert notices.notices_of(ben) == ()


def test_what_was_forgotten_is_told_to_managers_and_whoever_has_it_once(ada: Actor, ben: Actor, vera: Actor, asked: int) -> None:
    assert tell_of_forgotten.call() == 0
    working.set_service_level(ada, level=ALWAYS)
    said(ada, "Old news?", by="Tomasz", at=utc_now() - timedelta(days=30))
    said(ada, "Just now?", by="Priya", at=utc_now() - timedelta(minutes=5))
    working.assign(ada, [asked], member_id=vera.member_id)
    later = utc_now() + timedelta(minutes=30)
    assert notices.escalate(now=later) == 1
    assert notices.escalate(now=later) == 0
    (told,) = notices.notices_of(ada)
    assert (told.kind, told.conversation_id, told.due_at is not None) == ("forgotten", asked, True)
    assert {each.kind for each in notices.notices_of(vera)} == {"forgotten", "given"}
    assert notices.notices_of(ben) == ()
    assert next(row for row in queries.conversations_page(ada).rows if row.id == asked).forgotten
    said(ada, "It does.", direction="out", at=utc_now())
    assert notices.notices_of(ada) == ()
    said(ada, "And the ferry?", at=utc_now() + timedelta(minutes=1))
    assert notices.escalate(now=utc_now() + timedelta(hours=3)) == 2
    assert Notice.objects.filter(kind="forgotten", member_id=ada.member_id).count() == 3


def test_holidays_and_closing_time_are_no_forgetting(ada: Actor, asked: int) -> None:
    now = utc_now()
    shut = ServiceLevel(hours=1, opens=0, closes=1440, days=frozenset({(now.weekday() + 3) % 7}))
    working.set_service_level(ada, level=shut)
    assert notices.escalate(now=now + timedelta(hours=2)) == 0


def test_who_looks_and_who_writes_is_seen_for_a_short_while(ada: Actor, ben: Actor, vera: Actor, asked: int) -> None:
    now = utc_now()
    assert presence.look(ada, asked, typing=False, now=now) == ()
    (other,) = presence.look(ben, asked, typing=True, now=now)
    assert (other.name, other.typing) == ("Ada Okafor", False)
    assert presence.others_at(ada, [asked], now=now)[asked][0].typing
    assert not presence.others_at(ada, [asked], now=now + timedelta(seconds=25))[asked][0].typing
    assert queries.conversations_page(ada).rows[0].looking[0].name == "Ben Castillo"
    with pytest.raises(NotFound):
        presence.look(vera, asked, typing=False, now=now)
    presence.look(ada, asked, typing=False, now=now + timedelta(minutes=2))
    assert Presence.objects.count() == 1
    assert threads.mark_of_presence(()) != threads.mark_of_presence((other,))


def test_a_thread_knows_whether_it_has_changed(ada: Actor, asked: int) -> None:
    before = threads.mark_of_thread(ada, asked)
    assert threads.mark_of_thread(ada, asked) == before
    working.add_conversation_note(ada, asked, text="Ask the depot", now=utc_now())
    noted = threads.mark_of_thread(ada, asked)
    said(ada, "And the ferry?")
    assert len({before, noted, threads.mark_of_thread(ada, asked)}) == 3


def test_a_conversation_ends_in_a_data_point_with_its_source_and_one_way_back(ada: Actor, asked: int) -> None:
    now = utc_now()
    ending = closing.Ending(
        topic="Night buses", lean=0.5, condition="contact", offers_help=True, agrees="email", purpose="newsletter"
    )
    step = closing.close_with(ada, asked, ending, now=now)
    fact = Evidence.objects.get()
    assert (fact.issue.name, fact.lean, fact.kind, fact.condition) == ("Night buses", 0.5, "told_us", "contact")
    assert f"conversation {asked}" in fact.source
    assert "survive" in fact.words
    consent = Consent.objects.get()
    assert (consent.channel, consent.status, consent.purpose) == ("email", "given", "newsletter")
    assert f"conversation {asked}" in consent.words
    assert PersonTag.objects.get().tag.name == closing.HELPER
    view = queries.conversation_view(ada, asked)
    assert (view.row.state, view.closings[0].topic, view.closings[0].offers_help) == ("closed", "Night buses", True)
    assert closing.topics_of(ada) == ("Night buses",)
    standing = standings_of(ada, Person.objects.get(name__startswith="Marisol").pk, now=now)
    assert [(each.issue, each.step, each.facts) for each in standing] == [("Night buses", "lean_support", 1)]
    undo(ada, step)
    assert not any(model.objects.exists() for model in (Evidence, Consent, PersonTag, Closing))
    assert queries.conversations_page(ada).rows[0].id == asked


def test_do_not_contact_is_kept_with_where_it_was_said(ada: Actor, asked: int) -> None:
    closing.close_with(ada, asked, closing.Ending(do_not_contact=True), now=utc_now())
    person = Person.objects.get(name__startswith="Marisol")
    assert person.do_not_contact
    assert "conversation" in Consent.objects.get().words


def test_a_way_back_leaves_out_what_was_taken_back_already(ada: Actor, asked: int) -> None:
    step = closing.close_with(ada, asked, closing.Ending(topic="Buses", offers_help=True), now=utc_now())
    undo(ada, UndoStep.objects.get(verb="tag_person").pk)
    undo(ada, step)
    assert Conversation.objects.get(pk=asked).state == "open"


def test_a_data_point_needs_a_person_and_a_condition(ada: Actor, vera: Actor, asked: int) -> None:
    now = utc_now()
    with pytest.raises(ForbiddenByUseRule):
        closing.close_with(ada, asked, closing.Ending(topic="Buses", lean=1), now=now)
    assert Conversation.objects.get(pk=asked).state == "open"
    Conversation.objects.filter(pk=asked).update(person=None)
    with pytest.raises(WrongInput, match="Nobody knows"):
        closing.close_with(ada, asked, closing.Ending(offers_help=True), now=now)
    with pytest.raises(NotFound):
        closing.close_with(vera, asked, closing.Ending(), now=now)
    closing.close_with(ada, asked, closing.Ending(), now=now)
    assert not Closing.objects.exists()


def test_a_volunteer_notes_an_offer_without_changing_the_person(ada: Actor, vera: Actor, asked: int) -> None:
    working.assign(ada, [asked], member_id=vera.member_id)
    with pytest.raises(NotPermitted):
        closing.close_with(vera, asked, closing.Ending(do_not_contact=True), now=utc_now())
    person = Person.objects.get(name__startswith="Marisol").pk
    assign_person(ada, person, member_id=vera.member_id, now=utc_now())
    closing.close_with(vera, asked, closing.Ending(topic="Buses", offers_help=True), now=utc_now())
    assert Closing.objects.get().offers_help
    assert not PersonTag.objects.exists()
    assert closing.topics_of(vera) == ()


def test_where_somebody_stands_is_told_for_every_issue(ada: Actor, asked: int) -> None:
    person = add_person(ada, name="Nobody Special")
    assert standings_of(ada, person, now=datetime.now(UTC)) == ()


def test_markup_is_kept_beside_the_words_and_found_by_whoever_may(ada: Actor, vera: Actor) -> None:
    said(ada, "Hello", html="<p>Hello</p>")
    letter = Letter.objects.get()
    assert queries.letter_of(ada, letter.pk) == "<p>Hello</p>"
    assert Message.objects.get().context == '{"list":"x"}'
    for actor, number in ((vera, letter.pk), (ada, 987_654)):
        with pytest.raises(NotFound):
            queries.letter_of(actor, number)


def test_nothing_rises_where_nothing_came(ada: Actor) -> None:
    assert watch_for_rises.call() == 0
