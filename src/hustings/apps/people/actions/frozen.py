"""Rows as text, so that a way back can put them where they were."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.serializers import deserialize, serialize
from django.db import models


def frozen(rows: Iterable[models.Model]) -> list[str]:
    """Each row as JSON with its primary key."""
    return [serialize("json", [row]) for row in rows]


def thawed(texts: Iterable[str]) -> list[models.Model]:
    """The rows again, not yet saved."""
    return [each.object for text in texts for each in deserialize("json", text)]
