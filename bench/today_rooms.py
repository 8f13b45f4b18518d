"""Fills what Today takes beside rhythms and conversations: limits, occasions, favours, asks, needs, events, goals, invitations.

One person in so many has each, so that all of it grows with the population; dates lie around now, as they do in a team at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

EVERY = {
    "occasion": 20,
    "favour": 20,
    "ask": 50,
    "need": 50,
    "invitation": 100,
    "guest": 30,
    "quiet": 500,
    "seat": 500,
    "there": 500,
}
"""One person in so many."""
EVENTS, GOALS, MAPPED, TASKS = 200, 20, 50, 200


def fill() -> dict[str, int]:
    """Fills the rooms of this HUSTINGS_HOME once; returns how many rows each has by now."""
    from django.utils import timezone

    from hustings.apps.accounts.models import Member
    from hustings.apps.favours.models import Favour
    from hustings.apps.people.models import Person

    member = Member.objects.select_related("workspace").get()
    if not Favour.objects.exists():
        ids = list(Person.objects.filter(own_member=None).order_by("id").values_list("id", flat=True))
        for make in (_care, _giving, _meeting, _goals, _asked_to_connect):
            make(member, ids, timezone.now())
    return _counts()


def _some(ids: list[int], what: str) -> list[int]:
    return ids[:: EVERY[what]]


def _write(model: Any, rows: Iterator[Any]) -> None:
    model.objects.bulk_create(list(rows), batch_size=2_000)


def _care(member: Any, ids: list[int], now: Any) -> None:
    from hustings.apps.people.models import ContactLimits, Occasion, Position, QuietTime

    space = member.workspace_id
    ContactLimits.objects.get_or_create(workspace_id=space)
    kinds = ("publication", "milestone", "funding", "new_position", "endorsement")
    _write(Occasion, (
        Occasion(workspace_id=space, person_id=one, kind=kinds[at % 5], at=now - timedelta(days=at % 90, hours=1),
                 facts={"text": "The harbour report", "title": "Chair", "organisation": "Port Trust"}, evidence=f"hand:{at}",
                 settled_at=now - timedelta(days=1) if at % 4 else None)
        for at, one in enumerate(_some(ids, "occasion"))
    ))  # fmt: skip
    _write(QuietTime, (
        QuietTime(workspace_id=space, person_id=one, member=member, since=now.date(), until=now.date() + timedelta(days=7))
        for one in _some(ids, "quiet")
    ))  # fmt: skip
    seats = Position.objects.filter(person_id__in=_some(ids, "seat")[:900])
    seats.update(division="ocd-division/country:us", current=True, since=(now - timedelta(days=9)).date().isoformat())


def _giving(member: Any, ids: list[int], now: Any) -> None:
    from hustings.apps.favours.models import Ask, Favour, Need

    space = {"workspace_id": member.workspace_id, "member": member}
    _write(Favour, (
        Favour(**space, person_id=one, direction=("given", "received")[at % 2], kind="expertise", 
               at=now - timedelta(days=at % 700), done_at=now - timedelta(days=at % 700), thanked_at=now if at % 40 else None)
        for at, one in enumerate(_some(ids, "favour"))
    ))  # fmt: skip
    _write(Ask, (
        Ask(**space, person_id=one, kind="advice", at=now - timedelta(days=at % 300),
            state=("made", "no", "thanked", "yes")[at % 4])
        for at, one in enumerate(_some(ids, "ask"))
    ))  # fmt: skip
    _write(Need, (Need(**space, person_id=one, text="Figures on school buses", at=now) for one in _some(ids, "need")))


def _meeting(member: Any, ids: list[int], now: Any) -> None:
    from hustings.apps.events.models import Event, FollowUp, Guest

    space = {"workspace_id": member.workspace_id}
    _write(Event, (
        Event(**space, uid=f"bench-{at}", title=f"Forum {at}", starts_at=now + timedelta(days=at % 60 - 30), member=member)
        for at in range(EVENTS)
    ))  # fmt: skip
    events = list(Event.objects.filter(uid__startswith="bench-").values_list("id", flat=True))
    people = _some(ids, "guest")
    _write(Guest, (
        Guest(**space, event_id=events[at % EVENTS], person_id=one, key=f"p{one}", name="Guest")
        for at, one in enumerate(people)
    ))  # fmt: skip
    _write(FollowUp, (
        FollowUp(**space, event_id=events[at % EVENTS], person_id=one, member=member, about="buses",
                 talked_at=now - timedelta(days=at % 30), due_at=now - timedelta(days=at % 30 - 2),
                 done_at=now if at % 10 else None)
        for at, one in enumerate(people)
    ))  # fmt: skip


def _goals(member: Any, ids: list[int], now: Any) -> None:
    from hustings.apps.goals.models import Goal, GoalTask, Stakeholder
    from hustings.apps.people.models import Issue

    space = {"workspace_id": member.workspace_id}
    issue = Issue.objects.create(**space, name="Night buses")
    _write(Goal, (
        Goal(**space, name=f"Goal {at}", issue=issue, deadline=(now + timedelta(days=20 + at)).date()) for at in range(GOALS)
    ))  # fmt: skip
    goals = list(Goal.objects.filter(issue=issue).values_list("id", flat=True))
    wide = max(1, len(ids) // (GOALS * MAPPED))
    _write(Stakeholder, (
        Stakeholder(**space, goal_id=goals[at % GOALS], person_id=one, tier="decision_maker", power=at % 5 + 1, member=member,
                    influence=0.01)
        for at, one in enumerate(ids[::wide][: GOALS * MAPPED])
    ))  # fmt: skip
    _write(GoalTask, (
        GoalTask(**space, goal_id=goals[at % GOALS], title=f"Task {at}", due_on=(now + timedelta(days=at)).date(), owner=member,
                 member=member)
        for at in range(TASKS)
    ))  # fmt: skip


def _asked_to_connect(member: Any, ids: list[int], now: Any) -> None:
    from hustings.apps.invitations.models import Invitation
    from hustings.apps.outbox.models import Outgoing
    from hustings.apps.people.models import Source

    space = {"workspace_id": member.workspace_id, "member": member}
    source = Source.objects.filter(workspace_id=member.workspace_id).earliest("id")
    _write(Invitation, (
        Invitation(**space, source=source, person_id=one, external_id=f"bench-{one}", digest=b"", channel="linkedin",
                   direction="in",
                   sent_at=now - timedelta(days=at % 60), state="accepted" if at % 4 else "pending")
        for at, one in enumerate(_some(ids, "invitation"))
    ))  # fmt: skip
    _write(Outgoing, (
        Outgoing(**space, person_id=one, what=f"bench:{one}", key=f"bench-{one}", state="there", text="Hello")
        for one in _some(ids, "there")
    ))  # fmt: skip


def _counts() -> dict[str, int]:
    from django.apps import apps

    names = ("people.Occasion", "people.QuietTime", "favours.Favour", "favours.Ask", "favours.Need", "events.Guest",
             "events.FollowUp", "goals.Stakeholder", "goals.GoalTask", "invitations.Invitation", "outbox.Outgoing")  # fmt: skip
    return {name: apps.get_model(name)._default_manager.count() for name in names}


@contextmanager
def steps() -> Iterator[list[int]]:
    """Counts the steps of SQLite's virtual machine in the block: whatever it reads, it takes a few for each row."""
    from django.db import connection

    connection.ensure_connection()
    taken = [0]

    def one_more() -> int:
        taken[0] += 1
        return 0

    connection.connection.set_progress_handler(one_more, 1)
    try:
        yield taken
    finally:
        connection.connection.set_progress_handler(None, 1)


