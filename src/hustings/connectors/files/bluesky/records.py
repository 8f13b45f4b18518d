"""The records of a Bluesky repository (lexicons app.bsky.feed and app.bsky.graph)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hustings.connectors.files.bluesky.survey import Survey
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.jsonvalues import at, list_at, moment_of_text, text_at
from hustings.kernel.records import AnyRecord, FollowRecord, Party, PostRecord, ReactionRecord, TieRecord

_SHARED = (("external", "uri"), ("record", "uri"), ("record", "record", "uri"))
_FACET = "app.bsky.richtext.facet#"


def _post(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    features = [feature for facet in list_at(value, "facets") for feature in list_at(facet, "features")]
    named = [survey.party(text_at(each, "did")) for each in features if text_at(each, "$type") == _FACET + "mention"]
    tags = [text_at(each, "tag") for each in features if text_at(each, "$type") == _FACET + "tag"]
    parent, root = text_at(value, "reply", "parent", "uri"), text_at(value, "reply", "root", "uri")
    yield PostRecord(
        external_id=survey.address(key),
        channel="bluesky",
        at=_moment(value),
        link=f"https://bsky.app/profile/{survey.did}/post/{key.partition('/')[2]}",
        text=text_at(value, "text"),
        shared_link=_shared(at(value, "embed")),
        in_reply_to=parent,
        answered=survey.party(_author(parent)) if parent else None,
        thread=root or parent,
        mentioned=tuple(dict.fromkeys(party for party in named if party is not None)),
        tags=tuple(dict.fromkeys(tag for tag in (*tags, *map(text_at, list_at(value, "tags"))) if tag)),
    )


def _repost(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    link = _subject(value)
    author = survey.party(_author(link))
    yield PostRecord(
        external_id=survey.address(key),
        channel="bluesky",
        at=_moment(value),
        shared_link=link,
        is_repost=True,
        mentioned=(author,) if author else (),
    )


def _like(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    link = _subject(value)
    yield ReactionRecord(
        external_id=survey.address(key),
        channel="bluesky",
        at=_moment(value),
        link=link,
        reaction="like",
        about=survey.party(_author(link)),
    )


def _follow(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    yield FollowRecord(
        external_id=survey.address(key),
        party=_person(value, survey),
        at=moment_of_text(at(value, "createdAt")),
        channel="bluesky",
    )


def _block(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    yield TieRecord(
        external_id=survey.address(key),
        subject=survey.party(survey.did) or Party(is_owner=True),
        other=_person(value, survey),
        relation="blocks",
        at=moment_of_text(at(value, "createdAt")),
    )


_Build = Callable[..., Iterator[AnyRecord]]
BUILDERS: dict[str, _Build] = {
    "app.bsky.feed.post": _post,
    "app.bsky.feed.repost": _repost,
    "app.bsky.feed.like": _like,
    "app.bsky.graph.follow": _follow,
    "app.bsky.graph.block": _block,
}
"""What makes records of each type of record."""


def _moment(value: Any) -> datetime:
    moment = moment_of_text(at(value, "createdAt"))
    if moment is None:
        raise Unusable("The record has no date that can be read.")
    return moment


def _subject(value: Any) -> str:
    link = text_at(value, "subject", "uri")
    if not link:
        raise Unusable("The record names no post.")
    return link


def _person(value: Any, survey: Survey) -> Party:
    party = survey.party(text_at(value, "subject"))
    if party is None:
        raise Unusable("The record names no account.")
    return party


def _author(address: str) -> str:
    """Whose record an address names: `did:plc:abc` of `at://did:plc:abc/app.bsky.feed.post/3k44`."""
    return address.removeprefix("at://").partition("/")[0] if address.startswith("at://") else ""


def _shared(embed: Any) -> str:
    """What a post shows below its words: an outer page or another post, alone or beside pictures."""
    found = (text_at(part, *path) for part in (embed, at(embed, "media")) for path in _SHARED)
    return next((link for link in found if link), "")
