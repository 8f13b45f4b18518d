"""What waits for a decision and what was decided: pairs to review, merges, and the steps that can be undone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import registry
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.models import Address, MergeEvent, Person, Review, SourceRecord, UndoStep
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.apps.people.queries.shown import PersonRow, person_rows
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

PAGE = 20
SURE = 0.97
"""From this probability on, pairs of one name can be merged together; each merge can still be undone."""
MOST_SURE = 200


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason of the comparison: a code of engine.linkage, its weight in bits (twice as likely for each), and its detail."""

    code: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class PersonName:
    """Somebody by number and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one. `differs` names the columns in which the two rows disagree.

    `also` are other people whom one of the two may be as well, by further pairs; `sources` says by which readers each is known.
    `born` and `homes` (postal addresses, or else the place in words) are of the first and of the second.
    """

    id: int
    first: PersonRow
    second: PersonRow
    probability: float
    reasons: tuple[ReasonRow, ...]
    differs: frozenset[str]
    later_until: datetime | None
    created_at: datetime
    also: tuple[PersonName, ...] = ()
    sources: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    born: tuple[str, str] = ("", "")
    homes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def weight(self) -> float:
        """What the reasons come to together, in bits."""
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """Pairs, the likeliest first. `total` counts all that wait now; `later` how many were put off."""

    rows: tuple[Pair, ...]
    next: str
    total: int
    later: int


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that can be undone."""

    id: int
    gone_name: str
    member: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UndoRow:
    """Something that the actor did and can take back."""

    id: int
    verb: str
    label: str
    at: datetime


def reviews_page(actor: Actor, *, after: str = "", limit: int = PAGE, now: datetime | None = None) -> ReviewsPage:
    """A page of the review queue, without pairs put off to a later day. Leaves one line in the audit trail."""
    actor.require("see_reviews")
    waiting = _waiting(actor, now or utc_now())
    rows = waiting.order_by("-probability", "id").select_related("first__assigned_to", "second__assigned_to")
    if after:
        probability, number = key_of(after, float, int)
        rows = beyond(rows, "probability", probability, number, falling=True)
    held, more = cut(rows, max(1, min(limit, 100)))
    total = waiting.count()
    later = _seen(actor).filter(later_until__gt=now or utc_now()).count()
    record_audit(actor, "read_list", subject="reviews", detail={"rows": len(held)})
    return ReviewsPage(_pairs(actor, held), cursor_of(held[-1].probability, held[-1].pk) if more else "", total, later)


def sure_pairs(actor: Actor, *, now: datetime | None = None) -> tuple[Pair, ...]:
    """Pairs of exactly one name that are surer than 97%: what a merge of many would take, at most 200.

    Whoever is in a second pair is left out: a record that may be either of two people must not make one of them.
    """
    actor.require("see_reviews")
    rows = _waiting(actor, now or utc_now()).filter(probability__gte=SURE).order_by("-probability", "id")
    held = list(rows.select_related("first__assigned_to", "second__assigned_to")[:MOST_SURE])
    ids = {i for review in held for i in (review.first_id, review.second_id)}
    pairs = _seen(actor).filter(Q(first_id__in=ids) | Q(second_id__in=ids)).values_list("first_id", "second_id")
    times = Counter(i for pair in pairs for i in pair)
    alone = [review for review in held if times[review.first_id] == times[review.second_id] == 1]
    return tuple(pair for pair in _pairs(actor, alone) if pair.first.name.casefold() == pair.second.name.casefold())


def duplicates_of(actor: Actor, person_id: int) -> tuple[Pair, ...]:
    """Pairs of the review queue that a person is in, also those put off. Empty for who may not see reviews."""
    if not actor.may("see_reviews"):
        return ()
    rows = _seen(actor).filter(Q(first_id=person_id) | Q(second_id=person_id)).order_by("-probability", "id")
    return _pairs(actor, rows.select_related("first__assigned_to", "second__assigned_to")[:PAGE])


def pair_of(actor: Actor, review_id: int) -> Pair:
    """One pair of the review queue. Raises NotFound for what is not, or no longer, in it."""
    actor.require("see_reviews")
    held = _seen(actor).filter(pk=review_id).select_related("first__assigned_to", "second__assigned_to")
    pairs = _pairs(actor, held)
    if not pairs:
        raise NotFound("This pair was decided already.")
    return pairs[0]


def _seen(actor: Actor) -> QuerySet[Review]:
    rows = Review.objects.filter(workspace_id=actor.workspace_id)
    if actor.may("see_all_people"):
        return rows
    return rows.filter(first__assigned_to_id=actor.member_id, second__assigned_to_id=actor.member_id)


def _waiting(actor: Actor, now: datetime) -> QuerySet[Review]:
    return _seen(actor).filter(Q(later_until__isnull=True) | Q(later_until__lte=now))


def _pairs(actor: Actor, reviews: Iterable[Review]) -> tuple[Pair, ...]:
    held = list(reviews)
    people = {row.id: row for row in person_rows({p.pk: p for review in held for p in (review.first, review.second)}.values())}
    others = _others(actor, people)
    sources: dict[int, set[str]] = defaultdict(set)
    told = SourceRecord.objects.filter(person_id__in=people, kind="person").values_list("person_id", "source__reader")
    for person_id, reader in told.distinct():
        sources[person_id].add(reader)
    told_of = _Told(
        sources={person_id: tuple(sorted(readers)) for person_id, readers in sources.items()},
        born={p.pk: p.birthday for review in held for p in (review.first, review.second)},
        homes=_homes(p for review in held for p in (review.first, review.second)),
    )
    return tuple(_pair(review, people[review.first_id], people[review.second_id], others, told_of) for review in held)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the columns of a list leave out, by the number of the person."""

    sources: Mapping[int, tuple[str, ...]]
    born: Mapping[int, str]
    homes: Mapping[int, tuple[str, ...]]


