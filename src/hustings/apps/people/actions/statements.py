"""One member's own statement about a person, changed step by step, each step with a way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import folding
from hustings.apps.people.actions.records import source_for, state_by_hand
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import SourceRecord
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Name, PersonRecord, decode, encode


def state_change(actor: Actor, person_id: int, change: Callable[[PersonRecord], PersonRecord], *, verb: str, label: str) -> int:
    """Changes what the actor says about a person, and folds the person anew. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
        external_id = f"person:{person_id}"
        held = SourceRecord.objects.filter(source=source, kind="person", external_id=external_id, person_id=person_id).first()
        # Without a name of its own the statement leaves the name to the sources.
        record = decode(held.payload) if held else PersonRecord(external_id=external_id, name=Name(full=""))
        assert isinstance(record, PersonRecord)
        changed = msgspec.structs.replace(change(record), at=utc_now())
        state_by_hand(person_id, changed, member_id=actor.member_id, workspace_id=actor.workspace_id)
        if not folding.fold(folding.sources_of([person_id])[person_id]).name.full:
            raise WrongInput("Give a name.", field="name")
        folding.refold(actor.workspace_id, [person_id])
        record_audit(actor, verb, subject=f"person:{person_id}", detail={"what": label})
        before = held.payload if held else None
        data = {"person": person_id, "source": source.pk, "before": before, "after": encode(changed).decode()}
        return remember(actor, verb, label=f"{person.name}: {label}", data=data)


@way_back("edit_person")
def _undo_edit(actor: Actor, data: dict[str, Any]) -> None:
    person = person_of(actor, data["person"])
    held = SourceRecord.objects.filter(source_id=data["source"], kind="person", external_id=f"person:{person.pk}")
    if held.values_list("payload", flat=True).first() != data["after"]:
        raise WrongInput("This was changed again since. Undo the later change first.")
    if data["before"] is None:
        held.delete()
    else:
        record = decode(data["before"])
        assert isinstance(record, PersonRecord)
        state_by_hand(
            person.pk, record, member_id=held.values_list("source__member_id", flat=True).get(), workspace_id=actor.workspace_id
        )
    folding.refold(actor.workspace_id, [person.pk])
