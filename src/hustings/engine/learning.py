"""Learns from members' corrections which messages want an answer. Starts from the rules of triage and needs no download.

A logistic regression over the words of a message and what the rules say of it, fitted one correction after the other (AdaGrad:
Duchi, Hazan and Singer, 2011). Without any correction the answer is that of the rules; each correction moves it for messages with
like words. Weights are plain numbers by feature, so every verdict can name the words that decided it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import exp, log, sqrt
from typing import NamedTuple

import msgspec

from hustings.engine.triage import Verdict, clean, judge, sentences, triage

PRIOR = 1.0
"""Log-odds that the rules lend to their own verdict before anything was learnt."""
RATE = 0.1
DECAY = 1e-4
EPOCHS = 5
LARGEST = 30.0
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[?!]")
_FIRST_STEP = 1e-4


class Example(NamedTuple):
    """A message and whether a member says that it wants an answer."""

    text: str
    wants_reply: bool


class Weights(msgspec.Struct, frozen=True):
    """What was learnt: a weight for each feature, and the squared steps so far, which slow later ones down."""

    weights: dict[str, float] = {}
    squares: dict[str, float] = {}


class Learned(NamedTuple):
    """The probability that a message wants an answer, and the words that speak loudest for and against it."""

    probability: float
    reasons: tuple[tuple[str, float], ...]


def features_of(text: str, verdict: Verdict | None = None) -> frozenset[str]:
    """What is looked at: words, pairs and triples of words, how the text begins, its length, and what the rules say."""
    own = clean(text) or text
    words = ["0" if word.isdigit() else word for word in _WORD.findall(own.lower())][:400]
    framed = ["^", *words, "$"]
    said = verdict or triage(text, direction="in")
    found = {f"word {word}" for word in words}
    found.update(f"pair {one} {two}" for one, two in pairwise(framed))
    found.update(f"triple {one} {two} {three}" for one, two, three in zip(framed, framed[1:], framed[2:], strict=False))
    found.update(f"rule {judgement.kind} {judgement.words}".rstrip() for judgement in map(judge, sentences(own)))
    found.add(f"kind {said.kind}")
    found.add(f"wanting {said.needs_reply}")
    found.add(f"length {min(len(words) // 5, 8)}")
    return frozenset(found)


def fit(examples: Iterable[Example], *, seed: int = 1) -> Weights:
    """The weights that a workspace's corrections give. The same examples always give the same weights."""
    held = [(*_prepared(example.text), example.wants_reply) for example in sorted(set(examples))]
    dice = random.Random(seed)  # noqa: S311 - an order to walk in, no secret
    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    for _ in range(EPOCHS):
        dice.shuffle(held)
        for features, prior, wanted in held:
            _step(features, prior, wanted, weights, squares)
    return Weights(weights, squares)


def learn(known: Weights, example: Example) -> Weights:
    """The weights after one more correction, without looking at the older ones again."""
    weights, squares = dict(known.weights), dict(known.squares)
    _step(*_prepared(example.text), example.wants_reply, weights, squares)
    return Weights(weights, squares)


def predict(known: Weights, text: str, *, shown: int = 3) -> Learned:
    """How probable it is that a message wants an answer, by the rules and by what was learnt."""
    features, prior = _prepared(text)
    scale = 1 / sqrt(len(features))
    parts = sorted(((known.weights.get(each, 0.0) * scale, each) for each in features), key=lambda part: (-abs(part[0]), part[1]))
    loudest = tuple((each, weight) for weight, each in parts[:shown] if weight)
    return Learned(_probability(prior + sum(weight for weight, _ in parts)), loudest)


def _prepared(text: str) -> tuple[Sequence[str], float]:
    verdict = triage(text, direction="in")
    prior = PRIOR if verdict.needs_reply else -PRIOR
    return sorted(features_of(text, verdict)), prior


def _step(features: Sequence[str], prior: float, wanted: bool, weights: dict[str, float], squares: dict[str, float]) -> None:
    scale = 1 / sqrt(len(features))
    error = _probability(prior + scale * sum(weights.get(each, 0.0) for each in features)) - wanted
    for each in features:
        gradient = error * scale + DECAY * weights.get(each, 0.0)
        squares[each] = squares.get(each, _FIRST_STEP) + gradient * gradient
        weights[each] = weights.get(each, 0.0) - RATE * gradient / sqrt(squares[each])


def _probability(logit: float) -> float:
    return 1 / (1 + exp(-max(-LARGEST, min(LARGEST, logit))))


def log_loss(known: Weights, examples: Iterable[Example]) -> float:
    """The mean surprise at what members say, in nats: lower is better."""
    losses = [
        -log(found if example.wants_reply else 1 - found)
        for example in examples
        for found in (predict(known, example.text).probability,)
    ]
    return sum(losses) / len(losses)


def f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    """The F1 of (predicted, true) pairs: the harmonic mean of precision and recall of the trues; 0 where nothing is true."""
    held = list(pairs)
    hits = sum(predicted and true for predicted, true in held)
    wrong = sum(predicted != true for predicted, true in held)
    return 2 * hits / (2 * hits + wrong) if hits else 0.0


def cross_validated(examples: Sequence[Example], *, folds: int = 5, seed: int = 0) -> list[tuple[float, bool]]:
    """(Predicted probability, truth) of each example, by weights fitted without its fold."""
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)  # noqa: S311 - an order to walk in, no secret
    found: list[tuple[float, bool]] = []
    for fold in range(folds):
        left_out = order[fold::folds]
        excluded: Mapping[int, None] = dict.fromkeys(left_out)
        known = fit(examples[index] for index in order if index not in excluded)
        found += [(predict(known, examples[index].text).probability, examples[index].wants_reply) for index in left_out]
    return found
