"""Sets goals, and puts people and organisations on their maps. Everything can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models, transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.goals.kinds import KINDS, TACTICS
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.people.access import organisation_of, person_of
from hustings.apps.people.actions import Fact, ensure_issue, record_evidence
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back
from hustings.apps.people.actions.undo import remember, way_back
from hustings.kernel.errors import NotFound, WrongInput

GOAL_FIELDS = frozenset(
    {"name", "success", "deadline", "body", "rule", "of_all_members", "stage", "theory", "review_on", "state", "owner"}
)
STAKEHOLDER_FIELDS = frozenset(
    {
        "tier", "power", "interest", "motives", "alliances", "history", "tactic", "owner", "next_step", "next_on", "dismissed",
    }
)  # fmt: skip


def add_goal(
    actor: Actor, *, name: str, issue: str = "", kind: str = "pass", deadline: date | None = None, body: int | None = None,
    rule: str = "", success: str = "", theory: str = "",
) -> tuple[int, int]:  # fmt: skip
    """Sets a goal of a kind, about an issue (by default named like the goal). Returns its id and the undo step."""
    actor.require("edit_goals")
    template = KINDS.get(kind)
    if template is None:
        raise WrongInput(f"{kind!r} is no kind of goal. Use one of {', '.join(KINDS)}.", field="kind")
    named = " ".join(name.split())
    if not named:
        raise WrongInput("Say what is to happen, such as: council adopts the clean-river ordinance.", field="name")
    with transaction.atomic():
        goal = Goal(
            workspace_id=actor.workspace_id, name=named[:300], issue=ensure_issue(actor.workspace_id, issue or named), kind=kind,
            for_it=template.for_it, rule=_rule(rule or template.rule), deadline=deadline, owner_id=actor.member_id,
            success=(success or str(template.success))[:500], theory=(theory or str(template.theory))[:1000],
            stage=str(template.stages[0]), body=organisation_of(actor, body) if body is not None else None,
        )  # fmt: skip
        goal.save()
        return goal.pk, remember(actor, "add_goal", label=named, data={"goal": goal.pk})


@way_back("add_goal")
def _unadd_goal(actor: Actor, data: dict[str, Any]) -> None:
    if Stakeholder.objects.filter(goal_id=data["goal"], goal__workspace_id=actor.workspace_id, dismissed=False).exists():
        raise WrongInput("There are people on its map by now. Take them off first, or give the goal up.")
    Goal.objects.filter(workspace_id=actor.workspace_id, pk=data["goal"]).delete()


def change_goal(actor: Actor, goal_id: int, **changes: Any) -> int:
    """Changes fields of a goal: GOAL_FIELDS, with `body` and `owner` as ids. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        before = frozen([goal])
        for field, value in _known(changes, GOAL_FIELDS).items():
            _set_goal(actor, goal, field, value)
        goal.save()
        fields = changed_fields(before[0], goal)
        return remember(actor, "change_goal", label=goal.name, data={"rows": before, "fields": fields})


def _set_goal(actor: Actor, goal: Goal, field: str, value: Any) -> None:
    if field == "body":
        goal.body = organisation_of(actor, value) if value is not None else None
    elif field == "owner":
        goal.owner_id = active_member(actor, value)
    elif field == "rule":
        goal.rule = _rule(value)
    elif field == "state" and value not in Goal.State.values:
        raise WrongInput(f"Use one of {', '.join(Goal.State.values)}.", field="state")
    elif field == "name" and not str(value).strip():
        raise WrongInput("Say what is to happen.", field="name")
    else:
        setattr(goal, field, cut(Goal, field, value))


