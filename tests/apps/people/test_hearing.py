"""Milestones are heard in what was noted and said of late about a person."""

from __future__ import annotations

from datetime import timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.models import Note
from hustings.apps.people.queries import hearing
from hustings.kernel.clock import utc_now

SAID = "She had a baby girl on Monday."


def test_the_newest_notes_are_listened_to_however_many_there_are(ada: Actor) -> None:
    now = utc_now()
    ana = actions.add_person(ada, name="Ana Souza")
    texts = ["Rain."] * hearing.TALKS + [SAID]
    moments = [now - timedelta(days=21 - place) for place in range(len(texts))]
    own = {"workspace_id": ada.workspace_id, "member_id": ada.member_id, "person_id": ana}
    Note.objects.bulk_create(Note(**own, text=text, at=at) for text, at in zip(texts, moments, strict=True))
    assert [(each.kind, each.sentence) for each in hearing.heard_milestones(ada, ana, now=now)] == [("birth", SAID)]
