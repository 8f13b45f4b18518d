"""Events in a real browser: from the list to the last follow-up by keyboard, and a day without a line on a phone."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import listing, planning
from hustings.apps.events.models import FollowUp, Guest, Jotting
from hustings.apps.people.actions import add_person, log_touch
from hustings.apps.people.models import Interaction, Person, Promise
from hustings.kernel.clock import utc_now
from journeys.conftest import OpenAs, press, reach, strike

LIST = "Ana Souza, River Alliance\nTom Becker\nZoe Quill, Harbour Press"


def people(ada: Actor) -> dict[str, int]:
    """Ana, who is close and was promised something; two people called Tom Becker."""
    now = utc_now()
    ana = add_person(ada, name="Ana Souza", organisation="River Alliance", title="Director", email="ana@example.org")
    log_touch(
        ada, [ana], kind="meeting", at=now - timedelta(days=120), now=now, promise="Send the map of the river",
        promise_due=(now + timedelta(days=9)).date(),
    )  # fmt: skip
    toms = [add_person(ada, name="Tom Becker", email=f"tom{n}@example.org") for n in range(2)]
    return {"ana": ana, "tom": toms[0], "other": toms[1]}


def an_event(ada: Actor) -> int:
    begin = utc_now() - timedelta(minutes=30)
    number, _ = planning.add_event(ada, title="River Conference", starts_at=begin, ends_at=begin + timedelta(hours=4))
    listing.add_guests(ada, number, listing.entries_of_text(LIST))
    return number


def photo() -> bytes:
    """A small picture that a browser can read."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x90\x40\x40" * 40 for _ in range(20))
    head = struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write(target: Locator, text: str, *, phone: bool) -> None:
    """Writes into a field key by key."""
    reach(target, phone=phone)
    target.page.keyboard.type(text)


def write_moment(target: Locator, moment: datetime, *, phone: bool) -> None:
    """Writes a day and a time into their field, part by part as it asks for them in English. A phone opens a picker of its own,
    outside the page, which leaves the value."""
    keys = target.page.keyboard
    reach(target, phone=phone)
    if phone:
        target.fill(f"{moment:%Y-%m-%dT%H:%M}")
        return
    keys.type(f"{moment:%m%d%Y}")
    keys.press("ArrowRight")
    keys.type(f"{moment:%I%M%p}")
    expect(target).to_have_value(f"{moment:%Y-%m-%dT%H:%M}")


def keep_note(page: Page, name: str, text: str, promise: str = "", *, phone: bool = True) -> None:
    page.get_by_label("With whom").fill(name)
    page.get_by_label("What was said").fill(text)
    page.get_by_label("What we promised").fill(promise)
    press(page.get_by_role("button", name="Keep"), phone=phone)


def test_a_day_without_a_line_loses_nothing_and_doubles_nothing(ada: Actor, open_as: OpenAs, tmp_path: Path) -> None:
    known = people(ada)
    event = an_event(ada)
    page = open_as(ada, f"/events/{event}/day/", phone=True)
    day = page.locator("[data-day]")
    expect(day).to_have_attribute("data-kept", "kept")
    expect(page.get_by_text("Ana Souza", exact=True)).to_be_visible()

    page.context.set_offline(True)
    page.get_by_role("button", name="Came: Ana Souza").click()
    keep_note(page, "Ana Souza", "Wants figures on school buses", "Send the figures")
    page.get_by_label("With whom").fill("Somebody with a red hat")
    page.get_by_label("Photo of a card").set_input_files({"name": "card.png", "mimeType": "image/png", "buffer": photo()})
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("[data-notes] [data-state=waiting]")).to_have_count(4)
    assert Jotting.objects.count() == 0

    page.reload()
    expect(page.locator("[data-notes] [data-state=waiting]")).to_have_count(4)
    expect(page.get_by_text("No connection: everything is kept on this phone.")).to_be_visible()
    keep_note(page, "Tom Becker", "Owns the mill", "")
    expect(page.locator("[data-notes] [data-state=waiting]")).to_have_count(5)
    page.reload()
    expect(page.locator("[data-notes] [data-state=waiting]")).to_have_count(5)

    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-notes] [data-state=sent]")).to_have_count(5)
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    page.reload()
    expect(page.locator("[data-notes] [data-state=sent]")).to_have_count(5)

    assert sorted(Jotting.objects.values_list("kind", flat=True)) == ["card", "check_in", "note", "note", "promise"]
    assert Guest.objects.get(person_id=known["ana"]).answer == "attended"
    assert Promise.objects.filter(person_id=known["ana"], text="Send the figures").count() == 1
    assert Interaction.objects.filter(text="River Conference: Wants figures on school buses").count() == 1
    assert bytes(Jotting.objects.get(kind="card").photo).startswith(b"\xff\xd8\xff")


