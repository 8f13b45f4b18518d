"""Icons, the navigation, dates as people say them and reasons in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from hustings.apps.outbox.queries import counts
from hustings.web import import_wording, navigation, people_wording, wording

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from icons.svg; it says nothing to screen readers, the text beside it does."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("hustings/icons.svg"), name)


@register.inclusion_tag("_navigation.html", takes_context=True)
def navigation_bar(context: Context) -> dict[str, Any]:
    """The sections that the actor may open, with the current one marked."""
    path = context["request"].path
    actor = context["actor"]
    return {"sections": [(section, section.is_current(path)) for section in navigation.upper(actor)]}


@register.simple_tag(takes_context=True)
def lower_sections(context: Context) -> list[navigation.Shelf]:
    """What stands below every page for this actor, by subject."""
    return list(navigation.lower(context["actor"]))


@register.simple_tag(takes_context=True)
def unsettled_outgoing(context: Context) -> dict[str, int]:
    """How many messages did not leave, or perhaps not; nothing in the outbox itself, which shows them. One query."""
    actor = context["actor"]
    if not actor.may("see_outbox") or context["request"].path == reverse("outbox"):
        return {}
    return {state: number for state, number in counts(actor).items() if number}


@register.simple_tag
def route(name: str, *args: Any) -> str:
    """The address of a route, or nothing where its room is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def allowed(context: Context, permission: str) -> bool:
    """Whether the actor of this page may do it: `{% allowed "work_today" as may_work %}`."""
    return bool(context.get("actor") and context["actor"].may(permission))


@register.filter
def day(value: date | datetime | None) -> str:
    """`today`, `yesterday`, `3 days ago`, `in 2 days`, or the date; within the viewer's zone, exact under the pointer."""
    if value is None:
        return gettext("no date")
    on = _local(value)
    return timed(value, _near((on - timezone.localdate()).days) or wording.on_day(on))


@register.filter
def on_day(value: date | datetime) -> str:
    """The day as it stands after `by`, `until` and `since`: `today`, `tomorrow`, `yesterday` or the date."""
    on = _local(value)
    return timed(value, _named((on - timezone.localdate()).days) or wording.on_day(on))


def timed(value: date | datetime, words: str) -> SafeString:
    """Words about a moment, with the moment itself for machines and under the pointer."""
    moment = timezone.localtime(value) if isinstance(value, datetime) else value
    exact = date_format(moment, "DATETIME_FORMAT" if isinstance(moment, datetime) else "DATE_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words)


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _named(distance: int) -> str:
    return {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}.get(distance, "")


def _near(distance: int) -> str:
    if named := _named(distance):
        return named
    if -7 < distance < 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", -distance) % {"count": -distance}
    if 0 < distance < 7:
        return ngettext("in %(count)d day", "in %(count)d days", distance) % {"count": distance}
    return ""


@register.filter
def reason_text(reason: Any) -> str:
    """A reason (code and facts) as a sentence."""
    return wording.reason(reason.code, reason.facts)


@register.filter
def action_text(item: Any) -> str:
    """What to do with somebody, over which channel, as a sentence."""
    return wording.action(item.action, channel=item.channel)


@register.filter
def channel_text(channel: str) -> str:
    """The name of a channel; of what came by a file alone, what the file is called."""
    name = wording.channel_name(channel)
    return str(people_wording.SOURCES.get(channel, name)) if name == channel else name


@register.filter
def reach_text(item: Any) -> str:
    """The text of the link that opens the item's channel."""
    return wording.reach(item.channel)


@register.filter
def outcome_text(item: Any) -> str:
    """What became of an item."""
    return wording.outcome(item.state, item.until)


@register.filter
def stop_text(item: Any) -> str:
    """Why nobody is to reach out to the person of an item any more today."""
    return wording.stop(item.stop, item.stop_until)


@register.filter
def in_words(code: str) -> str:
    """A code of the audit trail as words: `read_list` as "read list", `person:243` as "person 243"."""
    return code.replace("_", " ").replace(":", " ")


@register.filter
def evidence_title(title: str) -> str:
    """What a piece of evidence is."""
    return wording.evidence_title(title)


@register.filter
def undo_step(message: Any) -> str:
    """The undo step that a message offers to take back (`undo:17` among its tags), or nothing."""
    return next((tag.removeprefix("undo:") for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), "")


@register.filter
def outgoing_id(message: Any) -> str:
    """The answer that a message offers to take back (`outgoing:17` among its tags), or nothing."""
    return next((tag.removeprefix("outgoing:") for tag in (message.extra_tags or "").split() if tag.startswith("outgoing:")), "")


@register.filter
def import_state(code: str) -> str:
    """Where an import stands, in words."""
    return import_wording.state(code)
