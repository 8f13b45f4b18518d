"""The count: who is for, against and unknown on a deciding body, whether it would pass, the swing set, and what would change it.

Votes are taken as independent, so the number of those for is Poisson-binomial; an unknown one is taken at even odds, is always
shown as unknown, and is never named as near. Where nothing is known of anybody there is no chance to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from hustings.engine.stance import LEAN, STRONG, Step, step_of

Rule = Literal["majority", "two_thirds", "one_person"]

EVEN = 0.5


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who decides: the probability of support (None: unknown). `absent` and recused ones do not vote."""

    id: str
    probability: float | None = None
    absent: bool = False


class Swing(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be moved: how much the chance of passing depends on them (from 0 to 1)."""

    id: str
    step: Step
    pivotal: float


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The count. Ids by step; `needed` votes of `voting`; `chance` that it passes, None where nothing is known of anybody.

    `gap` votes are missing if all who lean stay where they lean (0 where it would pass), `spare` may be lost. `swing` are those
    who can be moved, most pivotal first; `to_win` the fewest of the nearest known ones that would close the gap, and
    `from_unknown` how many unknown ones it takes besides (nobody where there is no gap, or where even all of them do not close
    it: `within_reach` says which); `to_hold` leaning supporters whose loss would break it.
    """

    steps: dict[Step, tuple[str, ...]]
    voting: int
    needed: int
    chance: float | None
    gap: int
    spare: int
    within_reach: bool
    swing: tuple[Swing, ...]
    to_win: tuple[str, ...]
    from_unknown: int
    to_hold: tuple[str, ...]


def needed_votes(members: int, *, rule: Rule) -> int:
    """How many votes carry it: more than half, at least two thirds, or the one. Raises ValueError where there is nobody, or
    where one person decides and there are several.
    """
    if members < 1:
        raise ValueError("Nobody is there to decide.")
    if rule == "one_person":
        if members != 1:
            raise ValueError(f"One person decides, but {members} were given.")
        return 1
    return members // 2 + 1 if rule == "majority" else -(-2 * members // 3)


def count_votes(seats: Iterable[Seat], *, rule: Rule, of_all_members: bool = False) -> Count:
    """The count by a rule, of those who vote or of all members. The order of seats does not matter; cost grows with the square
    of their number.
    """
    everybody = sorted(seats, key=lambda seat: seat.id)
    voting = [seat for seat in everybody if not seat.absent]
    needed = needed_votes(len(everybody if of_all_members else voting), rule=rule)
    sure = sum(_chance(seat) >= LEAN for seat in voting)
    swing = _swing(voting, needed)
    known = [seat for seat in voting if seat.probability is not None]
    nearest = sorted((seat for seat in known if _movable(seat) and _chance(seat) < LEAN), key=lambda s: (-_chance(s), s.id))
    gap, spare = max(needed - sure, 0), max(sure - needed, 0)
    within_reach = gap <= len(nearest) + len(voting) - len(known)
    return Count(
        steps=_by_step(voting),
        voting=len(voting),
        needed=needed,
        chance=passing_chance([_chance(seat) for seat in voting], needed=needed) if known else None,
        gap=gap,
        spare=spare,
        within_reach=within_reach,
        swing=swing,
        to_win=tuple(seat.id for seat in nearest[:gap]) if within_reach else (),
        from_unknown=max(gap - len(nearest), 0) if within_reach else 0,
        to_hold=_to_hold(voting, spare) if not gap else (),
    )


def passing_chance(chances: Sequence[float], *, needed: int) -> float:
    """The probability that at least `needed` of independent votes are for."""
    if needed <= 0:
        return 1.0
    return min(1.0, sum(_distribution(chances)[needed:]))


def _distribution(chances: Sequence[float]) -> list[float]:
    """The probability of each number of votes for, from none to all."""
    found = [1.0]
    for chance in chances:
        against = [share * (1.0 - chance) for share in found] + [0.0]
        for place, share in enumerate(found):
            against[place + 1] += share * chance
        found = against
    return found


def _swing(voting: Sequence[Seat], needed: int) -> tuple[Swing, ...]:
    """Those who can be moved, by the probability that the others leave it to them: they are exactly one vote short."""
    whole = _distribution([_chance(seat) for seat in voting])
    found = [_swing_of(seat, _without(whole, _chance(seat)), needed) for seat in voting if _movable(seat)]
    return tuple(sorted(found, key=lambda one: (-one.pivotal, one.id)))


def _without(whole: Sequence[float], chance: float) -> list[float]:
    """The distribution of the others' votes, from that of all: the division that does not grow errors (up or down)."""
    if chance > EVEN:
        return _without([*reversed(whole)], 1.0 - chance)[::-1]
    found: list[float] = []
    for share in whole[:-1]:
        found.append(max(0.0, (share - chance * (found[-1] if found else 0.0)) / (1.0 - chance)))
    return found


def _swing_of(seat: Seat, others: Sequence[float], needed: int) -> Swing:
    pivotal = min(1.0, others[needed - 1]) if needed <= len(others) + 1 else 0.0
    return Swing(id=seat.id, step=step_of(seat.probability), pivotal=pivotal)


def _to_hold(voting: Sequence[Seat], spare: int) -> tuple[str, ...]:
    """The weakest supporters, one more than may be lost; empty where not so many of them waver."""
    wavering = sorted((seat for seat in voting if LEAN <= _chance(seat) < STRONG), key=lambda seat: (_chance(seat), seat.id))
    return tuple(seat.id for seat in wavering[: spare + 1]) if len(wavering) > spare else ()


def _movable(seat: Seat) -> bool:
    return 1.0 - STRONG < _chance(seat) < STRONG


def _chance(seat: Seat) -> float:
    return EVEN if seat.probability is None else seat.probability


def _by_step(voting: Sequence[Seat]) -> dict[Step, tuple[str, ...]]:
    order: tuple[Step, ...] = ("strong_support", "lean_support", "undecided", "lean_against", "strong_against", "unknown")
    return {step: tuple(seat.id for seat in voting if step_of(seat.probability) == step) for step in order}
