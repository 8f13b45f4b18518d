"""A segment as a sentence. Which words it has is said by whoever shows it, so that it can be said in every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hustings.engine.segments.tree import All, Condition, Expression, Has, Not


class Words(Protocol):
    """The pieces of a sentence in one language. Each gives a phrase that can follow "people who"."""

    def condition(self, condition: Condition, *, holds: bool) -> str:
        """A condition, or that it does not hold: `have the tag donor`, `do not have the tag donor`."""
        ...

    def has(self, thing: Has, inner: str, *, holds: bool) -> str:
        """That somebody has things of a kind; `inner` says which ones, and is empty for any."""
        ...

    def about(self, thing: Has) -> Words:
        """The words in which such things are spoken of."""
        ...

    def listed(self, phrases: Sequence[str], *, every: bool) -> str:
        """Several phrases joined by "and" or, where `every` is False, by "or"."""
        ...

    def grouped(self, phrase: str) -> str:
        """A joined phrase within another one, set apart."""
        ...

    def denied(self, phrase: str) -> str:
        """That a joined phrase does not hold."""
        ...


def sentence(tree: Expression, words: Words) -> str:
    """The tree as a phrase that can follow "people who"."""
    return _phrase(tree, words, top=True)


def _phrase(tree: Expression, words: Words, *, top: bool = False) -> str:
    if isinstance(tree, Not):
        return _denied(tree.part, words)
    if isinstance(tree, Condition):
        return words.condition(tree, holds=True)
    if isinstance(tree, Has):
        return words.has(tree, _inner(tree, words), holds=True)
    joined = words.listed([_phrase(part, words) for part in tree.parts], every=isinstance(tree, All))
    return joined if top else words.grouped(joined)


def _denied(part: Expression, words: Words) -> str:
    if isinstance(part, Condition):
        return words.condition(part, holds=False)
    if isinstance(part, Has):
        return words.has(part, _inner(part, words), holds=False)
    if isinstance(part, Not):
        return _phrase(part.part, words)
    return words.denied(_phrase(part, words, top=True))


def _inner(thing: Has, words: Words) -> str:
    return "" if thing.part is None else _phrase(thing.part, words.about(thing), top=True)
