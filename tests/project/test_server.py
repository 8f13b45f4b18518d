"""One command that serves: ports, the worker beside it, the link for the owner, and a clean end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import Client

from hustings.apps.accounts.actor import Actor
from hustings.kernel.errors import WrongInput
from hustings.project import server, worker
from hustings.project.server import free_port, serve, sign_in_path, worker_process

STARTED = """
from hustings.project.server import prepare, serve
prepare()
from hustings.apps.accounts.actions import create_workspace
create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada")
serve(workers=1)
"""
TICK = Event()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused(taken: int) -> None:
    with pytest.raises(WrongInput, match=f"Port {taken} of 127.0.0.1 is taken"):
        free_port("127.0.0.1", taken)


def test_the_first_free_port_is_taken_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(server, "FIRST_PORT", taken)
    assert taken < free_port("127.0.0.1", None) < taken + server.PORTS_TRIED


def test_without_a_free_port_it_says_so(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(server, "FIRST_PORT", taken)
    monkeypatch.setattr(server, "PORTS_TRIED", 1)
    with pytest.raises(WrongInput, match=f"No port from {taken} on is free"):
        free_port("127.0.0.1", None)


def test_another_host_is_refused_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "prepare", lambda: pytest.fail("prepared before the refusal"))
    with pytest.raises(WrongInput, match="HTTPS"):
        serve("0.0.0.0", 8000)


def test_the_link_signs_the_first_owner_in(client: Client, ada: Actor, ben: Actor) -> None:
    path = sign_in_path()
    assert path is not None
    client.get(path)
    assert client.get("/members/").status_code == 200


def test_without_a_workspace_there_is_no_link(db: None) -> None:
    assert sign_in_path() is None
    assert server._greeting("http://127.0.0.1:8000", open_link=True) == ["Hustings serves http://127.0.0.1:8000/"]


def test_addresses_are_said_once_they_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        said: list[str] = []

        def listen_late(_seconds: float) -> None:
            said.append(capsys.readouterr().out)
            listening.listen()

        monkeypatch.setattr(server.time, "sleep", listen_late)
        server._say_when_heard(["Here it is"], "127.0.0.1", port)
    assert said == [""]
    assert capsys.readouterr().out == "Here it is\n"


def test_it_prints_where_it_serves_and_the_link(
    monkeypatch: pytest.MonkeyPatch, ada: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[object] = []

    def pretend(host: str, port: int, *, workers: int) -> object:
        given.append((host, workers))
        return SimpleNamespace(serve=lambda: given.append("served"))

    monkeypatch.setattr(server, "prepare", lambda: None)
    monkeypatch.setattr(server, "_say_when_heard", lambda lines, _host, _port: print(*lines))
    monkeypatch.setattr(server, "_leave_the_data_base", lambda: None)
    monkeypatch.setattr(server, "web_server", pretend)
    monkeypatch.setattr(server, "worker_process", nullcontext)
    serve("::1", workers=2)
    serve(open_link=False, workers=2)
    for thread in threading.enumerate():
        if thread.name == "greeting":
            thread.join()
    out = capsys.readouterr().out
    assert given == [("::1", 2), "served", ("127.0.0.1", 2), "served"]
    assert "http://[::1]:" in out
    assert out.count("/sign-in/") == 1


def test_a_worker_that_does_not_stop_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    popen = subprocess.Popen

    def start(*_command: object, **_choices: object) -> subprocess.Popen[bytes]:
        process = popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    monkeypatch.setattr(server, "STOP_WAIT", 0.05)
    monkeypatch.setattr(subprocess, "Popen", start)
    with worker_process() as process:
        pass
    assert process.returncode == -signal.SIGKILL
    assert process.stdout is not None
    process.stdout.close()


def test_a_worker_whose_parent_is_gone_stops() -> None:
    stop = Event()
    worker.watch(stop, parent=-1, every=0.001)
    assert stop.is_set()


def test_a_worker_whose_parent_lives_goes_on() -> None:
    stop = Event()
    watcher = threading.Thread(target=worker.watch, args=(stop,), kwargs={"parent": os.getppid(), "every": 0.001})
    watcher.start()
    watcher.join(0.05)
    assert watcher.is_alive()
    stop.set()
    watcher.join(5)
    assert not watcher.is_alive()


def asked(address: str, path: str) -> tuple[int, str, str]:
    """Status, Cache-Control and text of the running server's answer, waited for until it listens."""
    for _attempt in range(400):
        with closing(http.client.HTTPConnection(address, timeout=20)) as connection:
            try:
                connection.request("GET", path)
            except ConnectionRefusedError:
                TICK.wait(0.05)
                continue
            answer = connection.getresponse()
            return answer.status, answer.headers["Cache-Control"], answer.read().decode()
    raise TimeoutError(address)


def test_it_serves_with_a_worker_beside_it_and_ends_cleanly(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    running = subprocess.Popen(
        [sys.executable, "-c", STARTED], env=clean | {"HUSTINGS_HOME": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        address = urlsplit(running.stdout.readline().split()[-1]).netloc
        link = urlsplit(running.stdout.readline().split()[-1]).path
        assert asked(address, "/healthz")[2] == "ok\n"
        page = asked(address, "/accounts/login/")[2]
        style = next(part for part in page.split('"') if part.startswith("/static/hustings/hustings.") and part.endswith(".css"))
        assert [asked(address, style)[0], "immutable" in asked(address, style)[1]] == [200, True]
        assert [asked(address, link)[0] for _time in range(2)] == [302, 404]
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
        running.stdout.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 2)
