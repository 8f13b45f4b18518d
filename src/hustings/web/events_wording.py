"""Events in words: kinds, answers, reasons to talk to somebody or to join something, and the good questions."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.events.queries import FollowUpRow
from hustings.apps.today.wording import STOPS

KINDS: dict[str, Promise] = {
    "conference": _("Conference"),
    "rally": _("Rally"),
    "meeting": _("Meeting"),
    "town_hall": _("Town hall"),
    "fundraiser": _("Fundraiser"),
    "hearing": _("Hearing"),
    "other": _("Event"),
}
ANSWERS: dict[str, Promise | str] = {
    "": "",
    "invited": _("invited"),
    "registered": _("registered"),
    "accepted": _("comes"),
    "tentative": _("perhaps"),
    "declined": _("does not come"),
    "cancelled": _("cancelled"),
    "attended": _("was there"),
    "no_show": _("did not come"),
}
ROLES: dict[str, Promise | str] = {
    "": _("guest"),
    "speaker": _("speaker"),
    "host": _("host"),
    "staff": _("staff"),
    "press": _("press"),
    "official": _("official"),
    "vip": _("guest of honour"),
}
REPEATS: dict[str, Promise] = {
    "": _("Once"),
    "daily": _("Every day"),
    "weekly": _("Every week"),
    "fortnightly": _("Every two weeks"),
    "monthly": _("Every month"),
    "yearly": _("Every year"),
}
DATES_MEANT: dict[str, Promise] = {
    "one": _("Only this date"),
    "following": _("This date and all later ones"),
    "all": _("The whole series"),
}
STATUSES: dict[str, Promise | str] = {
    "": "",
    "confirmed": _("confirmed"),
    "tentative": _("not sure yet"),
    "cancelled": _("cancelled"),
}
JOTTINGS: dict[str, Promise] = {
    "check_in": _("came"),
    "note": _("talked"),
    "promise": _("promised"),
    "card": _("card"),
}
STATES: dict[str, Promise] = {"open": _("open"), "late": _("late"), "done": _("done"), "dropped": _("not needed")}


def elsewhere(starts_at: datetime | None, zone: str, own: ZoneInfo) -> str:
    """The clock time where the event is, if it is another one than ours."""
    if starts_at is None or not zone or zone == own.key:
        return ""
    try:
        there = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ""
    local, ours = starts_at.astimezone(there), starts_at.astimezone(own)
    if local.utcoffset() == ours.utcoffset():
        return ""
    return gettext("%(time)s there (%(zone)s)") % {"time": date_format(local, "TIME_FORMAT"), "zone": zone.replace("_", " ")}


def held_up(row: FollowUpRow) -> str:
    """Why nobody is to write today, and from when on somebody may; empty where nothing stands against it."""
    if not row.stop or row.do_not_contact:
        return ""
    why = str(STOPS[row.stop])
    if row.open_from is None:
        return why
    return gettext("%(why)s Write from %(day)s on.") % {"why": why, "day": date_format(row.open_from, "DATE_FORMAT")}


def draft(row: FollowUpRow, *, ours: str) -> str:
    """A first draft of a follow-up: the event, what it was about and what we promised; it leaves the rest to the member."""
    about, promised = " ".join(row.about.split()), "; ".join(" ".join(each.split()) for each in row.promised)
    said = [gettext("it was good to talk at %(event)s.") % {"event": row.event}]
    if about:
        said.append(gettext("We talked about this: %(about)s") % {"about": about})
    parts = [gettext("Hello %(name)s,") % {"name": row.person.split(" ")[0]}, " ".join(said)]
    if promised:
        parts.append(gettext("I promised you: %(promised)s") % {"promised": promised})
    return "\n\n".join([*parts, f"\n{ours}"])
