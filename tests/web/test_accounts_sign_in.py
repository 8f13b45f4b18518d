"""Signing in: throttles, second factors, closed sign-up, cookies and forms."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from conftest import PASSWORD, ClientOf
from hustings.apps.accounts.actions import create_workspace, deactivate_member, make_sign_in_link
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User

LOGIN = "/accounts/login/"


def sign_in(client: Client, *, password: str = PASSWORD, address: str = "198.51.100.1", email: str = "ada@example.org") -> bool:
    """Whether the sign-in form lets them in, or on to the second factor."""
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address).status_code == 302


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def confirm(client: Client) -> None:
    """Gives the password once more, as changes of second factors ask for it."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def with_authenticator(client: Client) -> str:
    """Turns an authenticator app on for whoever is signed in; returns its secret."""
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret"\s+value="(\w+)"', page) or re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret is not None
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret.group(1))})
    assert answer.status_code == 302
    return secret.group(1)


def test_a_member_signs_in_with_the_password(client: Client, ada: Actor) -> None:
    assert sign_in(client)
    assert client.get("/members/").status_code == 200


@pytest.mark.parametrize(("email", "password"), [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Client, ada: Actor, email: str, password: str) -> None:
    answer = client.post(LOGIN, {"login": email, "password": password})
    assert "not correct" in answer.content.decode()


def test_guessing_is_stopped_but_the_victim_gets_in_from_elsewhere(ada: Actor) -> None:
    guesser = Client()
    assert [sign_in(guesser, password=f"guess {number}") for number in range(5)] == [False] * 5
    assert not sign_in(guesser)
    assert "Too many failed" in guesser.post(
        LOGIN, {"login": "ada@example.org", "password": PASSWORD}, REMOTE_ADDR="198.51.100.1"
    ).content.decode()  # fmt: skip
    assert sign_in(Client(), address="203.0.113.9")


def test_guessing_at_many_accounts_from_one_address_is_stopped(ada: Actor) -> None:
    guesser = Client()
    for number in range(20):
        sign_in(guesser, email=f"somebody{number}@example.org", password="guess")
    assert not sign_in(guesser)


def test_a_pretended_address_does_not_get_round_the_throttle(ada: Actor) -> None:
    guesser = Client()
    for number in range(5):
        guesser.post(LOGIN, {"login": "ada@example.org", "password": "guess"}, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert guesser.post(LOGIN, {"login": "ada@example.org", "password": PASSWORD}).status_code == 200


def test_with_an_authenticator_the_password_alone_does_not_open(client: Client, ada: Actor) -> None:
    sign_in(client)
    secret = with_authenticator(client)
    client.post("/accounts/logout/")
    assert sign_in(client)
    assert client.get("/members/").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        assert client.get("/members/").status_code == 302
        assert client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 302
        assert client.get("/members/").status_code == 200


def test_a_code_of_the_authenticator_works_once(ada: Actor) -> None:
    first, second = Client(), Client()
    sign_in(first)
    secret = with_authenticator(first)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        code = code_for(secret)
        for browser, expected in ((first, 302), (second, 200)):
            browser.post("/accounts/logout/")
            sign_in(browser)
            assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_codes_cannot_be_tried_through(client: Client, ada: Actor) -> None:
    sign_in(client)
    secret = with_authenticator(client)
    client.post("/accounts/logout/")
    sign_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        for number in range(5):
            client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})
        assert client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 200
        assert client.get("/members/").status_code == 302


