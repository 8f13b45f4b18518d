"""The pages of groups and opportunities: made, joined, spoken in, filled, and every step undone from the toast."""

from __future__ import annotations

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import add_goal
from hustings.apps.groups.models import Candidate, Group, Membership, Opportunity, Post
from hustings.apps.people.actions import add_person, vouch_for
from hustings.apps.people.models import Organisation, Skill, UndoStep


@pytest.fixture
def hers(client_of: ClientOf, ada: Actor) -> Client:
    return client_of(ada)


@pytest.fixture
def ann(ada: Actor) -> int:
    person = add_person(ada, name="Ann Lee", organisation="River Trust", title="Bookkeeper")
    Skill.objects.create(workspace_id=ada.workspace_id, person_id=person, name="Accounting")
    return person


@pytest.fixture
def group(hers: Client) -> int:
    hers.post("/groups/new/", {"name": "Clean River Coalition", "kind": "coalition", "purpose": "The ordinance"})
    return Group.objects.get().pk


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_empty_pages_say_what_they_are_for(hers: Client) -> None:
    assert "There is no group yet" in page(hers, "/groups/")
    assert "None." in page(hers, "/groups/?state=closed")
    assert "No role is open" in page(hers, "/opportunities/")
    assert "None." in page(hers, "/opportunities/?state=filled")


def test_people_join_by_name_change_their_role_and_leave(hers: Client, ann: int, group: int) -> None:
    hers.post(f"/groups/{group}/members/", {"person": "ann lee", "role": "chair"})
    hers.post(f"/groups/{group}/members/", {"organisation": Organisation.objects.get().pk})
    shown = page(hers, f"/groups/{group}/")
    assert "Ann Lee" in shown
    assert "chair" in shown
    assert "River Trust" in shown
    number = Membership.objects.get(person_id=ann).pk
    hers.post(f"/memberships/{number}/", {"role": "adviser"})
    hers.post(f"/memberships/{number}/", {"do": "leave"})
    assert "Belonged to it:" in page(hers, f"/groups/{group}/")
    hers.post(f"/undo/{UndoStep.objects.latest('id').pk}/")
    assert Membership.objects.get(person_id=ann).until is None


def test_a_name_of_nobody_or_of_several_is_asked_back(hers: Client, ada: Actor, ann: int, group: int) -> None:
    add_person(ada, name="Ann Lee")
    for name, said in (("Nobody", "Nobody of that name"), ("", "Nobody of that name"), ("Ann Lee", "Several are called")):
        answer = hers.post(f"/groups/{group}/members/", {"person": name})
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert hers.post(f"/groups/{group}/members/", {"person": str(ann)}).status_code == 302


def test_the_board_and_the_discussion_are_written_changed_and_taken_back(hers: Client, group: int) -> None:
    hers.post(f"/groups/{group}/posts/", {"title": "Hearing", "text": "Friday at six", "notice": "yes", "until": "2099-01-01"})
    hers.post(f"/groups/{group}/posts/", {"title": "Figures", "text": "Costs or water?"})
    topic = Post.objects.get(title="Figures").pk
    hers.post(f"/groups/{group}/posts/", {"text": "Water.", "answer_to": topic})
    shown = page(hers, f"/groups/{group}/")
    assert "Friday at six" in shown
    assert "Water." in shown
    hers.post(f"/posts/{topic}/", {"text": "Water or costs?"})
    assert "changed" in page(hers, f"/groups/{group}/")
    hers.post(f"/posts/{topic}/", {"do": "remove"})
    assert Post.objects.count() == 1


def test_a_group_shares_goals_is_changed_closed_and_opened(hers: Client, ada: Actor, group: int) -> None:
    goal, _ = add_goal(ada, name="Adopt the ordinance")
    hers.post(f"/groups/{group}/change/", {"do": "share", "goal": goal})
    assert "Not shared any more" in page(hers, f"/groups/{group}/")
    hers.post(f"/groups/{group}/change/", {"do": "unshare", "goal": goal})
    hers.post(f"/groups/{group}/change/", {"name": "River Alliance", "kind": "group", "owner": ""})
    hers.post(f"/groups/{group}/change/", {"do": "close"})
    assert "River Alliance" in page(hers, "/groups/?state=closed")
    hers.post(f"/groups/{group}/change/", {"do": "open"})
    assert "River Alliance" in page(hers, "/groups/")
    assert hers.post(f"/groups/{group}/change/", {"do": "share"}).status_code == 400


def test_who_fits_a_role_is_shown_with_why_considered_and_moved_on(hers: Client, ada: Actor, ann: int, group: int) -> None:
    vouch_for(ada, ann, how="worked_together")
    sent = {"title": "Treasurer", "text": "Accounting and campaign finance", "group": group, "kind": "volunteer"}
    hers.post("/opportunities/new/", sent)
    role = Opportunity.objects.get().pk
    shown = page(hers, f"/opportunities/{role}/")
    assert "skill: accounting" in shown
    assert "one of us worked with them" in shown
    assert "can be vouched for" in shown
    hers.post(f"/opportunities/{role}/candidates/", {"person": ann})
    candidate = Candidate.objects.get().pk
    hers.post(f"/candidates/{candidate}/", {"state": "interested"})
    shown = page(hers, f"/opportunities/{role}/")
    assert "interested" in shown
    assert "skill: accounting" not in shown
    assert "Treasurer" in page(hers, f"/groups/{group}/")
    hers.post(f"/opportunities/{role}/change/", {"state": "filled", "until": "", "owner": "", "organisation": ""})
    assert "Treasurer" in page(hers, "/opportunities/?state=filled")
