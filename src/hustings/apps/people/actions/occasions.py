"""Notes reasons to get in touch that show in the data: a new position, praise that was not thanked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.actions.folding import LIMIT
from hustings.apps.people.models import Occasion, Position
from hustings.engine.linkage import organisation_key
from hustings.kernel.clock import utc_now
from hustings.storage import rows

PRAISE = ("endorsement", "recommendation")


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
