"""Rows as text, so that a way back can put them where they were, to the microsecond."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.serializers import deserialize, serialize
from django.db import models

from hustings.kernel.errors import WrongInput


def frozen(rows: Iterable[models.Model]) -> list[str]:
    """Each row as JSON with its primary key."""
    # Django's own JSON cuts moments to milliseconds.
    return [json.dumps(row, default=_exact) for row in serialize("python", rows)]


def _exact(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def changed_fields(before: str, row: models.Model) -> list[str]:
    """The fields in which a row differs from what was frozen of it. A way back that puts only these back leaves alone what
    others changed of the row since.
    """
    was, now = json.loads(before)["fields"], json.loads(*frozen([row]))["fields"]
    return [field.name for field in row._meta.concrete_fields if field.name in was and was[field.name] != now[field.name]]


def thawed(texts: Iterable[str]) -> list[models.Model]:
    """The rows again, not yet saved."""
    return [each.object for each in deserialize("python", [json.loads(text) for text in texts])]


def put_back(texts: Iterable[str], *, fields: list[str] | None = None) -> None:
    """Makes rows what they were, in these fields or as a whole. Raises WrongInput where one is gone."""
    for row in thawed(texts):
        if not type(row)._default_manager.filter(pk=row.pk).exists():
            raise WrongInput("It is not there any more.")
        row.save(force_update=True, update_fields=fields)
