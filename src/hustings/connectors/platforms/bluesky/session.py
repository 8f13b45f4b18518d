"""Calls to an account's server (XRPC of the AT Protocol), with a session that is opened once and renewed when it ends.

Opening sessions is limited narrowly (300 a day), so they are kept, by the credentials that opened them, in memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hustings.connectors.exchange import Answer, Exchange, Values
from hustings.connectors.http import open_client
from hustings.connectors.live import Credentials, Limit, Question
from hustings.connectors.outbound import DENIED, Guard
from hustings.connectors.reading.jsonvalues import text_at
from hustings.kernel.errors import NeverRetry, WrongInput

ASKS = (
    Question(name="handle", title="Handle", help="Such as ada.bsky.social."),
    Question(
        name="password",
        title="App password",
        secret=True,
        help="On Bluesky: Settings, Privacy and security, App passwords. "
        "Allow access to direct messages if they should come here.",
    ),
    Question(name="server", title="Server", needed=False, help="Only for accounts that live elsewhere than on bsky.social."),
)
_LIMITS = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
LIMITS = (
    Limit(points=3_000, seconds=300, source=_LIMITS, read_on="2026-11-23"),
    Limit(points=5_000, seconds=3_600, source=_LIMITS, read_on="2026-11-23"),
    Limit(points=35_000, seconds=86_400, source=_LIMITS, read_on="2026-11-23"),
)
"""Calls by address; then points of an account for what it writes."""
CREATE_POINTS = 3
"""What one written record costs of an account's points; reading costs none."""

CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
"""The header that leads a call through the account's server to the service of direct messages."""

_HOST = re.compile(r"(?:https?://)?([a-z0-9.-]+(?::\d{1,5})?)/?", re.ASCII | re.IGNORECASE)
_REVOKED = (
    "Bluesky no longer accepts the app password of this account: it was revoked or mistyped, or the account is suspended. "
    "Make a new one there (Settings, Privacy and security, App passwords) and connect the account again."
)
_NO_RIGHT = (
    "The app password of this account does not open direct messages. Make a new one that does (Settings, Privacy and security, "
    "App passwords) and connect the account again."
)
_ENDED = frozenset({"InvalidToken", "AuthMissing", "AuthenticationRequired"})

Opens = Callable[..., Any]
"""http.open_client, or a stand-in of it."""
_MOST_SESSIONS = 1_000


class Session(NamedTuple):
    """An open session: its tokens and whose it is."""

    access: str
    refresh: str
    did: str
    handle: str


Sessions = dict[bytes, Session]
"""Open sessions by a digest of the credentials that opened them."""
SESSIONS: Sessions = {}
"""Those of this process, whoever works with the accounts."""


