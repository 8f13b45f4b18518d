"""Mentors and advisers: on which topics, what was advised, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Mentor, MentorSession
from hustings.apps.people.access import person_of, visible_through, within_sight
from hustings.apps.people.actions.frozen import frozen, put_back
from hustings.apps.people.actions.undo import remember, way_back
from hustings.kernel.errors import NotFound, WrongInput


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A talk with a mentor."""

    id: int
    at: datetime
    topic: str
    advice: str
    came_of_it: str
    member: str


@dataclass(frozen=True, slots=True)
class MentorRow:
    """Who advises whom on what, with the sessions, newest first. `ended` ones are kept for what they advised."""

    id: int
    person_id: int
    person: str
    member: str
    topics: str
    every_days: int | None
    since: datetime
    ended: bool
    sessions: tuple[SessionRow, ...]


def add_mentor(actor: Actor, person_id: int, *, topics: str, now: datetime, every_days: int | None = None) -> tuple[int, int]:
    """Somebody advises the member. Returns the id and the undo step."""
    actor.require("log_touch")
    if not topics.strip():
        raise WrongInput("Say on which topics.", field="topics")
    if every_days is not None and not 1 <= every_days <= 3_650:
        raise WrongInput("Give days from 1 to 3,650.", field="every_days")
    with transaction.atomic():
        person = person_of(actor, person_id)
        made = Mentor.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, topics=topics.strip()[:400],
            every_days=every_days, since=now,
        )  # fmt: skip
        return made.pk, remember(actor, "add_mentor", label=person.name, data={"mentor": made.pk, "person": person_id})


@way_back("add_mentor")
def _unmentor(actor: Actor, data: dict[str, Any]) -> None:
    Mentor.objects.filter(workspace_id=actor.workspace_id, pk=data["mentor"]).delete()


def end_mentor(actor: Actor, mentor_id: int, *, now: datetime) -> int:
    """They do not advise any more; what they said stays. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        row = _mentor(actor, mentor_id)
        before = frozen([row])
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        data = {"rows": before, "fields": ["ended_at"], "person": row.person_id}
        return remember(actor, "close_session", label=row.person.name, data=data)


def add_session(actor: Actor, mentor_id: int, *, topic: str, advice: str, at: datetime, now: datetime) -> tuple[int, int]:
    """Puts down a talk with a mentor and what was advised. Returns its id and the undo step."""
    actor.require("log_touch")
    if not topic.strip():
        raise WrongInput("Say what it was about.", field="topic")
    if at > now:
        raise WrongInput("Put it down when it has happened.", field="at")
    with transaction.atomic():
        mentor = _mentor(actor, mentor_id)
        made = MentorSession.objects.create(
            workspace_id=actor.workspace_id, mentor=mentor, member_id=actor.member_id, at=at, topic=topic.strip()[:200],
            advice=advice.strip(),
        )  # fmt: skip
        data = {"session": made.pk, "person": mentor.person_id}
        return made.pk, remember(actor, "add_session", label=f"{made.topic}, {mentor.person.name}", data=data)


@way_back("add_session")
def _unsession(actor: Actor, data: dict[str, Any]) -> None:
    MentorSession.objects.filter(workspace_id=actor.workspace_id, pk=data["session"]).delete()


def close_session(actor: Actor, session_id: int, *, came_of_it: str, now: datetime) -> int:
    """Says what came of an advice. Returns the undo step."""
    actor.require("log_touch")
    if not came_of_it.strip():
        raise WrongInput("Say what came of it.", field="came_of_it")
    with transaction.atomic():
        held = MentorSession.objects.filter(visible_through(actor, "mentor__person"), workspace_id=actor.workspace_id)
        row = held.select_related("mentor__person").filter(pk=session_id).first()
        if row is None:
            raise NotFound("There is no such session.")
        before = frozen([row])
        row.came_of_it, row.came_at = came_of_it.strip(), now
        fields = ["came_of_it", "came_at"]
        row.save(update_fields=fields)
        data = {"rows": before, "fields": fields, "person": row.mentor.person_id}
        return remember(actor, "close_session", label=row.topic, data=data)


@way_back("close_session")
def _unclose(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


def mentors(actor: Actor) -> tuple[MentorRow, ...]:
    """Mentors whom the actor may see, those who still advise first. Two queries."""
    actor.require("see_people")
    held = within_sight(actor, Mentor.objects.filter(workspace_id=actor.workspace_id)).select_related("person", "member")
    rows = sorted(held.order_by("-since", "id")[:200], key=lambda row: row.ended_at is not None)
    sessions: dict[int, list[SessionRow]] = defaultdict(list)
    talks = MentorSession.objects.filter(mentor_id__in=[row.pk for row in rows]).select_related("member")
    for each in talks.order_by("-at", "-id")[:2_000]:
        sessions[each.mentor_id].append(SessionRow(each.pk, each.at, each.topic, each.advice, each.came_of_it, each.member.name))
    record_audit(actor, "read_list", subject="mentors")
    return tuple(
        MentorRow(
            row.pk, row.person_id, row.person.name, row.member.name, row.topics, row.every_days, row.since,
            row.ended_at is not None, tuple(sessions[row.pk]),
        )
        for row in rows
    )  # fmt: skip


def _mentor(actor: Actor, mentor_id: int) -> Mentor:
    held = Mentor.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, pk=mentor_id)
    row = held.select_related("person").first()
    if row is None:
        raise NotFound("There is no such mentor.")
    return row
