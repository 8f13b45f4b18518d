"""Dialogue or broadcast: how many of those who wrote were answered, by channel, member and week, with who still waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import path

from hustings.apps.inbox.dialogue import DialogueView
from hustings.apps.inbox.dialogue import dialogue as dialogue_of
from hustings.engine.dialogue import Dialogue
from hustings.kernel.clock import utc_now
from hustings.web.doors import MemberRequest, member_view, render
from hustings.web.people_forms import number_of
from hustings.web.tables import csv_answer
from hustings.web.wording import CHANNELS, channel_name

SPANS = (30, 90, 365, 1_095)
WEEKS = 52
HEADER = (
    "group", "name", "wrote", "people", "answered in 24 hours", "of", "answered in 7 days", "of", "answered ever", "of",
    "median hours to an answer", "depth", "sent", "broadcast",
)  # fmt: skip


@member_view("see_inbox")
def dialogue(request: MemberRequest) -> HttpResponse:
    """The page, with charts and the tables that say the same."""
    view, days, channel = _asked(request)
    context = {
        "view": view, "score": view.score, "days": days, "channel": channel, "spans": SPANS, "channels": CHANNELS,
        "by_channel": [(channel_name(name), score) for name, score in view.by_channel.items()],
        "by_member": [(name, score) for name, score in view.by_member.items() if name],
        "by_week": list(view.by_week.items())[-WEEKS:],
        "weeks": [(name, score.inbound, score.ever.count) for name, score in list(view.by_week.items())[-WEEKS:]],
        "shares": [(name, score.sent, score.broadcast.count) for name, score in list(view.by_week.items())[-WEEKS:]],
    }  # fmt: skip
    return render(request, "dialogue/page.html", context)


@member_view("see_inbox")
def dialogue_csv(request: MemberRequest) -> HttpResponse:
    """The tables as one CSV file."""
    view, _, _ = _asked(request)
    groups: Mapping[str, Mapping[str, Dialogue]] = {
        "all": {"all": view.score}, "channel": view.by_channel, "member": view.by_member, "week": view.by_week,
    }  # fmt: skip
    rows = (_row(kind, name, score) for kind, found in groups.items() for name, score in found.items())
    return csv_answer("dialogue", HEADER, rows)


def _row(kind: str, name: str, score: Dialogue) -> Iterable[Any]:
    median = round(score.median.total_seconds() / 3_600, 2) if score.median is not None else None
    depth = round(score.depth, 2) if score.depth is not None else None
    shares = (score.within_day, score.within_week, score.ever)
    told = [number for share in shares for number in (share.count, share.of)]
    return [kind, name, score.inbound, score.people, *told, median, depth, score.sent, score.broadcast.count]


def _asked(request: MemberRequest) -> tuple[DialogueView, int, str]:
    days = number_of(request.GET.get("days", ""), "days") or 365
    days, channel, now = max(1, min(days, 36_500)), request.GET.get("channel", ""), utc_now()
    return dialogue_of(request.actor, since=now - timedelta(days=days), now=now, channel=channel), days, channel


urlpatterns = [
    path("dialogue/", dialogue, name="dialogue"),
    path("dialogue.csv", dialogue_csv, name="dialogue_csv"),
]
