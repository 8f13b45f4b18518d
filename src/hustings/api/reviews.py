"""One person per human: the review queue, merging, and taking a merge apart again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Limit
from hustings.api.shapes import PersonName, PersonShape, person_shape
from hustings.apps.people import actions, queries
from hustings.apps.people.actions.learning import queue_learning
from hustings.apps.people.queries.learnt import Lesson, lessons

room = Room(tags=["reviews"])


class Ground(Schema):
    """One reason for or against: its weight is in bits, twice as likely for each."""

    code: str
    weight: float
    detail: str


class Pair(Schema):
    """Two people who may be one. `also` are others whom one of the two may be as well, by further pairs."""

    id: int
    first: PersonShape
    second: PersonShape
    probability: float
    reasons: list[Ground]
    differs: list[str]
    also: list[PersonName]
    later_until: datetime | None
    created_at: datetime


class Reviews(Schema):
    """Pairs, the likeliest first; `total` wait now, `later` were put off."""

    items: list[Pair]
    next: str
    total: int
    later: int


class Chosen(Given):
    """Numbers of pairs in the review queue."""

    reviews: list[Id] = Field(max_length=200)


class MergedPairs(Schema):
    """How many pairs became one person each, and the step that takes all of them apart; none where nothing was merged."""

    merged: int
    step: int | None


class Wanted(Given):
    """Whether pairs that are sure become one person at once; each merge can be undone."""

    link_sure: bool = False


class Queued(Schema):
    """The number of the task that was queued."""

    task: UUID


class GoneGiven(Given):
    """The person who becomes part of the other one."""

    gone_id: Id


class Other(Given):
    """The person who is somebody else."""

    other_id: Id


class Merged(Schema):
    """A merge; `POST /merges/{id}/undo` takes it apart."""

    merge: int
    kept: int
    gone: int


class Later(Given):
    """The moment from which on the pair waits again."""

    until: AwareDatetime


@room.get("/reviews", response=Reviews, summary="Pairs that may be one person")
def list_reviews(request: Call, after: str = "", limit: Limit = 20) -> Reviews:
    """The review queue, the likeliest first, with the reasons for and against."""
    page = queries.reviews_page(request.auth, after=after, limit=limit)
    return Reviews(items=[_pair(pair) for pair in page.rows], next=page.next, total=page.total, later=page.later)


@room.get("/reviews/sure", response=list[Pair], summary="Pairs that are all but sure")
def list_sure(request: Call) -> list[Pair]:
    """Pairs of exactly one name that are surer than 97%."""
    return [_pair(pair) for pair in queries.sure_pairs(request.auth)]


@room.post("/reviews/search", response=Queued, summary="Look for people who stand twice")
def find_duplicates(request: Call, given: Wanted) -> Queued:
    """The whole workspace is searched in the background; what is found waits in the review queue."""
    task = actions.queue_search(request.auth, link_sure=given.link_sure)
    return Queued(task=task)


@room.get("/reviews/lessons", response=list[Lesson], summary="Where the weights of linkage come from")
def list_lessons(request: Call) -> Any:
    """Newest first; the newest one whose outcome is `used` holds, and without one the weights that ship."""
    return list(lessons(request.auth))


@room.post("/reviews/learn", response=Queued, summary="Learn the weights of linkage anew")
def learn_weights(request: Call) -> Queued:
    """The workspace's records are looked at in the background; waiting pairs are weighed again."""
    return Queued(task=queue_learning(request.auth))


@room.post("/reviews/{review_id}/later", response=Step, summary="Put a pair off")
def decide_later(request: Call, review_id: Id, given: Later) -> Step:
    """The pair waits again from that moment on."""
    return Step(step=actions.decide_later(request.auth, review_id, until=given.until))


@room.post("/reviews/merge", response=MergedPairs, summary="Merge pairs of the review queue")
def merge_pairs(request: Call, given: Chosen) -> MergedPairs:
    """They are one: of each pair the person closer to us is kept. One step takes all of them back."""
    merged, step = actions.merge_pairs(request.auth, given.reviews)
    return MergedPairs(merged=merged, step=step)


@room.get("/people/{person_id}/merge-preview", response=dict[str, int], summary="What a merge would move")
def preview_merge(request: Call, person_id: Id, gone_id: Id) -> Any:
    """A count for each kind of row; nothing is written."""
    return dict(queries.merge_preview(request.auth, person_id, gone_id))


@room.post("/people/{person_id}/merge", response=Merged, summary="Make one person of two")
def merge_people(request: Call, person_id: Id, given: GoneGiven) -> Merged:
    """Everything of the gone one moves to this one; a member's own person is always the one that is kept."""
    event = actions.merge_people(request.auth, person_id, given.gone_id)
    return Merged(merge=event.pk, kept=event.kept.pk, gone=event.gone_id)


@room.post("/merges/{merge_id}/undo", response=PersonName, summary="Make two people of one again")
def unmerge_people(request: Call, merge_id: Id) -> PersonName:
    """What came after the merge stays with the kept one; that the two differ is remembered."""
    revived = actions.unmerge_people(request.auth, merge_id)
    return PersonName(id=revived.pk, name=revived.name)


@room.post("/people/{person_id}/not-same", response=Step, summary="Say that two people are different")
def say_not_same(request: Call, person_id: Id, given: Other) -> Step:
    """The pair leaves the review queue and does not come back."""
    return Step(step=actions.say_not_same(request.auth, person_id, given.other_id))


def _pair(pair: queries.Pair) -> Pair:
    return Pair(
        id=pair.id,
        first=person_shape(pair.first),
        second=person_shape(pair.second),
        probability=pair.probability,
        reasons=[Ground(code=each.code, weight=each.weight, detail=each.detail) for each in pair.reasons],
        differs=sorted(pair.differs),
        also=[PersonName(id=each.id, name=each.name) for each in pair.also],
        later_until=pair.later_until,
        created_at=pair.created_at,
    )
