"""A small server of the AT Protocol in memory, as far as the connector speaks to it (lexicons app, chat and com.atproto)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

ADA, BEN = "did:plc:ada", "did:plc:ben"
CREDENTIALS = {"handle": "@ada.test", "password": "app-password"}
POST = "app.bsky.feed.post"
TALK = "convo1"
_START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
_DEFS = "chat.bsky.convo.defs#"


class Refused(Exception):
    """An error of a lexicon."""

    def __init__(self, status: int, name: str, message: str = "") -> None:
        super().__init__(name)
        self.status, self.name, self.message = status, name, message


class FakeBluesky:
    """Ada's server. `page` is the size of its pages, `chats` whether the password opens direct messages."""

    def __init__(self, *, page: int = 100, chats: bool = True) -> None:
        self.page, self.chats = page, chats
        self.handles = {ADA: "ada.test", BEN: "ben.test"}
        self.records: dict[str, dict[str, Any]] = {}
        self.hidden: set[str] = set()
        self.notices: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self.answers: dict[str, httpx.Response] = {}
        self.sessions = self.opened = self.renewed = 0
        self.refreshes = True
        self.ended: dict[str, Refused] = {}
        self.minute = 0

    def opens(self, guard: object, *, base_url: str, **more: object) -> httpx.Client:
        """In place of http.open_client."""
        return httpx.Client(transport=httpx.MockTransport(self), base_url=base_url)

    def put(self, did: str, text: str = "", *, to: str = "", kind: str = POST, made: datetime | None = None, **more: Any) -> str:
        """Somebody writes a record; its address."""
        self.minute += 1
        address = f"at://{did}/{kind}/3k{self.minute:06d}"
        parent = {"uri": to, "cid": self.records[to]["cid"]} if to else None
        root = self.records[to]["value"].get("reply", {}).get("root", parent) if to else None
        value = {"$type": kind, "text": text, "createdAt": _text(made or self.moment), **more}
        self.records[address] = {
            "cid": f"cid{self.minute}",
            "value": value | ({"reply": {"root": root, "parent": parent}} if to else {}),
        }
        return address

    def tell(self, reason: str, address: str) -> str:
        """A notification to Ada of a record."""
        did = address.split("/")[2]
        author = {"did": did, "handle": self.handles[did], "displayName": did[-3:].title()}
        record = self.records[address]
        told = {"uri": address, "cid": record["cid"], "author": author, "reason": reason, "record": record["value"]}
        self.notices.append(told | {"indexedAt": _text(self.moment), "isRead": False})
        return address

    def mention(self, text: str, **more: Any) -> str:
        """Ben mentions Ada."""
        return self.tell("mention", self.put(BEN, text, **more))

    def edit(self, address: str, text: str) -> None:
        """Another record at the same address."""
        held = self.records[address]
        self.records[address] = {"cid": held["cid"] + "x", "value": held["value"] | {"text": text}}

    def delete(self, address: str) -> None:
        """A record goes, and what told of it."""
        del self.records[address]
        self.notices = [each for each in self.notices if each["uri"] != address]

    def message(self, did: str, text: str) -> str:
        """A direct message; its number."""
        self.minute += 1
        number = f"m{self.minute:06d}"
        message = {"$type": _DEFS + "messageView", "id": number, "rev": number, "text": text, "sender": {"did": did}}
        self.event("CreateMessage", message=message | {"sentAt": _text(self.moment)})
        return number

    def event(self, kind: str, **more: Any) -> None:
        """Something happens in the conversation."""
        self.minute += 1
        self.events.append({"$type": f"{_DEFS}log{kind}", "rev": f"r{self.minute:06d}", "convoId": TALK, **more})

    @property
    def moment(self) -> datetime:
        """Now."""
        return _START + timedelta(minutes=self.minute)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        method = request.url.path.removeprefix("/xrpc/")
        if method in self.answers:
            return self.answers[method]
        given = json.loads(request.content) if request.content else {}
        try:
            self._allow(request, method)
            answer = getattr(self, "_" + method.rpartition(".")[2])(request.url.params, given)
        except Refused as refused:
            return httpx.Response(refused.status, json={"error": refused.name, "message": refused.message})
        return httpx.Response(200, json=answer)

    def _allow(self, request: httpx.Request, method: str) -> None:
        token = request.headers.get("authorization", "")
        if method.endswith("createSession"):
            return
        if method.endswith("refreshSession"):
            if not self.refreshes or token != f"Bearer refresh{self.sessions}":
                raise Refused(400, "ExpiredToken")
            return
        if token in self.ended:
            raise self.ended[token]
        if token != f"Bearer access{self.sessions}":
            raise Refused(400, "ExpiredToken", "Token has expired")
        if method.startswith("chat.") and not (self.chats and "atproto-proxy" in request.headers):
            raise Refused(400, "InvalidToken", "Bad token method")

    def _createSession(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        if given["password"] != CREDENTIALS["password"]:
            raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
        self.opened += 1
        return self._session()

    def _refreshSession(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        self.renewed += 1
        return self._session()

    def _session(self) -> dict[str, str]:
        self.sessions += 1
        tokens = {"accessJwt": f"access{self.sessions}", "refreshJwt": f"refresh{self.sessions}"}
        return tokens | {"did": ADA, "handle": self.handles[ADA]}

    def _getProfile(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        return {"did": ADA, "handle": "ada.test", "displayName": "Ada Okafor", "description": "For Mayor"}

    def _listNotifications(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        def place(each: dict[str, Any]) -> str:
            return min(each["indexedAt"], each["record"]["createdAt"]) + each["uri"]

        found = sorted((each for each in self.notices if place(each) < asked.get("cursor", "x")), key=place, reverse=True)
        part = found[: min(self.page, int(asked["limit"]))]
        return {"notifications": part} | ({"cursor": place(part[-1])} if part else {})

    def _listRecords(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        assert asked["reverse"] == "true"
        prefix = f"at://{asked['repo']}/{asked['collection']}/"
        own = sorted(each for each in self.records if each.startswith(prefix) and each > prefix + asked.get("cursor", ""))
        return {"records": [{"uri": each, **self.records[each]} for each in own[: int(asked["limit"])]]}

    def _getPosts(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        found = [each for each in asked.get_list("uris") if each in self.records and each not in self.hidden]
        return {"posts": [self._view(each) for each in found]}

    def _view(self, address: str) -> dict[str, Any]:
        did, record = address.split("/")[2], self.records[address]
        author = {"did": did, "handle": self.handles[did]}
        return {
            "uri": address,
            "cid": record["cid"],
            "author": author,
            "record": record["value"],
            "viewer": record.get("viewer", {}),
        }

    def _getRecord(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        address = f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}"
        if address not in self.records:
            raise Refused(400, "RecordNotFound", f"Could not locate record: {address}")
        return {"uri": address, **self.records[address]}

    def _createRecord(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        address = f"at://{given['repo']}/{given['collection']}/{given['rkey']}"
        if address in self.records:
            raise Refused(500, "InternalServerError")
        self.minute += 1
        self.records[address] = {"cid": f"cid{self.minute}", "value": given["record"]}
        return {"uri": address, "cid": self.records[address]["cid"]}

    def _resolveHandle(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        for did, handle in self.handles.items():
            if handle == asked["handle"]:
                return {"did": did}
        raise Refused(400, "InvalidRequest", "Unable to resolve handle")

    def _talk(self) -> dict[str, Any]:
        members = [{"did": did, "handle": handle} for did, handle in self.handles.items()]
        return {"id": TALK, "rev": "r", "members": members, "muted": False, "unreadCount": 0}

    def _listConvos(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        if "cursor" in asked or not self.events:
            return {"convos": []}
        return {"convos": [self._talk()], "cursor": "more"}

    def _getConvo(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        if asked["convoId"] != TALK:
            raise Refused(400, "InvalidConvo")
        return {"convo": self._talk()}

    def _getConvoForMembers(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        assert asked.get_list("members") == [BEN]
        return {"convo": self._talk()}

    def _getMessages(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        gone = {each["message"]["id"] for each in self.events if each["$type"].endswith("DeleteMessage")}
        made = [each["message"] for each in self.events if each["$type"].endswith("CreateMessage")]
        shown = [{**each, "$type": _DEFS + "deletedMessageView"} if each["id"] in gone else each for each in made]
        found = [each for each in shown if each["id"] < asked.get("cursor", "x")][::-1]
        part = found[: min(self.page, int(asked["limit"]))]
        return {"messages": part} | ({"cursor": part[-1]["id"]} if len(part) < len(found) else {})

    def _sendMessage(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        number = self.message(ADA, given["message"]["text"])
        return next(each["message"] for each in self.events if each.get("message", {}).get("id") == number)

    def _getLog(self, asked: httpx.QueryParams, given: dict[str, Any]) -> Any:
        found = [each for each in self.events if each["rev"] > asked.get("cursor", "")][: self.page]
        return {"logs": found} | ({"cursor": found[-1]["rev"]} if found else {})


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
