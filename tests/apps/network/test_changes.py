"""What changed in place is known to the graph of ties as soon as it stands, and is not lost to somebody who reads before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.network import changes


def test_whoever_reads_before_a_change_stands_does_not_lose_it(
    ada: Actor, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HUSTINGS_HOME = tmp_path
    (tmp_path / "graph" / str(ada.workspace_id)).mkdir(parents=True)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        changes.touch(ada.workspace_id, [("person", 7)])
        read_too_early = changes.take_touched(ada.workspace_id)
        changes.done_with_touched(ada.workspace_id)
        assert not changes.is_touched(ada.workspace_id)
    assert changes.take_touched(ada.workspace_id) == read_too_early != set()


def test_two_who_read_at_the_same_moment_do_not_fail_each_other(
    ada: Actor, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUSTINGS_HOME = tmp_path
    (tmp_path / "graph" / str(ada.workspace_id)).mkdir(parents=True)
    changes.touch(ada.workspace_id, [("person", 7)])
    replace = Path.replace

    def taken_before(place: Path, target: Path) -> Path:
        place.unlink(missing_ok=True)
        return replace(place, target)

    monkeypatch.setattr(Path, "replace", taken_before)
    assert changes.take_touched(ada.workspace_id) == set()


def test_what_is_being_set_aside_is_seen_at_every_moment(
    ada: Actor, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUSTINGS_HOME = tmp_path
    (tmp_path / "graph" / str(ada.workspace_id)).mkdir(parents=True)
    changes.touch(ada.workspace_id, [("person", 7)])
    told = changes.touched_by_now(ada.workspace_id)
    seen: list[bool] = []

    def looking(step: Any) -> Any:
        def watched(*given: Any, **named: Any) -> Any:
            seen.append(changes.touched_by_now(ada.workspace_id) == told and changes.is_touched(ada.workspace_id))
            return step(*given, **named)

        return watched

    for name in ("replace", "unlink", "write_text"):
        monkeypatch.setattr(Path, name, looking(getattr(Path, name)))
    assert changes.take_touched(ada.workspace_id) == told != set()
    assert len(seen) == 4
    assert all(seen)


def test_what_a_killed_process_set_aside_is_taken_up(ada: Actor, settings: Any, tmp_path: Path) -> None:
    settings.HUSTINGS_HOME = tmp_path
    place = tmp_path / "graph" / str(ada.workspace_id)
    place.mkdir(parents=True)
    (place / "touched.0f-aside").write_text("14\n", encoding="ascii")
    assert changes.is_touched(ada.workspace_id)
    assert changes.take_touched(ada.workspace_id) == {14}
    changes.done_with_touched(ada.workspace_id)
    assert not changes.is_touched(ada.workspace_id)
