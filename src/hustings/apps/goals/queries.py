"""Goals as the doors show them: the map with everybody's stance and its evidence, the count, and what nobody looks after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import goal_of
from hustings.apps.goals.fitting import Fitted, fit_of
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.goals.offering import QUIET
from hustings.apps.goals.suggesting import Suggestion, deciders_of, suggestions
from hustings.apps.people.models import Person
from hustings.apps.people.queries.evidence import StanceView, Subject, stances
from hustings.engine import whip
from hustings.kernel.errors import WrongInput


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal in the list. `days` are left until the deadline; `chance` that it passes by the count, None without deciders."""

    id: int
    name: str
    issue: str
    for_it: bool
    kind: str
    success: str
    deadline: date | None
    days: int | None
    body: str
    body_id: int | None
    rule: str
    of_all_members: bool
    stage: str
    theory: str
    review_on: date | None
    state: str
    owner: str
    owner_id: int | None
    stakeholders: int


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """Somebody on the map. `stance` is seen from the goal; `last_touch_at` and `strength` only for people."""

    id: int
    subject: Subject
    name: str
    headline: str
    tier: str
    power: int | None
    interest: int | None
    motives: str
    alliances: str
    history: str
    tactic: str
    owner: str
    owner_id: int | None
    next_step: str
    next_on: date | None
    reasons: tuple[dict[str, object], ...]
    last_touch_at: datetime | None
    do_not_contact: bool
    stance: StanceView
    drift: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in the count: who, the step, and how much the outcome depends on them."""

    person_id: int
    name: str
    step: str
    pivotal: float


@dataclass(frozen=True, slots=True)
class CountView:
    """The count of the deciding body; None instead of it where nobody is known to decide or the rule does not fit.

    `chance` is None, and nobody is called decisive, where nothing is known of anybody's stance. `to_win` are known ones;
    `from_unknown` more votes have to come from the unknown.
    """

    voting: int
    needed: int
    chance: float | None
    gap: int
    spare: int
    steps: dict[str, int]
    swing: tuple[Named, ...]
    to_win: tuple[Named, ...]
    from_unknown: int
    to_hold: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with its map. `count_refused` says why there is no count; the other lists hold ids of stakeholders; `known` are the
    stances of everybody on the map and of those who decide; `fit` says how sure they may
    be, and from what.
    """

    goal: GoalRow
    stakeholders: tuple[StakeholderRow, ...]
    count: CountView | None
    count_refused: str
    unowned: tuple[int, ...]
    untouched: tuple[int, ...]
    drifted: tuple[int, ...]
    known: Mapping[Subject, StanceView]
    fit: Fitted


def goals_of(actor: Actor, *, state: str = "open", now: datetime) -> tuple[GoalRow, ...]:
    """Goals in a state (or `all`), the nearest deadline first. One query."""
    actor.require("see_goals")
    if state != "all" and state not in Goal.State.values:
        raise WrongInput(f"{state!r} is no state. Use {', '.join(Goal.State.values)} or all.", field="state")
    held = Goal.objects.filter(workspace_id=actor.workspace_id, **({} if state == "all" else {"state": state}))
    counted = held.annotate(number=Count("stakeholders", filter=Q(stakeholders__dismissed=False)))
    today = now.astimezone(actor.zone).date()
    ordered = counted.select_related("issue", "body", "owner").order_by(F("deadline").asc(nulls_last=True), "id")
    return tuple(_goal(row, row.number, today) for row in ordered[:200])


def goal_view(actor: Actor, goal_id: int, *, now: datetime) -> GoalView:
    """A goal with its map. A constant number of queries for each 500 stakeholders; leaves a line in the audit trail."""
    goal = goal_of(actor, goal_id)
    held = list(
        Stakeholder.objects.filter(goal=goal, dismissed=False).select_related("person", "organisation", "owner").order_by("id")
    )
    deciders = deciders_of(actor, goal)
    known = _stances(actor, goal, held, deciders, now=now)
    rows = tuple(sorted((_stakeholder(row, known) for row in held), key=_order))
    record_audit(actor, "read_goal", subject=f"goal:{goal_id}")
    count, refused = _count(goal, deciders, known, _names(actor, deciders))
    return GoalView(
        goal=_goal(goal, len(rows), now.astimezone(actor.zone).date()),
        stakeholders=rows,
        count=count,
        count_refused=refused,
        unowned=tuple(row.id for row in rows if row.owner_id is None),
        untouched=tuple(row.id for row in rows if _is_untouched(row, now)),
        drifted=tuple(row.id for row in rows if row.drift),
        known=known,
        fit=fit_of(actor.workspace_id),
    )