def test_a_recovery_code_stands_in_for_the_authenticator_once(client: Client, ada: Actor) -> None:
    sign_in(client)
    with_authenticator(client)
    code = client.get("/accounts/2fa/recovery-codes/download/").content.decode().split()[-1]
    for expected in (302, 200):
        client.post("/accounts/logout/")
        sign_in(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_the_secret_of_an_authenticator_is_not_readable_in_the_data_base(client: Client, ada: Actor) -> None:
    sign_in(client)
    secret = with_authenticator(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert secret not in stored


def test_the_picture_of_the_secret_is_part_of_the_page(client: Client, ada: Actor) -> None:
    sign_in(client)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert '<img src="data:image/svg+xml' in page
    assert 'fill="white"' in unquote(b64decode(re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", page).group(1)).decode())  # type: ignore[union-attr]
    assert "Hustings" in unquote(page)


@pytest.mark.parametrize("page", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_a_second_factor_is_not_changed_without_the_password_anew(client: Client, ada: Actor, page: str) -> None:
    sign_in(client)
    assert client.get(page).headers["Location"].startswith("/accounts/reauthenticate/")
    confirm(client)
    assert client.get(page).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        answer = client.get(page)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("page", [
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/", "/accounts/password/change/", "/accounts/logout/",
])  # fmt: skip
def test_security_pages_are_dressed_as_ours(client: Client, ada: Actor, page: str) -> None:
    sign_in(client)
    confirm(client)
    if "recovery" in page:
        with_authenticator(client)
    answer = client.get(page)
    assert answer.status_code == 200
    assert 'class="nameplate"' in answer.content.decode()


@pytest.mark.parametrize("page", [LOGIN, "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
                                  "/accounts/inactive/", "/accounts/password/reset/key/1-bad/"])  # fmt: skip
def test_entrance_pages_are_dressed_as_ours(client: Client, db: None, page: str) -> None:
    assert 'class="nameplate"' in client.get(page).content.decode()


@pytest.mark.parametrize("page", [LOGIN, "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/"])
def test_pages_with_scripts_hold_to_the_policy(client: Client, ada: Actor, page: str) -> None:
    if page != LOGIN:
        sign_in(client)
        confirm(client)
    html = client.get(page).content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "application/json" not in tag]
    assert (inline, re.findall(r"\s(?:style|on\w+)=", html), "<style" in html) == ([], [], False)


def test_passkeys_are_offered_at_the_door(client: Client, db: None) -> None:
    assert 'id="passkey_login"' in client.get(LOGIN).content.decode()
    assert "challenge" in client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).content.decode()


def test_nobody_signs_up_uninvited(client: Client, db: None) -> None:
    given = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "By invitation" in client.post("/accounts/signup/", given).content.decode()
    assert not User.objects.exists()


def test_without_mail_nobody_is_told_that_mail_was_sent(client: Client, db: None) -> None:
    page = client.get("/accounts/password/reset/").content.decode()
    assert "sends no mail" in page
    assert '<input type="email"' not in page


def test_too_many_resets_are_stopped_in_our_words(client: Client, ada: Actor) -> None:
    for _time in range(5):
        assert client.post("/accounts/password/reset/", {"email": "ada@example.org"}).status_code == 302
    answer = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_reset_does_not_tell_who_has_an_account(client: Client, ada: Actor, email: str, mailoutbox: list[object]) -> None:
    answer = client.post("/accounts/password/reset/", {"email": email})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert len(mailoutbox) == (1 if email == "ada@example.org" else 0)


def test_a_link_from_the_mail_sets_a_new_password_once(client: Client, ada: Actor, mailoutbox: list[EmailMessage]) -> None:
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"http://testserver(\S+)", str(mailoutbox[0].body))
    assert link is not None
    form = client.get(link.group(1), follow=True).redirect_chain[-1][0]
    new = {"password1": "another walk by the sea", "password2": "another walk by the sea"}
    assert client.post(form, new).status_code == 302
    assert sign_in(Client(), password="another walk by the sea")
    assert "already been used" in Client().get(link.group(1)).content.decode()


@pytest.mark.parametrize("gone", ["/accounts/email/", "/accounts/confirm-email/x/", "/accounts/login/code/"])
def test_ways_that_are_not_needed_are_not_there(client_of: ClientOf, ada: Actor, gone: str) -> None:
    assert client_of(ada).get(gone).status_code == 404


def test_an_owner_without_a_password_comes_in_by_link_and_sets_one(client: Client, db: None) -> None:
    eve = create_workspace(name="Eve's", owner_email="eve@example.org", owner_name="Eve")
    client.get(make_sign_in_link(eve))
    answer = client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    assert sign_in(Client(), email="eve@example.org")


def test_signing_in_changes_the_session_key(client: Client, ada: Actor) -> None:
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted


def test_signing_out_ends_the_session(client: Client, ada: Actor) -> None:
    sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/members/").status_code == 302


def test_a_new_password_ends_other_sessions(ada: Actor) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = {"oldpassword": PASSWORD, "password1": "another walk by the sea", "password2": "another walk by the sea"}
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert here.get("/members/").status_code == 200
    assert there.get("/members/").status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, ada: Actor) -> None:
    client.get(LOGIN)
    sign_in(client)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_a_member_taken_out_is_out_at_the_next_click(client: Client, ada: Actor, ben: Actor) -> None:
    sign_in(client, email="ben@example.org")
    assert client.get("/profile/").status_code == 200
    deactivate_member(ada, member_id=ben.member_id)
    assert client.get("/profile/").status_code == 404
