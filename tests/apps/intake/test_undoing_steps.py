"""A large import is taken back in the background, step by step, and ends as one that was taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dumps import content, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, given, undoing_steps
from hustings.apps.intake.models import Import, Support
from hustings.apps.intake.queries import import_view
from hustings.apps.intake.tasks import TASKS
from hustings.apps.intake.undoing_steps import Left
from hustings.apps.people.models import Person
from hustings.kernel.errors import NotPermitted, WrongInput
from importing import bring_in
from small_files import ADA, KWABENA, MARISOL, NETWORK, PRIYA, TOMASZ, Said, Somebody, connections, linkedin_zip, messages

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOVED = Somebody("Marisol", "Etxeberria", "marisol", "", "Ministry of Housing", "Adviser")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing_steps, "AT_ONCE", 3)
    monkeypatch.setattr(undoing_steps, "STEP", 2)


def export(folder: Path, name: str, *people: Somebody, letters: int = 0) -> Path:
    said = [Said(MARISOL, ADA, DAY + timedelta(days=n), f"The night bus, letter {n}") for n in range(letters)]
    return linkedin_zip(folder / name, {"Connections": connections(*people), "messages": messages(*said)})


def test_a_large_import_goes_in_the_background_and_nothing_of_it_is_left(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, "old.zip", Somebody("Ines", "Duarte", "ines")))
    before = content(ada.workspace_id)
    done = bring_in(ada, export(tmp_path, "a.zip", *NETWORK, letters=5))
    assert actions.undo_import(ada, done.pk) == {"people": 0, "records": 0, "interactions": 0}
    view = import_view(ada, done.pk)
    assert (view.state, view.applied, view.at_work) == ("undoing", 0, True)
    assert view.total > 8
    TASKS["undo"].call(import_id=done.pk, member_id=ada.member_id)
    assert import_view(ada, done.pk).state == "undone"
    assert content(ada.workspace_id) == before
    assert not Support.objects.filter(imported_by=done).exists()
    assert not given.folder_of(done.pk).exists()


def test_it_says_how_much_is_left_and_goes_on_after_an_interruption(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, export(tmp_path, "a.zip", *NETWORK, letters=5))
    actions.undo_import(ada, done.pk)
    left: list[Left] = []

    def killed(each: Left) -> None:
        left.append(each)
        if len(left) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.finish_undo(ada, done.pk, tell=killed)
    assert [each.left for each in left] == sorted((each.left for each in left), reverse=True)
    view = import_view(ada, done.pk)
    assert (view.total - view.applied, view.state) == (left[-1].left, "undoing")
    Import.objects.update(beat_at=DAY)
    given.drop_copy(done.pk)
    assert not import_view(ada, done.pk).at_work
    actions.undo_import(ada, done.pk)
    gone = actions.finish_undo(ada, done.pk)
    assert gone == {"people": len(NETWORK), "records": gone["records"], "interactions": 5}
    assert list(Person.objects.values_list("name", flat=True)) == ["Ada Okafor"]
    assert actions.finish_undo(ada, done.pk) == gone


def left_after(ada: Actor, imports: Sequence[Path], *, undone: int, step_by_step: bool) -> dict[str, Any]:
    """What an empty workspace says after these imports, of which one is taken back."""
    done = [bring_in(ada, each).pk for each in imports]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undoing_steps, "AT_ONCE", 3 if step_by_step else 10_000)
        actions.undo_import(ada, done[undone])
        assert import_view(ada, done[undone]).state == ("undoing" if step_by_step else "undone")
        actions.finish_undo(ada, done[undone])
        said = content(ada.workspace_id)
        patch.setattr(undoing_steps, "AT_ONCE", 10_000)
        actions.undo_import(ada, done[1 - undone])
    return said


@pytest.mark.parametrize("undone", [0, 1])
def test_what_other_imports_say_stays_as_when_taken_back_at_once(ada: Actor, tmp_path: Path, undone: int) -> None:
    imports = [
        export(tmp_path, "old.zip", MARISOL, PRIYA, TOMASZ, letters=4),
        export(tmp_path, "new.zip", MOVED, PRIYA, KWABENA, letters=7),
    ]
    by_steps = left_after(ada, imports, undone=undone, step_by_step=True)
    assert by_steps == left_after(ada, imports, undone=undone, step_by_step=False)
    assert len(by_steps["interactions"]) == (7, 4)[undone]


def test_nothing_else_is_done_with_an_import_that_is_being_taken_back(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, export(tmp_path, "a.zip", *NETWORK, letters=5))
    actions.undo_import(ada, done.pk)
    before = tables()
    with pytest.raises(WrongInput, match="undone"):
        actions.apply_import(ada, done.pk)
    with pytest.raises(WrongInput, match="is over"):
        actions.enqueue_apply(ada, done.pk)
    with pytest.raises(NotPermitted):
        actions.undo_import(ben, done.pk)
    assert tables() == before
