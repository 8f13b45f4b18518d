"""A page on Facebook by the Graph API: comments on its posts and messages to it; answers to both.

After https://developers.facebook.com/docs/pages-api and .../messenger-platform, as known in autumn 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Limit, Question, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.meta.graph import Owner, comment_record, messages_of, page_of, read_list, same_words, write
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import list_at, moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, RetryLater, WrongInput
from hustings.kernel.provenance import META_CONTENT
from hustings.kernel.records import AnyRecord, Channel, PostRecord

VERSION = "v24.0"
BASE = f"https://graph.facebook.com/{VERSION}/"
STREAMS = ("comments", "messages")
GRANT = Grant(
    agree_at=f"https://www.facebook.com/{VERSION}/dialog/oauth",
    tokens_at=f"{BASE}oauth/access_token",
    scopes=("pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging"),
    source="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
    separator=",",
)
LIMITS = (
    Limit(points=4_800, seconds=86_400, source="https://developers.facebook.com/docs/graph-api/overview/rate-limiting"),
)  # fmt: skip
"""4,800 calls a day for each engaged user of the page; what a page without any still has."""
_COMMENT = "id,message,created_time,from,permalink_url"
_POSTS = {
    "fields": f"id,message,created_time,permalink_url,comments.order(reverse_chronological).limit(100)"
    f"{{{_COMMENT},comments.limit(50){{{_COMMENT}}}}}",
    "limit": 25,
}
_TALKS = {"fields": "id,updated_time,messages.limit(25){id,message,created_time,from,to}", "limit": 25, "platform": "messenger"}


class Facebook:
    """A page (live.Platform, Answers, FindsDrafts; oauth.SignsIn). Its token does not end by itself."""

    name = "facebook"
    title = "Facebook page"
    channel: Channel = "facebook"
    can: frozenset[Capability] = frozenset({"read", "reply", "message"})
    use_rule = META_CONTENT.code
    asks = (
        *CLIENT,
        Question(name="page", title="Page", needed=False, help="Its name or number, where you manage several."),
        *TOKENS[:1],
    )
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        self._door = Door(guard, base=BASE, service="Facebook", grant=GRANT, opens=opens, now=now)

    def finish(self, credentials: Credentials, code: str, *, verifier: str, return_to: str) -> Credentials:
        """The credentials with the token of the page, which is had by one of the member that lasts."""
        short = self._door.finish(credentials, code, verifier=verifier, return_to=return_to)
        long = self._door.tokens(short, {"grant_type": "fb_exchange_token", "fb_exchange_token": short["token"]})
        with self._door.exchange(long) as exchange:
            token = _token_of_page(exchange, credentials.get("page", "").strip())
        return dict(long) | {"token": token, "expires_at": ""}

    def verify(self, credentials: Credentials) -> Account:
        """Which page it is."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
        return Account(name=f"{owner.name} ({owner.number})", identities=owner.identities, may=self.can)

    def streams(self, credentials: Credentials) -> Sequence[str]:
        """Posts with their comments, and messages."""
        return STREAMS

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of posts with comments, or of talks, the newest first."""
        if stream not in STREAMS:
            raise WrongInput(f"There is no stream {stream} on a page of Facebook.", field="stream")
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
            if stream == "messages":
                return read_list(
                    exchange, owner, cursor, place="facebook.com/messages", path=f"{owner.number}/conversations", asked=_TALKS,
                    build=lambda talk: messages_of(talk, owner, channel="facebook"),
                )  # fmt: skip
            return read_list(
                exchange, owner, cursor, place="facebook.com/comments", path=f"{owner.number}/feed", asked=_POSTS,
                build=lambda post: _post(post, owner),
            )  # fmt: skip

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers a comment, or a message within 24 hours."""
        with self._door.exchange(credentials) as exchange:
            owner = _owner(exchange)
            before = _sent_before(exchange, draft, owner)
            if before is not None:
                return before
            if _is_message(draft):
                return write(exchange, draft, path=f"{owner.number}/messages", now=self._door.now(), where="Facebook")
            made = exchange.post(f"{draft.in_reply_to}/comments", {"message": draft.text}, sends=True).body
        return Sent(text_at(made, "id"), utc_now(), f"https://www.facebook.com/{text_at(made, 'id')}")

    def find(self, credentials: Credentials, key: str) -> Sent | None:
        """Facebook keeps no key: ask `find_draft`."""
        raise RetryLater("Facebook cannot say by its key whether an answer went out. It is looked for by its words.")

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the page in the same place."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, _owner(exchange))


def _owner(exchange: Exchange) -> Owner:
    me = exchange.get("me", {"fields": "id,name,username"}).body
    if not text_at(me, "id"):
        raise NeverRetry("Facebook does not say which page this token opens. Connect it again.")
    return Owner("facebook", number=text_at(me, "id"), handle=text_at(me, "username"), name=text_at(me, "name"))


def _token_of_page(exchange: Exchange, wanted: str) -> str:
    pages = list_at(exchange.get("me/accounts", {"fields": "id,name,access_token"}).body, "data")
    found = [each for each in pages if wanted.casefold() in ("", text_at(each, "id"), text_at(each, "name").casefold())]
    if not found:
        raise NeverRetry("This account manages no such page on Facebook.")
    if len(found) > 1:
        raise WrongInput(f"Which page? This account manages {', '.join(text_at(each, 'name') for each in found)}.", field="page")
    return text_at(found[0], "access_token")


def _post(post: Any, owner: Owner) -> Iterator[tuple[AnyRecord, str]]:
    number, moment, link = text_at(post, "id"), moment_of_text(text_at(post, "created_time")), text_at(post, "permalink_url")
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    yield PostRecord(external_id=number, channel="facebook", at=moment, link=link, text=text_at(post, "message")), number
    for comment in reversed(list_at(post, "comments", "data")):
        yield comment_record(comment, owner, channel="facebook", link=link), text_at(comment, "id")
        for inner in list_at(comment, "comments", "data"):
            yield comment_record(inner, owner, channel="facebook", above=comment, link=link), text_at(inner, "id")


def _is_message(draft: Draft) -> bool:
    return bool(draft.context.get("to")) or not draft.in_reply_to


def _sent_before(exchange: Exchange, draft: Draft, owner: Owner) -> Sent | None:
    if not _is_message(draft):
        found = page_of(exchange.get(f"{draft.in_reply_to}/comments", {"fields": _COMMENT, "limit": 100}).body).items
        return same_words(found, draft, owner, words="message", when="created_time")
    if not draft.context.get("at"):
        return None
    asked: dict[str, Any] = {"fields": "id,message,created_time,from", "limit": 50}
    found = page_of(exchange.get(f"{draft.thread}/messages", asked).body).items
    return same_words(found, draft, owner, words="message", when="created_time", after=draft.context["at"])
