"""How conditions are asked of the data base: comparisons of columns, and the two forms that each condition has.

A condition is a test on one person (`Part.test`) and, where an index can list them, the ids of all whom it holds for
(`Part.rows`), so that a rare one can be begun with (planning).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.models import Tag, TagAlias
from hustings.apps.people.segments import spelling  # noqa: F401 - it registers the lookups
from hustings.engine.linkage.folding import fold
from hustings.engine.segments import WrongText, days_of, span_of

About = Literal["people", "organisations"]
"""What a segment is about."""
Type = Literal["text", "number", "day", "choice", "yes", "length"]
Choices = Sequence[tuple[str, "Promise | str"]]
LONGEST = 500
"""Letters of a text that is compared; the data base takes no longer patterns."""
TEXT = ("=", "contains", "begins with", "known")
NUMBER = ("=", "<", "<=", ">", ">=", "known")
DAY = ("=", "before", "since", "after", "until", "known")
_OPEN = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
YES_WORDS = {"yes": True, "no": False}


class Scope:
    """Who asks, about what and when, and which saved segments are being opened within each other."""

    def __init__(self, actor: Actor, now: datetime, *, within: tuple[str, ...] = (), about: About = "people") -> None:
        self.actor, self.now, self.within, self.about = actor, now, within, about

    def turned(self, about: About, *, within: tuple[str, ...] | None = None) -> Scope:
        """The same question about something else, or within further segments."""
        return Scope(self.actor, self.now, within=self.within if within is None else within, about=about)

    @property
    def workspace_id(self) -> int:
        return self.actor.workspace_id

    @property
    def today(self) -> date:
        return self.now.astimezone(self.actor.zone).date()

    def begin_of(self, day: date) -> datetime:
        """The first moment of a day where the actor is."""
        return datetime.combine(day, time(), self.actor.zone)

    @cached_property
    def members(self) -> dict[str, list[int]]:
        """The ids of members by name without case and accents; also of those who left."""
        found: dict[str, list[int]] = {"me": [self.actor.member_id]}
        for number, name in Member.objects.filter(workspace_id=self.workspace_id).values_list("id", "name"):
            found.setdefault(fold(name), []).append(number)
        return found

    @cached_property
    def tags(self) -> dict[str, list[int]]:
        """The ids of tags by name without case and accents, also by what sources called them before."""
        named = Tag.objects.filter(workspace_id=self.workspace_id).values_list("id", "name")
        others = TagAlias.objects.filter(workspace_id=self.workspace_id).values_list("tag_id", "name")
        found: dict[str, list[int]] = {}
        for number, name in named.union(others):
            found.setdefault(fold(name), []).append(number)
        return found

    def member_ids(self, values: Iterable[str]) -> list[int]:
        """The ids of these members; `me` is whoever asks. Raises WrongText for a name that nobody has."""
        found: list[int] = []
        for value in values:
            if fold(value) not in self.members:
                raise WrongText(f"There is no member {value!r}")
            found += self.members[fold(value)]
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """A condition on people. `parts` are set where it stands for all of several.

    `in_order` says that an index lists these people by name already.
    """

    test: Q
    rows: QuerySet[Any, Any] | None = None
    parts: tuple[Part, ...] = ()
    in_order: bool = False


Ask = Callable[[Scope, str, tuple[str, ...]], Q]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a column or a row is compared: the type of its values, the operators, and the condition on rows."""

    type: Type
    operators: tuple[str, ...]
    ask: Ask
    choices: Callable[[Actor], Choices] | None = field(default=None)


def any_of(conditions: Iterable[Q]) -> Q:
    """At least one of the conditions."""
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def text(*columns: str, known: Q | None = None, operators: tuple[str, ...] = TEXT) -> Comparison:
    """Texts in one of several columns, without regard to case and accents. `known` says when there is one, else: not empty."""
    there = known if known is not None else any_of(~Q(**{column: ""}) for column in columns)

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        if operator == "known":
            return there
        if any(len(value) > LONGEST for value in values):
            raise WrongText(f"Texts of more than {LONGEST} letters cannot be compared")
        return any_of(Q(**{f"{column}__{LOOKUPS[operator]}": value}) for column in columns for value in values)

    return Comparison("text", operators, ask)


LOOKUPS = {"=": "alike", "contains": "alike_contains", "begins with": "alike_begins"}
"""Without regard to case and accents (see spelling)."""


def lowered(value: str) -> list[str]:
    """What LOWER() may make of any spelling of the value's case: SQLite lowers ASCII letters only."""
    forms = (value, value.lower(), value.upper(), value.title(), value.capitalize())
    return list(dict.fromkeys("".join(c.lower() if c.isascii() else c for c in form) for form in forms))


