"""A stand-in for platforms with an interface in JSON: answers by method and path, and notes what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx

from fakes.contract import contract

Asked = httpx.Request
Given = Callable[[httpx.Request], Any]


class Strange(NamedTuple):
    """An answer that no document names: what a broken or changed platform might say."""

    answer: Any


class FakeWeb:
    """Answers are values (200), responses, errors to raise, or functions of the request; the first whose path fits counts.

    With the name of a contract, requests and answers that it does not name are refused, but for `Strange` ones.
    """

    def __init__(self, answers: dict[str, Any] | None = None, *, keeps: str = "") -> None:
        self.contract = contract(keeps) if keeps else None
        self.answers: dict[str, Any] = answers or {}
        self.asked: list[httpx.Request] = []
        self.seen: Callable[[httpx.Request, httpx.Response], None] = lambda request, response: None

    def opens(self, guard: object, *, base_url: str = "", headers: dict[str, str] | None = None, **more: object) -> httpx.Client:
        """Instead of http.open_client."""
        return httpx.Client(transport=httpx.MockTransport(self._answer), base_url=base_url, headers=headers)

    def bodies(self, method: str = "POST") -> list[Any]:
        """What was given, oldest first."""
        return [json.loads(each.content) for each in self.asked if each.method == method and each.content[:1] == b"{"]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.contract is not None:
            self.contract.check_request(request)
        found = self.answers.get(f"{request.method} {request.url.path}", self.answers.get(request.url.path))
        if callable(found):
            found = found(request)
        if isinstance(found, Exception):
            raise found
        strange = isinstance(found, Strange)
        found = found.answer if isinstance(found, Strange) else found
        response = found if isinstance(found, httpx.Response) else self._plain(found)
        if self.contract is not None and not strange:
            self.contract.check_answer(request, response)
        self.seen(request, response)
        return response

    def _plain(self, found: Any) -> httpx.Response:
        nothing = {"error": "not found", "message": "not found", "status": 404}
        if self.contract is not None:
            nothing = {
                name: value for name, value in nothing.items() if name in self.contract.shapes[self.contract.told["error"]]
            }
        return httpx.Response(404, json=nothing) if found is None else httpx.Response(200, json=found)
