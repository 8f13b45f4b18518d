"""Renews the access token of a mailbox by its refresh token (RFC 6749, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import msgspec

from hustings.connectors.http import TooLarge, open_client
from hustings.connectors.live import Credentials
from hustings.connectors.outbound import Guard
from hustings.kernel.clock import as_utc
from hustings.kernel.errors import NeverRetry, RetryLater

UNKNOWN_LIFE = timedelta(minutes=30)
"""For a token whose end nobody names; those of Google and Microsoft live an hour."""
_ANSWER_LIMIT = 100_000
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


class _Answer(msgspec.Struct):
    access_token: str = ""
    expires_in: float = UNKNOWN_LIFE.total_seconds()
    refresh_token: str = ""
    error: str = ""
    error_description: str = ""


def expires_at(credentials: Credentials, *, now: datetime) -> datetime | None:
    """When a token must be renewed; None for passwords and for tokens that cannot be renewed."""
    if not credentials.get("token") or not credentials.get("refresh_token"):
        return None
    try:
        return as_utc(datetime.fromisoformat(credentials.get("expires_at", "")))
    except ValueError:
        return now + UNKNOWN_LIFE


def renew(credentials: Credentials, guard: Guard, *, now: datetime) -> Credentials:
    """The credentials with a fresh token. Raises NeverRetry where the provider says no, RetryLater where nothing is clear."""
    address = credentials.get("token_url", "")
    if not credentials.get("refresh_token") or not _is_safe(address):
        raise NeverRetry("This mailbox has no refresh token with an https address that renews it. Connect it again.")
    given = {name: credentials.get(name, "") for name in ("refresh_token", "client_id", "client_secret")}
    form = {"grant_type": "refresh_token"} | {name: value for name, value in given.items() if value}
    answer = _ask(address, form, guard)
    fresh = dict(credentials) | {"token": answer.access_token}
    fresh["expires_at"] = (now.astimezone(UTC) + timedelta(seconds=answer.expires_in)).isoformat()
    # Some providers give a new refresh token each time, and the old one ends.
    return fresh | ({"refresh_token": answer.refresh_token} if answer.refresh_token else {})


def _ask(address: str, form: dict[str, str], guard: Guard) -> _Answer:
    host = urlsplit(address).hostname
    try:
        with open_client(guard, limit=_ANSWER_LIMIT) as client:
            response = client.post(address, data=form)
        answer = msgspec.json.decode(response.content, type=_Answer)
    except (httpx.HTTPError, TooLarge, msgspec.DecodeError) as error:
        raise RetryLater(f"{host} gave no answer about the access token that can be read.") from error
    if response.status_code in (400, 401, 403):
        words = f"{answer.error} {answer.error_description}".strip()[:300]
        raise NeverRetry(f"{host} does not renew the access to this mailbox ({words}). Connect it again.")
    if response.status_code != 200 or not answer.access_token:
        raise RetryLater(f"{host} does not renew the access token for now ({response.status_code}).")
    return answer


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OWN_MACHINE)
