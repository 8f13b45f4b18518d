"""The access matrix: role x route x method x own, hidden, foreign and nonexistent things, on the web and in the API.

Routes come from Django's URL resolver and the API's schema; routes.py and operations.py say who may use each. Nothing that the
matrix does stays: every request is taken back.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from access.operations import API
from access.routes import CANARY, OPEN, SECURITY, SIGN_IN, WEB, Route
from access.world import NOTHING, ROLES, Things, World, seeded
from hustings.api.site import api
from hustings.apps.accounts.actor import READING, Actor

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
SEEN_BY_ALL = {
    "asked", "export", "merge", "review", "tag", "field", "import", "member", "member_invitation", "workspace", "label",
    "snippet", "alarm", "event",
}  # fmt: skip
"""Things of the workspace itself: whoever may use the route sees them all."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both workspaces, made once; each request is rolled back."""
    with django_db_blocker.unblock(), seeded() as made:
        yield made


# What there is


@cache
def web_routes() -> dict[str, URLPattern]:
    return {str(pattern.name): pattern for pattern in _patterns(get_resolver().url_patterns)}


def _patterns(held: Any) -> Iterator[URLPattern]:
    for pattern in held:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif getattr(pattern, "namespace", None) != "api":
            yield from _patterns(pattern.url_patterns)


@cache
def api_routes() -> set[str]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_page_is_listed() -> None:
    there = web_routes().keys() - SIGN_IN - SECURITY - OPEN
    assert not there - WEB.keys(), f"List these in tests/access/routes.py (WEB); it says how: {sorted(there - WEB.keys())}"


def test_every_operation_is_listed() -> None:
    assert not api_routes() - API.keys(), f"List these in tests/access/operations.py (API): {sorted(api_routes() - API.keys())}"


def test_nothing_is_listed_that_is_not_there() -> None:
    assert not API.keys() - api_routes()
    assert not (WEB.keys() | SIGN_IN | SECURITY | OPEN) - web_routes().keys()


@pytest.mark.parametrize("name", sorted(WEB.keys() & web_routes().keys()))
def test_pages_ask_for_what_is_listed(name: str) -> None:
    view: Any = web_routes()[name].callback
    assert ((view.permission or ""), set(view.methods)) == (WEB[name].permission, set(WEB[name].methods))


# One request


def filled(value: Any, things: Things) -> Any:
    """What is sent, with the numbers of things in their places."""
    if isinstance(value, str) and value.startswith("@"):
        return things[value[1:]]
    if isinstance(value, list):
        return [filled(each, things) for each in value]
    return {key: filled(each, things) for key, each in value.items()} if isinstance(value, dict) else value


def query_of(query: str, things: Things) -> str:
    return re.sub(r"(?<!\w)@(\w+)", lambda found: str(things[found[1]]), query)


def address(door: str, name: str, route: Route, things: Things) -> str:
    ids = {parameter: things[thing] for parameter, thing in route.ids.items()}
    if door == "web":
        return reverse(name, kwargs=ids)
    return "/api/v1" + name.split(" ")[1].format(**ids)


def call(client: Client, door: str, method: str, url: str, route: Route, things: Things) -> HttpResponse:
    """Sends one request and takes back what it did."""
    sent = filled(route.sent, things)
    with transaction.atomic():
        if method == "GET":
            response = client.get(url)
        elif route.files:
            response = client.post(url, {"files": SimpleUploadedFile("a.vcf", b"BEGIN:VCARD\nEND:VCARD\n"), **sent})
        elif door == "web":
            response = client.post(url, sent)
        else:
            response = client.generic(method, url, json.dumps(sent), content_type="application/json")
        transaction.set_rollback(True)
    return _whole(response)


def _whole(response: Any) -> HttpResponse:
    """The answer with its body, also where that is a file that is sent in pieces."""
    if not response.streaming:
        return response
    return HttpResponse(b"".join(response.streaming_content), status=response.status_code, headers=dict(response.headers))


