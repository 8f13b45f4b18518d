"""`make bench-linkage DATA=folder`: how good linkage is on public sets with known answers, and how true its probabilities are.

Weights come three ways, as in the product: as shipped; learnt from the records alone; and, on top of those, from labels, as a
workspace learns from its members' decisions. What is fitted to labels is never measured on them: people fall into two halves,
weights are learnt from the pairs within one half and judged on all others, pairs across the halves by the mean of both. Labels
and weights stay in this process.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from bench.labelled_sets import SETS, Labelled, LabelledSet, true_pairs
from bench.linkage_floors import Quality, plain_rule, splink_tutorial
from hustings.engine.linkage import (
    Comparison,
    Observed,
    Profile,
    Trained,
    blind_pairs,
    block_keys,
    compare,
    estimate,
    family_key,
    train,
    wider_block_keys,
)
from hustings.engine.linkage.training import shifted
from hustings.engine.linkage.weights import probability_of

BINS = ((0.0, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 0.99), (0.99, 1.01))
NINETY = (0.85, 0.95)
"""Pairs said to be so sure should be right about as often."""
CROWDED, WHOLE_UP_TO = 200, 1_000
BLIND_PEOPLE, BLIND_PAIRS = 4_000, 120_000
HOW = "make bench-linkage DATA=folder"


class Scored(NamedTuple):
    """A pair: how it compares by the weights that ship, whether it is one person, and the half of each."""

    comparison: Comparison
    is_same: bool
    halves: tuple[int, int]


def scored_pairs(labelled: Labelled, which: LabelledSet, *, trained: Trained | None = None) -> list[Scored]:
    """All pairs that share a key, compared with the set's own frequencies of names; of a small set all pairs."""
    person = {profile.key: label for profile, label in labelled}
    half = {profile.key: _half(which.half_by(profile) if which.half_by else label) for profile, label in labelled}
    shares = _shares(labelled)
    return [
        Scored(
            compare(one, other, surname_frequency=shares, population=len(labelled), trained=trained),
            person[one.key] == person[other.key],
            (half[one.key], half[other.key]),
        )
        for one, other in _candidates([profile for profile, _ in labelled])
    ]


def _shares(labelled: Labelled) -> dict[str, float]:
    families = Counter(family_key(profile.names[0].full) for profile, _ in labelled if profile.names)
    return {family: count / len(labelled) for family, count in families.items()}


def self_learnt(labelled: Labelled, pairs: Sequence[Scored]) -> Trained:
    """The weights that a set teaches without its labels, from its candidate pairs and from pairs taken blindly."""
    mixed = sorted((profile for profile, _ in labelled), key=lambda profile: zlib.crc32(str(profile.key).encode()))[:BLIND_PEOPLE]
    shares, size = _shares(labelled), len(labelled)
    strangers = (
        compare(mixed[one], mixed[other], surname_frequency=shares, population=size).reasons
        for one, other in blind_pairs(len(mixed), wanted=BLIND_PAIRS)
    )
    candidates = (Observed(pair.comparison.reasons, times=2) for pair in pairs)
    return estimate(candidates, strangers, looked_at=size, population=size).trained


def _half(text: str) -> int:
    return zlib.crc32(text.encode()) & 1


