"""Meta's Graph API as Facebook, Instagram and Threads share it: pages of lists, who somebody is, the window for messages.

After https://developers.facebook.com/docs, as known in autumn 2026. Each needs an app of the member's own and, but for the app's
own testers, Meta's App Review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.live import Batch, Cursor, Draft, Gone, Sent
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, owner_record, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at
from hustings.connectors.walking import Page, Walk
from hustings.connectors.watching import Watched
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import external_identity, handle_identity
from hustings.kernel.records import AnyRecord, Channel, CommentRecord, Identity, IdentityKind, MessageRecord, Party

WINDOW = timedelta(hours=24)
"""For so long after their last message somebody may be answered (https://developers.facebook.com/docs/messenger-platform/policy)."""
_LOOKED_AT = 50
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
    """What became of some entries of late: the Graph API tells of those that are there, and refuses all where one is not."""
    chosen = list(walk.watch.next(_LOOKED_AT))
    if not chosen:
        return
    answer = exchange.get("", {"ids": ",".join(each.number for each in chosen), "fields": "id"}, accept=(400, 404))
    if answer.good:
        return
    gone = {each.number for each in chosen if _is_gone(exchange, each.number)}
    yield from (Gone(each.external_id) for each in chosen if each.number in gone)
    walk.watch.forget(gone)


def _is_gone(exchange: Exchange, number: str) -> bool:
    """Error 100 with subcode 33: it does not exist, or may not be seen (https://developers.facebook.com/docs/graph-api/guides/error-handling)."""
    answer = exchange.get(number, {"fields": "id"}, accept=(400, 404))
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


def write(exchange: Exchange, draft: Draft, *, path: str, now: datetime, where: str) -> Sent:
    """Writes to whoever wrote, within the window that Meta leaves for it. Raises NeverRetry outside of it."""
    wrote_at = moment_of_text(draft.context.get("at", ""))
    if wrote_at is None or now - wrote_at > WINDOW:
        raise NeverRetry(
            f"Meta lets programs answer a message within 24 hours. Copy the answer, write it on {where}, and mark it as sent."
        )
    body = {"recipient": {"id": draft.context["to"]}, "messaging_type": "RESPONSE", "message": {"text": draft.text}}
    made = exchange.post(path, body, sends=True).body
    return Sent(text_at(made, "message_id"), utc_now())


def same_words(found: Sequence[Any], draft: Draft, owner: Owner, *, words: str, when: str, after: str = "") -> Sent | None:
    """What the account wrote there with the same words, later than `after`."""
    since = moment_of_text(after)
    for each in found:
        moment = moment_of_text(text_at(each, when)) or utc_now()
        author = owner.party(at(each, "from") or {"username": text_at(each, "username")})
        if author.is_owner and text_at(each, words).split() == draft.text.split() and (since is None or moment >= since):
            return Sent(text_at(each, "id"), moment, first_text(each, "permalink_url", "permalink"))
    return None
