"""The tree behind a segment: conditions, joined by all, some and not, and questions about what somebody has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from hustings.kernel.errors import WrongInput

Operator = Literal["=", "<", "<=", ">", ">=", "before", "after", "since", "until", "within", "contains", "begins with", "known"]
OPERATORS: tuple[Operator, ...] = (
    "=", "<", "<=", ">", ">=", "before", "after", "since", "until", "within", "contains", "begins with", "known",
)  # fmt: skip
DEEPEST = 20
MOST_CONDITIONS = 200


class WrongText(WrongInput):
    """A text that is no segment. `position` counts letters from 0; `length` is how many of them are meant."""

    def __init__(self, message: str, *, position: int = 0, length: int = 0) -> None:
        super().__init__(message, field="where")
        self.position = position
        self.length = length


class Condition(msgspec.Struct, frozen=True, tag="is"):
    """A field compared with values; several values mean any of them. `known` has none."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds. Made by `all_of`, so that there are always at least two."""

    parts: tuple[Expression, ...]


class Some(msgspec.Struct, frozen=True, tag="some"):
    """At least one part holds. Made by `some_of`, so that there are always at least two."""

    parts: tuple[Expression, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The part does not hold."""

    part: Expression


class Has(msgspec.Struct, frozen=True, tag="has"):
    """There are at least `least` things of a kind (interaction, position, tie ...) of each of which the part holds."""

    thing: str
    part: Expression | None = None
    least: int = 1


Expression = Condition | All | Some | Not | Has

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Expression] = msgspec.json.Decoder(Expression)


def all_of(parts: Iterable[Expression]) -> Expression:
    """Every part holds; one part stands for itself. Raises ValueError for none."""
    held = tuple(parts)
    if not held:
        raise ValueError("There is nothing to join.")
    return held[0] if len(held) == 1 else All(held)


def some_of(parts: Iterable[Expression]) -> Expression:
    """At least one part holds; one part stands for itself. Raises ValueError for none."""
    held = tuple(parts)
    if not held:
        raise ValueError("There is nothing to join.")
    return held[0] if len(held) == 1 else Some(held)


def parts_of(tree: Expression) -> tuple[Expression, ...]:
    """What stands directly below."""
    if isinstance(tree, All | Some):
        return tree.parts
    if isinstance(tree, Not):
        return (tree.part,)
    return (tree.part,) if isinstance(tree, Has) and tree.part is not None else ()


def conditions_of(tree: Expression) -> Iterator[Condition]:
    """All conditions, in the order of the text; also those about things that somebody has."""
    if isinstance(tree, Condition):
        yield tree
    for part in parts_of(tree):
        yield from conditions_of(part)


def questions_of(tree: Expression) -> Iterator[Condition | Has]:
    """All conditions and all `has`, in the order of the text."""
    if isinstance(tree, Condition | Has):
        yield tree
    for part in parts_of(tree):
        yield from questions_of(part)


def depth_of(tree: Expression) -> int:
    """How many levels there are; 1 for a condition."""
    return 1 + max((depth_of(part) for part in parts_of(tree)), default=0)


def mapped(tree: Expression, change: Callable[[Condition], Condition]) -> Expression:
    """The same tree with every condition changed."""
    if isinstance(tree, Condition):
        return change(tree)
    if isinstance(tree, All):
        return All(tuple(mapped(part, change) for part in tree.parts))
    if isinstance(tree, Some):
        return Some(tuple(mapped(part, change) for part in tree.parts))
    if isinstance(tree, Not):
        return Not(mapped(tree.part, change))
    return Has(tree.thing, None if tree.part is None else mapped(tree.part, change), tree.least)


def require_size(tree: Expression) -> Expression:
    """The tree. Raises WrongText where it is deeper or longer than anybody writes."""
    if depth_of(tree) > DEEPEST:
        raise WrongText(f"This is nested more than {DEEPEST} levels deep.")
    if sum(1 for _ in conditions_of(tree)) > MOST_CONDITIONS:
        raise WrongText(f"These are more than {MOST_CONDITIONS} conditions.")
    return tree


def encode(tree: Expression) -> str:
    """The tree as JSON."""
    return _encoder.encode(tree).decode()


def decode(text: str | bytes) -> Expression:
    """The tree that `encode` wrote. Raises WrongText for anything else."""
    try:
        return require_size(_decoder.decode(text))
    except (msgspec.DecodeError, RecursionError) as error:
        raise WrongText(f"This is no segment: {error}.") from error
