"""Values of the workspace's own fields: what fits a field's type, and how sources and members share one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from hustings.apps.people.models import CustomField, CustomValue
from hustings.connectors.reading.table_dates import read_day
from hustings.kernel.errors import WrongInput
from hustings.storage import rows

YES = frozenset(["yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "sim", "tak", "da"])
NO = frozenset(["no", "n", "false", "0", "nein", "non", "não", "nie", "net"])


def fields_by_name(workspace_id: int) -> dict[str, CustomField]:
    """The workspace's fields by their names in lower case."""
    return {field.name.casefold(): field for field in CustomField.objects.filter(workspace_id=workspace_id)}


def clean_value(field: CustomField, value: str) -> str:
    """The value in canonical form. Raises WrongInput where it does not fit the field's type."""
    return CLEANED[field.type](field, value)


def _day(field: CustomField, value: str) -> str:
    """A day in any form that can be read in one way only, as ISO date."""
    day = read_day(value, "")
    if day is None:
        two_ways = read_day(value, "day-first") is not None and read_day(value, "month-first") is not None
        why = "can be read in two ways. Write the year first, as in 2026-03-31" if two_ways else "is no date"
        raise WrongInput(f"{value!r} {why}.", field="value")
    return day.isoformat()


_PLAIN = re.compile(r"[+-]?\d*(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_IN_THREES = re.compile(r"([+-]?[1-9]\d{0,2}(?:([., '\u2019])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?")
_OPEN = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def _number(field: CustomField, value: str) -> str:
    """A number as English or other languages write it, with or without signs between thousands."""
    given = re.sub(r"[\u00a0\u202f]", " ", value)
    if _OPEN.fullmatch(given):
        raise WrongInput(
            f"{value!r} can be read in two ways. Write {given.replace(',', '')} or {given.replace(',', '.')}.", field="value"
        )
    grouped = _IN_THREES.fullmatch(given)
    if grouped is not None and grouped[3] != grouped[2] and (grouped[2] != "." or grouped[3] or given.count(".") > 1):
        given = re.sub(r"[., '\u2019]", "", grouped[1]) + (f".{grouped[4]}" if grouped[3] else "")
    try:
        number = Decimal(given.replace(",", ".")) if _PLAIN.fullmatch(given) else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or not -30 < number.adjusted() < 30:
        raise WrongInput(f"{value!r} is no number.", field="value")
    return format(number.normalize(), "f")


def _choice(field: CustomField, value: str) -> str:
    chosen = next((choice for choice in field.choices if choice.casefold() == value.casefold()), None)
    if chosen is None:
        raise WrongInput(f"{value!r} is none of the choices. Choose one of: {', '.join(field.choices)}.", field="value")
    return str(chosen)


def _choices(field: CustomField, value: str) -> str:
    """Several choices, a line each, in the order of the field; given on lines or between semicolons, bars or commas."""
    given = [part.strip() for part in re.split(r"[\n;|]", value) if part.strip()]
    known = {choice.casefold() for choice in field.choices}
    parts = [part for each in given for part in ([each] if each.casefold() in known else each.split(","))]
    chosen = {_choice(field, part.strip()) for part in parts if part.strip()}
    if not chosen:
        raise WrongInput(f"Choose some of: {', '.join(field.choices)}.", field="value")
    return "\n".join(choice for choice in field.choices if choice in chosen)


def _address(field: CustomField, value: str) -> str:
    """A web address; without a scheme it is taken as https."""
    whole = value if "://" in value else f"https://{value}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or any(sign.isspace() for sign in whole):
        raise WrongInput(f"{value!r} is no web address. Write one such as https://example.org/page.", field="value")
    return whole


def _yes_or_no(field: CustomField, value: str) -> str:
    if value.casefold() in YES:
        return "yes"
    if value.casefold() in NO:
        return "no"
    raise WrongInput(f"{value!r} is neither yes nor no.", field="value")


CLEANED: dict[str, Callable[[CustomField, str], str]] = {
    "text": lambda field, value: value,
    "number": _number,
    "date": _day,
    "choice": _choice,
    "choices": _choices,
    "url": _address,
    "yes_no": _yes_or_no,
}
IN_SEARCH = ("text", "choice", "choices", "url")
"""Types whose values are words that somebody may look for."""


def texts_of_values(person_ids: Collection[int]) -> dict[int, list[str]]:
    """The words in custom fields, by person. One query, none for nobody."""
    found: dict[int, list[str]] = {}
    held = CustomValue.objects.filter(person_id__in=list(person_ids), field__type__in=IN_SEARCH) if person_ids else ()
    for value in held:
        found.setdefault(value.person_id, []).append(value.value)
    return found


def sync_values(workspace_id: int, wanted: Mapping[int, Iterable[tuple[str, str]]]) -> None:
    """Brings what sources say of custom fields up to date. A member's own value stays; what fits no type is left out."""
    fields = fields_by_name(workspace_id)
    if not fields:
        return
    said = {
        (person_id, fields[name.casefold()].pk): clean
        for person_id, pairs in wanted.items()
        for name, value in pairs
        if name.casefold() in fields and (clean := _fitting(fields[name.casefold()], value)) is not None
    }
    held = {
        (person, field): (row, value, by_hand)
        for row, person, field, value, by_hand in CustomValue.objects.filter(person_id__in=list(wanted)).values_list(
            "id", "person_id", "field_id", "value", "by_hand"
        )
    }
    rows.delete(CustomValue, [row for key, (row, _, by_hand) in held.items() if not by_hand and key not in said])
    changed = [(said[key], row) for key, (row, value, by_hand) in held.items() if not by_hand and said.get(key, value) != value]
    rows.update(CustomValue, ("value",), changed)
    rows.insert(
        CustomValue,
        ("workspace_id", "person_id", "field_id", "value", "by_hand"),
        ((workspace_id, *key, value, False) for key, value in said.items() if key not in held),
    )


def _fitting(field: CustomField, value: str) -> str | None:
    try:
        return clean_value(field, value.strip()) if value.strip() else None
    except WrongInput:
        return None


def misfits(fields: Mapping[str, CustomField], said: Mapping[str, str]) -> dict[str, str]:
    """Why values cannot be kept, by the field's name: no such field, or no value of its type."""
    found = {}
    for name, value in said.items():
        field = fields.get(name.casefold())
        if field is None:
            found[name] = f"There is no custom field {name!r}. Make it first, or choose another use of the column."
        elif value.strip():
            try:
                clean_value(field, value.strip())
            except WrongInput as error:
                found[name] = f"{name}: {error}"
    return found