def test_a_note_begun_while_the_last_is_still_being_kept_stays(ada: Actor, open_as: OpenAs) -> None:
    people(ada)
    page = open_as(ada, f"/events/{an_event(ada)}/day/", phone=True)
    expect(page.locator("[data-day]")).to_have_attribute("data-ready", "yes")
    page.evaluate("""() => {
        const keep = IDBObjectStore.prototype.put;
        const [name, text] = [document.getElementById("day-name"), document.getElementById("day-text")];
        IDBObjectStore.prototype.put = function (note) {
            if (this.name !== "notes") return keep.call(this, note);
            name.value = "Tom Becker";
            text.value = "Owns the mill";
            return keep.call(this, note);
        };
    }""")
    keep_note(page, "Ana Souza", "Wants figures on school buses", "Send the figures")
    expect(page.locator("[data-notes] li")).to_have_count(2)
    expect(page.get_by_label("With whom")).to_have_value("Tom Becker")
    expect(page.get_by_label("What was said")).to_have_value("Owns the mill")


def test_what_the_phone_cannot_keep_is_given_back(ada: Actor, open_as: OpenAs) -> None:
    people(ada)
    page = open_as(ada, f"/events/{an_event(ada)}/day/", phone=True)
    expect(page.locator("[data-day]")).to_have_attribute("data-kept", "kept")
    page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.get_by_label("Photo of a card").set_input_files({"name": "card.png", "mimeType": "image/png", "buffer": photo()})
    keep_note(page, "Ana Souza", "Wants figures on school buses", "Send the figures")
    expect(page.get_by_text("This phone could not keep it.")).to_be_visible()
    expect(page.get_by_label("With whom")).to_have_value("Ana Souza")
    expect(page.get_by_label("What we promised")).to_have_value("Send the figures")
    assert page.evaluate("document.getElementById('day-photo').files.length") == 1


def test_what_could_not_be_kept_waits_for_what_was_begun_meanwhile(ada: Actor, open_as: OpenAs) -> None:
    people(ada)
    page = open_as(ada, f"/events/{an_event(ada)}/day/", phone=True)
    expect(page.locator("[data-day]")).to_have_attribute("data-kept", "kept")
    page.evaluate("""() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (note) {
            if (this.name !== "notes") return put.call(this, note);
            document.getElementById("day-name").value = "Tom Becker";
            IDBObjectStore.prototype.put = put;
            throw new DOMException("full", "QuotaExceededError");
        };
    }""")
    keep_note(page, "Ana Souza", "Wants figures on school buses")
    expect(page.get_by_text("This phone could not keep it.")).to_be_visible()
    expect(page.get_by_label("With whom")).to_have_value("Tom Becker")
    expect(page.get_by_label("What was said")).to_have_value("")
    keep_note(page, "Tom Becker", "Owns the mill")
    expect(page.get_by_label("With whom")).to_have_value("Ana Souza")
    expect(page.get_by_label("What was said")).to_have_value("Wants figures on school buses")
    expect(page.locator("[data-notes] li")).to_have_count(1)


