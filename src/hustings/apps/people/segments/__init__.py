"""Segments of people and of organisations: what they can be asked about, and whom they mean, asked anew each time.

    matching(actor, "tag = volunteer and city = Ely and last touch before 90 days ago")

Rooms above register their fields (`register_fields`, `register_things`) when they are ready.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_organisations
from hustings.apps.people.models import Organisation, Person
from hustings.apps.people.segments import (  # noqa: F401 - the last four register the room's own
    asking,
    own_fields,
    own_organisations,
    own_places,
    own_things,
)
from hustings.apps.people.segments.asking import About, Scope
from hustings.apps.people.segments.compiling import ASKED_BY_NAME, SAVED, all_fields, compiled, field_of, visible_segments
from hustings.apps.people.segments.fields import (
    FIELDS,
    THINGS,
    THINGS_OF,
    Field,
    Thing,
    ThingField,
    register_fields,
    register_things,
    yes_field,
)
from hustings.apps.people.segments.planning import PAGE, planned
from hustings.engine.segments import Condition, Expression, all_of, parse
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound

MOST_COUNTED = 10_000


def matching(
    actor: Actor, asked: str | Expression, *, wanted: int | None = PAGE, now: datetime | None = None
) -> QuerySet[Person]:
    """The people whom a text or a tree means, of those that the actor may see; the caller orders them.

    `wanted` is about how many will be read, None for all: it only decides how the data base goes about it. Raises WrongInput,
    which says where in the text the slip is (engine.segments.WrongText).
    """
    actor.require("see_people")
    return planned(actor, compiled(Scope(actor, now or utc_now()), asked), wanted=wanted)


def matching_organisations(actor: Actor, asked: str | Expression, *, now: datetime | None = None) -> QuerySet[Organisation]:
    """The organisations which a text or a tree means, of those that the actor may see. Raises as `matching`."""
    test = compiled(Scope(actor, now or utc_now(), about="organisations"), asked).test
    return visible_organisations(actor).filter(test)


def joined(actor: Actor, *, where: str = "", saved: int | None = None, about: About = "people") -> str | Expression | None:
    """What a list is asked: a text, a saved segment by its number, or both; None for neither.

    Raises NotFound for a saved segment that the actor may not use or that is about something else, WrongInput for a text that
    is none.
    """
    if saved is None:
        return where if where.strip() else None
    held = visible_segments(actor, about=about).filter(pk=saved).first()
    if held is None:
        raise NotFound("There is no such segment.")
    named = Condition(SAVED, "=", (held.name,))
    return named if not where.strip() else all_of((named, parse(where)))


def check(
    actor: Actor,
    asked: str | Expression,
    *,
    now: datetime | None = None,
    within: tuple[str, ...] = (),
    about: About = "people",
) -> None:
    """Raises WrongInput where a text or a tree cannot be asked."""
    actor.require("see_people")
    compiled(Scope(actor, now or utc_now(), within=within, about=about), asked)


def counted(
    actor: Actor,
    asked: str | Expression,
    *,
    most: int | None = MOST_COUNTED,
    now: datetime | None = None,
    about: About = "people",
) -> int | None:
    """How many people or organisations are meant; None for more than `most`. With `most` None it counts to the end."""
    if about == "organisations":
        found: QuerySet[Any, Any] = matching_organisations(actor, asked, now=now).order_by()
    else:
        found = matching(actor, asked, wanted=most, now=now).order_by()
    number = (found if most is None else found[: most + 1]).count()
    return number if most is None or number <= most else None


__all__ = [
    "ASKED_BY_NAME",
    "FIELDS",
    "MOST_COUNTED",
    "PAGE",
    "SAVED",
    "THINGS",
    "THINGS_OF",
    "About",
    "Field",
    "Thing",
    "ThingField",
    "all_fields",
    "asking",
    "check",
    "counted",
    "field_of",
    "joined",
    "matching",
    "matching_organisations",
    "register_fields",
    "register_things",
    "visible_segments",
    "yes_field",
]
