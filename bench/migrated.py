"""An empty, migrated SQLite data base, made once and copied wherever one is wanted until migrations change."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

from bench.measure import BENCH, ROOT

KEPT = BENCH / "scratch"
"""The same for every run, wherever that keeps its data: to migrate takes far longer than most sides that tests run."""


def migrate() -> None:
    """Migrates the data base of Django's settings, or puts a copy of a migrated one there, where it is SQLite and new."""
    from django.core.management import call_command
    from django.db import connection

    place = Path(str(connection.settings_dict["NAME"]))
    kept = KEPT / f"migrated-{_shape()}.sqlite3"
    is_new = connection.vendor == "sqlite" and not place.exists()
    if is_new and kept.exists():
        shutil.copyfile(kept, place)
        return
    call_command("migrate", verbosity=0)
    if is_new:
        # The last one to leave writes what lies in the log into the file.
        connection.close()
        _keep(place, kept)


def _keep(place: Path, kept: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    waiting = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(place, waiting)
    waiting.replace(kept)
    for old in KEPT.glob("migrated-*.sqlite3"):
        if old != kept:
            old.unlink(missing_ok=True)


def _shape() -> str:
    """A digest of all migrations, ours and Django's."""
    import django

    files = sorted((ROOT / "src" / "hustings").glob("**/migrations/*.py"))
    return sha256(django.__version__.encode() + b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
