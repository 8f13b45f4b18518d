"""How pages about people say what is stored: words, dates as far as known, and the bars of a sum of reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hustings.apps.invitations import wording as invitation_wording
from hustings.web import people_wording as words
from hustings.web.templatetags.hustings import timed

register = template.Library()
TABLES = {
    "segment": words.SEGMENTS,
    "rhythm": words.RHYTHMS,
    "order": words.ORDERS,
    "source": words.SOURCES,
    "identity": words.IDENTITIES,
    "kind": words.KINDS,
    "vouch": words.VOUCHES,
    "consent": words.CONSENTS,
    "consent_channel": words.CONSENT_CHANNELS,
    "support": words.SUPPORTS,
    "part": words.PARTS,
    "reply": words.REPLY_KINDS,
    "occasion": words.OCCASIONS,
    "confidence": words.CONFIDENCES,
    "linkage": words.LINKAGE,
    "lesson_why": words.LESSON_WHY,
    "lesson_outcome": words.LESSON_OUTCOME,
    "field": words.FIELDS,
}


@register.filter
def said(code: str | int, table: str) -> str:
    """A code in words: `{{ person.segment|said:"segment" }}`."""
    return words.name_in(TABLES[table], str(code))


@register.filter
def ago(moment: datetime | date | None) -> str:
    """How long ago, roughly; exact under the pointer."""
    return timed(moment, words.ago(moment)) if moment else ""


@register.filter
def due(day: date | None) -> str:
    """When the next touch is due."""
    return words.due(day)


@register.filter
def partial(value: str) -> str:
    """A date as far as it is known."""
    return words.partial_date(value)


@register.filter
def span(row: Any) -> str:
    """From when to when something lasted."""
    return words.span(row.since, row.until, getattr(row, "current", False))


@register.filter
def standing(strength: float | None) -> str:
    """A strength in words."""
    return words.standing(strength)


@register.filter
def percent(value: float | None) -> str:
    """A probability as a whole percentage, never a certainty."""
    if value is None:
        return ""
    if not 0.005 <= value <= 0.995:
        return gettext("under 1%") if value < 0.5 else gettext("over 99%")
    return f"{round(value * 100)}%"


@register.filter
def signed(value: float) -> str:
    """A weight with its sign, in one decimal."""
    return f"{value:+.1f}".replace("-", "\N{MINUS SIGN}")


@register.simple_tag
def falls(rows: Any, attribute: str = "weight") -> list[tuple[Any, SafeString]]:
    """Each row of a sum with its bar: it begins where the row before ended, so that the eye can follow to the total."""
    edges, total = [0.0], 0.0
    for row in rows:
        total += getattr(row, attribute)
        edges.append(total)
    low, high = min(edges), max(edges)
    scale = 120 / ((high - low) or 1)
    return [(row, _bar(edges[at], edges[at + 1], low, scale)) for at, row in enumerate(rows)]


def _bar(begin: float, end: float, low: float, scale: float) -> SafeString:
    left, width = (min(begin, end) - low) * scale, max(abs(end - begin) * scale, 1)
    return format_html(
        '<svg class="fall {}" viewBox="0 0 121 10" width="121" height="10" aria-hidden="true">'
        '<line x1="{}" y1="0" x2="{}" y2="10"/><rect x="{}" y="2" width="{}" height="6"/></svg>',
        "up" if end >= begin else "down", *(f"{number:.1f}" for number in (-low * scale, -low * scale, left, width)),
    )  # fmt: skip


@register.filter
def answer_for(action: str, direction: str) -> str:
    """For which action an answer that is ready is meant."""
    return invitation_wording.answer_words(action, direction)


@register.filter
def advised(action: str, direction: str) -> str:
    """What is proposed for an invitation."""
    return invitation_wording.action_words(action, direction)


@register.filter
def advice_reason(reason: Any) -> str:
    """Why it is proposed, as a clause."""
    return invitation_wording.reason_words(reason)


@register.filter
def of(words: Mapping[str, Any], code: str) -> str:
    """The word for a code in a table of words."""
    return str(words.get(code, code))
