"""The page for a phone at an event: it works without a connection, keeps what is put down, and sends it when there is one.

What the phone needs comes as JSON with a fresh token; what it kept goes back as JSON under ids made there.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.translation import gettext

from hustings.apps.events import noting, planning, queries
from hustings.apps.events.noting import Jotted
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.web import events_wording as words
from hustings.web.doors import MemberRequest, member_view, render

WORKER = "hustings/events-worker.js"


@member_view("log_touch")
def day(request: MemberRequest, event_id: int) -> HttpResponse:
    """The page itself holds nobody's name: it is kept on the phone."""
    event = planning.event_of(request.actor, event_id)
    return render(request, "events/day.html", {"event": event, "member": request.actor.member_id, "words": _words()})


def _words() -> dict[str, Any]:
    """What the script says."""
    return {
        "online": gettext("Connected."),
        "offline": gettext("No connection: everything is kept on this phone."),
        "waiting": gettext("To be sent: %s."),
        "all_sent": gettext("Everything is sent."),
        "came": gettext("Came"),
        "is_here": gettext("Is here"),
        "note": gettext("Note"),
        "card": gettext("Card"),
        "kept": gettext("Kept on this phone."),
        "who": gettext("Say with whom it was, or take a photo of a card."),
        "no_photo": gettext("This photo cannot be read. Take another one."),
        "not_kept": gettext("This phone could not keep it. Make room on the phone, then press Keep again."),
        "sign_in": gettext("Sign in again to send. Nothing is lost."),
        "not_yours": gettext("The server does not take notes about this event from you. They stay on this phone."),
        "other_member": gettext("Somebody else is signed in. These notes wait for their own member."),
        "no_worker": gettext("This browser cannot keep the page: stay on it while there is no connection."),
        "not_sent_yet": gettext("Something is not sent yet."),
        "as_name": gettext("Send it as a name only"),
        "drop": gettext("Drop it"),
        "kinds": {name: str(title) for name, title in words.JOTTINGS.items()},
        "states": {"waiting": gettext("waits"), "sent": gettext("sent"), "refused": gettext("not taken")},
    }


@member_view("log_touch")
def day_data(request: MemberRequest, event_id: int) -> JsonResponse:
    """Who is on the list, what of this member's notes has arrived, and a token to send with."""
    along = queries.taken_along(request.actor, event_id)
    member = {"member": request.actor.member_id, "token": get_token(request)}
    return JsonResponse(along | member | {"stored": noting.stored_ids(request.actor, event_id)})


@member_view("log_touch", methods=("POST",))
def day_notes(request: MemberRequest, event_id: int) -> JsonResponse:
    """Takes what the phone kept. Each is answered for itself; sending again is harmless."""
    planning.event_of(request.actor, event_id)
    taken = noting.take_jottings(request.actor, event_id, jotted_in(request.body), now=utc_now())
    return JsonResponse({"taken": [{"client_id": one.client_id, "state": one.state, "reason": one.reason} for one in taken]})


def jotted_in(body: bytes) -> list[Jotted]:
    """What a body holds. Raises WrongInput for what no phone of ours sends."""
    try:
        items = json.loads(body)["items"]
        return [_jotted(item) for item in items][: noting.MOST_AT_ONCE]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongInput(gettext("Send a list of items."), field="items") from error


def _jotted(item: dict[str, Any]) -> Jotted:
    at = datetime.fromisoformat(str(item["at"]).replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError("without a zone")
    return Jotted(
        client_id=str(item["client_id"]), kind=str(item["kind"]), at=at, guest=_number(item.get("guest")),
        person=_number(item.get("person")), name=_text(item.get("name")), text=_text(item.get("text")),
        due_on=date.fromisoformat(item["due_on"]) if item.get("due_on") else None, photo=_photo(item.get("photo") or ""),
    )  # fmt: skip


def _text(value: Any) -> str:
    return str(value or "").replace("\0", "")


def _number(value: Any) -> int | None:
    number = int(value) if value not in (None, "") else None
    return number if number is None or 0 < number < 2**63 else 0


def _photo(text: str) -> bytes:
    """A photo as a data address or plain base64."""
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except binascii.Error as error:
        raise ValueError("no photo") from error


@member_view()
def worker(request: MemberRequest) -> HttpResponse:
    """The service worker, from below the addresses that it looks after."""
    place = finders.find(WORKER)
    if not isinstance(place, str):
        raise NotFound(gettext("There is nothing at this address."))
    response = HttpResponse(Path(place).read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


urlpatterns = [
    path("events/<int:event_id>/day/", day, name="event_day"),
    path("events/<int:event_id>/day/data.json", day_data, name="event_day_data"),
    path("events/<int:event_id>/day/notes/", day_notes, name="event_day_notes"),
    path("events/worker.js", worker, name="event_worker"),
]
