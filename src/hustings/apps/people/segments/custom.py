"""Custom fields in segments, compared by their types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, FloatField, OuterRef, Q, When
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.models import Beginning, CustomField, CustomValue
from hustings.apps.people.segments import asking
from hustings.apps.people.segments.asking import Choices, Part, Scope, Type, any_of
from hustings.apps.people.segments.fields import FIELDS, Field
from hustings.apps.people.segments.spelling import spellings_held
from hustings.engine.linkage.folding import fold

GROUP = _("Own fields")
PREFIX = "field "
"""Before the name of a custom field that is called like one of the program's own."""
INDEXED = 80
_BEGINNING = "lower(substr(value, 1, 80))"
TYPES: dict[str, tuple[Type, tuple[str, ...]]] = {
    "text": ("text", asking.TEXT),
    "url": ("text", asking.TEXT),
    "number": ("number", asking.NUMBER),
    "date": ("day", (*asking.DAY, "within")),
    "choice": ("choice", ("=", "known")),
    "choices": ("choice", ("=", "known")),
    "yes_no": ("yes", ("=", "known")),
}


def key_of(name: str) -> str:
    """How a custom field is called in texts."""
    taken = {key for each in FIELDS.values() for key in (each.key, *each.also)} | {"segment"}
    return f"{PREFIX}{name}" if name.casefold() in taken or name.casefold().startswith(PREFIX) else name


def custom_fields_of(workspace_id: int) -> list[Field]:
    """The custom fields of a workspace, by name."""
    return [_field(row) for row in CustomField.objects.filter(workspace_id=workspace_id).order_by("name", "id")]


def custom_field(workspace_id: int, key: str) -> Field | None:
    """The custom field of this name."""
    wanted, held = key.casefold(), custom_fields_of(workspace_id)
    exactly = next((each for each in held if wanted in (each.key.casefold(), *each.also)), None)
    return exactly or next((each for each in held if fold(key) in map(fold, (each.key, *each.also))), None)


def _field(row: CustomField) -> Field:
    type, operators = TYPES[row.type]
    choices: Choices = [(choice, choice) for choice in row.choices]
    listed = (lambda actor: choices) if type == "choice" else None
    also = (f"{PREFIX}{row.name}".casefold(),)
    return Field(key_of(row.name), row.name, GROUP, type, operators, _part(row), listed, also=also)


def _part(row: CustomField) -> Callable[[Scope, str, tuple[str, ...]], Part]:
    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        wanted = Q() if operator == "known" else ASKED[row.type](row, scope, operator, values)
        held = CustomValue.objects.filter(wanted, field_id=row.pk)
        # Fields belong to a workspace themselves.
        return Part(Q(Exists(held.filter(person_id=OuterRef("pk")))), held.values("person_id"))

    return ask


def _texts(row: CustomField, scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    if operator != "=":
        return asking.text("value").ask(scope, operator, values)
    forms = spellings_held("people_customvalue", _BEGINNING, "field_id = %s", [row.pk], [value[:INDEXED] for value in values])
    if forms is None or any(len(value) >= INDEXED for value in values):
        return asking.text("value").ask(scope, operator, values)
    return Q(In(Beginning("value"), [form for form in forms if len(form) < INDEXED]))


def _equal(forms: list[str]) -> Q:
    begin = Q(In(Beginning("value"), [form[:INDEXED] for form in forms]))
    return begin if all(len(form) < INDEXED for form in forms) else begin & Q(In(Lower("value"), forms))


def _numbers(row: CustomField, scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    # PostgreSQL may cast before it compares the field, and values of other fields are no numbers.
    figure = Case(When(field_id=row.pk, then=Cast("value", FloatField())), output_field=FloatField())
    return any_of(Q(COMPARED[operator](figure, float(asking.number_of(value)))) for value in values)


def _days(row: CustomField, scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    # Days stand there as ISO dates, which sort like days.
    if operator == "within":
        last = timedelta(days=asking.length(values[0]))
        return Q(value__gte=scope.today.isoformat(), value__lte=(scope.today + last).isoformat())
    spans = [asking.span(scope, value) for value in values]
    return any_of(asking.in_span("value", operator, first.isoformat(), after.isoformat()) for first, after in spans)


def _choices(row: CustomField, scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    wanted = asking.chosen([(choice, choice) for choice in row.choices], values)
    if row.type == "choice":
        return _equal([form for choice in wanted for form in asking.lowered(choice)])
    return any_of(_holds_line(choice) for choice in wanted)


def _holds_line(choice: str) -> Q:
    """One of several choices, which stand on a line each."""
    return (
        Q(value=choice)
        | Q(value__startswith=f"{choice}\n")
        | Q(value__endswith=f"\n{choice}")
        | Q(value__contains=f"\n{choice}\n")
    )


def _yes(row: CustomField, scope: Scope, operator: str, values: tuple[str, ...]) -> Q:
    return _equal(["yes" if asking.is_yes(value) else "no" for value in values])


COMPARED: dict[str, Callable[..., Any]] = {
    "=": Exact, "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual,
}  # fmt: skip
ASKED: dict[str, Callable[..., Q]] = {
    "text": _texts,
    "url": _texts,
    "number": _numbers,
    "date": _days,
    "choice": _choices,
    "choices": _choices,
    "yes_no": _yes,
}
