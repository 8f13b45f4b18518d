"""Answers below posts, and direct messages. The key of a post follows from the draft's: a draft can stand there only once."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b
from typing import Any

from hustings.connectors.live import Draft, Sent
from hustings.connectors.platforms.bluesky.reading import POST, record_at
from hustings.connectors.platforms.bluesky.records import message_id
from hustings.connectors.platforms.bluesky.session import CHAT, Xrpc
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.atproto import FACET, moment_of, page_of
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NeverRetry

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = 1_640_995_200_000_000
_SPAN = 1 << 46
"""Keys look as if made within two years from 2022. 56 bits differ: among 100,000 drafts, two meet in one of ten million cases."""

_LINK = re.compile(r"https?://[^\s<>\"]+")
_AFTER_LINK = ".,;:!?'\")"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MENTION = re.compile(rf"(?<![\w/.@-])@((?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}})", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d]\w*)")
_LONGEST_TAG = 64


def record_key(key: str) -> str:
    """The key of the record of a draft: a TID (https://atproto.com/specs/tid) that follows from the draft's key alone."""
    drawn = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
    number = (_FIRST + (drawn >> 10) % _SPAN) << 10 | drawn & 1023
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(12, -1, -1))


def facets_of(text: str, xrpc: Xrpc) -> list[dict[str, Any]]:
    """What in a text is a link, an account or a tag, by offsets in its UTF-8 bytes. Handles that lead nowhere stay words."""
    found: list[tuple[int, int, dict[str, str]]] = []
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_AFTER_LINK) if "(" not in match[0] else match[0].rstrip(_AFTER_LINK[:-1])
        found.append((match.start(), match.start() + len(link), {"$type": FACET + "link", "uri": link}))
    linked = [(start, end) for start, end, _ in found]
    for match in (*_MENTION.finditer(text), *_TAG.finditer(text)):
        inside = any(start <= match.start() < end for start, end in linked)
        feature = None if inside else _feature(match, xrpc)
        if feature is not None:
            found.append((match.start(), match.end(), feature))
    return [
        {"index": {"byteStart": _bytes(text, start), "byteEnd": _bytes(text, end)}, "features": [feature]}
        for start, end, feature in sorted(found, key=lambda each: each[:2])
    ]


def reply(xrpc: Xrpc, draft: Draft, *, now: datetime) -> Sent:
    """Sends once: a post below the one that it answers, or a direct message."""
    return _write(xrpc, draft) if is_message(draft) else _post(xrpc, draft, now=now)


def is_message(draft: Draft) -> bool:
    """Whether a draft goes as a direct message."""
    return not draft.in_reply_to.startswith("at://")


def post_sent(xrpc: Xrpc, key: str) -> Sent | None:
    """The post of a draft, if it stands."""
    address = f"at://{xrpc.me.did}/{POST}/{record_key(key)}"
    answer = record_at(xrpc, address)
    if not answer.good:
        return None
    try:
        return Sent(address, moment_of(at(answer.body, "value")), page_of(address))
    except Unusable as error:
        raise NeverRetry("Another record stands where the answer should go.") from error


def message_sent(xrpc: Xrpc, draft: Draft) -> Sent | None:
    """The same words by the owner in the conversation, after the message that they answer."""
    talk = _talk(xrpc, draft)
    answered = draft.in_reply_to.rpartition("/")[2]
    body = xrpc.get("chat.bsky.convo.getMessages", {"convoId": talk, "limit": 100}, headers=CHAT).body
    for message in list_at(body, "messages"):
        if answered and text_at(message, "id") == answered:
            return None
        if text_at(message, "sender", "did") == xrpc.me.did and text_at(message, "text") == draft.text.strip():
            return _sent_message(talk, message)
    return None


def _post(xrpc: Xrpc, draft: Draft, *, now: datetime) -> Sent:
    if draft.visibility not in ("", "public"):
        raise NeverRetry("Whatever stands below a post is public on Bluesky. Write a direct message instead.")
    before = post_sent(xrpc, draft.key)
    if before is not None:
        return before
    record = _record(xrpc, draft, now=now)
    body = {"repo": xrpc.me.did, "collection": POST, "rkey": record_key(draft.key), "record": record}
    address = text_at(xrpc.post("com.atproto.repo.createRecord", body).body, "uri")
    return Sent(address, now, page_of(address))


def _record(xrpc: Xrpc, draft: Draft, *, now: datetime) -> dict[str, Any]:
    posts = list_at(xrpc.get("app.bsky.feed.getPosts", {"uris": [draft.in_reply_to]}).body, "posts")
    if not posts:
        raise NeverRetry("The post that this answers is no longer there, or its author hides it from this account.")
    if at(posts[0], "viewer", "replyDisabled") is True:
        raise NeverRetry("The author of this post does not let this account answer it.")
    parent = {"uri": text_at(posts[0], "uri"), "cid": text_at(posts[0], "cid")}
    root = at(posts[0], "record", "reply", "root")
    record: dict[str, Any] = {
        "$type": POST,
        "text": draft.text,
        "createdAt": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "reply": {"root": {"uri": text_at(root, "uri"), "cid": text_at(root, "cid")} if root else parent, "parent": parent},
    }
    facets = facets_of(draft.text, xrpc)
    return record | ({"facets": facets} if facets else {})


def _write(xrpc: Xrpc, draft: Draft) -> Sent:
    # A look right after a broken line may come too early: the service may still have been at work on it.
    before = message_sent(xrpc, draft) if draft.in_reply_to else None
    if before is not None:
        return before
    talk, facets = _talk(xrpc, draft), facets_of(draft.text, xrpc)
    message = {"text": draft.text} | ({"facets": facets} if facets else {})
    answer = xrpc.post("chat.bsky.convo.sendMessage", {"convoId": talk, "message": message}, headers=CHAT)
    return _sent_message(talk, answer.body)


def _talk(xrpc: Xrpc, draft: Draft) -> str:
    """The conversation of a draft: that of the message which it answers, else the one with those to whom it goes."""
    known = draft.in_reply_to.rpartition("/")[0] or ("" if draft.thread.startswith("at://") else draft.thread)
    if known:
        return known
    members = [each.value for party in draft.to for each in party.identities if each.value.startswith("did:")]
    members = members or [did for party in draft.to for each in party.identities if (did := _did(xrpc, each.value))]
    if not members:
        raise NeverRetry("The message names nobody on Bluesky to whom it goes.")
    asked = {"members": list(dict.fromkeys(members))}
    return text_at(xrpc.get("chat.bsky.convo.getConvoForMembers", asked, headers=CHAT).body, "convo", "id")


def _sent_message(talk: str, message: Any) -> Sent:
    return Sent(message_id(talk, text_at(message, "id")), moment_of_text(at(message, "sentAt")) or utc_now())


def _feature(match: re.Match[str], xrpc: Xrpc) -> dict[str, str] | None:
    if match.re is _TAG:
        return {"$type": FACET + "tag", "tag": match[1]} if len(match[1]) <= _LONGEST_TAG else None
    did = _did(xrpc, match[1])
    return {"$type": FACET + "mention", "did": did} if did else None


def _did(xrpc: Xrpc, handle: str) -> str:
    """The lasting identifier of a handle; empty where there is none."""
    answer = xrpc.get(
        "com.atproto.identity.resolveHandle", {"handle": handle.lower()}, accept=("InvalidRequest", "HandleNotFound")
    )
    return text_at(answer.body, "did") if answer.good else ""


def _bytes(text: str, position: int) -> int:
    return len(text[:position].encode())
