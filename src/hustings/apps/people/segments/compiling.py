"""From a tree to a condition on people or organisations: names become fields, saved segments are opened, slips are placed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_people
from hustings.apps.people.models import Organisation, Person, SavedSegment
from hustings.apps.people.segments.asking import About, Part, Scope
from hustings.apps.people.segments.custom import custom_field, custom_fields_of
from hustings.apps.people.segments.fields import FIELDS_OF, Field, Thing, thing_of
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
SAVED_ORGANISATIONS = "organisation segment"
ASKED_BY_NAME: frozenset[str] = frozenset({SAVED, SAVED_ORGANISATIONS})
"""Fields whose values are names of saved segments."""
DEEPEST = 10
"""Saved segments that may be opened within each other."""


def field_of(actor: Actor, key: str, *, about: About = "people") -> Field:
    """The field of this name: one of the program's own, or a custom field. Raises WrongText."""
    wanted, fields = key.casefold(), FIELDS_OF[about]
    found = fields.get(wanted) or next((each for each in fields.values() if wanted in each.also), None)
    if about == "people":
        found = found or custom_field(actor.workspace_id, key)
    if found is None:
        raise WrongText(_no_field(actor, key, about))
    if found.permission and not actor.may(found.permission):
        raise WrongText(f"Your role does not show {key!r}")
    return found


def _no_field(actor: Actor, key: str, about: About) -> str:
    if about == "people":
        return f"There is no field {key!r}"
    known = ", ".join(FIELDS_OF[about])
    return f"There is no field {key!r} of organisations. Use one of: {known}. Of people there: has person where ({key} ...)"


def visible_segments(actor: Actor, *, about: About | None = None) -> Any:
    """The saved segments that the actor may use: all, or those about people or about organisations."""
    held = SavedSegment.objects.filter(workspace_id=actor.workspace_id)
    held = held.filter(Q(shared=True) | Q(member_id=actor.member_id))
    return held if about is None else held.filter(about=about)


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
        field = field_of(self.scope.actor, condition.field, about=self.scope.about)
        require_operator(field.key, field.operators, condition)
        return field.part(self.scope, condition.operator, condition.values)

    def saved(self, condition: Condition) -> Part:
        require_operator(SAVED, ("=",), condition)
        return saved_part(self.scope, condition.values)

    def has(self, tree: Has) -> Part:
        thing = thing_of(self.scope.actor, tree.thing, about=self.scope.about)
        condition = Q() if tree.part is None else self.on_rows(thing, tree.part)
        return thing.part(self.scope, condition, least=tree.least)

    def on_rows(self, thing: Thing, tree: Expression) -> Q:
        """The same for what a thing is asked about."""
        if thing.through_people and self.is_of_person(thing, tree):
            return self.on_person(tree)
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

    @staticmethod
    def is_of_person(thing: Thing, tree: Expression) -> bool:
        """Whether one question is about the person that a row names, not about the row."""
        return isinstance(tree, Has) or (isinstance(tree, Condition) and thing.own(tree.field) is None)

    def on_person(self, tree: Expression) -> Q:
        """A question about the person of a row, of those that the actor may see."""
        outer = self.scope
        self.scope = outer.turned("people")
        try:
            test = self.part(tree).test
        finally:
            self.scope = outer
        return Q(Exists(visible_people(outer.actor).filter(test, pk=OuterRef("person_id"))))


def saved_part(scope: Scope, names: Iterable[str]) -> Part:
    """Whoever or whatever is in one of the saved segments of these names. Raises WrongText."""
    return some(scope, tuple(_opened(scope, name) for name in names))


def _opened(scope: Scope, name: str) -> Part:
    key = name.casefold()
    held = {each.name.casefold(): each for each in visible_segments(scope.actor)}
    if key not in held:
        raise WrongText(f"There is no segment {name!r}")
    if held[key].about != scope.about:
        raise WrongText(f"The segment {name!r} is about {held[key].about}, not about {scope.about}")
    if key in scope.within or len(scope.within) >= DEEPEST:
        raise WrongText(f"The segment {name!r} would use itself")
    try:
        return compiled(scope.turned(scope.about, within=(*scope.within, key)), held[key].text)
    except WrongInput as error:
        raise WrongText(f"In the segment {name!r}: {error}") from error


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
    meant: Any = Person if scope.about == "people" else Organisation
    return meant.objects.filter(*others, pk__in=begin.rows, workspace_id=scope.workspace_id).values("pk")


def all_fields(actor: Actor, *, about: About = "people") -> list[Field]:
    """The fields that the actor may ask about, those of the workspace's own last."""
    own = [each for each in FIELDS_OF[about].values() if not each.permission or actor.may(each.permission)]
    return [*own, *(custom_fields_of(actor.workspace_id) if about == "people" else ())]
