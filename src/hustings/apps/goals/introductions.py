"""Asks for introductions and follows them until they happened: a draft with both sides' reasons, the chain, what became of it.

The ask itself stands in the ledger of favours; a door puts it there and gives its number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import goal_of
from hustings.apps.goals.briefing import same_places
from hustings.apps.goals.models import Goal, Introduction
from hustings.apps.goals.paths import MOST_USES, used_lately
from hustings.apps.network.queries import never_ask_of
from hustings.apps.people.access import person_of
from hustings.apps.people.actions.frozen import frozen, put_back
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Position
from hustings.apps.people.reaching_out import require_willing
from hustings.kernel.errors import NotFound, WrongInput

OUTCOMES = ("agreed", "happened", "declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class IntroductionRow:
    """An introduction that was asked for. `next` is to whom the introducer is asked to introduce us."""

    id: int
    goal_id: int | None
    goal: str
    introducer_id: int
    introducer: str
    next_id: int
    next: str
    target_id: int
    target: str
    state: str
    draft: str
    member: str
    asked_at: datetime
    settled_at: datetime | None
    ask_number: int | None


def draft_introduction(actor: Actor, chain: Sequence[int], *, goal_id: int | None = None) -> str:
    """A draft to the first on a chain, to be made personal: what is asked, why they, what the other side gains, and lines to
    forward as they stand."""
    first, target = person_of(actor, chain[0]), person_of(actor, chain[-1])
    middle = person_of(actor, chain[1]) if len(chain) > 2 else target
    goal = goal_of(actor, goal_id) if goal_id is not None else None
    names = {"first": first.given_name or first.name, "target": target.name, "next": middle.name, "me": actor.name}
    known = _both_at(first.pk, middle.pk)
    shared = [ground.what for ground in same_places(actor, target.pk) if ground.who == actor.name]
    return "\n\n".join([*_asking(names, middle.pk == target.pk), _why(goal, known, names), _forwardable(goal, shared, names)])


def _both_at(one: int, other: int) -> str:
    """Where both sit now, the smallest such body; empty where nowhere."""
    theirs = Position.objects.filter(person_id=other, current=True, organisation__isnull=False)
    both = Position.objects.filter(person_id=one, current=True, organisation_id__in=theirs.values("organisation_id"))
    held = both.annotate(size=Count("organisation__positions")).order_by("size", "organisation__name")
    return held.values_list("organisation__name", flat=True).first() or ""


def _asking(names: dict[str, str], direct: bool) -> list[str]:
    asked = (
        gettext("would you introduce me to %(target)s?") if direct
        else gettext("would you introduce me to %(next)s? I hope to reach %(target)s through them.")
    )  # fmt: skip
    return [gettext("Dear %(first)s,") % names, asked % names]


def _why(goal: Goal | None, known: str, names: dict[str, str]) -> str:
    """Why they: what it is about, from where they know the next, and that a no costs nothing."""
    said = [gettext("It is about this: %(goal)s.") % {"goal": goal.name}] if goal else []
    said.append(gettext("You know %(next)s from %(place)s.") % {**names, "place": known} if known
                else gettext("You know %(next)s.") % names)  # fmt: skip
    said.append(gettext("A word from you says more than a letter from me. If it does not suit you, say so: nothing is lost."))
    return " ".join(said)


def _forwardable(goal: Goal | None, shared: Sequence[str], names: dict[str, str]) -> str:
    lines = [gettext("To forward, if you like:"), gettext("“%(me)s would like half an hour with you.") % names]
    lines += [gettext("It is about this: %(goal)s.") % {"goal": goal.name}] if goal else []
    lines += [gettext("You have this in common: %(places)s.") % {"places": ", ".join(shared[:2])}] if shared else []
    return "\n".join([*lines, gettext("They will come prepared, and a no is fine.”")])


def ask_introduction(
    actor: Actor, chain: Sequence[int], *, draft: str, now: datetime, goal_id: int | None = None, ask_number: int | None = None
) -> tuple[int, int]:
    """Keeps that the first on a chain is asked. Returns its id and the undo step.

    Raises WrongInput for whoever must not be asked, was asked too often lately, or is the target; the draft must have words.
    """
    actor.require("edit_goals")
    if not 2 <= len(chain) <= 3 or len(set(chain)) != len(chain):
        raise WrongInput("A chain has one or two who introduce, and somebody to meet.", field="chain")
    if not draft.strip():
        raise WrongInput("Say in your own words what you ask for.", field="draft")
    with transaction.atomic():
        people = [person_of(actor, number) for number in chain]
        _check(actor, people[0].pk, people[0].name, now=now)
        for person in people:
            require_willing(person, field="chain")
        goal = goal_of(actor, goal_id) if goal_id is not None else None
        row = Introduction.objects.create(
            workspace_id=actor.workspace_id, goal=goal, introducer=people[0], target=people[-1], chain=list(chain),
            draft=draft.strip(), ask_number=ask_number, member_id=actor.member_id, asked_at=now,
        )  # fmt: skip
        label = f"{people[0].name} asked to introduce {people[-1].name}"
        return row.pk, remember(actor, "ask_introduction", label=label, data={"introduction": row.pk, "person": people[0].pk})


def _check(actor: Actor, person_id: int, name: str, *, now: datetime) -> None:
    never = never_ask_of(actor, person_id)
    if never is not None:
        reason = f" ({never.reason})" if never.reason else ""
        raise WrongInput(f"{name} is never asked for an introduction{reason}.", field="chain")
    if used_lately(actor.workspace_id, now=now).get(person_id, 0) >= MOST_USES:
        raise WrongInput(f"{name} was asked {MOST_USES} times in the last months. Ask somebody else for now.", field="chain")


@way_back("ask_introduction")
def _unask(actor: Actor, data: dict[str, Any]) -> None:
    Introduction.objects.filter(workspace_id=actor.workspace_id, pk=data["introduction"]).delete()


def settle_introduction(actor: Actor, introduction_id: int, *, outcome: str, now: datetime) -> int:
    """Says what became of it: agreed, happened, declined or withdrawn. Returns the undo step."""
    actor.require("edit_goals")
    if outcome not in OUTCOMES:
        raise WrongInput(f"Use one of {', '.join(OUTCOMES)}.", field="outcome")
    with transaction.atomic():
        row = introduction_of(actor, introduction_id, lock=True)
        if row.state not in ("asked", "agreed") or row.state == outcome:
            raise WrongInput("This was settled already.")
        before = frozen([row])
        row.state, row.settled_at = outcome, None if outcome == "agreed" else now
        fields = ["state", "settled_at"]
        row.save(update_fields=fields)
        data = {"rows": before, "fields": fields, "person": row.introducer_id}
        return remember(actor, "settle_introduction", label=outcome, data=data)


@way_back("settle_introduction")
def _unsettle(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


def introduction_of(actor: Actor, introduction_id: int, *, lock: bool = False) -> Introduction:
    """The introduction with this id. Raises NotFound alike for foreign and nonexistent ones."""
    actor.require("see_all_people")
    held = Introduction.objects.filter(workspace_id=actor.workspace_id, pk=introduction_id)
    found = (held.select_for_update() if lock else held.select_related("introducer", "target", "goal", "member")).first()
    if found is None:
        raise NotFound("There is no such introduction.")
    return found


def introductions(
    actor: Actor, *, goal_id: int | None = None, person_id: int | None = None, open_only: bool = False
) -> tuple[IntroductionRow, ...]:
    """Introductions that were asked for, the newest first: of a goal, to a person, or all. Two queries."""
    actor.require("see_all_people")
    held = Introduction.objects.filter(workspace_id=actor.workspace_id).select_related("introducer", "target", "goal", "member")
    held = held.filter(goal_id=goal_id) if goal_id is not None else held
    held = held.filter(target_id=person_id) if person_id is not None else held
    held = held.filter(state__in=("asked", "agreed")) if open_only else held
    found = list(held.order_by("-asked_at", "-id")[:200])
    names = _next_names(actor, [row.chain[1] for row in found if len(row.chain) > 1])
    return tuple(_row(row, names) for row in found)


def _next_names(actor: Actor, numbers: Collection[int]) -> dict[int, str]:
    from hustings.apps.people.models import Person

    return dict(Person.objects.filter(workspace_id=actor.workspace_id, pk__in=set(numbers)).values_list("id", "name"))


def _row(row: Introduction, names: dict[int, str]) -> IntroductionRow:
    following = row.chain[1] if len(row.chain) > 1 and row.chain[1] in names else row.target_id
    return IntroductionRow(
        id=row.pk, goal_id=row.goal_id, goal=row.goal.name if row.goal else "", introducer_id=row.introducer_id,
        introducer=row.introducer.name, next_id=following, next=names.get(following, row.target.name), target_id=row.target_id,
        target=row.target.name, state=row.state, draft=row.draft, member=row.member.name, asked_at=row.asked_at,
        settled_at=row.settled_at, ask_number=row.ask_number,
    )  # fmt: skip
