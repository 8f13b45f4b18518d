"""Acts as evidence: a member says that a bill, a petition, an event or a tag belongs to a goal, and what was voted, filed, signed
or attended becomes evidence.

An act in public office and the position of an organisation may be kept (GDPR Art. 9(2)(e)); what private people did only on the
condition that the member names (Art. 9(2)(a), (d)). Who did what is told by rooms beside this one; intake and the doors bring it
here. What an act was taken from is kept beside it: where that goes, the fact goes too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import footings
from hustings.apps.goals.actions import goal_of
from hustings.apps.goals.models import Footing, Goal, GoalSubject
from hustings.apps.goals.suggesting import deciders_of
from hustings.apps.people.access import visible_organisations, visible_people, visible_through
from hustings.apps.people.actions.evidence import NO_CONDITION
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Evidence, Identity, Person
from hustings.connectors.records.roll_calls import RollCall
from hustings.kernel.errors import ForbiddenByUseRule, NotFound, WrongInput
from hustings.storage import rows

OF_PEOPLE = ("consent", "contact", "public")
"""The conditions on which what private people did may be kept."""


class PublicAct(NamedTuple):
    """What somebody did. `lean` is 1 for the bill and -1 against it; one of the ids is set.

    `condition` is why it may be kept of a private person. `rests` is what it was taken from: a kind of Footing and a number.
    """

    kind: str
    lean: float
    at: datetime
    source: str
    person_id: int | None = None
    organisation_id: int | None = None
    words: str = ""
    link: str = ""
    condition: str = ""
    rests: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many acts became evidence, how many were known, who could not be placed, and the undo step (None: nothing new).

    `unknown` where nothing of what was linked is known here by that name; `near` are names that may be meant.
    """

    recorded: int
    known: int
    unplaced: tuple[str, ...] = ()
    step: int | None = None
    unknown: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A bill, an action, an event or a tag that belongs to the goal, and how many facts on the goal rest on it."""

    id: int
    subject: str
    helps: bool
    facts: int
    kind: str = "bill"
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """The same as the taking of acts needs it."""

    id: int
    goal_id: int
    kind: str
    subject: str
    helps: bool
    condition: str


def key_of(subject: str) -> str:
    """A subject as it is searched."""
    return " ".join(subject.split()).casefold()[:400]


def link_subject(
    actor: Actor, goal_id: int, subject: str, *, helps: bool = True, kind: str = "bill", condition: str = ""
) -> tuple[int, int]:
    """Says that a bill, an action, an event or a tag belongs to this goal. Returns the link's id and the undo step.

    Raises WrongInput for one that is linked, and ForbiddenByUseRule where private people are meant and no condition is named on
    which it may be kept.
    """
    actor.require("edit_goals")
    if not key_of(subject):
        raise WrongInput(gettext("Name the bill or the question."), field="subject")
    if kind not in GoalSubject.Kind.values:
        raise WrongInput(f"{kind!r} cannot be linked. Use one of {', '.join(GoalSubject.Kind.values)}.", field="kind")
    if kind != GoalSubject.Kind.BILL and condition not in OF_PEOPLE:
        raise ForbiddenByUseRule(NO_CONDITION)
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        if GoalSubject.objects.filter(goal=goal, kind=kind, key=key_of(subject)).exists():
            raise WrongInput(gettext("This is linked to the goal already."), field="subject")
        row = GoalSubject.objects.create(
            workspace_id=actor.workspace_id, goal=goal, subject=" ".join(subject.split())[:400], key=key_of(subject), helps=helps,
            kind=kind, condition="" if kind == GoalSubject.Kind.BILL else condition, member_id=actor.member_id,
        )  # fmt: skip
        return row.pk, remember(actor, "link_subject", label=row.subject, data={"subject": row.pk})


@way_back("link_subject")
def _unlink(actor: Actor, data: dict[str, Any]) -> None:
    held = GoalSubject.objects.filter(workspace_id=actor.workspace_id, pk=data["subject"])
    Footing.objects.filter(subject__in=held, evidence=None).delete()
    held.delete()


def unlink_subject(actor: Actor, subject_id: int) -> int:
    """The bill is not this goal after all. What was taken as evidence stays until it is undone. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        row = GoalSubject.objects.filter(workspace_id=actor.workspace_id, pk=subject_id).first()
        if row is None:
            raise NotFound(gettext("There is no such bill."))
        kept, footings = frozen([row]), list(row.footings.values_list("pk", flat=True))
        row.delete()
        return remember(actor, "unlink_subject", label=row.subject, data={"rows": kept, "footings": footings})


