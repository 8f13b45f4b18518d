"""What belongs to the rhythm of a network in each workspace: targets, occasions, quiet times, offers, references and mentors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations.models import RunwayTarget
from hustings.apps.people import actions as people
from hustings.apps.people.models import SavedSegment

NOW = datetime.now(UTC)


def network_things(owner: Actor, person: int, word: str) -> dict[str, Any]:
    """One of everything about this person, with the canary word in every text."""
    segment = SavedSegment.objects.create(
        workspace_id=owner.workspace_id, name=f"{word} runway", text=f'tag = "{word}"', member_id=owner.member_id, shared=True
    )
    target = RunwayTarget.objects.create(workspace_id=owner.workspace_id, segment=segment, wanted=9, member_id=owner.member_id)
    day = NOW.date() + timedelta(days=300)
    occasion, _ = people.note_occasion(owner, person, kind="milestone", text=word, on=day, now=NOW)
    quiet, _ = people.add_quiet_time(owner, since=day, until=day, person_id=person, why=word)
    return {"target": target.pk, "occasion": occasion, "quiet": quiet}
