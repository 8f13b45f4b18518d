"""Follow-ups: a word to everybody one talked to, within two days, until it is done. Anything we write to them since counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.models import FollowUp, Jotting
from hustings.apps.people.access import within_sight
from hustings.apps.people.actions.frozen import frozen, put_back
from hustings.apps.people.actions.touches import log_touch
from hustings.apps.people.actions.undo import remember, undo_steps, way_back
from hustings.apps.people.models import Participation
from hustings.apps.people.queries.limits import full_today
from hustings.apps.people.reaching_out import open_from
from hustings.engine.events import follow_up_due
from hustings.kernel.errors import NotFound, WrongInput


def follow_up_on(jotting: Jotting) -> FollowUp:
    """The follow-up of a talk, one for each person and event; what they say later is added to it, what we promise is not."""
    assert jotting.person_id is not None
    said = "" if jotting.kind == "promise" else jotting.text
    made, fresh = FollowUp.objects.get_or_create(
        event_id=jotting.event_id, person_id=jotting.person_id,
        defaults={
            "workspace_id": jotting.workspace_id, "member_id": jotting.member_id, "about": said,
            "talked_at": jotting.at, "due_at": follow_up_due(jotting.at),
        },
    )  # fmt: skip
    if not fresh and said and said not in made.about:
        made.about = f"{made.about}\n{said}".strip()
        made.save(update_fields=["about"])
    return made


def with_answer(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The follow-ups with `finished_at`: when they were done, or when we first wrote or called after the talk."""
    ours = Q(interaction__direction="out") | Q(interaction__direction="mutual", interaction__kind="call")
    written = (
        Participation.objects.filter(
            ours, person_id=OuterRef("person_id"), at__gt=OuterRef("talked_at"), interaction__automatic="",
            interaction__counts=True,
        )
        .order_by()
        .values("person_id")
        .annotate(first=Min("at"))
        .values("first")
    )  # fmt: skip
    found = rows.annotate(written_at=Subquery(written))
    return found.annotate(finished_at=Least(Coalesce(F("done_at"), F("written_at")), Coalesce(F("written_at"), F("done_at"))))


def open_follow_ups(actor: Actor, *, until: datetime | None = None) -> QuerySet[FollowUp]:
    """Those that wait with people whom the actor may see and who may be written to, the longest due first."""
    held = FollowUp.objects.filter(workspace_id=actor.workspace_id, done_at=None, dropped_at=None, person__do_not_contact=False)
    if until is not None:
        held = held.filter(talked_at__lte=until)
    waiting = with_answer(within_sight(actor, held)).filter(finished_at=None)
    return waiting.select_related("event", "person", "member").order_by("due_at", "id")


def held_up(actor: Actor, rows: Iterable[FollowUp], *, now: datetime) -> dict[int, tuple[str, date | None]]:
    """Whom of the people of these follow-ups nobody is to write to today: the code of engine.limits, and the day from which on
    nothing stands against it. A constant number of queries."""
    people = {row.person_id for row in rows if row.done_at is None and row.dropped_at is None}
    stops = full_today(actor, people, now=now) if people else {}
    return {person: (stop.code, open_from(actor, stop, now=now)) for person, stop in stops.items()}


def finish_follow_up(actor: Actor, follow_up_id: int, *, now: datetime, channel: str = "", text: str = "") -> int:
    """The word was said; with a channel it is logged as a message too. Returns the undo step."""
    return _close(actor, follow_up_id, now=now, done=True, channel=channel, text=text)


def drop_follow_up(actor: Actor, follow_up_id: int, *, now: datetime) -> int:
    """None is needed. Returns the undo step."""
    return _close(actor, follow_up_id, now=now, done=False)


def _close(actor: Actor, follow_up_id: int, *, now: datetime, done: bool, channel: str = "", text: str = "") -> int:
    actor.require("log_touch")
    with transaction.atomic():
        row = _own(actor, follow_up_id)
        if row.done_at is not None or row.dropped_at is not None:
            raise WrongInput("It was settled already.")
        before = frozen([row])
        if done:
            row.done_at = now
        else:
            row.dropped_at = now
        fields = ["done_at", "dropped_at"]
        row.save(update_fields=fields)
        steps = []
        if done and channel:
            logged = log_touch(
                actor, [row.person_id], kind="message", at=now, now=now, direction="out", channel=channel, text=text
            )
            steps = [logged.step_id]
        data = {"rows": before, "fields": fields, "steps": steps, "person": row.person_id}
        return remember(actor, "settle_follow_up", label=row.person.name, data=data)


def put_off_follow_up(actor: Actor, follow_up_id: int, *, until: date) -> int:
    """Not before a day, at the latest two weeks after the talk. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        row = _own(actor, follow_up_id)
        due = datetime.combine(until, time(12), actor.zone)
        if due > row.talked_at + timedelta(days=14):
            raise WrongInput("After two weeks nobody remembers the talk. Write now, or say that none is needed.", field="until")
        before = frozen([row])
        row.due_at = due
        row.save(update_fields=["due_at"])
        data = {"rows": before, "fields": ["due_at"], "person": row.person_id}
        return remember(actor, "settle_follow_up", label=row.person.name, data=data)


@way_back("settle_follow_up")
def _unsettle(actor: Actor, data: dict[str, Any]) -> None:
    """The message that was logged with it goes, too: else it would still count as written."""
    put_back(data["rows"], fields=data["fields"])
    undo_steps(actor, data.get("steps", []))


def _own(actor: Actor, follow_up_id: int) -> FollowUp:
    held = FollowUp.objects.filter(workspace_id=actor.workspace_id, pk=follow_up_id).select_related("person", "event")
    # Of two who settle it at the same moment, or one who clicks twice, the second finds it settled.
    found = within_sight(actor, held).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound("There is no such follow-up.")
    return found
