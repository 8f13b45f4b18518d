"""The floor of the Today page: Django with nothing but a view, the indexed SQL for the same rows, and the same template.

Settings and addresses in one module, served by the same web server. No sessions, no sign-in, no headers; one actor for all.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.today_floor_settings"

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
# Only now: an installed app insists on its middleware while Django starts.
settings.MIDDLEWARE = []
application = WSGIHandler()


def page(request: Any) -> Any:
    """The same page, from two statements."""
    from django.http import HttpResponse
    from django.template.loader import render_to_string

    from hustings.web.today import DELAYS, KINDS

    actor = _actor()
    request.actor, request.htmx = actor, False
    items = _items(actor)
    context = {
        "actor": actor, "view": _view(items), "open": items, "dealt": [], "spent": 0, "kinds": KINDS, "delays": DELAYS,
        "promise_day": datetime.now(UTC).date(),
    }  # fmt: skip
    return HttpResponse(render_to_string("today/page.html", context, request))


@cache
def _actor() -> Any:
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of

    return actor_of(Member.objects.select_related("workspace", "user").get(), door="web")


LIST = """SELECT i.id, i.person_id, p.name, p.headline, i.action, i.channel, i.minutes, i.score, i.reasons, i.opening,
    i.opening_language, i.opening_evidence, i.state, i.until
    FROM today_todaylist l JOIN today_todayitem i ON i.list_id = l.id JOIN people_person p ON p.id = i.person_id
    WHERE l.member_id = %s AND l.day = %s ORDER BY i.rank"""


def _items(actor: Any) -> list[Any]:
    import json

    from django.db import connection

    from hustings.apps.today.queries import ItemView, ReasonView

    with connection.cursor() as cursor:
        cursor.execute(LIST, [actor.member_id, datetime.now(actor.zone).date()])
        held = cursor.fetchall()
        marks = ", ".join("%s" for _ in held)
        cursor.execute(
            f"SELECT person_id, kind, value FROM people_identity WHERE person_id IN ({marks})", [row[1] for row in held]
        )
        reach = {(person, kind): value for person, kind, value in cursor.fetchall()}
    return [
        ItemView(
            *row[:8],
            tuple(ReasonView(r["code"], r["facts"], r["weight"], tuple(r["evidence"])) for r in json.loads(row[8])),
            *row[9:],
            reach=reach.get((row[1], row[5]), ""),
        )
        for row in held
    ]


def _view(items: list[Any]) -> Any:
    from hustings.apps.today.queries import TodayView

    now = datetime.now(UTC)
    return TodayView(
        day=now.date(), minutes=30, made_at=now, items=tuple(items), waiting=(), done_count=0,
        total_minutes=sum(item.minutes for item in items), explanation="",
    )  # fmt: skip


def _urlpatterns() -> list[Any]:
    from django.urls import path

    from hustings.project.urls import urlpatterns as product

    # The template names the product's addresses; they have to be there, though none but this one is asked for.
    return [path("", page), *product]


urlpatterns = _urlpatterns()
