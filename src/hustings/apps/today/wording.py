"""Reasons, actions, channels and outcomes of Today in words, for all doors; codes and facts are those of engine.ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.offers import SOURCES
from hustings.engine.cadence import CLOSE_STRENGTH

Facts = Mapping[str, str]
"""What a reason carries to be said in words. All values are text; dates are ISO 8601, whole or with a time."""

CHANNELS: dict[str, Promise | str] = {
    "linkedin": "LinkedIn",
    "email": _("e-mail"),
    "phone": _("phone"),
    "in_person": _("a meeting"),
    "letter": _("letter"),
    "calendar": _("calendar"),
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "signal": "Signal",
    "other": _("another way"),
}

ACTIONS: dict[str, Promise] = {
    "reply": _("Answer by %(channel)s"),
    "keep_promise": _("Keep a promise, by %(channel)s"),
    "thank": _("Say thank you by %(channel)s"),
    "congratulate": _("Congratulate by %(channel)s"),
    "reconnect": _("Get in touch again by %(channel)s"),
    "decide_invitation": _("Decide on the invitation, on %(channel)s"),
}
ACTIONS_ON_A_NETWORK: dict[str, Promise] = {
    "reply": _("Answer on %(channel)s"),
    "keep_promise": _("Keep a promise, on %(channel)s"),
    "thank": _("Say thank you on %(channel)s"),
    "congratulate": _("Congratulate on %(channel)s"),
    "reconnect": _("Get in touch again on %(channel)s"),
    "decide_invitation": _("Decide on the invitation, on %(channel)s"),
}
NETWORKS = frozenset({"linkedin", "x", "mastodon", "bluesky", "facebook"})

RHYTHMS: dict[str, Promise] = {
    "close_allies": _("a close ally"),
    "network": _("somebody of your network"),
    "acquaintances": _("an acquaintance"),
}

UNANSWERED: dict[str, tuple[Promise, Promise]] = {
    "": (_("Has waited for your answer since %(day)s"), _("Waits for your answer")),
    "question": (_("Asked you a question on %(day)s and has no answer"), _("Asked you a question and has no answer")),
    "ask": (_("Asked you for something on %(day)s and has no answer"), _("Asked you for something and has no answer")),
    "offer": (_("Made you an offer on %(day)s and has no answer"), _("Made you an offer and has no answer")),
    "invitation": (_("Invited you on %(day)s and has no answer"), _("Invited you and has no answer")),
    "complaint": (_("Complained on %(day)s and has no answer"), _("Complained and has no answer")),
}
"""How an unanswered message of each kind of engine.triage is said, with its day and without."""

EVIDENCE: dict[str, Promise] = {
    "message": _("Message"),
    "call": _("Call"),
    "meeting": _("Meeting"),
    "letter": _("Letter"),
    "endorsement": _("Endorsement"),
    "recommendation": _("Recommendation"),
    "introduction": _("Introduction"),
    "new position": _("New position"),
    "promise": _("Promise"),
}

OUTCOMES: dict[str, Promise] = {
    "done": _("done"),
    "not_needed": _("not needed"),
    "wrong": _("wrong reason"),
}


STOPS: dict[str, Promise] = {
    "do_not_contact": _("They do not want to be contacted."),
    "quiet_hours": _("It is a quiet hour."),
    "quiet_day": _("It is a quiet day of the week."),
    "quiet_time": _("It is a quiet time."),
    "per_day": _("Somebody of the team was in touch today."),
    "per_week": _("The team was in touch often enough this week."),
    "per_month": _("The team was in touch often enough this month."),
}
"""Why nobody is to reach out to somebody now, by the codes of engine.limits."""


def reason(code: str, facts: Facts, *, today: date | None = None) -> str:
    """One sentence for a reason, seen from `today` (the viewer's present day where not given).

    A code of a newer version than this one shows as its own words.
    """
    sentence = REASONS.get(code) or next((source.words[code] for source in SOURCES.values() if code in source.words), None)
    return sentence(facts, today or timezone.localdate()) if sentence else code.replace("_", " ").capitalize()


def action(code: str, *, channel: str) -> str:
    """What to do over which channel, as a sentence without its full stop."""
    sentences = ACTIONS_ON_A_NETWORK if channel in NETWORKS else ACTIONS
    own = next((source.actions[code] for source in SOURCES.values() if code in source.actions), "")
    return str(sentences.get(code, own)) % {"channel": channel_name(channel)}


def channel_name(code: str) -> str:
    """The name of a channel; a channel without a name of its own shows its code."""
    return str(CHANNELS.get("calendar" if code == "icalendar" else code, code))


def reach(channel: str) -> str:
    """The text of the link that opens the channel with somebody."""
    if channel == "email":
        return gettext("Write the e-mail")
    if channel == "phone":
        return gettext("Call")
    return gettext("Open on %(channel)s") % {"channel": channel_name(channel)}


def outcome(state: str, until: date | None) -> str:
    """What became of an item of the list."""
    if state == "later" and until:
        return gettext("not before %(day)s") % {"day": on_day(until)}
    return str(OUTCOMES.get(state, state))


def stop(code: str, until: date | None) -> str:
    """Why nobody is to reach out to somebody now, and from which day on it may be."""
    said = str(STOPS[code])
    return gettext("%(why)s Not before %(day)s.") % {"why": said, "day": on_day(until)} if until else said


def evidence_title(title: str) -> str:
    """What a piece of evidence is: its subject as it stands, or the name of its kind."""
    return str(EVIDENCE.get(title, title))


def on_day(value: date, today: date | None = None) -> str:
    """A day as text: without the year where it is that of today."""
    this_year = value.year == (today or timezone.localdate()).year
    return formats.date_format(value, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")


def _unanswered_message(facts: Facts, today: date) -> str:
    day = _since(facts, today)
    with_day, without = UNANSWERED.get(facts.get("kind", ""), UNANSWERED[""])
    sentence = str(with_day) % {"day": day} if day else str(without)
    if not facts.get("subject"):
        return sentence
    return gettext("%(sentence)s: “%(subject)s”") % {"sentence": sentence, "subject": facts["subject"]}


def _promise_due(facts: Facts, today: date) -> str:
    due = _date(facts.get("due"))
    names = {"text": facts.get("text", ""), "due": on_day(due, today) if due else gettext("a day not set")}
    if due and due < today:
        return gettext("You promised: %(text)s. It was due on %(due)s") % names
    if due == today:
        return gettext("You promised: %(text)s. It is due today") % names
    return gettext("You promised: %(text)s. It is due on %(due)s") % names


def _thanks_owed(facts: Facts, today: date) -> str:
    names = {"day": _since(facts, today), "skill": facts.get("skill", ""), "text": facts.get("text", "")}
    if facts.get("kind") == "recommendation":
        sentence = _either(names["day"], gettext("Recommended you on %(day)s"), gettext("Recommended you"))
    elif facts.get("kind") == "introduction":
        sentence = _either(names["day"], gettext("Introduced you to somebody on %(day)s"), gettext("Introduced you to somebody"))
    elif facts.get("kind") == "endorsement" and names["skill"]:
        sentence = _either(names["day"], gettext("Endorsed you for %(skill)s on %(day)s"), gettext("Endorsed you for %(skill)s"))
    elif facts.get("kind") == "endorsement":
        sentence = _either(names["day"], gettext("Endorsed you on %(day)s"), gettext("Endorsed you"))
    elif facts.get("kind") == "yes" and names["text"]:
        sentence = gettext("Said yes to what you asked for (%(text)s)")
    elif names["text"]:
        sentence = gettext("Did you a favour (%(text)s)")
    else:
        sentence = gettext("Did something for you")
    return gettext("%(sentence)s and was not thanked") % {"sentence": sentence % names}


def _new_position(facts: Facts, today: date) -> str:
    names = {"title": facts.get("title", ""), "organisation": facts.get("organisation", ""), "day": _since(facts, today)}
    if names["title"] and names["organisation"]:
        sentence = _either(
            names["day"],
            gettext("%(title)s at %(organisation)s since %(day)s"),
            gettext("New position: %(title)s at %(organisation)s"),
        )
    elif names["title"]:
        sentence = _either(names["day"], gettext("%(title)s since %(day)s"), gettext("New position: %(title)s"))
    elif names["organisation"]:
        sentence = _either(
            names["day"], gettext("At %(organisation)s since %(day)s"), gettext("New position at %(organisation)s")
        )
    else:
        sentence = gettext("Has a new position")
    return sentence % names


def _birthday(facts: Facts, today: date) -> str:
    day = facts.get("day", "")
    if day in ("", f"{today:%m-%d}"):
        return gettext("Has a birthday today")
    # The year is of no matter; a leap year knows every day.
    written = formats.date_format(date.fromisoformat(f"2000-{day}"), "MONTH_DAY_FORMAT")
    return gettext("Birthday on %(day)s") % {"day": written}


def _cadence_overdue(facts: Facts, today: date) -> str:
    names = _rhythm(facts, today)
    if not names["last"]:
        return gettext("No contact for too long")
    if not names["who"]:
        return gettext("Last contact %(last)s, which is too long") % names
    return gettext("Last contact %(last)s, too long for %(who)s") % names


def _cadence_due(facts: Facts, today: date) -> str:
    names = _rhythm(facts, today)
    if not names["last"]:
        return gettext("Time to be in touch again")
    if not names["who"]:
        return gettext("Last contact %(last)s, time to be in touch again") % names
    return gettext("Last contact %(last)s, time again for %(who)s") % names


def _rhythm(facts: Facts, today: date) -> dict[str, str]:
    last = _date(facts.get("last"))
    return {"last": _distance(last, today) if last else "", "who": str(RHYTHMS.get(facts.get("segment", ""), ""))}


def _invitation_pending(facts: Facts, today: date) -> str:
    day = _since(facts, today)
    sentence = _either(
        day, gettext("Asked to connect on %(day)s and waits for a decision"), gettext("Asked to connect and waits for a decision")
    )
    return sentence % {"day": day}


def _closeness(facts: Facts, today: date) -> str:
    strength = float(facts.get("strength", 1))
    if strength >= CLOSE_STRENGTH:
        return gettext("You two are close")
    return gettext("You know each other well") if strength >= 0.5 else gettext("You are in touch with each other")


REASONS: dict[str, Callable[[Facts, date], str]] = {
    "unanswered_message": _unanswered_message,
    "promise_due": _promise_due,
    "thanks_owed": _thanks_owed,
    "new_position": _new_position,
    "birthday": _birthday,
    "cadence_overdue": _cadence_overdue,
    "cadence_due": _cadence_due,
    "invitation_pending": _invitation_pending,
    "closeness": _closeness,
}


def _either(known: str, sentence: str, without: str) -> str:
    return sentence if known else without


def _since(facts: Facts, today: date) -> str:
    since = _date(facts.get("since"))
    return on_day(since, today) if since else ""


def _date(value: str | None) -> date | None:
    """The day of an ISO date or moment in the viewer's zone; None where there is none or it is only part of a date."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return timezone.localtime(moment).date() if moment.tzinfo else moment.date()


def _distance(since: date, today: date) -> str:
    days = (today - since).days
    if days < 60:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days < 730:
        months = days // 30
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    return ngettext("%(count)d year ago", "%(count)d years ago", days // 365) % {"count": days // 365}
