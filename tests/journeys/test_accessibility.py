"""Every page passes axe, in light on a desk and in the dark on a phone: colours hold for all widths, widths for all colours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern
from playwright.sync_api import expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.civic.models import Body
from hustings.apps.events.listing import add_guests, entries_of_text
from hustings.apps.events.models import Event
from hustings.apps.events.noting import Jotted, take_jottings
from hustings.apps.events.planning import add_event, put_slot
from hustings.apps.exports.actions import ask_export
from hustings.apps.exports.models import Export
from hustings.apps.goals.actions import add_goal, add_stakeholder, change_stakeholder, say_stance
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.goals.todo import add_task
from hustings.apps.groups.actions import add_group, add_membership, write_post
from hustings.apps.groups.models import Group, Opportunity
from hustings.apps.groups.roles import add_opportunity, put_forward
from hustings.apps.inbox.crisis import Role, raise_by_hand, save_plan
from hustings.apps.inbox.labels import put_label
from hustings.apps.inbox.models import Alarm, Conversation
from hustings.apps.inbox.snippets import save_snippet
from hustings.apps.intake.models import Import
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions
from hustings.apps.people.models import BulkEdit, Person
from hustings.kernel.clock import utc_now
from hustings.web.urls import urlpatterns
from journeys.conftest import OpenAs
from public_files import add, members, write_congress
from small_export import with_people

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
EXAMPLES: dict[str, Callable[[], object]] = {
    "import_id": lambda: Import.objects.latest("id").pk,
    "person_id": lambda: Person.objects.get(name="Marisol Etxeberria").pk,
    "organisation_id": lambda: Person.objects.get(name="Marisol Etxeberria").positions.get().organisation_id,
    "body_id": lambda: Body.objects.get(organisation__name="Senate Committee on Rivers").organisation_id,
    "conversation_id": lambda: Conversation.objects.latest("id").pk,
    "evidence_id": lambda: f"person:{Person.objects.get(name='Marisol Etxeberria').pk}",
    "bulk_id": lambda: BulkEdit.objects.latest("id").pk,
    "export_id": lambda: Export.objects.latest("id").pk,
    "channel_id": lambda: Channel.objects.latest("id").pk,
    "alarm_id": lambda: Alarm.objects.latest("id").pk,
    "outgoing_id": lambda: Outgoing.objects.get(state="there").pk,
    "goal_id": lambda: Goal.objects.latest("id").pk,
    "event_id": lambda: Event.objects.latest("id").pk,
    "stakeholder_id": lambda: Stakeholder.objects.latest("id").pk,
    "group_id": lambda: Group.objects.latest("id").pk,
    "opportunity_id": lambda: Opportunity.objects.latest("id").pk,
}
"""What stands for the parts of addresses that differ."""

NO_PAGES = {
    "goal_figure", "goal_map_data", "goal_map_file", "stakeholder_brief_pdf", "channel_return", "calendar_feed", "join",
    "sign_in_link", "person_search", "person_export", "export_file", "event_day_data", "event_worker", "own_card_file",
    "jotting_photo", "event_brief_pdf", "conversations_news", "dialogue_csv", "alarm_log", "message_html",
}  # fmt: skip
"""Addresses with secrets, and those that answer with data."""


def _pages() -> list[URLPattern]:
    """Every route that shows a page; those that only take forms say so in their methods."""
    return [route for route in urlpatterns if route.name not in NO_PAGES and "GET" in getattr(route.callback, "methods", ())]


def _address(route: URLPattern) -> str:
    values = {name: EXAMPLES[name]() for name in route.pattern.converters}
    path = str(route.pattern)
    for name, converter in route.pattern.converters.items():
        path = path.replace(f"<{_word(converter)}:{name}>", str(values[name]))
    return f"/{path}"


def _word(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def with_an_account(actor: Actor) -> None:
    """A mailbox that is connected, and an answer by it of which nobody knows whether it arrived."""
    held = Channel.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, platform="email", account="ada@example.org"
    )
    Stream.objects.create(channel=held, name="INBOX", error="The password is not right any more.")
    person = Person.objects.get(name="Marisol Etxeberria").pk
    Outgoing.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, channel=held, person_id=person, what="reply",
        text="It does.", key="one", state="uncertain",
    )  # fmt: skip
    Outgoing.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, person_id=person, what="there", text="Gladly.", key="two",
        state="there", link="https://www.linkedin.com/messaging/", draft={"where": "LinkedIn"},
    )  # fmt: skip


def with_an_alarm(actor: Actor) -> None:
    """A plan with an alarm, a label and a snippet."""
    talk = Conversation.objects.latest("id").pk
    save_plan(actor, roles=[Role("Speaks", actor.name)], checklist=["Find out what is true"], holding="We look into it.")
    raise_by_hand(actor, text="A leaflet goes round.", now=utc_now(), conversation_ids=[talk])
    put_label(actor, [talk], name="urgent")
    save_snippet(actor, name="Thanks", text="Thank you for writing about [[topic]].")


def with_a_goal(actor: Actor) -> None:
    """A goal with somebody on its map whose stance is known."""
    person = Person.objects.get(name="Marisol Etxeberria").pk
    goal, _ = add_goal(actor, name="Council adopts the ordinance", body=EXAMPLES["organisation_id"]())  # type: ignore[arg-type]
    number, _ = add_stakeholder(actor, goal, person_id=person, tier="decision_maker")
    change_stakeholder(actor, number, power=4, interest=3)
    said = actions.Fact(kind="vote", lean=1, at=utc_now(), words="Aye", condition="public")
    say_stance(actor, goal, said, now=utc_now(), person_id=person)
    add_task(actor, goal, title="Book the hall", due_on=utc_now().date() - timedelta(days=1))
    group, _ = add_group(actor, name="Clean River Coalition", kind="coalition", purpose="The ordinance")
    add_membership(actor, group, person_id=person, role="chair")
    write_post(actor, group, title="Hearing", text="Friday at six", notice=True, now=utc_now())
    topic, _ = write_post(actor, group, title="Figures", text="Costs or water?", now=utc_now())
    write_post(actor, group, text="Water.", answer_to=topic, now=utc_now())
    role, _ = add_opportunity(actor, title="Planner", text="Knows how to plan transport", group=group)
    put_forward(actor, role, person, now=utc_now())


def with_an_event(actor: Actor) -> None:
    """An event with a list, somebody doubtful on it, a slot, a talk and a note that waits."""
    person = Person.objects.get(name="Marisol Etxeberria").pk
    for number in range(2):
        actions.add_person(actor, name="Tom Becker", email=f"tom{number}@example.org")
    begin = utc_now() - timedelta(hours=2)
    event, _ = add_event(actor, title="River Conference", starts_at=begin, pitch="Clean water for all.")
    add_guests(actor, event, entries_of_text("Marisol Etxeberria\nTom Becker\nSomebody Unknown, Mill Works"))
    put_slot(actor, event, topic="Clean rivers", audience="Mayors", pitch="Short.", worked="The story")
    notes = [("12345678", {"person": person, "text": "Buses"}), ("12345679", {"name": "Somebody", "text": "Mills"})]
    take_jottings(
        actor,
        event,
        [Jotted(client_id=each, kind="note", at=begin, **about) for each, about in notes],
        now=utc_now(),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)], ids=["light-desk", "dark-phone"])
def test_no_page_violates_axe(ada: Actor, open_as: OpenAs, tmp_path: Path, theme: str, phone: bool) -> None:
    with_people(ada, tmp_path)
    actions.save_segment(ada, name="Planners", text="title contains planner or has no interaction where (kind = call)")
    actions.begin_bulk(ada, actions.Selection(where="name is known"), actions.BulkChange("add_tag", "harbour"))
    ask_export(ada, purpose="For the printer")
    with_a_goal(ada)
    with_an_account(ada)
    with_an_alarm(ada)
    with_an_event(ada)
    add(ada, write_congress(tmp_path / "us", members()))
    page = open_as(ada, "/", theme=theme, phone=phone)
    found = {}
    for route in _pages():
        page.goto(_address(route), timeout=60_000)  # the first map compiles its loops
        results = Axe().run(page, options=WCAG)
        if results.violations_count:
            found[_address(route)] = results.generate_report()
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_panels_and_dialogs_do_not_violate_axe(ada: Actor, open_as: OpenAs, tmp_path: Path, theme: str) -> None:
    with_people(ada, tmp_path)
    page = open_as(ada, "/", theme=theme)
    for keys in (["j", "d"], ["Escape", "s"], ["Escape", "w"], ["Escape", "x"], ["?"], ["Escape", "Control+k"]):
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(".htmx-request")).to_have_count(0)
        results = Axe().run(page, options=WCAG)
        assert results.violations_count == 0, f"after {keys}: {results.generate_report()}"


def test_sign_in_does_not_violate_axe(open_as: OpenAs, db: None) -> None:
    page = open_as(None, "/accounts/login/")
    results = Axe().run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()
