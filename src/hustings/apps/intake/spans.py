"""Sets of ids as spans from a first to a last one: an import of a million rows stands on a few hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def ranges(ids: Iterable[int]) -> list[Span]:
    """The spans that cover exactly these ids, in order."""
    return merged((each, each) for each in ids)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same ids in as few spans as possible, in order."""
    found: list[list[int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return [(first, last) for first, last in found]


def minus(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The ids of `spans` that are in none of `others`."""
    left: list[Span] = []
    taken = merged(others)
    place = 0
    for first, last in merged(spans):
        while place < len(taken) and taken[place][1] < first:
            place += 1
        begin, at = first, place
        while at < len(taken) and taken[at][0] <= last:
            if taken[at][0] > begin:
                left.append((begin, taken[at][0] - 1))
            begin = taken[at][1] + 1
            at += 1
        if begin <= last:
            left.append((begin, last))
    return left


def ids_of(spans: Iterable[Span]) -> Iterator[int]:
    """Every id of the spans."""
    for first, last in spans:
        yield from range(first, last + 1)
