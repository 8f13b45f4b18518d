"""Finds people who stand twice in the whole workspace: doubtful pairs go to the review queue, sure ones become one if asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions.merging import merge_people
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.actions.undo import remember
from hustings.apps.people.models import NotSame, Person, Review, SourceRecord
from hustings.apps.people.provenance import refused_people
from hustings.apps.people.queries.learnt import weights_of
from hustings.engine import linkage
from hustings.engine.linkage.searching import Statements
from hustings.jobs.queue import enqueue
from hustings.kernel.errors import HustingsError
from hustings.kernel.provenance import Use

IN_MEMORY = 5_000
"""So few people are compared without DuckDB."""
PART = 20_000


@dataclass(frozen=True, slots=True)
class DuplicatesFound:
    """What a search found: `pairs` at least doubtful, of them `opened` new ones for review and `known` waiting already.

    `merged` counts people who became part of another one, and `step` takes all of these merges back.
    """

    people: int
    pairs: int
    opened: int
    known: int
    merged: int
    step: int | None


def find_duplicates(actor: Actor, *, link_sure: bool = False) -> DuplicatesFound:
    """Compares everybody with everybody who shares a blocking key. Pairs that somebody called different stay apart.

    With `link_sure`, groups of which every two are sure become one person each; each merge can be undone. Raises WrongInput
    where there are too many people to do without the extra `bulk`. Takes about a minute for 200,000 people.
    """
    actor.require("merge_people")
    people, pairs = _scored_pairs(actor.workspace_id)
    apart = frozenset(NotSame.objects.filter(workspace_id=actor.workspace_id).values_list("first_id", "second_id"))
    pairs = [pair for pair in pairs if (min(pair[:2]), max(pair[:2])) not in apart]
    merges, gone = _merge_sure(actor, pairs, apart) if link_sure else ([], set[int]())
    left = [pair for pair in pairs if gone.isdisjoint(pair[:2])]
    with transaction.atomic():
        opened = _open(actor.workspace_id, left)
        step = remember(actor, "merge_pairs", label=f"{len(merges)} merged", data={"merges": merges}) if merges else None
        found = DuplicatesFound(people, len(pairs), opened, len(left) - opened, len(merges), step)
        record_audit(
            actor, "find_duplicates", subject="reviews", detail={"pairs": len(pairs), "opened": opened, "merged": len(merges)}
        )
    return found


Scored = tuple[int, int, float, list[list[object]]]


def _scored_pairs(workspace_id: int) -> tuple[int, list[Scored]]:
    """How many people there are, and the pairs that are worth a look."""
    people = Person.objects.filter(workspace_id=workspace_id).count()
    parts, trained = _parts(workspace_id), weights_of(workspace_id)
    if people <= IN_MEMORY:
        found = linkage.find_pairs((profile for part in parts for profile in linkage.profiles_of(part)), trained=trained)
        return people, [_scored(pair) for pair in found]
    from hustings.bulk.linkage import Search

    with TemporaryDirectory(prefix="hustings-linkage-") as folder:
        search = Search(Path(folder), trained=trained)
        search.load(parts, read=linkage.profiles_of, people=people)
        return people, [_scored(pair) for pair in search.pairs()]


def _scored(pair: linkage.ScoredPair) -> Scored:
    first, second = int(pair.first), int(pair.second)
    return first, second, pair.comparison.probability, [list(reason) for reason in pair.comparison.reasons]


def _parts(workspace_id: int) -> Iterator[list[Statements]]:
    """What sources say of each person, some thousand people at a time."""
    last = 0
    while part := _part(workspace_id, last):
        yield part
        last = part[-1][0]


def _part(workspace_id: int, after: int) -> list[Statements]:
    people = list(
        Person.objects.filter(workspace_id=workspace_id, id__gt=after).order_by("id").values_list("id", flat=True)[:PART]
    )
    if not people:
        return []
    held = SourceRecord.objects.filter(workspace_id=workspace_id, kind="person", person_id__gt=after, person_id__lte=people[-1])
    told = held.order_by("person_id", "id").values_list("person_id", "external_id", "source_id", "payload")
    stated = {
        person: [("" if external_id.startswith("party:") else str(source), payload) for _, external_id, source, payload in lines]
        for person, lines in groupby(told.iterator(), key=lambda line: line[0])
    }
    return [(person, stated.get(person, [])) for person in people]


def _open(workspace_id: int, pairs: Sequence[Scored]) -> int:
    """Puts pairs into the review queue; returns how many were not in it yet."""
    queue = Review.objects.filter(workspace_id=workspace_id)
    before = queue.count()
    open_reviews(workspace_id, pairs)
    return queue.count() - before


def _merge_sure(actor: Actor, pairs: Sequence[Scored], apart: frozenset[tuple[int, int]]) -> tuple[list[int], set[int]]:
    """Merges every sure group into the person closest to us; returns the merges and who is gone.

    Pairs that a use rule forbids to match are left to a member, unless both have the very same account.
    """
    unmatched = refused_people(actor.workspace_id, Use.MATCH)
    apart |= {
        (min(a, b), max(a, b))
        for a, b, _, reasons in pairs
        if (a in unmatched or b in unmatched) and not linkage.is_same_account(str(code) for code, *_ in reasons)
    }
    merges: list[int] = []
    gone: set[int] = set()
    for group in linkage.sure_groups(((a, b, probability) for a, b, probability, _ in pairs), apart=apart):
        held = Person.objects.filter(workspace_id=actor.workspace_id, pk__in=group)
        kept, *others = sorted(held, key=lambda person: (person.own_member_id is None, -person.closeness, person.pk))
        for other in others:
            try:
                merges.append(merge_people(actor, kept.pk, other.pk).pk)
            except HustingsError:
                # Two members' own people look alike: they stay two, and the pair waits for review.
                continue
            gone.add(other.pk)
    return merges, gone


def queue_search(actor: Actor, *, link_sure: bool = False) -> UUID:
    """Queues a search of the workspace for the worker; one that waits already is not queued twice. Returns the task's number."""
    actor.require("merge_people")
    from hustings.apps.people.tasks import find_duplicates as task

    key = f"duplicates:{actor.workspace_id}{':link' if link_sure else ''}"
    return enqueue(task, key=key, member_id=actor.member_id, link_sure=link_sure)
