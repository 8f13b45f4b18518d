"""Learns the weights of linkage from a workspace's own records, without labels, and from what its members decided.

A bounded sample is compared: some thousand people with all their candidates, and pairs taken blindly. The result is kept with its
date, sizes and reason; where it explains members' decisions worse than the weights that ship, those stay in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp2, log2
from uuid import UUID

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import evidence_of_pairs
from hustings.apps.people.actions.evidence_of_pairs import Decided, Sample
from hustings.apps.people.models import LearntWeights, Person, Review
from hustings.engine import linkage
from hustings.engine.linkage import Comparison, Trained, blind_pairs, together
from hustings.jobs.queue import enqueue
from hustings.kernel.clock import utc_now

LEAST_PEOPLE = 200
"""Fewer people have too few duplicates among them to say how duplicates look."""
GROWN_BY, DECIDED_MORE = 1.5, 20
"""A network that has grown by this factor, or in which members decided so many more pairs, is learnt anew."""
BLIND = 60_000
LESSONS_KEPT = 10
RESCORED = 5_000
"""So many waiting pairs, the likeliest first, get the new weights at once."""
ENOUGH_DECIDED = 20


def learn_weights(workspace_id: int, *, why: str) -> LearntWeights:
    """Learns anew and keeps the lesson; waiting pairs are weighed again. Some seconds, however large the network is."""
    people = Person.objects.filter(workspace_id=workspace_id).count()
    sample = evidence_of_pairs.sample(workspace_id, people=people)
    decided = evidence_of_pairs.decided_pairs(workspace_id)
    found = linkage.estimate(sample.pairs, _strangers(sample), looked_at=sample.looked_at, population=people)
    trained = _with_decisions(found.trained, decided, sample, people)
    outcome = _outcome(found, trained, decided, sample, people)
    lesson = LearntWeights(
        workspace_id=workspace_id, at=utc_now(), why=why, outcome=outcome, people=people,
        looked_at=sample.looked_at, matches=found.matches, decided=len(decided), shifts=trained.shifts, constant=trained.constant,
    )  # fmt: skip
    # Compared before anything is written: it takes seconds, in which SQLite would let nobody else write.
    waiting = _weighed_again(workspace_id, sample, people, trained if outcome == LearntWeights.Outcome.USED else None)
    with transaction.atomic():
        lesson.save()
        kept = LearntWeights.objects.filter(workspace_id=workspace_id).order_by("-at", "-id").values_list("id", flat=True)
        LearntWeights.objects.filter(workspace_id=workspace_id).exclude(id__in=list(kept[:LESSONS_KEPT])).delete()
        Review.objects.bulk_update(waiting, ["probability", "reasons"], batch_size=200)
    return lesson


def _strangers(sample: Sample) -> Iterable[tuple[linkage.Reason, ...]]:
    profiles, shares = sample.profiles, sample.shares
    return (
        linkage.compare(profiles[one], profiles[other], surname_frequency=shares, population=sample.people).reasons
        for one, other in blind_pairs(len(profiles), wanted=BLIND)
    )


def _with_decisions(learnt: Trained, decided: Sequence[Decided], sample: Sample, people: int) -> Trained:
    """Members' decisions on top, once there are enough of both kinds."""
    if len(decided) < ENOUGH_DECIDED or len({pair.is_same for pair in decided}) < 2:
        return learnt
    compared = [(_compared(pair, sample, people, learnt).reasons, pair.is_same) for pair in decided]
    return together(learnt, linkage.train(compared))


def _outcome(
    found: linkage.Estimate, trained: Trained, decided: Sequence[Decided], sample: Sample, people: int
) -> LearntWeights.Outcome:
    if not (found.enough or trained.shifts):
        return LearntWeights.Outcome.TOO_FEW
    after, before = (_surprise(decided, sample, people, weights) for weights in (trained, None))
    return LearntWeights.Outcome.USED if after <= before else LearntWeights.Outcome.CONTRADICTED


def _surprise(decided: Sequence[Decided], sample: Sample, people: int, trained: Trained | None) -> float:
    """How surprising members' decisions are by these weights, in bits."""
    weights = (_compared(pair, sample, people, trained).weight * (1 if pair.is_same else -1) for pair in decided)
    return sum(log2(1 + exp2(min(-weight, 500.0))) for weight in weights)


def _compared(pair: Decided, sample: Sample, people: int, trained: Trained | None) -> Comparison:
    return linkage.compare(pair.first, pair.second, surname_frequency=sample.shares, population=people, trained=trained)


def _weighed_again(workspace_id: int, sample: Sample, people: int, trained: Trained | None) -> list[Review]:
    """Waiting pairs as the weights that will hold show them, not yet stored; none leaves the queue unasked."""
    waiting = list(Review.objects.filter(workspace_id=workspace_id).order_by("-probability", "id")[:RESCORED])
    ids = {person for review in waiting for person in (review.first_id, review.second_id)}
    profiles = evidence_of_pairs.profiles_of(workspace_id, ids)
    changed = []
    for review in waiting:
        one, other = profiles.get(review.first_id), profiles.get(review.second_id)
        if one is not None and other is not None:
            found = linkage.compare(one, other, surname_frequency=sample.shares, population=people, trained=trained)
            review.probability, review.reasons = found.probability, [list(reason) for reason in found.reasons]
            changed.append(review)
    return changed


def reason_to_learn(workspace_id: int) -> LearntWeights.Why | None:
    """Why a workspace should learn anew; None while little has changed since it did."""
    people = Person.objects.filter(workspace_id=workspace_id).count()
    if people < LEAST_PEOPLE:
        return None
    last = LearntWeights.objects.filter(workspace_id=workspace_id).order_by("-at", "-id").first()
    if last is None:
        return LearntWeights.Why.FIRST
    if people >= GROWN_BY * last.people:
        return LearntWeights.Why.GROWN
    grown = evidence_of_pairs.count_decided(workspace_id) >= last.decided + DECIDED_MORE
    return LearntWeights.Why.DECIDED if grown else None


def queue_learning(actor: Actor) -> UUID:
    """Queues learning for the worker, as the actor asks; it waits once only. Returns the task's number."""
    actor.require("merge_people")
    from hustings.apps.people.tasks import learn_weights as task

    record_audit(actor, "learn_weights", subject="reviews")
    return enqueue(task, key=f"learn-weights:{actor.workspace_id}", workspace_id=actor.workspace_id, why="asked")


def learn_now(actor: Actor) -> LearntWeights:
    """Learns at once, as the actor asks."""
    actor.require("merge_people")
    record_audit(actor, "learn_weights", subject="reviews")
    return learn_weights(actor.workspace_id, why=LearntWeights.Why.ASKED)
