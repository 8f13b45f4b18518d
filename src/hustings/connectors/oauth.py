"""Sign-in at a platform by OAuth 2.0: the address where the member agrees, tokens for the code, fresh tokens for old ones.

The authorization code grant (RFC 6749, 4.1) with PKCE (RFC 7636) where the platform takes it. The program that the platform knows
is the member's own: its id and secret are given with the account, and go to nobody but the platform.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, NamedTuple, Protocol, runtime_checkable
from urllib.parse import urlencode

import httpx
import msgspec

from hustings.connectors.exchange import Answer, Exchange, Tells, as_status_says, said
from hustings.connectors.http import TooLarge, open_client
from hustings.connectors.live import Credentials, Question
from hustings.connectors.outbound import Guard
from hustings.connectors.reading.jsonvalues import at, list_at, text_at, whole
from hustings.kernel.clock import as_utc, utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput

Opens = Callable[..., Any]
"""http.open_client, or a stand-in of it."""

CLIENT = (
    Question(name="client_id", title="Client id", help="Of your own app, which you register with the platform."),
    Question(name="client_secret", title="Client secret", secret=True, needed=False, help="Of the same app."),
)
TOKENS = (
    Question(
        name="token", title="Access token", secret=True, needed=False, help="Where you have one already; else sign in there."
    ),
    Question(name="refresh_token", title="Refresh token", secret=True, needed=False),
)
"""What a platform with this sign-in asks for. Where no token is given, the member is led to the platform to agree."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """How a platform grants access. `source` is where it says so; `basic` sends the secret of the app in a header."""

    agree_at: str
    tokens_at: str
    scopes: tuple[str, ...]
    source: str
    pkce: bool = False
    basic: bool = False
    separator: str = " "
    extra: tuple[tuple[str, str], ...] = ()


class Begun(NamedTuple):
    """A sign-in that has begun: where the member agrees, what comes back with them, and what proves that it was us."""

    address: str
    state: str
    verifier: str


@runtime_checkable
class SignsIn(Protocol):
    """A platform where the member agrees in their browser."""

    grant: Grant

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with the tokens for a code. Raises NeverRetry where the platform refuses it."""
        ...


def begin(grant: Grant, credentials: Credentials, *, return_to: str) -> Begun:
    """Where to send the member. Raises WrongInput without the id of an app."""
    client_id = credentials.get("client_id", "").strip()
    if not client_id:
        raise WrongInput("Say the client id of your app.", field="client_id")
    state, verifier = token_urlsafe(32), token_urlsafe(48)
    asked = {
        "response_type": "code", "client_id": client_id, "redirect_uri": return_to, "state": state,
        "scope": grant.separator.join(grant.scopes),
    } | dict(grant.extra)  # fmt: skip
    if grant.pkce:
        asked |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    return Begun(f"{grant.agree_at}?{urlencode(asked)}", state, verifier)


def challenge_of(verifier: str) -> str:
    """What the platform is shown of a verifier beforehand (RFC 7636, 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Door:
    """Calls in the name of an account whose token lies in the credentials, and the tokens themselves."""

    def __init__(
        self,
        guard: Guard,
        *,
        base: str,
        service: str,
        grant: Grant,
        opens: Opens = open_client,
        headers: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = utc_now,
        tells: Tells = as_status_says,
    ) -> None:
        self._guard, self._opens, self._tells = guard, opens, tells
        self.base, self.service, self.grant = base, service, grant
        self.now = now
        self._headers = dict(headers or {})
        self._revoked = (
            f"{service} no longer accepts the access to this account: it was withdrawn there, or it ran out. Connect it again."
        )

    @contextmanager
    def exchange(self, credentials: Credentials) -> Iterator[Exchange]:
        """A series of calls with the account's token. Raises WrongInput where there is none that can be one."""
        token = credentials.get("token", "").strip()
        if not token or not token.isascii() or not token.isprintable():
            raise WrongInput("That is no access token.", field="token")
        headers = self._headers | {"authorization": f"Bearer {token}"}
        with self._opens(self._guard, base_url=self.base, headers=headers) as client:
            yield Exchange(client, service=self.service, revoked=self._revoked, now=self.now, tells=self._tells)

    def expires_at(self, credentials: Credentials) -> datetime | None:
        """When the token must be renewed; None where nobody knows."""
        try:
            return as_utc(datetime.fromisoformat(credentials.get("expires_at", "")))
        except ValueError:
            return None

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with the tokens for a code."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": return_to}
        if self.grant.pkce:
            form["code_verifier"] = verifier
        return self.tokens(credentials, form)

    def renew(self, credentials: Credentials) -> Credentials:
        """The credentials with a fresh token. Raises NeverRetry where there is no refresh token, or the platform says no."""
        held = credentials.get("refresh_token", "")
        if not held:
            raise NeverRetry(self._revoked)
        return self.tokens(credentials, {"grant_type": "refresh_token", "refresh_token": held})

    def tokens(self, credentials: Credentials, form: Mapping[str, str]) -> Credentials:
        """What the platform gives for a form, put into the credentials."""
        return self.kept(credentials, self._asked(credentials, form))

    def kept(self, credentials: Credentials, told: Any) -> Credentials:
        """The credentials with the tokens of an answer (RFC 6749, 5.1), which Instagram puts into a list of one."""
        answer = next(iter(list_at(told, "data")), told)
        token = text_at(answer, "access_token")
        if not token:
            raise RetryLater(f"{self.service} gave no token that can be read.")
        fresh = dict(credentials) | {"token": token}
        lasts = whole(at(answer, "expires_in"))
        fresh["expires_at"] = (self.now() + timedelta(seconds=lasts)).isoformat() if lasts else ""
        # Some platforms give a new refresh token each time, and the old one ends.
        return fresh | ({"refresh_token": given} if (given := text_at(answer, "refresh_token")) else {})

    def _asked(self, credentials: Credentials, form: Mapping[str, str]) -> Any:
        client_id, secret = (credentials.get(name, "") for name in ("client_id", "client_secret"))
        told, auth = {**form, "client_id": client_id}, None
        if self.grant.basic and secret:
            auth = httpx.BasicAuth(client_id, secret)
        elif secret:
            told["client_secret"] = secret
        try:
            with self._opens(self._guard, base_url="", headers={"accept": "application/json"}) as client:
                response = client.post(self.grant.tokens_at, data=told, auth=auth)
            answer = msgspec.json.decode(response.content)
        except (httpx.HTTPError, TooLarge, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RetryLater(f"{self.service} gave no answer about the token that can be read.") from error
        passes = self._tells(Answer(response.status_code, answer, response.headers)) in ("limit", "passing")
        if response.status_code in (400, 401, 403) and not passes:
            why = said(answer) or "it gives no reason"
            raise NeverRetry(f"{self.service} does not grant access ({why}). Connect the account again.")
        if response.status_code != 200 or not isinstance(answer, dict):
            raise RetryLater(f"{self.service} gives no token for now ({response.status_code}).")
        return answer


def granted(text: str, wanted: Sequence[str]) -> bool:
    """Whether scopes as a platform writes them (with blanks or commas) hold all of these; True where it says nothing."""
    held = set(text.replace(",", " ").split())
    return not held or set(wanted) <= held
