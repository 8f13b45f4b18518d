"""What the large export promises: the size asked for, the same bytes again, a long tail, plausible dates."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.demo import write_large_export
from hustings.demo.large import shares


def test_the_archive_holds_what_was_asked_for(tmp_path: Path) -> None:
    write_large_export(tmp_path / "large.zip", connections=400, messages=2_500, seed=3)
    with zipfile.ZipFile(tmp_path / "large.zip") as archive:
        connections = archive.read("Connections.csv").decode().partition("\n\n")[2]
        people = list(csv.DictReader(io.StringIO(connections)))
        messages = list(csv.DictReader(io.StringIO(archive.read("messages.csv").decode())))
    dates = [datetime.strptime(row["DATE"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) for row in messages]
    profiles = {row["URL"] for row in people}
    assert (len(people), len(profiles), len(messages)) == (400, 400, 2_500)
    assert datetime(2012, 1, 1, tzinfo=UTC) < min(dates) < max(dates) < datetime(2026, 1, 1, tzinfo=UTC)
    assert {row["SENDER PROFILE URL"] for row in messages} - profiles == {
        "https://www.linkedin.com/in/ada-moreno-lindqvist-demo0000"
    }
    sizes = sorted(Counter(row["CONVERSATION ID"] for row in messages).values())
    assert sizes[-1] > 10 * sizes[len(sizes) // 2]


def test_same_arguments_give_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a.zip", 1), ("b.zip", 1), ("c.zip", 2)):
        write_large_export(tmp_path / name, connections=50, messages=300, seed=seed)
    first, again, other = ((tmp_path / name).read_bytes() for name in ("a.zip", "b.zip", "c.zip"))
    assert first == again != other


@pytest.mark.parametrize(("people", "messages"), [(3_000, 200_000), (10, 3), (1, 1), (7, 0), (0, 0)])
def test_shares_add_up_and_fall(people: int, messages: int) -> None:
    counts = shares(people, messages)
    assert sum(counts) == messages
    assert len(counts) == people
    assert all(count >= 0 for count in counts)


def test_messages_need_somebody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="connections"):
        write_large_export(tmp_path / "none.zip", connections=0, messages=1)
    assert not (tmp_path / "none.zip").exists()


def test_an_empty_large_export_is_an_archive(tmp_path: Path) -> None:
    write_large_export(tmp_path / "empty.zip", connections=0, messages=0)
    with zipfile.ZipFile(tmp_path / "empty.zip") as archive:
        assert archive.testzip() is None
