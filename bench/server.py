"""A web server as the product runs it, on as many worker processes as asked for, whose CPU is read around many requests."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import ROOT, environment


def serve(*, application: str, port: int, workers: int = 1) -> dict[str, Any]:
    """Serves until it is stopped, in this process and its workers."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        application,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_enabled=False,
    ).serve()
    return {}


@contextmanager
def running(application: str, *, home: Path, port: int, workers: int = 1) -> Iterator[Server]:
    """A server of that WSGI application on the data of that folder, ready to answer; stopped at the end."""
    program = f"from bench.server import serve; serve(application={application!r}, port={port}, workers={workers})"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment(home), stdin=subprocess.DEVNULL)
    try:
        server = Server(process.pid, port)
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port

    def wait(self) -> None:
        """Until it accepts connections. Raises TimeoutError after a minute."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise TimeoutError("The server did not begin to answer.")

    def cpu_of(self, path: str, *, times: int, cookie: str = "", expect: bytes = b"") -> float:
        """CPU seconds a request, all processes of the server together. Raises RuntimeError where the answer is another one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        before = self._cpu()
        for _ in range(times):
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or expect not in body:
                raise RuntimeError(f"{path} answered {answer.status}: {body[:300]!r}")
        connection.close()
        return (self._cpu() - before) / times

    def _cpu(self) -> float:
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(_ticks(pid) for pid in (self.pid, *_children(self.pid))) / ticks


def _ticks(pid: int) -> int:
    """User and system time of a process, its threads included."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(words[11]) + int(words[12])


def _children(pid: int) -> list[int]:
    found = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*found, *(other for child in found for other in _children(child))]
