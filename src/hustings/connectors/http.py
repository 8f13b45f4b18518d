"""HTTP through the guard: every hop checked by outbound.py, bodies bounded by size, exchanges by time, gzip undone in bounds."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from hustings.connectors.outbound import Guard
from hustings.kernel.errors import NeverRetry

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes of one answer, after decompression, that are taken where the caller says nothing else."""
EXCHANGE_SECONDS = 60.0
"""For one answer as a whole, so that a server that drips byte by byte ends too."""
REDIRECTS = 5
_CHUNK = 65_536
_FOREVER = float("inf")

_ends_at: ContextVar[float] = ContextVar("_ends_at", default=_FOREVER)


class TooLarge(NeverRetry):
    """The answer is larger than what was asked for can be."""


class GuardedTransport(httpx.HTTPTransport):
    """httpx over the guard. `limit` bounds a body in bytes, `seconds` an exchange; None for streams that stay open."""

    def __init__(
        self,
        guard: Guard,
        *,
        limit: int | None = BODY_LIMIT,
        seconds: float | None = EXCHANGE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        tls = guard.tls()
        super().__init__(verify=tls, trust_env=False)
        # httpx takes no backend for its pool, so the pool is made anew: the tests hold that nothing goes round it.
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=_GuardedBackend(guard, clock))
        self._limit = limit
        self._seconds = seconds
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the guard is asked for each new connection, that of a redirect included."""
        ends_at = _FOREVER if self._seconds is None else self._clock() + self._seconds
        before = _ends_at.set(ends_at)
        try:
            response = super().handle_request(request)
        finally:
            _ends_at.reset(before)
        assert isinstance(response.stream, httpx.SyncByteStream)
        encoding = response.headers.pop("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
            response.stream.close()
            raise NeverRetry(f"{request.url.host} answered in a compression that was not asked for ({encoding}).")
        if encoding != "identity":
            response.headers.pop("content-length", None)
        response.stream = _Bounded(response.stream, encoding != "identity", self._limit, ends_at, self._clock)
        return response


def open_client(
    guard: Guard,
    *,
    base_url: str = "",
    headers: dict[str, str] | None = None,
    limit: int | None = BODY_LIMIT,
    seconds: float | None = EXCHANGE_SECONDS,
    follow_redirects: bool = False,
) -> httpx.Client:
    """A client that goes out through the guard alone: no proxies or passwords from the environment. Close it after use.

    Redirects are followed only where asked for, at most five, each checked anew; httpx leaves Authorization out for another host.
    """
    return httpx.Client(
        transport=GuardedTransport(guard, limit=limit, seconds=seconds),
        base_url=base_url,
        headers={"user-agent": "Hustings", "accept-encoding": "gzip"} | (headers or {}),
        timeout=httpx.Timeout(guard.seconds),
        follow_redirects=follow_redirects,
        max_redirects=REDIRECTS,
        trust_env=False,
    )


class _GuardedBackend(httpcore.NetworkBackend):
    """Resolves and checks by the guard, then lets httpcore connect to what is only an address any more."""

    def __init__(self, guard: Guard, clock: Callable[[], float]) -> None:
        self._guard = guard
        self._plain = httpcore.SyncBackend()
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        trouble: Exception = httpcore.ConnectError("no address")
        for address in self._guard.addresses(host, port):
            try:
                stream = self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
                return _TimedStream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble


class _TimedStream(httpcore.NetworkStream):
    """A stream whose reads end when the exchange must."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = _ends_at.get() - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("The answer took too long.")
        wait = left if timeout is None else min(timeout, left)
        return self._stream.read(max_bytes, None if wait == _FOREVER else wait)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Bounded(httpx.SyncByteStream):
    """A body that ends with an error where it grows too large or takes too long; decompressed here, a piece at a time."""

    def __init__(
        self, stream: httpx.SyncByteStream, packed: bool, limit: int | None, ends_at: float, clock: Callable[[], float]
    ) -> None:
        self._stream = stream
        self._packed = packed
        self._limit = _FOREVER if limit is None else limit
        self._ends_at = ends_at
        self._clock = clock

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in _unpacked(self._stream) if self._packed else self._stream:
            size += len(piece)
            if size > self._limit:
                raise TooLarge(f"The answer is larger than {self._limit} bytes.")
            if self._clock() > self._ends_at:
                raise httpx.ReadTimeout("The answer took too long.")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _unpacked(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip or zlib stream in small pieces, so that a bomb is noticed before it has unfolded."""
    # 32 tells zlib to look for either header.
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    begun = False
    try:
        for packed in stream:
            begun, rest = True, packed
            while rest:
                yield unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as error:
        raise httpx.DecodingError("The compressed answer is damaged.") from error
    if begun and not unpacker.eof:
        raise httpx.DecodingError("The compressed answer is cut off.")
