"""Groups and opportunities: who belongs, what is shared and said, who fits and how far it got; every step taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal
from hustings.apps.groups import actions, fitting, queries, roles
from hustings.apps.groups.models import Candidate, Group, Membership, Post
from hustings.apps.people.actions import (
    add_person,
    erase_person,
    merge_people,
    set_do_not_contact,
    undo,
    vouch_for,
)
from hustings.apps.people.models import Organisation, Skill
from hustings.apps.people.offers import errands_due, settle_errand
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def group(ada: Actor) -> int:
    return actions.add_group(ada, name="Clean River Coalition", kind="coalition", purpose="The ordinance")[0]


@pytest.fixture
def role(ada: Actor, group: int) -> int:
    text = "Keeps the books: accounting and campaign finance"
    return roles.add_opportunity(ada, title="Treasurer", text=text, place="Harbour East", group=group)[0]


def names(rows: tuple[queries.MemberRow, ...]) -> list[str]:
    return [f"{row.name} ({row.role})" for row in rows]


def test_people_and_organisations_belong_with_their_roles_and_leave_without_being_forgotten(ada: Actor, group: int) -> None:
    ann = add_person(ada, name="Ann Lee", organisation="River Trust")
    trust = Organisation.objects.get(name="River Trust").pk
    hers, _ = actions.add_membership(ada, group, person_id=ann, role="chair", since=date(2026, 1, 1))
    actions.add_membership(ada, group, organisation_id=trust)
    view = queries.group_view(ada, group, now=NOW)
    assert names(view.members) == ["Ann Lee (chair)", "River Trust ()"]
    with pytest.raises(WrongInput, match="already"):
        actions.add_membership(ada, group, person_id=ann)
    with pytest.raises(WrongInput, match="before it begins"):
        actions.change_membership(ada, hers, until=date(2025, 1, 1))
    step = actions.change_membership(ada, hers, until=NOW.date())
    view = queries.group_view(ada, group, now=NOW)
    assert (names(view.members), names(view.former)) == (["River Trust ()"], ["Ann Lee (chair)"])
    assert queries.groups_of(ada)[0].members == 1
    again, back = actions.add_membership(ada, group, person_id=ann, role="adviser")
    assert again == hers
    undo(ada, back)
    undo(ada, step)
    assert names(queries.group_view(ada, group, now=NOW).members) == ["Ann Lee (chair)", "River Trust ()"]


def test_the_board_shows_notices_while_they_hold_and_the_discussion_keeps_answers_in_order(
    ada: Actor, ben: Actor, group: int
) -> None:
    notice, _ = actions.write_post(ada, group, title="Hearing", text="Friday at six", notice=True, until=NOW.date(), now=NOW)
    topic, _ = actions.write_post(ada, group, title="Which figures?", text="Costs or water?", now=NOW)
    first, _ = actions.write_post(ben, group, text="Water.", answer_to=topic, now=NOW + timedelta(minutes=1))
    actions.write_post(ada, group, text="Agreed.", answer_to=first, now=NOW + timedelta(minutes=2))
    view = queries.group_view(ben, group, now=NOW)
    assert [post.id for post in view.board] == [notice]
    assert [[each.text for each in post.answers] for post in view.topics] == [["Water.", "Agreed."]]
    assert [post.mine for post in view.topics[0].answers] == [True, False]
    later = queries.group_view(ben, group, now=NOW + timedelta(days=2))
    assert not later.board
    assert {post.id for post in later.topics} == {notice, topic}


def test_only_the_author_changes_words_and_a_manager_may_take_them_away_with_the_answers(
    ada: Actor, ben: Actor, group: int
) -> None:
    topic, _ = actions.write_post(ben, group, text="A rumour", now=NOW)
    actions.write_post(ada, group, text="No.", answer_to=topic, now=NOW)
    with pytest.raises(WrongInput):
        actions.change_post(ada, topic, text="Other words", now=NOW)
    step = actions.change_post(ben, topic, text="A fact", now=NOW)
    assert Post.objects.get(pk=topic).changed_at == NOW
    undo(ben, step)
    answer = Post.objects.get(parent_id=topic).pk
    with pytest.raises(WrongInput):
        actions.remove_post(ben, answer)
    before = queries.group_view(ada, group, now=NOW).topics
    gone = actions.remove_post(ada, topic)
    assert not Post.objects.exists()
    undo(ada, gone)
    assert queries.group_view(ada, group, now=NOW).topics == before


def test_a_step_taken_back_leaves_alone_what_another_member_changed_since(ada: Actor, ben: Actor, group: int) -> None:
    step = actions.change_group(ada, group, name="Clear Water Coalition")
    actions.change_group(ben, group, purpose="The ordinance and the dam")
    undo(ada, step)
    view = queries.group_view(ada, group, now=NOW).group
    assert (view.name, view.purpose) == ("Clean River Coalition", "The ordinance and the dam")


def test_members_and_posts_are_counted_apart(ada: Actor, group: int) -> None:
    for name in ("Ann Lee", "Bo Diaz"):
        actions.add_membership(ada, group, person_id=add_person(ada, name=name))
    for text in ("One", "Two", "Three"):
        actions.write_post(ada, group, text=text, now=NOW)
    assert [(row.members, row.posts) for row in queries.groups_of(ada)] == [(2, 3)]


def test_goals_are_shared_once_and_let_go(ada: Actor, group: int) -> None:
    goal, _ = add_goal(ada, name="Adopt the ordinance")
    actions.share_goal(ada, group, goal)
    with pytest.raises(WrongInput, match="already"):
        actions.share_goal(ada, group, goal)
    assert queries.group_view(ada, group, now=NOW).goals == ((goal, "Adopt the ordinance"),)
    step = actions.unshare_goal(ada, group, goal)
    with pytest.raises(WrongInput, match="do not share"):
        actions.unshare_goal(ada, group, goal)
    undo(ada, step)
    assert queries.group_view(ada, group, now=NOW).goals


def test_a_group_is_renamed_closed_and_opened_again_by_undo(ada: Actor, ben: Actor, group: int) -> None:
    step = actions.change_group(ada, group, name=" River  Alliance ", kind="group", owner=ben.member_id)
    row = queries.groups_of(ada)[0]
    assert (row.name, row.kind, row.owner) == ("River Alliance", "group", "Ben Castillo")
    undo(ada, step)
    closed = actions.close_group(ada, group, now=NOW)
    assert queries.groups_of(ada) == ()
    assert [each.id for each in queries.groups_of(ada, state="closed")] == [group]
    undo(ada, closed)
    assert [each.name for each in queries.groups_of(ada, state="all")] == ["Clean River Coalition"]


def test_nonsense_is_refused_with_the_field(ada: Actor, group: int, role: int) -> None:
    for call in (
        lambda: actions.add_group(ada, name=" "),
        lambda: actions.add_group(ada, name="A", kind="herd"),
        lambda: actions.change_group(ada, group, colour="red"),
        lambda: actions.change_group(ada, group, kind="herd"),
        lambda: actions.add_membership(ada, group),
        lambda: actions.write_post(ada, group, text=" ", now=NOW),
        lambda: queries.groups_of(ada, state="odd"),
        lambda: queries.opportunities(ada, state="odd"),
        lambda: roles.add_opportunity(ada, title=""),
        lambda: roles.add_opportunity(ada, title="A", kind="king"),
        lambda: roles.add_opportunity(ada, title="A", link="ftp://x"),
        lambda: roles.change_opportunity(ada, role, colour="red"),
    ):
        with pytest.raises(WrongInput) as refused:
            call()
        assert refused.value.field


def test_words_in_another_group_are_not_answered_here(ada: Actor, group: int) -> None:
    other, _ = actions.add_group(ada, name="Other")
    topic, _ = actions.write_post(ada, other, text="There", now=NOW)
    with pytest.raises(WrongInput, match="another group"):
        actions.write_post(ada, group, text="Here", answer_to=topic, now=NOW)


def test_another_workspace_finds_nothing_and_a_volunteer_may_not_look(
    ada: Actor, otto: Actor, vera: Actor, group: int, role: int
) -> None:
    with pytest.raises(NotFound):
        queries.group_view(otto, group, now=NOW)
    with pytest.raises(NotFound):
        queries.opportunity_of(otto, role)
    with pytest.raises(NotFound):
        roles.put_forward(otto, role, add_person(otto, name="His"), now=NOW)
    with pytest.raises(NotPermitted):
        queries.groups_of(vera)
    assert queries.groups_of(otto) == ()


def suited(actor: Actor, name: str, *skills: str) -> int:
    person = add_person(actor, name=name)
    Skill.objects.bulk_create(Skill(workspace_id=actor.workspace_id, person_id=person, name=skill) for skill in skills)
    return person


def test_who_fits_is_proposed_with_reasons_and_whoever_can_be_vouched_for_first(ada: Actor, ben: Actor, role: int) -> None:
    stranger, friend = suited(ada, "Sam Stranger", "Accounting"), suited(ada, "Fay Friend", "Accounting")
    suited(ada, "Greta Gardener", "Gardening")
    quiet = suited(ada, "Quiet One", "Accounting")
    set_do_not_contact(ada, quiet, silent=True, now=NOW)
    vouch_for(ben, friend, how="worked_together", shared=True)
    vouch_for(ben, stranger, how="family", shared=False)
    found = fitting.fitting(ada, role)
    assert [(row.name, row.vouched) for row in found] == [("Fay Friend", True), ("Sam Stranger", False)]
    assert {reason.code for reason in found[0].reasons} == {"skill", "vouch_worked_together"}
    assert all(reason.evidence for row in found for reason in row.reasons)
    roles.put_forward(ada, role, friend, now=NOW)
    assert [row.name for row in fitting.fitting(ada, role)] == ["Sam Stranger"]


def test_a_role_without_words_that_say_something_fits_nobody(ada: Actor) -> None:
    suited(ada, "Sam", "Accounting")
    assert fitting.fitting(ada, roles.add_opportunity(ada, title="It")[0]) == ()


def test_how_far_it_got_with_each_candidate_is_kept_and_taken_back(ada: Actor, role: int) -> None:
    ann, bo = add_person(ada, name="Ann"), add_person(ada, name="Bo")
    first, step = roles.put_forward(ada, role, ann, now=NOW, note="Keeps the books of the choir")
    second, _ = roles.put_forward(ada, role, bo, now=NOW)
    with pytest.raises(WrongInput, match="already"):
        roles.put_forward(ada, role, ann, now=NOW)
    _, moved = roles.move_candidate(ada, second, state="interested", now=NOW)
    assert [(row.name, row.state) for row in queries.candidates_of(ada, role)] == [("Bo", "interested"), ("Ann", "considered")]
    undo(ada, moved)
    roles.move_candidate(ada, first, note="Called", now=NOW)
    assert Candidate.objects.get(pk=first).note == "Called"
    with pytest.raises(WrongInput):
        roles.move_candidate(ada, first, state="king", now=NOW)
    set_do_not_contact(ada, ann, silent=True, now=NOW)
    with pytest.raises(WrongInput, match="not to be contacted"):
        roles.move_candidate(ada, first, state="asked", now=NOW)
    assert queries.opportunities(ada)[0].candidates == 2
    undo(ada, step)
    assert [row.name for row in queries.candidates_of(ada, role)] == ["Bo"]


def test_a_role_is_changed_filled_and_listed(ada: Actor, role: int) -> None:
    trust = Organisation.objects.create(workspace_id=ada.workspace_id, name="River Trust", key="river trust").pk
    roles.change_opportunity(ada, role, organisation=trust, group=None, state="filled", until=date(2026, 6, 1), owner=None)
    assert queries.opportunities(ada) == ()
    (row,) = queries.opportunities(ada, state="filled")
    assert (row.organisation, row.group, row.owner, row.until) == ("River Trust", "", "", date(2026, 6, 1))


def test_a_role_that_closes_soon_with_nobody_recommended_comes_up_in_today(ada: Actor, ben: Actor, role: int) -> None:
    roles.change_opportunity(ada, role, until=NOW.date() + timedelta(days=10))
    (errand,) = errands_due(ada, now=NOW)
    assert (errand.title, errand.can_wait) == ("Find somebody: Treasurer", False)
    assert errands_due(ben, now=NOW) == ()
    number, _ = roles.put_forward(ada, role, add_person(ada, name="Ann"), now=NOW)
    _, step = roles.move_candidate(ada, number, state="recommended", now=NOW)
    assert errands_due(ada, now=NOW) == ()
    undo(ada, step)
    settle_errand(ada, errand.id, now=NOW)
    assert [row.state for row in queries.opportunities(ada, state="all")] == ["closed"]


def test_memberships_and_candidacies_follow_a_merge_and_go_with_an_erased_person(ada: Actor, group: int, role: int) -> None:
    ann, double = add_person(ada, name="Ann Lee"), add_person(ada, name="Ann Lee")
    actions.add_membership(ada, group, person_id=double, role="chair")
    roles.put_forward(ada, role, double, now=NOW)
    merge_people(ada, ann, double)
    assert Membership.objects.get().person_id == ann == Candidate.objects.get().person_id
    erase_person(ada, ann)
    assert not Membership.objects.exists()
    assert not Candidate.objects.exists()
    assert Group.objects.exists()


def test_a_large_group_costs_no_more_queries_than_a_small_one(ada: Actor, group: int) -> None:
    def queries_of() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.group_view(ada, group, now=NOW)
        return len(captured)

    actions.add_membership(ada, group, person_id=add_person(ada, name="One"))
    actions.write_post(ada, group, text="Hello", now=NOW)
    few = queries_of()
    for number in range(5):
        actions.add_membership(ada, group, person_id=add_person(ada, name=f"More {number}"))
        actions.write_post(ada, group, text=f"Word {number}", now=NOW)
    assert queries_of() == few
