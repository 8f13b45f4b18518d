"""An import is applied whole or not at all; a large one goes on where it was interrupted, and ends as if it never had been."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from dumps import content, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, given, passes, stores
from hustings.apps.intake.models import Import, Support
from hustings.apps.intake.queries import import_list, import_view
from hustings.apps.intake.tasks import TASKS
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, RetryLater, WrongInput
from importing import begin, bring_in, counts, thin, told
from small_files import (
    ADA,
    MARISOL,
    NETWORK,
    Letter,
    Said,
    Somebody,
    cards,
    connections,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CROWD = [Somebody(f"Person{i:02}", f"Family{i:02}", f"person-{i:02}", "", "Harbour Trust", "Member") for i in range(30)]


def large(folder: Path) -> list[Path]:
    """An export with people, messages and two rows that cannot be used; then mail with one of them."""
    said = [Said(p, ADA, DAY + timedelta(hours=i), f"Question {i}?") for i, p in enumerate([*CROWD, *CROWD])]
    people = connections(*CROWD)
    people.insert(7, ["", "", "", "", "", "", "30 Jan 2024"])
    talk = messages(*said)
    talk.insert(20, ["t", "", "Nobody", "", "Ada Okafor", ADA.url, "yesterday", "", "?", "INBOX", "", "No"])
    letters = [
        Letter(Somebody("Person01", "Family01", email="one@x.example"), ADA, DAY, f"Letter {i}?", f"m{i}") for i in range(5)
    ]
    tables_of_export = {"Profile": profile(), "Connections": people, "messages": talk}
    return [linkedin_zip(folder / "x.zip", tables_of_export), mailbox(folder / "m.mbox", *letters)]


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "WHOLE", 10)
    monkeypatch.setattr(passes, "CHUNK", 12)
    monkeypatch.setattr(passes, "BATCH", 6)


class Broken(Exception):
    """Stands for a power cut."""


def breaking(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Lets the pass break after so many batches."""
    take, calls = passes.Pass._take, iter(range(1_000))

    def limited(self: passes.Pass, step: Any) -> None:
        if next(calls) == after:
            raise Broken("the lights went out")
        take(self, step)

    monkeypatch.setattr(passes.Pass, "_take", limited)


def test_an_error_in_the_middle_leaves_nothing(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "BATCH", 6)
    started = begin(ada, *large(tmp_path))
    before = tables()
    with monkeypatch.context() as patch:
        breaking(patch, after=8)
        with pytest.raises(Broken):
            actions.apply_import(ada, started.pk)
    assert tables() == before
    assert not Support.objects.exists()
    failed = Import.objects.get()
    assert (failed.state, failed.applied, failed.report) == ("failed", 0, {})
    assert "the lights went out" in failed.error
    assert counts(actions.apply_import(ada, started.pk))["people"] == {"created": 30, "linked": 1, "review": 1, "rejected": 1}


