"""Exchanges with a platform's HTTP interface in JSON: what goes wrong becomes the kernel's errors, in words for the member.

It counts the calls, since platforms limit them. The connection itself is that of http.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple, Protocol

import httpx
import msgspec

from hustings.connectors.http import TooLarge
from hustings.connectors.reading.archives import plain_text
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_seconds, moment_of_text, whole
from hustings.kernel.clock import as_utc, utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain

Values = Mapping[str, str | int | bool | list[str]]

LONGEST_WAIT = 24 * 3600.0
"""Seconds. A platform that names a longer wait is asked again after a day."""
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_CLOSED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
_RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_PASSING = frozenset({408, 425, 429, 503})
"""Answers that say that nothing was done and that it may be done later."""


class Client(Protocol):
    """What http.open_client gives, as far as it is used here."""

    def request(self, method: str, url: str, **given: Any) -> httpx.Response: ...


class Answer(NamedTuple):
    """What the platform answered. `body` is decoded JSON whatever it holds; None for an empty answer."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def good(self) -> bool:
        """Whether the platform did what it was asked."""
        return 200 <= self.status < 300


Told = Literal["", "limit", "passing", "revoked"]
"""What a refusal (4xx) means where its status does not say it: a limit, something that passes, or that the access has ended."""
Tells = Callable[[Answer], Told]


def as_status_says(answer: Answer) -> Told:
    """The status of a refusal says all."""
    return ""


class Exchange:
    """A series of calls to one service. `revoked` is said where the service does not know the credentials any more.

    `tells` reads refusals of a service that says by words or numbers in their bodies what others say by the status.
    """

    def __init__(
        self,
        client: Client,
        *,
        service: str,
        revoked: str,
        now: Callable[[], datetime] = utc_now,
        tells: Tells = as_status_says,
    ) -> None:
        self._client = client
        self._service = service
        self._revoked = revoked
        self._now = now
        self._tells = tells
        self.calls = 0

    def get(
        self,
        path: str,
        params: Values | None = None,
        *,
        accept: tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Asks for something. Answers other than good ones raise, but for those statuses that the caller accepts."""
        return self._call("GET", path, accept=accept, headers=headers, params=dict(params or {}))

    def post(
        self,
        path: str,
        body: object = None,
        *,
        accept: tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
        sends: bool = False,
    ) -> Answer:
        """Gives something. `sends` says that doing it twice would show: then a broken line raises Uncertain, not RetryLater."""
        content = None if body is None else msgspec.json.encode(body)
        named = dict(headers or {}) | ({} if content is None else {"content-type": "application/json"})
        return self._call("POST", path, accept=accept, headers=named, content=content, sends=sends)

    def trouble(self, answer: Answer, *, sends: bool = False) -> NeverRetry | RetryLater:
        """The error that stands for an answer that is not good."""
        status, after = answer.status, wait_of(answer.headers, now=self._now())
        told = self._tells(answer) if 400 <= status < 500 else ""
        if status == 429 or told == "limit":
            return RetryLater(f"{self._service} takes no more calls for now.", after=after)
        if told == "passing" and sends:
            return self._broken(True)
        if status in _PASSING or told == "passing":
            return RetryLater(f"{self._service} is out of order for now ({status}).", after=after)
        if status >= 500:
            broken = self._broken(True) if sends else RetryLater(f"{self._service} is in trouble ({status}).")
            broken.after = after
            return broken
        if status == 401 or told == "revoked":
            return NeverRetry(self._revoked)
        if status < 400:
            return NeverRetry(f"{self._service} points to another address. Check the address of the server.")
        return NeverRetry(f"{self._service} refuses this ({status}): {said(answer.body) or 'it gives no reason'}")

    def _call(self, method: str, path: str, *, accept: tuple[int, ...], sends: bool = False, **given: Any) -> Answer:
        self.calls += 1
        try:
            response = self._request(method, path, **given)
        except _BEFORE_SENDING as error:
            raise RetryLater(f"{self._service} could not be reached.") from error
        except (httpx.TransportError, httpx.DecodingError, TooLarge) as error:
            raise self._broken(sends) from error
        status, body = response.status_code, _decoded(response)
        fine = 200 <= status < 300
        if body is _DAMAGED and (fine or "json" in response.headers.get("content-type", "")):
            # A refusal whose reason was cut off may be another than it seems.
            raise self._broken(sends and fine)
        answer = Answer(status, None if body is _DAMAGED else body, response.headers)
        if answer.good or status in accept:
            return answer
        raise self.trouble(answer, sends=sends)

    def _request(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Some servers close a kept line without a word; asking again on a new one changes nothing there (RFC 9110, 9.2.2)."""
        try:
            return self._client.request(method, path, **given)
        except _CLOSED:
            if method != "GET":
                raise
            return self._client.request(method, path, **given)

    def _broken(self, sends: bool) -> RetryLater:
        if sends:
            return Uncertain(f"The line to {self._service} broke before it said that it has the answer.")
        return RetryLater(f"{self._service} answered with something broken.")


def said(body: Any) -> str:
    """The reason in an answer of a platform, as plain text of at most 300 letters. Google and Meta wrap it in `error`."""
    inner = at(body, "error")
    told = first_text(inner, "error_user_msg", "message") if isinstance(inner, dict) else ""
    return plain_text(told or first_text(body, "message", "error_description", "error"))[:300]


def wait_of(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """For how many seconds a platform asks to wait: Retry-After, else until it counts anew; None where it says nothing.

    Retry-After is a number of seconds or a date (RFC 9110, 10.2.3); the start of a new count is ISO 8601 (Mastodon) or
    seconds since 1970 (AT Protocol, and X as x-rate-limit-reset); Meta names minutes until it answers again.
    """
    given = headers.get("retry-after", "").strip()
    if given.isdecimal() and len(given) < 10:
        return min(float(given), LONGEST_WAIT)
    if minutes := _minutes_named(headers.get("x-business-use-case-usage", "")):
        return min(minutes * 60.0, LONGEST_WAIT)
    reset = next((found for name in _RESETS if (found := headers.get(name, ""))), "")
    moment = _moment_of_date(given) or moment_of_text(reset) or moment_of_seconds(reset)
    return None if moment is None else min(max((moment - now).total_seconds(), 1.0), LONGEST_WAIT)


def _minutes_named(text: str) -> int:
    """The longest wait in Meta's X-Business-Use-Case-Usage: lists of counts by account; 0 where there is none."""
    try:
        told = msgspec.json.decode(text.encode("utf-8", "replace")) if text else {}
    except msgspec.DecodeError:
        return 0
    counts = [each for key in told for each in list_at(told, key)] if isinstance(told, dict) else []
    return max((whole(at(each, "estimated_time_to_regain_access")) or 0 for each in counts), default=0)


def _moment_of_date(text: str) -> datetime | None:
    try:
        return as_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


_DAMAGED = object()


def _decoded(response: httpx.Response) -> Any:
    if not response.content.strip():
        return None
    try:
        return msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _DAMAGED
