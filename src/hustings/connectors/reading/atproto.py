"""Records of the AT Protocol (lexicons app.bsky.feed) as repositories hold them and services give them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.records import Party, PostRecord, ReactionRecord

PartyOf = Callable[[str], Party | None]
"""Somebody by identifier (DID); None where the text is none."""

FACET = "app.bsky.richtext.facet#"
_SHARED = (("external", "uri"), ("record", "uri"), ("record", "record", "uri"))


def post_record(value: Any, *, address: str, party: PartyOf, author: Party | None = None) -> PostRecord:
    """A post (app.bsky.feed.post); `address` is its at:// address. Raises Unusable where it has no date."""
    features = [feature for facet in list_at(value, "facets") for feature in list_at(facet, "features")]
    named = [party(text_at(each, "did")) for each in features if text_at(each, "$type") == FACET + "mention"]
    tags = [text_at(each, "tag") for each in features if text_at(each, "$type") == FACET + "tag"]
    parent, root = text_at(value, "reply", "parent", "uri"), text_at(value, "reply", "root", "uri")
    return PostRecord(
        external_id=address,
        channel="bluesky",
        at=moment_of(value),
        link=page_of(address),
        text=text_at(value, "text"),
        shared_link=_shared(at(value, "embed")),
        author=author,
        in_reply_to=parent,
        answered=party(author_of(parent)) if parent else None,
        thread=root or parent,
        mentioned=tuple(dict.fromkeys(each for each in named if each is not None)),
        tags=tuple(dict.fromkeys(tag for tag in (*tags, *map(text_at, list_at(value, "tags"))) if tag)),
    )


def like_record(
    value: Any, *, address: str, party: PartyOf, author: Party | None = None, reaction: str = "like"
) -> ReactionRecord:
    """A like (app.bsky.feed.like), or another record about a post. Raises Unusable where it has no date or names no post."""
    link = subject_of(value)
    return ReactionRecord(
        external_id=address,
        channel="bluesky",
        at=moment_of(value),
        link=link,
        reaction=reaction,
        author=author,
        about=party(author_of(link)),
    )


def moment_of(value: Any) -> datetime:
    """When a record says that it was made. Raises Unusable where it does not."""
    moment = moment_of_text(at(value, "createdAt"))
    if moment is None:
        raise Unusable("The record has no date that can be read.")
    return moment


def subject_of(value: Any) -> str:
    """The post that a record is about. Raises Unusable where it names none."""
    link = text_at(value, "subject", "uri")
    if not link:
        raise Unusable("The record names no post.")
    return link


def author_of(address: str) -> str:
    """Whose record an address names: `did:plc:abc` of `at://did:plc:abc/app.bsky.feed.post/3k44`; empty for other addresses."""
    return address.removeprefix("at://").partition("/")[0] if address.startswith("at://") else ""


def page_of(address: str) -> str:
    """Where people read a post."""
    return f"https://bsky.app/profile/{author_of(address)}/post/{address.rpartition('/')[2]}"


def _shared(embed: Any) -> str:
    """What a post shows below its words: an outer page or another post, alone or beside pictures."""
    found = (text_at(part, *path) for part in (embed, at(embed, "media")) for path in _SHARED)
    return next((link for link in found if link), "")
