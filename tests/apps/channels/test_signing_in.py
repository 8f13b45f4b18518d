"""Accounts whose platform asks the member themselves: once, in time, and only for whoever began."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from command_line import run
from conftest import ClientOf
from fakes.web import FakeWeb
from hustings.apps.accounts.actions import create_token
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions, signing_in
from hustings.apps.channels.keys import unseal
from hustings.apps.channels.models import Channel, SignIn
from hustings.connectors.platforms import registry
from hustings.connectors.platforms.youtube import YouTube
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, WrongInput

APP = {"client_id": "app-1", "client_secret": "hush-hush-secret"}
BACK = "http://testserver/channels/return/"


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch) -> FakeWeb:
    web = FakeWeb({
        "/token": {"access_token": "token-one", "refresh_token": "refresh-one", "expires_in": 3600},
        "/youtube/v3/channels": {"items": [{"id": "UCada", "snippet": {"title": "Ada for Mayor"}}]},
    })  # fmt: skip
    real = registry.platform
    monkeypatch.setattr(
        registry, "platform", lambda name, guard: YouTube(opens=web.opens) if name == "youtube" else real(name, guard)
    )
    return web


def begun(actor: Actor, **more: Any) -> dict[str, str]:
    address = signing_in.begin_sign_in(actor, platform="youtube", given=APP, return_to=BACK, **more)
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_whoever_agrees_comes_back_with_an_account(ada: Actor, web: FakeWeb) -> None:
    asked = begun(ada, purpose="Voters")
    assert asked["redirect_uri"] == BACK
    held = SignIn.objects.get()
    assert asked["state"] not in (held.state, bytes(held.sealed).decode("latin-1"))
    assert b"hush-hush-secret" not in bytes(held.sealed)
    channel = signing_in.finish_sign_in(ada, state=asked["state"], code="c")
    assert (channel.account, channel.purpose, channel.state) == ("Ada for Mayor", "Voters", "connected")
    assert channel.expires_at is not None
    assert unseal(channel.credentials)["refresh_token"] == "refresh-one"
    assert not SignIn.objects.exists()
    with pytest.raises(WrongInput, match="not known"):
        signing_in.finish_sign_in(ada, state=asked["state"], code="c")


def test_a_token_that_runs_out_is_renewed_before_it_is_used(ada: Actor, web: FakeWeb) -> None:
    channel = signing_in.finish_sign_in(ada, state=begun(ada)["state"], code="c")
    web.answers["/token"] = {"access_token": "token-two", "expires_in": 3600}
    assert actions.secrets_of(channel, now=utc_now())["token"] == "token-one"
    assert actions.secrets_of(channel, now=utc_now() + timedelta(hours=1))["token"] == "token-two"


def test_nobody_else_and_nobody_late_ends_what_was_begun(ada: Actor, ben: Actor) -> None:
    state = begun(ada)["state"]
    with pytest.raises(WrongInput, match="not known"):
        signing_in.finish_sign_in(ben, state=state, code="c")
    with time_machine.travel(utc_now() + timedelta(minutes=16)), pytest.raises(WrongInput, match="not known"):
        signing_in.finish_sign_in(ada, state=state, code="c")
    begun(ada)
    with time_machine.travel(utc_now() + timedelta(minutes=16)):
        begun(ada)
    assert SignIn.objects.count() == 1


def test_what_is_refused_is_said_without_secrets(ada: Actor, web: FakeWeb) -> None:
    with pytest.raises(WrongInput, match="granted no access"):
        signing_in.finish_sign_in(ada, state=begun(ada)["state"], code="")
    web.answers["/token"] = ValueError("hush-hush-secret")
    with pytest.raises(Exception, match=r"\*\*\*") as refused:
        signing_in.finish_sign_in(ada, state=begun(ada)["state"], code="c")
    assert "hush-hush" not in str(refused.value)
    with pytest.raises(WrongInput, match="not by agreeing"):
        signing_in.begin_sign_in(ada, platform="email", given=APP, return_to=BACK)
    assert signing_in.signs_in("youtube")
    assert not signing_in.signs_in("email")


def test_an_account_is_connected_again_with_what_is_known_of_its_app(ada: Actor, web: FakeWeb) -> None:
    channel = signing_in.finish_sign_in(ada, state=begun(ada)["state"], code="c")
    actions.revoke(channel.pk, why="withdrawn")
    asked = begun(ada, channel_id=channel.pk)
    assert asked["client_id"] == "app-1"
    assert signing_in.finish_sign_in(ada, state=asked["state"], code="c").pk == channel.pk
    assert Channel.objects.get().state == "connected"
    web.answers["/youtube/v3/channels"] = {"items": []}
    with pytest.raises(NeverRetry):
        signing_in.finish_sign_in(ada, state=begun(ada, channel_id=channel.pk)["state"], code="c")


def test_the_page_leads_there_and_back(ada: Actor, client_of: ClientOf, web: FakeWeb) -> None:
    hers = client_of(ada)
    assert BACK in hers.get("/channels/connect/?platform=youtube").content.decode()
    page = hers.post("/channels/connect/", {"platform": "youtube", **APP}).content.decode()
    assert "https://accounts.google.com/o/oauth2/v2/auth?" in page
    assert "hush-hush" not in page
    address = page.partition('href="https://accounts.google.com')[2].partition('"')[0].replace("&amp;", "&")
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert hers.get("/channels/return/?error=access_denied&state=none").status_code == 400
    assert "Ada for Mayor is connected" in hers.get(f"/channels/return/?state={state}&code=c", follow=True).content.decode()
    number = Channel.objects.get().pk
    assert "accounts.google.com" in hers.post(f"/channels/{number}/reconnect/", {}).content.decode()
    assert hers.post("/channels/connect/", {"platform": "youtube"}).status_code == 400


def test_the_command_does_it_in_two_steps(ada: Actor, web: FakeWeb) -> None:
    told = run("channels", "sign-in", "youtube", "--return-to", BACK, "--set", "client_id=app-1", "--json")
    state = parse_qs(urlsplit(json.loads(told.stdout)["address"]).query)["state"][0]
    ended = run("channels", "signed-in", f"{BACK}?state={state}&code=c", "--json")
    assert json.loads(ended.stdout)["account"] == "Ada for Mayor"


def test_the_api_does_it_in_two_steps(ada: Actor, web: FakeWeb) -> None:
    secret = create_token(ada, name="program", scope="write").secret
    api = Client(headers={"authorization": f"Bearer {secret}"})
    given = {"platform": "youtube", "credentials": APP, "return_to": BACK}
    told = api.post("/api/v1/channels/sign-in", given, content_type="application/json").json()
    state = parse_qs(urlsplit(told["address"]).query)["state"][0]
    ended = api.post("/api/v1/channels/sign-in/finish", {"state": state, "code": "c"}, content_type="application/json")
    assert ended.json()["account"] == "Ada for Mayor"
