"""Logs what happened between a member and people: in ten seconds, from any door, touching a constant number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, get_args
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.occasions import NOTED
from hustings.apps.people.actions.records import own_person, source_for
from hustings.apps.people.actions.undo import remember, undo_steps, way_back
from hustings.apps.people.actions.vouching import ask_after_meeting
from hustings.apps.people.models import Interaction, Occasion, Promise, VouchQuestion
from hustings.apps.people.registry import ON_KEPT
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Channel

KINDS = {"call": "phone", "meeting": "in_person", "message": "other", "letter": "letter"}
"""The kinds of touches that are logged by hand, each with its usual channel."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What logging a touch made. `asks` is somebody whom the member met for the first time, and is to be asked about."""

    interaction_id: int
    step_id: int
    promise_id: int | None = None
    asks: int | None = None


def log_touch(
    actor: Actor,
    person_ids: Sequence[int],
    *,
    kind: str,
    at: datetime,
    now: datetime,
    direction: str = "",
    channel: str = "",
    text: str = "",
    promise: str = "",
    promise_due: date | None = None,
) -> Logged:
    """Puts down a call, a meeting, a message or a letter with one or more people, and what we promised.

    `direction` is "in" or "out"; calls and meetings are mutual where nothing is said. Thanks that were owed count as given
    when the touch is ours. Raises WrongInput for unknown kinds, empty people or a time to come.
    """
    actor.require("log_touch")
    _check(person_ids, kind=kind, at=at, now=now, direction=direction, channel=channel)
    with transaction.atomic():
        people = [person_of(actor, person_id) for person_id in dict.fromkeys(person_ids)]
        dealing = dealings.Dealing(
            external_id=f"log:{uuid4().hex}",
            digest=b"",
            kind=kind,
            direction=direction or _usual(kind),
            channel=channel or KINDS[kind],
            at=at,
            people=tuple((person.pk, "to") for person in people),
            text=text,
            participants=len(people) + 1,
        )
        interaction_id = _store(actor, dealing, now=now)
        promise_id = _promise(actor, people[0].pk, interaction_id, promise, promise_due, now)
        label = f"{kind}: {', '.join(person.name for person in people)}"
        asks = ask_after_meeting(actor, [person.pk for person in people], now=now) if kind == "meeting" else None
        settled = _settle_thanks(dealing, actor.zone, now)
        data = {"interaction": interaction_id, "promise": promise_id, "settled": settled, "asks": asks}
        step = remember(actor, "log_touch", label=label, data=data)
        record_audit(actor, "log_touch", subject=f"interaction:{interaction_id}")
    return Logged(interaction_id, step, promise_id, asks)


def _store(actor: Actor, dealing: dealings.Dealing, *, now: datetime) -> int:
    own = own_person(actor.member_id)
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
    (interaction_id,) = dealings.store(
        actor.workspace_id, [dealing], source_id=source.pk, member_id=actor.member_id, own_person_id=own.pk
    )
    dealings.refresh_rhythm(actor.workspace_id, dict(dealing.people), now=now)
    return interaction_id


def _check(person_ids: Sequence[int], *, kind: str, at: datetime, now: datetime, direction: str, channel: str) -> None:
    if kind not in KINDS:
        raise WrongInput(f"{kind!r} is no kind of touch. Use one of: {', '.join(KINDS)}.", field="kind")
    if direction not in ("", "in", "out", "mutual"):
        raise WrongInput("Say in, out or mutual for the direction.", field="direction")
    if channel not in ("", *get_args(Channel)):
        raise WrongInput(f"{channel!r} is no channel. Use one of: {', '.join(get_args(Channel))}.", field="channel")
    if not person_ids:
        raise WrongInput("Say with whom it was.", field="people")
    if at > now:
        raise WrongInput("This time is still to come. Only what has happened can be logged.", field="at")


def _usual(kind: str) -> str:
    return "mutual" if kind in ("call", "meeting") else "out"


def _promise(actor: Actor, person_id: int, interaction_id: int, text: str, due: date | None, now: datetime) -> int | None:
    if not text.strip():
        return None
    made = Promise.objects.create(
        workspace_id=actor.workspace_id,
        person_id=person_id,
        interaction_id=interaction_id,
        member_id=actor.member_id,
        text=text.strip(),
        due_on=due or now.astimezone(actor.zone).date(),
        made_at=now,
    )
    return made.pk


def _settle_thanks(dealing: dealings.Dealing, zone: tzinfo, now: datetime) -> list[int]:
    if dealing.direction == "in":
        return []
    tomorrow = datetime.combine(dealing.at.astimezone(zone).date() + timedelta(days=1), time.min, zone)
    due = Q(at__lte=dealing.at) | Q(kind__in=NOTED, at__lt=tomorrow)
    owed = Occasion.objects.filter(due, person_id__in=dict(dealing.people), settled_at__isnull=True)
    ids = list(owed.values_list("id", flat=True))
    Occasion.objects.filter(id__in=ids).update(settled_at=now)
    return ids


@way_back("log_touch")
def _unlog(actor: Actor, data: dict[str, Any]) -> None:
    interaction = Interaction.objects.filter(workspace_id=actor.workspace_id, pk=data["interaction"]).first()
    if interaction is None:
        return
    people = list(interaction.participations.values_list("person_id", flat=True))
    Promise.objects.filter(pk=data["promise"], kept_at__isnull=True).delete()
    Occasion.objects.filter(id__in=data["settled"]).update(settled_at=None)
    if data.get("asks") is not None:
        # A meeting that was none asks nothing, and the next one does again.
        held = VouchQuestion.objects.filter(person_id=data["asks"], member_id=interaction.member_id)
        held.filter(moment="first_meeting").delete()
    interaction.delete()
    dealings.rebuild_ties(actor.workspace_id, people)
    dealings.refresh_rhythm(actor.workspace_id, people, now=utc_now())


def keep_promise(actor: Actor, promise_id: int, *, now: datetime) -> int:
    """Says that a promise was kept. Returns the undo step."""
    actor.require("log_touch")
    promise = Promise.objects.filter(visible_through(actor, "person"), pk=promise_id).first()
    if promise is None:
        raise NotFound("There is no such promise.")
    with transaction.atomic():
        Promise.objects.filter(pk=promise_id).update(kept_at=now)
        steps = [step for settle in ON_KEPT for step in settle(actor, promise_id, now)]
        return remember(actor, "keep_promise", label=promise.text, data={"promise": promise_id, "steps": steps})


@way_back("keep_promise")
def _unkeep(actor: Actor, data: dict[str, Any]) -> None:
    Promise.objects.filter(workspace_id=actor.workspace_id, pk=data["promise"]).update(kept_at=None)
    undo_steps(actor, data.get("steps", []))