@way_back("unlink_subject")
def _relink(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
        for chunk in rows.chunks(data.get("footings", ())):
            Footing.objects.filter(pk__in=chunk, subject=None).update(subject_id=row.pk)


def subjects_of(actor: Actor, goal_id: int) -> tuple[SubjectRow, ...]:
    """What belongs to a goal. Two queries."""
    goal = goal_of(actor, goal_id)
    held = list(GoalSubject.objects.filter(goal=goal).order_by("subject", "id"))
    counted = Evidence.objects.filter(issue_id=goal.issue_id, words__in=[row.subject for row in held])
    facts = dict(counted.values_list("words").annotate(number=Count("id")))
    return tuple(SubjectRow(row.pk, row.subject, row.helps, facts.get(row.subject, 0), row.kind, row.condition) for row in held)


def linked_subjects(actor: Actor, kinds: Collection[str] | None = None) -> tuple[Linked, ...]:
    """What belongs to open goals, all of it or of these kinds. One query."""
    held = GoalSubject.objects.filter(workspace_id=actor.workspace_id, goal__state=Goal.State.OPEN)
    if kinds is not None:
        held = held.filter(kind__in=kinds)
    return tuple(Linked(*row) for row in held.order_by("goal_id", "id").values_list(*_LINKED))


def linked_subject(actor: Actor, subject_id: int) -> Linked:
    """One of them, whatever became of its goal."""
    return Linked(*GoalSubject.objects.values_list(*_LINKED).get(workspace_id=actor.workspace_id, pk=subject_id))


_LINKED = ("id", "goal_id", "kind", "subject", "helps", "condition")


def workspaces_linking(kinds: Collection[str]) -> set[int]:
    """The workspaces with an open goal to which something of these kinds belongs; for jobs."""
    held = GoalSubject.objects.filter(kind__in=kinds, goal__state=Goal.State.OPEN)
    return set(held.values_list("workspace_id", flat=True))


def take_acts(actor: Actor, goal_id: int, acts: Sequence[PublicAct], *, helps: bool, now: datetime,
              unplaced: Iterable[str] = (), subject_id: int | None = None, complete: bool = False) -> Taken:  # fmt: skip
    """Keeps acts as evidence on the goal. The same act again changes nothing. A few queries for any number of acts.

    `helps` is false where the bill's passing is what we do not want. People and organisations out of sight are left out.
    `subject_id` is the link that they belong to; where they are `complete`, facts of that link that are not among them go. What a
    member took away is not taken again.
    """
    actor.require("edit_goals")
    with transaction.atomic():
        goal = goal_of(actor, goal_id, lock=True)
        seen = [each for each in _in_sight(actor, acts) if each.at <= now and each.lean]
        # For the issue and for the goal are two things: a goal may be to stop the issue.
        sign = (1 if helps else -1) * (1 if goal.for_it else -1)
        marks = {each.rests: _mark(each, sign) for each in seen if each.rests}
        refused = footings.settle(subject_id, marks, complete=complete) if subject_id is not None else frozenset()
        seen = [each for each in seen if each.rests not in refused]
        known = _known(goal, seen)
        fresh = {mark: each for each in seen if (mark := _mark(each, sign)) not in known}
        made = Evidence.objects.bulk_create([_evidence(actor, goal, each, sign) for each in fresh.values()], batch_size=500)
        known |= {mark: row.pk for mark, row in zip(fresh, made, strict=True)}
        if subject_id is not None:
            footings.place(subject_id, {rests: known[mark] for rests, mark in marks.items() if rests not in refused})
        step = None
        if made:
            step = _noted(actor, goal, [row.pk for row in made])
        return Taken(len(made), len(seen) - len(made), tuple(unplaced), step)


def _noted(actor: Actor, goal: Goal, evidence: list[int]) -> int | None:
    """The undo step of whoever had acts taken. What the machine took by itself is nobody's step, but stands in the trail."""
    if actor.door == "job":
        record_audit(actor, "take_acts", subject=f"goal:{goal.pk}", detail={"facts": len(evidence)})
        return None
    label = gettext("%(number)d facts on %(goal)s") % {"number": len(evidence), "goal": goal.name}
    return remember(actor, "take_acts", label=label, data={"evidence": evidence})


Mark = tuple[int | None, int | None, str, str, float]


def _known(goal: Goal, seen: Collection[PublicAct]) -> dict[Mark, int]:
    """What is kept already of those who did these acts."""
    held = Evidence.objects.filter(issue_id=goal.issue_id).order_by("-id")
    columns = held.values_list("person_id", "organisation_id", "kind", "source", "lean", "id")
    found: dict[Mark, int] = {}
    for field in ("person_id", "organisation_id"):
        for chunk in rows.chunks(sorted({number for each in seen if (number := getattr(each, field))})):
            found.update({(*mark,): number for *mark, number in columns.filter(**{f"{field}__in": chunk})})
    return found


@way_back("take_acts")
def _untake(actor: Actor, data: dict[str, Any]) -> None:
    Evidence.objects.filter(workspace_id=actor.workspace_id, pk__in=data["evidence"]).delete()


def _mark(act: PublicAct, sign: int) -> Mark:
    """What makes an act the same: whoever changed sides on a bill did two things."""
    return act.person_id, act.organisation_id, act.kind, act.source[:300], sign * act.lean


def _in_sight(actor: Actor, acts: Sequence[PublicAct]) -> list[PublicAct]:
    known: tuple[set[int], set[int]] = (set(), set())
    for chunk in rows.chunks(sorted({each.person_id for each in acts if each.person_id})):
        known[0].update(visible_people(actor).filter(pk__in=chunk).values_list("id", flat=True))
    for chunk in rows.chunks(sorted({each.organisation_id for each in acts if each.organisation_id})):
        known[1].update(visible_organisations(actor).filter(pk__in=chunk).values_list("id", flat=True))
    return [each for each in acts if each.person_id in known[0] or each.organisation_id in known[1]]


def _evidence(actor: Actor, goal: Goal, act: PublicAct, sign: int) -> Evidence:
    return Evidence(
        workspace_id=actor.workspace_id, issue_id=goal.issue_id, person_id=act.person_id, organisation_id=act.organisation_id,
        kind=act.kind, source=act.source[:300], at=act.at, lean=sign * act.lean, words=act.words, link=act.link[:2000],
        condition=act.condition or "public" if act.person_id else "organisation", member_id=actor.member_id,
    )  # fmt: skip


def take_roll_call(actor: Actor, goal_id: int, told: RollCall, *, helps: bool = True, now: datetime, title: str = "",
                   link: str = "") -> Taken:  # fmt: skip
    """Keeps a roll call, or the sponsors of a bill, as evidence of the officials in it.

    Officials are known by their numbers in public data, else by their exact name among those who decide on the goal; names that
    are nobody's, or several people's, are said and left out. A roll call without a day counts as of today.
    """
    actor.require("edit_goals")
    goal = goal_of(actor, goal_id)
    named = " ".join((title or told.title or told.source).split())
    if not named:
        raise WrongInput(gettext("Say what was voted on."), field="title")
    at = datetime.combine(told.on, time(12), actor.zone) if told.on else now
    who = _officials(actor, goal, told)
    acts, unplaced = [], []
    for each in told.acts:
        person = who.get(each.number) or who.get(each.name.casefold())
        if person is None:
            unplaced.append(each.name or each.number)
        else:
            source = told.source or named
            acts.append(PublicAct(each.kind, each.lean, min(at, now), source, person, words=named, link=link))
    return take_acts(actor, goal_id, acts, helps=helps, now=now, unplaced=unplaced)


def _officials(actor: Actor, goal: Goal, told: RollCall) -> dict[str, int]:
    """People by their numbers in public data, and by their names where these are clear among those who decide."""
    numbers = {each.number for each in told.acts if each.number}
    held = Identity.objects.filter(visible_through(actor, "person"), kind="external", value__in=numbers)
    found = dict(held.values_list("value", "person_id"))
    names: dict[str, list[int]] = {}
    for number, name in Person.objects.filter(pk__in=deciders_of(actor, goal)).values_list("id", "name"):
        names.setdefault(name.casefold(), []).append(number)
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1} | found
