"""The stories of accounts and of a calendar through faults run, on a small scale."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bench.faults_caldav import kept_in_step
from bench.faults_platforms import NETWORKS, faulty_runs

from bench import faults_networks
from hustings.apps.accounts.actor import Actor
from servers.radicale import radicale


@pytest.mark.parametrize("name", NETWORKS)
def test_faults_lose_and_double_nothing(name: str) -> None:
    counts = faulty_runs(name, 2, seed=7)
    assert (counts["runs"], counts["differing"], counts["lost"], counts["doubled"]) == (2, 0, 0, 0)
    assert counts["answers"] == (8 if name in ("mastodon", "bluesky") else 4)
    assert counts["faults"] > 20


@pytest.mark.parametrize("name", faults_networks.NETWORKS)
def test_bad_lines_to_a_real_network_lose_and_double_nothing(name: str) -> None:
    counts = faults_networks.faulty_runs(name, 1, seed=7)
    assert (counts["runs"], counts["differing"], counts["lost"], counts["doubled"]) == (1, 0, 0, 0)
    assert counts["records"] > 10
    assert sum(count for fault, count in counts["faults"].items() if fault != "none") > 10


def test_bad_lines_to_a_calendar_lose_and_double_nothing(ada: Actor, otto: Actor, tmp_path: Path, settings: Any) -> None:
    settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
    faults: Counter[str] = Counter()
    with radicale(tmp_path) as server:
        counts = kept_in_step(server, ada, otto, number=7, faults=faults)
    assert counts == Counter(runs=1, events=14, failed=counts["failed"])
    assert counts["failed"] > 2
    assert sum(faults.values()) > 10
