"""An empty, migrated SQLite data base, made once and copied wherever one is wanted until migrations change."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
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
    if connection.vendor == "sqlite" and not place.exists():
        shutil.copyfile(template(), place)
    else:
        call_command("migrate", verbosity=0)


def template() -> Path:
    """The file with the empty data base. Where it is not there yet, one process makes it and others wait."""
    kept = KEPT / f"migrated-{_shape()}.sqlite3"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / "migrated.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                _make(kept)
    return kept


def _make(kept: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        named = {**os.environ, "HUSTINGS_HOME": home, "DATABASE_URL": ""}
        subprocess.run([sys.executable, "-m", "hustings", "migrate"], env=named, check=True, stdout=subprocess.DEVNULL)
        _keep(Path(home) / "hustings.sqlite3", kept)


def _keep(place: Path, kept: Path) -> None:
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
