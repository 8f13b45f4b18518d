"""Accounts of X by its API v2: mentions, own posts and direct messages; answers where X lets them be given by API.

The member registers an own app. After X's official OpenAPI description (version 2.167); its rules and limits as known in autumn
2026. See docs/reference/channels.md for what was proved against what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Gone, Limit, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens, granted
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, owner_record, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at, whole
from hustings.connectors.walking import Page, Walk
from hustings.connectors.watching import Watched
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import external_identity, handle_identity
from hustings.kernel.provenance import X_CONTENT
from hustings.kernel.records import AnyRecord, Channel, Identity, MessageRecord, Party, PostRecord

STREAMS = ("mentions", "messages", "posts")
GRANT = Grant(
    agree_at="https://x.com/i/oauth2/authorize",
    tokens_at="https://api.x.com/2/oauth2/token",
    scopes=("tweet.read", "tweet.write", "users.read", "dm.read", "dm.write", "offline.access"),
    source="https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code",
    pkce=True,
    basic=True,
)
_RATES = "https://docs.x.com/x-api/fundamentals/rate-limits"
LIMITS = (
    Limit(points=15, seconds=900, source=_RATES),
    Limit(points=1_440, seconds=86_400, source=_RATES),
)
"""The narrowest ones hold for all: messages are read 15 times in 15 minutes, and 1,440 sent a day. X charges for each call."""
LOOKED_AT_AFTER = 86_400.0
"""Seconds within which a post that is deleted there must be deleted here (X developer policy): each is looked at twice a day."""
_LOOKED_AT = 100
_PAGE = 100
_PAGES_BACK = 10
_POST = {
    "post.fields": ["conversation_id", "created_at", "entities", "id", "text", "reply_settings"],
    "expansions": ["author_id", "edit_history_post_ids", "in_reply_to_user_id", "referenced_posts", "entities.mentions.username"],
    "user.fields": ["id", "name", "username"],
}
_DM = {
    "dm_event.fields": ["created_at", "dm_conversation_id", "event_type", "id", "text"],
    "expansions": ["sender_id", "participant_ids"],
    "user.fields": ["id", "name", "username"],
    "event_types": ["MessageCreate"],
}
_OUTSIDE = (
    "X lets an app answer only posts that mention or quote this account. "
    "Copy the answer, open the post on X, and mark it as sent."
)


class Owner(NamedTuple):
    """Whose account it is, by number and handle."""

    number: str
    handle: str


class X(SignedIn):
    """An account of X (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    names = STREAMS
    name = "x"
    title = "X"
    channel: Channel = "x"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = X_CONTENT.code
    asks = (*CLIENT, *TOKENS)
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base="https://api.x.com", service="X", grant=GRANT, opens=opens, now=now)

    def verify(self, credentials: Credentials) -> Account:
        """Whose account it is."""
        with self._door.exchange(credentials) as exchange:
            me = _me(exchange)
        scopes = credentials.get("scope", "")
        may: frozenset[Capability] = self.can if granted(scopes, ("tweet.write",)) else frozenset({"read"})
        return Account(
            name=f"@{me.handle}", identities=_identities(me.number, me.handle), may=may,
            expires_at=self._door.expires_at(credentials),
        )  # fmt: skip

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """The next page of a stream; where nothing follows, a look at what became of posts of late."""
        self._known(stream)
        with self._door.exchange(credentials) as exchange:
            return _Reading(exchange, stream, Walk.of(cursor), self._door.now()).batch()

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a post that mentions or quotes the account, or writes into a talk. Raises NeverRetry for other posts."""
        with self._door.exchange(credentials) as exchange:
            before = _sent_before(exchange, draft)
            if before is not None:
                return before
            return _write(exchange, draft) if _is_message(draft) else _answer(exchange, draft)

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the account below the same post, or in the same talk, since what is answered."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, must_know=True)


class _Reading:
    """One call for a stream."""

    def __init__(self, exchange: Exchange, stream: str, walk: Walk, now: datetime) -> None:
        self.exchange, self.stream, self.walk, self.now = exchange, stream, walk, now
        self.place = Place(f"x.com/{stream}")
        self.users: dict[str, Any] = {}
        self.posts: dict[str, Any] = {}

    def batch(self) -> Batch:
        came: list[Found | Rejected | Gone] = []
        if not self.walk.about:
            me = _me(self.exchange)
            self.walk.about = {"number": me.number, "handle": me.handle}
            record = owner_record(f"@{me.handle}", identities=_identities(me.number, me.handle))
            came.append(Found(record, self.place))
        items, more = self.walk.turn(self._fetch, number=lambda each: text_at(each, "id"))
        build = self._message if self.stream == "messages" else self._post
        for item in items:
            came += records_of(build, item, place=self.place)
        if self.stream != "messages":
            self.walk.watch.add(Watched(number, _first_of(each), "") for each in items if (number := text_at(each, "id")))
            came += [] if more else self._look_again()
        return Batch(tuple(came), self.walk.cursor(), more, self.exchange.calls)

    @property
    def owner(self) -> Owner:
        return Owner(self.walk.about.get("number", ""), self.walk.about.get("handle", ""))

    def _fetch(self, token: str) -> Page:
        number = quote(self.owner.number, safe="")
        path = {"mentions": f"/2/users/{number}/mentions", "posts": f"/2/users/{number}/tweets", "messages": "/2/dm_events"}
        asked: dict[str, Any] = {"max_results": _PAGE}
        asked |= _lists(_DM if self.stream == "messages" else _POST)
        body = self.exchange.get(path[self.stream], asked | ({"pagination_token": token} if token else {})).body
        self.users |= {text_at(each, "id"): each for each in list_at(body, "includes", "users")}
        for key in ("tweets", "posts"):
            self.posts |= {text_at(each, "id"): each for each in list_at(body, "includes", key)}
        return Page(list_at(body, "data"), text_at(body, "meta", "next_token"))

    def _post(self, post: Any) -> Iterator[AnyRecord]:
        yield post_record(post, self)

    def _message(self, event: Any) -> Iterator[AnyRecord]:
        if text_at(event, "event_type") == "MessageCreate":
            yield message_record(event, self)

    def party(self, number: str) -> Party:
        """Somebody by their number, with what the answer says of them."""
        user = self.users.get(number)
        handle = text_at(user, "username")
        return Party(
            name=text_at(user, "name"),
            identities=_identities(number, handle),
            is_owner=bool(number) and number == self.owner.number,
        )

    def _look_again(self) -> Iterator[Gone]:
        """What became of a hundred posts of late, twice a day: X wants deleted posts deleted within a day."""
        looked_at = moment_of_text(self.walk.about.get("looked_at", ""))
        begins = self.walk.watch.turn == 0 or self.walk.watch.turn >= len(self.walk.watch.posts)
        if begins and looked_at is not None and self.now - looked_at < timedelta(seconds=LOOKED_AT_AFTER / 2):
            return
        if begins:
            self.walk.about["looked_at"] = self.now.isoformat()
        chosen = list(self.walk.watch.next(_LOOKED_AT))
        if not chosen:
            return
        body = self.exchange.get("/2/tweets", {"ids": ",".join(each.number for each in chosen)}).body
        # A post that is only hidden, or whose author is, is told under another type of problem.
        missing = {
            first_text(each, "resource_id", "value")
            for each in list_at(body, "errors")
            if text_at(each, "type").endswith("/resource-not-found")
        }
        for each in chosen:
            if each.number in missing:
                yield Gone(each.external_id)
        self.walk.watch.forget(missing)


def post_record(post: Any, reading: _Reading) -> PostRecord:
    """A post; edits of it keep the id of its first form."""
    number, moment = text_at(post, "id"), moment_of_text(text_at(post, "created_at"))
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    referred = {text_at(each, "type"): text_at(each, "id") for key in _REFERRED for each in list_at(post, key)}
    answered = text_at(post, "in_reply_to_user_id")
    author = reading.party(text_at(post, "author_id"))
    return PostRecord(
        external_id=_first_of(post),
        channel="x",
        at=moment,
        link=f"https://x.com/i/status/{number}",
        text="" if "retweeted" in referred else text_at(post, "text"),
        shared_link=_link(referred.get("quoted") or referred.get("retweeted", "")),
        is_repost="retweeted" in referred,
        author=None if author.is_owner else author,
        in_reply_to=referred.get("replied_to", ""),
        answered=reading.party(answered) if answered else None,
        thread=text_at(post, "conversation_id"),
        mentioned=tuple(_mentioned(post, reading)),
        tags=tuple(name for each in list_at(post, "entities", "hashtags") if (name := text_at(each, "tag"))),
        extra={"number": number},
    )


def message_record(event: Any, reading: _Reading) -> MessageRecord:
    """A direct message, with the id that the account's archive gives it."""
    number, moment = text_at(event, "id"), moment_of_text(text_at(event, "created_at"))
    if not number or moment is None:
        raise Unusable("The message has no number or no date.")
    sender = text_at(event, "sender_id")
    talk = text_at(event, "dm_conversation_id")
    named = [each for each in at(event, "participant_ids") or talk.split("-") if isinstance(each, str)]
    return MessageRecord(
        external_id=number,
        channel="x",
        sent_at=moment,
        sender=reading.party(sender),
        recipients=tuple(reading.party(each) for each in named if each.isdecimal() and each != sender),
        thread=talk,
        text=text_at(event, "text"),
        extra={"talk": talk},
    )