def test_an_error_of_the_data_base_in_the_middle_of_a_batch_leaves_nothing(
    ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = begin(ada, *large(tmp_path))
    before = tables()

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(stores.Store, "_store_fresh", full)
    with pytest.raises(RetryLater, match="disk is full"):
        actions.apply_import(ada, started.pk)
    assert tables() == before
    assert "make room" in import_view(ada, started.pk).error


@pytest.mark.parametrize("after", [1, 2, 3, 7, 12, 16])
def test_an_interrupted_import_goes_on_and_ends_like_one_that_was_not(
    ada: Actor, otto: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    files = large(tmp_path)
    whole = bring_in(otto, *files, owner=otto)
    small_steps(monkeypatch)
    started = begin(ada, *files)
    with monkeypatch.context() as patch:
        breaking(patch, after=after)
        with pytest.raises(Broken):
            actions.apply_import(ada, started.pk)
    applied = Import.objects.get(pk=started.pk).applied
    assert applied % 6 == 0
    assert applied <= after * 6
    done = actions.apply_import(ada, started.pk)
    assert (done.state, done.applied, done.total) == ("applied", whole.applied, whole.total)
    assert told(done)["counts"] == told(whole)["counts"]
    assert [file["records"] for file in told(done)["files"]] == [file["records"] for file in told(whole)["files"]]
    assert [len(file["rejected"]) for file in told(done)["files"]] == [len(file["rejected"]) for file in told(whole)["files"]]
    mine, others = content(ada.workspace_id), content(otto.workspace_id)
    assert mine["interactions"] == others["interactions"]
    assert mine["conversations"] == others["conversations"]
    assert [p for p in mine["people"] if p[0] != "Ada Okafor"] == [p for p in others["people"] if p[0] != "Otto Brandt"]


def test_an_import_in_chunks_equals_its_preview_and_can_be_undone_as_a_whole(
    ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(ada.workspace_id)
    files = large(tmp_path)
    small_steps(monkeypatch)
    started = begin(ada, *files)
    foretold = actions.preview_import(ada, started.pk).preview
    done = actions.apply_import(ada, started.pk)
    assert told(done) == foretold
    assert thin(told(done)["counts"])["ties"] == {"created": 31}
    actions.undo_import(ada, done.pk)
    assert {name: rows for name, rows in content(ada.workspace_id).items() if name != "people"} == {
        name: rows for name, rows in before.items() if name != "people"
    }
    assert list(Person.objects.values_list("name", flat=True)) == ["Ada Okafor"]


def test_an_import_that_stopped_halfway_can_be_undone(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_steps(monkeypatch)
    started = begin(ada, *large(tmp_path))
    with monkeypatch.context() as patch:
        breaking(patch, after=9)
        with pytest.raises(Broken):
            actions.apply_import(ada, started.pk)
    assert Person.objects.count() > 10
    assert [each.pk for each in actions.unfinished_imports(ada)] == [started.pk]
    with pytest.raises(WrongInput, match="begun already"):
        actions.preview_import(ada, started.pk)
    actions.undo_import(ada, started.pk)
    assert Person.objects.count() == 1
    assert not Interaction.objects.exists()


def test_nobody_applies_or_undoes_an_import_that_is_at_work(ada: Actor, tmp_path: Path) -> None:
    started = begin(ada, cards(tmp_path / "b.vcf", MARISOL))
    Import.objects.update(state="applying", beat_at=utc_now())
    given.write_progress(started.pk, given.Progress(at=utc_now().timestamp()))
    with pytest.raises(WrongInput, match="applied already"):
        actions.apply_import(ada, started.pk)
    with pytest.raises(WrongInput, match="right now"):
        actions.undo_import(ada, started.pk)
    assert import_view(ada, started.pk).state == "applying"
    # The one who was at work has given no sign of life for a while.
    Import.objects.update(beat_at=utc_now() - timedelta(minutes=1))
    given.write_progress(started.pk, given.Progress(at=utc_now().timestamp() - 60))
    assert actions.apply_import(ada, started.pk).state == "applied"


def test_an_import_that_is_applied_already_stays_as_it_is(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, cards(tmp_path / "b.vcf", MARISOL))
    before = tables(apart_from=())
    assert actions.apply_import(ada, done.pk).state == "applied"
    assert tables(apart_from=()) == before


def test_an_import_that_was_not_begun_can_be_thrown_away(ada: Actor, tmp_path: Path) -> None:
    started = begin(ada, cards(tmp_path / "b.vcf", MARISOL))
    copy = given.folder_of(started.pk)
    assert copy.exists()
    actions.cancel_import(ada, started.pk)
    assert not Import.objects.exists()
    assert not copy.exists()
    done = bring_in(ada, cards(tmp_path / "b.vcf", MARISOL))
    with pytest.raises(WrongInput, match="Undo it"):
        actions.cancel_import(ada, done.pk)


def test_a_missing_path_starts_nothing(ada: Actor, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="no file or folder"):
        begin(ada, tmp_path / "nowhere.zip")
    with pytest.raises(WrongInput, match="neither an e-mail address"):
        begin(ada, cards(tmp_path / "b.vcf", MARISOL), me=("ada@home",))
    assert not Import.objects.exists()


def test_nobody_sees_the_imports_of_another_workspace(ada: Actor, otto: Actor, vera: Actor, tmp_path: Path) -> None:
    started = begin(ada, cards(tmp_path / "b.vcf", MARISOL))
    for act in (actions.apply_import, actions.preview_import, actions.undo_import, import_view):
        with pytest.raises(NotFound):
            act(otto, started.pk)
        with pytest.raises(NotPermitted):
            act(vera, started.pk)
    assert import_list(otto) == []
    assert [row.id for row in import_list(ada)] == [started.pk]
    assert import_list(ada, before=started.pk) == []


def test_the_background_work_previews_and_applies(ada: Actor, tmp_path: Path) -> None:
    started = begin(ada, cards(tmp_path / "b.vcf", MARISOL))
    TASKS["preview"].func(import_id=started.pk, member_id=ada.member_id)
    assert import_view(ada, started.pk).counts["people"]["created"] == 1
    actions.enqueue_apply(ada, started.pk)
    TASKS["apply"].func(import_id=started.pk, member_id=ada.member_id)
    view = import_view(ada, started.pk)
    assert (view.state, view.error, view.applied) == ("applied", "", 1)
    with pytest.raises(WrongInput, match="over"):
        actions.enqueue_apply(ada, started.pk)
    # A preview that comes late does not make a failure of what went well.
    TASKS["preview"].func(import_id=started.pk, member_id=ada.member_id)
    assert import_view(ada, started.pk).state == "applied"


def test_background_work_says_on_the_import_why_it_failed(ada: Actor, tmp_path: Path) -> None:
    started = begin(ada, linkedin_zip(tmp_path / "x.zip", {"Profile": profile(MARISOL), "Connections": connections(*NETWORK)}))
    TASKS["apply"].func(import_id=started.pk, member_id=ada.member_id)
    view = import_view(ada, started.pk)
    assert view.state == "failed"
    assert "--owner" in view.error
    actions.enqueue_preview(ada, started.pk)


def test_progress_tells_rate_and_remaining_time(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "BATCH", 6)
    heard: list[tuple[int, int, int]] = []
    started = begin(ada, *large(tmp_path))

    def listen(progress: given.Progress) -> None:
        heard.append((progress.records, progress.lines, progress.total_lines))
        assert progress.rate > 0
        assert progress.remaining_seconds is not None

    actions.apply_import(ada, started.pk, listener=listen)
    assert [records for records, _, _ in heard] == sorted(records for records, _, _ in heard)
    assert heard[-1][0] == 96
    assert heard[-1][1] <= heard[-1][2]
    assert given.Progress().remaining_seconds is None
    assert given.Progress().rate == 0.0
    assert given.read_progress(started.pk) is None


def test_what_looks_large_is_stored_in_chunks_from_its_begin(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "WHOLE", 30)
    monkeypatch.setattr(passes, "CHUNK", 12)
    monkeypatch.setattr(passes, "BATCH", 6)
    started = begin(ada, *large(tmp_path))
    with monkeypatch.context() as patch:
        breaking(patch, after=4)
        with pytest.raises(Broken):
            actions.apply_import(ada, started.pk)
    started.refresh_from_db()
    assert 12 <= started.applied < 30
    told: list[int] = []
    done = actions.apply_import(ada, started.pk, listener=lambda progress: told.append(progress.records))
    assert (done.state, told[0]) == ("applied", 0), "what is stored already is passed over audibly"
