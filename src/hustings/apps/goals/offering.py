"""What goals bring into Today: next steps that are due, stakeholders whom nobody spoke to, what everybody is worth for a goal,
and as things to do the tasks of playbooks, steps with organisations, and reviews.

The worth is influence times swing times reach (design of the engine). All three stand among the facts of the reason, and its
evidence leads to the place on the map and to what is known of the stance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import F, Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext, gettext_lazy

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import change_goal, change_stakeholder, goal_of, stakeholder_of
from hustings.apps.goals.models import Goal, Stakeholder
from hustings.apps.goals.todo import put_off_task, settle_task, tasks_due
from hustings.apps.goals.worth import Worth, worths
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.models import Evidence
from hustings.apps.people.offers import MOST, Errand, Errands, Facts, Found, Offer, Source, offer, offer_errands
from hustings.engine import ranking
from hustings.engine.ranking import Reason
from hustings.kernel.errors import NotFound

QUIET = timedelta(days=60)
"""A stakeholder whom nobody touched for so long stands among those that need somebody."""
REVIEW_AGAIN = timedelta(days=28)
"""When a goal that was reviewed comes up next, unless a member says otherwise."""


def register() -> None:
    """Tells Today where to ask."""
    offer(Source("goals", offers=_offers, adds=_adds, words=WORDS, actions={"advance_goal": ADVANCE}, evidence=FINDERS))
    offer_errands(Errands("goal_task", _tasks, lambda actor, i, now: settle_task(actor, i, now=now), _put_off_task))
    offer_errands(Errands("goal_step", _steps, _settle_step, _put_off_step))
    offer_errands(Errands("goal_review", _reviews, _settle_review, _put_off_review))


def _offers(actor: Actor, now: datetime) -> Iterator[Offer]:
    """Next steps and silences, of those whom the actor or nobody looks after."""
    if not actor.may("see_goals"):
        return
    due = list(_due(actor, now.date())[:MOST])
    silent = list(_silent(actor, now)[:MOST])
    known = worths(actor, [*due, *silent], now=now)
    for row in due:
        yield Offer(row.person_id or 0, partial(_step_reason, row, known[row.pk], now))
    stepping = {row.pk for row in due}
    for row in silent:
        if row.pk not in stepping:
            yield Offer(row.person_id or 0, partial(_silence_reason, row, known[row.pk], now))


def _stakes(actor: Actor, now: datetime) -> QuerySet[Stakeholder]:
    """People on the maps of open goals, as far as the actor sees them."""
    held = Stakeholder.objects.filter(
        visible_through(actor, "person"), goal__state=Goal.State.OPEN, dismissed=False, added_at__lte=now,
        person__own_member__isnull=True, person__do_not_contact=False,
    )  # fmt: skip
    return held.select_related("goal", "person")


def _mine(actor: Actor) -> Q:
    return Q(owner_id=actor.member_id) | Q(owner__isnull=True)


def _due(actor: Actor, today: date) -> QuerySet[Stakeholder]:
    """Steps whose day has come; a talk since then has done them."""
    waits = Q(person__last_touch_at__isnull=True) | Q(person__last_touch_at__date__lt=F("next_on"))
    held = Stakeholder.objects.filter(
        visible_through(actor, "person"), _mine(actor), waits, goal__state=Goal.State.OPEN, dismissed=False,
        next_on__lte=today, person__own_member__isnull=True, person__do_not_contact=False,
    )  # fmt: skip
    return held.select_related("goal", "person").order_by("next_on", "id")


def _silent(actor: Actor, now: datetime) -> QuerySet[Stakeholder]:
    """Nobody spoke to them for QUIET, or ever; the most powerful first."""
    quiet = Q(person__last_touch_at__isnull=True) | Q(person__last_touch_at__lt=now - QUIET)
    ahead = Q(goal__deadline__isnull=True) | Q(goal__deadline__gte=now.date())
    unplanned = Q(next_on__isnull=True) | Q(next_on__lte=now.date())
    held = _stakes(actor, now).filter(_mine(actor), quiet, ahead, unplanned)
    return held.order_by(F("power").desc(nulls_last=True), "tier", "id")


def _step_reason(row: Stakeholder, worth: Worth, now: datetime, strength: float) -> Reason | None:
    value = worth.value * ranking.reach_of(strength)
    facts = {**_parts(row, worth, strength), "step": row.next_step, "due": (row.next_on or now.date()).isoformat()}
    return ranking.goal_step(row.next_on or now.date(), now=now, value=value, evidence=_evidence(row), facts=facts)


def _silence_reason(row: Stakeholder, worth: Worth, now: datetime, strength: float) -> Reason | None:
    return ranking.goal_untouched(
        row.person.last_touch_at if row.person else None, now=now, deadline=row.goal.deadline,
        value=worth.value * ranking.reach_of(strength), evidence=_evidence(row), facts=_parts(row, worth, strength),
    )  # fmt: skip


def _adds(actor: Actor, person_ids: Collection[int], now: datetime) -> Iterator[Offer]:
    """What each of these is worth for the goal at which they matter most."""
    if not actor.may("see_goals"):
        return
    stakes = list(_stakes(actor, now).filter(person_id__in=person_ids).order_by("id")[: MOST * 5])
    known = worths(actor, stakes, now=now)
    best: dict[int, Stakeholder] = {}
    for row in sorted(stakes, key=lambda row: (-known[row.pk].value, row.pk)):
        best.setdefault(row.person_id or 0, row)
    for person_id, row in best.items():
        yield Offer(person_id, partial(_worth_reason, row, known[row.pk]))


def _worth_reason(row: Stakeholder, worth: Worth, strength: float) -> Reason | None:
    facts = _parts(row, worth, strength)
    return ranking.goal_value(
        influence=worth.influence, swing=worth.swing, reach=ranking.reach_of(strength), evidence=_evidence(row), facts=facts
    )


def _evidence(row: Stakeholder) -> tuple[str, ...]:
    return (f"stakeholder:{row.pk}",)


def _parts(row: Stakeholder, worth: Worth, strength: float) -> dict[str, str]:
    return {
        "goal": row.goal.name, "tier": row.tier, "influence": f"{worth.influence:.2f}", "known_by": worth.known_by,
        "swing": f"{worth.swing:.2f}", "reach": f"{ranking.reach_of(strength):.2f}",
        "deadline": row.goal.deadline.isoformat() if row.goal.deadline else "",
    }  # fmt: skip


def _say_worth(facts: Facts, today: date) -> str:
    said = gettext("Counts for “%(goal)s”: influence %(influence)s × swing %(swing)s × reach %(reach)s")
    return said % _shown(facts)


def _say_step(facts: Facts, today: date) -> str:
    names = _shown(facts) | {"step": facts.get("step", "") or gettext("Next step"), "due": _day(facts.get("due", ""))}
    return gettext("%(step)s, due on %(due)s for “%(goal)s” (influence %(influence)s, swing %(swing)s, reach %(reach)s)") % names


def _say_silence(facts: Facts, today: date) -> str:
    names = _shown(facts) | {"last": _day(facts.get("last", "")[:10])}
    if names["last"]:
        said = gettext("Silent since %(last)s on “%(goal)s” (influence %(influence)s, swing %(swing)s, reach %(reach)s)")
    else:
        said = gettext("Nobody has spoken to them yet on “%(goal)s” (influence %(influence)s, swing %(swing)s, reach %(reach)s)")
    return said % names


def _shown(facts: Facts) -> dict[str, str]:
    return {name: facts.get(name, "") for name in ("goal", "influence", "swing", "reach")}


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


def _place_on_map(actor: Actor, number: int) -> Found:
    row = stakeholder_of(actor, number)
    if row.person_id:
        person_of(actor, row.person_id)
    who = row.person or row.organisation
    influence = worths(actor, [row], now=row.added_at)[row.pk]
    told = gettext("On the map as %(tier)s. Influence %(influence).2f, known by %(by)s.") % {
        "tier": row.get_tier_display(), "influence": influence.influence, "by": KNOWN_BY[influence.known_by](),
    }  # fmt: skip
    return Found(f"{row.goal.name}: {who.name if who else ''}", row.added_at, told, f"/stakeholders/{row.pk}/")


KNOWN_BY = {
    "map": lambda: gettext("the map of ties"),
    "power": lambda: gettext("the power that a member gave"),
    "tier": lambda: gettext("the tier"),
}


def _fact(actor: Actor, number: int) -> Found:
    row = Evidence.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if row is None or not actor.may("see_goals"):
        raise NotFound("There is no such evidence.")
    if row.person_id:
        person_of(actor, row.person_id)
    link = f"/people/{row.person_id}/" if row.person_id else f"/organisations/{row.organisation_id}/"
    return Found(row.source, row.at, row.words, link)


def _tasks(actor: Actor, now: datetime) -> Iterable[Errand]:
    link = "/goals/{}/tasks/" if actor.may("see_goals") else ""
    for task in tasks_due(actor, now=now):
        why = gettext("For the goal “%(goal)s”") % {"goal": task.goal}
        yield Errand(f"goal_task:{task.id}", task.title, task.due_on, why, link.format(task.goal_id), task.about, task.owner)


def _put_off_task(actor: Actor, number: int, until: date, now: datetime) -> int:
    return put_off_task(actor, number, until=until, now=now)


def _steps(actor: Actor, now: datetime) -> Iterable[Errand]:
    """Next steps with organisations; those with people are reasons to talk to them."""
    if not actor.may("edit_goals"):
        return
    held = Stakeholder.objects.filter(
        _mine(actor), workspace_id=actor.workspace_id, goal__state=Goal.State.OPEN, dismissed=False,
        organisation__isnull=False, next_on__lte=now.date(),
    )  # fmt: skip
    for row in held.select_related("goal", "organisation", "owner").order_by("next_on", "id")[:MOST]:
        why = gettext("Next step for the goal “%(goal)s”") % {"goal": row.goal.name}
        name, owner = row.organisation.name if row.organisation else "", row.owner.name if row.owner else ""
        title = row.next_step or gettext("Next step")
        yield Errand(f"goal_step:{row.pk}", title, row.next_on, why, f"/stakeholders/{row.pk}/", name, owner)


def _settle_step(actor: Actor, number: int, now: datetime) -> int:
    return change_stakeholder(actor, number, next_step="", next_on=None)


def _put_off_step(actor: Actor, number: int, until: date, now: datetime) -> int:
    return change_stakeholder(actor, number, next_on=until)


def _reviews(actor: Actor, now: datetime) -> Iterable[Errand]:
    if not actor.may("edit_goals"):
        return
    held = Goal.objects.filter(_mine(actor), workspace_id=actor.workspace_id, state=Goal.State.OPEN, review_on__lte=now.date())
    for goal in held.select_related("owner").order_by("review_on", "id")[:MOST]:
        title = gettext("Review the goal “%(goal)s”") % {"goal": goal.name}
        why = gettext("Is the map still right, who moved, and does the theory of change hold?")
        owner = goal.owner.name if goal.owner else ""
        yield Errand(f"goal_review:{goal.pk}", title, goal.review_on, why, f"/goals/{goal.pk}/", owner=owner)


def _settle_review(actor: Actor, number: int, now: datetime) -> int:
    """Reviewed: it comes up again in four weeks, or where the deadline is nearer, then."""
    goal = goal_of(actor, number)
    again = now.astimezone(actor.zone).date() + REVIEW_AGAIN
    if goal.deadline and goal.deadline < again:
        again = goal.deadline
    passed = again <= now.astimezone(actor.zone).date()
    return change_goal(actor, number, review_on=None if passed else again)


def _put_off_review(actor: Actor, number: int, until: date, now: datetime) -> int:
    return change_goal(actor, number, review_on=until)


ADVANCE = gettext_lazy("Take the next step, by %(channel)s")
WORDS = {ranking.GOAL: _say_worth, "goal_step": _say_step, "goal_untouched": _say_silence}
FINDERS = {"stakeholder": _place_on_map, "evidence": _fact}
