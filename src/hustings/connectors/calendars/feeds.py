"""Calendar feeds by address: asked only whether they changed, followed within the guard's rules, bounded in size."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import httpx
import msgspec

from hustings.connectors.exchange import wait_of
from hustings.connectors.http import open_client
from hustings.connectors.outbound import Guard
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput

Opens = Callable[..., AbstractContextManager[Any]]
LARGEST = 16 << 20


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """By what a server tells whether a feed changed (RFC 9110, 13)."""

    etag: str = ""
    modified: str = ""


class Fetched(NamedTuple):
    """A feed: its text, None where it did not change, and the mark for the next time."""

    text: str | None
    mark: str


def fetch(place: str, mark: str, guard: Guard, *, opens: Opens = open_client) -> Fetched:
    """The feed at an address, if it changed since the mark. Raises WrongInput where it is no calendar, RetryLater, NeverRetry."""
    seen = msgspec.json.decode(mark, type=Seen) if mark else Seen()
    given = {"accept": "text/calendar", "if-none-match": seen.etag, "if-modified-since": seen.modified}
    headers = {name: value for name, value in given.items() if value}
    with opens(guard, limit=LARGEST, follow_redirects=True) as client:
        try:
            answer = client.request(
                "GET", plain_address(place), headers={name: value for name, value in headers.items() if value}
            )
        except httpx.TooManyRedirects as error:
            raise NeverRetry("The feed points from one address to another and back.") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise RetryLater(f"The feed could not be reached ({error}).") from error
    if answer.status_code == 304:
        return Fetched(None, mark)
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        after = wait_of(answer.headers, now=utc_now())
        raise RetryLater(f"The feed's server is out of order for now ({answer.status_code}).", after=after)
    if answer.status_code != 200:
        raise NeverRetry(f"The feed is not given out any more ({answer.status_code}). Look for its new address.")
    if "BEGIN:VCALENDAR" not in answer.text[:2_000].upper():
        raise WrongInput("There is no calendar at this address. Copy the address that ends in .ics.", field="address")
    fresh = Seen(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
    return Fetched(answer.text, msgspec.json.encode(fresh).decode())


def plain_address(place: str) -> str:
    """The address as HTTP asks for it: calendars are often linked as webcal. Raises WrongInput for any other kind."""
    text = place.strip()
    for scheme in ("webcals://", "webcal://"):
        if text.lower().startswith(scheme):
            return "https://" + text[len(scheme) :]
    if not text.lower().startswith(("https://", "http://")):
        raise WrongInput("Give an address that begins with https:// or webcal://.", field="address")
    return text
