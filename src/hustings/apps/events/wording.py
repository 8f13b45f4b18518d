"""Reasons to talk to somebody or to join something, good questions and when an event is, in words for all doors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.engine.ranking import Reason

GROUND: dict[str, Promise] = {
    "organisation": _("both at %(name)s"),
    "school": _("both studied at %(name)s"),
    "skill": _("both know about %(name)s"),
    "place": _("both from %(name)s"),
}


def question(code: str, facts: Mapping[str, str]) -> str:
    """The one good question to ask; codes are those of engine.events.question_for."""
    words = {
        "about_their_message": gettext("You wrote to us and we have not answered yet: what would help you most?"),
        "about_our_promise": gettext("We promised: %(promise)s. Is that still what you need?"),
        "about_their_need": gettext("How far have you come with %(need)s?"),
        "what_would_it_take": gettext("What would you have to see before you could support this?"),
        "about_their_talk": gettext("What surprised you most while you prepared “%(topic)s”?"),
        "about_common_ground": gettext("How do you look back on %(common)s today?"),
        "what_changed": gettext("What has changed for you since we last talked?"),
        "what_are_you_working_on": gettext("What are you working on that nobody asks you about?"),
    }
    return words[code] % facts


def why(reason: Reason) -> str:
    """A reason to talk to somebody, or to go somewhere, as a phrase."""
    facts = reason.facts
    count = int(facts.get("count", "0"))
    match reason.code:
        case "promise_open":
            return ngettext("We owe them a promise", "We owe them %(count)d promises", count) % {"count": count}
        case "message_waits":
            return gettext("Their message waits for an answer")
        case "goal_movable":
            return gettext("Matters for the goal and can still be moved")
        case "goal":
            return gettext("Matters for the goal")
        case "speaks":
            return gettext("Speaks here")
        case "introduced":
            return ngettext("One of our people knows them", "%(count)d of our people know them", count) % {"count": count}
        case "gone_quiet":
            return gettext("We have not talked for %(days)s days") % facts
        case "ally":
            return gettext("Close to us")
        case "stakeholders_attend":
            words = ngettext("%(names)s, who matters for a goal", "%(names)s: %(count)d who matter for a goal", count)
            return words % {**facts, "count": count}
        case "allies_attend":
            return ngettext("One of ours: %(names)s", "%(count)d of ours: %(names)s", count) % {**facts, "count": count}
        case "about_goal":
            return gettext("About %(issues)s") % facts
        case "ours_host":
            return gettext("Held by somebody close to us")
    return reason.code


def ground(kind: str, name: str) -> str:
    """What we share with somebody."""
    return str(GROUND[kind]) % {"name": name}


def seconds(count: int) -> str:
    """How long something takes to say."""
    if count < 90:
        return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    return gettext("%(minutes)d min %(seconds)02d s") % {"minutes": count // 60, "seconds": count % 60}


def when(starts_at: datetime | None, ends_at: datetime | None, *, all_day: bool, zone: ZoneInfo) -> str:
    """From when to when an event lasts, in the zone; of whole days only the days."""
    if starts_at is None:
        return gettext("no date yet")
    if all_day:
        first = starts_at.astimezone(UTC).date()
        last = (ends_at - timedelta(microseconds=1)).astimezone(UTC).date() if ends_at else first
        days = (date_format(day, "DATE_FORMAT") for day in ((first,) if last <= first else (first, last)))
        return " – ".join(days)
    begin = starts_at.astimezone(zone)
    text = f"{date_format(begin, 'D, j M Y')}, {date_format(begin, 'TIME_FORMAT')}"
    if ends_at is None:
        return text
    end = ends_at.astimezone(zone)
    day = "" if end.date() == begin.date() else f"{date_format(end, 'D, j M')}, "
    return f"{text} – {day}{date_format(end, 'TIME_FORMAT')}"
