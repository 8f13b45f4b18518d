"""The brief of an event in words, and on paper for all doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.briefing import Brief, Talk
from hustings.apps.events.wording import ground, question, seconds, when, why
from hustings.apps.exports.paper import printed
from hustings.apps.today.event_brief import brief_of_event, goal_for

Dated = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF with the name of its file."""

    name: str
    content: bytes


def event_paper(actor: Actor, event_id: int, *, goal: int | None = None, minutes: int | None = None, now: datetime) -> Paper:
    """The brief of an event as a PDF, in the actor's language and zone; goal and minutes as `brief_of_event` takes them.

    Raises WrongInput where WeasyPrint is not installed.
    """
    made = brief_of_event(actor, event_id, goal=goal, minutes=minutes, now=now)
    with timezone.override(actor.zone), translation.override(actor.language):
        _, goal_name = goal_for(actor, goal, now=now)
        html = render_to_string("paper/event_brief.html", brief_shown(actor, made, dated=_day, goal_name=goal_name))
        content = printed(html, sheets=("hustings/brief.css",))
    return Paper(name=f"{slugify(f'{made.event.title} brief') or 'brief'}.pdf", content=content)


def _day(moment: datetime) -> str:
    """On paper a day is a date: what is three days ago when it is printed is four when it is read."""
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def brief_shown(actor: Actor, made: Brief, *, dated: Dated, goal_name: str = "") -> dict[str, Any]:
    """What `paper/_event_brief.html` shows; `dated` says a moment as the page or the paper says it."""
    event = made.event
    return {
        "brief": made,
        "event": event,
        "when": when(event.starts_at, event.ends_at, all_day=event.all_day, zone=actor.zone),
        "seconds": seconds(made.seconds),
        "talks": [_talk_shown(talk, dated) for talk in made.talks],
        "goal_name": goal_name,
    }


def _talk_shown(talk: Talk, dated: Dated) -> dict[str, Any]:
    return {
        "talk": talk,
        "why": [why(reason) for reason in talk.reasons],
        "common": [ground(kind, name) for kind, name in talk.common],
        "question": question(*talk.question),
        "last": dated(talk.last_at) if talk.last_at else "",
        "waiting": [(each.about, dated(each.since)) for each in talk.waiting],
    }
