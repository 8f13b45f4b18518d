"""Events: what comes and what was, one event with everything around it, its guests, its slots to speak in."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext

from hustings.apps.events import calendars, listing, pending, planning, queries, wording
from hustings.apps.people.actions import vouch_questions
from hustings.connectors.calendars.components import registered
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.web import events_wording as words
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.favours_wording import FAVOURS
from hustings.web.people import say
from hustings.web.people_forms import day_of, number_of, person_named

LARGEST_LIST = 20 << 20
TEXTS = ("title", "location", "description", "link", "organiser", "pitch", "kind", "zone", "status")


@member_view("see_people")
def events(request: MemberRequest) -> HttpResponse:
    """The list by time."""
    given = {name: request.GET.get(name, "").strip() for name in ("when", "kind", "q")}
    when = given["when"] or "coming"
    page = queries.events_page(
        request.actor, when=when, kind=given["kind"], query=given["q"], after=request.GET.get("after", ""), now=utc_now()
    )
    kept = {name: value for name, value in given.items() if value}
    context = {
        "rows": [_shown(request, row) for row in page.rows],
        "when": when,
        "kind": given["kind"],
        "q": given["q"],
        "kinds": words.KINDS.items(),
        "older": urlencode({**kept, "after": page.next}) if page.next else "",
        "waiting": queries.count_waiting(request.actor, now=utc_now()),
    }
    return render(request, "events/list.html", context)


def _shown(request: MemberRequest, row: queries.EventRow) -> dict[str, Any]:
    zone = request.actor.zone
    return {
        "row": row,
        "kind": words.KINDS[row.kind],
        "when": wording.when(row.starts_at, row.ends_at, all_day=row.all_day, zone=zone),
        "there": "" if row.all_day else words.elsewhere(row.starts_at, row.zone, zone),
        "status": words.STATUSES.get(row.status, ""),
    }


@member_view("edit_people", methods=("GET", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """Puts down an event."""
    given = request.POST
    error: WrongInput | None = None
    if request.method == "POST":
        try:
            number, step = planning.add_event(
                request.actor, repeat=given.get("repeat", ""), until=day_of(given.get("until", ""), "until"),
                calendar_id=number_of(given.get("calendar", ""), "calendar"), **_times(request),
                **({"title": ""} | _texts(request)),
            )  # fmt: skip
        except WrongInput as refused:
            error = refused
        else:
            say(request, gettext("The event is down. Now put on its list who comes."), step)
            return redirect("event", number)
    context = {
        "given": given,
        "error": str(error) if error else "",
        "wrong": error.field if error else "",
        "kinds": words.KINDS.items(),
        "repeats": words.REPEATS.items(),
        "zones": sorted(available_timezones()),
        "zone": given.get("zone") or request.actor.time_zone,
        "calendars": _own_accounts(request),
    }
    return render(request, "events/new.html", context, status=400 if error else 200)


def _own_accounts(request: MemberRequest) -> list[calendars.CalendarRow]:
    if not request.actor.may("see_channels"):
        return []
    return [row for row in calendars.calendars_of(request.actor) if row.kind == "caldav" and row.member == request.actor.name]


def _texts(request: MemberRequest) -> dict[str, Any]:
    return {name: request.POST[name] for name in TEXTS if name in request.POST}


def _times(request: MemberRequest) -> dict[str, Any]:
    """Begin and end as the form brings them: clock times of the event's own zone, or whole days."""
    given = request.POST
    zone = _zone(given.get("zone", "") or request.actor.time_zone)
    starts, ends = _moment(given.get("starts", ""), zone, "starts"), _moment(given.get("ends", ""), zone, "ends")
    if "all_day" not in given:
        return {"starts_at": starts, "ends_at": ends, "all_day": False}
    first = _day(starts)
    last = _day(ends) or first
    return {"starts_at": first, "ends_at": last + timedelta(days=1) if last else None, "all_day": True}


def _day(moment: datetime | None) -> datetime | None:
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC) if moment else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise WrongInput(gettext("Choose a time zone of the list."), field="zone") from error


