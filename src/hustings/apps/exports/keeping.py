"""Where finished files lie, readable by nobody else on the machine, and how they go."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from hustings.apps.exports.models import Export
from hustings.apps.people.traces import Traces
from hustings.kernel.clock import utc_now

KEPT = timedelta(hours=24)
"""So long a finished file can be fetched."""
ASKED = timedelta(days=7)
"""So long an export waits for approval."""


def folder() -> Path:
    """The folder of all files; made where it is missing."""
    place = Path(settings.HUSTINGS_HOME) / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@contextmanager
def new_file(export_id: int, ending: str) -> Iterator[tuple[BinaryIO, Path]]:
    """A file that only this user of the machine may read; it goes again where writing fails. Gives the stream and the path."""
    path = folder() / f"{export_id}-{token_hex(16)}.{ending}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream, path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def drop_file(export: Export) -> None:
    """Removes the file of an export once the caller's transaction stands."""
    if export.file:
        place = folder() / export.file
        transaction.on_commit(lambda: place.unlink(missing_ok=True))


def drop_others(export_id: int, *, kept: str) -> None:
    """Removes what an interrupted try left behind."""
    for path in folder().glob(f"{export_id}-*"):
        if path.name != kept:
            path.unlink(missing_ok=True)


def forget(now: datetime) -> int:
    """Removes files whose day is over and lets requests lapse that nobody approved; returns how many."""
    ready = Export.objects.filter(state=Export.State.READY, expires_at__lte=now)
    lapsed = Export.objects.filter(state=Export.State.WAITING, asked_at__lte=now - ASKED)
    going = [*ready, *lapsed]
    for export in going:
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(state=Export.State.GONE, file="")
            drop_file(export)
    _drop_strays(now)
    return len(going)


def _drop_strays(now: datetime) -> None:
    """Files of which no export knows, once none can be at work on them any more."""
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for path in folder().iterdir():
        if path.name not in known and path.stat().st_mtime < (now - KEPT).timestamp():
            path.unlink(missing_ok=True)


def leave_files(workspace_id: int, traces: Traces, interactions: Collection[int]) -> Callable[[], None]:
    """An erased person is in no file any more: those of the workspace go, and may be asked for again."""
    held = Export.objects.filter(workspace_id=workspace_id)
    for export in held.filter(state__in=(Export.State.READY, Export.State.MAKING)):
        transaction.on_commit(partial(drop_others, export.pk, kept=""))
        Export.objects.filter(pk=export.pk).update(state=Export.State.GONE, file="", error=GONE_FOR_ERASURE)
    for number, where, purpose in held.values_list("pk", "where", "purpose"):
        if traces.stand_in(f"{where} {purpose}"):
            held.filter(pk=number).update(where="", purpose="")
    return lambda: None


GONE_FOR_ERASURE = "Somebody in it was erased. Ask for it again."


def is_over(export: Export, *, now: datetime | None = None) -> bool:
    """Whether the file of an export can be fetched no more."""
    return export.state != Export.State.READY or export.expires_at is None or export.expires_at <= (now or utc_now())
