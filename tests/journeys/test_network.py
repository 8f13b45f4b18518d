"""Twenty invitations in five minutes, a review of the network, and an ask that is refused and turned into a favour."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from apps.invitations.test_triage import invite
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_ask
from hustings.apps.favours.models import Ask, Favour, Need
from hustings.apps.favours.offering import put_down_need
from hustings.apps.invitations.models import Invitation
from hustings.apps.people import actions
from hustings.apps.people.models import Reassessment, Vouch
from journeys.conftest import OpenAs, press, strike

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SECONDS = 5 * 60


def twenty(ada: Actor) -> None:
    """Eight people whom Ada met, six strangers with a note, six who sell something."""
    for number in range(20):
        person = actions.add_person(ada, name=f"Person {number:02}", title="Teacher", organisation="School")
        if number < 8:
            actions.log_touch(ada, [person], kind="meeting", at=NOW - timedelta(days=40 + number), now=NOW)
        note = "We help campaigns. Book a demo!" if number >= 14 else ""
        invite(ada, person, note=note)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_twenty_invitations_are_dealt_with_in_five_minutes(ada: Actor, open_as: OpenAs, phone: bool) -> None:
    twenty(ada)
    page = open_as(ada, "/invitations/", phone=phone)
    expect(page.locator("[data-row]")).to_have_count(20)
    begun = time.monotonic()
    for left in range(20, 0, -1):
        row = page.locator("[data-row]").first
        said = row.locator(".proposal strong").inner_text()
        if phone:
            _by_touch(row, said)
        else:
            page.keyboard.press({"Accept": "d", "Decline": "x", "Leave it for now": "h", "Meet first": "m"}[said])
            if said == "Accept":
                expect(row.get_by_label("We have met in person")).to_be_focused()
                page.keyboard.press("Enter")
        expect(page.locator("[data-row]")).to_have_count(left - 1)
    assert time.monotonic() - begun < SECONDS
    expect(page.get_by_text("No invitation waits")).to_be_visible()
    assert Vouch.objects.filter(how="met_in_person").count() == 8
    assert Invitation.objects.filter(state="accepted", chosen="accept").count() == 8
    assert Invitation.objects.filter(chosen="decline").count() == 6
    assert Invitation.objects.filter(chosen="hold").count() == 6


def _by_touch(row: object, said: str) -> None:
    name = {"Accept": "Accepted", "Decline": "Declined", "Leave it for now": "Later", "Meet first": "Meet first"}[said]
    acts = row.locator(".actions")  # type: ignore[attr-defined]
    acts.get_by_text(name, exact=True).first.click()
    if said == "Accept":
        acts.get_by_role("button", name="Keep, and accepted").click()


def test_against_the_rule_the_page_says_so_and_a_member_decides(ada: Actor, open_as: OpenAs) -> None:
    invite(ada, actions.add_person(ada, name="Eve Stone", title="Baker"))
    page = open_as(ada, "/invitations/")
    page.keyboard.press("d")
    page.get_by_label("Only online").check()
    page.get_by_role("button", name="Keep, and accepted").click()
    expect(page.get_by_role("alert")).to_contain_text("could speak for")
    page.get_by_role("button", name="Connect all the same").click()
    expect(page.get_by_text("No invitation waits")).to_be_visible()
    assert Invitation.objects.get().overruled == "not_met"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_an_ask_that_is_refused_becomes_a_favour(ada: Actor, open_as: OpenAs, phone: bool) -> None:
    ana = actions.add_person(ada, name="Ana Souza")
    actions.log_touch(ada, [ana], kind="call", at=NOW - 20 * DAY, now=NOW)
    for ago in (60, 40):
        put_down_ask(ada, ana, kind="volunteering", at=NOW - ago * DAY, now=NOW, overrule=True)
    put_down_need(ada, ana, text="figures on rents", kind="data", now=NOW)
    page = open_as(ada, f"/people/{ana}/favours/", phone=phone)
    page.get_by_label("For what").select_option("endorsement")
    ask = page.locator("section", has=page.get_by_role("heading", name="An ask"))
    press(ask.get_by_role("button", name="Put down"), phone=phone)
    expect(page.get_by_role("alert")).to_contain_text("given nothing")
    give = page.get_by_role("button", name="Give first: figures on rents")
    expect(give).to_be_visible()
    if phone:
        give.click()
    else:
        strike(page, "p")
    expect(page.get_by_text("Promised. Keep it, then ask.")).to_be_visible()
    assert Favour.objects.get().text == "figures on rents"
    assert Need.objects.get().state == "met"
    assert Ask.objects.filter(kind="endorsement").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_review_of_the_network_is_worked_through_by_keyboard(ada: Actor, open_as: OpenAs) -> None:
    for number in range(6):
        person = actions.add_person(ada, name=f"Person {number}")
        actions.log_touch(ada, [person], kind="meeting", at=NOW - timedelta(days=300 + number), now=NOW)
        actions.set_rhythm(ada, person, segment="network", now=NOW)
    page = open_as(ada, "/review/quarter/")
    for left, key in zip(range(6, 0, -1), "yexcfy", strict=True):
        expect(page.locator("[data-row]")).to_have_count(left)
        page.keyboard.press(key)
        expect(page.locator("[data-row]")).to_have_count(left - 1)
    expect(page.get_by_text("The network is reviewed")).to_be_visible()
    assert Reassessment.objects.count() == 6


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_no_page_of_the_network_is_wider_than_the_window(ada: Actor, open_as: OpenAs, width: int) -> None:
    twenty(ada)
    page = open_as(ada, "/runway/", phone=width < 500)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/invitations/", "/invitations/outcomes/", "/runway/", "/rhythm/", "/reminders/", "/review/quarter/",
                 "/offers/", "/references/", "/mentors/"):  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
