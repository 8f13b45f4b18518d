"""The brief: everything needed to walk into a talk with a stakeholder, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import stakeholder_of
from hustings.apps.goals.kinds import TACTICS
from hustings.apps.goals.models import Goal
from hustings.apps.goals.paths import paths_to
from hustings.apps.goals.queries import GoalRow, Named, StakeholderRow, goal_view
from hustings.apps.goals.todo import TaskRow, tasks_of
from hustings.apps.people.models import Education, Evidence, Position
from hustings.apps.people.queries import OrganisationView, PersonView, organisation_view, person_view
from hustings.apps.people.queries.timeline import Line, timeline
from hustings.kernel.errors import WrongInput

TALKS = 5
WORDS_A_MINUTE = 140
"""How fast a pitch is spoken: calm conversation."""


class Ground(NamedTuple):
    """Something in common: its code (issue, organisation, school), what it is, and whose besides theirs."""

    code: str
    what: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """One stakeholder of one goal. `person` or `organisation` is set; `pivotal` where the vote hangs on them.

    `pitch` is a first draft from the goal and what moves them; `seconds` is how long it takes to say.
    """

    row: StakeholderRow
    goal: GoalRow
    person: PersonView | None
    organisation: OrganisationView | None
    pivotal: float | None
    near: tuple[Named, ...]
    ground: tuple[Ground, ...]
    talks: tuple[Line, ...]
    tasks: tuple[TaskRow, ...]
    paths: tuple[str, ...]
    tactic: str
    pitch: str
    seconds: int


def brief(actor: Actor, stakeholder_id: int, *, now: datetime) -> Brief:
    """The brief of somebody on a map. Raises NotFound alike for hidden ones, WrongInput for dismissed ones."""
    held = stakeholder_of(actor, stakeholder_id)
    view = goal_view(actor, held.goal_id, now=now)
    row = next((row for row in view.stakeholders if row.id == stakeholder_id), None)
    if row is None:
        raise WrongInput(gettext("They were dismissed from this map."))
    person = person_view(actor, held.person_id, now=now) if held.person_id else None
    organisation = organisation_view(actor, held.organisation_id) if held.organisation_id else None
    swing = {each.person_id: each.pivotal for each in view.count.swing} if view.count else {}
    talks = timeline(actor, held.person_id, limit=TALKS, now=now).rows if held.person_id else ()
    said = pitch(view.goal, row)
    return Brief(
        row=row, goal=view.goal, person=person, organisation=organisation, pivotal=swing.get(held.person_id or 0),
        near=view.count.to_win if view.count else (), ground=common_ground(actor, held.goal, row), talks=tuple(talks),
        tasks=tuple(task for task in tasks_of(actor, held.goal_id, now=now) if task.stakeholder_id == stakeholder_id),
        paths=_ways(actor, held.person_id, held.goal_id, now=now),
        tactic=row.tactic or str(TACTICS[row.tier]), pitch=said, seconds=seconds_of(said),
    )  # fmt: skip


def _ways(actor: Actor, person_id: int | None, goal_id: int, *, now: datetime) -> tuple[str, ...]:
    """The likeliest chains of introduction, each as one line; none where ties are not read yet or others' are not to be seen."""
    if person_id is None or not actor.may("see_all_people"):
        return ()
    return tuple(
        f"{path.links[0].member or gettext('We')} → {' → '.join(link.name for link in path.links)} ({path.probability:.0%})"
        for path in paths_to(actor, person_id, now=now, goal_id=goal_id, best=2).paths
    )


def pitch(goal: GoalRow, row: StakeholderRow) -> str:
    """What could be said first: what is to happen, why it will work, what it has to do with them, and the request."""
    parts = [_sentence(goal.name), _sentence(goal.theory)]
    if row.motives:
        parts.append(gettext("What it has to do with you: %(motives)s") % {"motives": _sentence(row.motives.splitlines()[0])})
    parts.append(_request(row))
    return " ".join(part for part in parts if part)


def _request(row: StakeholderRow) -> str:
    """One request, by where they stand and what they decide."""
    step = row.stance.stance.step
    if step in ("strong_support", "lean_support"):
        return (
            gettext("May we count on your vote, and may we say so?")
            if row.tier == "decision_maker"
            else gettext("Would you say so where those who decide can hear it?")
        )
    if step in ("lean_against", "strong_against"):
        return gettext("What would have to be different for you to live with it?")
    return gettext("What do you need to know to make up your mind?")


def _sentence(text: str) -> str:
    said = " ".join(text.split())
    return said if not said or said[-1] in ".!?…" else f"{said}."


def seconds_of(text: str) -> int:
    """How long a text takes to say, in seconds."""
    return round(60 * len(text.split()) / WORDS_A_MINUTE)


def common_ground(actor: Actor, goal: Goal, row: StakeholderRow) -> tuple[Ground, ...]:
    """Where they are with us on another goal, and where one of our members sat or studied too. Four queries."""
    kind, number = row.subject
    found = [Ground("issue", name) for name in _with_us(actor, goal, kind, number)]
    if kind == "person":
        found += same_places(actor, number)
    return tuple(dict.fromkeys(found))


def _with_us(actor: Actor, goal: Goal, kind: str, number: int) -> list[str]:
    ours = Goal.objects.filter(workspace_id=actor.workspace_id).exclude(issue_id=goal.issue_id)
    sides = dict(ours.values_list("issue_id", "for_it"))
    facts = Evidence.objects.filter(workspace_id=actor.workspace_id, issue_id__in=sides, **{f"{kind}_id": number})
    told = facts.exclude(Q(lean=0) | Q(kind="text", confirmed=False)).order_by("-at", "-id")
    columns = told.values_list("issue_id", "issue__name", "lean")[:50]
    return [name for issue, name, lean in columns if (lean > 0) == sides[issue]]


def same_places(actor: Actor, person_id: int) -> list[Ground]:
    """Where one of our members sat or studied as they did."""
    ours = Q(person__own_member__workspace_id=actor.workspace_id)
    theirs = Position.objects.filter(person_id=person_id, organisation__isnull=False).values("organisation_id")
    sat = Position.objects.filter(ours, organisation_id__in=theirs).exclude(person_id=person_id)
    schools = Education.objects.filter(person_id=person_id).exclude(school="").values("school")
    studied = Education.objects.filter(ours, school__in=schools).exclude(person_id=person_id)
    return [
        *(Ground("organisation", what, who) for what, who in sat.values_list("organisation__name", "person__name")[:10]),
        *(Ground("school", what, who) for what, who in studied.values_list("school", "person__name")[:10]),
    ]
