"""One import on a full file system, run in a name space of its own: `unshare --user --map-root-user --mount python disk.py ...`.

    disk.py HOME FILE FREE "small file system" | "bounded files"

Makes a workspace at HOME, leaves FREE bytes, imports FILE, makes room again, resumes, and imports once more. Prints what happened
as JSON. The room is bounded by a small file system of its own, or by the size that every file may have.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZE = 128 << 20
"""Bytes of the small file system."""
OWNER = "ada@example.org"


def main() -> None:
    """Run the experiment and print its outcome."""
    home, given, free, manner = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    if manner == "small file system":
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(home)], check=True)
    os.environ["HUSTINGS_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    _hustings("init", "--name", "Small disk", "--email", OWNER, "--owner", "Ada Lovelace")
    before = _size(home)
    ballast, limit = home / "ballast", 0
    if manner == "small file system":
        _fill(ballast, leave=free, home=home)
    else:
        limit = before + free
    full = _hustings("import", str(given), "--json", limit=limit)
    told = {"code": full.returncode, "out": full.stdout[-3_000:], "error": full.stderr[-3_000:], **_state(home, "while_full")}
    ballast.unlink(missing_ok=True)
    resumed = _hustings("import", "--resume", "--json")
    told |= _state(home, "resumed")
    again = _hustings("import", str(given), "--json")
    told |= {"resume": resumed.returncode, "again": again.returncode, "said": resumed.stderr[-500:] + again.stderr[-500:]}
    print(json.dumps(told | _state(home, "afterwards")))


def _hustings(*arguments: str, limit: int = 0) -> subprocess.CompletedProcess[str]:
    def bound() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "hustings", *arguments], capture_output=True, text=True, check=False, preexec_fn=bound, timeout=300
    )


def _fill(ballast: Path, *, leave: int, home: Path) -> None:
    """Take up the file system but for so many bytes."""
    status = os.statvfs(home)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, status.f_bavail * status.f_frsize - leave))


def _data_base(home: Path) -> Path:
    return next(path for path in sorted(home.rglob("*.sqlite3")) if path.is_file())


def _size(home: Path) -> int:
    return _data_base(home).stat().st_size


def _state(home: Path, word: str) -> dict[str, Any]:
    """Whether the data base is sound, and how many people it holds beside the owner: looked at in a copy, which has room."""
    with tempfile.TemporaryDirectory(dir=os.environ["DISK_COPIES"]) as folder:
        place = _data_base(home)
        for part in place.parent.glob(f"{place.name}*"):
            if not part.name.endswith("-shm"):
                shutil.copyfile(part, Path(folder) / part.name)
        with sqlite3.connect(Path(folder) / place.name) as held:
            (sound,) = held.execute("PRAGMA integrity_check").fetchone()
            dangling = held.execute("PRAGMA foreign_key_check").fetchall()
            (people,) = held.execute("SELECT count(*) FROM people_person WHERE own_member_id IS NULL").fetchone()
            query = "SELECT count(*) - count(DISTINCT external_id) FROM people_sourcerecord WHERE external_id LIKE 'table:%'"
            (twice,) = held.execute(query).fetchone()
            (unfinished,) = held.execute("SELECT count(*) FROM intake_import WHERE state <> 'applied'").fetchone()
    return {
        f"{word}_sound": sound == "ok" and not dangling, f"{word}_people": people, f"{word}_twice": twice,
        f"{word}_unfinished": unfinished,
    }  # fmt: skip


if __name__ == "__main__":
    main()
