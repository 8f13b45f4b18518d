"""Pages by key: a cursor names the last row shown, so that page 1,000 costs as much as page 1."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.db.models import Model, Q, QuerySet

from hustings.kernel.errors import WrongInput


def cursor_of(*values: Any) -> str:
    """An opaque text for the key of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def key_of(cursor: str, *types: type) -> tuple[Any, ...]:
    """The key behind a cursor, with values of these types. Raises WrongInput for what never was one."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or [type(value) for value in values] != list(types):
            raise ValueError(cursor)
    except (ValueError, binascii.Error) as error:
        raise WrongInput("This page does not exist any more. Begin again at the first one.", field="after") from error
    return tuple(values)


def beyond(rows: QuerySet[Any, Any], column: str, value: Any, number: int, *, falling: bool = False) -> QuerySet[Any, Any]:
    """The rows after (value, number), where ids always rise. Written so that an index on (column, id) is entered at the place."""
    way = "lt" if falling else "gt"
    return rows.filter(Q(**{f"{column}__{way}e": value}), Q(**{f"{column}__{way}": value}) | Q(pk__gt=number))


def cut(rows: QuerySet[Any, Any], limit: int) -> tuple[list[Any], bool]:
    """At most `limit` rows, and whether there are more."""
    found: list[Model] = list(rows[: limit + 1])
    return found[:limit], len(found) > limit
