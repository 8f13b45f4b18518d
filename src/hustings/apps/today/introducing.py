"""Introductions with their ask in the ledger of favours: both rooms in one transaction, with one way back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import actions as favours
from hustings.apps.favours import references
from hustings.apps.goals import introductions
from hustings.apps.people.actions.undo import remember_together
from hustings.kernel.errors import NotFound, WrongInput

ANSWERS: dict[str, favours.Answer] = {"happened": "yes", "declined": "no", "withdrawn": "withdrawn"}
"""What an outcome answers to the ask in the ledger."""
REFERENCES = {"happened": "given", "declined": "refused", "withdrawn": "closed"}
"""How far the reference got with it."""


def ask_for_introduction(
    actor: Actor, chain: Sequence[int], *, draft: str, now: datetime, goal_id: int | None = None, overrule: bool = False,
    how: str = "", i_would_say: str = "", they_would_say: str = "",
) -> tuple[int, int]:  # fmt: skip
    """Puts down that the first on a chain is asked, and the introduction to follow. Returns its id and the undo step.

    The two questions come first (what would I say about whoever lends their name to me, what would they say about me), as in
    the room of references, where it stands with the others; what the member answered before holds where nothing else is said.
    Raises favours.Stopped where the ledger says that it is too early, NotNow where limits or a quiet time stand against
    asking today, unless `overrule`; else as goals.introductions does.
    """
    actor.require("edit_goals")
    with transaction.atomic():
        ask, first = favours.put_down_ask(actor, chain[0], kind="introduction", text=draft, at=now, now=now, overrule=overrule)
        made, second = introductions.ask_introduction(actor, chain, draft=draft, now=now, goal_id=goal_id, ask_number=ask)
        row = introductions.introduction_of(actor, made)
        said = {"how": how, "i_would_say": i_would_say.strip(), "they_would_say": they_would_say.strip()}
        before = references.answers_of(actor, chain[0])
        _, third = references.ask_reference(
            actor, chain[0], kind="introduction", direction="wanted", to_id=chain[-1], now=now,
            what_for=row.goal.name if row.goal else "", **{name: said[name] or before[name] for name in said},
        )  # fmt: skip
        return made, remember_together(
            actor, (first, second, third), label=f"{row.introducer.name} asked to introduce {row.target.name}"
        )


def settle_introduction(actor: Actor, introduction_id: int, *, outcome: str, now: datetime) -> int:
    """Says what became of it, to the ledger too. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        row = introductions.introduction_of(actor, introduction_id)
        steps = [introductions.settle_introduction(actor, introduction_id, outcome=outcome, now=now)]
        if outcome in ANSWERS and row.ask_number is not None:
            # Somebody may have answered or removed the ask in the ledger before.
            with suppress(WrongInput, NotFound):
                steps.append(favours.answer_ask(actor, row.ask_number, answer=ANSWERS[outcome], now=now))
        reference = references.of_introduction(actor, row.introducer_id, to_id=row.target_id, asked_at=row.asked_at)
        if outcome in REFERENCES and reference is not None:
            steps.append(references.move_reference(actor, reference, state=REFERENCES[outcome], now=now))
        return remember_together(actor, steps, label=f"{row.introducer.name} to introduce {row.target.name}: {outcome}")
