"""SECURITY.md names a test for each promise; each of them must exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    line for line in (ROOT / "SECURITY.md").read_text().splitlines() if line.startswith("| ") and not line.startswith("| promise")
]


def test_every_promise_names_a_test_that_exists() -> None:
    promises = [line for line in ROWS if not line.startswith("| ---")]
    assert promises
    for line in promises:
        named = re.search(r"`(tests/[\w/]+\.py)::(test_\w+)`", line)
        assert named is not None, line
        assert f"def {named.group(2)}(" in (ROOT / named.group(1)).read_text(), line
