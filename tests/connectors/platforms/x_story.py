"""A small X that remembers: posts, mentions, talks; what stands in its answers follows the official description."""

from __future__ import annotations

import json
from typing import Any

import httpx

from fakes.web import FakeWeb

CREDENTIALS = {"client_id": "app-1", "token": "good", "refresh_token": "r1"}
ME, BEN = "1001", "2002"
USERS = {ME: {"id": ME, "name": "Ada Okafor", "username": "AdaOkafor"}, BEN: {"id": BEN, "name": "Ben", "username": "benr"}}


class FakeX(FakeWeb):
    """Posts by number, the newest first in lists of a page's size."""

    def __init__(self, *, page: int = 2) -> None:
        super().__init__()
        self.page = page
        self.posts: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.missing: list[dict[str, Any]] = []
        self.number = 10_000
        self.closed = False
        self.answers = {
            "GET /2/users/me": {"data": USERS[ME]},
            f"GET /2/users/{ME}/mentions": lambda request: self._list(request, lambda post: post["author_id"] != ME),
            f"GET /2/users/{ME}/tweets": lambda request: self._list(request, lambda post: post["author_id"] == ME),
            "GET /2/tweets": lambda request: {"data": list(self.posts.values())[:1] or [], "errors": self.missing},
            "POST /2/tweets": self._post,
            "GET /2/dm_events": lambda request: self._paged(request, self.events),
        }

    def post(self, author: str, text: str, *, to: str = "", **more: Any) -> dict[str, Any]:
        number = str(self.number)
        self.number += 1
        made: dict[str, Any] = {
            "id": number, "author_id": author, "text": text, "created_at": "2026-11-20T10:00:00.000Z",
            "edit_history_post_ids": [number], "conversation_id": to or number,
        }  # fmt: skip
        if to:
            made |= {"in_reply_to_user_id": self.posts[to]["author_id"], "referenced_posts": [{"type": "replied_to", "id": to}]}
        if "@AdaOkafor" in text:
            made["entities"] = {"mentions": [{"start": 0, "end": 10, "username": "AdaOkafor", "id": ME}]}
        self.posts[number] = made | more
        return self.posts[number]

    def message(self, sender: str, text: str) -> dict[str, Any]:
        talk = f"{ME}-{BEN}"
        made = {
            "id": str(self.number), "event_type": "MessageCreate", "text": text, "sender_id": sender, "dm_conversation_id": talk,
            "created_at": "2026-11-20T11:00:00.000Z", "participant_ids": [ME, BEN],
        }  # fmt: skip
        self.number += 1
        self.events.append(made)
        self.answers[f"GET /2/dm_conversations/{talk}/dm_events"] = lambda request: self._paged(request, self.events)
        self.answers[f"POST /2/dm_conversations/{talk}/messages"] = self._write
        self.answers[f"POST /2/dm_conversations/with/{BEN}/messages"] = self._write
        return made

    def _list(self, request: httpx.Request, wanted: Any) -> dict[str, Any]:
        return self._paged(request, [each for each in self.posts.values() if wanted(each)])

    def _paged(self, request: httpx.Request, held: list[Any]) -> dict[str, Any]:
        newest = held[::-1]
        start = int(request.url.params.get("pagination_token", "0000000000000000"))
        page = newest[start : start + self.page]
        meta: dict[str, Any] = {"result_count": len(page)}
        if start + self.page < len(newest):
            meta["next_token"] = f"{start + self.page:016d}"
        return {"data": page, "includes": {"users": list(USERS.values())}, "meta": meta}

    def _post(self, request: httpx.Request) -> httpx.Response:
        if self.closed:
            return httpx.Response(
                403, json={"title": "Forbidden", "detail": "You may not reply to this post.", "type": "about:blank"}
            )
        given = json.loads(request.content)
        made = self.post(ME, f"@benr {given['text']}", to=given["reply"]["in_reply_to_tweet_id"])
        return httpx.Response(201, json={"data": {"id": made["id"], "text": made["text"]}})

    def _write(self, request: httpx.Request) -> httpx.Response:
        made = self.message(ME, json.loads(request.content)["text"])
        return httpx.Response(201, json={"data": {"dm_conversation_id": made["dm_conversation_id"], "dm_event_id": made["id"]}})
