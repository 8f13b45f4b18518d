"""What every view of the web door goes through."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation
from django_htmx.middleware import HtmxMiddleware

from hustings.apps.accounts.actions import update_profile, update_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User
from hustings.kernel.errors import ForbiddenByUseRule, HustingsError, NeverRetry, NotFound, NotPermitted, RetryLater, WrongInput
from hustings.web.doors import member_view, render


def asked(actor: Actor | None, method: str = "GET", **headers: str) -> Any:
    request: Any = getattr(RequestFactory(), method.lower())("/somewhere/?page=2", headers=headers)
    request.user = User.objects.get(pk=actor.user_id) if actor else AnonymousUser()
    request.session = {}
    HtmxMiddleware(lambda given: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongInput("bad"), 400),
        (NotPermitted("no"), 403),
        (NotFound("none"), 404),
        (ForbiddenByUseRule("law"), 409),
        (NeverRetry("gone"), 502),
        (RetryLater("busy", after=12.4), 503),
        (RetryLater("busy"), 503),
        (HustingsError("odd"), 500),
    ],
)
def test_each_error_has_its_status_and_its_words(ada: Actor, error: HustingsError, status: int) -> None:
    def view(request: Any) -> HttpResponse:
        raise error

    answer = member_view()(view)(asked(ada))
    assert answer.status_code == status
    assert str(error) in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("12" if "after" in vars(error) and error.after else None)


def test_a_refusal_is_a_fragment_where_htmx_asks(ada: Actor) -> None:
    def view(request: Any) -> HttpResponse:
        raise WrongInput("bad minutes")

    text = member_view()(view)(asked(ada, **{"HX-Request": "true"})).content.decode()
    assert "bad minutes" in text
    assert "<html" not in text


def test_without_the_permission_the_view_is_not_called(vera: Actor) -> None:
    calls: list[int] = []
    view = member_view("manage_members")(lambda request: calls.append(1) or HttpResponse())  # type: ignore[func-returns-value]
    assert (view(asked(vera)).status_code, calls) == (403, [])
    assert (view.permission, view.methods) == ("manage_members", ("GET",))


@pytest.mark.parametrize(("methods", "method", "status"), [
    (("GET",), "HEAD", 200), (("GET",), "POST", 405), (("POST",), "GET", 405), (("POST",), "POST", 200), (("POST",), "HEAD", 405),
])  # fmt: skip
def test_only_the_methods_of_the_view_are_answered(ada: Actor, methods: tuple[str, ...], method: str, status: int) -> None:
    view = member_view(methods=methods)(lambda request: HttpResponse())
    assert view(asked(ada, method)).status_code == status


def test_visitors_come_back_to_the_page_after_signing_in(db: None) -> None:
    view = member_view(methods=("GET", "POST"))(lambda request: HttpResponse())
    assert view(asked(None)).headers["Location"] == "/accounts/login/?next=/somewhere/%3Fpage%3D2"
    assert view(asked(None, "POST")).headers["Location"] == "/accounts/login/?next=/"


def test_htmx_leads_the_whole_page_to_sign_in(db: None) -> None:
    view = member_view()(lambda request: HttpResponse())
    assert view(asked(None, **{"HX-Request": "true"})).headers["HX-Redirect"] == "/accounts/login/"


def test_a_view_speaks_the_zone_and_the_language_of_the_member(ada: Actor) -> None:
    update_workspace(ada, name="W", time_zone="Asia/Kolkata", language="en")
    update_profile(ada, name="Ada", minutes_a_day=30, language="en")
    seen: list[Any] = []

    def view(request: Any) -> HttpResponse:
        seen.extend([timezone.get_current_timezone_name(), translation.get_language(), request.actor.door])
        return HttpResponse()

    member_view()(view)(asked(ada))
    assert seen == ["Asia/Kolkata", "en", "web"]
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_one_view_gives_the_page_or_its_moving_part(ada: Actor, headers: dict[str, str], whole: bool) -> None:
    request = asked(ada, **headers)
    answer = render(request, "accounts/refusal.html", {"title": "Title", "message": "Words"})
    text = answer.content.decode()
    assert "Words" in text
    assert ("<html" in text) is whole
    assert "HX-Request" in answer.headers["Vary"]


def test_a_named_fragment_is_given_alone_and_may_bring_messages(ada: Actor) -> None:
    request = asked(ada, **{"HX-Request": "true"})
    answer = render(request, "accounts/refusal.html", {"refused": "Only this"}, fragment="accounts/_error.html")
    assert answer.content.decode().strip() == '<p class="notice error" role="alert">Only this</p>'


def test_what_members_typed_is_never_markup(ada: Actor) -> None:
    request = asked(ada, **{"HX-Request": "true"})
    text = render(request, "accounts/refusal.html", {"title": "T", "message": "<script>alert(1)</script>"}).content.decode()
    assert "<script>" not in text
