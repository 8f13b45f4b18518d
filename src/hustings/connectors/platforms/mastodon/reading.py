"""The streams of an account and their cursors: the newest page, what comes after it, then what is older; a look at posts of late.

Numbers are given before posts are stored, so that a lower one may appear after a higher one: the last few are asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from hustings.connectors.exchange import Exchange
from hustings.connectors.live import Batch, Gone
from hustings.connectors.platforms.mastodon.records import (
    Owner,
    is_direct,
    mark_of,
    of_notification,
    of_status,
    owner_of,
    owner_person,
    shown,
)
from hustings.connectors.platforms.mastodon.server import asked, own_account
from hustings.connectors.platforms.mastodon.threads import Threads, itself
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import records_of
from hustings.connectors.reading.jsonvalues import at, first_text, text_at
from hustings.connectors.watching import Watch, Watched
from hustings.kernel.errors import RetryLater, WrongInput
from hustings.kernel.records import AnyRecord

STREAMS = ("notifications", "posts", "messages")

_PAGE = 40
_SMALL_PAGE = 15
"""No server is known to give smaller pages when asked for 40; a page of so many may have another behind it."""
_AGAIN = 10
"""Entries below the last that are asked for again."""
_DEEPEST = 50
"""Pages read at once from servers that only read backward. More than these in one go are left out."""
_LOOKED_AT = 20
_LOOKED_AT_ALONE = 5
"""Posts looked at again per call: at once, or one by one where the server does not give several (before Mastodon 4.3)."""

_Came = Found | Rejected | Gone
_Takes = Callable[[Any, "Reading"], Iterator[_Came]]


class State(msgspec.Struct, omit_defaults=True):
    """What a cursor holds."""

    number: str = ""
    account: str = ""
    is_snac: bool = False
    begun: bool = False
    after: str = ""
    before: str = ""
    seen: list[str] = []
    watch: Watch = msgspec.field(default_factory=Watch)
    alone: bool = False

    @classmethod
    def of(cls, cursor: str) -> State:
        """The state of a cursor; a new one where there is none or it cannot be read."""
        try:
            return msgspec.json.decode(cursor, type=cls) if cursor else cls()
        except msgspec.DecodeError:
            return cls()


class Reading:
    """One call for a stream."""

    def __init__(self, exchange: Exchange, *, host: str, stream: str, cursor: str) -> None:
        if stream not in STREAMS:
            raise WrongInput(f"There is no stream {stream} in an account of Mastodon.", field="stream")
        self.exchange = exchange
        self.stream = stream
        self.state = State.of(cursor)
        self.host = host
        self.threads = Threads(exchange)
        self.place = Place(f"{host}/{stream}")
        self.older = False
        self._met: list[Watched] = []

    @property
    def owner(self) -> Owner:
        """Whose account it is, as the cursor knows it."""
        return Owner(self.state.number, self.state.account, self.host, self.state.is_snac)

    def batch(self) -> Batch:
        """The next page and, where nothing follows it, what became of some posts of late."""
        came: list[_Came] = list(self._owner()) if not self.state.number else []
        items, more = self._page()
        for item in items:
            came += _TAKES[self.stream](item, self)
        self.state.watch.add(self._met, older=self.older)
        if not more:
            came += self._look_again()
        return Batch(tuple(came), msgspec.json.encode(self.state).decode(), more, self.exchange.calls)

    def built(self, build: Callable[[Any], Iterable[AnyRecord]], value: Any) -> Iterator[Found | Rejected]:
        """The records of something."""
        return records_of(build, value, place=self.place)

    def status(self, status: Any) -> Iterator[_Came]:
        """A post as a record, watched from now on."""
        self.watch(status)
        return self.built(lambda value: [of_status(value, self.owner, self.threads)], status)

    def watch(self, status: Any) -> None:
        """Look at a post again later."""
        status = shown(status, self.owner)
        number, uri = text_at(status, "id"), first_text(status, "uri", "url")
        if number and uri:
            self._met.append(Watched(number, uri, mark_of(status)))

    def _owner(self) -> Iterator[Found]:
        account = own_account(self.exchange, host=self.host)
        owner = owner_of(account, host=self.host, is_snac=is_snac(self.exchange))
        self.state.number, self.state.account, self.state.is_snac = owner.number, owner.account, owner.is_snac
        yield Found(owner_person(account, owner), self.place)

    def _page(self) -> tuple[list[Any], bool]:
        """What is new, else what is older than all that was read; oldest first, and whether there may be more at once."""
        if not self.state.begun:
            self.state.begun = True
            return self._first()
        new, more = self._newer()
        if new or not self.state.before:
            return new, more or bool(self.state.before)
        self.older = True
        return self._older()

    def _first(self) -> tuple[list[Any], bool]:
        """The newest: whoever connects an account waits for today's, not for those of years ago."""
        page = self._numbered(self._asked())
        numbers = list(page)
        if numbers:
            self.state.after = numbers[-_AGAIN - 1] if len(numbers) > _AGAIN else numbers[0]
            self.state.before, self.state.seen = numbers[0], numbers[-_AGAIN:]
        return list(page.values()), bool(numbers)

    def _older(self) -> tuple[list[Any], bool]:
        before = self.state.before
        page = {
            number: each for number, each in self._numbered(self._asked(max_id=before)).items() if _order(number) < _order(before)
        }
        self.state.before = next(iter(page), "")
        return list(page.values()), bool(page)

    def _newer(self) -> tuple[list[Any], bool]:
        page = self._asked(min_id=self.state.after or "0")
        more = len(page) >= _SMALL_PAGE
        if more and not self._numbered(page).keys() & set(self.state.seen):
            # Servers that know no min_id give the newest page. On the others nothing is below it that was not seen.
            page += self._below(page)
        new = {number: each for number, each in self._numbered(page).items() if self._is_new(number)}
        numbers = sorted((*self.state.seen, *new), key=_order)
        if len(numbers) > _AGAIN:
            self.state.after = numbers[-_AGAIN - 1]
        self.state.seen = numbers[-_AGAIN:]
        return list(new.values()), more and bool(new)

    def _below(self, page: list[Any]) -> list[Any]:
        """What is new below a page, down to what was seen already."""
        found: list[Any] = []
        for _ in range(_DEEPEST):
            lowest = next(iter(self._numbered(page)))
            below = self._numbered(self._asked(max_id=lowest))
            page = [each for number, each in below.items() if _order(number) < _order(lowest)]
            found += page
            if not page or not all(map(self._is_new, self._numbered(page))):
                break
        return found

    def _asked(self, **where: str) -> list[Any]:
        path = _PATHS[self.stream][0].format(quote(self.state.number, safe=""))
        page = asked(self.exchange, path, {"limit": _PAGE, **where}, host=self.host)
        if not isinstance(page, list):
            raise RetryLater(f"{self.host} answered with something broken.")
        return page

    def _numbered(self, page: list[Any]) -> dict[str, Any]:
        """The entries by their numbers, oldest first."""
        number_of = _PATHS[self.stream][1]
        return dict(sorted(((number_of(each), each) for each in page if number_of(each)), key=lambda each: _order(each[0])))

    def _is_new(self, number: str) -> bool:
        return number not in self.state.seen and _order(number) > _order(self.state.after)

    def _look_again(self) -> Iterator[_Came]:
        chosen = self.state.watch.next(_LOOKED_AT_ALONE if self.state.alone else _LOOKED_AT)
        together = {} if self.state.alone or not chosen else self._together([each.number for each in chosen])
        for watched in chosen[: _LOOKED_AT_ALONE if self.state.alone else None]:
            status = together.get(watched.number) or self._alone(watched.number)
            if status is None:
                self.state.watch.forget({watched.number})
                yield Gone(watched.external_id)
            elif mark_of(status) != watched.mark:
                yield from self.status(status)
        self.state.watch.add(self._met)

    def _together(self, numbers: list[str]) -> dict[str, Any]:
        """Several posts by one call. Those missing are asked for one by one, as servers leave out some by mistake."""
        answer = self.exchange.get("/api/v1/statuses", {"id[]": numbers}, accept=(400, 404, 405, 422))
        self.state.alone = not (answer.good and isinstance(answer.body, list))
        return {} if self.state.alone else {text_at(each, "id"): each for each in answer.body}

    def _alone(self, number: str) -> Any:
        answer = self.exchange.get(f"/api/v1/statuses/{quote(number, safe='')}", accept=(404, 410))
        return answer.body if answer.good else None


