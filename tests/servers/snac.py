"""Two real servers of the fediverse (snac 2, ActivityPub with the Mastodon interface) that federate with each other on loopback.

Debian has the program as `snac2` in its backports. Names under .localhost lead to this machine in curl, by which snac speaks.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

import httpx
import pytest

from hustings.connectors.outbound import Guard

T = TypeVar("T")
_DELIVERED_WITHIN = 180.0
LOOPBACK = Guard(allowed=(ip_network("127.0.0.0/8"),), resolve=lambda host, port: ["127.0.0.1"])
_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_SCOPES = "read write follow"


class Server(NamedTuple):
    """A running server: its host with the port, its folder, and the tokens and passwords of its people by name."""

    host: str
    folder: Path
    tokens: dict[str, str]
    passwords: dict[str, str]

    def join(self, name: str) -> None:
        """A further account, signed in. It gets the keys of the first one: to make new ones takes seconds."""
        first, place = self.folder / "first", self.folder / "user" / name
        if not first.exists():
            _run(["snac", "adduser", str(self.folder), name], f"{name}\n")
            shutil.copytree(place, first)
        else:
            _copy(first, place, name)
        self.passwords[name] = _password(_run(["snac", "resetpwd", str(self.folder), name], ""))
        self.tokens[name] = _token(self.host, int(self.host.rpartition(":")[2]), name, self.passwords[name])

    def credentials(self, name: str) -> dict[str, str]:
        """What opens the account of somebody here."""
        return {"server": f"http://{self.host}", "token": self.tokens[name]}

    def call(self, name: str, method: str, path: str, **given: Any) -> Any:
        """What another program of somebody here does, by the same interface."""
        headers = {"host": self.host, "connection": "close", "authorization": f"Bearer {self.tokens[name]}"}
        address = f"http://127.0.0.1:{self.host.rpartition(':')[2]}{path}"
        answer = httpx.request(method, address, headers=headers, timeout=30, **given)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def delete(self, name: str, address: str) -> None:
        """Deletes a post, on the pages of the server: its interface for programs has no way to."""
        page = f"http://127.0.0.1:{self.host.rpartition(':')[2]}/{name}/admin/action"
        form = {"action": "Delete", "id": address}
        headers = {"host": self.host, "connection": "close"}
        answer = httpx.post(page, data=form, auth=(name, self.passwords[name]), headers=headers, timeout=30)
        assert answer.status_code in (200, 303), answer.text

    def post(self, name: str, text: str, **more: str) -> dict[str, Any]:
        """A new post."""
        return dict(self.call(name, "POST", "/api/v1/statuses", json={"status": text, **more}))


def until(found: Callable[[], T | None]) -> T:
    """Waits until the servers have delivered what is looked for."""
    end = time.monotonic() + _DELIVERED_WITHIN
    while (thing := found()) is None or thing is False:
        assert time.monotonic() < end, "the servers did not deliver"
        time.sleep(0.25)
    return thing


def without(server: str, reason: str) -> NoReturn:
    """Skips the test, or fails it where the server was installed (HUSTINGS_SERVERS names those; see install.sh)."""
    assert server not in os.environ.get("HUSTINGS_SERVERS", "").split(), reason
    pytest.skip(reason)


@contextmanager
def two_servers() -> Iterator[tuple[Server, Server]]:
    """Ada and Ben on one server, Vera on the other. Skips the test where snac is not installed."""
    program = shutil.which("snac")
    if program is None:
        without("snac", "snac is not installed (Debian: snac2, in the backports)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hustings-snac-", ignore_cleanup_errors=True)))
        _hand_over(folder)
        one = stack.enter_context(_server(program, folder / "one", "one", ["ada", "ben"]))
        two = stack.enter_context(_server(program, folder / "two", "two", ["vera"]))
        yield one, two


@contextmanager
def _server(program: str, folder: Path, name: str, people: Sequence[str]) -> Iterator[Server]:
    port = free_port()
    host = f"{name}.localhost:{port}"
    _run([program, "init", str(folder)], f"127.0.0.1\n{port}\n{host}\n\n\n")
    settings = folder / "server.json"
    # The threads that deliver are those that answer: with few of them a server that writes to itself waits for itself.
    changed = {"protocol": "http", "queue_retry_minutes": 1, "num_threads": 48}
    settings.write_text(json.dumps(json.loads(settings.read_text()) | changed))
    with (
        open(folder / "log", "wb") as log,
        subprocess.Popen([*_as_nobody(), program, "httpd", str(folder)], stdout=log, stderr=log) as process,
    ):
        try:
            _until_it_answers(port)
            server = Server(host, folder, {}, {})
            for person in people:
                server.join(person)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _as_nobody() -> list[str]:
    """snac does not like to be root."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []


def _hand_over(folder: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")


def _copy(first: Path, place: Path, name: str) -> None:
    shutil.copytree(first, place)
    told = place / "user.json"
    told.write_text(json.dumps(json.loads(told.read_text()) | {"uid": name, "name": name}))
    for each in (place, *place.rglob("*")):
        _hand_over(each)


def _run(command: list[str], given: str) -> str:
    done = subprocess.run([*_as_nobody(), *command], input=given, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _password(said: str) -> str:
    found = re.search(r"password (?:is|for user \S+ is) (\S+)", said, re.MULTILINE)
    assert found, said
    return found[1]


def _until_it_answers(port: int) -> None:
    for _ in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v1/instance", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("snac did not start")


def _token(host: str, port: int, person: str, password: str) -> str:
    """The way of a member in the browser: an application, its page of consent with the password, the code, the token."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"host": host, "connection": "close"}, timeout=10) as client:
        wanted = {"client_name": "Hustings", "redirect_uris": _OUT_OF_BAND, "scopes": _SCOPES}
        app = client.post("/api/v1/apps", data=wanted).json()
        asked = {"client_id": app["client_id"], "redirect_uri": _OUT_OF_BAND, "response_type": "code", "scope": _SCOPES}
        page = client.get("/oauth/authorize", params=asked).text
        form = dict(re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', page)) | {"login": person, "passwd": password}
        action = re.search(r'action="([^"]+)"', page)
        assert action, page
        answer = client.post(httpx.URL(action[1]).path, data=form)
        code = re.search(r"code=([\w-]+)", answer.headers.get("location", "")) or re.search(r"\b([0-9a-f]{32,})\b", answer.text)
        assert code, answer.text
        asked = {"client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": _OUT_OF_BAND}
        asked |= {"grant_type": "authorization_code", "code": code[1], "scope": _SCOPES}
        return str(client.post("/oauth/token", data=asked).json()["access_token"])
