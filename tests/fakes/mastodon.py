"""A small server of Mastodon in memory, as far as the connector speaks to it (https://docs.joinmastodon.org/methods/)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

HOST = "social.example"
CREDENTIALS = {"server": HOST, "token": "good-token"}
_START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
Status = dict[str, Any]


class FakeMastodon:
    """Ada's server. `several` says whether it gives several statuses at once, `backward` that it knows no min_id."""

    def __init__(self, *, several: bool = True, backward: bool = False, version: str = "4.4.0") -> None:
        self.several, self.backward, self.version = several, backward, version
        self.scopes: list[str] | None = ["read", "write:statuses"]
        self.people = {name: self._person(name, number) for number, name in enumerate(("ada", "ben", "vera@far.example"), 1)}
        self.statuses: dict[str, Status] = {}
        self.notices: list[dict[str, Any]] = []
        self.talks: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.keys: dict[str, str] = {}
        self.keeps_keys = True
        self.answers: dict[str, httpx.Response] = {}
        self.events: list[str] = []
        self._number = 1_000

    def opens(self, guard: object, *, base_url: str, headers: dict[str, str], **more: object) -> httpx.Client:
        """In place of http.open_client."""
        return httpx.Client(transport=httpx.MockTransport(self), base_url=base_url, headers=headers)

    def post(self, name: str, text: str, *, to: Status | None = None, tells: bool = True, **more: Any) -> Status:
        """Somebody posts; Ada is told of mentions and answers."""
        number = self._next()
        account = self.people[name]
        home = HOST if "@" not in name else name.partition("@")[2]
        uri = f"https://{home}/users/{account['username']}/statuses/{number}"
        status = {
            "id": number, "uri": uri, "url": f"https://{home}/@{account['username']}/{number}", "account": account,
            "created_at": self._moment(), "edited_at": None, "content": f"<p>{text}</p>", "spoiler_text": "",
            "visibility": "public", "in_reply_to_id": to and to["id"], "in_reply_to_account_id": to and to["account"]["id"],
            "reblog": None, "media_attachments": [], "mentions": self._mentions(text), "tags": [], "poll": None, **more,
        }  # fmt: skip
        self.statuses[number] = status
        if tells and name != "ada" and (to is not None or "ada" in text):
            self.tell("mention", name, status)
        return status

    def tell(self, kind: str, name: str, status: Status | None = None, **more: Any) -> None:
        """A notification to Ada."""
        told = {"id": self._next(), "type": kind, "created_at": self._moment(), "account": self.people[name], **more}
        self.notices.append(told | ({"status": status} if status else {}))

    def talk(self, status: Status) -> None:
        """The last message of a conversation."""
        self.talks.append({"id": self._next(), "unread": True, "accounts": [], "last_status": status})

    def delete(self, status: Status) -> None:
        """A status goes, and what told of it."""
        del self.statuses[status["id"]]
        self.notices = [each for each in self.notices if each.get("status", {}).get("id") != status["id"]]

    def edit(self, status: Status, text: str) -> None:
        """New words."""
        status |= {"content": f"<p>{text}</p>", "edited_at": self._moment()}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path, asked = request.url.path, request.url.params
        if path in self.answers:
            return self.answers[path]
        if request.headers["authorization"] != "Bearer good-token":
            return httpx.Response(401, json={"error": "The access token was revoked"})
        for pattern, answer in self._routes:
            if found := re.fullmatch(pattern, path):
                return answer(self, request, asked, *found.groups())
        return httpx.Response(404, text="<h1>404</h1>")

    def _verify(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return httpx.Response(200, json=self.people["ada"])

    def _app(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return httpx.Response(200, json={"name": "Hustings"} | ({} if self.scopes is None else {"scopes": self.scopes}))

    def _instance(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return httpx.Response(200, json={"version": self.version})

    def _notifications(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return self._page(self.notices, asked, lambda each: each["id"])

    def _conversations(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return self._page(self.talks, asked, lambda each: (each["last_status"] or {"id": "0"})["id"])

    def _by(self, request: httpx.Request, asked: httpx.QueryParams, number: str) -> httpx.Response:
        own = [each for each in self.statuses.values() if each["account"]["id"] == number]
        return self._page(own, asked, lambda each: each["id"])

    def _page(self, items: list[Any], asked: httpx.QueryParams, number: Any) -> httpx.Response:
        low, high = int(asked.get("min_id", 0)), int(asked.get("max_id", 10**30))
        found = sorted(
            (each for each in items if low * (not self.backward) < int(number(each)) < high), key=lambda e: int(number(e))
        )
        limit = int(asked.get("limit", 20))
        part = found[:limit] if "min_id" in asked and not self.backward else found[-limit:]
        return httpx.Response(200, json=part[::-1])

    def _status(self, request: httpx.Request, asked: httpx.QueryParams, number: str) -> httpx.Response:
        found = self.statuses.get(number)
        return httpx.Response(200, json=found) if found else httpx.Response(404, json={"error": "Record not found"})

    def _several(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        if request.method == "POST":
            return self._create(request)
        if not self.several:
            return httpx.Response(404, text="<h1>404</h1>")
        return httpx.Response(200, json=[self.statuses[each] for each in asked.get_list("id[]") if each in self.statuses])

    def _context(self, request: httpx.Request, asked: httpx.QueryParams, number: str) -> httpx.Response:
        here = self.statuses.get(number)
        if here is None:
            return httpx.Response(404, json={"error": "Record not found"})
        above: list[Status] = []
        while (here := self.statuses.get(here["in_reply_to_id"] or "")) is not None:
            above.insert(0, here)
        below: list[Status] = []
        reached = {number}
        for each in self.statuses.values():
            if each["in_reply_to_id"] in reached:
                reached.add(each["id"])
                below.append(each)
        return httpx.Response(200, json={"ancestors": above, "descendants": below})

    def _search(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        found = [each for each in self.statuses.values() if asked["q"] in (each["uri"], each["url"])]
        return httpx.Response(200, json={"accounts": [], "statuses": found, "hashtags": []})

    def _create(self, request: httpx.Request) -> httpx.Response:
        given, key = json.loads(request.content), request.headers["idempotency-key"]
        if key not in self.keys or not self.keeps_keys:
            to = self.statuses.get(given.get("in_reply_to_id", ""))
            more = {"visibility": given["visibility"], "spoiler_text": given.get("spoiler_text", "")}
            self.keys[key] = self.post("ada", given["status"], to=to, **more)["id"]
        return httpx.Response(200, json=self.statuses[self.keys[key]])

    def _stream(self, request: httpx.Request, asked: httpx.QueryParams) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, text="\n".join(self.events))

    _routes = (
        (r"/api/v1/accounts/verify_credentials", _verify),
        (r"/api/v1/apps/verify_credentials", _app),
        (r"/api/v1/instance", _instance),
        (r"/api/v1/notifications", _notifications),
        (r"/api/v1/conversations", _conversations),
        (r"/api/v1/accounts/(\w+)/statuses", _by),
        (r"/api/v1/statuses", _several),
        (r"/api/v1/statuses/(\w+)", _status),
        (r"/api/v1/statuses/(\w+)/context", _context),
        (r"/api/v2/search", _search),
        (r"/api/v1/streaming/user", _stream),
    )

    def _person(self, name: str, number: int) -> dict[str, Any]:
        username, _, home = name.partition("@")
        return {
            "id": str(number), "username": username, "acct": name, "display_name": username.title(), "note": "<p>Hello</p>",
            "url": f"https://{home or HOST}/@{username}", "uri": f"https://{home or HOST}/users/{username}",
            "fields": [
                {"name": "Web", "value": f'<a href="https://{username}.example">x</a>'}, {"name": "Office", "value": "Room 3"},
            ],
        }  # fmt: skip

    def _mentions(self, text: str) -> list[dict[str, Any]]:
        named = [name.removesuffix("@" + HOST) for name in re.findall(r"@([\w.]+(?:@[\w.]*\w)?)", text)]
        told = [self.people[name] for name in named if name in self.people]
        return [{key: each[key] for key in ("id", "username", "acct", "url") if key in each} for each in told]

    def _next(self) -> str:
        self._number += 1
        return str(self._number)

    def _moment(self) -> str:
        return (_START + timedelta(minutes=self._number)).isoformat().replace("+00:00", "Z")
