"""The server of an account: its address as members write it, the way there, and the limits it sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from hustings.connectors.exchange import Exchange, Values
from hustings.connectors.http import open_client
from hustings.connectors.live import Credentials, Limit, Question
from hustings.connectors.outbound import DENIED, Guard
from hustings.kernel.errors import NeverRetry, WrongInput

ASKS = (
    Question(name="server", title="Server", help="The server of the account, such as mastodon.social."),
    Question(
        name="token",
        title="Access token",
        secret=True,
        help="On your server: Preferences, Development, New application. Rights: read, and write:statuses to answer. "
        "Then copy the access token of the application.",
    ),
)
LIMITS = (
    Limit(points=300, seconds=300, source="https://docs.joinmastodon.org/api/rate-limits/", read_on="2026-11-23"),
    # Media and deletions have narrower limits of their own; neither is used here.
)

_ADDRESS = re.compile(r"(?:https?://)?(?:@?[\w.-]+@)?([a-z0-9.-]+(?::\d{1,5})?)/?", re.ASCII | re.IGNORECASE)

Opens = Callable[..., Any]
"""http.open_client, or a stand-in of it."""


class Way:
    """How servers are reached: through the guard, with a client that `opens` makes."""

    def __init__(self, guard: Guard, opens: Opens = open_client) -> None:
        self._guard = guard
        self._opens = opens

    def address(self, credentials: Credentials) -> str:
        """`https://social.example`. Plain http is taken only where a server of one's own network is named so."""
        written = credentials.get("server", "").strip()
        found = _ADDRESS.fullmatch(written)
        if not found:
            raise WrongInput("That is no address of a server, such as mastodon.social.", field="server")
        host = found[1].lower()
        if written.lower().startswith("http://"):
            parts = urlsplit(f"http://{host}")
            if not self._is_public(parts.hostname or "", parts.port or 80):
                return f"http://{host}"
        return f"https://{host}"

    def _is_public(self, host: str, port: int) -> bool:
        return not all(any(ip_address(each) in network for network in DENIED) for each in self._guard.addresses(host, port))

    @contextmanager
    def exchange(self, credentials: Credentials) -> Iterator[Exchange]:
        """Calls to the server with the token."""
        address = self.address(credentials)
        host = address.partition("://")[2]
        with self._opens(self._guard, base_url=address, headers=authorised(credentials)) as client:
            yield Exchange(client, service=host, revoked=revoked(host))

    def stream(self, credentials: Credentials) -> Any:
        """A client whose answers may stay open."""
        headers = authorised(credentials) | {"accept": "text/event-stream"}
        return self._opens(self._guard, base_url=self.address(credentials), headers=headers, limit=None, seconds=None)


def authorised(credentials: Credentials) -> dict[str, str]:
    """The headers of a call with the token. Raises WrongInput where a token cannot be what was given."""
    token = credentials.get("token", "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise WrongInput("That is no access token.", field="token")
    return {"authorization": f"Bearer {token}"}


def own_account(exchange: Exchange, *, host: str) -> Any:
    """Whose account it is, as its server tells. Raises NeverRetry where the token opens none."""
    return asked(exchange, "/api/v1/accounts/verify_credentials", host=host)


def asked(exchange: Exchange, path: str, params: Values | None = None, *, host: str) -> Any:
    """What only the owner may read. Some servers answer 422 instead of 401 where the token is not known."""
    answer = exchange.get(path, params, accept=(422,))
    if not answer.good:
        raise NeverRetry(revoked(host))
    return answer.body


def revoked(host: str) -> str:
    """What to tell the member when the server does not know the token any more."""
    return (
        f"{host} no longer accepts the access token of this account: it was revoked, or the account is suspended. "
        "Make a new token there (Preferences, Development) and connect the account again."
    )
