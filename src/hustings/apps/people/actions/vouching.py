"""Asking members how they know somebody: at which moments, how it is put off, and that it is never asked twice in a row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Participation, Vouch, VouchQuestion
from hustings.engine.vouching import Asked, Moment, ask_now

MEETINGS = ("meeting",)
WAITS = timedelta(days=14)
"""So long a question waits on Today and at the event."""
PUT_OFF = "put_off"
"""Stands in the place of the moment once a member said: another time."""


def ask_vouch(actor: Actor, person_id: int, moment: Moment, *, now: datetime) -> bool:
    """Whether to ask this member now how they know the person; puts down that they were asked, or that a moment went by."""
    if not actor.may("add_note"):
        return False
    with transaction.atomic():
        person = person_of(actor, person_id)
        vouched = Vouch.objects.filter(person=person, member_id=actor.member_id).exists()
        held = VouchQuestion.objects.select_for_update().filter(person=person, member_id=actor.member_id).first()
        answer = ask_now(moment, vouched=vouched, asked=_asked(held))
        if answer != "silent" and moment != "reference":
            columns = {"workspace_id": actor.workspace_id, "moment": moment, "at": now, "passes": answer == "ask"}
            VouchQuestion.objects.update_or_create(person=person, member_id=actor.member_id, defaults=columns)
    return answer == "ask"


def ask_after_meeting(actor: Actor, person_ids: list[int], *, now: datetime) -> int | None:
    """Somebody whom this member met for the first time just now and is to be asked about; None for nobody."""
    held = Participation.objects.filter(
        person_id__in=person_ids, interaction__kind__in=MEETINGS, interaction__member_id=actor.member_id
    )
    times: dict[int, int] = dict.fromkeys(person_ids, 0)
    for person_id in held.values_list("person_id", flat=True):
        times[person_id] += 1
    first = (person_id for person_id in person_ids if times[person_id] == 1)
    return next((person_id for person_id in first if ask_vouch(actor, person_id, "first_meeting", now=now)), None)


def vouch_questions(actor: Actor, *, now: datetime, among: Collection[int] | None = None) -> tuple[tuple[int, str], ...]:
    """Whom this member met for the first time in the last two weeks and has not answered about: id and name, the latest first.

    One query. `among` narrows it to these people.
    """
    if not actor.may("add_note"):
        return ()
    held = VouchQuestion.objects.filter(
        visible_through(actor, "person"), workspace_id=actor.workspace_id, member_id=actor.member_id, moment="first_meeting",
        passes=True, never=False, at__gte=now - WAITS,
    )  # fmt: skip
    held = held.exclude(person__vouches__member_id=actor.member_id)
    held = held if among is None else held.filter(person_id__in=among)
    return tuple(held.order_by("-at", "-id").values_list("person_id", "person__name")[:3])


def put_off_vouch(actor: Actor, person_id: int, *, now: datetime, never: bool = False) -> int:
    """The member does not say it now, or never wants to be asked about this person again. Returns the undo step."""
    actor.require("add_note")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = VouchQuestion.objects.filter(person=person, member_id=actor.member_id)
        kept = frozen(held)
        columns = {"workspace_id": actor.workspace_id, "moment": PUT_OFF, "at": now, "passes": True, "never": never}
        VouchQuestion.objects.update_or_create(person=person, member_id=actor.member_id, defaults=columns)
        data = {"person": person_id, "member": actor.member_id, "rows": kept}
        return remember(actor, "put_off_vouch", label=f"how you know {person.name}", data=data)


@way_back("put_off_vouch")
def _undo_put_off(actor: Actor, data: dict[str, Any]) -> None:
    VouchQuestion.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], member_id=data["member"]).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def never_asked(actor: Actor, person_id: int) -> bool:
    """Whether this member put the question about somebody off for good."""
    return VouchQuestion.objects.filter(person_id=person_id, member_id=actor.member_id, never=True).exists()


def _asked(held: VouchQuestion | None) -> Asked | None:
    return Asked(held.at, held.passes, held.never) if held else None
