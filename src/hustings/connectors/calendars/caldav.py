"""A thin CalDAV client (RFC 4791, 6578) over the guarded HTTP: find the calendars, what changed, get, put if unchanged, delete.

It holds no state: how far a calendar was read is a text that the caller keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit
from xml.sax.saxutils import escape

import httpx

from hustings.connectors.calendars.dav import CALDAV, DAV, SERVER, Item, address, items, parsed, path_of, same_server, tag
from hustings.connectors.exchange import wait_of
from hustings.connectors.http import TooLarge, open_client
from hustings.connectors.outbound import Guard
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, NotFound, RetryLater, WrongInput

Opens = Callable[..., AbstractContextManager[Any]]
"""http.open_client, or a stand-in of it."""
AT_ONCE = 40
"""Objects that are asked for in one report."""
LARGEST = 32 << 20
MOST_HOPS = 5
_NO_SYNC = (400, 403, 405, 409, 412, 415, 422, 500, 501, 507)
"""Answers to a sync report that mean: not with this token, or not at all. Then everything is compared by its etags."""
_NOT_THIS_ONE = (400, 413, 415, 422)
"""Answers to a write that are about what is written (RFC 9110, 15.5), not about the calendar."""

_PROP = (
    f'<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="{CALDAV}" xmlns:s="{SERVER}">'
    "<d:prop>{}</d:prop></d:propfind>"
)
_SYNC = (
    '<?xml version="1.0" encoding="utf-8"?><d:sync-collection xmlns:d="DAV:"><d:sync-token>{}</d:sync-token>'
    "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
)
_MULTIGET = (
    '<?xml version="1.0" encoding="utf-8"?><c:calendar-multiget xmlns:d="DAV:" xmlns:c="' + CALDAV + '"><d:prop><d:getetag/>'
    "<c:calendar-data/></d:prop>{}</c:calendar-multiget>"
)


class Conflict(WrongInput):
    """Somebody else changed it on the server since we read it."""


class ReadOnly(NeverRetry):
    """The server lets us read a calendar, not write it."""


class Listed(NamedTuple):
    """A calendar of an account. `may_write` says whether the server lets us."""

    name: str
    address: str
    may_write: bool


class Object(NamedTuple):
    """What lies under one address: its etag, and its text where it was asked for."""

    href: str
    etag: str
    text: str = ""


class Changes(NamedTuple):
    """What changed since a mark: objects with their text, addresses that are gone, and the new mark."""

    changed: tuple[Object, ...]
    gone: tuple[str, ...]
    mark: str


class CalDav:
    """An account on a server, or one calendar of it. Use it as a context."""

    def __init__(self, place: str, user: str, password: str, guard: Guard, *, opens: Opens = open_client) -> None:
        self.place = _checked(place)
        _never_in_the_open(self.place, guard)
        self._open = opens(guard, limit=LARGEST)
        self._auth = httpx.BasicAuth(user, password)
        self._writable: bool | None = None

    def __enter__(self) -> CalDav:
        self._client = self._open.__enter__()
        return self

    def __exit__(self, *trouble: Any) -> None:
        self._open.__exit__(*trouble)

    def calendars(self) -> list[Listed]:
        """The calendars of the account that can hold events; the address may be that of one calendar, of the account or of the
        server (RFC 6764, 5: `/.well-known/caldav`)."""
        here = self._listed(self.place, depth="0")
        if here:
            return here
        principal = self._named(self.place, "<d:current-user-principal/>", tag(DAV, "current-user-principal"))
        if not principal:
            known = address(self.place, "/.well-known/caldav")
            principal = self._named(known, "<d:current-user-principal/>", tag(DAV, "current-user-principal"))
        home = self._named(principal or self.place, "<c:calendar-home-set/>", tag(CALDAV, "calendar-home-set"))
        found = self._listed(home or self.place, depth="1")
        if not found:
            raise WrongInput(
                "There is no calendar at this address. Copy the address that your calendar program shows.", field="address"
            )
        return found

    def _named(self, place: str, prop: str, name: str) -> str:
        """The address that a property of a place names; empty where it names none or is not there."""
        answer, place = self._followed("PROPFIND", place, _PROP.format(prop), accept=(404, 405))
        if answer.status_code != 207:
            return ""
        href = next((href for item in items(parsed(answer.content)) if (href := item.href_in(name))), "")
        return self._own(address(place, href)) if href else ""

    def _listed(self, place: str, *, depth: str) -> list[Listed]:
        wanted = "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/><d:current-user-privilege-set/>"
        answer, place = self._followed("PROPFIND", place, _PROP.format(wanted), depth=depth, accept=(404, 405))
        if answer.status_code != 207:
            return []
        found = [item for item in items(parsed(answer.content)) if _is_calendar(item)]
        return [
            Listed(
                item.text(tag(DAV, "displayname")) or item.href.rstrip("/").rpartition("/")[2],
                self._own(address(place, quote(item.href))), _may_write(item),
            )
            for item in found
        ]  # fmt: skip

    def _followed(
        self, method: str, place: str, body: str, *, depth: str = "0", accept: tuple[int, ...] = ()
    ) -> tuple[httpx.Response, str]:
        """The answer after redirects on the same server, and where it came from. A password never follows to another one."""
        for _ in range(MOST_HOPS):
            answer = self._call(method, place, body=body, depth=depth, accept=(301, 302, 303, 307, 308, *accept))
            if not answer.is_redirect:
                return answer, place
            place = self._own(address(place, answer.headers.get("location", "")))
        raise NeverRetry("The calendar server points from one address to another and back.")

    def _own(self, place: str) -> str:
        if not same_server(place, self.place):
            raise WrongInput(
                f"The server points to another one ({urlsplit(place).hostname}). Give that address.", field="address"
            )
        return place

    def changes(self, mark: str, known: Mapping[str, str]) -> Changes:
        """What changed in the calendar since the mark, empty for the first time. `known` are the etags that we hold, by address.

        By the server's sync report where it has one; else, or where it does not know the mark any more, by its ctag and by
        comparing all etags. Either way what we hold already is not fetched again.
        """
        if mark.startswith("ctag:") and mark == f"ctag:{self._ctag()}":
            return Changes((), (), mark)
        if not mark.startswith("ctag:"):
            found = self._by_sync(mark.removeprefix("sync:"), known)
            found = self._by_sync("", known) if found is None and mark else found
            if found is not None:
                return found
        ctag = self._ctag()
        listed = self._etags()
        changed = self.fetch(href for href, etag in listed.items() if known.get(href) != etag or not etag)
        return Changes(tuple(changed), tuple(href for href in known if href not in listed), f"ctag:{ctag}" if ctag else "")

    def _by_sync(self, token: str, known: Mapping[str, str]) -> Changes | None:
        answer = self._call("REPORT", self.place, body=_SYNC.format(escape(token)), depth="1", accept=_NO_SYNC)
        if answer.status_code != 207:
            return None
        root = parsed(answer.content)
        found = [item for item in items(root) if item.href != path_of(self.place)]
        fresh = root.findtext(tag(DAV, "sync-token")) or ""
        if not fresh or any(item.status == 507 for item in items(root)):
            return None
        there = {item.href: _etag(item) for item in found if item.status != 404}
        gone = [item.href for item in found if item.status == 404 and item.href in known]
        if not token:
            gone = [href for href in known if href not in there]
        changed = self.fetch(href for href, etag in there.items() if known.get(href) != etag or not etag)
        return Changes(tuple(changed), tuple(gone), f"sync:{fresh}")

    def _ctag(self) -> str:
        answer = self._call("PROPFIND", self.place, body=_PROP.format("<s:getctag/>"), depth="0")
        return next((text for item in items(parsed(answer.content)) if (text := item.text(tag(SERVER, "getctag")))), "")

    def _etags(self) -> dict[str, str]:
        answer = self._call("PROPFIND", self.place, body=_PROP.format("<d:getetag/><d:resourcetype/>"), depth="1")
        here = path_of(self.place)
        return {
            item.href: _etag(item)
            for item in items(parsed(answer.content))
            if item.href.rstrip("/") != here.rstrip("/") and _etag(item)
        }

    def fetch(self, hrefs: Iterable[str]) -> list[Object]:
        """The objects under these addresses; those that are gone by now are left out."""
        wanted, found = list(hrefs), []
        for begin in range(0, len(wanted), AT_ONCE):
            named = "".join(f"<d:href>{escape(quote(href))}</d:href>" for href in wanted[begin : begin + AT_ONCE])
            answer = self._call("REPORT", self.place, body=_MULTIGET.format(named), depth="1")
            for item in items(parsed(answer.content)):
                text = item.found.get(tag(CALDAV, "calendar-data"))
                if item.status == 200 and text is not None and text.text:
                    found.append(Object(item.href, _etag(item), text.text))
        return found

    def get(self, href: str) -> Object | None:
        """One object; None where there is none."""
        answer = self._call("GET", self._at(href), accept=(404, 410))
        return Object(href, answer.headers.get("etag", ""), answer.text) if answer.status_code == 200 else None

    def put(self, href: str, text: str, *, etag: str) -> str:
        """Writes an object if it still is what we read (its etag), or if there is none yet (no etag). Returns the new etag, empty
        where the server does not say. Raises Conflict, ReadOnly, or WrongInput where the server does not take this one alone."""
        condition = {"if-match": etag} if etag else {"if-none-match": "*"}
        headers = {**condition, "content-type": "text/calendar; charset=utf-8"}
        answer = self._call("PUT", self._at(href), body=text, headers=headers, accept=(403, 404, 409, 412, *_NOT_THIS_ONE))
        if answer.status_code in (404, 409, 412):
            raise Conflict("It was changed in the calendar since it was read.")
        if answer.status_code in _NOT_THIS_ONE:
            raise WrongInput(f"The calendar server does not take an event as it stands here ({answer.status_code}).")
        self._refused(answer)
        return str(answer.headers.get("etag", ""))

    def delete(self, href: str, *, etag: str) -> None:
        """Deletes an object if it still is what we read; one that is gone already is no trouble. Raises as `put` does."""
        answer = self._call("DELETE", self._at(href), headers={"if-match": etag} if etag else {}, accept=(403, 404, 410, 412))
        if answer.status_code == 412:
            raise Conflict("It was changed in the calendar since it was read.")
        self._refused(answer)

    def _refused(self, answer: httpx.Response) -> None:
        """Raises where a server that lets us in does not let us write: ReadOnly for the whole calendar, WrongInput where it
        refuses this object only (RFC 4791, 5.3.2.1), such as one that somebody else invites to."""
        if answer.status_code != 403:
            return
        if self._writable is None:
            self._writable = self._lets_write()
        if not self._writable:
            raise ReadOnly("This calendar can only be read. Undo what was changed here, or change it there.")
        raise WrongInput("The calendar server does not let this event be changed. Undo the change here, or make it there.")

    def _lets_write(self) -> bool:
        """What the server says of our rights in this calendar (RFC 3744, 5.5); one that answers nothing has given us none."""
        wanted = _PROP.format("<d:current-user-privilege-set/>")
        answer = self._call("PROPFIND", self.place, body=wanted, depth="0", accept=(403, 404, 405))
        return answer.status_code == 207 and all(_may_write(item) for item in items(parsed(answer.content)))

    def _at(self, href: str) -> str:
        return address(self.place, quote(href))

    def _call(
        self, method: str, place: str, *, body: str = "", depth: str = "", headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (),
    ) -> httpx.Response:  # fmt: skip
        given = {"content-type": "application/xml; charset=utf-8"} if body else {}
        given |= {"depth": depth} if depth else {}
        given |= dict(headers or {})
        try:
            answer: httpx.Response = self._client.request(
                method, place, content=body.encode() or None, headers=given, auth=self._auth
            )
        except TooLarge:
            raise
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise RetryLater(f"The calendar server could not be reached ({error}).") from error
        if answer.is_success or answer.status_code in accept:
            return answer
        raise _trouble(answer)


def _trouble(answer: httpx.Response) -> NeverRetry | RetryLater | NotFound:
    status = answer.status_code
    if status in (401, 403):
        return NeverRetry("The calendar server does not take the name and the password. Some want a password made for programs.")
    if status == 404:
        return NotFound("The calendar is not there any more.")
    if status in (408, 429) or status >= 500:
        return RetryLater(
            f"The calendar server is out of order for now ({status}).", after=wait_of(answer.headers, now=utc_now())
        )
    return NeverRetry(f"The calendar server refuses this ({status}).")


def _is_calendar(item: Item) -> bool:
    kind = item.found.get(tag(DAV, "resourcetype"))
    if kind is None or kind.find(tag(CALDAV, "calendar")) is None:
        return False
    held = item.found.get(tag(CALDAV, "supported-calendar-component-set"))
    names = [each.get("name", "").upper() for each in held] if held is not None else []
    return not names or "VEVENT" in names


def _may_write(item: Item) -> bool:
    held = item.found.get(tag(DAV, "current-user-privilege-set"))
    if held is None:
        return True
    granted = {each.tag for privilege in held.iter(tag(DAV, "privilege")) for each in privilege}
    return bool(granted & {tag(DAV, "write"), tag(DAV, "write-content"), tag(DAV, "all")})


def _etag(item: Item) -> str:
    return item.text(tag(DAV, "getetag"))


def _checked(place: str) -> str:
    """The address without name and password in it. Raises WrongInput for what is none."""
    text = place.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongInput("Give the address of the calendar account, such as https://dav.example.org/.", field="address")
    host = parts.hostname if ":" not in parts.hostname else f"[{parts.hostname}]"
    return urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, parts.path or "/", parts.query, ""))


def _never_in_the_open(place: str, guard: Guard) -> None:
    """Raises WrongInput where a password would cross the internet unencrypted; a server of one's own network may do without."""
    parts = urlsplit(place)
    if parts.scheme == "http":
        there = map(ip_address, guard.addresses(parts.hostname or "", parts.port or 80))
        if not all(any(each in network for network in guard.allowed) for each in there):
            raise WrongInput("Use https:// so that the password is not sent in the open.", field="address")
