"""Derived rows of people made anew from what is stored: profiles from records, ties from interactions, rhythm from ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import isclose
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.models import Person, Tie

CHUNK = 500
RHYTHM = ("closeness", "last_touch_at", "last_two_way_at", "segment", "due_on", "latest_on")
"""Strength is left out: it fades from day to day."""


def rebuild_people(actor: Actor, *, now: datetime) -> dict[str, list[int]]:
    """Recomputes everybody, 500 people to a transaction. Returns the ids of those who differed: profiles, ties, rhythm.

    Nobody should. Needs `manage_workspace`.
    """
    actor.require("manage_workspace")
    differed: dict[str, list[int]] = {"profiles": [], "ties": [], "rhythm": []}
    for ids in _chunks(actor.workspace_id):
        with transaction.atomic():
            ties, rhythm = _ties(ids), _rhythm(ids)
            differed["profiles"] += sorted(folding.refold(actor.workspace_id, ids).changed)
            dealings.rebuild_ties(actor.workspace_id, ids)
            dealings.refresh_rhythm(actor.workspace_id, ids, now=now)
            differed["ties"] += sorted({other for _, other in _differences(ties, _ties(ids))})
            differed["rhythm"] += sorted(_differences(rhythm, _rhythm(ids)))
    record_audit(actor, "rebuild", detail={kind: len(found) for kind, found in differed.items()})
    return differed


def _chunks(workspace_id: int) -> Iterator[list[int]]:
    people = Person.objects.filter(workspace_id=workspace_id).order_by("id").values_list("id", flat=True)
    ids = list(people[:CHUNK])
    while ids:
        yield ids
        ids = list(people.filter(id__gt=ids[-1])[:CHUNK])


def _ties(ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    held = Tie.objects.filter(other_id__in=ids, subject__own_member__isnull=False)
    return {(row[0], row[1]): row[2:] for row in held.values_list("subject_id", "other_id", *dealings.TIE_COLUMNS)}


def _rhythm(ids: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in Person.objects.filter(id__in=ids).values_list("id", *RHYTHM)}


def _differences(before: dict[Any, tuple[Any, ...]], after: dict[Any, tuple[Any, ...]]) -> set[Any]:
    return {key for key in before.keys() | after.keys() if not _same(before.get(key), after.get(key))}


def _same(one: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> bool:
    """Equal, but for the last digits of sums that were added up in another order."""
    if one is None or other is None:
        return one is other
    return all(
        isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) if isinstance(a, float) else a == b for a, b in zip(one, other, strict=True)
    )