def add_stakeholder(
    actor: Actor, goal_id: int, *, person_id: int | None = None, organisation_id: int | None = None, tier: str = "",
    reasons: list[dict[str, Any]] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Puts somebody on the map, or takes a dismissed one back onto it. Returns the stakeholder's id and the undo step."""
    return _place(actor, goal_id, person_id, organisation_id, tier=tier, reasons=reasons, dismissed=False)


def dismiss(actor: Actor, goal_id: int, *, person_id: int | None = None, organisation_id: int | None = None) -> int:
    """Says that somebody does not belong on the map; they are not proposed again. Returns the undo step."""
    return _place(actor, goal_id, person_id, organisation_id, tier="", reasons=None, dismissed=True)[1]


def _place(
    actor: Actor, goal_id: int, person_id: int | None, organisation_id: int | None, *, tier: str,
    reasons: list[dict[str, Any]] | None, dismissed: bool,
) -> tuple[int, int]:  # fmt: skip
    actor.require("edit_goals")
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        name = _subject(actor, person_id, organisation_id)
        held = Stakeholder.objects.filter(goal=goal, person_id=person_id, organisation_id=organisation_id).first()
        before = frozen([held]) if held else []
        row = held or Stakeholder(
            workspace_id=actor.workspace_id, goal=goal, person_id=person_id, organisation_id=organisation_id,
            member_id=actor.member_id, tier=Stakeholder.Tier.INFLUENCER,
        )  # fmt: skip
        row.tier = _tier(tier) if tier else row.tier
        row.reasons = reasons if reasons is not None else row.reasons
        row.tactic = row.tactic or str(TACTICS[row.tier])
        row.dismissed = dismissed
        row.save()
        label = f"{name} dismissed" if dismissed else f"{name} put on the map"
        data = {"stakeholder": row.pk, "before": before, "fields": changed_fields(before[0], row) if before else []}
        return row.pk, remember(actor, "place_stakeholder", label=label, data=data)


@way_back("place_stakeholder")
def _unplace(actor: Actor, data: dict[str, Any]) -> None:
    if data["before"]:
        put_back(data["before"], fields=data.get("fields"))
    else:
        Stakeholder.objects.filter(workspace_id=actor.workspace_id, pk=data["stakeholder"]).delete()


def change_stakeholder(actor: Actor, stakeholder_id: int, **changes: Any) -> int:
    """Changes fields of a stakeholder: STAKEHOLDER_FIELDS, with `owner` as an id. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        row = stakeholder_of(actor, stakeholder_id, lock=True)
        before = frozen([row])
        for field, value in _known(changes, STAKEHOLDER_FIELDS).items():
            _set_stakeholder(actor, row, field, value)
        row.save()
        label = row.person.name if row.person else row.organisation.name if row.organisation else ""
        fields = changed_fields(before[0], row)
        return remember(actor, "change_stakeholder", label=label, data={"rows": before, "fields": fields})


def _set_stakeholder(actor: Actor, row: Stakeholder, field: str, value: Any) -> None:
    if field == "owner":
        row.owner_id = active_member(actor, value)
    elif field == "tier":
        row.tier = _tier(value)
    elif field in ("power", "interest") and value is not None and not 1 <= value <= 5:
        raise WrongInput("From 1 (little) to 5 (much).", field=field)
    else:
        setattr(row, field, cut(Stakeholder, field, value))


@way_back("change_goal")
@way_back("change_stakeholder")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


def say_stance(actor: Actor, goal_id: int, fact: Fact, *, now: Any, person_id: int | None = None,
               organisation_id: int | None = None) -> tuple[int, int]:  # fmt: skip
    """Keeps a fact about where somebody stands on the goal's issue; `lean` is seen from the goal. Returns its id and the step."""
    actor.require("edit_goals")
    goal = goal_of(actor, goal_id)
    seen = fact if goal.for_it else replace(fact, lean=-fact.lean)
    return record_evidence(actor, goal.issue_id, seen, now=now, person_id=person_id, organisation_id=organisation_id)


def goal_of(actor: Actor, goal_id: int, *, lock: bool = False) -> Goal:
    """The goal with this id. Raises NotFound alike for foreign and nonexistent ones."""
    actor.require("see_goals")
    held = Goal.objects.select_for_update(of=("self",)) if lock else Goal.objects.select_related("issue", "body", "owner")
    found = held.filter(workspace_id=actor.workspace_id, pk=goal_id).first()
    if found is None:
        raise NotFound("There is no such goal.")
    return found


def stakeholder_of(actor: Actor, stakeholder_id: int, *, lock: bool = False) -> Stakeholder:
    """The stakeholder with this id. Raises NotFound alike for foreign and nonexistent ones."""
    actor.require("see_goals")
    held = Stakeholder.objects.filter(workspace_id=actor.workspace_id, pk=stakeholder_id)
    found = (held.select_for_update() if lock else held.select_related("person", "organisation", "goal", "owner")).first()
    if found is None:
        raise NotFound("There is no such stakeholder.")
    return found


def _subject(actor: Actor, person_id: int | None, organisation_id: int | None) -> str:
    if (person_id is None) == (organisation_id is None):
        raise WrongInput("Name a person or an organisation.", field="person")
    return person_of(actor, person_id).name if person_id is not None else organisation_of(actor, organisation_id or 0).name


def active_member(actor: Actor, member_id: int | None) -> int | None:
    """The id of a member who can own something; None is nobody. Raises WrongInput for others."""
    if member_id is None:
        return None
    if not Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id, is_active=True).exists():
        raise WrongInput("There is no such member.", field="owner")
    return member_id


def _known(changes: Mapping[str, Any], fields: frozenset[str]) -> Mapping[str, Any]:
    for field in changes:
        if field not in fields:
            raise WrongInput(f"{field!r} cannot be changed. Use one of {', '.join(sorted(fields))}.", field=field)
    return changes


def cut(model: type[models.Model], field: str, value: Any) -> Any:
    """A text without blanks around it, as long as its field takes; other values as they are."""
    length = getattr(model._meta.get_field(field), "max_length", None)
    return value.strip()[:length] if isinstance(value, str) else value


def _rule(value: str) -> str:
    if value not in Goal.Rule.values:
        raise WrongInput(f"Use one of {', '.join(Goal.Rule.values)}.", field="rule")
    return value


def _tier(value: str) -> str:
    if value not in Stakeholder.Tier.values:
        raise WrongInput(f"Use one of {', '.join(Stakeholder.Tier.values)}.", field="tier")
    return value
