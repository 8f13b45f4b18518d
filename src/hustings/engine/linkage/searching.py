"""The pairs of one person among a few thousand people, in memory; hustings.bulk finds the same among a million."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from hustings.engine.linkage.comparison import Comparison, compare
from hustings.engine.linkage.decision import LINK_AT, REVIEW_AT
from hustings.engine.linkage.features import features_of
from hustings.engine.linkage.profiles import Key, Profile, block_keys, merged_profile, profile_of, wider_block_keys
from hustings.engine.linkage.training import Trained
from hustings.kernel.records import PersonRecord, decode

CROWDED = 60
"""A key that more people share than this says nothing; comparing them all would cost more than it finds."""
FEW = 4_096
"""Fewer people than this say nothing about how common a name is."""
STANDS_OUT = 3
"""From so many bearers on a name is as common as they are; of fewer it is not known."""


class ScoredPair(NamedTuple):
    """Two people by their keys and how they compare."""

    first: Key
    second: Key
    comparison: Comparison


Statements = tuple[int, Sequence[tuple[str, str]]]
"""A person, and what sources say of them: the source (empty where it is a mere mention) and the encoded record."""


def profiles_of(people: Iterable[Statements]) -> Iterator[Profile]:
    """The profiles of stored people, each from all that is said of them; people of whom nothing is said are left out."""
    for person, statements in people:
        known: Profile | None = None
        for source, payload in statements:
            record = decode(payload)
            if isinstance(record, PersonRecord):
                profile = profile_of(record, key=person, source=source)
                known = merged_profile(known, profile, key=person) if known else profile
        if known is not None:
            yield known


def family_shares(profiles: Sequence[Profile]) -> dict[str, float]:
    """The share of people who bear a family name, of those that stand out."""
    borne = Counter(family for profile in profiles for family in {" ".join(name.family) for name in features_of(profile).names})
    return {family: count / max(len(profiles), FEW) for family, count in borne.items() if family and count >= STANDS_OUT}


def find_pairs(profiles: Iterable[Profile], *, at_least: float = REVIEW_AT, trained: Trained | None = None) -> list[ScoredPair]:
    """All pairs that share a key and are at least so probable, the likeliest first. Keys of profiles come once each."""
    people = list(profiles)
    shares = family_shares(people)
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(people):
        for key in {*block_keys(profile), *wider_block_keys(profile)}:
            blocks[key].append(place)
    pairs = {pair for held in blocks.values() if len(held) <= CROWDED for pair in combinations(held, 2)}
    found = []
    for one, other in sorted(pairs):
        comparison = compare(people[one], people[other], surname_frequency=shares, population=len(people), trained=trained)
        if comparison.probability >= at_least:
            found.append(ScoredPair(people[one].key, people[other].key, comparison))
    return sorted(found, key=lambda pair: -pair.comparison.weight)


def sure_groups(
    pairs: Iterable[tuple[int, int, float]], *, link_at: float = LINK_AT, apart: frozenset[tuple[int, int]] = frozenset()
) -> list[tuple[int, ...]]:
    """Groups of records that are surely one person each, given all doubtful and sure pairs with their probabilities.

    Every two of a group must be sure, none may be known as different (`apart`, in order), and none may be somebody outside as
    well: a record that may be either of two people must not make one of them. Groups and their members come in order.
    """
    scored = {(min(a, b), max(a, b)): probability for a, b, probability in pairs}
    near: dict[int, set[int]] = defaultdict(set)
    linked: dict[int, set[int]] = defaultdict(set)
    for (a, b), probability in scored.items():
        near[a].add(b)
        near[b].add(a)
        if probability >= link_at:
            linked[a].add(b)
            linked[b].add(a)
    groups = []
    for group in _connected(linked):
        together = list(combinations(group, 2))
        are_sure = all(scored.get(pair, 0.0) >= link_at and pair not in apart for pair in together)
        if are_sure and not any(_is_rivalled(scored, member, group, near[member], link_at) for member in group):
            groups.append(group)
    return groups


def _connected(linked: Mapping[int, set[int]]) -> Iterator[tuple[int, ...]]:
    seen: set[int] = set()
    for start in sorted(linked):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = linked[waiting.pop()] - group
            group |= fresh
            waiting += fresh
        seen |= group
        yield tuple(sorted(group))


def _is_rivalled(
    scored: Mapping[tuple[int, int], float], member: int, group: tuple[int, ...], near: set[int], link_at: float
) -> bool:
    """Whether people outside of the group are likely enough to be the member that the group is not sure any more."""

    def odds(other: int) -> float:
        probability = scored[min(member, other), max(member, other)]
        return probability / max(1 - probability, 1e-12)

    inside = max(odds(other) for other in group if other != member)
    return inside / (inside + sum(odds(other) for other in near - set(group)) + 1) < link_at
