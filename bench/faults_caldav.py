"""Calendars over bad lines: `python -m bench.faults_caldav [N] [--seed S]`.

Each run keeps a calendar on a real Radicale in step through a proxy that refuses, delays, cuts, resets and truncates lines, while
another program writes, moves and deletes events there and a member does so here. In the end both sides must hold the same events,
as a reading over a sound line finds them, and every event of the member must stand there once.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from random import Random
from typing import Any, TypeVar

from bench.measure import ROOT, SCRATCH, keep_counts

T = TypeVar("T")
THEIRS, OURS = 10, 4
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ACCOUNT = {"user": "ada", "password": "a secret word"}
TEXT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{uid}@x\r\nDTSTAMP:20260501T000000Z\r\nSUMMARY:{title}\r\n"
    "DTSTART;TZID=Europe/Berlin:202606{day:02}T170000\r\nDTEND;TZID=Europe/Berlin:202606{day:02}T190000\r\n"
    "DESCRIPTION:{words}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
MOST_READINGS = 400


def main() -> None:
    """Runs N times, prints the counts and keeps them; exits 1 where anything differed, was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults_caldav", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = faulty_runs(given.runs, seed=given.seed)
    print(json.dumps(outcome, indent=2))
    if given.runs >= parser.get_default("runs"):
        keep_counts("faults_caldav", outcome)
    sys.exit(0 if outcome["differing"] == outcome["doubled"] == outcome["lost"] == outcome["conflicts"] == 0 else 1)


def faulty_runs(runs: int, *, seed: int) -> dict[str, Any]:
    """So many calendars. Returns the counts; `failed` are readings that ended in an error and were made again."""
    if find_spec("radicale") is None:
        sys.exit("Not tried: Radicale is not installed.")
    home = SCRATCH / "faults_caldav"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ |= {
        "HUSTINGS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hustings.project.settings",
        "HUSTINGS_ALLOWED_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT / "tests"))
    import django

    django.setup()
    from django.core.management import call_command

    from hustings.apps.accounts.actions import create_workspace
    from servers.radicale import radicale

    call_command("migrate", verbosity=0)
    ada, otto = (
        create_workspace(name=name, owner_email=f"{name}@hustings.test", owner_name=name, password="a quiet walk by the river")
        for name in ("ada", "otto")
    )
    counts: Counter[str] = Counter(dict.fromkeys(("runs", "differing", "doubled", "lost", "conflicts", "failed", "events"), 0))
    faults: Counter[str] = Counter()
    with radicale(home / "server") as server:
        for number in range(runs):
            counts.update(kept_in_step(server, ada, otto, number=seed * 1_000_000 + number, faults=faults))
    shutil.rmtree(home, ignore_errors=True)
    return {**counts, "faults": dict(faults), "seed": seed}


def kept_in_step(server: Any, ada: Any, otto: Any, *, number: int, faults: Counter[str]) -> Counter[str]:
    """One calendar, through three rounds of changes on both sides: what became of it."""
    from hustings.apps.events import calendars
    from servers.faults import FaultProxy

    chance = Random(number)
    place = server.make(f"run{number}", "Campaign")
    there, port = server._replace(calendar=place), server.address.rstrip("/").rpartition(":")[2]
    proxy = FaultProxy(target=int(port), seed=chance.getrandbits(32), limit=15, longest=8_000)
    counts: Counter[str] = Counter(runs=1)
    with proxy.running():
        address = place.replace(f":{port}/", f":{proxy.port}/")
        calendar = _patiently(lambda: calendars.connect_calendar(ada, address=address, **ACCOUNT))
        _story(there, ada, calendar, number=number, chance=chance, counts=counts)
    faults.update(proxy.met)
    plain = calendars.connect_calendar(otto, address=place, **ACCOUNT)
    calendars.read_now(otto, plain.pk, now=NOW)
    ours, theirs = _told(calendar), _told(plain)
    titles = Counter(line for name in there.names() for line in _titles(there.other("GET", name).text))
    counts.update(
        differing=int(ours != theirs),
        events=len(theirs),
        doubled=sum(times - 1 for times in titles.values()),
        lost=sum(f"Own {number}.{each}" not in titles for each in range(OURS)),
        conflicts=int(any(calendars.conflict_of(ada, pk) is not None for pk in _numbers(calendar))),
    )
    return counts


def _story(there: Any, ada: Any, calendar: Any, *, number: int, chance: Random, counts: Counter[str]) -> None:
    """What both sides do, with the calendar brought into step after each round."""
    from hustings.apps.events import planning
    from hustings.apps.events.models import Event

    def text(each: int, title: str = "Forum") -> str:
        words = "word " * chance.choice((1, 20, 400))
        return TEXT.format(uid=f"{number}-{each}", title=f"{title} {number}.{each}", day=1 + each, words=words.strip())

    for each in range(THEIRS):
        there.other("PUT", f"{each}.ics", text(each))
    _settle(ada, calendar, counts)
    there.other("PUT", "1.ics", text(1, "Moved"))
    there.other("DELETE", f"{chance.randint(2, 5)}.ics")
    begin = NOW + timedelta(days=60)
    made = [
        planning.add_event(ada, title=f"Own {number}.{each}", starts_at=begin + timedelta(days=each), calendar_id=calendar.pk)[0]
        for each in range(OURS)
    ]
    _settle(ada, calendar, counts)
    planning.change_event(ada, made[0], location="Pier 9")
    planning.change_event(ada, Event.objects.get(calendar=calendar, title=f"Forum {number}.6").pk, location="Market")
    there.other("PUT", "7.ics", text(7, "Late"))
    there.other("PUT", f"{THEIRS}.ics", text(THEIRS))
    _settle(ada, calendar, counts)


def _settle(ada: Any, calendar: Any, counts: Counter[str]) -> None:
    """Reads and writes until a reading ends well and finds nothing to do."""
    from hustings.apps.events import calendars

    for _ in range(MOST_READINGS):
        done = calendars.read_now(ada, calendar.pk, now=NOW)
        counts["failed"] += bool(done.error)
        if done == type(done)():
            return
    raise RuntimeError(f"The calendar does not come to rest: {done}")


def _patiently(act: Callable[[], T]) -> T:
    from hustings.kernel.errors import HustingsError

    for _ in range(MOST_READINGS):
        try:
            return act()
        except HustingsError:
            continue
    raise RuntimeError("The calendar could not be connected.")


def _told(calendar: Any) -> set[tuple[Any, ...]]:
    from hustings.apps.events.models import Event

    return set(Event.objects.filter(calendar=calendar).values_list("title", "starts_at", "ends_at", "location", "status"))


def _numbers(calendar: Any) -> list[int]:
    from hustings.apps.events.models import Event

    return list(Event.objects.filter(calendar=calendar).values_list("pk", flat=True))


def _titles(text: str) -> list[str]:
    return [line.removeprefix("SUMMARY:").strip() for line in text.splitlines() if line.startswith("SUMMARY:")]


if __name__ == "__main__":
    main()
