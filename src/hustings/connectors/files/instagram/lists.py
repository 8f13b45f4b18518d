"""The entries of Instagram's lists: follows, blocks, comments, likes, posts and stories."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Literal

from hustings.connectors.files.instagram.owner import USERNAME
from hustings.connectors.reading.archives import Unusable, stable_id
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_seconds, text_at
from hustings.connectors.reading.meta import labelled
from hustings.kernel.identities import canonical_url, handle_identity
from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    FollowRecord,
    InvitationRecord,
    OrganisationRecord,
    Party,
    PostRecord,
    ReactionRecord,
    TieRecord,
)

_FILES = (
    ("follow_requests_received", re.compile(r"follow_requests_you.ve_received", re.I)),
    ("follow_requests_sent", re.compile(r"(?:pending|recent)_follow_requests", re.I)),
    ("blocked_users", re.compile(r"blocked_(?:profiles|accounts)", re.I)),
    ("close_friends", re.compile(r"close_friends", re.I)),
    ("following", re.compile(r"/following\b", re.I)),
    ("followers", re.compile(r"/followers?(?:_\d+)?\.", re.I)),
    ("comments", re.compile(r"comments?(?:_\d+)?\.|reels_comments", re.I)),
    ("likes", re.compile(r"liked_", re.I)),
    ("profile", re.compile(r"/personal_information\.", re.I)),
)
_WAYS: dict[str, tuple[Literal["in", "out"], str]] = {
    "followers": ("in", ""),
    "following": ("out", ""),
    "follow_requests_sent": ("out", "requested"),
    "permanent_follow_requests": ("out", "requested"),
    "follow_requests_received": ("in", "requested"),
    "close_friends": ("out", "close friend"),
    "unfollowed_users": ("out", "unfollowed"),
}
_RELATIONS = {"blocked_users": "blocks", "restricted_users": "restricts"}
_PAGES = re.compile(r"instagram\.com/(?:_u/)?([\w.]{1,30})/?(?:\?.*)?", re.ASCII)
_COMMENT = re.compile(
    r"comment|kommentar|commentaire|coment[áa]rio|comentario|commento|reactie|komentarz|комментарий|コメント", re.I
)
_OWNED = re.compile(r"[\w.]{1,30}", re.ASCII)
_Build = Callable[[Any], Iterable[AnyRecord]]


def kind_of_file(name: str) -> str:
    """What a file of labelled values lists, by its name, which is the same in every language; empty for others."""
    return next((word for word, pattern in _FILES if pattern.search("/" + name.rpartition("/")[2])), "")


def kind_of(value: dict[str, Any]) -> str:
    """What an entry without a named list is, by its own shape."""
    if "string_list_data" in value:
        return "followers"
    if "string_map_data" in value:
        return "comments"
    return "posts" if "media" in value and "label_values" not in value else ""


def builder(word: str, owner: Party) -> _Build | None:
    """What makes records of the entries of a list; None for lists that hold nothing for us."""
    if word in _WAYS:
        return partial(_follow, word=word)
    if word in _RELATIONS:
        return partial(_tie, word=word, owner=owner)
    if word.startswith("comments"):
        return _comment
    if word.startswith("likes"):
        return _like
    if word in ("posts", "ig_stories", "ig_reels_media"):
        return partial(_post, word=word)
    return _hashtag if word == "following_hashtags" else None


def _account(value: Any) -> tuple[Party, datetime | None]:
    """Whom an entry is about and since when: handle by value, title or address, in old and in newer form."""
    pairs = labelled(value)
    listed: Any = next(iter(list_at(value, "string_list_data")), None)
    addresses = [text_at(listed, "href"), *(text for _, text in pairs)]
    found = next((match[1] for text in addresses if (match := _PAGES.fullmatch(canonical_url(text) or ""))), "")
    named = next((text for label, text in pairs if USERNAME.fullmatch(label)), "")
    handle = handle_identity("instagram", named or text_at(listed, "value") or text_at(value, "title") or found)
    if handle is None:
        raise Unusable("The entry names no account.")
    name = next((text for label, text in pairs if text != named and not canonical_url(text) and not text.isdigit()), "")
    moment = moment_of_seconds(at(listed, "timestamp")) or moment_of_seconds(at(value, "timestamp"))
    return Party(name=name, identities=(handle,)), moment


def _follow(value: Any, *, word: str) -> Iterator[AnyRecord]:
    party, moment = _account(value)
    direction, status = _WAYS[word]
    key = f"{word}:{party.identities[0].value}"
    if (direction, status) == ("in", "requested") and moment is not None:
        # Who asks to follow waits for an answer, as with an invitation to connect.
        yield InvitationRecord(
            external_id=key, channel="instagram", sender=party, recipient=Party(is_owner=True), direction="in", sent_at=moment
        )
        return
    yield FollowRecord(external_id=key, party=party, at=moment, status=status, direction=direction, channel="instagram")


def _tie(value: Any, *, word: str, owner: Party) -> Iterator[AnyRecord]:
    party, moment = _account(value)
    key = f"{word}:{party.identities[0].value}"
    yield TieRecord(external_id=key, subject=owner, other=party, relation=_RELATIONS[word], at=moment)


def _hashtag(value: Any) -> Iterator[AnyRecord]:
    listed: Any = next(iter(list_at(value, "string_list_data")), None)
    name = text_at(listed, "value") or text_at(value, "title")
    if not name:
        raise Unusable("The entry names no hashtag.")
    moment = moment_of_seconds(at(listed, "timestamp"))
    yield OrganisationRecord(
        external_id=f"hashtag:{name}", name=f"#{name.lstrip('#')}", followed_at=moment, extra={"type": "hashtag"}
    )


def _comment(value: Any) -> Iterator[AnyRecord]:
    """A comment; the network tells whose post it stands under, but not which one."""
    old = at(value, "string_map_data")
    pairs = [(label, text_at(old, label, "value")) for label in old] if isinstance(old, dict) else labelled(value)
    times = [at(one, "timestamp") for one in old.values()] if isinstance(old, dict) else [at(value, "timestamp")]
    moment = next((found for time in times if (found := moment_of_seconds(time))), None)
    if moment is None:
        raise Unusable("The comment has no date.")
    told = [(label, text) for label, text in pairs if text]
    text = next((text for label, text in told if _COMMENT.fullmatch(label)), told[0][1] if told else "")
    if not text:
        raise Unusable("The comment has no words.")
    named = next((party for _, other in told if other != text and (party := _author(other))), None)
    link = next((found for _, found in told if "/p/" in found or "/reel/" in found), "")
    yield CommentRecord(
        external_id=stable_id("comment", f"{moment:%F %T}", text),
        channel="instagram",
        at=moment,
        link=link,
        text=text,
        answered=named,
    )


def _author(text: str) -> Party | None:
    handle = handle_identity("instagram", text) if _OWNED.fullmatch(text) and not text.isdigit() else None
    return Party(identities=(handle,)) if handle else None


def _like(value: Any) -> Iterator[AnyRecord]:
    listed: Any = next(iter(list_at(value, "string_list_data")), None)
    pairs = labelled(value)
    moment = moment_of_seconds(at(listed, "timestamp")) or moment_of_seconds(at(value, "timestamp"))
    addresses = [text_at(listed, "href"), *(text for _, text in pairs)]
    link = next((text for text in addresses if (canonical_url(text) or "").startswith("instagram.com/")), "")
    if moment is None or not link:
        raise Unusable("The like has no date." if moment is None else "The like names no post.")
    named = text_at(value, "title") or next((text for label, text in pairs if USERNAME.fullmatch(label)), "")
    yield ReactionRecord(
        external_id=f"like:{link}", channel="instagram", at=moment, link=link, reaction="like", about=_author(named)
    )


def _post(value: Any, *, word: str) -> Iterator[AnyRecord]:
    media = list_at(value, "media")
    first = media[0] if media else value
    moment = moment_of_seconds(at(value, "creation_timestamp")) or moment_of_seconds(at(first, "creation_timestamp"))
    if moment is None:
        raise Unusable("The post has no date.")
    text, uri = first_text(value, "title") or text_at(first, "title"), text_at(first, "uri")
    yield PostRecord(
        external_id=stable_id("post", f"{moment:%F %T}", uri),
        channel="instagram",
        at=moment,
        text=text,
        media_link=uri,
        extra={} if word == "posts" else {"type": "story" if word == "ig_stories" else "reel"},
    )