def test_an_answer_that_got_lost_on_the_way_is_sent_again_and_stored_once(ada: Actor, open_as: OpenAs) -> None:
    people(ada)
    event = an_event(ada)
    page = open_as(ada, f"/events/{event}/day/", phone=True)
    expect(page.locator("[data-day]")).to_have_attribute("data-kept", "kept")
    # The server stores it, but the line breaks before its answer is there.
    lost = []

    def lose(route: object) -> None:
        if not lost:
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.context.route("**/day/notes/", lose)
    keep_note(page, "Ana Souza", "Buses")
    expect(page.locator("[data-notes] [data-state=waiting]")).to_have_count(1)
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-notes] [data-state=sent]")).to_have_count(1)
    assert lost
    assert Jotting.objects.count() == 1
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize("phone", [False, True], ids=["keyboard", "phone"])
def test_an_event_from_its_list_to_the_last_follow_up(ada: Actor, open_as: OpenAs, phone: bool) -> None:
    known = people(ada)
    page = open_as(ada, "/events/", phone=phone)
    keys = page.keyboard
    press(page.get_by_role("link", name="Put down an event"), phone=phone)
    write(page.get_by_label("What it is called"), "River Conference", phone=phone)
    write_moment(page.get_by_label("Begins"), utc_now() - timedelta(minutes=30), phone=phone)
    press(page.get_by_role("button", name="Put it down"), phone=phone)
    expect(page.get_by_role("heading", level=1, name="River Conference")).to_be_visible()

    names = page.get_by_label("Paste names, one a line")
    if not names.is_visible():
        press(page.locator("summary", has_text="Put people on the list"), phone=phone)
    write(names, f"12:00 Lunch\n{LIST}", phone=phone)
    press(page.get_by_role("button", name="Put on the list"), phone=phone)
    expect(page.get_by_text("1 line left out (12:00 Lunch)")).to_be_visible()
    expect(page.get_by_role("heading", name="Who is meant?")).to_be_visible()
    press(page.get_by_role("button", name="Tom Becker").first, phone=phone)
    expect(page.get_by_role("heading", name="Who is meant?")).to_have_count(0)
    assert Guest.objects.get(name="Tom Becker").person_id in (known["tom"], known["other"])

    if phone:
        page.get_by_role("link", name="Brief").tap()
    else:
        strike(page, "b")
    expect(page.get_by_text("We owe them a promise")).to_be_visible()
    expect(page.get_by_text("Is that still what you need?")).to_be_visible()
    press(page.locator(".kicker").get_by_role("link", name="River Conference"), phone=phone)
    expect(page.get_by_role("heading", level=1, name="River Conference")).to_be_visible()

    if phone:
        page.get_by_role("link", name="On the day").tap()
    else:
        strike(page, "n")
    expect(page.locator("[data-day]")).to_have_attribute("data-ready", "yes")
    press(page.get_by_role("button", name="Came: Ana Souza"), phone=phone)
    write(page.get_by_label("With whom"), "Ana Souza", phone=phone)
    write(page.get_by_label("What was said"), "Wants figures on school buses", phone=phone)
    write(page.get_by_label("What we promised"), "Send the figures", phone=phone)
    press(page.get_by_role("button", name="Keep"), phone=phone)
    expect(page.locator("[data-notes] [data-state=sent]")).to_have_count(3)

    press(page.locator(".kicker").get_by_role("link", name="River Conference"), phone=phone)
    press(page.get_by_role("link", name="Write them"), phone=phone)
    expect(page.get_by_text("Somebody of the team was in touch today. Write from")).to_be_visible()
    if phone:
        page.locator("summary", has_text="Write").first.tap()
    else:
        strike(page, "r")
    draft = page.get_by_label("A first draft; make it yours")
    expect(draft).to_have_value(
        "Hello Ana,\n\nit was good to talk at River Conference. We talked about this: Wants figures on school buses\n\n"
        "I promised you: Send the figures\n\n\nAda"
    )
    reach(draft, phone=phone)
    keys.press("Control+End")
    keys.type(" Okafor")
    press(page.get_by_role("button", name="I sent it"), phone=phone)
    expect(page.get_by_text("Everybody has heard from you")).to_be_visible()
    press(page.get_by_role("link", name="See the events"), phone=phone)
    press(page.get_by_role("link", name="River Conference"), phone=phone)
    expect(page.get_by_text("follow-ups in time")).to_be_visible()
    assert FollowUp.objects.get().done_at is not None
    sent = Interaction.objects.get(direction="out", channel="email", participations__person_id=known["ana"])
    assert sent.text.endswith("Ada Okafor")
    assert Person.objects.get(pk=known["ana"]).last_touch_at is not None


def test_pages_of_events_fit_a_phone(ada: Actor, open_as: OpenAs) -> None:
    people(ada)
    event = an_event(ada)
    page = open_as(ada, "/events/", phone=True)
    for path in ("", f"{event}/", f"{event}/brief/", f"{event}/day/", "new/", "follow-ups/", "joining/", "calendars/", "card/"):
        page.goto(f"/events/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
