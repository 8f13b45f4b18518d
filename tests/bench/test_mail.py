"""The measurements of mailboxes run, on a small scale, where the real mail servers are installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.faults_email import faulty_runs
from bench.mail_sync import measure_mail_sync

from bench import measure
from servers.mail import need_mail_server


@pytest.fixture(autouse=True)
def _servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_mail_server()
    monkeypatch.setattr(measure, "SCRATCH", tmp_path)


def test_both_sides_read_every_letter() -> None:
    outcome = measure_mail_sync(60, turns=1)
    assert [each["letters"] for each in outcome.facts["product"]] == [60]
    assert [each["letters"] for each in outcome.facts["floor"]] == [60]


def test_bad_lines_lose_and_double_nothing() -> None:
    counts = faulty_runs(2, seed=7)
    assert (counts["runs"], counts["differing"], counts["lost"], counts["doubled"]) == (2, 0, 0, 0)
    assert sum(count for fault, count in counts["faults"].items() if fault != "none") > 5
