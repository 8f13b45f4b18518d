"""Takes the pictures of the documentation anew, from the demo in Chromium: `make pictures` (needs Chromium)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PAGES = {"today": "/", "goal": "/goals/1/"}
CHROMIUM = os.environ.get("HUSTINGS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main(names: list[str]) -> int:
    """Writes the pictures of these names (all without any) into docs/pictures."""
    if CHROMIUM is None:
        print("There is no Chromium here. Install it, or name it in HUSTINGS_TEST_CHROMIUM.", file=sys.stderr)
        return 1
    with _demo() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 900}, color_scheme="light", reduced_motion="reduce")
        page.goto(link)
        for name in names or PAGES:
            page.goto(link.partition("/sign-in")[0].rstrip("/") + PAGES[name], wait_until="networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[str]:
    """The link that signs in to a running demo."""
    with tempfile.TemporaryDirectory(prefix="hustings-pictures-") as home:
        command = [sys.executable, "-u", "-m", "hustings", "demo", "--folder", f"{home}/demo"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for line in running.stdout:
                if found := re.search(r"https?://\S+/sign-in/\S+", line):
                    break
            else:
                raise SystemExit("The demo did not say where it can be opened.")
            try:
                yield found[0]
            finally:
                running.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