def _candidates(people: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    if len(people) <= WHOLE_UP_TO:
        return combinations(people, 2)
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(people):
        for key in {*block_keys(profile), *wider_block_keys(profile)}:
            blocks[key].append(place)
    pairs = {pair for held in blocks.values() if len(held) <= CROWDED for pair in combinations(held, 2)}
    return ((people[one], people[other]) for one, other in sorted(pairs))


def crossed(pairs: Sequence[Scored]) -> list[float]:
    """What is said of each pair by weights that never saw it, in the order of the pairs; learnt on top of what compared them."""
    learnt = [train((pair.comparison.reasons, pair.is_same) for pair in pairs if pair.halves == (half, half)) for half in (0, 1)]
    return [_unseen(pair, learnt) for pair in pairs]


def _unseen(pair: Scored, learnt: Sequence[Trained]) -> float:
    first, second = pair.halves
    judges = learnt if first != second else [learnt[1 - first]]
    plain = [reason for reason in pair.comparison.reasons if reason.code != "names_differ"]
    weights = [sum(reason.weight for reason in shifted(plain, trained)) for trained in judges]
    return sum(map(probability_of, weights)) / len(weights)


def quality_of(said: Sequence[float], same: Sequence[bool], *, true: int, at: float) -> Quality:
    """Figures of the pairs that are said to be at least so sure, over all true pairs, those that share no key included."""
    taken = [is_same for probability, is_same in zip(said, same, strict=True) if probability >= at]
    right = sum(taken)
    return Quality(right / max(1, len(taken)), right / true, 2 * right / (len(taken) + true))


def share_right(said: Sequence[float], same: Sequence[bool], *, low: float, high: float) -> tuple[int, float]:
    """How many pairs are said to be so sure, and the share of them that is one person."""
    held = [is_same for probability, is_same in zip(said, same, strict=True) if low <= probability < high]
    return len(held), sum(held) / max(1, len(held))


def report(which: LabelledSet, data: Path) -> Iterator[str]:
    """What is measured on one set, line by line, each figure above its floor."""
    labelled = which.load(data)
    pairs, true = scored_pairs(labelled, which), true_pairs([label for _, label in labelled])
    same = [pair.is_same for pair in pairs]
    yield f"\n{which.name}: {len(labelled):,} records, {true:,} true pairs, {sum(same) / true:.4f} of them compared"
    shipped = [pair.comparison.probability for pair in pairs]
    yield _line("weights as shipped", quality_of(shipped, same, true=true, at=0.5))
    yield _line("the same, linked without asking", quality_of(shipped, same, true=true, at=0.95))
    yield _ninety(*_free(pairs))
    yield from _in_one_place(which, pairs, true)
    moved = scored_pairs(labelled, which, trained=self_learnt(labelled, pairs))
    alone = [pair.comparison.probability for pair in moved]
    found = quality_of(alone, same, true=true, at=0.5)
    yield _line("weights learnt from the records alone", found) + _verdict(found.f1, which.f1)
    yield _line("the same, linked without asking", quality_of(alone, same, true=true, at=0.95))
    yield _ninety(*_free(moved))
    yield from _in_one_place(which, moved, true)
    said = crossed(moved)
    found = quality_of(said, same, true=true, at=0.5)
    yield _line("weights learnt from labels of the other half", found) + _verdict(found.f1, which.f1)
    yield _line("the same, linked without asking", quality_of(said, same, true=true, at=0.95))
    for name, floor in _floors(which, data):
        yield _line(f"floor: {name}", floor) + f"; {'below' if floor.f1 < found.f1 else 'NOT below'} {found.f1:.4f}"
    yield _ninety(said, same)
    for low, high in BINS:
        count, share = share_right(said, same, low=low, high=high)
        yield f"    said {low:.2f} to {min(high, 1.0):.2f}: {count:9,} pairs, {share:.3f} right"


def _free(pairs: Sequence[Scored]) -> tuple[list[float], list[bool]]:
    """What is said of the pairs that no rule about names holds below 89%, however much speaks for them."""
    free = [pair for pair in pairs if pair.comparison.reasons[-1].code != "names_differ"]
    return [pair.comparison.probability for pair in free], [pair.is_same for pair in free]


def _in_one_place(which: LabelledSet, pairs: Sequence[Scored], true: int) -> Iterator[str]:
    """The same figures of the pairs that share a postal code, where labels say of all others that they are two."""
    if which.in_one_place:
        near = [pair for pair in pairs if "location_code" in {reason.code for reason in pair.comparison.reasons}]
        said, same = [pair.comparison.probability for pair in near], [pair.is_same for pair in near]
        yield _line("the same, of pairs with one postal code", quality_of(said, same, true=true, at=0.5))
        yield _ninety(*_free(near))


def _verdict(reached: float, wanted: float | None) -> str:
    return "" if wanted is None else f"; {'meets' if reached >= wanted else 'MISSES'} {wanted}"


def _floors(which: LabelledSet, data: Path) -> Iterator[tuple[str, Quality]]:
    if which.name == "fake_1000":
        yield "Splink as its tutorial sets it up", splink_tutorial(data, everybody=False)
        yield "the same, comparing each with each", splink_tutorial(data, everybody=True)
    if which.name == "Boston donors":
        yield "last name, first initial, ZIP", plain_rule(data)


def _ninety(said: Sequence[float], same: Sequence[bool]) -> str:
    low, high = NINETY
    count, share = share_right(said, same, low=low, high=high)
    slack = 1.96 * sqrt(share * (1 - share) / max(1, count))
    return f"  of {count:,} pairs said to be {low:.0%} to {high:.0%} sure, {share:.1%} are right (give or take {slack:.1%})"


def _line(what: str, found: Quality) -> str:
    return f"  {what}: precision {found.precision:.4f}, recall {found.recall:.4f}, F1 {found.f1:.4f}"


def main(arguments: Sequence[str]) -> int:
    """Prints all of it, for people. Returns 2 where there is nothing to measure on, else 0 whatever the figures say."""
    if len(arguments) != 1 or not arguments[0]:
        print(f"Say where the labelled sets lie: {HOW}", file=sys.stderr)
        return 2
    data = Path(arguments[0])
    there = [which for which in SETS if which.is_in(data)]
    if not there:
        sought = ", ".join(sorted({file for which in SETS for file in which.files}))
        what = "holds none of the labelled sets" if data.is_dir() else "is not a folder"
        print(f"{data} {what}. Looked for: {sought}. Say where they lie: {HOW}", file=sys.stderr)
        return 2
    for which in there:
        for line in report(which, data):
            print(line, flush=True)
    for which in SETS:
        if which not in there:
            print(f"\n{which.name}: not measured, {' and '.join(which.files)} not in {data}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
