"""Segments over what the rooms above people keep: conversations, invitations, events and who came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import segments as kept
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.invitations.models import Invitation
from hustings.apps.people import actions, segments
from hustings.apps.people.actions.records import source_for
from hustings.engine.segments import WrongText
from hustings.kernel.records import AttendanceRecord, EventRecord, Party, encode

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def meant(actor: Actor, text: str) -> list[str]:
    return list(segments.matching(actor, text, now=NOW).order_by("name").values_list("name", flat=True))


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    return {name: actions.add_person(ada, name=name) for name in ("Nora", "Sam")}


def test_conversations_and_invitations_are_asked_about(ada: Actor, people: dict[str, int]) -> None:
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="mail", use_rule="own-mail")
    common = {"workspace_id": ada.workspace_id, "source": source, "member_id": ada.member_id}
    Conversation.objects.create(
        **common, person_id=people["Nora"], channel="email", thread="t", subject="The bridge", needs_reply=True,
        last_at=NOW, last_in_at=NOW, message_count=3,
    )  # fmt: skip
    Invitation.objects.create(
        **common, person_id=people["Sam"], external_id="i", digest=b"0", channel="linkedin", direction="in", sent_at=NOW
    )
    assert meant(ada, "waiting for reply = yes") == ["Nora"]
    assert "Sam" in meant(ada, "waiting for reply = no")
    assert meant(ada, "needs reply in (yes, no)") == ["Nora", "Sam"]
    assert meant(ada, "has conversation where (subject contains bridge and messages >= 3 and state = open)") == ["Nora"]
    assert meant(ada, "invitation pending = yes") == ["Sam"]
    assert meant(ada, "has invitation where (direction = from them and day since 1 week ago)") == ["Sam"]


def test_events_are_asked_about_by_name_and_answer(ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="eventbrite", use_rule="own-export")
    event = EventRecord(external_id='e"1', title="Spring Fair", starts_at=NOW)
    came = AttendanceRecord(external_id="a", event='e"1', party=Party(name="Sam"), status="attended")
    for person, record, kind in (("Nora", event, "event"), ("Sam", came, "attendance")):
        held = KeptRecord.objects.create(
            workspace_id=ada.workspace_id, source=source, kind=kind, external_id=record.external_id, digest=b"0",
            payload=encode(record).decode(), at=NOW - timedelta(days=1),
        )  # fmt: skip
        KeptMention.objects.create(record=held, person_id=people[person])
    assert meant(ada, "has event") == ["Nora", "Sam"]
    assert meant(ada, "has event where (name = spring fair)") == ["Nora", "Sam"]
    assert meant(ada, "has event where (name contains fair and status = attended)") == ["Sam"]
    assert meant(ada, "has event where (name begins with fair)") == []
    assert meant(ada, "has event where (status = did not come)") == []
    assert meant(ada, "has record where (kind = attendance and day since 2 days ago and words contains attended)") == ["Sam"]
    monkeypatch.setattr(kept, "MOST_EVENTS", 0)
    with pytest.raises(WrongText, match="events are called"):
        meant(ada, "has event where (name contains fair)")
