"""What names an erased person in this room without pointing to them: names on lists, notes about a name, words of calendars."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q, QuerySet

from hustings.apps.events.models import CalendarObject, Event, Guest, Jotting, Slot
from hustings.apps.people.traces import Traces
from hustings.engine.linkage import name_key
from hustings.kernel.identities import email_identity
from hustings.kernel.records import Party


def forget(workspace_id: int, traces: Traces, interactions: Collection[int]) -> Callable[[], None]:
    """Takes an erased person off lists where only their name stands. What a calendar server said is fetched anew when needed."""
    # Who is only removed, as nothing names them any more, stays on lists and in slots by name; who is erased does not.
    for model in (Guest, Slot):
        model._default_manager.filter(workspace_id=workspace_id, person_id=traces.person_id).delete()
    Guest.objects.filter(pk__in=[guest.pk for guest in _guests(workspace_id, traces)]).delete()
    notes = Jotting.objects.filter(workspace_id=workspace_id, person=None).exclude(name="").only("id", "name")
    Jotting.objects.filter(pk__in=[note.pk for note in notes.iterator() if traces.are_of(Party(name=note.name))]).delete()
    for model, field in ((Event, "organiser"), (Slot, "speaker")):
        _blank(model._default_manager.filter(workspace_id=workspace_id).exclude(**{field: ""}), field, traces)
    for held in CalendarObject.objects.filter(calendar__workspace_id=workspace_id).iterator():
        if traces.stand_in(held.text) or traces.stand_in(held.theirs):
            CalendarObject.objects.filter(pk=held.pk).update(text="", theirs="")
        left = [each for each in held.pending if not traces.stand_in(json.dumps(each, ensure_ascii=False))]
        if len(left) < len(held.pending):
            CalendarObject.objects.filter(pk=held.pk).update(pending=left)
    return lambda: None


def _guests(workspace_id: int, traces: Traces) -> list[Guest]:
    """Entries of lists that surely mean this person although nobody has said so."""
    addresses = [value for kind, value in traces.handles if kind == "email"]
    held = Guest.objects.filter(workspace_id=workspace_id, person=None)
    by_address = held.filter(email__in=addresses)
    firsts = Q(pk__in=by_address.values("pk"))
    for name in traces.names:
        firsts |= Q(name__iexact=name) | Q(key__startswith=f"n:{name_key(name)}|")
    return [guest for guest in held.filter(firsts) if _is_meant(guest, traces, addresses)]


def _is_meant(guest: Guest, traces: Traces, addresses: Collection[str]) -> bool:
    identity = email_identity(guest.email) if guest.email else None
    return guest.email in addresses or traces.are_of(Party(name=guest.name, identities=(identity,) if identity else ()))


def _blank(rows: QuerySet[Any, Any], field: str, traces: Traces) -> None:
    named = [pk for pk, text in rows.values_list("pk", field).iterator() if traces.stand_in(text)]
    rows.filter(pk__in=named).update(**{field: ""})


def about(workspace_id: int, traces: Traces) -> dict[str, list[Any]]:
    """Entries of lists that mean this person without pointing to them, for an export."""
    return {"events.Guest": list(_guests(workspace_id, traces))}