def suggested(actor: Actor, goal_id: int) -> tuple[Suggestion, ...]:
    """Who may belong on the map, with reasons."""
    return suggestions(actor, goal_of(actor, goal_id))


def _is_untouched(row: StakeholderRow, now: datetime) -> bool:
    return row.subject[0] == "person" and (row.last_touch_at is None or row.last_touch_at < now - QUIET)


def _stances(
    actor: Actor, goal: Goal, held: Sequence[Stakeholder], deciders: Sequence[int], *, now: datetime
) -> dict[Subject, StanceView]:
    people = sorted({row.person_id for row in held if row.person_id} | set(deciders))
    organisations = sorted({row.organisation_id for row in held if row.organisation_id})
    return stances(
        actor, goal.issue_id, now=now, people=people, organisations=organisations, officials=deciders, for_it=goal.for_it
    )


def _names(actor: Actor, people: Sequence[int]) -> dict[int, str]:
    return dict(Person.objects.filter(workspace_id=actor.workspace_id, pk__in=people).values_list("id", "name"))


def _count(
    goal: Goal, deciders: Sequence[int], known: dict[Subject, StanceView], names: dict[int, str]
) -> tuple[CountView | None, str]:
    """The count seen from the goal. Where we want the issue to fail, its own votes are counted and then turned around."""
    chances = {number: known["person", number].stance.probability for number in deciders}
    seats = [
        whip.Seat(id=str(i), probability=chance if goal.for_it or chance is None else 1 - chance) for i, chance in chances.items()
    ]
    try:
        counted = whip.count_votes(seats, rule=goal.rule, of_all_members=goal.of_all_members)  # type: ignore[arg-type]
    except ValueError as refused:
        return None, str(refused)
    swing = {each.id: each.pivotal for each in counted.swing}

    def named(ids: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(int(i), names.get(int(i), ""), known["person", int(i)].stance.step, swing.get(i, 0.0)) for i in ids)

    steps = Counter(known["person", number].stance.step for number in deciders)
    told = named(swing) if counted.chance is not None else ()
    shared = {"voting": counted.voting, "steps": {step: steps[step] for step in counted.steps}, "swing": told}
    if goal.for_it:
        return CountView(
            needed=counted.needed, chance=counted.chance, gap=counted.gap, spare=counted.spare, to_win=named(counted.to_win),
            from_unknown=counted.from_unknown, to_hold=named(counted.to_hold), **shared,
        ), ""  # fmt: skip
    return CountView(
        needed=len(seats) - counted.needed + 1, chance=None if counted.chance is None else 1 - counted.chance,
        gap=0 if counted.gap else counted.spare + 1, spare=max(counted.gap - 1, 0), to_win=named(counted.to_hold),
        from_unknown=0, to_hold=named(counted.to_win), **shared,
    ), ""  # fmt: skip


def _goal(row: Goal, number: int, today: date) -> GoalRow:
    return GoalRow(
        id=row.pk, name=row.name, issue=row.issue.name, for_it=row.for_it, kind=row.kind, success=row.success,
        deadline=row.deadline, days=(row.deadline - today).days if row.deadline else None, body=row.body.name if row.body else "",
        body_id=row.body_id, rule=row.rule, of_all_members=row.of_all_members, stage=row.stage, theory=row.theory,
        review_on=row.review_on, state=row.state, owner=row.owner.name if row.owner else "", owner_id=row.owner_id,
        stakeholders=number,
    )  # fmt: skip


def _stakeholder(row: Stakeholder, known: dict[Subject, StanceView]) -> StakeholderRow:
    subject: Subject = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
    who = row.person or row.organisation
    return StakeholderRow(
        id=row.pk, subject=subject, name=who.name if who else "", headline=row.person.headline if row.person else "",
        tier=row.tier, power=row.power, interest=row.interest, motives=row.motives, alliances=row.alliances,
        history=row.history, tactic=row.tactic, owner=row.owner.name if row.owner else "", owner_id=row.owner_id,
        next_step=row.next_step, next_on=row.next_on, reasons=tuple(row.reasons),
        last_touch_at=row.person.last_touch_at if row.person else None,
        do_not_contact=bool(row.person and row.person.do_not_contact), stance=known[subject], drift=known[subject].moved,
    )  # fmt: skip


def _order(row: StakeholderRow) -> tuple[int, int, str, int]:
    return Stakeholder.Tier.values.index(row.tier), -(row.power or 0), row.name, row.id
