"""Listening to events over a real line, through the guard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hustings.connectors.platforms.mastodon import Mastodon
from hustings.connectors.platforms.mastodon.streaming import Listening
from servers.snac import LOOPBACK


class Events(BaseHTTPRequestHandler):
    """A stream of two events that matter, which then ends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for line in (":)", "event: notification", "data: {}", "", ":thump", "event: status.update", "data: {}", ""):
            self.wfile.write(f"{line}\n".encode())
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Events) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://one.localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def test_events_are_heard_as_they_come(address: str) -> None:
    clock = iter([0.0, *[1.0] * 8, 100.0])
    account = Mastodon(LOOPBACK, listening=Listening(clock=lambda: next(clock)))
    told = account.listen({"server": address, "token": "good-token"}, "notifications", seconds=60)
    assert sum(told) == 3