def body_of(response: HttpResponse) -> str:
    """The body without what differs between any two answers: tokens against forgery and nonces."""
    text = response.content.decode(errors="replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r'("|&quot;)X-CSRFToken("|&quot;): ?("|&quot;)\w+("|&quot;)', "", text)
    return re.sub(r'nonce="[^"]+"', "", text)


def is_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(LOGIN)


def is_let_in(response: HttpResponse) -> bool:
    """Done, sent on, or refused for what was sent: not for who asks."""
    return not is_sign_in(response) and (response.status_code < 400 or response.status_code in (400, 409))


CELLS = [
    *(("web", name, method) for name, route in sorted(WEB.items()) for method in route.methods),
    *(("api", name, name.split(" ")[0]) for name in sorted(API)),
]


def route_of(door: str, name: str) -> Route:
    return WEB[name] if door == "web" else API[name]


def there(door: str, name: str) -> bool:
    return name in (web_routes() if door == "web" else api_routes())


LIVE = [cell for cell in CELLS if there(cell[0], cell[1])]


def ways(world: World, role: str, door: str) -> list[tuple[Actor, Client, bool]]:
    """The actor with each client of this door, and whether it only reads."""
    who = world.who[role]
    if door == "web":
        return [(who.actor, who.browser, False)]
    return [(who.actor, who.writes, False), (who.actor, who.reads, True)]


def may(actor: Actor, route: Route, method: str, reads_only: bool) -> bool:
    if reads_only and method != "GET":
        return False
    return not route.permission or dataclasses.replace(actor, read_only=reads_only).may(route.permission)


def named_in(route: Route) -> list[str]:
    """The things that the address of a route names."""
    return list(dict.fromkeys(route.ids.values()))


def referred_to(route: Route, method: str) -> list[str]:
    """The things that the body or the query names."""
    text = " ".join(route.queries) + (str(route.sent) if method != "GET" else "")
    return [name for name in dict.fromkeys(re.findall(r"(?<!\w)@(\w+)", text)) if name not in named_in(route)]


def sees_hidden(actor: Actor, thing: str) -> bool | None:
    """Whether an actor sees the hidden thing of this kind; None where there is no such difference."""
    if thing in SEEN_BY_ALL:
        return None
    if thing in ("item", "token", "own_export", "segment", "event_feed"):
        return False
    own = thing in ("step", "bulk", "channel", "outgoing", "inbox_view", "calendar", "relation")
    return actor.may("undo_of_others" if own else "see_all_people")


@pytest.mark.parametrize(("door", "name", "method"), LIVE, ids=lambda part: str(part))
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_is_listed_and_nothing_else(role: str, door: str, name: str, method: str, world: World) -> None:
    route, mine = route_of(door, name), world.mine[role]
    for actor, client, reads_only in ways(world, role, door):
        for query in route.queries if method in ("GET", "DELETE") else ("",):
            url = f"{address(door, name, route, mine)}?{query_of(query, mine)}"
            response = call(client, door, method, url, route, mine)
            if may(actor, route, method, reads_only):
                assert is_let_in(response), (reads_only, response.status_code, response.content[:400])
            else:
                assert response.status_code == 403
            _assert_no_leak(role, response)


@pytest.mark.parametrize(("door", "name", "method"), [cell for cell in LIVE if route_of(*cell[:2]).ids], ids=str)
@pytest.mark.parametrize("role", ROLES)
def test_hidden_and_foreign_things_answer_as_nonexistent_ones(role: str, door: str, name: str, method: str, world: World) -> None:
    route, mine = route_of(door, name), world.mine[role]
    for actor, client, reads_only in ways(world, role, door):
        allowed = may(actor, route, method, reads_only)
        for thing in named_in(route):
            nothing = _asked(client, door, name, method, route, mine | {thing: _nobody(thing)})
            assert nothing.status_code == (_missing(route, thing) if allowed else 403)
            kinds = {"foreign": world.foreign}
            hidden = sees_hidden(actor, thing)
            if hidden is False:
                kinds["hidden"] = world.hidden[role]
            for kind, things in kinds.items():
                answer = _asked(client, door, name, method, route, mine | {thing: things[thing]})
                assert answer.status_code == nothing.status_code, (kind, thing, answer.content[:300])
                assert body_of(answer) == body_of(nothing), (kind, thing)
                _assert_no_leak(role, answer)
            if hidden and allowed and thing not in route.only_back_to:
                held = {each: world.hidden[role][each] for each in named_in(route) if each == thing or each in SEEN_BY_ALL}
                answer = _asked(client, door, name, method, route, mine | held)
                assert is_let_in(answer), (thing, answer.status_code, answer.content[:300])


@pytest.mark.parametrize(
    ("door", "name", "method"), [cell for cell in LIVE if referred_to(route_of(*cell[:2]), cell[2])], ids=str
)
@pytest.mark.parametrize("role", ROLES)
def test_what_is_sent_cannot_point_to_hidden_and_foreign_things(
    role: str, door: str, name: str, method: str, world: World
) -> None:
    route, mine = route_of(door, name), world.mine[role]
    for actor, client, reads_only in ways(world, role, door):
        if not may(actor, route, method, reads_only):
            continue
        for thing in referred_to(route, method):
            nothing = _asked(client, door, name, method, route, mine | {thing: _nobody(thing)})
            things = [world.foreign] + ([world.hidden[role]] if sees_hidden(actor, thing) is False else [])
            for held in things:
                answer = _asked(client, door, name, method, route, mine | {thing: held[thing]})
                assert answer.status_code == nothing.status_code
                numbers = (held[thing], _nobody(thing))
                assert _without(body_of(answer), *numbers) == _without(body_of(nothing), *numbers)
                _assert_no_leak(role, answer)


def _missing(route: Route, thing: str) -> int:
    """The status for a thing that is not there: where its number only says which page to go back to, one is sent there."""
    return 302 if thing in route.only_back_to else 404


def _nobody(thing: str) -> Any:
    return f"interaction:{NOTHING}" if thing == "evidence" else NOTHING


def _without(text: str, *numbers: Any) -> str:
    return re.sub("|".join(rf"\b{number}\b" for number in numbers), "#", text)


def _asked(client: Client, door: str, name: str, method: str, route: Route, things: Things) -> HttpResponse:
    query = query_of(route.queries[0], things) if method in ("GET", "DELETE") else ""
    return call(client, door, method, f"{address(door, name, route, things)}?{query}", route, things)


def _assert_no_leak(role: str, response: HttpResponse) -> None:
    """No canary of the other workspace, none of people hidden from the role, none that a member keeps to themselves."""
    text = (response.content.decode(errors="replace") + str(response.headers.items())).casefold()
    barred = ["foreign"] + (["hidden"] if role == "volunteer" else []) + (["private"] if role != "owner" else [])
    for scope in barred:
        place = text.replace(f"q={CANARY.casefold()}{scope}", "").find(f"{CANARY}{scope}".casefold())
        assert place < 0, f"{role} reads {scope}: ...{text[max(0, place - 200) : place + 60]}..."


@pytest.mark.parametrize(("door", "name", "method"), LIVE, ids=lambda part: str(part))
def test_a_member_of_another_workspace_finds_nothing(door: str, name: str, method: str, world: World) -> None:
    route, clients = (
        route_of(door, name),
        [world.stranger.browser] if door == "web" else [world.stranger.writes, world.stranger.reads],
    )
    for client in clients:
        for query in route.queries if method in ("GET", "DELETE") else ("",):
            things = world.mine["owner"]
            url = f"{address(door, name, route, things)}?{query_of(query, things)}"
            response = call(client, door, method, url, route, things)
            refused = 403 if client is world.stranger.reads and not (method == "GET" and _reads(route)) else 404
            assert not route.ids or response.status_code == refused
            text = response.content.decode(errors="replace").casefold()
            assert not [
                scope
                for scope in ("mine", "hidden", "private")
                if f"{CANARY}{scope}".casefold() in text.replace(f"q={CANARY}hidden".casefold(), "")
            ]


def _reads(route: Route) -> bool:
    return not route.permission or route.permission in READING


@pytest.mark.parametrize(("door", "name", "method"), LIVE, ids=lambda part: str(part))
def test_anonymous_visitors_are_sent_to_sign_in(door: str, name: str, method: str, world: World) -> None:
    route, things = route_of(door, name), world.mine["owner"]
    url = address(door, name, route, things)
    response = call(Client(), door, method, url, route, things)
    if door == "web":
        assert is_sign_in(response), response.status_code
    else:
        assert (response.status_code, response.json()["error"]["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(("name", "method"), [cell[1:] for cell in LIVE if cell[0] == "api"], ids=str)
def test_a_browsers_cookies_count_for_nothing_in_the_api(name: str, method: str, world: World) -> None:
    route, things = API[name], world.mine["owner"]
    response = call(world.who["owner"].browser, "api", method, address("api", name, route, things), route, things)
    assert response.status_code == 401


@pytest.mark.parametrize("name", [name for door, name, method in LIVE if door == "web" and method == "POST"])
def test_a_form_without_its_token_is_refused(name: str, world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = world.who["owner"].browser.cookies
    things = world.mine["owner"]
    response = call(careful, "web", "POST", address("web", name, WEB[name], things), WEB[name], things)
    assert response.status_code == 403


@pytest.mark.parametrize("name", sorted(SIGN_IN | SECURITY))
def test_pages_of_sign_in_refuse_forms_without_their_token(name: str, world: World) -> None:
    response = call(Client(enforce_csrf_checks=True), "web", "POST", _security_url(name), Route(""), {})
    assert response.status_code in (403, 405) or is_sign_in(response)


@pytest.mark.parametrize("name", sorted(SECURITY))
def test_pages_of_security_are_for_who_is_signed_in(name: str, world: World) -> None:
    response = call(Client(), "web", "GET", _security_url(name), Route(""), {})
    assert response.status_code == 405 or (response.status_code == 302 and LOGIN in response.headers["Location"])


def _security_url(name: str) -> str:
    ids = {"account_reset_password_from_key": {"uidb36": "1", "key": "set-password"}}
    return reverse(name, kwargs=ids.get(name, {"pk": 1} if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else {}))


@pytest.mark.parametrize("name", sorted(WEB.keys() & web_routes().keys()))
def test_methods_that_are_not_listed_are_refused(name: str, world: World) -> None:
    route, things = WEB[name], world.mine["owner"]
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(route.methods):
        with transaction.atomic():
            response = world.who["owner"].browser.generic(method, address("web", name, route, things))
            transaction.set_rollback(True)
        assert response.status_code == 405, method
