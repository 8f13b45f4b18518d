"""Reads hostile files as an import would, in a process whose memory is bounded, and says on each line how one of them went.

    python tests/hostile/endure.py < names of folders, one a line

A sound card is given together with each file; it must be read whatever the other one holds.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

MEMORY = 512 << 20
SECONDS = 60
SOUND = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Sound Neighbour\r\nEMAIL:sound@example.org\r\nEND:VCARD\r\n"
CHECKED = 200
"""Records of one file that are encoded and decoded again."""


def endure(folder: Path) -> dict[str, Any]:
    """What came of one folder: counts, reasons, how the sound file beside did, seconds, and a traceback if there was one."""
    sound = folder.parent / f"{folder.name}-sound.vcf"
    sound.write_bytes(SOUND)
    started = time.perf_counter()
    said: dict[str, Any] = {"folder": folder.name, "records": 0, "reasons": [], "sound": 0, "error": ""}
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        _read(folder, sound, said)
    except BaseException:
        said["error"] = traceback.format_exc()[-2_000:]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sound.unlink()
    said["seconds"] = time.perf_counter() - started
    said["megabytes"] = _most_megabytes()
    return said


def _most_megabytes() -> int:
    """The most memory that this process has held so far."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
    # Not ru_maxrss, which on Linux begins with what the parent held.
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) >> 10


def _read(folder: Path, sound: Path, said: dict[str, Any]) -> None:
    from hustings.connectors.files.registry import read, scan
    from hustings.connectors.protocol import Found
    from hustings.connectors.reading.container import open_upload
    from hustings.kernel.records import decode, encode

    reasons: dict[str, None] = {}
    with open_upload([folder, sound]) as upload:
        found = scan(upload.entries)
        reasons.update(dict.fromkeys(item.reason for item in (*upload.rejected, *found.unrecognised)))
        for _, item in read(found.assignments):
            if not isinstance(item, Found):
                if len(reasons) < 1_000:
                    reasons[item.reason] = None
            elif item.place.file == sound.as_posix():
                said["sound"] += 1
            else:
                said["records"] += 1
                if said["records"] <= CHECKED:
                    assert decode(encode(item.record)) == item.record
                    assert "\\u0000" not in encode(item.record).decode()
                    assert item.place.file.startswith(folder.as_posix())
    said["reasons"] = list(reasons)[:50]


class TooSlowError(BaseException):
    """Nothing that looks for errors may catch this one."""


def _too_slow(*_: object) -> None:
    raise TooSlowError(f"It took more than {SECONDS} seconds.")


def main() -> None:
    """Endure every folder that is named on standard input."""
    import hustings.connectors.files.registry  # noqa: F401 - loaded before the bound is set

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_slow)
    for line in sys.stdin:
        print(json.dumps(endure(Path(line.strip()))), flush=True)


if __name__ == "__main__":
    main()
