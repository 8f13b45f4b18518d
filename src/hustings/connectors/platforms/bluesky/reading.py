"""The streams of an account and their cursors.

Notifications come newest first: each walk goes down to where the one before began, and below that, since a post that claims to be
older stands further down. Own posts come by their keys, direct messages by the service's log after a first walk through all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from hustings.connectors.live import Batch, Gone
from hustings.connectors.platforms.bluesky.records import (
    People,
    Talk,
    message_id,
    of_message,
    of_message_reaction,
    of_notification,
    of_post,
    owner_person,
    reaction_id,
    talk_of,
)
from hustings.connectors.platforms.bluesky.session import CHAT, Xrpc
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import records_of
from hustings.connectors.reading.atproto import author_of, post_record
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.connectors.watching import Watch, Watched
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import PostRecord

POST = "app.bsky.feed.post"
STREAMS = ("notifications", "posts", "messages")

_PAGE = 100
_LOOKED_AT = 25
"""Posts looked at again per call; the most that getPosts takes."""
_OVERLAP = timedelta(minutes=10)
_DEEP = timedelta(days=3)
_DEEP_EVERY = 50
"""Every so many walks go further down."""
_SEEN = 100
_NO_RECORD = ("RecordNotFound", "RepoNotFound", "RepoTakendown", "RepoSuspended", "RepoDeactivated")
_NOWHERE = ("could not locate record", "could not find repo")
_LOG = "chat.bsky.convo.defs#log"
_MESSAGE = "chat.bsky.convo.defs#messageView"

_Came = Found | Rejected | Gone


class State(msgspec.Struct, omit_defaults=True):
    """What a cursor holds. `page` is the service's own cursor within a walk."""

    known: bool = False
    page: str = ""
    mark: str = ""
    top: str = ""
    walks: int = 0
    seen: list[str] = []
    watch: Watch = msgspec.field(default_factory=Watch)
    log: str = ""
    talks: list[str] = []
    listed: bool = False
    begun: bool = False

    @classmethod
    def of(cls, cursor: str) -> State:
        """The state of a cursor; a new one where there is none or it cannot be read."""
        try:
            return msgspec.json.decode(cursor, type=cls) if cursor else cls()
        except msgspec.DecodeError:
            return cls()