def is_snac(exchange: Exchange) -> bool:
    """Whether the server is snac, by what it says of itself."""
    return "snac" in text_at(exchange.get("/api/v1/instance", accept=(401, 403, 404)).body, "version").lower()


def _take_notice(notice: Any, reading: Reading) -> Iterator[_Came]:
    status = itself(at(notice, "status"))
    if isinstance(status, dict) and text_at(notice, "type") not in ("favourite", "reblog"):
        reading.watch(status)
    return reading.built(partial(of_notification, owner=reading.owner, threads=reading.threads), notice)


def _take_post(status: Any, reading: Reading) -> Iterator[_Came]:
    return reading.status(status)


def _take_conversation(conversation: Any, reading: Reading) -> Iterator[_Came]:
    """All messages of a conversation that has a new one: those beside the last one too, which its own context leaves out."""
    last = at(conversation, "last_status")
    number = text_at(last, "id")
    above, below = reading.threads.around(number) if text_at(last, "in_reply_to_id") else ([], [])
    if above:
        _, below = reading.threads.around(text_at(above[0], "id"))
        above = above[:1]
    posts = {text_at(each, "id"): each for each in (*above, *below, last)}
    for status in sorted(posts.values(), key=lambda each: text_at(each, "created_at")):
        if is_direct(status, reading.owner):
            yield from reading.status(status)


def _order(number: str) -> tuple[int, str]:
    """Numbers by size. Those of some servers have letters, of one length each."""
    return len(number), number


_PATHS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "notifications": ("/api/v1/notifications", lambda each: text_at(each, "id")),
    "posts": ("/api/v1/accounts/{}/statuses", lambda each: text_at(each, "id")),
    "messages": ("/api/v1/conversations", lambda each: text_at(each, "last_status", "id")),
}
_TAKES: dict[str, _Takes] = {"notifications": _take_notice, "posts": _take_post, "messages": _take_conversation}
