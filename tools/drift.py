"""Compares what is generated with what is committed: migrations, the OpenAPI description and reference documents.

With --write the documents are written anew.
"""

from __future__ import annotations

import difflib
import os
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


def main() -> int:
    """0 when nothing differs."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"HUSTINGS_HOME": home, "DJANGO_SETTINGS_MODULE": "hustings.project.settings"}
        environment.pop("DATABASE_URL", None)
        wrong = [name for name, module in GENERATED.items() if _differs(name, module, environment)]
        migrations = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
        if subprocess.run(migrations, env=environment, cwd=ROOT).returncode:
            wrong.append("migrations")
    if wrong:
        print(f"Out of date: {', '.join(wrong)}. Run make docs or make migrations.")
    return bool(wrong)


def _differs(name: str, module: str, environment: dict[str, str]) -> bool:
    run = subprocess.run([sys.executable, "-m", module], env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    path = ROOT / name
    if "--write" in sys.argv:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(run.stdout)
        return False
    held = path.read_text() if path.exists() else ""
    sys.stdout.writelines(list(difflib.unified_diff(held.splitlines(True), run.stdout.splitlines(True), name, "generated", n=1))[:40])
    return held != run.stdout


if __name__ == "__main__":
    sys.exit(main())
