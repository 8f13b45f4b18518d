"""Takes a large import back step by step, each a transaction of its own, with what is left told between them.

The supports that an import still has say how far it is, so that it goes on after any interruption, and two who are at it do not
disturb each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Sum

from hustings.apps.intake import given
from hustings.apps.intake.models import Import, Support
from hustings.apps.intake.spans import Span, ids_of, merged
from hustings.apps.intake.undoing import alone_of, bring_up_to_date, clear_up, drop_records, people_within, put_back_changes
from hustings.apps.people.actions import dealings, removal
from hustings.kernel.clock import utc_now

AT_ONCE = 10_000
"""So many records and interactions are taken back in one transaction, while whoever asked for it waits."""
STEP = 2_000
ORDER = ("interaction", "invitation", "kept", "record")
"""People go with the last of their records, so those come last."""


class Left(NamedTuple):
    """How much of an import is still to be taken back, of how much."""

    left: int
    total: int


def size_of(imported: Import) -> int:
    """How many records and interactions an import rests on; one that it met twice may count twice."""
    found = Support.objects.filter(imported_by=imported).aggregate(size=Sum(F("last_id") - F("first_id") + 1))["size"]
    return int(found or 0)


def begin_undoing(imported: Import) -> None:
    """Notes that the import is being taken back from now on; nobody adds to it any more."""
    size = size_of(imported)
    imported.report["undo"] = {"total": size, "left": size, "gone": {"people": 0, "records": 0, "interactions": 0}}
    imported.state = Import.State.UNDOING
    imported.beat_at = None
    imported.save(update_fields=["state", "report", "beat_at"])


def undo_steps(import_id: int, *, tell: Callable[[Left], None] = lambda left: None) -> Import:
    """Takes steps until nothing is left. Returns the import as it then is."""
    while True:
        with transaction.atomic():
            imported = Import.objects.select_for_update().get(pk=import_id)
            if imported.state != Import.State.UNDOING:
                break
            left = _step(imported)
        tell(left)
    given.drop_copy(import_id)
    return imported


def _step(imported: Import) -> Left:
    now, told = utc_now(), imported.report["undo"]
    if Support.objects.filter(imported_by=imported, before__isnull=False).exists():
        put_back_changes(imported)
        Support.objects.filter(imported_by=imported, before__isnull=False).update(before=None)
    piece = _next_piece(imported)
    if piece is None:
        clear_up(imported)
        imported.state, imported.undone_at = Import.State.UNDONE, now
    else:
        _take(imported, *piece, now=now)
    told["left"] = size_of(imported)
    imported.beat_at = now
    imported.save(update_fields=["state", "undone_at", "report", "beat_at"])
    return Left(told["left"], told["total"])


def _next_piece(imported: Import) -> tuple[str, list[Span]] | None:
    """A kind and the next ids of it, at most a step of them."""
    for kind in ORDER:
        held = Support.objects.filter(imported_by=imported, kind=kind).order_by("first_id", "id")
        if spans := merged(held.values_list("first_id", "last_id")[:STEP]):
            return kind, _beginning(spans)
    return None


def _beginning(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    room = STEP
    for first, last in spans:
        if room > 0:
            found.append((first, min(last, first + room - 1)))
            room -= last - first + 1
    return found


def _take(imported: Import, kind: str, piece: list[Span], *, now: datetime) -> None:
    """Takes one piece back: what stands on it alone goes, and whoever it was about is brought up to date."""
    alone = list(ids_of(alone_of(imported, kind, piece)))
    touched = (people_within(piece) if kind == "record" else set()) | drop_records(kind, alone)
    _forget_supports(imported, kind, upto=piece[-1][1])
    gone = removal.remove_unsupported(imported.workspace_id, touched)
    staying = touched - gone
    if kind == "record":
        bring_up_to_date(imported, staying, now=now)
    elif staying:
        dealings.rebuild_ties(imported.workspace_id, staying)
        dealings.refresh_rhythm(imported.workspace_id, staying, now=now)
    counted = imported.report["undo"]["gone"]
    counted["people"] += len(gone)
    if kind in ("record", "interaction"):
        counted[f"{kind}s"] += len(alone)


def _forget_supports(imported: Import, kind: str, *, upto: int) -> None:
    held = Support.objects.filter(imported_by=imported, kind=kind, first_id__lte=upto)
    held.filter(last_id__lte=upto)._raw_delete("default")
    held.update(first_id=upto + 1)
