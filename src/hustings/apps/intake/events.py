"""Shows kept events with people who become known after them, so that the order of imports does not matter."""

from __future__ import annotations

from collections import defaultdict

from hustings.apps.intake.models import Import, KeptMention, KeptRecord, Support
from hustings.apps.intake.spans import merged
from hustings.apps.people.models import Identity, SourceRecord
from hustings.kernel.records import EventRecord, decode
from hustings.storage import rows


def link_events(imported: Import) -> None:
    """Links kept events to the people of this import whom they name. Costs a look at every kept event, if any."""
    events = KeptRecord.objects.filter(workspace_id=imported.workspace_id, kind="event")
    people = _people_by_handle(imported) if events.exists() else {}
    if people:
        mentions = (
            (record_id, person)
            for record_id, payload in events.values_list("id", "payload")
            for value in _handles(payload)
            for person in people.get(value, ())
        )
        rows.insert(KeptMention, ("record_id", "person_id"), mentions, conflict="DO NOTHING")


def _people_by_handle(imported: Import) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    spans = Support.objects.filter(imported_by=imported, kind="record").values_list("first_id", "last_id")
    for first, last in merged(spans):
        people = SourceRecord.objects.filter(id__range=(first, last)).values("person_id")
        for person, value in Identity.objects.filter(person_id__in=people).values_list("person_id", "value"):
            found[value].append(person)
    return found


def _handles(payload: str) -> set[str]:
    """The handles of everybody whom an event names."""
    event = decode(payload)
    assert isinstance(event, EventRecord)
    parties = (*((event.organiser,) if event.organiser else ()), *(party for party, _ in event.attendees))
    return {identity.value for party in parties for identity in party.identities}