def _homes(people: Iterable[Person]) -> Mapping[int, tuple[str, ...]]:
    """Where people live, in one line each: their postal addresses and, where there is none, the place in words. One query."""
    located = {person.pk: person.location for person in people}
    found: dict[int, list[str]] = defaultdict(list)
    columns = ("person_id", "street", "postal_code", "locality", "region", "country")
    for person_id, *parts in Address.objects.filter(person_id__in=located).order_by("person_id", "id").values_list(*columns):
        found[person_id].append(", ".join(filter(None, parts)))
    return {number: tuple(found[number]) or ((place,) if place else ()) for number, place in located.items()}


def _others(actor: Actor, person_ids: Iterable[int]) -> Mapping[int, Mapping[int, str]]:
    """Whom each of these people may be, by the pairs that the actor sees: names by number."""
    ids = set(person_ids)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = _seen(actor).filter(Q(first_id__in=ids) | Q(second_id__in=ids)).order_by("-probability", "id")
    for first, first_name, second, second_name in rows.values_list("first_id", "first__name", "second_id", "second__name"):
        found[first][second] = second_name
        found[second][first] = first_name
    return found


def _pair(
    review: Review,
    first: PersonRow,
    second: PersonRow,
    others: Mapping[int, Mapping[int, str]],
    told: _Told,
) -> Pair:
    reasons = tuple(ReasonRow(str(code), float(weight), str(detail)) for code, weight, detail in review.reasons)
    also = {**others[first.id], **others[second.id]}
    born = told.born[first.id], told.born[second.id]
    homes = told.homes[first.id], told.homes[second.id]
    differs = set(differences(first, second))
    differs |= {name for name, sides in (("born", born), ("home", homes)) if all(sides) and sides[0] != sides[1]}
    return Pair(
        review.pk, first, second, review.probability, reasons, frozenset(differs), review.later_until, review.created_at,
        also=tuple(PersonName(number, name) for number, name in also.items() if number not in (first.id, second.id)),
        sources={number: told.sources.get(number, ()) for number in (first.id, second.id)},
        born=born,
        homes=homes,
    )  # fmt: skip


def differences(first: PersonRow, second: PersonRow) -> frozenset[str]:
    """Where both rows say something and it is not the same."""
    columns = ("name", "headline", "organisation", "title", "segment", "assigned_to")
    found = {
        name
        for name in columns
        if getattr(first, name) and getattr(second, name) and getattr(first, name) != getattr(second, name)
    }
    for kind in {each.kind for each in first.identities} & {each.kind for each in second.identities}:
        one, other = ({each.value for each in row.identities if each.kind == kind} for row in (first, second))
        if one.isdisjoint(other):
            found.add(kind)
    return frozenset(found)


def merge_preview(actor: Actor, kept_id: int, gone_id: int) -> Mapping[str, int]:
    """What a merge would move from one person to the other: a count per kind of row, as `people.Note`. Writes nothing."""
    actor.require("see_reviews")
    person_of(actor, kept_id)
    person_of(actor, gone_id)
    if kept_id == gone_id:
        raise WrongInput("These are the same person already.")
    counts: dict[str, int] = {}
    for pointer in registry.POINTERS:
        number = pointer.model._default_manager.filter(**{pointer.field: gone_id}).count()
        if number:
            counts[pointer.label] = counts.get(pointer.label, 0) + number
    return counts


def merges_of(actor: Actor, person_id: int) -> tuple[MergeRow, ...]:
    """Merges into a person that were not undone, newest first. Empty for a person that the actor may not see."""
    held = MergeEvent.objects.filter(workspace_id=actor.workspace_id, kept_id=person_id, undone_at__isnull=True)
    seen = held.filter(visible_through(actor, "kept")).select_related("member").order_by("-at", "-id")[:PAGE]
    return tuple(MergeRow(row.pk, row.gone_name, row.member.name, row.at) for row in seen)


def undo_steps(actor: Actor, limit: int = 20) -> tuple[UndoRow, ...]:
    """What the actor did last and can take back, newest first."""
    actor.require("see_people")
    held: Any = UndoStep.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, undone_at__isnull=True)
    return tuple(UndoRow(row.pk, row.verb, row.label, row.at) for row in held.order_by("-id")[:limit])


def step_of(actor: Actor, verb: str, **data: Any) -> int | None:
    """The newest step of this verb that remembers these data: so that doors can offer an Undo beside what was made."""
    held = UndoStep.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, verb=verb, undone_at__isnull=True)
    for step in held.order_by("-id")[:20]:
        if all(step.data.get(key) == value for key, value in data.items()):
            return step.pk
    return None
