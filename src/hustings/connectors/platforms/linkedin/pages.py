"""A page of an organisation on LinkedIn: its posts, the comments on them, and answers as the page.

The Community Management API needs LinkedIn's approval and an app of its own. After
https://learn.microsoft.com/linkedin/marketing/community-management, read on 23 November 2026. Messages cannot be had by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from hustings.connectors.exchange import Exchange
from hustings.connectors.http import open_client
from hustings.connectors.live import Account, Batch, Capability, Credentials, Cursor, Draft, Gone, Limit, Question, Sent
from hustings.connectors.oauth import CLIENT, TOKENS, Door, Grant, Opens
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.platforms.signed_in import SignedIn
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.archives import Unusable, owner_record, records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_milliseconds, text_at
from hustings.connectors.walking import Page, Walk
from hustings.connectors.watching import Watched
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry, WrongInput
from hustings.kernel.identities import external_identity, linkedin_identity
from hustings.kernel.provenance import LINKEDIN_API
from hustings.kernel.records import AnyRecord, Channel, CommentRecord, Identity, Party, PostRecord

VERSION = "202608"
"""The dated version of the interface (LinkedIn-Version); each lives for a year, then LinkedIn answers 426
(https://learn.microsoft.com/linkedin/marketing/integrations/migrations)."""
STREAMS = ("posts",)
_DOCS = "https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow"
GRANT = Grant(
    agree_at="https://www.linkedin.com/oauth/v2/authorization",
    tokens_at="https://www.linkedin.com/oauth/v2/accessToken",
    scopes=(
        "r_organization_social",
        "w_organization_social",
        "r_organization_social_feed",
        "w_organization_social_feed",
        "rw_organization_admin",
    ),
    source=_DOCS,
)
LIMITS = (
    Limit(points=500, seconds=86_400, source="https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits"),
)  # fmt: skip
"""The development tier of an app; LinkedIn shows the real limits of an app in its developer portal."""
_PAGE = 20
_COMMENTS = 100
_COMMENT_PAGES = 10
_ROLES = 100
_LOOKED_AT = 10
_COUNTED = ("aggregatedTotalComments", "totalFirstLevelComments")
_NO_RIGHT = 100
"""LinkedIn's number for a right that the member did not grant: then no comments at all can be had, on whatever post."""
_FINDER = {"x-restli-method": "FINDER"}
"""What is asked for by a query (`q`) says so in a header."""


class LinkedInPage(SignedIn):
    """A page of an organisation (live.Platform, Answers, FindsDrafts, Refreshes; oauth.SignsIn)."""

    names = STREAMS

    name = "linkedin"
    title = "LinkedIn page"
    channel: Channel = "linkedin"
    can: frozenset[Capability] = frozenset({"read", "reply"})
    use_rule = LINKEDIN_API.code
    asks = (
        *CLIENT,
        Question(name="page", title="Page", needed=False, help="Its number, where the account manages several."),
        *TOKENS,
    )
    limits = LIMITS
    grant = GRANT

    def __init__(self, guard: Guard = PUBLIC, *, opens: Opens = open_client, now: Callable[[], datetime] = utc_now) -> None:
        headers = {"linkedin-version": VERSION, "x-restli-protocol-version": "2.0.0"}
        self._door = Door(
            guard, base="https://api.linkedin.com", service="LinkedIn", grant=GRANT, opens=opens, headers=headers, now=now
        )

    def verify(self, credentials: Credentials) -> Account:
        """Which page it is."""
        with self._door.exchange(credentials) as exchange:
            number = _page(exchange, credentials)
            told = exchange.get(f"/rest/organizations/{quote(number, safe='')}").body
        name = first_text(told, "localizedName", "vanityName") or number
        return self._account(credentials, f"{name} ({number})", _page_identities(number, text_at(told, "vanityName")))

    def read(self, credentials: Credentials, stream: str, cursor: Cursor) -> Batch:
        """A page of posts, the newest first, with their comments; then what became of some of late."""
        self._known(stream)
        with self._door.exchange(credentials) as exchange:
            return _Reading(exchange, Walk.of(cursor), credentials).batch()

    def reply(self, credentials: Credentials, draft: Draft) -> Sent:
        """Answers below a comment as the page."""
        with self._door.exchange(credentials) as exchange:
            page = _urn(_page(exchange, credentials))
            before = _sent_before(exchange, draft, page)
            if before is not None:
                return before
            post, parent = _place(draft)
            body = {"actor": page, "object": post, "message": {"text": draft.text}, "parentComment": parent}
            answer = exchange.post(f"/rest/socialActions/{quote(parent, safe='')}/comments", body, sends=True)
        # The answer names the activity that stands for the post, whatever the post was called when asked.
        thread = text_at(answer.body, "object") or post
        made = text_at(answer.body, "commentUrn") or _comment_urn(thread, answer.headers.get("x-restli-id", ""))
        return Sent(made, utc_now(), _link(post))

    def find_draft(self, credentials: Credentials, draft: Draft) -> Sent | None:
        """The same words by the page below the same comment."""
        with self._door.exchange(credentials) as exchange:
            return _sent_before(exchange, draft, _urn(_page(exchange, credentials)))


class _Reading:
    """One call."""

    def __init__(self, exchange: Exchange, walk: Walk, credentials: Credentials) -> None:
        self.exchange, self.walk, self.credentials = exchange, walk, credentials
        self.place = Place("linkedin.com/posts")

    def batch(self) -> Batch:
        came: list[Found | Rejected | Gone] = []
        if not self.walk.about:
            self.walk.about = {"number": _page(self.exchange, self.credentials)}
            number = self.walk.about["number"]
            came.append(Found(owner_record(number, identities=_page_identities(number, "")), self.place))
        posts, more = self.walk.turn(self._fetch, number=lambda each: text_at(each, "id"))
        for post in posts:
            came += records_of(lambda value: [_post(value)], post, place=self.place)
            came += self._comments(text_at(post, "id"))
        self.walk.watch.add(Watched(number, number, "") for post in posts if (number := text_at(post, "id")))
        came += [] if more else self._look_again()
        return Batch(tuple(came), self.walk.cursor(), more, self.exchange.calls)

    @property
    def page(self) -> str:
        return _urn(self.walk.about["number"])

    def _fetch(self, token: str) -> Page:
        asked: dict[str, Any] = {
            "author": self.page,
            "q": "author",
            "count": _PAGE,
            "start": token or "0",
            "sortBy": "LAST_MODIFIED",
        }
        posts = list_at(self.exchange.get("/rest/posts", asked, headers=_FINDER).body, "elements")
        return Page(posts, str(int(token or "0") + _PAGE) if len(posts) == _PAGE else "")

    def _comments(self, post: str) -> Iterator[Found | Rejected]:
        """The comments on a post and the answers to them. A post whose comments are closed has none."""
        if not post:
            return
        for comment in _comments(self.exchange, post):
            yield from records_of(lambda value: [_comment(value, post, self.page)], comment, place=self.place)
            if any(at(comment, "commentsSummary", name) for name in _COUNTED):
                for inner in _comments(self.exchange, text_at(comment, "commentUrn")):
                    yield from records_of(partial(self._inner, post=post, above=comment), inner, place=self.place)

    def _inner(self, comment: Any, *, post: str, above: Any) -> list[AnyRecord]:
        return [_comment(comment, post, self.page, above=above)]

    def _look_again(self) -> Iterator[Gone]:
        chosen = list(self.walk.watch.next(_LOOKED_AT))
        gone = {
            each.number
            for each in chosen
            if self.exchange.get(f"/rest/posts/{quote(each.number, safe='')}", accept=(404,)).status == 404
        }
        self.walk.watch.forget(gone)
        return (Gone(each) for each in sorted(gone))


def _page(exchange: Exchange, credentials: Credentials) -> str:
    """The number of the page that the account manages. Raises WrongInput where there are several and none is named."""
    asked: dict[str, Any] = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED", "count": _ROLES}
    held = list_at(exchange.get("/rest/organizationAcls", asked, headers=_FINDER).body, "elements")
    numbers = [first_text(each, "organization", "organizationalTarget").rpartition(":")[2] for each in held]
    wanted = credentials.get("page", "").strip().rpartition(":")[2]
    found = [each for each in numbers if each and wanted in ("", each)]
    if not found:
        raise NeverRetry("This account of LinkedIn manages no such page. Have it made an administrator there, then connect it.")
    if len(found) > 1:
        raise WrongInput(f"Which page? This account manages {', '.join(found)}.", field="page")
    return found[0]


def _comments(exchange: Exchange, about: str, *, accept: tuple[int, ...] = (403, 404)) -> Iterator[Any]:
    """The comments on a post or below a comment, a thousand at most, in no promised order."""
    for page in range(_COMMENT_PAGES):
        asked = {"start": page * _COMMENTS, "count": _COMMENTS}
        answer = exchange.get(f"/rest/socialActions/{quote(about, safe='')}/comments", asked, accept=accept)
        if answer.status == 403 and at(answer.body, "serviceErrorCode") == _NO_RIGHT:
            raise exchange.trouble(answer)
        found = list_at(answer.body, "elements") if answer.good else []
        yield from found
        if len(found) < _COMMENTS:
            return


def _post(post: Any) -> AnyRecord:
    number, moment = text_at(post, "id"), moment_of_milliseconds(at(post, "publishedAt") or at(post, "createdAt"))
    if not number or moment is None:
        raise Unusable("The post has no number or no date.")
    visibility = text_at(post, "visibility").lower()
    return PostRecord(
        external_id=number, channel="linkedin", at=moment, link=_link(number), text=text_at(post, "commentary"),
        visibility=visibility, shared_link=text_at(post, "content", "article", "source"),
    )  # fmt: skip


def _comment(comment: Any, post: str, page: str, *, above: Any = None) -> AnyRecord:
    number, moment = text_at(comment, "commentUrn"), _moment(comment)
    if not number or moment is None:
        raise Unusable("The comment has no number or no date.")
    author = _party(comment, page)
    return CommentRecord(
        external_id=number,
        channel="linkedin",
        at=moment,
        link=_link(post),
        text=text_at(comment, "message", "text"),
        author=None if author.is_owner else author,
        in_reply_to=text_at(comment, "parentComment"),
        answered=_party(above, page) if above is not None and author.is_owner else Party(is_owner=True),
        thread=text_at(comment, "parentComment") or number,
    )


def _party(comment: Any, page: str) -> Party:
    """Who wrote a comment: by number; by name only where LinkedIn decorates the answer."""
    urn, told = text_at(comment, "actor"), at(comment, "actor~")
    name = " ".join(filter(None, (text_at(told, "localizedFirstName"), text_at(told, "localizedLastName"))))
    profile = linkedin_identity(f"https://www.linkedin.com/in/{vanity}") if (vanity := text_at(told, "vanityName")) else None
    number = external_identity("linkedin", urn.rpartition(":")[2])
    identities = tuple(each for each in (profile, number) if each is not None)
    return Party(name=name or text_at(told, "localizedName"), identities=identities, is_owner=urn == page)


def _page_identities(number: str, vanity: str) -> tuple[Identity, ...]:
    named = linkedin_identity(f"https://www.linkedin.com/company/{vanity}") if vanity else None
    return tuple(each for each in (named, external_identity("linkedin", number)) if each is not None)


def _urn(number: str) -> str:
    return f"urn:li:organization:{number}"


def _link(post: str) -> str:
    return f"https://www.linkedin.com/feed/update/{post}/"


def _comment_urn(post: str, number: str) -> str:
    return f"urn:li:comment:({post},{number})"


def _place(draft: Draft) -> tuple[str, str]:
    """The post and the first comment of the thread below which an answer stands."""
    parent = draft.context.get("thread") or draft.in_reply_to
    post = parent.removeprefix("urn:li:comment:(").partition(",")[0]
    if not parent.startswith("urn:li:comment:("):
        raise NeverRetry("LinkedIn lets programs answer comments on the page's posts alone. Write the answer there.")
    return post, parent


def _sent_before(exchange: Exchange, draft: Draft, page: str) -> Sent | None:
    """The same words by the page below the same comment, not before the answer that it answers."""
    post, parent = _place(draft)
    found = list(_comments(exchange, parent, accept=(404,)))
    asked = next((each for each in found if text_at(each, "commentUrn") == draft.in_reply_to), None)
    since = _moment(asked)
    for each in found:
        moment, told = _moment(each), text_at(each, "message", "text")
        late = since is None or moment is None or moment >= since
        if text_at(each, "actor") == page and told.split() == draft.text.split() and late:
            return Sent(text_at(each, "commentUrn"), moment or utc_now(), _link(post))
    if len(found) >= _COMMENTS * _COMMENT_PAGES:
        raise NeverRetry("More than a thousand answers stand below this comment. Look there whether this one is among them.")
    return None


def _moment(comment: Any) -> datetime | None:
    return moment_of_milliseconds(at(comment, "created", "time"))
