"""Signing in at a platform: what is shown there, what comes back, and what is renewed."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from fakes.web import FakeWeb
from hustings.connectors.oauth import Door, Grant, begin, challenge_of, granted
from hustings.connectors.outbound import Guard
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GRANT = Grant(
    agree_at="https://social.example/agree", tokens_at="https://social.example/token", scopes=("read", "write"),
    source="https://social.example/docs", pkce=True, extra=(("prompt", "consent"),),
)  # fmt: skip
BASIC = Grant(
    agree_at="https://social.example/agree", tokens_at="https://social.example/token", scopes=("read",),
    source="https://social.example/docs", basic=True,
)  # fmt: skip
APP = {"client_id": "app-1", "client_secret": "hush"}


def door(web: FakeWeb, grant: Grant = GRANT) -> Door:
    return Door(
        Guard(), base="https://social.example", service="Social", grant=grant, opens=web.opens, headers={"x-version": "1"},
        now=lambda: NOW,
    )  # fmt: skip


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def test_the_member_is_led_to_the_platform_with_a_state_and_a_challenge() -> None:
    begun = begin(GRANT, APP, return_to="https://hustings.example/back")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.address).query).items()}
    assert begun.address.startswith("https://social.example/agree?")
    assert (asked["state"], asked["client_id"], asked["scope"], asked["prompt"]) == (
        begun.state,
        "app-1",
        "read write",
        "consent",
    )
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (challenge_of(begun.verifier), "S256")
    assert "hush" not in begun.address
    assert begin(GRANT, APP, return_to="x").state != begun.state
    assert "code_challenge" not in begin(BASIC, APP, return_to="x").address
    with pytest.raises(WrongInput, match="client id"):
        begin(GRANT, {}, return_to="x")


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_becomes_tokens_that_are_renewed() -> None:
    web = FakeWeb({"/token": {"access_token": "t1", "refresh_token": "r1", "expires_in": 3600}})
    held = door(web).finish(APP, "code-1", verifier="v", return_to="https://hustings.example/back")
    assert (held["token"], held["refresh_token"], held["expires_at"]) == ("t1", "r1", "2026-11-23T13:00:00+00:00")
    assert form(web.asked[0]) == {
        "grant_type": "authorization_code", "code": "code-1", "redirect_uri": "https://hustings.example/back",
        "code_verifier": "v", "client_secret": "hush", "client_id": "app-1",
    }  # fmt: skip
    assert door(web).expires_at(held) == datetime(2026, 11, 23, 13, tzinfo=UTC)
    web.answers["/token"] = {"access_token": "t2"}
    fresh = door(web).renew(held)
    assert (fresh["token"], fresh["refresh_token"], fresh["expires_at"]) == ("t2", "r1", "")
    assert door(web).expires_at(fresh) is None
    with pytest.raises(NeverRetry, match="Connect it again"):
        door(web).renew({"token": "t"})


def test_a_secret_goes_in_the_header_where_the_platform_wants_it_there() -> None:
    web = FakeWeb({"/token": {"access_token": "t1"}})
    door(web, BASIC).finish(APP, "code-1", verifier="v", return_to="x")
    door(web, BASIC).finish({"client_id": "app-1"}, "code-1", verifier="v", return_to="x")
    first, second = web.asked
    assert b64decode(first.headers["authorization"].removeprefix("Basic ")).decode() == "app-1:hush"
    assert "authorization" not in second.headers
    assert not {"client_secret", "code_verifier"} & set(form(first))


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "used"}), NeverRetry, "used"),
        (httpx.Response(401, json={"error": {"message": "no such app"}}), NeverRetry, "no such app"),
        (httpx.Response(403, json=[]), NeverRetry, "no reason"),
        (httpx.Response(500, json={}), RetryLater, "500"),
        (httpx.Response(200, json=[]), RetryLater, "200"),
        (httpx.Response(200, text="<html>"), RetryLater, "can be read"),
        (httpx.Response(200, json={}), RetryLater, "no token"),
        (httpx.ConnectError("refused"), RetryLater, "can be read"),
    ],
)
def test_what_goes_wrong_says_whether_it_passes(answer: httpx.Response | Exception, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        door(FakeWeb({"/token": answer})).finish(APP, "code-1", verifier="v", return_to="x")


def test_calls_carry_the_token_and_nothing_that_is_none() -> None:
    web = FakeWeb({"/me": {"id": "1"}, "/gone": httpx.Response(401)})
    with door(web).exchange({"token": "t1"}) as exchange:
        assert exchange.get("/me").body == {"id": "1"}
        with pytest.raises(NeverRetry, match="withdrawn"):
            exchange.get("/gone")
    assert (web.asked[0].headers["authorization"], web.asked[0].headers["x-version"]) == ("Bearer t1", "1")
    for wrong in ("", "täglich", "a\nb"):
        with pytest.raises(WrongInput), door(web).exchange({"token": wrong}):
            pass


@pytest.mark.parametrize(("text", "holds"), [("", True), ("read write", True), ("read,write", True), ("read", False)])
def test_scopes_are_read_as_platforms_write_them(text: str, holds: bool) -> None:
    assert granted(text, ("read", "write")) is holds
