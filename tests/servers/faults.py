"""A small proxy between a client and a server that delays, cuts, resets and truncates by a seed."""

from __future__ import annotations

import random
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["none", "refuse", "delay", "cut", "reset", "truncate"]

FAULTS: tuple[Fault, ...] = ("refuse", "delay", "cut", "reset", "truncate")
_CHUNK = 4096
_RESET = struct.pack("ii", 1, 0)


@dataclass
class FaultProxy:
    """Every line through `port` suffers, with `chance`, one fault after a random number of bytes in both directions.

    `limit` is how many lines suffer at most, so that whoever tries again arrives in the end. `met` lists what happened.
    """

    target: int
    seed: int
    chance: float = 0.5
    limit: int = 40
    longest: int = 20_000
    port: int = 0
    met: list[Fault] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[FaultProxy]:
        """The proxy, listening until the block ends."""
        dice = random.Random(self.seed)
        ended = threading.Event()
        lines: list[threading.Thread] = []
        with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
            self.port = server.getsockname()[1]
            accepting = threading.Thread(target=self._accept, args=(server, dice, ended, lines))
            accepting.start()
            try:
                yield self
            finally:
                ended.set()
                accepting.join()
                for line in lines:
                    line.join()

    def _accept(self, server: socket.socket, dice: random.Random, ended: threading.Event, lines: list[threading.Thread]) -> None:
        while not ended.is_set():
            if not select.select([server], [], [], 0.02)[0]:
                continue
            client, _ = server.accept()
            fault, after = self._draw(dice)
            line = threading.Thread(target=self._carry, args=(client, fault, after, ended))
            line.start()
            lines.append(line)

    def _draw(self, dice: random.Random) -> tuple[Fault, int]:
        # Small numbers are as likely as large ones: greetings and sign-ins break as often as letters.
        after = int(2 ** dice.uniform(0, self.longest.bit_length()))
        suffers = dice.random() < self.chance and sum(each != "none" for each in self.met) < self.limit
        fault: Fault = dice.choice(FAULTS) if suffers else "none"
        self.met.append(fault)
        return fault, after

    def _carry(self, client: socket.socket, fault: Fault, after: int, ended: threading.Event) -> None:
        with client:
            if fault == "refuse":
                return
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.target), 5) as server:
                self._copy(client, server, fault, after, ended)

    def _copy(self, client: socket.socket, server: socket.socket, fault: Fault, after: int, ended: threading.Event) -> None:
        carried = 0
        while not ended.is_set():
            for source in select.select([client, server], [], [], 0.05)[0]:
                data = source.recv(_CHUNK)
                if not data:
                    return
                target = server if source is client else client
                if fault not in ("none", "delay") and carried + len(data) >= after:
                    self._break(client, target, data[: max(0, after - carried)], fault)
                    return
                if fault == "delay" and carried <= after < carried + len(data):
                    time.sleep(0.02)
                target.sendall(data)
                carried += len(data)

    def _break(self, client: socket.socket, target: socket.socket, rest: bytes, fault: Fault) -> None:
        """Cut: nothing more of these bytes. Truncate: their beginning. Reset: their beginning, and then no goodbye."""
        if fault != "cut":
            target.sendall(rest)
        if fault == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
