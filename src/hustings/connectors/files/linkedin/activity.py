"""What the owner of a LinkedIn export did and received: posts, comments, reactions, follows, endorsements, events, jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Literal, NoReturn

from hustings.connectors.files.linkedin.dates import parse_moment
from hustings.connectors.files.linkedin.parties import key_of, party, stable_id
from hustings.connectors.files.linkedin.shapes import Columns
from hustings.connectors.protocol import Found, Place, Rejected
from hustings.connectors.reading.tables import Row, Table
from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    EndorsementRecord,
    EventRecord,
    FollowRecord,
    OpportunityRecord,
    OrganisationRecord,
    Party,
    PostRecord,
    ReactionRecord,
    RecommendationRecord,
)

Cell = Callable[[str], str]
"""The cell of the present row in the column of our word, without blanks around it."""


class Unusable(Exception):
    """Why a row gives no record."""


def read_rows(
    build: Callable[[Cell, dict[str, str]], AnyRecord], table: Table, columns: Columns, *, file: str
) -> Iterator[Found | Rejected]:
    """One record per row, as `build` makes it from the row's cells and its unknown columns."""
    for line, row in table.rows:
        try:
            record = build(partial(_cell, columns.at, row), columns.unknown(row))
        except Unusable as reason:
            yield Rejected(Place(file, line), str(reason))
        else:
            yield Found(record, Place(file, line))


def post(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A post of Shares.csv."""
    at, link, text = _moment(cell("date")), cell("link"), cell("text")
    return PostRecord(
        external_id=link or stable_id("post", f"{at:%F %T}", text),
        channel="linkedin",
        at=at,
        link=link,
        text=text,
        shared_link=cell("shared"),
        media_link=cell("media"),
        visibility=cell("visibility"),
    )


def repost(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A repost without words, of InstantReposts.csv."""
    at, link = _moment(cell("date")), cell("link")
    key = link or _refuse("The repost has no link.")
    return PostRecord(external_id=f"repost:{key}", channel="linkedin", at=at, shared_link=link, is_repost=True)


def comment(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A comment of Comments.csv."""
    at, link, text = _moment(cell("date")), cell("link"), cell("text")
    return CommentRecord(
        external_id=stable_id("comment", link, f"{at:%F %T}", text), channel="linkedin", at=at, link=link, text=text
    )


def reaction(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A reaction of Reactions.csv; changing it (from LIKE to PRAISE) keeps its id."""
    at, link = _moment(cell("date")), cell("link")
    key = f"reaction:{link}" if link else stable_id("reaction", f"{at:%F %T}")
    return ReactionRecord(external_id=key, channel="linkedin", at=at, link=link, reaction=cell("type"))


def vote(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A vote in a poll, of Votes.csv."""
    at, link, option = _moment(cell("date")), cell("link"), cell("option")
    key = stable_id("vote", link, option)
    return ReactionRecord(external_id=key, channel="linkedin", at=at, link=link, reaction="VOTE", option=option)


def follow(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A followed member, of Member_Follows.csv."""
    somebody = party(cell("name"), "")
    if not somebody.name:
        _refuse("The row names nobody.")
    key = stable_id("follow", somebody.name.casefold())
    return FollowRecord(external_id=key, party=somebody, at=parse_moment(cell("date")), status=cell("status"))


def organisation(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A followed organisation, of Company Follows.csv."""
    name = cell("name") or _refuse("The row names no organisation.")
    key = stable_id("organisation", name.casefold())
    return OrganisationRecord(external_id=key, name=name, followed_at=parse_moment(cell("date")), extra=unknown)


def endorsement(direction: Literal["in", "out"]) -> Callable[[Cell, dict[str, str]], AnyRecord]:
    """The builder for endorsements received (`in`) or given (`out`)."""

    def build(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
        somebody, skill = _person(cell, cell("url")), cell("skill") or _refuse("The row names no skill.")
        return EndorsementRecord(
            external_id=stable_id("endorsement", direction, key_of(somebody), skill.casefold()),
            party=somebody,
            direction=direction,
            skill=skill,
            at=parse_moment(cell("date")),
            status=cell("status"),
        )

    return build


def recommendation(direction: Literal["in", "out"]) -> Callable[[Cell, dict[str, str]], AnyRecord]:
    """The builder for recommendations received (`in`) or given (`out`)."""

    def build(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
        somebody, at = _person(cell, ""), parse_moment(cell("date"))
        return RecommendationRecord(
            external_id=stable_id("recommendation", direction, key_of(somebody), f"{at:%F %T}" if at else cell("text")),
            party=somebody,
            direction=direction,
            text=cell("text"),
            company=cell("company"),
            job_title=cell("job_title"),
            at=at,
            status=cell("status"),
        )

    return build


def event(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """An event of Events.csv; its time may be a span, of which the start counts."""
    title, time, link = cell("name") or _refuse("The event has no name."), cell("time"), cell("link")
    starts_at, ends_at = _span(time)
    if time and starts_at is None:
        unknown["Event Time"] = time
    return EventRecord(
        external_id=link or stable_id("event", title.casefold(), time),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        status=cell("status"),
        link=link,
        extra=unknown,
    )


def saved_job(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A job that was saved, of Saved Jobs.csv."""
    return _opportunity(cell, unknown, applied=False)


def application(cell: Cell, unknown: dict[str, str]) -> AnyRecord:
    """A job that was applied for, of Job Applications.csv."""
    return _opportunity(cell, unknown, applied=True)


def _opportunity(cell: Cell, unknown: dict[str, str], *, applied: bool) -> AnyRecord:
    title, company, link, date = cell("title"), cell("company"), cell("link"), cell("date")
    if not (title or company or link):
        _refuse("The row names no job.")
    word = "application" if applied else "saved"
    return OpportunityRecord(
        external_id=f"{word}:{link}" if link else stable_id(word, title.casefold(), company.casefold(), date),
        title=title,
        organisation=company,
        at=parse_moment(date),
        link=link,
        applied=applied,
        extra=unknown,
    )


def _moment(text: str) -> datetime:
    moment = parse_moment(text)
    if moment is None:
        raise Unusable(f"The date {text!r} cannot be read." if text else "The row has no date.")
    return moment


def _span(text: str) -> tuple[datetime | None, datetime | None]:
    start, _, end = text.partition(" - ")
    return parse_moment(start.strip()), parse_moment(end.strip())


def _person(cell: Cell, url: str) -> Party:
    somebody = party(f"{cell('first')} {cell('last')}", url)
    if somebody == Party():
        _refuse("The row names nobody.")
    return somebody


def _cell(at: dict[str, int], row: Row, word: str) -> str:
    return row[at[word]].strip()


def _refuse(reason: str) -> NoReturn:
    raise Unusable(reason)