_REFERRED = ("referenced_posts", "referenced_tweets")
"""The description of X names the first; its servers have long given the second."""


def _first_of(post: Any) -> str:
    history = next((found for key in ("edit_history_post_ids", "edit_history_tweet_ids") if (found := at(post, key))), None)
    first = history[0] if isinstance(history, list) and history else None
    return first if isinstance(first, str) and first else text_at(post, "id")


def _mentioned(post: Any, reading: _Reading) -> Iterator[Party]:
    for each in list_at(post, "entities", "mentions"):
        handle, number = text_at(each, "username"), text_at(each, "id")
        is_owner = handle.lower() == reading.owner.handle.lower()
        yield Party(identities=_identities(number, handle), is_owner=is_owner)


def _identities(number: str, handle: str) -> tuple[Identity, ...]:
    held = (handle_identity("x", handle) if handle else None, external_identity("x", number))
    return tuple(each for each in held if each is not None)


def _link(number: str) -> str:
    return f"https://x.com/i/status/{number}" if number else ""


def _me(exchange: Exchange) -> Owner:
    me = at(exchange.get("/2/users/me").body, "data")
    if not text_at(me, "id") or not text_at(me, "username"):
        raise NeverRetry("X does not say whose account this token opens. Connect it again.")
    return Owner(text_at(me, "id"), text_at(me, "username"))


