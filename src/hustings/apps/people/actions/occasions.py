"""Notes reasons to get in touch that show in the data: a new position, praise that was not thanked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, within_sight
from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.actions.folding import LIMIT
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Occasion, Position
from hustings.engine.linkage import organisation_key
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.storage import rows

PRAISE = ("endorsement", "recommendation")
NOTED = (
    "election_result", "funding", "publication", "milestone", "birth", "wedding", "graduation", "retirement", "anniversary",
    "moving", "illness",
)  # fmt: skip
"""Occasions that members put down, or that are heard in a conversation; `new_position` and praise are found in the data."""
MORNING = time(8)


def note_praise(workspace_id: int, dealings: Iterable[tuple[int, Dealing]]) -> None:
    """An endorsement or a recommendation that we received is owed thanks."""
    _note(
        workspace_id,
        (
            (person_id, dealing.kind, dealing.at, {"text": dealing.text}, f"interaction:{interaction_id}")
            for interaction_id, dealing in dealings
            if dealing.kind in PRAISE and dealing.direction == "in"
            for person_id, _ in dealing.people
        ),
    )


def note_new_positions(workspace_id: int, found: Sequence[tuple[int, str, str]]) -> None:
    """A current position that a newer export shows for somebody known before."""
    moment = utc_now()
    _note(
        workspace_id,
        (
            (
                person_id,
                "new_position",
                moment,
                {"title": title, "organisation": organisation},
                f"position:{title}|{organisation}"[:80],
            )
            for person_id, title, organisation in found
        ),
    )


def note_occasion(
    actor: Actor, person_id: int, *, kind: str, text: str, on: date, now: datetime, evidence: str = ""
) -> tuple[int, int]:
    """Puts down an occasion of a person, past or to come; it comes up on its day. Returns its id and the undo step.

    `evidence` is where it stands (`interaction:7`), if somewhere.
    """
    actor.require("add_note")
    if kind not in NOTED:
        raise WrongInput(f"{kind!r} is no occasion. Use one of: {', '.join(NOTED)}.", field="kind")
    if not text.strip():
        raise WrongInput("Say in a few words what it is.", field="text")
    if abs((on - now.astimezone(actor.zone).date()).days) > 3_660:
        raise WrongInput("Give a day within ten years.", field="on")
    with transaction.atomic():
        person = person_of(actor, person_id)
        made = Occasion.objects.create(
            workspace_id=actor.workspace_id, person=person, kind=kind, at=datetime.combine(on, MORNING, actor.zone),
            facts={"text": text.strip()[:400]}, evidence=f"{evidence or 'hand'}:{uuid4().hex}"[:80],
        )  # fmt: skip
        data = {"occasion": made.pk, "person": person_id}
        return made.pk, remember(actor, "note_occasion", label=f"{text.strip()[:60]}, {person.name}", data=data)


@way_back("note_occasion")
def _unnote(actor: Actor, data: dict[str, Any]) -> None:
    Occasion.objects.filter(workspace_id=actor.workspace_id, pk=data["occasion"]).delete()


def settle_occasion(actor: Actor, occasion_id: int, *, now: datetime) -> int:
    """Something was said on the occasion, or it is past. Returns the undo step."""
    actor.require("log_touch")
    held = Occasion.objects.filter(workspace_id=actor.workspace_id, settled_at__isnull=True)
    found = within_sight(actor, held).select_related("person").filter(pk=occasion_id).first()
    if found is None:
        raise NotFound("There is no such occasion.")
    with transaction.atomic():
        Occasion.objects.filter(pk=found.pk).update(settled_at=now)
        data = {"occasion": found.pk, "person": found.person_id}
        return remember(actor, "settle_occasion", label=found.person.name, data=data)


@way_back("settle_occasion")
def _unsettle(actor: Actor, data: dict[str, Any]) -> None:
    Occasion.objects.filter(workspace_id=actor.workspace_id, pk=data["occasion"]).update(settled_at=None)


def drop_outdated(person_ids: Collection[int]) -> None:
    """New positions that no source speaks of any more are no occasions."""
    for chunk in rows.chunks(sorted(person_ids)):
        held = Position.objects.filter(person_id__in=chunk, current=True).values_list("person_id", "title", "organisation__key")
        current = set(held)
        noted = Occasion.objects.filter(person_id__in=chunk, kind="new_position")
        gone = [o.pk for o in noted if (o.person_id, o.facts["title"][:LIMIT], _key(o) or None) not in current]
        rows.delete(Occasion, gone)


def _key(occasion: Occasion) -> str:
    return organisation_key(occasion.facts["organisation"])[:LIMIT]


def _note(workspace_id: int, found: Iterable[tuple[int, str, datetime, dict[str, str], str]]) -> None:
    rows.insert(
        Occasion,
        ("workspace_id", "person_id", "kind", "at", "facts", "evidence"),
        (
            (workspace_id, person_id, kind, rows.stamp(at), json.dumps(facts), evidence)
            for person_id, kind, at, facts, evidence in found
        ),
        conflict="DO NOTHING",
    )
