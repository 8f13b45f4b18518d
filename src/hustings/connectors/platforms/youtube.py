"""A channel on YouTube by the Data API v3: comments on its videos, and answers to them.

After the discovery document of 4 November 2026 (https://youtube.googleapis.com/$discovery/rest?version=v3) and Google's pages,
read on 23 November 2026. The member registers an own project. YouTube has no direct messages; live chats are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from hustings.connectors.exchange import Answer, Exchange, Told
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Gone, Limit, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, owner_record, plain_text, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at
from hustings.connectors.walking import Page, Walk
from hustings.connectors.watching import Watched
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import handle_identity
from hustings.kernel.provenance import OWN_ACCOUNT
from hustings.kernel.records import AnyRecord, Channel, CommentRecord, Identity, Party

STREAMS = ("comments",)
GRANT = Grant(
    agree_at="https://accounts.google.com/o/oauth2/v2/auth",
    tokens_at="https://oauth2.googleapis.com/token",
    scopes=("https://www.googleapis.com/auth/youtube.force-ssl",),
    source="https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps",
    pkce=True,
    extra=(("access_type", "offline"), ("prompt", "consent")),
)
_QUOTA = "https://developers.google.com/youtube/v3/determine_quota_cost"
LIMITS = (Limit(points=10_000, seconds=86_400, source=_QUOTA, read_on="2026-11-23"),)
"""Units a day and project: reading costs one, an answer fifty."""
_ANSWER = 50
_PAGE = 100
_LOOKED_AT = 50
_PAGES = 10
_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded", "userRateLimitExceeded"})
"""Reasons of a refusal with 403 that pass by themselves (https://developers.google.com/youtube/v3/docs/errors)."""


class YouTube(SignedIn):
    """A channel (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    names = STREAMS

    name = "youtube"
    title = "YouTube"
    channel: Channel = "youtube"
    can: frozenset[Capability] = frozenset({"read", "reply"})
    use_rule = OWN_ACCOUNT.code
    asks = (*CLIENT, *TOKENS)
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        base = "https://youtube.googleapis.com"
        self._door = Door(guard, base=base, service="YouTube", grant=GRANT, opens=opens, now=now, tells=meaning_of)

    def verify(self, credentials: Credentials) -> Account:
        """Whose channel it is."""
        with self._door.exchange(credentials) as exchange:
            me = _me(exchange)
        return self._account(credentials, _name(me), _identities(text_at(me, "id"), _handle(me)))

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of threads of comments, the newest first; then what became of some of late."""
        self._known(stream)
        with self._door.exchange(credentials) as exchange:
            return _Reading(exchange, Walk.of(cursor)).batch()

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers below a comment."""
        with self._door.exchange(credentials) as exchange:
            before = _sent_before(exchange, draft)
            if before is not None:
                return before
            body = {"snippet": {"parentId": _parent(draft), "textOriginal": draft.text}}
            made = exchange.post("/youtube/v3/comments?part=snippet", body, sends=True).body
        return _sent(made, draft)._replace(cost=_ANSWER + exchange.calls - 1)

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the channel in the same thread."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft)


class _Reading:
    """One call."""

    def __init__(self, exchange: Exchange, walk: Walk) -> None:
        self.exchange, self.walk = exchange, walk
        self.place = Place("youtube.com/comments")

    def batch(self) -> Batch:
        came: list[Found | Rejected | Gone] = []
        if not self.walk.about:
            me = _me(self.exchange)
            self.walk.about = {"number": text_at(me, "id")}
            came.append(Found(owner_record(_name(me), identities=_identities(text_at(me, "id"), _handle(me))), self.place))
        items, more = self.walk.turn(self._fetch, number=lambda each: text_at(each, "id"))
        watched = []
        for thread in items:
            for comment in self._comments(thread):
                came += records_of(partial(self._built, thread=thread), comment, place=self.place)
                watched.append(Watched(text_at(comment, "id"), text_at(comment, "id"), ""))
        self.walk.watch.add(each for each in watched if each.number)
        came += [] if more else self._look_again()
        return Batch(tuple(came), self.walk.cursor(), more, self.exchange.calls)

    def _fetch(self, token: str) -> Page:
        asked: dict[str, Any] = {
            "part": "snippet,replies", "allThreadsRelatedToChannelId": self.walk.about["number"], "maxResults": _PAGE,
            "order": "time", "textFormat": "plainText",
        }  # fmt: skip
        body = self.exchange.get("/youtube/v3/commentThreads", asked | ({"pageToken": token} if token else {})).body
        return Page(list_at(body, "items"), text_at(body, "nextPageToken"))

    def _comments(self, thread: Any) -> Iterator[Any]:
        """The first comment of a thread and all answers to it."""
        yield at(thread, "snippet", "topLevelComment")
        told = list_at(thread, "replies", "comments")
        count = at(thread, "snippet", "totalReplyCount")
        # A thread brings some of its answers; how many is not promised.
        if isinstance(count, int) and count > len(told):
            told = list(_answers(self.exchange, text_at(thread, "id"), all_of_them=False)) or told
        yield from sorted(told, key=lambda each: text_at(each, "snippet", "publishedAt"))

    def _built(self, comment: Any, *, thread: Any) -> list[AnyRecord]:
        return [self._record(comment, thread)]

    def _record(self, comment: Any, thread: Any) -> AnyRecord:
        number, moment = text_at(comment, "id"), moment_of_text(text_at(comment, "snippet", "publishedAt"))
        if not number or moment is None:
            raise Unusable("The comment has no number or no date.")
        first = at(thread, "snippet", "topLevelComment")
        author, parent = self._author(comment), text_at(comment, "snippet", "parentId")
        return CommentRecord(
            external_id=number,
            channel="youtube",
            at=moment,
            link=f"https://www.youtube.com/watch?v={_video(thread)}&lc={number}",
            text=plain_text(first_text(at(comment, "snippet"), "textOriginal", "textDisplay")),
            author=None if author.is_owner else author,
            in_reply_to=parent,
            # A comment on a video of the channel speaks to the channel; one below it to whoever began.
            answered=self._author(first) if parent and author.is_owner else Party(is_owner=True),
            thread=text_at(first, "id"),
        )

    def _author(self, comment: Any) -> Party:
        number = text_at(comment, "snippet", "authorChannelId", "value")
        name = text_at(comment, "snippet", "authorDisplayName")
        return Party(name=name, identities=_identities(number, ""), is_owner=bool(number) and number == self.walk.about["number"])

    def _look_again(self) -> Iterator[Gone]:
        chosen = list(self.walk.watch.next(_LOOKED_AT))
        if not chosen:
            return
        asked: dict[str, Any] = {"part": "id", "id": ",".join(each.number for each in chosen)}
        there = {text_at(each, "id") for each in list_at(self.exchange.get("/youtube/v3/comments", asked).body, "items")}
        yield from (Gone(each.external_id) for each in chosen if each.number not in there)
        self.walk.watch.forget({each.number for each in chosen} - there)


def _me(exchange: Exchange) -> Any:
    body = exchange.get("/youtube/v3/channels", {"part": "snippet", "mine": True}).body
    me = next(iter(list_at(body, "items")), None)
    if not text_at(me, "id"):
        raise NeverRetry("There is no channel on YouTube behind this account. Make one there, then connect it again.")
    return me


def _name(me: Any) -> str:
    return text_at(me, "snippet", "title") or text_at(me, "id")


def _handle(me: Any) -> str:
    return text_at(me, "snippet", "customUrl")


def _identities(number: str, handle: str) -> tuple[Identity, ...]:
    held = (handle_identity("youtube", each) for each in (number, handle) if each)
    return tuple(each for each in held if each is not None)


def _video(thread: Any) -> str:
    return text_at(thread, "snippet", "videoId")


def _parent(draft: Draft) -> str:
    """The first comment of the thread: YouTube has two levels, and an answer to an answer stands below the first one."""
    if not draft.in_reply_to:
        raise NeverRetry("YouTube has no messages: only comments can be answered.")
    return draft.in_reply_to.partition(".")[0]


def _answers(exchange: Exchange, first: str, *, all_of_them: bool = True) -> Iterator[Any]:
    """The answers below a comment, in no promised order. Raises NeverRetry where there are more than can be looked through.

    Where not all of them must be known, a comment that is gone, or whose answers are closed, ends the list: the next goes on.
    """
    token, accepted = "", () if all_of_them else (403, 404)
    for _ in range(_PAGES):
        asked: dict[str, Any] = {"part": "snippet", "parentId": first, "maxResults": _PAGE, "textFormat": "plainText"}
        answer = exchange.get("/youtube/v3/comments", asked | ({"pageToken": token} if token else {}), accept=accepted)
        if not answer.good and meaning_of(answer):
            raise exchange.trouble(answer)
        yield from list_at(answer.body, "items")
        token = text_at(answer.body, "nextPageToken")
        if not token:
            return
    if all_of_them:
        raise NeverRetry("More than a thousand answers stand below this comment. Look there whether this one is among them.")


def _sent_before(exchange: Exchange, draft: Draft) -> Sent | None:
    """What the channel wrote with the same words below the same comment, not before the answer that it answers."""
    number, parent = text_at(_me(exchange), "id"), _parent(draft)
    found = list(_answers(exchange, parent))
    asked = next((each for each in found if text_at(each, "id") == draft.in_reply_to), None)
    since = moment_of_text(text_at(asked, "snippet", "publishedAt"))
    for each in found:
        words = first_text(at(each, "snippet"), "textOriginal", "textDisplay").split()
        moment = moment_of_text(text_at(each, "snippet", "publishedAt"))
        late = since is None or moment is None or moment >= since
        if text_at(each, "snippet", "authorChannelId", "value") == number and words == draft.text.split() and late:
            return _sent(each, draft)
    return None


def meaning_of(answer: Answer) -> Told:
    """What a refusal says by its reason: Google tells of a spent quota with 403."""
    reasons = {text_at(each, "reason") for each in list_at(answer.body, "error", "errors")}
    return "limit" if reasons & _SPENT else ""


def _sent(made: Any, draft: Draft) -> Sent:
    moment = moment_of_text(text_at(made, "snippet", "publishedAt")) or utc_now()
    return Sent(text_at(made, "id"), moment, draft.context.get("link", ""))
