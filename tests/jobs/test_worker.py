"""The queue: nothing twice, nothing lost, tried again with patience, and repeated on time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hustings import jobs
from hustings.jobs import schedule, worker
from hustings.jobs.models import Schedule, Ticket
from hustings.jobs.schedule import enqueue_due, next_daily
from hustings.jobs.tasks import forget_finished
from jobs import jobs_for_tests as given

# Threads see only what is committed. Of the tables, those of the queue alone have to be emptied afterwards.
pytestmark = pytest.mark.django_db(transaction=True, available_apps=["hustings.jobs", "django_tasks_db"])


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedule, "TABLE", {})
    given.DONE.clear()
    given.HOLD.clear()
    given.BEGUN.clear()
    yield
    given.HOLD.set()


def work() -> int:
    return jobs.run_worker(Event(), once=True)


def in_thread(stop: Event, **choices: object) -> Thread:
    def run() -> None:
        try:
            jobs.run_worker(stop, **choices)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_task_runs_with_its_arguments(db: None) -> None:
    task_id = jobs.enqueue(given.note, what={"person": 7})
    assert work() == 1
    done = DBTaskResult.objects.get(pk=task_id)
    assert (done.status, done.return_value, given.DONE) == ("SUCCESSFUL", {"person": 7}, [{"person": 7}])
    assert not Ticket.objects.exists()


def test_what_is_rolled_back_was_never_queued() -> None:
    with transaction.atomic():
        jobs.enqueue(given.note, what=1)
        transaction.set_rollback(True)
    assert work() == 0


def test_two_workers_on_one_queue_do_nothing_twice() -> None:
    with transaction.atomic():
        for number in range(60):
            jobs.enqueue(given.note, what=number)
    threads = [in_thread(Event(), once=True) for _worker in range(2)]
    for thread in threads:
        thread.join(60)
    assert sorted(given.DONE) == list(range(60))
    assert DBTaskResult.objects.successful().count() == 60


def test_of_the_same_key_only_one_waits() -> None:
    first = jobs.enqueue(given.note, key="today-3", what="first")
    assert jobs.enqueue(given.note, key="today-3", what="second") == first
    assert jobs.enqueue(given.note, key="today-4", what="other") != first
    work()
    assert sorted(given.DONE) == ["first", "other"]
    jobs.enqueue(given.note, key="today-3", what="third")
    work()
    assert given.DONE[-1] == "third"


def test_tasks_without_a_key_all_run() -> None:
    for _time in range(3):
        jobs.enqueue(given.note, what="same")
    assert work() == 3


def test_a_key_is_free_again_while_its_task_runs() -> None:
    stop = Event()
    first = jobs.enqueue(given.wait_for_leave, key="slow")
    thread = in_thread(stop, once=True)
    assert given.BEGUN.wait(10)
    assert jobs.enqueue(given.wait_for_leave, key="slow") != first
    given.HOLD.set()
    thread.join(10)
    assert given.DONE == ["waited", "waited"]


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [(60, None, None), (60, 10, 10), (10, 60, 10), (None, 10, None), (None, None, None)],
)
def test_a_waiting_task_moves_to_the_earlier_time(before: int | None, asked: int | None, after: int | None) -> None:
    now = timezone.now()

    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else now + timedelta(minutes=minutes)

    first = jobs.enqueue(given.note, key="k", run_after=moment(before), what=1)
    assert jobs.enqueue(given.note, key="k", run_after=moment(asked), what=1) == first
    assert DBTaskResult.objects.get(pk=first).task.run_after == moment(after)


def test_two_at_once_queue_one() -> None:
    ids: list[object] = []

    def put() -> None:
        try:
            for number in range(20):
                ids.append((number, jobs.enqueue(given.note, key=f"k{number}", what=number)))
        finally:
            connections.close_all()

    threads = [Thread(target=put) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ids) == 40
    assert len(set(ids)) == DBTaskResult.objects.count() == 20


def test_a_failing_task_is_tried_again_later_each_time() -> None:
    task_id = jobs.enqueue(given.stumble, times=2)
    start = timezone.now()
    for seconds, tries in ((0, 1), (14, 1), (16, 2), (70, 2), (80, 3)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=True):
            work()
        assert len(given.DONE) == tries
    assert DBTaskResult.objects.get(pk=task_id).status == "SUCCESSFUL"


def test_a_task_that_never_works_is_given_up() -> None:
    task_id = jobs.enqueue(given.stumble, attempts=3, times=9)
    for hours in range(5):
        with time_machine.travel(timezone.now() + timedelta(hours=2 * hours), tick=True):
            work()
    done = DBTaskResult.objects.get(pk=task_id)
    assert (len(given.DONE), done.status) == (3, "FAILED")
    assert "not yet" in done.traceback
    assert not Ticket.objects.exists()


def test_lasting_trouble_is_not_tried_again() -> None:
    task_id = jobs.enqueue(given.refuse, lasting=True)
    work()
    assert DBTaskResult.objects.get(pk=task_id).status == "FAILED"


def test_passing_trouble_waits_as_long_as_it_asks() -> None:
    task_id = jobs.enqueue(given.refuse, lasting=False, after=300)
    work()
    again = DBTaskResult.objects.get(pk=task_id)
    assert again.status == "READY"
    assert timedelta(seconds=290) < again.run_after - timezone.now() <= timedelta(seconds=300)


def test_a_value_without_a_word_in_json_fails_the_task_not_the_worker() -> None:
    task_id = jobs.enqueue(given.unspeakable, attempts=1)
    jobs.enqueue(given.note, what="next")
    assert work() == 2
    assert DBTaskResult.objects.get(pk=task_id).status == "FAILED"
    assert given.DONE == ["next"]


def test_a_task_may_know_its_attempt() -> None:
    task_id = jobs.enqueue(given.attempt)
    work()
    assert DBTaskResult.objects.get(pk=task_id).return_value == 1


def test_a_task_that_the_library_queued_itself_runs_too() -> None:
    given.note.enqueue(what="plain")
    assert work() == 1
    assert not Ticket.objects.exists()


def test_an_interrupted_task_is_put_back_at_once() -> None:
    task_id = jobs.enqueue(given.interrupt)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert DBTaskResult.objects.get(pk=task_id).status == "READY"


def test_the_task_of_a_dead_worker_runs_again() -> None:
    task_id = jobs.enqueue(given.note, what="survivor")
    worker._Worker(lease=timedelta(seconds=30), beat=timedelta(seconds=10)).claim()
    assert work() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=True):
        assert work() == 1
    assert (DBTaskResult.objects.get(pk=task_id).status, given.DONE) == ("SUCCESSFUL", ["survivor"])


def test_a_task_that_kills_every_worker_is_given_up() -> None:
    task_id = jobs.enqueue(given.note, attempts=2, what="poison")
    for minutes in range(3):
        with time_machine.travel(timezone.now() + timedelta(minutes=2 * minutes), tick=True):
            worker.put_back_abandoned()
            worker._Worker(lease=timedelta(seconds=30), beat=timedelta(seconds=10)).claim()
    done = DBTaskResult.objects.get(pk=task_id)
    assert (done.status, given.DONE) == ("FAILED", [])
    assert "worker died" in done.traceback


def test_heartbeats_keep_a_long_task_with_its_worker() -> None:
    jobs.enqueue(given.wait_for_leave)
    thread = in_thread(Event(), once=True, lease=timedelta(seconds=0.6), beat=timedelta(seconds=0.1))
    assert given.BEGUN.wait(10)
    ticket = Ticket.objects.get()
    first = ticket.lease_until
    assert first is not None
    while Ticket.objects.get().lease_until <= first + timedelta(seconds=0.7):
        assert worker.put_back_abandoned() == 0
    given.HOLD.set()
    thread.join(10)
    assert given.DONE == ["waited"]


def test_a_worker_that_lost_its_lease_does_not_note_the_end() -> None:
    task_id = jobs.enqueue(given.note, what="twice")
    slow = worker._Worker(lease=timedelta(0), beat=timedelta(seconds=10))
    claimed = slow.claim()
    assert worker.put_back_abandoned() == 1
    slow.run(claimed)
    assert DBTaskResult.objects.get(pk=task_id).status == "READY"
    assert work() == 1
    assert given.DONE == ["twice", "twice"]


def test_a_heartbeat_that_fails_does_not_stop_the_task() -> None:
    beats = Event()

    def refuse() -> None:
        beats.set()
        raise OperationalError("away")

    with worker._Heartbeat(refuse, timedelta(milliseconds=1)):
        assert beats.wait(10)


def test_a_worker_waits_for_a_data_base_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, looks = Event(), []

    def away(*_nothing: object) -> None:
        looks.append(1)
        if len(looks) > 1:
            stop.set()
        raise OperationalError("the data base went away")

    monkeypatch.setattr(worker, "put_back_abandoned", away)
    monkeypatch.setattr(worker, "LOOK", timedelta(0))
    assert jobs.run_worker(stop) == 0
    assert len(looks) == 2


def test_a_worker_stops_after_the_task_at_hand() -> None:
    stop = Event()
    jobs.enqueue(given.wait_for_leave)
    jobs.enqueue(given.note, what="left for later")
    thread = in_thread(stop)
    assert given.BEGUN.wait(10)
    stop.set()
    given.HOLD.set()
    thread.join(10)
    assert given.DONE == ["waited"]


def test_another_worker_may_take_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.enqueue(given.note, what="gone")
    monkeypatch.setattr(type(DBTaskResult.objects.all()), "get_locked", lambda _rows: None)
    assert work() == 0


def test_an_interval_begins_at_once_and_makes_up_once_for_what_was_missed() -> None:
    schedule.every("tick", timedelta(hours=1), given.note)
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert enqueue_due(start) == ["tick"]
    assert enqueue_due(start + timedelta(minutes=59)) == []
    assert enqueue_due(start + timedelta(hours=9)) == ["tick"]
    assert enqueue_due(start + timedelta(hours=9, minutes=1)) == []
    assert DBTaskResult.objects.count() == 1


def test_a_daily_task_waits_for_its_time() -> None:
    schedule.daily("digest", time(7), given.note, zone="Europe/Berlin")
    assert enqueue_due(datetime(2026, 11, 1, 12, tzinfo=UTC)) == []
    assert Schedule.objects.get().next_at == datetime(2026, 11, 2, 6, tzinfo=UTC)
    assert enqueue_due(datetime(2026, 11, 2, 6, tzinfo=UTC)) == ["digest"]


def test_two_workers_that_look_at_once_queue_a_schedule_once(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule.every("tick", timedelta(hours=1), given.note)
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    enqueue_due(start)
    later = start + timedelta(hours=2)
    entry = schedule.TABLE["tick"]
    was = Schedule.objects.get().next_at
    assert [schedule._take("tick", entry, later, was) for _worker in range(2)] == [True, False]


@pytest.mark.parametrize(
    "zone", ["UTC", "America/Chicago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"]
)
@pytest.mark.parametrize("at", [time(0), time(2, 30), time(7), time(23, 59)])
def test_each_local_day_has_one_turn_also_when_clocks_change(zone: str, at: time) -> None:
    place, moment = ZoneInfo(zone), datetime(2026, 1, 1, tzinfo=UTC)
    turns = []
    while moment < datetime(2027, 1, 1, tzinfo=UTC):
        moment = next_daily(moment, at=at, zone=place)
        turns.append(moment)
    days = [turn.astimezone(place).date() for turn in turns]
    assert len(days) == len(set(days))
    assert {(after - before).days for before, after in pairwise(days)} == {1}


def test_notes_of_finished_tasks_are_forgotten_after_a_week() -> None:
    jobs.enqueue(given.note, what=1)
    work()
    assert forget_finished.call() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert forget_finished.call() == 1


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError):
        _ = jobs.anything


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
import django
from django.conf import settings
from hustings.project import settings as ours
values = {{name: getattr(ours, name) for name in dir(ours) if name.isupper()}}
values["DATABASES"]["default"]["NAME"] = {database!r}
settings.configure(**values)
django.setup()
from threading import Event
from jobs import jobs_for_tests
jobs_for_tests.DONE = type("Killer", (), {{"append": lambda self, what: os.kill(os.getpid(), signal.SIGKILL)}})()
from hustings.jobs import schedule, worker
schedule.TABLE.clear()
worker.run_worker(Event(), once=True)
"""


def test_a_task_whose_worker_was_killed_runs_again() -> None:
    task_id = jobs.enqueue(given.note, what="killed once")
    script = KILLED.format(path=sys.path, database=str(connection.settings_dict["NAME"]))
    url = os.environ.get("HUSTINGS_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    environment = {**os.environ, "DATABASE_URL": url}
    killed = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert DBTaskResult.objects.get(pk=task_id).status == "RUNNING"
    with time_machine.travel(timezone.now() + worker.LEASE + timedelta(seconds=1), tick=True):
        assert work() == 1
    assert (DBTaskResult.objects.get(pk=task_id).status, given.DONE) == ("SUCCESSFUL", ["killed once"])
