"""Saved segments: only the question is kept, members keep theirs apart, and every step can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries, segments
from hustings.apps.people.models import SavedSegment
from hustings.apps.people.segments.wording import said
from hustings.engine.segments import WrongText, parse
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def saved() -> list[tuple[str, str, bool]]:
    return sorted(SavedSegment.objects.values_list("name", "text", "shared"))


def test_a_segment_is_saved_in_its_shortest_form_and_asked_anew_each_time(ada: Actor) -> None:
    number, step = actions.save_segment(ada, name="  Ely   helpers ", text='(tag is "helper")  AND city = Ely')
    row = queries.segment_of(ada, number)
    assert (row.name, row.text, row.mine, row.shared) == ("Ely helpers", "tag = helper and city = Ely", True, False)
    assert queries.people_page(ada, saved=number).rows == ()
    person = actions.add_person(ada, name="Nora Vance")
    actions.edit_person(ada, person, changes={"location": "Ely, Cambridgeshire"})
    actions.tag_person(ada, person, name="helper")
    assert [each.name for each in queries.people_page(ada, saved=number).rows] == ["Nora Vance"]
    assert queries.people_page(ada, saved=number, where="not tag = helper").rows == ()
    assert [each.name for each in queries.people_page(ada, where="tag = helper", query="nora").rows] == ["Nora Vance"]
    actions.undo(ada, step)
    assert saved() == []


def test_renaming_changing_sharing_and_deleting_can_be_taken_back(ada: Actor) -> None:
    number, _ = actions.save_segment(ada, name="Helpers", text="tag = helper")
    before = saved()
    for change in ({"name": "Friends"}, {"text": "tag = friend"}, {"shared": True}, {"name": "helpers"}):
        step = actions.change_segment(ada, number, **change)  # type: ignore[arg-type]
        assert saved() != before
        actions.undo(ada, step)
        assert saved() == before
    step = actions.delete_segment(ada, number)
    assert saved() == []
    actions.undo(ada, step)
    assert saved() == before
    first = actions.change_segment(ada, number, name="One")
    actions.change_segment(ada, number, name="Two")
    with pytest.raises(WrongInput, match="changed again"):
        actions.undo(ada, first)


def test_segments_that_ask_for_another_follow_its_name_and_hold_it(ada: Actor) -> None:
    number, saved_step = actions.save_segment(ada, name="Helpers", text="tag = helper")
    user, _ = actions.save_segment(ada, name="Ely helpers", text="segment in (Helpers) and city = Ely and name is known")
    step = actions.change_segment(ada, number, name="Old friends")
    assert queries.segment_of(ada, user).text == "segment = Old friends and city = Ely and name is known"
    assert queries.segment_of(ada, user).trouble == ""
    with pytest.raises(WrongInput, match="Another segment asks"):
        actions.delete_segment(ada, number)
    with pytest.raises(WrongInput, match="Another segment asks"):
        actions.undo(ada, saved_step)
    actions.undo(ada, step)
    assert queries.segment_of(ada, user).text.startswith("segment = Helpers")
    actions.delete_segment(ada, user)
    actions.undo(ada, saved_step)
    assert saved() == []


def test_no_segment_asks_for_itself(ada: Actor) -> None:
    number, _ = actions.save_segment(ada, name="One", text="tag = a")
    actions.save_segment(ada, name="Two", text="segment = One")
    with pytest.raises(WrongInput, match="would use itself"):
        actions.change_segment(ada, number, text="segment = Two")
    with pytest.raises(WrongInput, match="no segment"):
        actions.save_segment(ada, name="Three", text="segment = Three")


def test_private_segments_are_seen_by_their_member_alone(ada: Actor, ben: Actor, otto: Actor) -> None:
    private, _ = actions.save_segment(ada, name="Private", text="tag = a")
    shared, _ = actions.save_segment(ada, name="Shared", text="tag = b", shared=True)
    assert [row.name for row in queries.segments_of(ada)] == ["Private", "Shared"]
    assert [(row.name, row.mine, row.may_change) for row in queries.segments_of(ben)] == [("Shared", False, False)]
    assert queries.segments_of(otto) == ()
    for stranger, number in ((ben, private), (otto, shared), (otto, private)):
        with pytest.raises(NotFound):
            queries.segment_of(stranger, number)
        with pytest.raises(NotFound):
            actions.delete_segment(stranger, number)
        with pytest.raises(NotFound):
            queries.people_page(stranger, saved=number)
    with pytest.raises(NotPermitted, match="another member's"):
        actions.change_segment(ben, shared, name="Mine")
    theirs, _ = actions.save_segment(ben, name="Ben's", text="tag = c", shared=True)
    actions.change_segment(ada, theirs, text="tag = d")
    assert queries.segment_of(ben, theirs).text == "tag = d"


def test_what_is_shared_rests_on_what_is_shared(ada: Actor) -> None:
    inner, _ = actions.save_segment(ada, name="Inner", text="tag = a")
    outer, _ = actions.save_segment(ada, name="Outer", text="segment = Inner")
    with pytest.raises(WrongInput, match="Share Inner first"):
        actions.change_segment(ada, outer, shared=True)
    actions.change_segment(ada, inner, shared=True)
    actions.change_segment(ada, outer, shared=True)
    with pytest.raises(WrongInput, match="Outer asks for this segment"):
        actions.change_segment(ada, inner, shared=False)


@pytest.mark.parametrize(("name", "text"), [(" ", "tag = a"), ("taken", "tag = a"), ("New", "colour = red"), ("New", "tag =")])
def test_what_cannot_be_saved_is_refused(ada: Actor, name: str, text: str) -> None:
    actions.save_segment(ada, name="Taken", text="tag = a")
    with pytest.raises(WrongInput):
        actions.save_segment(ada, name=name, text=text)


def test_volunteers_keep_their_own_and_viewers_none(ada: Actor, vera: Actor) -> None:
    from dataclasses import replace

    actions.save_segment(vera, name="Vera's", text="tag = a")
    with pytest.raises(NotPermitted):
        actions.save_segment(vera, name="For all", text="tag = a", shared=True)
    with pytest.raises(NotPermitted):
        actions.save_segment(replace(vera, role="viewer"), name="Mine", text="tag = a")


def test_a_segment_that_cannot_be_asked_any_more_says_why(ada: Actor) -> None:
    SavedSegment.objects.create(workspace_id=ada.workspace_id, name="Broken", text="colour = red", member_id=ada.member_id)
    SavedSegment.objects.create(workspace_id=ada.workspace_id, name="No text", text="segment =", member_id=ada.member_id)
    broken, unread = queries.segments_of(ada)
    assert (broken.sentence, broken.trouble) == ("", "There is no field 'colour'")
    assert unread.trouble
    number, _ = actions.save_segment(ada, name="Fine", text="tag = a")
    actions.delete_segment(ada, number)


def test_building_tells_how_many_and_the_first(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from hustings.apps.people.queries import segments as reading

    for n in range(12):
        actions.add_person(ada, name=f"Person {n:02}")
    meant = queries.meant(ada, "name begins with person")
    assert (meant.people, len(meant.first), meant.first[0][1]) == (12, 10, "Person 00")
    assert queries.meant(ada, "name = person 01").people == 1
    assert queries.meant(ada, parse("name = person 01")).text == "name = person 01"
    monkeypatch.setattr(reading, "MOST_COUNTED", 11)
    assert queries.meant(ada, "name begins with person").people is None
    assert queries.meant(ada, "name begins with person", exact=True).people == 12
    with pytest.raises(WrongText):
        queries.meant(ada, "colour = red")


SENTENCES = {
    "tag = donor": "People who have the tag “donor”.",
    "not tag in (a, b)": "People who do not have the tag “a” or “b”.",
    "tag = a and city = Ely and not do not contact = yes": (
        "People who have the tag “a”, live in “Ely” and may be contacted."
    ),
    "tag = a or (city = Ely and name contains x)": (
        "People who have the tag “a” or (live in “Ely” and have name with “x” in it)."
    ),
    "not (tag = a or tag = b)": "People who are not among those who (have the tag “a” or have the tag “b”).",
    "last touch before 90 days ago": "People who had their last contact before 90 days ago.",
    "last touch = 2026-03-09": "People who had their last contact on March 9, 2026.",
    "last touch since 2026-13-99": "People who had their last contact since 2026-13-99.",
    "last touch = 2026": "People who had their last contact on 2026.",
    "last touch after in-between": "People who had their last contact after in-between.",
    "last touch is unknown": "People who were never in touch with us.",
    "birthday within 14": "People who have their birthday within 14 days.",
    "due within 2 weeks": "People who are due within the next 2 weeks.",
    "due before in 1 month": "People who are due before in 1 month.",
    "due since today": "People who are due since today.",
    "strength >= 0.5": "People who have strength of the tie of at least 0.5.",
    "rhythm = close allies": "People who have the rhythm close allies.",
    "assigned = me": "People who are in the care of me.",
    "email is unknown": "People who have no e-mail address.",
    "segment = Helpers": "People who are in the segment “Helpers”.",
    "has interaction": "People who have an interaction.",
    "has no interaction where (kind = call and day since 30 days ago)": (
        "People who have no interactions (kind is call and day is since 30 days ago)."
    ),
    "has at least 3 ties where (sent > 2 or not (member = me or first = 2026-03-09))": (
        "People who have at least 3 ties (messages to them is above 2 or not (member is me or "
        "first contact is on March 9, 2026))."
    ),
    "not has at least 2 handles": "People who have fewer than 2 handles.",
}  # fmt: skip


@pytest.mark.parametrize("text", SENTENCES)
def test_a_segment_reads_as_a_sentence(ada: Actor, text: str) -> None:
    with translation.override("en"):
        assert said(ada, parse(text)) == SENTENCES[text]


def test_every_field_and_operator_reads_as_a_sentence(ada: Actor) -> None:
    from hustings.engine.segments import Condition, Not

    for field in segments.all_fields(ada):
        for operator in field.operators:
            condition = Condition(field.key, operator, () if operator == "known" else ("yes",))  # type: ignore[arg-type]
            for tree in (condition, Not(condition)):
                assert "%(" not in said(ada, tree)
