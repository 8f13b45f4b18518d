"""The stories of accounts through faults run, on a small scale."""

from __future__ import annotations

import pytest
from bench.faults_fediverse import faulty_runs


@pytest.mark.parametrize("name", ["mastodon", "bluesky"])
def test_faults_lose_and_double_nothing(name: str) -> None:
    counts = faulty_runs(name, 2, seed=7)
    assert (counts["runs"], counts["differing"], counts["lost"], counts["doubled"]) == (2, 0, 0, 0)
    assert counts["answers"] == 8
    assert counts["faults"] > 40
