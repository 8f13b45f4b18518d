"""Words of the workspace's own: tags, custom fields, and what a list of people can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.models import CustomField, CustomValue, Segment, Source, Tag


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and on how many people it is, of those that the actor may see."""

    id: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """A custom field, with a person's value where a person was asked about."""

    id: int
    name: str
    type: str
    choices: tuple[str, ...]
    value: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of people can be narrowed by: segments and tags by name, readers of sources, members by id and name."""

    segments: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    members: tuple[tuple[int, str], ...]


def tags_of(actor: Actor) -> tuple[TagCount, ...]:
    """The tags of the workspace, by name. For a volunteer those on people assigned to them."""
    actor.require("see_people")
    mine = Q() if actor.may("see_all_people") else Q(person_tags__person__assigned_to_id=actor.member_id)
    held = Tag.objects.filter(workspace_id=actor.workspace_id).annotate(people=Count("person_tags", filter=mine))
    rows = (TagCount(tag.pk, tag.name, tag.people) for tag in held.order_by("name", "id"))
    return tuple(row for row in rows if row.people or actor.may("see_all_people"))


def custom_fields(actor: Actor) -> tuple[FieldView, ...]:
    """The custom fields of the workspace, by name, with the number of people who have a value."""
    actor.require("see_people")
    held = CustomField.objects.filter(workspace_id=actor.workspace_id).annotate(people=Count("values")).order_by("name", "id")
    return tuple(FieldView(row.pk, row.name, row.type, tuple(row.choices), people=row.people) for row in held)


def values_of(actor: Actor, person_id: int) -> tuple[FieldView, ...]:
    """All custom fields with a person's values. Two queries; the caller has checked that the actor may see the person."""
    values = dict(CustomValue.objects.filter(person_id=person_id).values_list("field_id", "value"))
    held = CustomField.objects.filter(workspace_id=actor.workspace_id).order_by("name", "id")
    return tuple(FieldView(row.pk, row.name, row.type, tuple(row.choices), values.get(row.pk, "")) for row in held)


def members_of(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Active members as (id, name), by name."""
    actor.require("see_people")
    held = Member.objects.filter(workspace_id=actor.workspace_id, is_active=True).order_by("name", "id")
    return tuple(held.values_list("id", "name"))


def filters_of(actor: Actor) -> Filters:
    """The choices for the list of people. Three small queries."""
    actor.require("see_people")
    tags = Tag.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("see_all_people"):
        tags = tags.filter(person_tags__person__assigned_to_id=actor.member_id).distinct()
    readers = Source.objects.filter(workspace_id=actor.workspace_id).values_list("reader", flat=True).distinct()
    return Filters(
        segments=tuple(Segment.values),
        tags=tuple(tags.order_by("name").values_list("name", flat=True)),
        sources=tuple(sorted(readers)),
        members=members_of(actor) if actor.may("see_all_people") else (),
    )