def number_of(value: str) -> Decimal:
    """A number as people write it, also `50%`. Raises WrongText."""
    if _OPEN.fullmatch(value.strip().removesuffix("%")):
        raise WrongText(f"{value!r} can be read in two ways. Write {value.replace(',', '')} or {value.replace(',', '.')}")
    plain = value.strip().replace(",", ".")
    try:
        number = Decimal(plain.removesuffix("%"))
    except InvalidOperation as error:
        raise WrongText(f"{value!r} is no number") from error
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise WrongText(f"{value!r} is no number that can be compared")
    return number / 100 if plain.endswith("%") else number


_NUMERIC = {"=": "", "<": "__lt", "<=": "__lte", ">": "__gt", ">=": "__gte"}


def number(column: str) -> Comparison:
    """Numbers."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        if operator == "known":
            return Q(**{f"{column}__isnull": False})
        return any_of(Q(**{column + _NUMERIC[operator]: float(number_of(value))}) for value in values)

    return Comparison("number", NUMBER, ask)


def span(scope: Scope, value: str) -> tuple[date, date]:
    """The first day that a value means and the first one after. Raises WrongText."""
    found = span_of(value, scope.today)
    if found is None:
        raise WrongText(f"{value!r} is no day. Write 2026-03-31, 2026-03, today, 90 days ago, in 2 weeks or last month")
    return found


def day(column: str, *, moments: bool = False, operators: tuple[str, ...] = DAY) -> Comparison:
    """Days, or moments by the days where the actor is. Rows without one match nothing but "is unknown"."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        if operator == "known":
            return Q(**{f"{column}__isnull": False})
        if operator == "within":
            return within(scope, values[0])
        return any_of(in_span(column, operator, *bounds(scope, value)) for value in values)

    def bounds(scope: Scope, value: str) -> tuple[Any, Any]:
        first, after = span(scope, value)
        return (scope.begin_of(first), scope.begin_of(after)) if moments else (first, after)

    def within(scope: Scope, value: str) -> Q:
        first, after = scope.today, scope.today + timedelta(days=length(value) + 1)
        return Q(**{f"{column}__gte": first, f"{column}__lt": after})

    return Comparison("day", operators, ask)


def in_span(column: str, operator: str, first: Any, after: Any) -> Q:
    """A column before, in or after a span of days."""
    if operator == "before":
        return Q(**{f"{column}__lt": first})
    if operator == "until":
        return Q(**{f"{column}__lt": after})
    if operator == "since":
        return Q(**{f"{column}__gte": first})
    if operator == "after":
        return Q(**{f"{column}__gte": after})
    return Q(**{f"{column}__gte": first, f"{column}__lt": after})


def length(value: str) -> int:
    """A number of days. Raises WrongText."""
    found = days_of(value)
    if found is None or found > 3_660:
        raise WrongText(f"{value!r} is no time that can be counted. Write 14 days or 2 weeks")
    return found


def plain(value: str) -> str:
    """A code or a label as it is compared: `close_allies` and `Close allies` are the same."""
    return " ".join(fold(value).replace("_", " ").replace("-", " ").split())


def chosen(choices: Choices, values: Iterable[str]) -> list[str]:
    """The codes of what was chosen, by code or by label. Raises WrongText for what is no choice."""
    codes = {plain(str(label)): code for code, label in choices} | {plain(code): code for code, _ in choices}
    found = []
    for value in values:
        if plain(value) not in codes:
            raise WrongText(f"{value!r} is none of: {', '.join(code.replace('_', ' ') for code, _ in choices)}")
        found.append(codes[plain(value)])
    return found


def choice(column: str, choices: Choices, *, known: Q | None = None) -> Comparison:
    """One of a few codes."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        return (known or ~Q(**{column: ""})) if operator == "known" else Q(**{f"{column}__in": chosen(choices, values)})

    return Comparison("choice", ("=", "known"), ask, lambda actor: choices)


def yes(condition: Q) -> Comparison:
    """Something that is so or not."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        return any_of(condition if is_yes(value) else ~condition for value in values)

    return Comparison("yes", ("=",), ask)


def is_yes(value: str) -> bool:
    """Whether a value says yes. Raises WrongText for what says neither yes nor no."""
    if value.casefold() not in YES_WORDS:
        raise WrongText("Say yes or no")
    return YES_WORDS[value.casefold()]


def member(column: str, *, nobody: bool = False) -> Comparison:
    """A member by name, `me`, and where `nobody` is allowed nobody."""

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
        empty = Q(**{f"{column}__isnull": True})
        if operator == "known":
            return ~empty
        named = [value for value in values if not (nobody and value.casefold() == "nobody")]
        found = Q(**{f"{column}__in": scope.member_ids(named)}) if named else Q()
        return found | empty if len(named) < len(values) else found

    return Comparison("choice", ("=", "known") if nobody else ("=",), ask, lambda actor: _members(actor, nobody))


def _members(actor: Actor, nobody: bool) -> Choices:
    held = Member.objects.filter(workspace_id=actor.workspace_id, is_active=True).order_by("name", "id")
    names = list(dict.fromkeys(held.values_list("name", flat=True)))
    return [("me", "me"), *([("nobody", "nobody")] if nobody else []), *((name, name) for name in names)]
