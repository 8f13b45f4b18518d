"""Answers and direct messages: never seen by more people than what they answer, never sent twice.

Mastodon keeps an Idempotency-Key for an hour (https://docs.joinmastodon.org/methods/statuses/, read 23 November 2026), other
servers not at all. So what the account answered is looked at first: the same words below the same post are the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from hustings.connectors.exchange import Exchange
from hustings.connectors.live import Draft, Sent
from hustings.connectors.platforms.mastodon.reading import is_snac
from hustings.connectors.platforms.mastodon.records import Owner, identities_of, is_owner, owner_of
from hustings.connectors.platforms.mastodon.server import own_account
from hustings.connectors.platforms.mastodon.threads import Threads, itself
from hustings.connectors.reading.archives import plain_text
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry
from hustings.kernel.identities import canonical_account

_NARROWER = ("public", "unlisted", "private", "direct")
_MENTION = re.compile(r"(?<![\w/@.])@([\w.-]*\w)(?:@([\w.-]*\w(?::\d+)?))?", re.ASCII)
_NUMBER = re.compile(r"/(?:statuses/|@[\w.-]+/)(\w+)$", re.ASCII)
_LATELY = 40


class Task(NamedTuple):
    """A draft with what it answers: the status as its server gives it, or None for a message that begins a talk."""

    draft: Draft
    owner: Owner
    answered: Any


def prepare(exchange: Exchange, draft: Draft, *, host: str) -> Task:
    """Looks up what a draft answers. Raises NeverRetry where that is gone or nobody is named."""
    owner = owner_of(own_account(exchange, host=host), host=host)
    if draft.in_reply_to:
        return Task(draft, owner, _answered(exchange, draft, host))
    if not _accounts(draft):
        raise NeverRetry("The message names nobody on Mastodon to whom it goes.")
    return Task(draft, owner, None)


def body_of(exchange: Exchange, task: Task) -> dict[str, str]:
    """What is posted. Raises NeverRetry where that would be seen by more people than it should."""
    visibility = _visibility(exchange, task)
    body = {"status": _text(task, visibility), "visibility": visibility}
    if task.answered is not None:
        body["in_reply_to_id"] = text_at(task.answered, "id")
        if warning := text_at(task.answered, "spoiler_text"):
            body["spoiler_text"] = warning
    return body


def send(exchange: Exchange, body: dict[str, str], *, key: str) -> Sent:
    """Posts. The exchange is a fresh one: some servers close a kept line without a word, and nobody knew whether it went."""
    answer = exchange.post("/api/v1/statuses", body, headers={"idempotency-key": quote(key)}, sends=True)
    return _sent(answer.body)


def sent_before(exchange: Exchange, task: Task) -> Sent | None:
    """The same words by the same account in the same place: below the answered post, else among the last messages to the same."""
    if task.answered is not None:
        number = text_at(task.answered, "id")
        _, below = Threads(exchange).around(number)
        near = [each for each in below if text_at(each, "in_reply_to_id") == number]
    else:
        path = f"/api/v1/accounts/{quote(task.owner.number, safe='')}/statuses"
        lately = list_at({"page": exchange.get(path, {"limit": _LATELY}).body}, "page")
        near = [each for each in lately if text_at(each, "visibility") in ("direct", "private")]
    words = _bare(_text(task, ""))
    own = (each for each in near if is_owner(at(each, "account"), task.owner))
    return next((_sent(each) for each in own if _bare(plain_text(text_at(each, "content"))) == words), None)


def _answered(exchange: Exchange, draft: Draft, host: str) -> Any:
    """The status that a draft answers, by its number on this server where that is known, else by its address."""
    found = _NUMBER.search(draft.in_reply_to) if urlsplit(draft.in_reply_to).netloc == host else None
    for number in filter(None, (draft.context.get("number", ""), found[1] if found else "")):
        answer = exchange.get(f"/api/v1/statuses/{quote(number, safe='')}", accept=(404, 410))
        if answer.good and _is_at(answer.body, draft.in_reply_to):
            return itself(answer.body)
    asked: dict[str, str | int] = {"q": draft.in_reply_to, "type": "statuses", "resolve": "true", "limit": 1}
    for status in list_at(exchange.get("/api/v2/search", asked).body, "statuses"):
        if _is_at(status, draft.in_reply_to):
            return itself(status)
    # Some servers find accounts only; most of what is answered was told by a notification not long ago.
    notices = list_at({"page": exchange.get("/api/v1/notifications", {"limit": _LATELY}).body}, "page")
    for status in (at(each, "status") for each in notices):
        if _is_at(status, draft.in_reply_to):
            return itself(status)
    raise NeverRetry("The post that this answers is no longer there, or its author hides it from this account.")


def _is_at(status: Any, address: str) -> bool:
    return address in (text_at(itself(status), "uri"), text_at(itself(status), "url"))


def _visibility(exchange: Exchange, task: Task) -> str:
    """As wide as asked for, but never wider than what it answers. A visibility that Mastodon does not know counts as direct."""
    held = text_at(task.answered, "visibility")
    if held not in _NARROWER or (held == "private" and is_snac(exchange)):
        return "direct"
    asked = {"": "public", "followers": "private"}.get(task.draft.visibility, task.draft.visibility)
    return max(asked, held, key=_NARROWER.index)


def _text(task: Task, visibility: str) -> str:
    """The words, after those mentioned who were part of the talk. Raises NeverRetry where a mention would show it to others."""
    part = [at(task.answered, "account"), *list_at(task.answered, "mentions")]
    written = [text_at(each, "acct") for each in part if not is_owner(each, task.owner)]
    inside = _names(part, task)
    # Those of the talk stand in the draft by another of their names where their server has two.
    further_to = [each for each in _accounts(task.draft) if each not in inside]
    people = {_full(acct, task): acct for acct in (*written, *further_to) if acct}
    named = {_full("@".join(filter(None, match.groups())), task) for match in _MENTION.finditer(task.draft.text)}
    strangers = sorted(named - set(people) - inside)
    if visibility == "direct" and strangers:
        raise NeverRetry(
            f"This message is for those named in the talk alone, and naming @{strangers[0]} would show it to that account too. "
            "Write the name without the @."
        )
    missing = [f"@{acct}" for full, acct in people.items() if full not in named]
    return " ".join([*missing, task.draft.text])


def _names(part: Iterable[Any], task: Task) -> set[str]:
    """All ways to name those who are part of the talk, the owner included."""
    found = {identity.value for each in part for identity in identities_of(each, host=task.owner.host)}
    return found | {_full(text_at(each, "acct"), task) for each in part}


def _accounts(draft: Draft) -> list[str]:
    """The accounts to whom a draft goes by itself."""
    held = [identity.value for party in draft.to for identity in party.identities[:1] if identity.kind == "mastodon"]
    return [each for each in held if canonical_account(each)]


def _full(acct: str, task: Task) -> str:
    """`ben@social.example` for an account as its server names it; the server's own stand without host there."""
    return (acct if "@" in acct else f"{acct}@{task.owner.host}").lower() if acct else ""


def _bare(text: str) -> str:
    """The words without the hosts of mentions, which servers show or hide as they like."""
    return " ".join(_MENTION.sub(lambda match: "@" + match[1].lower(), text).split())


def _sent(status: Any) -> Sent:
    uri = first_text(status, "uri", "url")
    return Sent(uri, moment_of_text(at(status, "created_at")) or utc_now(), text_at(status, "url"))
