"""A disk that fills up under an import: a plain message, nothing broken, and all of it arrives once there is room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.contacts import write_table

PEOPLE = 1_500
EXPERIMENT = Path(__file__).parent / "disk.py"
UNSHARE = ("unshare", "--user", "--map-root-user", "--mount")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="bounds of files and small file systems are made as on Linux"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the data base does not lie on the disk that is full"),
]


def can_mount() -> bool:
    """Whether name spaces with a mount of their own are allowed here."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


def full(tmp_path: Path, *, free: int, manner: str) -> dict[str, Any]:
    home, copies, table = tmp_path / "home", tmp_path / "copies", tmp_path / "people.csv"
    home.mkdir()
    copies.mkdir()
    write_table(path=str(table), people=PEOPLE)
    command = [sys.executable, str(EXPERIMENT), str(home), str(table), str(free), manner]
    before = UNSHARE if manner == "small file system" else ()
    done = subprocess.run(
        [*before, *command], capture_output=True, text=True, check=False, env=os.environ | {"DISK_COPIES": str(copies)}
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def holds(told: dict[str, Any]) -> None:
    assert told["code"] == 1
    assert "The disk is full" in json.loads(told["out"])["error"]["message"]
    assert "Traceback" not in told["error"]
    for moment in ("while_full", "resumed", "afterwards"):
        assert told[f"{moment}_sound"]
        assert told[f"{moment}_twice"] == 0
    assert (told["while_full_people"], told["afterwards_people"]) == (0, PEOPLE)
    assert (told["resume"], told["again"], told["afterwards_unfinished"]) == (0, 0, 0)


@pytest.mark.parametrize("free", [4_000, 500_000])
def test_a_full_file_system_is_told_and_the_import_goes_on_once_there_is_room(tmp_path: Path, free: int) -> None:
    if not can_mount():
        pytest.skip("no name spaces with mounts of their own are allowed here")
    told = full(tmp_path, free=free, manner="small file system")
    holds(told)
    # With some room the import had begun, and is what is gone on with; with none nothing of it was there.
    assert told["resumed_people"] == (PEOPLE if free > 10_000 else 0)


def test_files_that_may_not_grow_any_more_are_a_full_disk(tmp_path: Path) -> None:
    told = full(tmp_path, free=50_000, manner="bounded files")
    holds(told)
    assert told["resumed_people"] == PEOPLE
