"""From a tree to a condition on people: names become fields, saved segments are opened, slips are told with their place."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Person, SavedSegment
from hustings.apps.people.segments.asking import Part, Scope
from hustings.apps.people.segments.custom import custom_field, custom_fields_of
from hustings.apps.people.segments.fields import FIELDS, Field, Thing, thing_of
from hustings.engine.segments import (
    All,
    Condition,
    Expression,
    Has,
    Not,
    WrongText,
    parse,
    places_of,
)
from hustings.kernel.errors import WrongInput

SAVED = "segment"
DEEPEST = 10
"""Saved segments that may be opened within each other."""


def field_of(actor: Actor, key: str) -> Field:
    """The field of this name: one of the program's own, or a custom field. Raises WrongText."""
    wanted = key.casefold()
    found = FIELDS.get(wanted) or next((each for each in FIELDS.values() if wanted in each.also), None)
    found = found or custom_field(actor.workspace_id, key)
    if found is None:
        raise WrongText(f"There is no field {key!r}")
    if found.permission and not actor.may(found.permission):
        raise WrongText(f"Your role does not show {key!r}")
    return found


def visible_segments(actor: Actor) -> Any:
    """The saved segments that the actor may use."""
    held = SavedSegment.objects.filter(workspace_id=actor.workspace_id)
    return held.filter(Q(shared=True) | Q(member_id=actor.member_id))


def compiled(scope: Scope, asked: str | Expression) -> Part:
    """The condition that a text or a tree stands for. Raises WrongText, with the place in a text."""
    if not isinstance(asked, str):
        return _Compiler(scope).part(asked)
    tree = parse(asked)
    compiler = _Compiler(scope)
    try:
        return compiler.part(tree)
    except WrongText as error:
        begin, length = places_of(asked)[max(0, compiler.count - 1)]
        shown = asked[begin : begin + length]
        raise WrongText(f"{error} (at letter {begin + 1}, “{shown}”)", position=begin, length=length) from error


class _Compiler:
    """Walks a tree in the order of its text; `count` says how many questions it has come to."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.count = scope, 0

    def part(self, tree: Expression) -> Part:
        if isinstance(tree, Condition):
            self.count += 1
            return self.condition(tree)
        if isinstance(tree, Has):
            self.count += 1
            return self.has(tree)
        if isinstance(tree, Not):
            return Part(~self.part(tree.part).test)
        parts = tuple(self.part(each) for each in tree.parts)
        return every(parts) if isinstance(tree, All) else some(self.scope, parts)

    def condition(self, condition: Condition) -> Part:
        if condition.field.casefold() == SAVED:
            return self.saved(condition)
        field = field_of(self.scope.actor, condition.field)
        require_operator(field.key, field.operators, condition)
        return field.part(self.scope, condition.operator, condition.values)

    def saved(self, condition: Condition) -> Part:
        require_operator(SAVED, ("=",), condition)
        return some(self.scope, tuple(self.opened(name) for name in condition.values))

    def opened(self, name: str) -> Part:
        key = name.casefold()
        held = {each.name.casefold(): each for each in visible_segments(self.scope.actor)}
        if key not in held:
            raise WrongText(f"There is no segment {name!r}")
        if key in self.scope.within or len(self.scope.within) >= DEEPEST:
            raise WrongText(f"The segment {name!r} would use itself")
        inner = Scope(self.scope.actor, self.scope.now, within=(*self.scope.within, key))
        try:
            return compiled(inner, held[key].text)
        except WrongInput as error:
            raise WrongText(f"In the segment {name!r}: {error}") from error

    def has(self, tree: Has) -> Part:
        thing = thing_of(self.scope.actor, tree.thing)
        condition = Q() if tree.part is None else self.on_rows(thing, tree.part)
        return thing.part(self.scope, condition, least=tree.least)

    def on_rows(self, thing: Thing, tree: Expression) -> Q:
        """The same for what a thing is asked about."""
        if isinstance(tree, Condition):
            self.count += 1
            comparison = thing.field(tree.field).comparison
            require_operator(tree.field, comparison.operators, tree)
            return comparison.ask(self.scope, tree.operator, tree.values)
        if isinstance(tree, Has):
            self.count += 1
            raise WrongText(f"A {thing.key} has nothing of its own that could be asked about")
        if isinstance(tree, Not):
            return ~self.on_rows(thing, tree.part)
        parts = [self.on_rows(thing, each) for each in tree.parts]
        return reduce(and_ if isinstance(tree, All) else or_, parts)


def require_operator(key: str, operators: tuple[str, ...], condition: Condition) -> None:
    """Raises WrongText for an operator that the field does not have, or for several values where one is needed."""
    if condition.operator not in operators:
        raise WrongText(f"{key!r} cannot be compared with “{condition.operator}”. Use one of: {', '.join(operators)}")
    if condition.operator not in ("=", "contains", "begins with") and len(condition.values) > 1:
        raise WrongText(f"Give one value after “{condition.operator}”")


def every(parts: tuple[Part, ...]) -> Part:
    """All of the parts hold."""
    flat = tuple(inner for part in parts for inner in (part.parts or (part,)))
    return Part(reduce(and_, (part.test for part in parts)), None, flat)


def some(scope: Scope, parts: tuple[Part, ...]) -> Part:
    """At least one of the parts holds."""
    test = reduce(or_, (part.test for part in parts))
    listed = [rows_of(scope, part) for part in parts]
    if any(rows is None for rows in listed):
        return Part(test)
    first, *others = (rows for rows in listed if rows is not None)
    return Part(test, first.union(*others, all=True) if others else first)


def rows_of(scope: Scope, part: Part) -> Any:
    """Ids of the people for whom a part holds, or None: of several conditions the first that an index lists begins."""
    begin = next((inner for inner in part.parts if inner.rows is not None), None)
    if begin is None:
        return part.rows
    others = [inner.test for inner in part.parts if inner is not begin]
    return Person.objects.filter(*others, pk__in=begin.rows, workspace_id=scope.workspace_id).values("pk")


def all_fields(actor: Actor) -> list[Field]:
    """The fields that the actor may ask about, those of the workspace's own last."""
    own = [each for each in FIELDS.values() if not each.permission or actor.may(each.permission)]
    return [*own, *custom_fields_of(actor.workspace_id)]
