"""What belongs to the rhythm of a network in each workspace: targets, occasions, quiet times, offers, references and mentors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import mentoring, offering
from hustings.apps.favours.models import Reference
from hustings.apps.invitations.models import RunwayTarget
from hustings.apps.people import actions as people
from hustings.apps.people.models import SavedSegment

NOW = datetime.now(UTC)


def network_things(owner: Actor, person: int, word: str) -> dict[str, Any]:
    """One of everything about this person, with the canary word in every text."""
    segment = SavedSegment.objects.create(
        workspace_id=owner.workspace_id, name=f"{word} runway", text=f'tag = "{word}"', member_id=owner.member_id
    )
    target = RunwayTarget.objects.create(workspace_id=owner.workspace_id, segment=segment, wanted=9, member_id=owner.member_id)
    day = NOW.date() + timedelta(days=300)
    occasion, _ = people.note_occasion(owner, person, kind="milestone", text=word, on=day, now=NOW)
    quiet, _ = people.add_quiet_time(owner, since=day, until=day, person_id=person, why=word)
    things = {"target": target.pk, "occasion": occasion, "quiet": quiet}
    return things | _giving(owner, person, word)


def _giving(owner: Actor, person: int, word: str) -> dict[str, Any]:
    """An offer, a need, an introduction, and a mentor with a session."""
    asset, _ = offering.put_down_asset(owner, kind="platform", text=word, now=NOW, person_id=person)
    need, _ = offering.put_down_need(owner, person, text=word, kind="time", now=NOW)
    reference = Reference.objects.create(
        workspace_id=owner.workspace_id, person_id=person, member_id=owner.member_id, kind="introduction", direction="given",
        how="family", what_for=word, i_would_say=word,
    )  # fmt: skip
    mentor, _ = mentoring.add_mentor(owner, person, topics=word, now=NOW)
    session, _ = mentoring.add_session(owner, mentor, topic=word, advice=word, at=NOW, now=NOW)
    return {"asset": asset, "need": need, "reference": reference.pk, "mentor": mentor, "session": session}
