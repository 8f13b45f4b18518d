"""A real CalDAV server (Radicale) on loopback, with one calendar for Ada; and what another program of hers does there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from servers.snac import free_port

_CONFIG = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {home}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {home}/collections
[logging]
level = warning
"""
_MAKE = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{}</d:displayname></d:prop></d:set></c:mkcalendar>"
)


class Server(NamedTuple):
    """A running server: its address, and that of Ada's calendar."""

    address: str
    calendar: str

    def other(self, method: str, name: str = "", body: str = "", **headers: str) -> httpx.Response:
        """A request of another program in Ada's name."""
        answer = httpx.request(
            method, f"{self.calendar}{name}", content=body.encode(), headers=headers, auth=("ada", "a secret word")
        )
        assert answer.is_success, (answer.status_code, answer.text)
        return answer

    def names(self) -> list[str]:
        """The objects of the calendar."""
        text = self.other("PROPFIND", depth="1").text
        return [part.partition("<")[0].rpartition("/")[2] for part in text.split("<href>")[1:] if ".ics<" in part]

    def make(self, name: str, title: str) -> str:
        """A further calendar of Ada's."""
        place = f"{self.address}ada/{name}/"
        made = httpx.request("MKCALENDAR", place, content=_MAKE.format(title), auth=("ada", "a secret word"))
        assert made.status_code == 201, made.text
        return place


@contextmanager
def radicale(home: Path) -> Iterator[Server]:
    """The server, gone after the block. Skips where it is not installed."""
    if find_spec("radicale") is None:
        missing = "Radicale is not installed (it is among the requirements for developers)."
        pytest.fail(missing) if os.environ.get("HUSTINGS_CI") else pytest.skip(missing)
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    (home / "users").write_text("ada:a secret word\n")
    (home / "config").write_text(_CONFIG.format(port=port, home=home))
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", str(home / "config")], stdout=log, stderr=log)
    try:
        server = Server(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/ada/own/")
        _wait(server.address, process, home / "log")
        server.make("own", "Campaign")
        yield server
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends_at = time.monotonic() + 20
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"Radicale did not start: {log.read_text()}")
