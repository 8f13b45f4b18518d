"""A public account on a server with Mastodon's interface: its posts and their contexts, as the server shows them to anybody.

Only what stands below the owner's own posts counts as written to them: of mentions elsewhere a server shows strangers just those
that were answered, and a score of those alone would flatter.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from hustings.connectors.exchange import Exchange
from hustings.connectors.outbound import Guard
from hustings.connectors.platforms.mastodon.records import Owner, is_owner, of_status, owner_of, owner_person
from hustings.connectors.platforms.mastodon.server import Way
from hustings.connectors.platforms.mastodon.threads import Placed, Threads, itself
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.public_accounts.account import Bounds, Opens, Patience, PublicAccount, limit_words, sifted
from hustings.connectors.reading.archives import records_of
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at
from hustings.kernel.errors import NeverRetry, WrongInput

_PAGE = 40
SHOWN = 60
"""Answers of one thread that Mastodon shows to those who are not signed in; it also ends there twenty answers deep."""
_PUBLIC = frozenset({"public", "unlisted"})
_NONE = (400, 404, 410, 422)
_HIDDEN = (401, 403)


def read(user: str, server: str, *, guard: Guard, opens: Opens, bounds: Bounds, patience: Patience) -> PublicAccount:
    """Reads an account by its name on its server; see `read_public_account`."""
    address = Way(guard, opens).address({"server": server})
    host = address.partition("://")[2]
    with opens(guard, base_url=address) as client:
        exchange = Exchange(client, service=host, revoked=_signed_in(host))
        account = _account(exchange, user, host)
        owner = owner_of(account, host=host)
        posts, cut = _posts(exchange, owner, bounds)
        tree = _Tree(exchange, posts)
        for status in reversed(posts):
            if tree.lacks(status):
                patience.ask(partial(tree.learn, text_at(status, "id")))
    said, reasons = sifted(_records(posts, tree, owner))
    return PublicAccount(
        name=f"@{owner.account or user}",
        server=host,
        owner=owner_person(account, owner),
        said=tuple(said),
        posts=len(posts),
        threads=0 if tree.closed else patience.asked,
        not_reached=(*limit_words(bounds, cut), *_not_reached(host, tree)),
        left_out=(*patience.left_out(host), *reasons),
    )


class _Tree(Threads):
    """The posts of all threads that were seen, by their numbers on the server."""

    def __init__(self, exchange: Exchange, own: list[Any]) -> None:
        super().__init__(exchange)
        self.held = {text_at(each, "id"): each for each in own}
        self._whole: set[str] = set()
        self.cut = 0
        self.closed = False

    def lacks(self, status: Any) -> bool:
        """Whether there is something around a post that was not seen yet."""
        if self.closed or itself(status) is not status or text_at(status, "id") in self._whole:
            return False
        answered = text_at(status, "in_reply_to_id")
        return text_at(status, "replies_count") != "0" or bool(answered and answered not in self.held)

    def learn(self, number: str) -> None:
        """Asks for what stands around a post. Some servers (snac) show that to nobody who is not signed in."""
        try:
            above, below = self.around(number)
        except NeverRetry:
            self.closed = True
            return
        for each in (*above, *below):
            self.held.setdefault(text_at(each, "id"), each)
        # Where a thread is cut off below a post, that post is asked for by itself.
        answered = {text_at(each, "in_reply_to_id") for each in below}
        if len(below) < SHOWN:
            self._whole |= answered
        else:
            self.cut += 1

    def place(self, status: Any) -> Placed:
        """Where a post stands, by what was seen alone."""
        line = list(self.above(status))
        if not line:
            # What it answers was not seen, but an answer it is.
            return Placed(text_at(status, "in_reply_to_id"))
        return Placed(first_text(line[0], "uri", "url"), first_text(line[-1], "uri", "url"), at(line[0], "account"))

    def above(self, status: Any) -> Iterator[Any]:
        """What a post answers, what that answers, and so on."""
        met = {text_at(status, "id")}
        while (number := text_at(status, "in_reply_to_id")) not in met and number in self.held:
            met.add(number)
            status = self.held[number]
            yield status


def _account(exchange: Exchange, user: str, host: str) -> Any:
    answer = exchange.get("/api/v1/accounts/lookup", {"acct": user}, accept=(*_NONE, *_HIDDEN))
    if answer.status in _HIDDEN:
        raise NeverRetry(_signed_in(host))
    if not text_at(answer.body, "id"):
        raise WrongInput(
            f"{host} shows no account {user}. Look at its name again; where its server is called otherwise than the account, "
            "give the https address of its profile there.",
            field="account",
        )
    return answer.body


def _posts(exchange: Exchange, owner: Owner, bounds: Bounds) -> tuple[list[Any], bool]:
    """The newest posts, newest first, and whether there are more than were asked for."""
    held: dict[str, Any] = {}
    path = f"/api/v1/accounts/{quote(owner.number, safe='')}/statuses"
    while True:
        asked: dict[str, str | int] = {"limit": _PAGE} | ({"max_id": next(reversed(held))} if held else {})
        page = list_at({"page": exchange.get(path, asked).body}, "page")
        fresh = {number: each for each in page if (number := text_at(each, "id")) and number not in held}
        recent = {number: each for number, each in fresh.items() if _is_recent(each, bounds)}
        held |= recent
        if len(held) > bounds.posts:
            return list(held.values())[: bounds.posts], True
        if not recent or len(recent) < len(fresh):
            return list(held.values()), False


def _is_recent(status: Any, bounds: Bounds) -> bool:
    moment = moment_of_text(at(status, "created_at"))
    return moment is None or moment >= bounds.since


def _records(posts: list[Any], tree: _Tree, owner: Owner) -> Iterator[Found | Rejected]:
    """The owner's posts, and those of others below them."""
    mine = {text_at(each, "id") for each in posts}
    for number, status in tree.held.items():
        below = number not in mine and any(is_owner(at(each, "account"), owner) for each in tree.above(status))
        if text_at(status, "visibility") in _PUBLIC and (number in mine or below):
            yield from records_of(lambda value: [of_status(value, owner, tree)], status, place=Place(owner.host))


def _not_reached(host: str, tree: _Tree) -> Iterator[str]:
    yield (
        f"Only what {host} shows without signing in: no direct messages, no posts to followers alone, no answers that "
        "never came to this server, and no mentions outside of the account's own threads."
    )
    if tree.closed:
        yield (
            f"{host} shows what stands below posts only to those who sign in. So nobody counts as having written, and only the "
            "share of broadcast means something."
        )
    if tree.cut:
        yield f"{host} shows strangers the first {SHOWN} answers of a thread; in {tree.cut:,} of them there may be more."


def _signed_in(host: str) -> str:
    return f"{host} shows this account only to those who sign in. Connect the account as a channel, or measure its archive."