def _is_message(draft: Draft) -> bool:
    return bool(draft.context.get("talk")) or not draft.in_reply_to


def _answer(exchange: Exchange, draft: Draft) -> Sent:
    number = draft.context.get("number") or draft.in_reply_to
    body = {"text": draft.text, "reply": {"in_reply_to_tweet_id": number}}
    answer = exchange.post("/2/tweets", body, accept=(403,), sends=True)
    if not answer.good:
        raise NeverRetry(f"{_OUTSIDE} (X said: {first_text(answer.body, 'detail', 'title')[:200]})")
    made = text_at(answer.body, "data", "id")
    return Sent(made, utc_now(), _link(made))


def _write(exchange: Exchange, draft: Draft) -> Sent:
    """Into the talk that is answered, else to whom the draft names by their number."""
    talk = draft.context.get("talk", "")
    path = f"/2/dm_conversations/{quote(talk, safe='')}/messages"
    if not talk:
        numbers = [each.value.removeprefix("x:") for party in draft.to for each in party.identities if each.kind == "external"]
        if not numbers:
            raise NeverRetry("X is told to whom a message goes by their number, which nobody knows here. Write to them on X.")
        path = f"/2/dm_conversations/with/{quote(numbers[0], safe='')}/messages"
    body = exchange.post(path, {"text": draft.text}, sends=True).body
    return Sent(text_at(body, "data", "dm_event_id"), utc_now())


def _sent_before(exchange: Exchange, draft: Draft, *, must_know: bool = False) -> Sent | None:
    """What the account wrote since what it answers, with the same words in the same place; None where it did not.

    Raises NeverRetry where more was written since than is looked through, and the caller must know.
    """
    me = _me(exchange)
    if _is_message(draft):
        talk = draft.context.get("talk", "")
        if not talk:
            return None
        path, asked = f"/2/dm_conversations/{quote(talk, safe='')}/dm_events", _lists(_DM)
    else:
        path, asked = f"/2/users/{quote(me.number, safe='')}/tweets", _lists(_POST)
    for each in _written_since(exchange, path, asked, draft, must_know=must_know):
        if _is_it(each, draft, me):
            made = text_at(each, "id")
            return Sent(made, moment_of_text(text_at(each, "created_at")) or utc_now(), "" if _is_message(draft) else _link(made))
    return None


def _written_since(exchange: Exchange, path: str, asked: dict[str, Any], draft: Draft, *, must_know: bool) -> Iterator[Any]:
    """What was written after what the draft answers, the newest first: numbers on X grow with time."""
    answered, token = whole(draft.context.get("number") or draft.in_reply_to) or 0, ""
    for _ in range(_PAGES_BACK if must_know else 1):
        more = {"pagination_token": token} if token else {}
        body = exchange.get(path, asked | {"max_results": _PAGE} | more).body
        for each in list_at(body, "data"):
            if (whole(text_at(each, "id")) or 0) <= answered:
                return
            yield each
        token = text_at(body, "meta", "next_token")
        if not token:
            return
    if must_know:
        raise NeverRetry("More was written there since than X is asked for. Look there whether this answer is among it.")


def _is_it(found: Any, draft: Draft, me: Owner) -> bool:
    if _is_message(draft):
        # The same words before the message that is answered are another answer.
        later = (whole(text_at(found, "id")) or 0) > (whole(draft.in_reply_to) or 0)
        place = text_at(found, "sender_id") == me.number and later
    else:
        answered = [
            text_at(each, "id") for key in _REFERRED for each in list_at(found, key) if text_at(each, "type") == "replied_to"
        ]
        place = draft.context.get("number", draft.in_reply_to) in answered
    words = text_at(found, "text").removeprefix(_greeting(found)).split()
    return place and words == draft.text.split()


def _greeting(found: Any) -> str:
    """The handles that X puts before an answer by itself."""
    words = text_at(found, "text").split(" ")
    count = next((place for place, word in enumerate(words) if not word.startswith("@")), len(words))
    return " ".join(words[:count])


def _lists(asked: dict[str, list[str]]) -> dict[str, Any]:
    return {name: ",".join(values) for name, values in asked.items()}
