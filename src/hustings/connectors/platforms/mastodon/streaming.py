"""Hearing of something new as it happens: the server's stream of events, or its clock where it has no stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from hustings.connectors.platforms.mastodon.server import revoked
from hustings.kernel.errors import NeverRetry

POLLED = 60.0
"""Seconds between looks where there is no stream."""
BREATH = 5.0
"""Seconds of waiting after which the caller is asked whether it still listens."""
SILENCE = 45.0
"""Seconds of silence after which a line counts as broken; Mastodon writes a sign of life every fifteen."""
_EVENTS = frozenset({"notification", "conversation", "delete", "status.update", "update"})
_PATH = "/api/v1/streaming/user"
_NO_STREAM = (httpx.TransportError, httpx.StreamError)


class Listening:
    """How to wait and to tell the time."""

    def __init__(self, *, wait: Callable[[float], object] = time.sleep, clock: Callable[[], float] = time.monotonic) -> None:
        self._wait = wait
        self._clock = clock

    def events(self, client: Any, *, host: str, seconds: float) -> Iterator[bool]:
        """True whenever something may be new, False in silence, for so many seconds. Once the stream breaks, by the clock."""
        end = self._clock() + seconds
        try:
            yield from self._streamed(client, host, end)
        except _NO_STREAM:
            # What came while the line was broken is found by the next look.
            yield True
        while end - self._clock() > 0:
            yield from self._looked(end)

    def _looked(self, end: float) -> Iterator[bool]:
        """One look, a minute from now."""
        next_look = min(self._clock() + POLLED, end)
        while (breath := min(BREATH, next_look - self._clock())) > 0:
            self._wait(breath)
            yield False
        yield True

    def _streamed(self, client: Any, host: str, end: float) -> Iterator[bool]:
        with client.stream("GET", _PATH, timeout=httpx.Timeout(20.0, read=SILENCE)) as response:
            if response.status_code == 401:
                raise NeverRetry(revoked(host))
            if response.status_code != 200 or not response.headers.get("content-type", "").startswith("text/event-stream"):
                return
            # What came before the stream was open is told by nobody.
            yield True
            for line in response.iter_lines():
                if line.startswith("event:") and line[6:].strip() in _EVENTS:
                    yield True
                elif line.startswith(":"):
                    yield False
                if self._clock() >= end:
                    return
