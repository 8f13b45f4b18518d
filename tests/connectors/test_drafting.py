"""Drafts from an endpoint: what is sent, what may come back, and what is said where it does not work."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors import drafting
from hustings.connectors.drafting import Endpoint, Turn, checked, draft, inert
from hustings.connectors.outbound import Guard
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput

HERE = Guard(allowed=(ip_network("127.0.0.1/32"),), seconds=5)
TURNS = (Turn(False, "When does the bus come?"), Turn(True, "At ten."))


class Model(BaseHTTPRequestHandler):
    """Answers what the tests put here."""

    status, body, asked = 200, b"", dict[str, Any]()

    def do_POST(self) -> None:
        Model.asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Model.asked["key"] = self.headers.get("authorization")
        self.send_response(Model.status)
        self.send_header("content-length", str(len(Model.body)))
        self.end_headers()
        self.wfile.write(Model.body)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions/"
        server.shutdown()
        thread.join()


def answered(url: str, body: object, *, status: int = 200, key: str = "", wish: str = "") -> str:
    Model.status, Model.body = status, body if isinstance(body, bytes) else json.dumps(body).encode()
    return draft(HERE, Endpoint(url, "small", key), TURNS, wish=wish)


def said(words: str | None) -> object:
    return {"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": words, "tool_calls": [{"x": 1}]}}]}


def test_a_draft_is_the_words_of_the_answer_and_nothing_else(url: str) -> None:
    assert answered(url, said(" At ten.\n"), key="sk-1", wish="Say ten.") == "At ten."
    told = Model.asked["messages"][1]["content"]
    assert (Model.asked["key"], Model.asked["model"], Model.asked["stream"]) == ("Bearer sk-1", "small", False)
    assert told.index("THEY WROTE:\nWhen does") < told.index("WE WROTE:\nAt ten.") < told.index("Say ten.")
    answered(url, said("At ten."))
    assert Model.asked["key"] is None


def test_an_endless_draft_ends(url: str) -> None:
    assert len(answered(url, said("word " * 5_000))) <= drafting.LONGEST


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, b"", RetryLater), (503, b"", RetryLater), (401, b"", NeverRetry), (200, b"<html>", NeverRetry),
        (200, b'{"choices": []}', NeverRetry), (200, b'{"choices": [{"message": {"content": null}}]}', NeverRetry),
    ],
)  # fmt: skip
def test_what_is_no_draft_is_said_plainly_and_without_the_key(url: str, status: int, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        answered(url, body, status=status, key="sk-very-secret")
    assert "sk-very-secret" not in str(refused.value)


def test_an_endpoint_that_is_not_there_is_tried_later() -> None:
    with pytest.raises(RetryLater, match="could not be reached"):
        draft(HERE, Endpoint("http://127.0.0.1:9/v1", "small"), TURNS)


@pytest.mark.parametrize(
    "wrong", ["", "example.org/v1", "file:///etc/passwd", "https://", "https://a:b@c.org", "https://c.org?x=1"]
)
def test_what_is_no_address_of_an_endpoint_is_refused(wrong: str) -> None:
    with pytest.raises(WrongInput):
        checked(wrong)


@given(st.text(max_size=500))
def test_inert_text_holds_nothing_invisible_and_stays_as_it_is(text: str) -> None:
    once = inert(text)
    assert inert(once) == once
    assert not {"\u202e", "\u200b", "\x00", "\x1b"} & set(once)
