"""On the page of a person: how members know them, occasions, quiet times; and the rhythm that holds for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.noting import Jotted, take_jottings
from hustings.apps.events.planning import add_event
from hustings.apps.people.actions import add_note, add_person, log_touch
from hustings.apps.people.models import ContactLimits, Occasion, QuietTime, Vouch, VouchQuestion

NOW = datetime.now(UTC)


@pytest.fixture
def hers(client_of: ClientOf, ada: Actor) -> Client:
    return client_of(ada)


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Lind")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_first_meeting_asks_how_they_are_known_and_only_then(hers: Client, cora: int) -> None:
    touch = {"person": cora, "kind": "meeting", "text": "At the fair"}
    answer = hers.post("/people/log/", touch)
    assert answer.headers["Location"].endswith("?ask=vouch#ask-vouch")
    assert "You met Cora Lind. How do you know each other?" in text(hers, answer.headers["Location"].partition("#")[0])
    hers.post(f"/people/{cora}/vouch/", {"how": "met_in_person", "since": "2026-11", "confidence": "sure", "where": "the fair"})
    page = text(hers, f"/people/{cora}/?ask=vouch")
    assert "How do you know each other?" not in page
    assert "since November 2026, sure" in page
    assert "ask=vouch" not in hers.post("/people/log/", touch).headers["Location"]


def test_the_question_waits_on_today_and_at_the_event_after_a_first_meeting_there(hers: Client, ada: Actor, cora: int) -> None:
    event, _ = add_event(ada, title="Fair", starts_at=NOW - timedelta(hours=3))
    take_jottings(ada, event, [Jotted("note-0001", "note", NOW - timedelta(hours=2), person=cora, text="Bees")], now=NOW)
    for path in ("/", f"/events/{event}/"):
        assert "You met Cora Lind for the first time." in text(hers, path)
    page = text(hers, f"/people/{cora}/?ask=vouch")
    assert all(name in page for name in ('name="since"', 'name="they_would_say"', 'name="confidence"'))
    hers.post(f"/people/{cora}/vouch/later/", {})
    assert "for the first time" not in text(hers, "/")


def test_the_question_is_put_off_or_never_asked_again(hers: Client, cora: int) -> None:
    hers.post(f"/people/{cora}/vouch/later/", {})
    assert not VouchQuestion.objects.get().never
    hers.post(f"/people/{cora}/vouch/later/", {"never": "yes"}, headers={"HX-Request": "true"})
    assert VouchQuestion.objects.get().never
    assert not Vouch.objects.exists()


def test_an_occasion_is_noted_with_a_touch_or_alone_and_settled(hers: Client, cora: int) -> None:
    day = (NOW + timedelta(days=20)).date().isoformat()
    hers.post("/people/log/", {"person": cora, "kind": "call", "occasion": "her exam", "occasion_on": day})
    held = Occasion.objects.get()
    assert (held.kind, held.facts["text"]) == ("milestone", "her exam")
    assert held.evidence.startswith("interaction:")
    hers.post(f"/people/{cora}/occasions/", {"kind": "publication", "text": "her book", "on": day})
    assert "Something they published" in text(hers, f"/people/{cora}/")
    hers.post(f"/people/{cora}/occasions/{held.pk}/settled/")
    assert "her exam" not in text(hers, f"/people/{cora}/").split("timeline")[0]


def test_what_was_told_in_passing_is_offered_with_its_sentence(hers: Client, ada: Actor, cora: int) -> None:
    add_note(ada, cora, text="Nice talk. Her son is getting married in June.")
    page = text(hers, f"/people/{cora}/")
    assert "A wedding? Remember it on" in page
    assert "Her son is getting married in June." in page
    kept = {"kind": "wedding", "text": "Her son is getting married in June.", "on": "2027-06-01", "evidence": "note:1"}
    hers.post(f"/people/{cora}/occasions/", kept)
    assert "Remember it on" not in text(hers, f"/people/{cora}/")


def test_a_quiet_time_is_set_shown_and_taken_away(hers: Client, cora: int) -> None:
    today = NOW.date().isoformat()
    hers.post(f"/people/{cora}/quiet/", {"since": today, "until": today, "why": "in mourning"})
    assert "It is a quiet time." in text(hers, f"/people/{cora}/")
    assert "in mourning" in text(hers, "/rhythm/")
    hers.post(f"/rhythm/quiet/{QuietTime.objects.get().pk}/remove/")
    assert not QuietTime.objects.exists()
    assert hers.post(f"/people/{cora}/quiet/", {"since": ""}).status_code == 400
    hers.post("/rhythm/quiet/", {"since": today, "why": "polling day"})
    assert "Everybody" in text(hers, "/rhythm/")


def test_limits_are_set_for_everybody_and_said_on_the_page(hers: Client, ada: Actor, cora: int) -> None:
    good = {"per_day": "1", "per_week": "1", "per_month": "2", "quiet_from": "00:00", "quiet_until": "00:00", "quiet_days": ["6"]}
    assert hers.post("/rhythm/limits/", good).status_code == 302
    assert ContactLimits.objects.get().quiet_days == [6]
    log_touch(ada, [cora], kind="message", at=NOW - timedelta(days=2), now=NOW)
    page = text(hers, f"/people/{cora}/")
    assert "often enough this week" in page or "quiet day of the week" in page
    for wrong in ({"per_day": ""}, {"quiet_from": "late"}, {"per_day": "0"}):
        assert hers.post("/rhythm/limits/", {**good, **wrong}).status_code == 400
