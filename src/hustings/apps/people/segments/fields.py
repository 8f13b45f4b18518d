"""The registry of what segments can ask about: fields of people, and things that people have with fields of their own.

Rooms above register theirs in `ready`, as they register pointers to people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Person
from hustings.apps.people.segments.asking import About, Choices, Comparison, Part, Scope, Type, is_yes
from hustings.engine.segments import WrongText

Label = Promise | str
Phrase = tuple[Label, Label]
"""What follows "people who" where a condition holds and where it does not; `%(value)s` stands for the values."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something to ask about people. `key` is its name in texts; `phrases` by operator, "" for all others."""

    key: str
    label: Label
    group: Label
    type: Type
    operators: tuple[str, ...]
    part: Callable[[Scope, str, tuple[str, ...]], Part]
    choices: Callable[[Actor], Choices] | None = None
    phrases: Mapping[str, Phrase] = attribute(default_factory=dict)
    permission: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingField:
    """A field of a thing that people have."""

    key: str
    label: Label
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Thing:
    """Rows that point to people or organisations. `label` follows "have"; `listable` says that an index lists them.

    Of rows that also name a person, `through_people`, everything can be asked that can be asked about that person.
    """

    key: str
    label: Label
    plural: Label
    model: type[Model]
    fields: tuple[ThingField, ...]
    only: Callable[[Scope], Q] = lambda scope: Q()
    person: str = "person_id"
    listable: bool = False
    permission: str = ""
    also: tuple[str, ...] = ()
    through_people: bool = False

    def part(self, scope: Scope, condition: Q, *, least: int = 1) -> Part:
        """People who have at least so many rows for which the condition holds."""
        wanted = self.only(scope) & condition
        if least == 1:
            return related(scope, self.model, wanted, person=self.person, listable=self.listable)
        own = self.counted(wanted & Q(**{self.person: OuterRef("pk")}), least)
        rows = self.counted(wanted & Q(workspace_id=scope.workspace_id), least) if self.listable else None
        return Part(Q(Exists(own)), rows)

    def counted(self, wanted: Q, least: int) -> QuerySet[Any, Any]:
        """Ids of people with at least so many rows."""
        rows = self.model._default_manager.filter(wanted).order_by().values(self.person)
        # Somebody with two positions in one place is one of the people there.
        number = Count("person_id", distinct=True) if self.through_people else Count("pk")
        return rows.annotate(segment_count=number).filter(segment_count__gte=least).values(self.person)

    def own(self, key: str) -> ThingField | None:
        """Its own field of this name."""
        return next((each for each in self.fields if each.key == key.casefold()), None)

    def field(self, key: str) -> ThingField:
        """Its own field of this name. Raises WrongText."""
        found = self.own(key)
        if found is not None:
            return found
        raise WrongText(f"There is no {key!r} of a {self.key}. Use one of: {', '.join(each.key for each in self.fields)}")


FIELDS: dict[str, Field] = {}
THINGS: dict[str, Thing] = {}
FIELDS_OF: dict[About, dict[str, Field]] = {"people": FIELDS, "organisations": {}}
THINGS_OF: dict[About, dict[str, Thing]] = {"people": THINGS, "organisations": {}}


def register_fields(*fields: Field, about: About = "people") -> None:
    """Adds fields of people or of organisations; called from each room's `ready`."""
    for each in fields:
        FIELDS_OF[about][each.key] = each


def register_things(*things: Thing, about: About = "people") -> None:
    """Adds things that people or organisations have; called from each room's `ready`."""
    for each in things:
        THINGS_OF[about][each.key] = each


def related(scope: Scope, model: type[Model], condition: Q, *, person: str = "person_id", listable: bool = True) -> Part:
    """People to whom at least one row points for which the condition holds."""
    rows = model._default_manager.filter(condition)
    # Whoever tests one person gets no condition on the workspace: it would tempt SQLite to walk the rows of all.
    listed = rows.filter(workspace_id=scope.workspace_id).order_by().values(person) if listable else None
    return Part(Q(Exists(rows.filter(**{person: OuterRef("pk")}))), listed)


def on_person(scope: Scope, condition: Q, *, listable: bool = False, in_order: bool = False) -> Part:
    """People for whose own row the condition holds."""
    rows = Person.objects.filter(condition, workspace_id=scope.workspace_id).values("pk") if listable else None
    return Part(condition, rows, in_order=in_order)


def column_field(
    key: str,
    label: Label,
    group: Label,
    comparison: Comparison,
    *,
    listable: bool = False,
    in_order: bool = False,
    phrases: Mapping[str, Phrase] | None = None,
    also: tuple[str, ...] = (),
) -> Field:
    """A field that stands in a column of the person; `listable` where an index begins with it, `in_order` if names follow."""

    def part(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        condition = comparison.ask(scope, operator, values)
        ordered = in_order and operator == "=" and len(values) == 1
        return on_person(scope, condition, listable=listable or in_order, in_order=ordered)

    return Field(
        key, label, group, comparison.type, comparison.operators, part, comparison.choices, phrases or {}, also=also
    )  # fmt: skip


def row_field(
    key: str,
    label: Label,
    group: Label,
    model: type[Model],
    comparison: Comparison,
    *,
    only: Callable[[Scope], Q] = lambda scope: Q(),
    person: str = "person_id",
    listable: bool = False,
    phrases: Mapping[str, Phrase] | None = None,
    also: tuple[str, ...] = (),
) -> Field:
    """A field that stands in rows pointing to the person: it holds if it holds for one of them."""

    def part(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        condition = only(scope) & comparison.ask(scope, operator, values)
        return related(scope, model, condition, person=person, listable=listable)

    return Field(
        key, label, group, comparison.type, comparison.operators, part, comparison.choices, phrases or {}, also=also
    )  # fmt: skip


def yes_field(
    key: str,
    label: Label,
    group: Label,
    model: type[Model],
    only: Callable[[Scope], Q],
    *,
    phrases: Phrase,
    person: str = "person_id",
    permission: str = "",
    also: tuple[str, ...] = (),
) -> Field:
    """Whether there is a row pointing to the person."""

    def part(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        there = related(scope, model, only(scope), person=person)
        wanted = {is_yes(value) for value in values}
        if wanted == {True}:
            return there
        return Part(~there.test if wanted == {False} else Q(pk__isnull=False))

    return Field(key, label, group, "yes", ("=",), part, None, {"": phrases}, permission, also)


def thing_of(actor: Actor, key: str, *, about: About = "people") -> Thing:
    """The thing of this name, also in the plural. Raises WrongText for one that is not there or not shown to the actor."""
    wanted, things = key.casefold(), THINGS_OF[about]
    found = next((each for each in things.values() if wanted in (each.key, f"{each.key}s", *each.also)), None)
    if found is None:
        raise WrongText(f"There is nothing called {key!r} that {about} have. Use one of: {', '.join(sorted(things))}")
    if found.permission and not actor.may(found.permission):
        raise WrongText(f"Your role does not show {key!r}")
    return found