class Reading:
    """One call for a stream."""

    def __init__(self, xrpc: Xrpc, *, stream: str, cursor: str) -> None:
        if stream not in STREAMS:
            raise WrongInput(f"There is no stream {stream} in an account of Bluesky.", field="stream")
        self.xrpc = xrpc
        self.stream = stream
        self.state = State.of(cursor)
        self.people = People(xrpc.me.did, xrpc.me.handle)
        self.place = Place(f"{xrpc.me.handle}/{stream}")
        self._older = False
        self._met: list[Watched] = []

    def batch(self) -> Batch:
        """The next page and, where nothing follows it, what became of some posts of late."""
        came: list[_Came] = [] if self.state.known else [self._owner()]
        self.state.known = True
        page, more = {"notifications": self._notifications, "posts": self._posts, "messages": self._messages}[self.stream]()
        came += page
        self.state.watch.add(self._met, older=self._older)
        if not more:
            came += self._look_again()
        return Batch(tuple(came), msgspec.json.encode(self.state).decode(), more, self.xrpc.calls)

    def _owner(self) -> Found:
        profile = self.xrpc.get("app.bsky.actor.getProfile", {"actor": self.people.did}, accept=("InvalidRequest",)).body
        return Found(owner_person(profile if at(profile, "did") else {"did": self.people.did}, self.people), self.place)

    def _notifications(self) -> tuple[list[_Came], bool]:
        state = self.state
        asked = {"limit": _PAGE} | ({"cursor": state.page} if state.page else {})
        self._older = bool(state.page)
        body = self.xrpc.get("app.bsky.notification.listNotifications", asked).body
        notices = list_at(body, "notifications")
        floor = _floor(state)
        new = [each for each in notices if _when(each) >= floor]
        state.top = max([state.top, *(_when(each).isoformat() for each in new)])
        state.page = text_at(body, "cursor") if notices and len(new) == len(notices) else ""
        came: list[_Came] = []
        for notice in reversed(new):
            if (address := text_at(notice, "uri")) not in state.seen:
                state.seen = [*state.seen, address][-_SEEN:]
                came += self._notice(notice)
        if not state.page:
            state.mark, state.top, state.walks = state.top, "", state.walks + 1
        return came, bool(state.page)

    def _notice(self, notice: Any) -> Iterator[_Came]:
        if text_at(notice, "record", "$type") == POST:
            self._watch(text_at(notice, "uri"), text_at(notice, "cid"))
        return records_of(partial(of_notification, people=self.people), notice, place=self.place)

    def _posts(self) -> tuple[list[_Came], bool]:
        asked: dict[str, str | int | bool] = {"repo": self.people.did, "collection": POST, "limit": _PAGE, "reverse": True}
        if self.state.page:
            asked["cursor"] = self.state.page
        body = self.xrpc.get("com.atproto.repo.listRecords", asked).body
        came: list[_Came] = []
        for each in list_at(body, "records"):
            address = text_at(each, "uri")
            self._watch(address, text_at(each, "cid"))
            came += records_of(partial(_own_post, address=address, people=self.people), at(each, "value"), place=self.place)
            self.state.page = address.rpartition("/")[2] or self.state.page
        return came, len(list_at(body, "records")) >= _PAGE

    def _messages(self) -> tuple[list[_Came], bool]:
        """First where the log stands, then all conversations and their messages a page at a time, then the log from there."""
        state = self.state
        if not state.begun:
            state.log, state.begun = text_at(self._chat("getLog"), "cursor"), True
            return [], True
        if state.talks:
            return self._old_messages(), True
        if not state.listed:
            body = self._chat("listConvos", limit=_PAGE, **({"cursor": state.page} if state.page else {}))
            state.page = text_at(body, "cursor")
            state.talks, state.listed = [text_at(each, "id") for each in list_at(body, "convos")], not state.page
            return [], True
        return self._log()

    def _old_messages(self) -> list[_Came]:
        number, _, page = self.state.talks[0].partition(" ")
        talk = self._talk(number)
        body = self._chat("getMessages", convoId=number, limit=_PAGE, **({"cursor": page} if page else {}))
        rest = text_at(body, "cursor")
        self.state.talks[:1] = [f"{number} {rest}"] if rest else []
        return [came for each in reversed(list_at(body, "messages")) for came in self._message(each, talk)]

    def _log(self) -> tuple[list[_Came], bool]:
        body = self._chat("getLog", **({"cursor": self.state.log} if self.state.log else {}))
        logs = list_at(body, "logs")
        talks = {number: self._talk(number) for number in dict.fromkeys(text_at(each, "convoId") for each in logs)}
        came = [came for each in logs for came in self._logged(each, talks[text_at(each, "convoId")])]
        before, self.state.log = self.state.log, text_at(body, "cursor") or self.state.log
        return came, bool(logs) and before != self.state.log

    def _logged(self, event: Any, talk: Talk) -> Iterator[_Came]:
        kind, message = text_at(event, "$type").removeprefix(_LOG), at(event, "message")
        if kind == "CreateMessage":
            yield from self._message(message, talk)
        elif kind == "DeleteMessage":
            yield Gone(message_id(talk.number, text_at(message, "id")), moment_of_text(at(message, "sentAt")))
        elif kind == "AddReaction":
            build = partial(of_message_reaction, message, talk=talk, people=self.people)
            yield from records_of(lambda value: [build(value)], at(event, "reaction"), place=self.place)
        elif kind == "RemoveReaction":
            yield Gone(reaction_id(message, at(event, "reaction"), talk))

    def _message(self, view: Any, talk: Talk) -> Iterator[_Came]:
        if text_at(view, "$type") in ("", _MESSAGE):
            yield from records_of(lambda value: [of_message(value, talk, self.people)], view, place=self.place)

    def _talk(self, number: str) -> Talk:
        """Who takes part; nobody where the conversation was left meanwhile."""
        answer = self.xrpc.get("chat.bsky.convo.getConvo", {"convoId": number}, headers=CHAT, accept=("InvalidConvo",))
        return talk_of(at(answer.body, "convo"), self.people)._replace(number=number)

    def _chat(self, method: str, **params: str | int) -> Any:
        return self.xrpc.get(f"chat.bsky.convo.{method}", params, headers=CHAT).body

    def _watch(self, address: str, version: str) -> None:
        if address and version:
            self._met.append(Watched(address, address, version))

    def _look_again(self) -> Iterator[_Came]:
        chosen = self.state.watch.next(_LOOKED_AT)
        if not chosen:
            return
        body = self.xrpc.get("app.bsky.feed.getPosts", {"uris": [each.number for each in chosen]}).body
        views = {text_at(each, "uri"): each for each in list_at(body, "posts")}
        for watched in chosen:
            view = views.get(watched.number)
            if view is None:
                if is_gone(self.xrpc, watched.number):
                    self.state.watch.forget({watched.number})
                    yield Gone(watched.external_id)
            elif text_at(view, "cid") != watched.mark:
                self.state.watch.add([Watched(watched.number, watched.external_id, text_at(view, "cid"))])
                yield from records_of(lambda value: [of_post(value, self.people)], view, place=self.place)


def _own_post(value: Any, *, address: str, people: People) -> list[PostRecord]:
    return [post_record(value, address=address, party=people.party)]


def is_gone(xrpc: Xrpc, address: str) -> bool:
    """Whether a record was deleted, or its whole account: what is only hidden from the owner is not gone."""
    answer = record_at(xrpc, address)
    if answer.good:
        return False
    return text_at(answer.body, "error") in _NO_RECORD or text_at(answer.body, "message").lower().startswith(_NOWHERE)


def record_at(xrpc: Xrpc, address: str) -> Any:
    """What the account's server says of the record at an address."""
    _, collection, key = address.removeprefix("at://").split("/", 2) if address.count("/") == 4 else ("", "", "")
    asked = {"repo": author_of(address), "collection": collection, "rkey": key}
    return xrpc.get("com.atproto.repo.getRecord", asked, accept=(*_NO_RECORD, "InvalidRequest", "404"))


def _floor(state: State) -> datetime:
    """Down to when a walk goes."""
    mark = moment_of_text(state.mark)
    if mark is None:
        return datetime.min.replace(tzinfo=UTC)
    return mark - (_DEEP if state.walks % _DEEP_EVERY == 0 else _OVERLAP)


def _when(notice: Any) -> datetime:
    """Where a notification stands in the list: when its record says that it was made, or when it came, whichever is earlier."""
    indexed = moment_of_text(at(notice, "indexedAt")) or datetime.max.replace(tzinfo=UTC)
    return min(indexed, moment_of_text(at(notice, "record", "createdAt")) or indexed)
