"""The few closest ties of a person to others, for the side of their page."""

from __future__ import annotations

from typing import Any

from django import template

from hustings.apps.network.queries import ties_of
from hustings.kernel.clock import utc_now
from hustings.web import network_wording as words

register = template.Library()
FEW = 5


@register.inclusion_tag("ties/_few.html", takes_context=True)
def few_ties(context: dict[str, Any], person_id: int) -> dict[str, Any]:
    """Whom a person is closest to, apart from us, and the first reason for each."""
    request = context["request"]
    rows = ties_of(request.actor, ("person", person_id), now=utc_now(), limit=FEW)
    told = [(row, words.SIDES[row.sign], words.fact(row.facts[0]) if row.facts else "") for row in rows]
    return {"rows": told, "person_id": person_id, "may_paths": request.actor.may("see_all_people")}
