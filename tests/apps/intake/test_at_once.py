"""Two who work on one import at the same moment: nothing is stored twice, lost, or left without a way back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, given
from hustings.apps.intake.models import Import
from hustings.apps.intake.tasks import TASKS
from hustings.apps.people.models import Person
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, RetryLater, WrongInput
from hustings.storage import locks
from importing import begin
from small_files import MARISOL, PRIYA, cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(ada: Actor, tmp_path: Path) -> Import:
    return begin(ada, cards(tmp_path / "b.vcf", MARISOL, PRIYA))


def state_of(imported: Import) -> str:
    return Import.objects.get(pk=imported.pk).state


def test_a_preview_that_ends_after_the_applying_changes_nothing(ada: Actor, started: Import) -> None:
    with pytest.raises(WrongInput, match="begun already"):
        actions.preview_import(ada, started.pk, listener=lambda _: actions.apply_import(ada, started.pk))
    assert state_of(started) == "applied"
    with pytest.raises(WrongInput, match="Undo it"):
        actions.cancel_import(ada, started.pk)


def test_a_preview_of_what_was_thrown_away_meanwhile_leaves_nothing(ada: Actor, started: Import) -> None:
    with pytest.raises(NotFound):
        actions.preview_import(ada, started.pk, listener=lambda _: actions.cancel_import(ada, started.pk))
    assert not Import.objects.exists()
    TASKS["preview"].call(import_id=started.pk, member_id=ada.member_id)


def test_a_preview_does_not_forget_who_was_named_as_owner_meanwhile(ada: Actor, ben: Actor, started: Import) -> None:
    def name_ben(_: object) -> None:
        actions.set_owner(ada, started.pk, owner_member_id=ben.member_id)

    actions.preview_import(ada, started.pk, listener=name_ben)
    assert Import.objects.get().owner_id == ben.member_id


def test_what_is_at_work_is_not_called_failed_by_another_worker(ada: Actor, started: Import) -> None:
    seen: list[str] = []

    def another(_: object) -> None:
        with pytest.raises(RetryLater):
            TASKS["apply"].call(import_id=started.pk, member_id=ada.member_id)
        TASKS["preview"].call(import_id=started.pk, member_id=ada.member_id)
        actions.enqueue_apply(ada, started.pk)
        with pytest.raises(WrongInput, match="right now"):
            actions.undo_import(ada, started.pk)
        seen.append(state_of(started))

    actions.apply_import(ada, started.pk, listener=another)
    assert set(seen) == {"applying"}
    assert state_of(started) == "applied"
    assert Person.objects.count() == 3


def test_an_import_is_at_work_from_the_moment_it_is_taken_up(ada: Actor, started: Import) -> None:
    Import.objects.update(state="applying", beat_at=utc_now())
    with pytest.raises(WrongInput, match="applied already"):
        actions.apply_import(ada, started.pk)


def test_an_import_is_at_work_as_long_as_a_transaction_of_it_moves_on(ada: Actor, started: Import) -> None:
    Import.objects.update(state="applying", beat_at=utc_now() - timedelta(minutes=5))
    given.write_progress(started.pk, given.Progress(at=utc_now().timestamp()))
    with pytest.raises(WrongInput, match="applied already"):
        actions.apply_import(ada, started.pk)


def test_what_a_killed_process_left_is_taken_up_at_once(ada: Actor, started: Import) -> None:
    lock = locks.take(given.lock_of(started.pk))
    assert lock is not None
    Import.objects.update(state="applying", beat_at=utc_now())
    given.write_progress(started.pk, given.Progress(at=utc_now().timestamp()))
    with pytest.raises(WrongInput, match="applied already"):
        actions.apply_import(ada, started.pk)
    # Of a process that is gone nothing else is left than this: its signs of life are young, its lock is free.
    lock.release()
    assert actions.apply_import(ada, started.pk).state == "applied"
    assert Person.objects.count() == 3


def test_of_two_who_begin_at_once_one_is_told_so(ada: Actor, started: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.01)
    lock = locks.take(given.lock_of(started.pk))
    assert lock is not None
    with lock, pytest.raises(WrongInput, match="applied already"):
        actions.apply_import(ada, started.pk)
    assert state_of(started) == "staged"


def test_applying_right_after_a_preview_does_not_wait(ada: Actor, started: Import) -> None:
    actions.preview_import(ada, started.pk)
    actions.enqueue_apply(ada, started.pk)
    TASKS["apply"].call(import_id=started.pk, member_id=ada.member_id)
    assert state_of(started) == "applied"


def test_a_copy_that_an_interruption_left_behind_goes_at_the_next_look(ada: Actor, started: Import) -> None:
    actions.apply_import(ada, started.pk)
    given.folder_of(started.pk).mkdir(parents=True)
    actions.apply_import(ada, started.pk)
    assert not given.folder_of(started.pk).exists()
