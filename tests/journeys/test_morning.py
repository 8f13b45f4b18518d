"""A morning with Today, through everything that it takes: by keyboard at a desk, by touch on a phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.invitations.test_triage import invite
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.events.models import Event, FollowUp
from hustings.apps.favours.actions import put_down_favour
from hustings.apps.favours.models import Favour
from hustings.apps.goals.actions import add_goal
from hustings.apps.goals.models import Goal, GoalTask
from hustings.apps.goals.todo import add_task
from hustings.apps.invitations.models import Invitation
from hustings.apps.people import actions
from hustings.apps.people.models import Occasion, Person, Promise
from hustings.apps.today.models import TodayItem
from journeys.conftest import OpenAs

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
WHY = {
    "Dana Due": "too long for", "Ines Asks": "Asked to connect", "Petra Word": "You promised: the map",
    "Finn Event": "You talked at River Forum", "Gita Gave": "Did you a favour (bus figures)",
    "Mila Exam": "Something that they told you", "Sven Seen": "too long for",
}  # fmt: skip
"""Who is on the list, and the words of the reason."""


def morning(ada: Actor) -> dict[str, int]:
    """One person for each kind of reason, and two things to do for a goal."""
    ids = {name: actions.add_person(ada, name=name, email=f"{name[:4].lower()}@example.org") for name in WHY}
    for name in ("Dana Due", "Sven Seen"):
        actions.log_touch(ada, [ids[name]], kind="meeting", at=NOW - 250 * DAY, now=NOW)
        actions.set_rhythm(ada, ids[name], segment="network", now=NOW)
    invite(ada, ids["Ines Asks"])
    Invitation.objects.update(sent_at=NOW - 3 * DAY)
    Promise.objects.create(
        workspace_id=ada.workspace_id, person_id=ids["Petra Word"], member_id=ada.member_id, text="the map", due_on=NOW.date(),
        made_at=NOW - 5 * DAY,
    )  # fmt: skip
    event = Event.objects.create(workspace_id=ada.workspace_id, uid="forum", title="River Forum", starts_at=NOW - DAY)
    FollowUp.objects.create(
        workspace_id=ada.workspace_id, event=event, person_id=ids["Finn Event"], member_id=ada.member_id, about="wells",
        talked_at=NOW - DAY, due_at=NOW + DAY,
    )  # fmt: skip
    put_down_favour(ada, ids["Gita Gave"], direction="received", kind="data", text="bus figures", at=NOW - DAY, now=NOW)
    actions.note_occasion(ada, ids["Mila Exam"], kind="milestone", text="her exam", on=(NOW - DAY).date(), now=NOW)
    goal, _ = add_goal(ada, name="Night bus")
    add_task(ada, goal, title="Count the votes", due_on=NOW.date())
    Goal.objects.filter(pk=goal).update(review_on=NOW.date())
    Member.objects.filter(pk=ada.member_id).update(minutes_a_day=240)
    return ids


def row(page: Page, name: str) -> Locator:
    return page.locator("[data-row]", has=page.get_by_role("link", name=name, exact=True))


def act(page: Page, name: str, *, phone: bool, note: str = "") -> None:
    """Did it, with a line about it, on a row."""
    here = row(page, name)
    if phone:
        here.get_by_text("Did it").click()
        here.get_by_label("What was said, in a line").fill(note)
        here.get_by_role("button", name="Log it").click()
    else:
        here.focus()
        page.keyboard.press("d")
        expect(here.get_by_label("What was said, in a line")).to_be_focused()
        page.keyboard.type(note)
        page.keyboard.press("Enter")
    expect(here).to_have_count(0)


def push(button: Locator, *, phone: bool) -> None:
    button.click() if phone else button.press("Enter")


@pytest.mark.parametrize("phone", [False, True], ids=["keyboard", "phone"])
def test_a_morning_with_today_through_everything_it_takes(ada: Actor, ben: Actor, open_as: OpenAs, phone: bool) -> None:
    ids = morning(ada)
    page = open_as(ada, "/", phone=phone)
    expect(page.locator("[data-row]")).to_have_count(len(WHY))
    for name, why in WHY.items():
        expect(row(page, name)).to_contain_text(why)
        assert row(page, name).locator(".reason summary").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # Promise, follow-up, favour, occasion and somebody who is due: each is said, and settled where it stands.
    for name in ("Petra Word", "Finn Event", "Gita Gave", "Mila Exam", "Dana Due"):
        act(page, name, phone=phone, note=f"Wrote to {name}.")
    assert Promise.objects.get().kept_at is not None
    assert FollowUp.objects.get().done_at is None
    assert Favour.objects.get().thanked_at is not None
    assert Occasion.objects.get().settled_at is not None
    assert Person.objects.get(pk=ids["Dana Due"]).last_touch_at > NOW - DAY

    # Somebody was reached since the list was made: the line says so, and is put off with one key.
    actions.log_touch(ada, [ids["Sven Seen"]], kind="call", at=datetime.now(UTC), now=datetime.now(UTC))
    page.reload()
    expect(row(page, "Sven Seen")).to_contain_text("Somebody of the team was in touch today.")
    push(row(page, "Sven Seen").get_by_role("button", name=re.compile("Not before")), phone=phone)
    expect(page.get_by_text(re.compile("Away until"))).to_be_visible()

    # The invitation is chosen about in its own room, and then it is done.
    if phone:
        row(page, "Ines Asks").get_by_role("link", name="Choose").click()
        page.locator("[data-row]").first.locator(".actions").get_by_text("Later", exact=True).first.click()
    else:
        row(page, "Ines Asks").focus()
        page.keyboard.press("d")
        page.wait_for_url(re.compile("/invitations/"))
        page.locator("[data-row]").first.focus()
        page.keyboard.press("h")
    expect(page.get_by_text("No invitation waits")).to_be_visible()
    page.goto("/")
    act(page, "Ines Asks", phone=phone)

    # What is to be done for goals stands below: a task, and the review of the goal.
    for title in ("Count the votes", "Night bus"):
        push(page.locator(".errand", has_text=title).get_by_role("button", name=re.compile("Done")).first, phone=phone)
    expect(page.locator(".errand")).to_have_count(0)
    assert GoalTask.objects.get().state == "done"
    assert Goal.objects.get().review_on > NOW.date()
    expect(page.get_by_text("That was everybody for today")).to_be_visible()
    states = sorted(TodayItem.objects.values_list("state", flat=True))
    assert states == ["done"] * 6 + ["later"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
