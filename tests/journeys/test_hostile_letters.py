"""Three hundred hostile letters in a real Chromium: nothing runs, nothing is asked for, and every link says where it leads."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route

from hostile.letters import corpus
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Letter, Message
from hustings.web.letters import TAGS, as_page, sanitised
from inbox_talks import said
from journeys.conftest import OpenAs

PART = 25
"""Letters in one conversation: enough that a page shows many at once, few enough that a browser shows it quickly."""


def test_the_corpus_is_large_enough_and_always_the_same(tmp_path: Path) -> None:
    names = [name for name, _ in corpus()]
    assert len(names) == len(set(names)) >= 300
    assert list(corpus()) == list(corpus())


def test_hostile_letters_run_nothing_and_ask_for_nothing(ada: Actor, open_as: OpenAs) -> None:
    letters = list(corpus())
    talk = said(ada, "Hello", html="<p>Hello</p>")
    first = Letter.objects.get()
    page = open_as(ada, f"/conversations/{talk}/")
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}") or dialog.dismiss())
    page.context.on("page", lambda other: asked.append(f"window {other.url}"))
    address = f"/conversations/message/{first.pk}/"
    for pictures in ("", "?images=yes"):
        for start in range(0, len(letters), PART):
            html = "\n".join(f"<div>{letter}</div>" for _, letter in letters[start : start + PART])
            Letter.objects.filter(pk=first.pk).update(html=html.replace("\0", ""))
            page.goto(f"/conversations/{talk}/")
            page.evaluate(
                "address => { const frame = document.createElement('iframe'); frame.setAttribute('sandbox', "
                "'allow-popups allow-popups-to-escape-sandbox'); frame.src = address; document.body.append(frame); "
                "return new Promise(done => frame.addEventListener('load', done)) }",
                address + pictures,
            )
            assert page.evaluate("window.__ran") is None, letters[start][0]
            assert "ran" not in page.title()
    outside = [url for url in asked if not url.startswith((page.url.split("/conversations")[0], "data:", "about:"))]
    # Pictures were asked for in the second round, and nothing but pictures.
    assert {url for url in outside if not url.startswith("https://track.invalid/p")} == set()


def test_each_hostile_letter_alone_asks_for_nothing(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_default_timeout(60_000)
    letters = dict(corpus())
    asked: list[str] = []

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in letters:
            response = as_page(letters[name])
            route.fulfill(status=200, headers=dict(response.headers), body=response.content)
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    for name in letters:
        page.goto(f"https://letters.invalid/{name}")
        assert asked == [], name
        assert "ran" not in page.title(), name
    page.close()


def test_the_letter_as_it_was_sent_opens_in_its_frame(ada: Actor, open_as: OpenAs) -> None:
    talk = said(ada, "Hello", html='<p>Dear <b>Ada</b>, see <a href="https://evil.invalid/">https://bank.example</a></p>')
    page = open_as(ada, f"/conversations/{talk}/")
    page.locator(".as-sent summary").click()
    frame: Any = page.frame_locator("iframe.letter")
    assert frame.locator("b").inner_text() == "Ada"
    assert frame.locator(".to").inner_text() == "[evil.invalid]"


def test_text_without_markup_shows_hostile_words_as_words(ada: Actor, open_as: OpenAs) -> None:
    talk = 0
    for _, letter in list(corpus())[:60]:
        talk = said(ada, letter.replace("\0", "") or "x", thread="one")
    page = open_as(ada, f"/conversations/{talk}/")
    assert page.evaluate("window.__ran") is None
    assert page.locator(".message").count() == Message.objects.count()


class Reader(HTMLParser):
    """Notes each element with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_sanitised_markup_names_no_handler_and_no_scheme_that_acts() -> None:
    for name, letter in corpus():
        reader = Reader()
        reader.feed(sanitised(letter))
        for tag, attributes in reader.found:
            assert tag in TAGS, name
            assert not [each for each in attributes if each.startswith("on") or each in ("style", "srcset", "ping")], name
            assert (attributes.get("href") or "https://").startswith(("https://", "http://", "mailto:", "tel:")), name
            assert (attributes.get("src") or "data:image/").startswith("data:image/"), name
