"""A transport of httpx that fails by seed: limits with and without a time to wait, outages, broken lines, bad answers."""

from __future__ import annotations

import random
from collections.abc import Callable

import httpx

Handler = Callable[[httpx.Request], httpx.Response]


class Faulty:
    """Passes requests on, or answers with a fault instead: before the server saw them, or after it did what they ask."""

    def __init__(self, handler: Handler, *, seed: int, share: float = 0.35) -> None:
        self._handler = handler
        self._random = random.Random(seed)
        self._share = share
        self.faults = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self._random.random() >= self._share:
            return self._handler(request)
        self.faults += 1
        return self._random.choice((self._limited, self._out_of_order, self._unreachable, self._silent, self._half, self._bad))(
            request
        )

    def _limited(self, request: httpx.Request) -> httpx.Response:
        headers = self._random.choice(({}, {"retry-after": "30"}, {"retry-after": "Mon, 23 Nov 2026 12:00:00 GMT"}))
        return httpx.Response(429, headers=headers, json={"error": "Too many requests"})

    def _out_of_order(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self._random.choice((500, 502, 503)), text="<h1>Sorry</h1>")

    def _unreachable(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    def _silent(self, request: httpx.Request) -> httpx.Response:
        self._handler(request)
        raise httpx.ReadTimeout("no answer", request=request)

    def _half(self, request: httpx.Request) -> httpx.Response:
        """The line breaks within the body, after the server did what it was asked."""
        self._handler(request)
        raise httpx.RemoteProtocolError("the body ended early", request=request)

    def _bad(self, request: httpx.Request) -> httpx.Response:
        whole = self._handler(request)
        half = whole.content[: len(whole.content) // 2] + b"\xff"
        return httpx.Response(whole.status_code, content=half, headers={"content-type": whole.headers.get("content-type", "")})
