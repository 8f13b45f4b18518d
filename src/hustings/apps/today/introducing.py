"""Introductions with their ask in the ledger of favours: both rooms in one transaction, with one way back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import actions as favours
from hustings.apps.goals import introductions
from hustings.apps.people.actions.undo import remember_together
from hustings.kernel.errors import NotFound, WrongInput

ANSWERS: dict[str, favours.Answer] = {"happened": "yes", "declined": "no", "withdrawn": "withdrawn"}
"""What an outcome answers to the ask in the ledger."""


def ask_for_introduction(
    actor: Actor, chain: Sequence[int], *, draft: str, now: datetime, goal_id: int | None = None, overrule: bool = False
) -> tuple[int, int]:
    """Puts down that the first on a chain is asked, and the introduction to follow. Returns its id and the undo step.

    Raises favours.Stopped where the ledger says that it is too early, NotNow where limits or a quiet time stand against asking
    today, unless `overrule`; else as goals.introductions does.
    """
    actor.require("edit_goals")
    with transaction.atomic():
        ask, first = favours.put_down_ask(actor, chain[0], kind="introduction", text=draft, at=now, now=now, overrule=overrule)
        made, second = introductions.ask_introduction(actor, chain, draft=draft, now=now, goal_id=goal_id, ask_number=ask)
        row = introductions.introduction_of(actor, made)
        return made, remember_together(
            actor, (first, second), label=f"{row.introducer.name} asked to introduce {row.target.name}"
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
        return remember_together(actor, steps, label=f"{row.introducer.name} to introduce {row.target.name}: {outcome}")
