"""Access tokens of mailboxes are renewed by their refresh tokens, over the guard, and every refusal says how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import msgspec
import pytest

from hustings.connectors.live import Refreshes
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.email import Email
from hustings.connectors.platforms.email.tokens import UNKNOWN_LIFE, expires_at, renew
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater
from servers.scripted import imap, scripted

HERE = Guard(allowed=(ip_network("127.0.0.0/8"),), seconds=5)
NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
GIVEN = {"address": "ada@example.org", "token": "old", "refresh_token": "again", "client_id": "us", "client_secret": "s"}


def answered(status: str, body: object) -> tuple[dict[str, str], dict[str, str]]:
    """What a renewal gives where the provider answers this, and what was given to it."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    with scripted(head.encode() + content, lambda line: b"") as port:
        given = GIVEN | {"token_url": f"http://127.0.0.1:{port}/token"}
        return dict(renew(given, HERE, now=NOW)), given


def test_a_fresh_token_replaces_the_old_one() -> None:
    fresh, given = answered("200 OK", {"access_token": "new", "expires_in": 3600, "token_type": "Bearer"})
    assert fresh == given | {"token": "new", "expires_at": (NOW + timedelta(hours=1)).isoformat()}
    assert expires_at(fresh, now=NOW) == NOW + timedelta(hours=1)


def test_a_new_refresh_token_is_kept() -> None:
    fresh, _ = answered("200 OK", {"access_token": "new", "refresh_token": "next"})
    assert fresh["refresh_token"] == "next"
    assert expires_at(fresh, now=NOW) == NOW + UNKNOWN_LIFE


def test_a_refusal_says_how_to_mend_it() -> None:
    with pytest.raises(NeverRetry, match=r"127\.0\.0\.1 does not renew .*invalid_grant gone.*Connect it again"):
        answered("400 Bad Request", {"error": "invalid_grant", "error_description": "gone"})


@pytest.mark.parametrize(
    ("status", "body"), [("503 Later", {}), ("200 OK", {}), ("200 OK", b"<html>"), ("200 OK", b" " * 200_000), ("302 There", {})]
)
def test_what_is_no_answer_is_a_passing_trouble(status: str, body: object) -> None:
    with pytest.raises(RetryLater, match="access token"):
        answered(status, body)


@pytest.mark.parametrize(
    "without", [{"refresh_token": ""}, {"token_url": ""}, {"token_url": "http://example.org/token"}, {"token_url": "ftp://x/"}]
)
def test_no_secret_goes_over_a_plain_line(without: dict[str, str]) -> None:
    with pytest.raises(NeverRetry, match="Connect it again"):
        renew(GIVEN | {"token_url": "https://example.org/token"} | without, HERE, now=NOW)


def test_only_what_can_be_renewed_expires() -> None:
    assert expires_at({"password": "pw"}, now=NOW) is None
    assert expires_at({"token": "t"}, now=NOW) is None
    assert expires_at({"token": "t", "refresh_token": "r"}, now=NOW) == NOW + UNKNOWN_LIFE


def test_an_account_says_when_its_token_ends() -> None:
    email = Email(HERE)
    assert isinstance(email, Refreshes)
    with pytest.raises(NeverRetry):
        email.refresh(GIVEN)
    until = utc_now() + timedelta(minutes=5)
    with scripted(b"* OK ready\r\n", imap({"AUTHENTICATE": ""}, capabilities="IMAP4rev1 AUTH=XOAUTH2")) as port:
        given = GIVEN | {"imap_host": "127.0.0.1", "imap_port": str(port), "imap_security": "none"}
        account = email.verify(given | {"expires_at": until.isoformat()})
    assert account.expires_at == until