def _moment(text: str, zone: ZoneInfo, field: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        raise WrongInput(gettext("Give the day and the time: 2026-03-31T18:30."), field=field) from error


@member_view("see_people")
def event(request: MemberRequest, event_id: int) -> HttpResponse:
    """One event."""
    view = queries.event_view(request.actor, event_id, now=utc_now())
    if view.event.pk != event_id:
        return redirect("event", view.event.pk)
    zone = request.actor.zone
    own = registered(view.event.zone) or zone
    context = {
        "view": view,
        "event": view.event,
        "shown": _shown(request, view.row),
        "seconds": wording.seconds(view.seconds),
        "conflict": calendars.conflict_of(request.actor, event_id) if view.conflict else None,
        "guests": [
            (each, words.ANSWERS.get(each.answer, each.answer), words.ROLES.get(each.role, each.role)) for each in view.guests
        ],
        "slots": [(each, wording.seconds(each.seconds)) for each in view.slots],
        "dates": [_shown(request, each) for each in view.dates],
        "jottings": [(each, words.JOTTINGS[each.kind]) for each in view.jottings],
        "follow_ups": [(each, words.STATES[each.state], words.held_up(each)) for each in view.follow_ups],
        "vouch_asked": vouch_questions(
            request.actor, now=utc_now(), among=[each.person_id for each in view.jottings if each.person_id]
        ),
        "kinds": words.KINDS.items(),
        "answers": [(code, name) for code, name in words.ANSWERS.items() if code],
        "roles": words.ROLES.items(),
        "dates_meant": words.DATES_MEANT.items(),
        "favour_kinds": FAVOURS,
        "statuses": [(code, name or gettext("as planned")) for code, name in words.STATUSES.items()],
        "zones": sorted(available_timezones()),
        "own_zone": own.key,
        "deletes_there": planning.deletes_there(view.event),
        "starts": _field(view.event.starts_at, view.event.all_day, own),
        "ends": _field(_last(view.event), view.event.all_day, own),
        "zone": zone.key,
    }
    return render(request, "events/event.html", context)


def _field(moment: datetime | None, all_day: bool, zone: ZoneInfo) -> str:
    """A moment as a field for date and time wants it."""
    if moment is None:
        return ""
    return f"{moment.astimezone(UTC if all_day else zone):%Y-%m-%dT%H:%M}"


def _last(event: Any) -> datetime | None:
    """The end; of whole days the last day, not the one after."""
    ends: datetime | None = event.ends_at
    return ends - timedelta(days=1) if ends and event.all_day else ends


@member_view("edit_people", methods=("POST",))
def change(request: MemberRequest, event_id: int) -> HttpResponse:
    """Changes an event by what somebody changed in the form."""
    changes = {name: value for name, value in _texts(request).items() if _is_touched(request, name)}
    if "starts" in request.POST:
        changes |= _touched_times(request)
    if "minutes" in request.POST:
        changes["minutes"] = number_of(request.POST["minutes"], "minutes") or 60
    dates, tell = request.POST.get("dates", "one"), "tell" in request.POST
    try:
        step = planning.change_event(request.actor, event_id, dates=dates, tell=tell, **changes)
    except pending.WouldTell as asked:
        cancels = changes.get("status") == "cancelled"
        do = gettext("Cancel it and let them know") if cancels else gettext("Change it and let them know")
        return _confirm(request, event_id, asked, do)
    say(request, gettext("Kept."), step)
    return redirect("event", event_id)


def _is_touched(request: MemberRequest, name: str) -> bool:
    """Whether a field says something else than when the form was opened. Without what it said then it counts as touched."""
    was, now = request.POST.get(f"was-{name}"), request.POST.get(name, "")
    return was is None or _plain(was) != _plain(now)


def _plain(text: str) -> str:
    """A text as it was before a browser sent it."""
    return text.replace("\r\n", "\n").strip()


def _touched_times(request: MemberRequest) -> dict[str, Any]:
    """What was changed of begin and end. In another time zone, or as whole days, both mean something else."""
    touched = {name for name in ("starts", "ends", "all_day", "zone") if _is_touched(request, name)}
    if not touched:
        return {}
    times = _times(request)
    if touched & {"all_day", "zone"}:
        return times
    return {f"{name}_at": times[f"{name}_at"] for name in sorted(touched)}


def _confirm(request: MemberRequest, event_id: int, asked: pending.WouldTell, do: str) -> HttpResponse:
    """Asks before guests are told; the answer sends the same form again."""
    given = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    context = {"event": planning.event_of(request.actor, event_id), "who": asked.who, "given": given, "do": do}
    return render(request, "events/confirm.html", context)


@member_view("edit_people", methods=("POST",))
def standing(request: MemberRequest, event_id: int) -> HttpResponse:
    """We go, we only know of it, or it is dismissed."""
    wanted = request.POST.get("standing", "")
    step = planning.set_standing(request.actor, event_id, standing=wanted)
    say(request, gettext("It is among the events now.") if wanted == "going" else gettext("It is not proposed again."), step)
    return redirect("event", event_id) if wanted == "going" else redirect("joining")


@member_view("edit_people", methods=("POST",))
def drop(request: MemberRequest, event_id: int) -> HttpResponse:
    """Takes an event off, one of our calendars there too."""
    dates, tell = request.POST.get("dates", "one"), "tell" in request.POST
    try:
        step = planning.drop_event(request.actor, event_id, dates=dates, tell=tell)
    except pending.WouldTell as asked:
        return _confirm(request, event_id, asked, gettext("Delete it and let them know"))
    say(request, gettext("Taken off."), step)
    return redirect("events")


@member_view("edit_people", methods=("POST",))
def guests_add(request: MemberRequest, event_id: int) -> HttpResponse:
    """Puts a list on the event: pasted lines, or a file."""
    role = request.POST.get("role", "")
    entries = listing.entries_of_text(request.POST.get("text", ""), role=role)
    left_out = listing.left_out_of(request.POST.get("text", ""))
    files = request.FILES.getlist("list")
    if files:
        read, refused = _from_files(files, role)
        entries, left_out = [*entries, *read], [*left_out, *refused]
    added = listing.add_guests(request.actor, event_id, entries, left_out=left_out)
    say(request, _said(added), added.step)
    return redirect("event", event_id)


def _from_files(files: list[Any], role: str) -> tuple[list[Any], list[str]]:
    if sum(file.size or 0 for file in files) > LARGEST_LIST:
        raise WrongInput(gettext("This list is larger than 20 MB. Bring it in under Imports."), field="list")
    with tempfile.TemporaryDirectory() as folder:
        places = []
        for number, file in enumerate(files):
            place = Path(folder) / str(number) / (Path(file.name or "list").name[-100:] or "list")
            place.parent.mkdir()
            place.write_bytes(file.read())
            places.append(place)
        return listing.entries_of_files(places, role=role)


def _said(added: listing.Added) -> str:
    parts = [gettext("%(count)d known") % {"count": added.linked}]
    if added.doubtful:
        parts.append(gettext("%(count)d to be asked about") % {"count": added.doubtful})
    if added.names:
        parts.append(ngettext("%(count)d new name", "%(count)d new names", added.names) % {"count": added.names})
    if added.again:
        parts.append(gettext("%(count)d were there already") % {"count": added.again})
    if added.left_out:
        lines = "; ".join(line[:60] for line in added.left_out[:3]) + (" …" if len(added.left_out) > 3 else "")
        said = ngettext("%(count)d line left out (%(lines)s)", "%(count)d lines left out (%(lines)s)", len(added.left_out))
        parts.append(said % {"count": len(added.left_out), "lines": lines})
    return gettext("On the list: %(parts)s.") % {"parts": ", ".join(parts)}


@member_view("edit_people", methods=("POST",))
def guest_who(request: MemberRequest, guest_id: int) -> HttpResponse:
    """Says whom a name means: one of those found, somebody new, or nobody known."""
    given, event_id = request.POST, listing.guest_of(request.actor, guest_id).event_id
    if given.get("do") == "new":
        listing.make_known(request.actor, guest_id)
        say(request, gettext("They are among your people now."))
    else:
        step = listing.say_who(request.actor, guest_id, person_id=_person(request, given))
        say(request, gettext("Kept."), step)
    return redirect(f"/events/{event_id}/#guests")


def _person(request: MemberRequest, given: Any) -> int | None:
    """The person chosen by number, or typed by name."""
    number = number_of(given.get("person", ""), "person")
    if number is not None or not given.get("q", "").strip():
        return number
    return person_named(request.actor, given["q"], "q")


@member_view("log_touch", methods=("POST",))
def guest_answer(request: MemberRequest, guest_id: int) -> HttpResponse:
    """Puts down what somebody said, or takes them off the list."""
    event_id = listing.guest_of(request.actor, guest_id).event_id
    if request.POST.get("do") == "drop":
        step = listing.drop_guest(request.actor, guest_id)
        say(request, gettext("Taken off the list."), step)
    else:
        step = listing.set_answer(request.actor, guest_id, answer=request.POST.get("answer", ""), role=request.POST.get("role"))
        say(request, gettext("Kept."), step)
    return redirect(f"/events/{event_id}/#guests")


@member_view("edit_people", methods=("POST",))
def slot_put(request: MemberRequest, event_id: int) -> HttpResponse:
    """Puts down a time to speak, changes it, or takes it away."""
    given = request.POST
    slot = number_of(given.get("slot", ""), "slot")
    if given.get("do") == "drop" and slot is not None:
        step = planning.drop_slot(request.actor, slot)
    else:
        zone = _zone(planning.event_of(request.actor, event_id).zone or request.actor.time_zone)
        values = {name: given[name] for name in ("speaker", "audience", "pitch", "worked") if name in given}
        if "starts" in given:
            values["starts_at"] = _moment(given["starts"], zone, "starts")
        if "minutes" in given:
            values["minutes"] = number_of(given["minutes"], "minutes")
        # The form names a known speaker twice; who types another name means another one.
        another = "was-speaker" in given and _is_touched(request, "speaker")
        person = None if another else number_of(given.get("person", ""), "person")
        _, step = planning.put_slot(
            request.actor, event_id, topic=given.get("topic", ""), slot_id=slot, person_id=person, **values
        )
    say(request, gettext("Kept."), step)
    return redirect(f"/events/{event_id}/#slots")


urlpatterns = [
    path("events/", events, name="events"),
    path("events/new/", new, name="event_new"),
    path("events/<int:event_id>/", event, name="event"),
    path("events/<int:event_id>/change/", change, name="event_change"),
    path("events/<int:event_id>/standing/", standing, name="event_standing"),
    path("events/<int:event_id>/drop/", drop, name="event_drop"),
    path("events/<int:event_id>/guests/", guests_add, name="event_guests"),
    path("events/<int:event_id>/slots/", slot_put, name="event_slot"),
    path("events/guests/<int:guest_id>/who/", guest_who, name="guest_who"),
    path("events/guests/<int:guest_id>/answer/", guest_answer, name="guest_answer"),
]
