"""The pages of the inbox: the list that follows what happens, the thread with everything known beside it, closing, settings."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import put_down_favour
from hustings.apps.goals.actions import add_goal
from hustings.apps.inbox import crisis, labels, presence, snippets, working
from hustings.apps.inbox.models import Alarm, Conversation, Label, Letter, SavedView, ServiceLevel, Snippet
from hustings.apps.people.models import Consent, Evidence, Person
from hustings.engine.service_level import ServiceLevel as Level
from hustings.kernel.clock import utc_now
from hustings.web.letters import host_of, sanitised
from hustings.web.templatetags import inbox as tags
from inbox_talks import said

HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(ada: Actor) -> int:
    return said(ada, "Does the night bus survive the budget? See https://budget.example.org/plan.")


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    return client_of(ada)


def words(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


def test_the_list_stands_in_its_order_with_labels_by_name_and_counts(ada: Actor, hers: Client, asked: int) -> None:
    other = said(ada, "Here are the figures.", by="Tomasz", direction="out")
    labels.put_label(ada, [asked], name="Harbour")
    page = hers.get("/conversations/")
    text = words(page)
    assert re.search(r"Needs a reply 1.*Needs a reply.*Marisol.*Harbour.*Waiting for them.*Tomasz", text)
    assert f'value="{other}"' in page.content.decode()
    assert "None here. Show all of them" in words(hers.get("/conversations/?words=zeppelin"))
    narrowed = hers.get("/conversations/?state=inbox&words=night")
    assert "Keep this view" in words(narrowed)
    assert hers.get("/conversations/?state=lost").status_code == 400


def test_an_open_list_is_told_of_news_and_of_nothing_else(ada: Actor, hers: Client, asked: int) -> None:
    address = re.search(r'hx-get="(/conversations/news/[^"]+)"', hers.get("/conversations/").content.decode()).group(1)
    address = address.replace("&amp;", "&")
    assert hers.get(address, headers=HTMX).status_code == 204
    said(ada, "And the ferry?", by="Tomasz")
    news = hers.get(address, headers=HTMX)
    assert news.status_code == 200
    assert "Tomasz" in words(news)
    assert "<html" not in news.content.decode()


def test_more_of_the_list_goes_on_where_it_ended(ada: Actor, hers: Client) -> None:
    for number in range(52):
        said(ada, "When does it come?", by=f"Voter {number}")
    first = hers.get("/conversations/").content.decode()
    more = re.search(r'hx-get="(/conversations/\?[^"]+)"', first).group(1).replace("&amp;", "&")
    rest = hers.get(more, headers=HTMX).content.decode()
    assert rest.count("data-talk") == 2
    assert "section-name" not in rest
    assert first.count("data-talk") == 50


def test_beside_a_thread_stands_everything_known_at_a_constant_cost(ada: Actor, hers: Client, asked: int) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            hers.get(f"/conversations/{asked}/")
        return len(caught)

    person = Person.objects.get(name__startswith="Marisol").pk
    now = utc_now()
    put_down_favour(ada, person, direction="received", kind="time", at=now, now=now, text="Showed me the depot")
    working.add_conversation_note(ada, asked, text="Knows the depot", now=now)
    said(ada, "An older letter", thread="older", at=now - timedelta(days=9), subject="Ferries")
    hers.post(f"/conversations/{asked}/close/", {"topic": "Buses", "lean": "1", "condition": "contact"})
    page = words(hers.get(f"/conversations/{asked}/"))
    known = ("Showed me the depot", "Knows the depot", "Ferries", "Buses : strong support", "Ada Okafor closed it", "Thanks owed")
    for each in known:
        assert each in page, each
    assert 'href="https://budget.example.org/plan"' in hers.get(f"/conversations/{asked}/").content.decode()
    before = count()
    for number in range(6):
        put_down_favour(ada, person, direction="given", kind="time", at=now, now=now, text=f"Help {number}")
        said(ada, f"More {number}", thread=f"more {number}")
        said(ada, "And again?")
    assert count() <= before


def test_an_open_thread_is_told_who_looks_and_what_is_new(ada: Actor, ben: Actor, hers: Client, asked: int) -> None:
    page = hers.get(f"/conversations/{asked}/").content.decode()
    marks = dict(re.findall(r'"(thread_mark|presence_mark)": "(\w+)"', page))
    look = f"/conversations/{asked}/look/"
    assert hers.post(look, marks, headers=HTMX).status_code == 204
    presence.look(ben, asked, typing=True, now=utc_now())
    told = hers.post(look, {**marks, "typing": "no"}, headers=HTMX)
    assert "Ben Castillo is writing an answer" in words(told)
    assert 'id="thread"' not in told.content.decode()
    said(ada, "And the ferry?")
    fresh = hers.post(look, marks, headers=HTMX).content.decode()
    assert 'id="thread" hx-swap-oob="true"' in fresh
    assert "And the ferry?" in fresh


def test_closing_puts_down_where_they_stand_on_a_goal_as_the_goal_sees_it(ada: Actor, hers: Client, asked: int) -> None:
    goal, _ = add_goal(ada, name="Stop the cut", issue="Cutting the night bus", kind="block")
    form = {"lean": "1", "goal": str(goal), "condition": "contact", "help": "on", "agrees": "email", "purpose": "newsletter"}
    assert hers.post(f"/conversations/{asked}/close/", form).headers["Location"] == "/conversations/"
    fact = Evidence.objects.get()
    assert (fact.issue.name, fact.lean) == ("Cutting the night bus", -1)
    assert Consent.objects.get().purpose == "newsletter"
    assert Conversation.objects.get(pk=asked).state == "closed"
    undo = re.search(r'action="(/undo/\d+/)"', hers.get("/conversations/").content.decode()).group(1)
    hers.post(undo)
    assert (Evidence.objects.count(), Conversation.objects.get(pk=asked).state) == (0, "open")
    for wrong, status in (({"lean": "7"}, 400), ({"lean": "1", "goal": "987654"}, 404), ({"lean": "1", "topic": "x"}, 409)):
        assert hers.post(f"/conversations/{asked}/close/", wrong).status_code == status


def test_rows_have_buttons_of_their_own_and_many_are_labelled_at_once(ada: Actor, hers: Client, asked: int) -> None:
    other = said(ada, "And the ferry?", by="Tomasz")
    hers.post("/conversations/work/", {"conversation": [asked, other], "do": "label", "label": "Harbour"})
    label = Label.objects.get().pk
    hers.post("/conversations/work/", {"conversation": [other], "do": "unlabel", "off": label})
    assert [row.pk for row in Conversation.objects.filter(labelled__label=label)] == [asked]
    hers.post("/conversations/work/", {"conversation": [other], "only_done": asked})
    assert (Conversation.objects.get(pk=asked).state, Conversation.objects.get(pk=other).state) == ("closed", "open")
    hers.post("/conversations/work/", {"only_put_off": other, "days": "1"})
    assert Conversation.objects.get(pk=other).state == "snoozed"


def test_a_view_is_kept_and_forgotten(ada: Actor, hers: Client, asked: int) -> None:
    hers.post("/conversations/views/", {"name": "Buses", "query": "state=inbox&words=bus", "shared": "on"})
    page = hers.get("/conversations/?state=inbox&words=bus")
    assert "Forget this view" in words(page)
    hers.post(f"/conversations/views/{SavedView.objects.get().pk}/remove/")
    assert not SavedView.objects.exists()


def test_settings_hold_labels_snippets_promises_and_the_helper_for_drafts(ada: Actor, hers: Client) -> None:
    assert "Nothing is promised yet." in words(hers.get("/conversations/settings/"))
    hers.post("/conversations/labels/", {"name": "Harbour", "colour": "red"})
    hers.post(f"/conversations/labels/{Label.objects.get().pk}/", {"name": "Port", "colour": "blue"})
    hers.post("/conversations/snippets/", {"name": "Thanks", "text": "Thank you, [[name]]"})
    given = {"hours": "4,5", "opens": "08:30", "closes": "18:00", "day": ["0", "1"], "holidays": "2026-12-25, 2027-01-01"}
    hers.post("/conversations/promises/", given)
    hers.post("/conversations/drafts/", {"endpoint": "https://models.example.org/v1", "model": "small", "key": "sk-1"})
    page = words(hers.get("/conversations/settings/"))
    for each in ("Port", "to fill: name", "4.5", "08:30–18:00", "Monday Tuesday", "small at https://models.example.org/v1"):
        assert each in page, each
    assert "2026-12-25 2027-01-01" in page, "which days are free can be read, not only how many"
    assert ServiceLevel.objects.get().holidays == ["2026-12-25", "2027-01-01"]
    assert hers.post("/conversations/promises/", {"hours": "soon"}).status_code == 400
    hers.post("/conversations/promises/", given | {"closes": "00:00"})
    assert "08:30–24:00" in words(hers.get("/conversations/settings/"))
    hers.post("/conversations/promises/", {"do": "remove", "channel": ""})
    hers.post(f"/conversations/snippets/{Snippet.objects.get().pk}/remove/")
    hers.post(f"/conversations/labels/{Label.objects.get().pk}/", {"do": "remove"})
    hers.post("/conversations/drafts/", {"do": "off", "endpoint": "https://models.example.org/v1"})
    assert "Drafts are off." in words(hers.get("/conversations/settings/"))
    assert not any(model.objects.exists() for model in (ServiceLevel, Snippet, Label))


def test_what_came_up_stands_above_the_list(ada: Actor, ben: Actor, client_of: ClientOf, asked: int) -> None:
    working.set_service_level(ada, level=Level(hours=1, opens=0, closes=1440, days=frozenset(range(7))))
    working.add_conversation_note(ada, asked, text="@Ben ask the depot", now=utc_now())
    working.assign(ada, [asked], member_id=ben.member_id)
    crisis.raise_by_hand(ada, text="A leaflet goes round", now=utc_now())
    browser = client_of(ben)
    page = words(browser.get("/conversations/"))
    assert "Ada Okafor mentioned you" in page
    assert "given to you by Ada Okafor" in page
    assert "Alarm: Raised by a member" in page
    browser.get(f"/conversations/{asked}/")
    assert "mentioned you" not in words(browser.get("/conversations/"))


def test_a_draft_that_cannot_be_had_says_why_and_keeps_what_was_typed(hers: Client, asked: int) -> None:
    field = hers.post(f"/conversations/{asked}/draft/", {"text": "Say ten"}, headers=HTMX)
    assert "Drafts are off" in words(field)
    assert "Say ten" in words(field)
    assert "Drafts are off" in words(hers.post(f"/conversations/{asked}/draft/", {"text": "Say ten"}))
    assert hers.post("/conversations/987654/draft/", {"text": ""}).status_code == 404


def test_the_dialogue_page_says_it_in_charts_and_tables_and_as_csv(ada: Actor, hers: Client, asked: int) -> None:
    said(ada, "It does.", direction="out", at=utc_now() - timedelta(minutes=30))
    said(ada, "Could you call me?", by="Tomasz")
    page = hers.get("/dialogue/?days=30")
    text = words(page)
    assert "2 people wrote 2 messages; 1 of them (50%) were answered" in text
    assert 'role="img"' in page.content.decode()
    assert "Tomasz" in text
    table = hers.get("/dialogue.csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("group,name,wrote,people")
    assert table[1].startswith("all,all,2,2,1,1")
    assert "Nobody wrote to you" in words(hers.get("/dialogue/?channel=linkedin"))


def test_a_crisis_is_worked_on_its_page_and_its_log_taken_along(ada: Actor, hers: Client, asked: int) -> None:
    assert "Make a plan while it is calm" in words(hers.get("/crisis/"))
    plan = {"roles": "Speaks: Ada Okafor\nLawyer: Dr. Ito\n", "checklist": "Find out\nTell all", "holding": "We look into it."}
    hers.post("/crisis/plan/", plan)
    hers.post("/crisis/raise/", {"text": "=cmd leaflet", "conversation": asked})
    number = Alarm.objects.get().pk
    for do in ({"do": "step", "step": "1"}, {"do": "note", "text": "Called"}, {"do": "approve", "text": "False."}):
        assert hers.post(f"/crisis/{number}/work/", do).status_code == 302
    page = words(hers.get(f"/crisis/{number}/"))
    for each in ("Speaks Ada Okafor", "Tell all", "False.", "approved by Ada Okafor", "night bus"):
        assert each in page, each
    assert hers.post(f"/crisis/{number}/work/", {"do": "dance"}).status_code == 400
    hers.post(f"/crisis/{number}/work/", {"do": "over", "text": "Done with it"})
    log = hers.get(f"/crisis/{number}.csv").content.decode()
    assert "\t=cmd" in log or "'=cmd" in log
    assert "over since" in words(hers.get("/crisis/"))


def test_a_letter_is_shown_without_what_acts_or_loads_and_with_real_hosts(ada: Actor, hers: Client) -> None:
    html = (
        '<p onclick="x()">Hello <a href="https://evil.example/x">https://bank.example</a><script>alert(1)</script>'
        '<img src="https://track.example/p.gif" alt="logo"><a href="javascript:alert(1)">go</a></p>'
    )
    talk = said(ada, "Hello", html=html)
    letter = Letter.objects.get().pk
    assert f"/conversations/message/{letter}/" in hers.get(f"/conversations/{talk}/").content.decode()
    answer = hers.get(f"/conversations/message/{letter}/")
    text = answer.content.decode()
    assert "[evil.example]" in text
    for gone in ("onclick", "alert", "track.example", "javascript"):
        assert gone not in text, gone
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "https:" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    asked_for = hers.get(f"/conversations/message/{letter}/?images=yes")
    assert "track.example" in asked_for.content.decode()
    assert "https:" in asked_for.headers["Content-Security-Policy"]


def test_hosts_are_told_as_they_are_asked_for() -> None:
    assert host_of("https://bаnk.example/x") == "xn--bnk-6cd.example"
    assert host_of("javascript:alert(1)") == host_of("https://[") == host_of("mailto:a@b.org") == ""
    assert sanitised('<a href="mailto:a@b.org">write</a>').count("[mailto:a@b.org]") == 1
    assert "xn--bnk-6cd.example" in tags.linked("see https://bаnk.example/x now <b>")
    assert "&lt;b&gt;" in tags.linked("see https://bank.example/x now <b>")
    assert "<a" not in tags.linked("see https://x..y./ok")


def test_bars_and_times_say_when_nothing_is_known() -> None:
    assert tags.percentage(None) == "unknown"
    assert tags.duration(None) == "unknown"
    assert [tags.duration(timedelta(**{unit: 3})) for unit in ("seconds", "minutes", "hours", "days")] == [
        "a minute or two", "3 minutes", "3 hours", "3 days",
    ]  # fmt: skip
    assert tags.columns([], "x") == ""
    assert 'width="60.0"' in tags.share_bar(0.5)


def test_what_is_refused_comes_back_as_it_was_typed(ada: Actor, hers: Client, asked: int) -> None:
    snippets.save_snippet(ada, name="Thanks", text="Thank you, [[name]].")
    answer = hers.post(f"/conversations/{asked}/reply/", {"text": "Thank you, [[name]]."})
    assert answer.status_code == 400
    chosen = hers.get(f"/conversations/{asked}/?snippet={Snippet.objects.get().pk}")
    assert chosen.status_code == 200
