"""Reasons, actions, channels and outcomes of Today in words, for all doors. No HTML; codes and facts are those of engine.ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

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

OUTCOMES: dict[str, Promise] = {
    "done": _("done"),
    "not_needed": _("not needed"),
    "wrong": _("wrong reason"),
}


def reason(code: str, facts: Facts) -> str:
    """One sentence for a reason. A code of a newer version than this one shows as its own words."""
    sentence = REASONS.get(code)
    return sentence(facts) if sentence else code.replace("_", " ").capitalize()


def action(code: str, *, channel: str) -> str:
    """What to do over which channel, as a sentence without its full stop."""
    sentences = ACTIONS_ON_A_NETWORK if channel in NETWORKS else ACTIONS
    return str(sentences[code]) % {"channel": channel_name(channel)}


def channel_name(code: str) -> str:
    """The name of a channel; a channel without a name of its own shows its code."""
    return str(CHANNELS.get(code, code))


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


def on_day(value: date) -> str:
    """A day as text: without the year where it is this one."""
    this_year = value.year == timezone.localdate().year
    return formats.date_format(value, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")


def _unanswered_message(facts: Facts) -> str:
    since = _ago(facts.get("since"))
    if facts.get("subject"):
        return gettext("“%(subject)s” has waited for your answer since %(since)s") % {"subject": facts["subject"], "since": since}
    return gettext("Has waited for your answer since %(since)s") % {"since": since}


def _promise_due(facts: Facts) -> str:
    due = _date(facts.get("due"))
    names = {"text": facts.get("text", ""), "due": on_day(due) if due else gettext("a day not set")}
    if due and due < timezone.localdate():
        return gettext("You promised: %(text)s. It was due on %(due)s") % names
    return gettext("You promised: %(text)s. It is due on %(due)s") % names


def _thanks_owed(facts: Facts) -> str:
    sentence = {
        "recommendation": gettext("Recommended you and was not thanked"),
        "introduction": gettext("Introduced you to somebody and was not thanked"),
        "endorsement": gettext("Endorsed you and was not thanked"),
    }.get(facts.get("kind", ""), gettext("Did something for you and was not thanked"))
    if facts.get("skill"):
        sentence = gettext("Endorsed you for %(skill)s and was not thanked") % {"skill": facts["skill"]}
    return _with_since(sentence, facts)


def _new_position(facts: Facts) -> str:
    names = {"title": facts.get("title", ""), "organisation": facts.get("organisation", "")}
    if all(names.values()):
        sentence = gettext("New position: %(title)s at %(organisation)s") % names
    elif any(names.values()):
        sentence = gettext("New position: %(what)s") % {"what": "".join(names.values())}
    else:
        sentence = gettext("Has a new position")
    return _with_since(sentence, facts)


def _birthday(facts: Facts) -> str:
    day = _date(facts.get("day"))
    if day and day < timezone.localdate():
        return gettext("Had a birthday on %(day)s") % {"day": on_day(day)}
    return gettext("Has a birthday today")


def _cadence_overdue(facts: Facts) -> str:
    names = _rhythm(facts)
    if not names["last"]:
        return gettext("No contact for too long")
    if not names["who"]:
        return gettext("Last contact %(last)s, which is too long") % names
    return gettext("Last contact %(last)s, too long for %(who)s") % names


def _cadence_due(facts: Facts) -> str:
    names = _rhythm(facts)
    if not names["last"]:
        return gettext("Time to be in touch again")
    if not names["who"]:
        return gettext("Last contact %(last)s, time to be in touch again") % names
    return gettext("Last contact %(last)s, time again for %(who)s") % names


def _rhythm(facts: Facts) -> dict[str, str]:
    last = _date(facts.get("last"))
    return {"last": _distance(last) if last else "", "who": str(RHYTHMS.get(facts.get("segment", ""), ""))}


def _invitation_pending(facts: Facts) -> str:
    return _with_since(gettext("Asked to connect and waits for a decision"), facts)


def _closeness(facts: Facts) -> str:
    return gettext("You two are close")


REASONS: dict[str, Callable[[Facts], str]] = {
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


def _with_since(sentence: str, facts: Facts) -> str:
    since = _date(facts.get("since"))
    return gettext("%(sentence)s, %(since)s") % {"sentence": sentence, "since": on_day(since)} if since else sentence


def _ago(value: str | None) -> str:
    since = _date(value)
    return on_day(since) if since else gettext("a while ago")


def _date(value: str | None) -> date | None:
    """The day of an ISO date or moment in the viewer's zone; None where there is none or it is only part of a date."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return timezone.localtime(moment).date() if moment.tzinfo else moment.date()


def _distance(since: date) -> str:
    days = (timezone.localdate() - since).days
    if days < 60:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if days < 730:
        months = days // 30
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    return ngettext("%(count)d year ago", "%(count)d years ago", days // 365) % {"count": days // 365}
