"""Whatever a platform's interface answers becomes an answer or one of the kernel's errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.exchange import LONGEST_WAIT, Exchange, Told, said, wait_of
from hustings.connectors.http import TooLarge
from hustings.kernel.errors import NeverRetry, RetryLater, Uncertain

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


def exchange(handler: Handler) -> Exchange:
    client = httpx.Client(transport=httpx.MockTransport(handler), base_url="https://social.example")
    return Exchange(client, service="social.example", revoked="Connect again.", now=lambda: NOW)


def answering(status: int, **more: object) -> Handler:
    return lambda request: httpx.Response(status, **more)  # type: ignore[arg-type]


def raising(error: Exception) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


def test_a_good_answer_is_its_json() -> None:
    calls = exchange(answering(200, json={"id": "1"}))
    assert calls.get("/x", {"a": 1}).body == {"id": "1"}
    assert calls.post("/x").body == {"id": "1"}
    assert calls.calls == 2


def test_an_empty_answer_is_none() -> None:
    assert exchange(answering(204)).post("/x", {"a": 1}, sends=True).body is None


def test_accepted_refusals_are_answers_whatever_they_hold() -> None:
    answer = exchange(answering(404, text="<h1>Not found</h1>")).get("/x", accept=(404,))
    assert (answer.good, answer.status, answer.body) == (False, 404, None)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, NeverRetry, "Connect again"),
        (403, NeverRetry, "refuses this .403.: No right"),
        (422, NeverRetry, "refuses this .422.: No right"),
        (301, NeverRetry, "another address"),
        (429, RetryLater, "no more calls"),
        (503, RetryLater, "out of order"),
        (500, RetryLater, "in trouble"),
    ],
)
def test_refusals_say_what_a_member_can_do(status: int, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        exchange(answering(status, json={"error": "No right"})).get("/x")


def test_a_refusal_without_reason_says_so() -> None:
    with pytest.raises(NeverRetry, match="gives no reason"):
        exchange(answering(400, text="<h1>Sorry")).get("/x")


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), httpx.PoolTimeout("no")])
def test_what_never_left_may_be_sent_again(error: Exception) -> None:
    with pytest.raises(RetryLater, match="could not be reached") as caught:
        exchange(raising(error)).post("/x", {}, sends=True)
    assert type(caught.value) is RetryLater


@pytest.mark.parametrize("error", [httpx.ReadTimeout("no"), httpx.ReadError("no"), httpx.DecodingError("no"), TooLarge("no")])
def test_what_may_have_arrived_is_uncertain(error: Exception) -> None:
    with pytest.raises(Uncertain):
        exchange(raising(error)).post("/x", {}, sends=True)
    with pytest.raises(RetryLater) as caught:
        exchange(raising(error)).get("/x")
    assert type(caught.value) is RetryLater


def test_an_answer_that_cannot_be_read_is_uncertain_after_sending() -> None:
    with pytest.raises(Uncertain):
        exchange(answering(200, content=b"{half")).post("/x", {}, sends=True)
    with pytest.raises(RetryLater):
        exchange(answering(200, content=b"[" * 100_000)).get("/x")


def test_a_refusal_that_was_cut_off_is_asked_for_again() -> None:
    cut = answering(400, content=b'{"error": "Rec', headers={"content-type": "application/json"})
    for sends in (True, False):
        with pytest.raises(RetryLater) as caught:
            exchange(cut).post("/x", {}, sends=sends)
        assert type(caught.value) is RetryLater


def test_a_server_in_trouble_names_when_to_ask_again() -> None:
    with pytest.raises(Uncertain) as caught:
        exchange(answering(502, headers={"retry-after": "9"})).post("/x", {}, sends=True)
    assert caught.value.after == 9


def test_a_kept_line_that_was_closed_is_asked_again_once_for_reading_alone() -> None:
    tries: list[str] = []

    def closed_once(request: httpx.Request) -> httpx.Response:
        tries.append(request.method)
        if len(tries) % 2:
            raise httpx.RemoteProtocolError("closed", request=request)
        return httpx.Response(200, json=[])

    assert exchange(closed_once).get("/x").body == []
    with pytest.raises(Uncertain):
        exchange(closed_once).post("/x", {}, sends=True)
    assert tries == ["GET", "GET", "POST"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": "999999"}, LONGEST_WAIT),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:40 GMT"}, 40),
        ({"retry-after": "Mon, 23 Nov 2020 12:00:40 GMT"}, 1),
        ({"retry-after": "soon"}, None),
        ({"x-ratelimit-reset": "2026-11-23T12:01:00.000Z"}, 60),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 70)}, 70),
        ({}, None),
    ],
)
def test_a_platform_is_asked_again_when_it_says(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_of(headers, now=NOW) == seconds


@given(st.text(), st.text())
def test_any_wait_is_a_bearable_one(after: str, reset: str) -> None:
    seconds = wait_of({"retry-after": after, "ratelimit-reset": reset}, now=NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


def test_reasons_are_plain_and_short() -> None:
    assert said({"error": "InvalidRequest", "message": "Too <b>long</b>"}) == "Too long"
    assert said({"error": "x" * 1_000}) == "x" * 300
    assert said(["nothing"]) == ""


def test_waits_are_read_as_each_platform_names_them() -> None:
    in_a_minute = str(int(NOW.timestamp()) + 60)
    assert wait_of({"x-rate-limit-reset": in_a_minute}, now=NOW) == 60.0, "X"
    minutes = '{"77": [{"estimated_time_to_regain_access": 2}, {"estimated_time_to_regain_access": 5}], "78": 3}'
    assert wait_of({"x-business-use-case-usage": minutes}, now=NOW) == 300.0, "Meta"
    for nothing in ("[]", "{", '{"77": [{}]}'):
        assert wait_of({"x-business-use-case-usage": nothing}, now=NOW) is None


def test_the_reason_is_also_found_where_google_and_meta_wrap_it() -> None:
    assert said({"error": {"message": "Quota spent."}}) == "Quota spent."
    assert said({"error": {"message": "(#10)", "error_user_msg": "Ask the owner."}}) == "Ask the owner."
    assert said({"error": {}, "message": "No."}) == "No."


@pytest.mark.parametrize(
    ("told", "sends", "error", "words"),
    [
        ("limit", False, RetryLater, "no more calls"),
        ("passing", False, RetryLater, "out of order"),
        ("passing", True, Uncertain, "line to"),
        ("revoked", True, NeverRetry, "Connect again"),
        ("", False, NeverRetry, "refuses this"),
    ],
)
def test_a_platform_may_say_in_its_own_way_what_a_refusal_means(
    told: Told, sends: bool, error: type[Exception], words: str
) -> None:
    client = httpx.Client(transport=httpx.MockTransport(answering(400, json={})), base_url="https://social.example")
    calls = Exchange(client, service="social.example", revoked="Connect again.", now=lambda: NOW, tells=lambda answer: told)
    with pytest.raises(error, match=words):
        calls.post("/x", {}, sends=sends)
