"""What the page of a person shows of care: occasions, quiet times, and why nobody is to reach out now."""

from __future__ import annotations

from typing import Any

from hustings.apps.people.occasions_offered import KINDS
from hustings.apps.people.queries.hearing import heard_milestones
from hustings.apps.people.queries.limits import contact_stops, quiet_times
from hustings.apps.today.wording import STOPS
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest


def care_context(request: MemberRequest, person_id: int) -> dict[str, Any]:
    """What the page of a person shows of this module."""
    now = utc_now()
    stop = contact_stops(request.actor, [person_id], now=now).get(person_id)
    shown = stop is not None and stop.code not in ("do_not_contact", "quiet_hours")
    return {
        "occasion_kinds": KINDS.items(),
        "heard": heard_milestones(request.actor, person_id, now=now),
        "quiet": quiet_times(request.actor, now=now, person_id=person_id),
        "stop": stop if shown else None,
        "stop_said": STOPS[stop.code] if shown and stop else "",
        "ask_vouch": request.GET.get("ask") == "vouch",
    }
