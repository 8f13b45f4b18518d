"""What the pages of the inbox need: addresses in plain text as links that show where they lead, and bars drawn on the server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from hustings.web.letters import host_of

register = template.Library()

_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x20]{1,2000}[^\s<>\"'.,;:!?)\]\x00-\x20]", re.IGNORECASE)


@register.filter
def linked(text: str) -> SafeString:
    """Plain text with its addresses as links. The address itself is the text of the link, so that it shows where it leads."""
    pieces, position = [], 0
    for found in _LINK.finditer(text):
        pieces.append(escape(text[position : found.start()]))
        pieces.append(_link(found.group()))
        position = found.end()
    pieces.append(escape(text[position:]))
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped


def _link(address: str) -> SafeString:
    host = host_of(address)
    if not host:
        return escape(address)
    spoken = (urlsplit(address).hostname or "").casefold()
    shown = format_html(' <span class="small muted">[{}]</span>', host) if host != spoken else ""
    return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>{1}', address, shown)


@register.simple_tag
def share_bar(share: float | None) -> SafeString:
    """A share as a bar; the number stands beside it."""
    width = 0 if share is None else round(max(0.0, min(1.0, share)) * 120, 1)
    return format_html(
        '<svg class="share" viewBox="0 0 120 10" width="120" height="10" aria-hidden="true">'
        '<rect class="all" x="0" y="2" width="120" height="6"/><rect x="0" y="2" width="{}" height="6"/></svg>', width,
    )  # fmt: skip


@register.simple_tag
def columns(series: list[tuple[str, int, int]], label: str) -> SafeString:
    """Columns over time: for each (name, whole, part) one column with its part filled. The table beside says the same."""
    if not series:
        return SafeString("")
    step, high = 24, 120
    most = max(max(whole for _, whole, _ in series), 1)
    bars = format_html_join(
        "", '<g><title>{0}: {2} / {1}</title><rect class="all" x="{3}" y="{4}" width="16" height="{5}"/>'
        '<rect x="{3}" y="{6}" width="16" height="{7}"/></g>',
        (
            (name, whole, part, at * step + 4, f"{high - whole * 110 / most:.1f}", f"{whole * 110 / most:.1f}",
             f"{high - part * 110 / most:.1f}", f"{part * 110 / most:.1f}")
            for at, (name, whole, part) in enumerate(series)
        ),
    )  # fmt: skip
    few = len(series) <= 10
    names = format_html_join(
        "", '<text x="{}" y="134" text-anchor="middle">{}</text>',
        ((at * step + 12, name.partition("-")[2]) for at, (name, _, _) in enumerate(series) if few),
    )  # fmt: skip
    # Text inside a drawing shrinks with it: of many columns the first and the last are named below instead.
    ends = "" if few else format_html('<span class="ends"><span>{}</span><span>{}</span></span>', series[0][0], series[-1][0])
    return format_html(
        '<svg class="columns" viewBox="0 0 {0} {4}" role="img" aria-label="{1}" preserveAspectRatio="xMinYMid meet">'
        '<line x1="0" y1="120" x2="{0}" y2="120"/>{2}{3}</svg>{5}', max(len(series) * step, 120), label, bars, names,
        140 if few else 122, ends,
    )  # fmt: skip


@register.filter
def percentage(share: object) -> str:
    """A share in words: a whole percentage, or that nothing is known."""
    value = getattr(share, "share", share)
    return gettext("unknown") if not isinstance(value, int | float) else f"{round(value * 100)}%"


@register.filter
def duration(value: object) -> str:
    """How long something takes, roughly, in minutes, hours or days."""
    seconds = getattr(value, "total_seconds", lambda: None)()
    if seconds is None:
        return gettext("unknown")
    for size, unit in ((86_400, gettext("days")), (3_600, gettext("hours")), (60, gettext("minutes"))):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return gettext("a minute or two")
