"""The inbox in a real browser: by keyboard alone, following what happens, with drafts that are not lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from fakes.platform import TOKEN, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Stream
from hustings.apps.inbox import presence, snippets
from hustings.apps.inbox.models import Closing, Conversation
from hustings.apps.intake import syncing
from hustings.kernel.clock import utc_now
from inbox_talks import said
from journeys.conftest import OpenAs


@pytest.fixture
def talk(ada: Actor) -> Iterator[int]:
    """A conversation that can be answered."""
    with fake_mail() as mail:
        mail.say("INBOX", letter(1))
        channels.connect(ada, platform="email", credentials={"server": "mail", "token": TOKEN})
        for pk in Stream.objects.values_list("pk", flat=True):
            syncing.sync_stream(pk, at_most=None)
        yield Conversation.objects.get().pk


def look_again(page: Page) -> None:
    page.evaluate("document.body.dispatchEvent(new Event('look-again'))")


def test_a_conversation_is_closed_with_a_data_point_by_keyboard_in_seconds(ada: Actor, talk: int, open_as: OpenAs) -> None:
    page = open_as(ada, "/conversations/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/*/")
    page.keyboard.press("e")
    expect(page.get_by_label("What was it about?")).to_be_focused()
    page.keyboard.type("Night buses")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Done.")
    assert Closing.objects.get().topic == "Night buses"
    page.keyboard.press("u")
    expect(page.locator("[data-talk]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("done, with what came of it")


def test_an_open_list_shows_what_comes_without_being_loaded_again_and_keeps_still_while_one_chooses(
    ada: Actor, talk: int, open_as: OpenAs
) -> None:
    page = open_as(ada, "/conversations/")
    page.evaluate("window.__same = true")
    said(ada, "And the ferry?", by="Tomasz")
    look_again(page)
    expect(page.locator("[data-talk]")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".work.many")).to_be_visible()
    said(ada, "And the tram?", by="Priya")
    look_again(page)
    expect(page.locator("[data-talk]")).to_have_count(2)
    page.keyboard.press("x")
    look_again(page)
    expect(page.locator("[data-talk]")).to_have_count(3)
    assert page.evaluate("window.__same")


def test_what_is_typed_is_kept_until_it_is_sent_and_blanks_are_filled_in_turn(ada: Actor, talk: int, open_as: OpenAs) -> None:
    snippets.save_snippet(ada, name="Thanks", text="Dear [[name]], about [[topic]]:")
    page = open_as(ada, f"/conversations/{talk}/")
    page.get_by_label("Snippet").select_option(label="Thanks")
    field = page.locator("#reply-text")
    expect(field).to_have_value("Dear [[name]], about [[topic]]:")
    page.keyboard.type("Marta")
    page.keyboard.press("Tab")
    page.keyboard.type("bus nine")
    expect(field).to_have_value("Dear Marta, about bus nine:")
    page.reload()
    expect(field).to_have_value("Dear Marta, about bus nine:")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".toast.error")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    field.press("End")
    field.press_sequentially(" it leaves the depot at ten past five.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".toast").first).to_contain_text("leaves in ten seconds")
    expect(field).to_have_value("")


def test_an_open_thread_shows_who_looks_and_what_is_new(ada: Actor, ben: Actor, talk: int, open_as: OpenAs) -> None:
    page = open_as(ada, f"/conversations/{talk}/")
    presence.look(ben, talk, typing=True, now=utc_now())
    look_again(page)
    expect(page.locator("#presence")).to_contain_text("Ben Castillo is writing an answer")
    page.locator("#reply-text").fill("Half an answer")
    Conversation.objects.filter(pk=talk).update(message_count=7)
    look_again(page)
    expect(page.locator("#presence")).to_contain_text("Brought up to date")
    expect(page.locator("#reply-text")).to_have_value("Half an answer")
    assert presence.others_at(ben, [talk], now=utc_now())[talk][0].typing
