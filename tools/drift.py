"""Says whether what is generated equals what is committed: migrations, the OpenAPI description and reference documents.

With --write the documents are written anew.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATED = {
    "docs/openapi.json": "hustings.api.schema",
    "docs/reference/settings.md": "hustings.project.settings_reference",
    "docs/reference/cli.md": "hustings.cli.reference",
}
SHOWN = 40


def main() -> int:
    """0 when nothing differs."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HUSTINGS_HOME": home, "DJANGO_SETTINGS_MODULE": "hustings.project.settings"}
        environment.pop("DATABASE_URL", None)
        if "--write" in sys.argv:
            for module in GENERATED.values():
                _generate(module, ROOT, environment)
            return 0
        wrong = [name for name, module in GENERATED.items() if _differs(name, module, environment)]
        migrations = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
        if subprocess.run(migrations, env=environment, cwd=ROOT).returncode:
            wrong.append("migrations")
    if wrong:
        print(f"Out of date: {', '.join(wrong)}. Run make docs or make migrations.")
    return bool(wrong)


def _generate(module: str, folder: Path, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", module], env=environment, cwd=folder, check=True, stderr=subprocess.DEVNULL)


def _differs(name: str, module: str, environment: dict[str, str]) -> bool:
    held = (ROOT / name).read_text() if (ROOT / name).exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.parent.mkdir(parents=True)
        if held:
            shutil.copy(ROOT / name, place)
        _generate(module, Path(folder), environment)
        made = place.read_text()
    difference = difflib.unified_diff(held.splitlines(True), made.splitlines(True), name, "generated", n=1)
    sys.stdout.writelines(list(difference)[:SHOWN])
    return held != made


if __name__ == "__main__":
    sys.exit(main())
