"""Locks that end with the process that holds them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hustings.storage import locks

HOLDER = """
import sys, time
from pathlib import Path
from hustings.storage import locks
assert locks.take(Path(sys.argv[1])) is not None
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "at-work"


def test_one_alone_holds_a_lock_and_others_see_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.01)
    assert locks.is_held(place) is None
    held = locks.take(place)
    assert held is not None
    assert locks.is_held(place) is True
    assert locks.take(place) is None
    held.release()
    held.release()
    assert locks.is_held(place) is False
    again = locks.take(place)
    assert again is not None
    with again:
        assert locks.is_held(place) is True
    assert locks.is_held(place) is False


def test_the_lock_of_a_killed_process_is_free_at_once(place: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(place)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert locks.is_held(place) is True
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert locks.is_held(place) is False


def test_nothing_is_said_about_the_lock_of_another_machine(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write_text("another machine")
    assert locks.is_held(place) is None
    monkeypatch.setattr(locks, "_BOOT", place.parent / "nothing")
    held = locks.take(place)
    assert held is not None
    held.release()
    assert place.read_text() == locks.this_machine()


def test_a_lock_taken_again_stays_readable_at_every_moment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        held = locks.take(place)
        assert held is not None
        held.release()
        monkeypatch.setattr("os.ftruncate", lambda *_: pytest.fail("it is emptied"))
    assert locks.is_held(place) is False


def test_where_no_folder_is_nothing_is_locked(tmp_path: Path) -> None:
    held = locks.take(tmp_path / "gone" / "at-work")
    assert held is not None
    held.release()
    assert not (tmp_path / "gone").exists()
