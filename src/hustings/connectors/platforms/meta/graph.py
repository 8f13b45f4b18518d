"""Meta's Graph API as Facebook, Instagram and Threads share it: pages of lists, who somebody is, the window for messages.

After https://developers.facebook.com/docs, read on 23 November 2026 (docs/reference/channels.md says which pages).
Each needs an app of the member's own and, but for the app's own testers, Meta's App Review.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hustings.connectors.exchange import Answer, Exchange, Told, said
from hustings.connectors.live import Account, Batch, Credentials, Cursor, Draft, Gone, Sent
from hustings.connectors.oauth import Door
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, owner_record, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at, whole
from hustings.connectors.walking import Page, Walk
from hustings.connectors.watching import Watched
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import external_identity, handle_identity
from hustings.kernel.records import AnyRecord, Channel, CommentRecord, Identity, IdentityKind, MessageRecord, Party

WINDOW = timedelta(hours=24)
"""For so long after their last message somebody may be answered (https://developers.facebook.com/docs/messenger-platform/policy)."""
MESSAGES = 20
"""Messages of a talk that Meta tells of: the latest (https://developers.facebook.com/docs/messenger-platform/conversations)."""
_LOOKED_AT = 3
_PAGES = 10
_REFUSED = (400, 403, 404)
_LIMITED = frozenset({4, 17, 32, 341, 368, 613})
Build = Callable[[Any], Iterator[tuple[AnyRecord, str]]]
"""What an entry of a list tells: records, and the number by which each is looked at again (empty: never)."""


class Owner:
    """Whose account it is."""

    def __init__(self, network: IdentityKind, *, number: str, handle: str = "", name: str = "") -> None:
        self.network, self.number, self.handle, self.name = network, number, handle, name

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The handle, and the number on the network."""
        return identities_of(self.network, self.number, self.handle)

    def party(self, told: Any) -> Party:
        """Somebody as the API names them: `{id, name, username}`; for most commenters it hides all of it."""
        number, handle = text_at(told, "id"), text_at(told, "username")
        is_owner = (bool(number) and number == self.number) or (bool(handle) and handle.lower() == self.handle.lower())
        return Party(
            name=first_text(told, "name", "username"), identities=identities_of(self.network, number, handle), is_owner=is_owner
        )


def identities_of(network: IdentityKind, number: str, handle: str) -> tuple[Identity, ...]:
    """A handle and a number that counts for one page or app alone."""
    held = (handle_identity(network, handle) if handle else None, external_identity(network, number))
    return tuple(each for each in held if each is not None)


def page_of(body: Any, *path: str) -> Page:
    """A page of a list and what leads to the next one."""
    here = at(body, *path) if path else body
    follows = text_at(here, "paging", "cursors", "after") if text_at(here, "paging", "next") else ""
    return Page(list_at(here, "data"), follows)


def read_list(
    exchange: Exchange, owner: Owner, cursor: Cursor, *, place: str, path: str, asked: Mapping[str, Any], build: Build
) -> Batch:
    """The next page of a list as records; where nothing follows, what became of some of late."""
    walk, where = Walk.of(cursor), Place(place)
    came: list[Found | Rejected | Gone] = []
    if not walk.about:
        walk.about = {"number": owner.number}
        came.append(Found(owner_record(owner.name or owner.handle or owner.number, identities=owner.identities), where))

    def fetch(token: str) -> Page:
        return page_of(exchange.get(path, dict(asked) | ({"after": token} if token else {})).body)

    items, more = walk.turn(fetch, number=lambda each: text_at(each, "id"))
    watched: list[Watched] = []
    for item in items:
        came += records_of(lambda value: _noted(build(value), watched), item, place=where)
    walk.watch.add(watched)
    came += [] if more else look_again(exchange, walk)
    return Batch(tuple(came), walk.cursor(), more, exchange.calls)


def _noted(built: Iterator[tuple[AnyRecord, str]], watched: list[Watched]) -> Iterator[AnyRecord]:
    for record, number in built:
        if number:
            watched.append(Watched(number, record.external_id, ""))
        yield record


def look_again(exchange: Exchange, walk: Walk) -> Iterator[Gone]:
    """What became of some entries of late, asked one by one: Meta counts each number as a call, however they are asked."""
    chosen = list(walk.watch.next(_LOOKED_AT))
    gone = {each.number for each in chosen if _is_gone(exchange, each.number)}
    walk.watch.forget(gone)
    return (Gone(each.external_id) for each in chosen if each.number in gone)


def _is_gone(exchange: Exchange, number: str) -> bool:
    """Error 100 with subcode 33: it does not exist, or may not be seen (https://developers.facebook.com/docs/graph-api/guides/error-handling)."""
    answer = exchange.get(number, {"fields": "id"}, accept=(400, 404))
    if not answer.good and meaning_of(answer):
        raise exchange.trouble(answer)
    return not answer.good and at(answer.body, "error", "code") == 100 and at(answer.body, "error", "error_subcode") == 33


def comment_record(
    comment: Any,
    owner: Owner,
    *,
    channel: Channel,
    above: Any = None,
    link: str = "",
    words: str = "message",
    when: str = "created_time",
) -> CommentRecord:
    """A comment, or an answer to one (`above`)."""
    number, moment = text_at(comment, "id"), moment_of_text(text_at(comment, when))
    if not number or moment is None:
        raise Unusable("The comment has no number or no date.")
    author = owner.party(at(comment, "from") or {"username": text_at(comment, "username")})
    return CommentRecord(
        external_id=number,
        channel=channel,
        at=moment,
        link=text_at(comment, "permalink_url") or link,
        text=text_at(comment, words),
        author=None if author.is_owner else author,
        in_reply_to=text_at(above, "id"),
        answered=owner.party(at(above, "from") or above) if above is not None and author.is_owner else Party(is_owner=True),
        thread=text_at(above, "id") or number,
    )


def messages_of(talk: Any, owner: Owner, *, channel: Channel) -> Iterator[tuple[AnyRecord, str]]:
    """The latest messages of a talk, oldest first."""
    for message in reversed(list_at(talk, "messages", "data")):
        number, moment = text_at(message, "id"), moment_of_text(text_at(message, "created_time"))
        if not number or moment is None:
            continue
        yield (
            MessageRecord(
                external_id=number,
                channel=channel,
                sent_at=moment,
                sender=owner.party(at(message, "from")),
                recipients=tuple(owner.party(each) for each in list_at(message, "to", "data")),
                thread=text_at(talk, "id"),
                text=text_at(message, "message"),
                extra={"to": text_at(message, "from", "id"), "at": moment.isoformat()},
            ),
            "",
        )


def write(exchange: Exchange, draft: Draft, *, path: str, now: datetime, where: str, kind: Mapping[str, str]) -> Sent:
    """Writes to whoever wrote, within the window that Meta leaves for it. Raises NeverRetry outside of it."""
    wrote_at = moment_of_text(draft.context.get("at", ""))
    if wrote_at is None or now - wrote_at > WINDOW:
        raise NeverRetry(
            f"Meta lets programs answer a message within 24 hours. Copy the answer, write it on {where}, and mark it as sent."
        )
    body = {"recipient": {"id": draft.context["to"]}, **kind, "message": {"text": draft.text}}
    made = exchange.post(path, body, sends=True).body
    return Sent(text_at(made, "message_id"), utc_now())


def is_message(draft: Draft) -> bool:
    """Whether a draft answers a message, or begins a talk."""
    return bool(draft.context.get("to")) or not draft.in_reply_to


def message_before(exchange: Exchange, draft: Draft, owner: Owner, *, must_know: bool = False) -> Sent | None:
    """What the account wrote in the same talk with the same words after what it answers; Meta tells of the latest twenty.

    Raises NeverRetry where those do not reach back to what it answers, and the caller must know.
    """
    if not draft.context.get("at"):
        return None
    asked = {"fields": f"messages.limit({MESSAGES}){{id,message,created_time,from}}"}
    found = page_of(exchange.get(draft.thread, asked).body, "messages").items
    since = moment_of_text(draft.context["at"])
    before = same_words(found, draft, owner, words="message", when="created_time", since=since)
    if before is None and must_know and since is not None and len(found) >= MESSAGES:
        moments = (moment_of_text(text_at(each, "created_time")) for each in found)
        if all(moment is None or moment > since for moment in moments):
            raise NeverRetry("More was written there since than Meta tells of. Look there whether this answer is among it.")
    return before


def entries(
    exchange: Exchange,
    path: str,
    asked: Mapping[str, Any],
    *,
    since: datetime | None = None,
    newest_first_by: str = "",
    all_of_them: bool = True,
) -> Iterator[Any]:
    """The entries of a list, at most ten pages. One that begins with the newest ends with what is older than `since`.

    Raises NeverRetry where more follow and the caller must know all of them; where not, a list that is refused raises Unusable:
    that one entry's answers cannot be had stops nobody from reading the next.
    """
    token, accepted = "", () if all_of_them else _REFUSED
    for _ in range(_PAGES):
        answer = exchange.get(path, dict(asked) | ({"after": token} if token else {}), accept=accepted)
        if not answer.good and meaning_of(answer):
            raise exchange.trouble(answer)
        if not answer.good:
            raise Unusable(f"What was answered to it cannot be had: {said(answer.body) or 'no reason is given'}")
        page = page_of(answer.body)
        for each in page.items:
            moment = moment_of_text(text_at(each, newest_first_by)) if newest_first_by else None
            if moment is not None and since is not None and moment < since:
                return
            yield each
        token = page.following
        if not token:
            return
    if all_of_them:
        raise NeverRetry("So much was answered there that nobody can say whether this answer is among it. Look there for it.")


def same_words(
    found: Iterable[Any], draft: Draft, owner: Owner, *, words: str, when: str, since: datetime | None = None
) -> Sent | None:
    """What the account wrote there with the same words, not earlier than `since`."""
    for each in found:
        moment = moment_of_text(text_at(each, when)) or utc_now()
        author = owner.party(at(each, "from") or {"username": text_at(each, "username")})
        if author.is_owner and text_at(each, words).split() == draft.text.split() and (since is None or moment >= since):
            return Sent(text_at(each, "id"), moment, first_text(each, "permalink_url", "permalink"))
    return None


def meaning_of(answer: Answer) -> Told:
    """What a refusal says by its code, not by its status (https://developers.facebook.com/docs/graph-api/guides/error-handling)."""
    code = whole(at(answer.body, "error", "code")) or 0
    if code in _LIMITED or 80_000 <= code < 80_100:
        return "limit"
    if code in (102, 190):
        return "revoked"
    return "passing" if code in (1, 2) or at(answer.body, "error", "is_transient") is True else ""


class Lasting(SignedIn, ABC):
    """An account whose token for an hour becomes one for sixty days, which is renewed for as long again (Instagram, Threads).

    `grants` names the two steps; the addresses are those of `host`, below no version.
    """

    host: str
    grants: tuple[str, str]

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with a token for sixty days, which is had by one for an hour."""
        short = super().finish(credentials, code, verifier=verifier, return_to=return_to)
        asked = {"grant_type": self.grants[0], "client_secret": short.get("client_secret", "")}
        return longer(self._door, short, f"{self.host}/access_token", asked | {"access_token": short["token"]})

    def refresh(self, credentials: Credentials) -> Credentials:
        """With a token for another sixty days."""
        asked = {"grant_type": self.grants[1], "access_token": credentials["token"]}
        return longer(self._door, credentials, f"{self.host}/refresh_access_token", asked)

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is."""
        with self._door.exchange(credentials) as exchange:
            owner = self._owner(exchange)
        return self._account(credentials, f"@{owner.handle}", owner.identities)

    @abstractmethod
    def _owner(self, exchange: Exchange) -> Owner:
        """Whose account it is. Raises NeverRetry where the platform does not say."""


def longer(door: Door, credentials: Credentials, address: str, asked: Mapping[str, str]) -> Credentials:
    """The credentials with a token that lasts longer, for one that they hold."""
    with door.exchange(credentials) as exchange:
        return door.kept(credentials, exchange.get(address, dict(asked)).body)
