"""The dates of a series: which of them a member means, how they move together, and what that is for their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hustings.apps.events.models import CalendarObject, Event
from hustings.apps.events.pending import add_edit, new_edit
from hustings.connectors.calendars.components import TEXTS, registered
from hustings.connectors.calendars.moving import Times
from hustings.connectors.calendars.series import Edit, key_in
from hustings.kernel.errors import WrongInput

WHICH = ("one", "following", "all")
"""This date alone, this one and all later ones, or the whole series."""
MOST_DATES = 400
"""So many dates of a series are changed together."""
TIMES = ("starts_at", "ends_at", "all_day", "zone")


def dates_meant(event: Event, which: str) -> list[Event]:
    """The rows that a member means, in their order and locked: an event of one date is always meant alone."""
    if which not in WHICH:
        raise WrongInput(f"Use one of {', '.join(WHICH)}.", field="dates")
    held = Event.objects.select_for_update(of=("self",)).filter(workspace_id=event.workspace_id)
    if which == "one" or not event.series or event.starts_at is None:
        return list(held.filter(pk=event.pk))
    held = held.filter(series=event.series, calendar_id=event.calendar_id, starts_at__isnull=False)
    rows = sorted(held.exclude(standing=Event.Standing.DELETED).order_by("starts_at", "id"), key=lambda each: key_in(each.uid))
    return [each for each in rows if which == "all" or key_in(each.uid) >= key_in(event.uid)][:MOST_DATES]


def moved(first: Event, each: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    """When a date begins and ends where the first one is moved: by as much, by the clock on the wall."""
    before = _clock(first.all_day, first.zone)
    after = _clock(values.get("all_day", first.all_day), values.get("zone", first.zone))
    other_clock = bool({"zone", "all_day"} & values.keys())
    found: dict[str, Any] = {}
    for name in ("starts_at", "ends_at"):
        was, now = getattr(first, name), getattr(each, name)
        wanted = values.get(name, was if other_clock else None)
        if wanted is not None and was is not None and now is not None:
            shift = _on_the_wall(wanted, after) - _on_the_wall(was, before)
            found[name] = (_on_the_wall(now, before) + shift).replace(tzinfo=after).astimezone(UTC)
    if values.get("ends_at") is not None and "ends_at" not in found:
        begin = found.get("starts_at", each.starts_at)
        found["ends_at"] = begin + (values["ends_at"] - (values.get("starts_at") or first.starts_at)) if begin else None
    return found


def _clock(all_day: bool, zone: str) -> ZoneInfo:
    return ZoneInfo("UTC") if all_day else registered(zone) or ZoneInfo("UTC")


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock there shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


def tell_calendar(event: Event, held: CalendarObject | None, which: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Puts down what a change of several dates is for their calendar; returns that and the way back, for an undo step.

    A date that is changed alone says so for itself.
    """
    if held is None or which == "one" or not event.series or not (TEXTS.keys() | set(TIMES)) & values.keys():
        return {}
    edit = new_edit(event, kind="change", **_said(event, values), **({"key": ""} if which == "all" else {}))
    add_edit(held, edit)
    back = {name: getattr(event, name) for name in values}
    return {"edit": edit, "back": Edit(id="", kind="change", texts=_texts(back), was=edit.now, now=edit.was)}


def _said(event: Event, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"texts": _texts(values)}
    if set(TIMES) & values.keys():
        was = {name: getattr(event, name) for name in TIMES}
        found |= {"was": Times(**was), "now": Times(**{name: values.get(name, was[name]) for name in TIMES})}
    return found


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: values[name] for name in TEXTS if name in values}