class Xrpc:
    """Calls in the name of an account."""

    def __init__(self, exchange: Exchange, credentials: Credentials, sessions: Sessions) -> None:
        self._exchange = exchange
        self._credentials = credentials
        self._sessions = sessions
        self._key = _key(credentials)

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return self._exchange.calls

    @property
    def me(self) -> Session:
        """The session, opened now where there is none."""
        return self._sessions.get(self._key) or self._keep(self._create())

    def get(
        self, method: str, params: Values | None = None, *, accept: tuple[str, ...] = (), headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A query. Answers that are not good raise, but for those errors (by the lexicon's names) that the caller accepts."""
        return self._checked(self._renewing(lambda token: self._get(method, params, headers, token)), accept)

    def post(
        self, method: str, body: object, *, accept: tuple[str, ...] = (), headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A procedure whose repetition would show."""

        def call(token: str) -> Answer:
            named = dict(headers or {}) | {"authorization": f"Bearer {token}"}
            return self._exchange.post(f"/xrpc/{method}", body, headers=named, accept=(400, 401, 403), sends=True)

        return self._checked(self._renewing(call), accept)

    def allows(self, method: str, *, headers: Mapping[str, str]) -> bool:
        """Whether this session may ask for something; a refusal is an answer here."""
        return self._renewing(lambda token: self._get(method, {"limit": 1}, headers, token)).good

    def open(self) -> Session:
        """A new session, whatever is kept."""
        return self._keep(self._create())

    def _get(self, method: str, params: Values | None, headers: Mapping[str, str] | None, token: str) -> Answer:
        named = dict(headers or {}) | {"authorization": f"Bearer {token}"}
        return self._exchange.get(f"/xrpc/{method}", params, headers=named, accept=(400, 401, 403, 404, 501))

    def _renewing(self, call: Callable[[str], Answer]) -> Answer:
        answer = call(self.me.access)
        name = error_of(answer)
        if name == "ExpiredToken":
            return call(self._keep(self._renewed()).access)
        if name in _ENDED and not _lacks_right(answer):
            return call(self._keep(self._create()).access)
        return answer

    def _checked(self, answer: Answer, accept: tuple[str, ...]) -> Answer:
        if answer.good or error_of(answer) in accept:
            return answer
        raise NeverRetry(_NO_RIGHT) if _lacks_right(answer) else self._exchange.trouble(answer)

    def _create(self) -> Session:
        body = {"identifier": _identifier(self._credentials), "password": self._credentials.get("password", "").strip()}
        return _session(self._exchange.post("/xrpc/com.atproto.server.createSession", body))

    def _renewed(self) -> Session:
        """The session with fresh tokens; a new one where its time of renewal is over too."""
        headers = {"authorization": f"Bearer {self.me.refresh}"}
        answer = self._exchange.post("/xrpc/com.atproto.server.refreshSession", headers=headers, accept=(400, 401))
        return _session(answer) if answer.good else self._create()

    def _keep(self, session: Session) -> Session:
        self._sessions.pop(self._key, None)
        self._sessions[self._key] = session
        for oldest in list(self._sessions)[:-_MOST_SESSIONS]:
            self._sessions.pop(oldest, None)
        return session


class Way:
    """How servers are reached: through the guard, with a client that `opens` makes."""

    def __init__(self, guard: Guard, opens: Opens = open_client, sessions: Sessions = SESSIONS) -> None:
        self._guard = guard
        self._opens = opens
        self._sessions = sessions

    @contextmanager
    def xrpc(self, credentials: Credentials) -> Iterator[Xrpc]:
        """Calls to the account's server."""
        address = self.address(credentials)
        with self._opens(self._guard, base_url=address) as client:
            exchange = Exchange(client, service=address.partition("://")[2], revoked=_REVOKED)
            yield Xrpc(exchange, credentials, self._sessions)

    def address(self, credentials: Credentials) -> str:
        """`https://bsky.social`. Plain http is taken only where a server of one's own network is named so."""
        written = credentials.get("server", "").strip() or "bsky.social"
        found = _HOST.fullmatch(written)
        if not found:
            raise WrongInput("That is no address of a server, such as bsky.social.", field="server")
        if written.lower().startswith("http://"):
            parts = urlsplit(f"http://{found[1]}")
            if not self._is_public(parts.hostname or "", parts.port or 80):
                return f"http://{found[1].lower()}"
        return f"https://{found[1].lower()}"

    def _is_public(self, host: str, port: int) -> bool:
        return not all(any(ip_address(each) in network for network in DENIED) for each in self._guard.addresses(host, port))


def error_of(answer: Answer) -> str:
    """The error's name in the lexicon; empty for good answers."""
    return "" if answer.good else text_at(answer.body, "error") or str(answer.status)


def _lacks_right(answer: Answer) -> bool:
    """Whether the password is good, but not for this: `Bad token method` for direct messages (PDS, read 23 November 2026)."""
    return error_of(answer) == "InvalidToken" and text_at(answer.body, "message").startswith("Bad token")


def _session(answer: Answer) -> Session:
    body = answer.body
    session = Session(*(text_at(body, key) for key in ("accessJwt", "refreshJwt", "did", "handle")))
    if not (session.access and session.did.startswith("did:")):
        raise NeverRetry("The server does not answer as one of the AT Protocol does. Check its address.")
    return session


def _identifier(credentials: Credentials) -> str:
    return credentials.get("handle", "").strip().removeprefix("@")


def _key(credentials: Credentials) -> bytes:
    parts = (credentials.get("server", ""), _identifier(credentials), credentials.get("password", ""))
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
