"""Notes reasons to get in touch that show in the data: a new position, praise that was not thanked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.models import Occasion
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