def after_a_change() -> dict[str, int]:
    """What looking for occasions writes, asks and reads after one seat was won, and where nothing is new; nothing is kept."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from hustings.apps.accounts.models import Workspace
    from hustings.apps.people.models import Organisation, Person, Position
    from hustings.apps.today.found_occasions import find_occasions

    space, now = Workspace.objects.get().pk, timezone.now()
    person = Person.objects.filter(own_member=None, do_not_contact=False).exclude(segment="none").order_by("id").first()

    def looked(look: Callable[[], object]) -> tuple[int, int, int]:
        before = connection.connection.total_changes
        with CaptureQueriesContext(connection) as held, steps() as taken:
            look()
        return connection.connection.total_changes - before, len(held), taken[0]

    with transaction.atomic():
        rows, statements, idle = looked(lambda: find_occasions(space, now=now))
        Position.objects.create(
            workspace_id=space, person=person, organisation=Organisation.objects.earliest("id"), title="Member", current=True,
            since=now.date().isoformat(), division="ocd-division/country:us",
        )  # fmt: skip
        changed, asked, read = looked(lambda: find_occasions(space, now=now))
        transaction.set_rollback(True)
    return {
        "idle_rows": rows, "idle_statements": statements, "idle_steps": idle, "rows": changed, "statements": asked, "steps": read,
    }  # fmt: skip
