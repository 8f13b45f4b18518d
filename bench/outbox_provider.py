"""A provider of its own process that remembers what it received, and the platform that talks to it: for bench/kill_outbox.py.

Some answers it takes and forgets to say so, as a line that breaks does; of some keys it cannot say later what became of them.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

from hustings.connectors.live import Account, Batch, Credentials, Draft, Limit, Question, Sent
from hustings.connectors.platforms import registry
from hustings.kernel.errors import RetryLater, Uncertain
from hustings.kernel.records import Identity

PORT = "HUSTINGS_BENCH_PROVIDER"
IDENTITY = Identity(kind="email", value="ada@campaign.example")
LIST = registry.Entry(name="email", title="Simulated mail", module="bench.outbox_provider", attribute="make")


def make(guard: Any) -> Provider:
    """What the registry calls."""
    return Provider()


class Provider:
    """The platform as connectors see it: each call is one line over a socket."""

    name = "email"
    title = "Simulated mail"
    channel = "email"
    use_rule = "own-mail"
    can = frozenset({"read", "reply"})
    asks = (Question(name="token", title="token", secret=True),)
    limits: tuple[Limit, ...] = ()

    def verify(self, credentials: Credentials) -> Account:
        return Account(name=IDENTITY.value, identities=(IDENTITY,), may=self.can)

    def streams(self, credentials: Credentials) -> tuple[str, ...]:
        return ()

    def read(self, credentials: Credentials, stream: str, cursor: str) -> Batch:
        return Batch((), cursor, False)

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        answer = _ask({"do": "send", "key": draft.key})
        if answer != "taken":
            raise Uncertain("The line broke.")
        return self._sent(draft.key)

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        answer = _ask({"do": "find", "key": key})
        if answer == "unknown":
            raise RetryLater("The provider cannot say.")
        return self._sent(key) if answer == "there" else None

    def _sent(self, key: str) -> Sent:
        return Sent(f"{key}@campaign.example", datetime.now(UTC))


def _ask(request: dict[str, str]) -> str:
    try:
        with socket.create_connection(("127.0.0.1", int(os.environ[PORT])), 10) as line:
            line.sendall(json.dumps(request).encode() + b"\n")
            return line.makefile().readline().strip()
    except OSError as error:
        raise Uncertain(str(error)) from error


def received() -> dict[str, int]:
    """How often the provider got each key."""
    with socket.create_connection(("127.0.0.1", int(os.environ[PORT])), 10) as line:
        line.sendall(b'{"do": "tell"}\n')
        told: dict[str, int] = json.loads(line.makefile().readline())
        return told


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = json.loads(self.rfile.readline() or b"{}")
        server: Any = self.server
        key = asked.get("key", "")
        if asked.get("do") == "send":
            time.sleep(server.random.random() * 0.004)
            server.taken[key] += 1
            time.sleep(server.random.random() * 0.004)
            if server.random.random() < 0.02:
                return
            self.wfile.write(b"taken\n")
        elif asked.get("do") == "find":
            forgetful = int(key[:2], 16) % 5 == 0
            self.wfile.write(b"unknown\n" if forgetful else b"there\n" if server.taken[key] else b"none\n")
        elif asked.get("do") == "tell":
            self.wfile.write(json.dumps(server.taken).encode() + b"\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: Counter[str] = Counter()
        self.random = Random(seed)


if __name__ == "__main__":
    with _Server(int(sys.argv[1])) as serving:
        print(serving.server_address[1], flush=True)
        serving.serve_forever()
