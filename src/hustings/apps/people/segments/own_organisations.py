"""What organisations can be asked about: their own facts, and through `has person` everything about the people there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.models import Position, SourceRecord
from hustings.apps.people.segments import asking, own_parts
from hustings.apps.people.segments.asking import Comparison, Part, Scope
from hustings.apps.people.segments.fields import Field, Phrase, Thing, ThingField, register_fields, register_things, row_field

WHAT = _("What it is")


def _column(
    key: str, label: Any, comparison: Comparison, *, phrases: Mapping[str, Phrase] | None = None, also: tuple[str, ...] = ()
) -> Field:
    """A field that stands in a column of the organisation."""

    def part(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        return Part(comparison.ask(scope, operator, values))

    return Field(key, label, WHAT, comparison.type, comparison.operators, part, comparison.choices, phrases or {}, also=also)


def _in_sight(scope: Scope) -> Q:
    """Positions of people whom the actor may see."""
    return Q() if scope.actor.may("see_all_people") else Q(person__assigned_to_id=scope.actor.member_id)


register_fields(
    _column(
        "name", _("name"), asking.text("name"),
        phrases={"=": (_("are called %(value)s"), _("are not called %(value)s")),
                 "contains": (_("have %(value)s in their name"), _("do not have %(value)s in their name"))},
    ),
    _column("website", _("website"), asking.text("website")),
    _column(
        "followed", _("day of being followed"), asking.day("followed_at", moments=True), also=("follow",),
        phrases={"": (_("were followed by us %(operator)s %(value)s"), _("were not followed by us %(operator)s %(value)s")),
                 "known": (_("are followed by us"), _("are not followed by us"))},
    ),
    _column("added", _("day of being added"), asking.day("created_at", moments=True),
            phrases={"": (_("were added %(operator)s %(value)s"), _("were not added %(operator)s %(value)s"))}),
    row_field(
        "source", _("source"), WHAT, SourceRecord, Comparison("choice", ("=",), own_parts.by_reader, own_parts.readers_of),
        only=lambda scope: Q(kind="organisation"), person="organisation_id",
        phrases={"=": (_("come from %(value)s"), _("do not come from %(value)s"))},
    ),
    about="organisations",
)  # fmt: skip
register_things(
    Thing(
        "person", _("somebody whom we know"), _("people whom we know"), Position,
        (
            ThingField("title", _("title"), asking.text("title")),
            ThingField("current", _("still there"), asking.yes(Q(current=True))),
            ThingField("workplace", _("place of work"), asking.text("location")),
        ),
        only=_in_sight, person="organisation_id", also=("people", "somebody"), through_people=True,
    ),
    about="organisations",
)  # fmt: skip
