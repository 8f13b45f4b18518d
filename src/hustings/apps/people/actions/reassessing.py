"""What a review of the network decided about people: whom to keep, move or let go. Remembered, and taken back in one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of
from hustings.apps.people.actions.editing import set_rhythm
from hustings.apps.people.actions.undo import remember, undo_steps, way_back
from hustings.apps.people.models import Reassessment
from hustings.engine.network_review import STANDS_FOR, Decision, moved
from hustings.kernel.errors import WrongInput


def reassess(
    actor: Actor, person_id: int, decision: Decision, *, now: datetime, proposed: str = "", reasons: tuple[str, ...] = ()
) -> int:
    """Decides about somebody, and keeps it for a quarter. Letting go ends the rhythm; the person stays. Returns the undo step.

    To keep somebody leaves a rhythm that Hustings proposes as it is: it goes on with what happens.
    """
    actor.require("edit_people")
    if decision not in get_args(Decision):
        raise WrongInput(f"Decide {', '.join(get_args(Decision))}.", field="decision")
    with transaction.atomic():
        person = person_of(actor, person_id)
        before, after = person.segment, moved(person.segment, decision)
        steps = [] if decision == "keep" else [set_rhythm(actor, person_id, segment=after, now=now)]
        made = Reassessment.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, decision=decision, before=before,
            after=after, proposed=proposed, reasons=list(reasons), at=now,
            until=(now + STANDS_FOR).astimezone(actor.zone).date(),
        )  # fmt: skip
        data = {"reassessment": made.pk, "person": person_id, "steps": steps}
        return remember(actor, "reassess", label=f"{person.name}: {decision.replace('_', ' ')}", data=data)


@way_back("reassess")
def _unreassess(actor: Actor, data: dict[str, Any]) -> None:
    Reassessment.objects.filter(workspace_id=actor.workspace_id, pk=data["reassessment"]).delete()
    undo_steps(actor, data["steps"])
