"""The records of a Bluesky repository (lexicons app.bsky.feed and app.bsky.graph)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hustings.connectors.files.bluesky.survey import Survey
from hustings.connectors.reading.archives import Unusable
from hustings.connectors.reading.atproto import author_of, like_record, moment_of, post_record, subject_of
from hustings.connectors.reading.jsonvalues import at, moment_of_text, text_at
from hustings.kernel.records import AnyRecord, FollowRecord, Party, PostRecord, TieRecord


def _post(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    yield post_record(value, address=survey.address(key), party=survey.party)


def _repost(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    link = subject_of(value)
    author = survey.party(author_of(link))
    yield PostRecord(
        external_id=survey.address(key),
        channel="bluesky",
        at=moment_of(value),
        shared_link=link,
        is_repost=True,
        mentioned=(author,) if author else (),
    )


def _like(value: Any, *, key: str, survey: Survey) -> Iterator[AnyRecord]:
    yield like_record(value, address=survey.address(key), party=survey.party)


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


def _person(value: Any, survey: Survey) -> Party:
    party = survey.party(text_at(value, "subject"))
    if party is None:
        raise Unusable("The record names no account.")
    return party
