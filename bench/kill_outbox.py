"""Kills the sender at random moments while answers are queued: `python -m bench.kill_outbox [N] [--seed S] [--replies R]`.

The provider is a process of its own that remembers what it received. Afterwards nobody may have received an answer twice, and
every answer is either known to be sent, or shown as uncertain: none is lost in silence. Nothing is ever sent again by a timer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from bench.measure import RESULTS, SCRATCH, commit, machine
from bench.outbox_provider import LIST, PORT, received

LEASE, BEAT = timedelta(seconds=2), timedelta(seconds=0.5)
ALIVE = (0.05, 3.0)
"""A sender is at work between so many seconds."""


def main() -> None:
    """Queues, kills N times, sends the rest and counts; exits 1 where anything was doubled or lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill_outbox", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replies", type=int, default=4_000)
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        _send()
        return
    outcome = kill_outbox(given.kills, seed=given.seed, replies=given.replies)
    print(json.dumps(outcome, indent=2))
    if given.replies == parser.get_default("replies"):
        _keep(outcome)
    sys.exit(0 if outcome["doubled"] == outcome["lost_in_silence"] == outcome["said_sent_but_was_not"] == 0 else 1)


def _keep(outcome: dict[str, Any]) -> None:
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    held = {"benchmark": "kill_outbox", "commit": commit(), "at": at, "machine": machine()}
    (RESULTS / "kill_outbox.json").write_text(json.dumps(held | outcome, indent=2) + "\n")


def kill_outbox(kills: int, *, seed: int, replies: int) -> dict[str, Any]:
    """The whole experiment in a folder of its own."""
    home = SCRATCH / f"kill_outbox_{seed}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.outbox_provider", str(seed)]
    provider = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert provider.stdout is not None
        os.environ[PORT] = provider.stdout.readline().strip()
        _set_up(home)
        _queue(replies)
        began = time.monotonic()
        killed = _kill(kills, Random(seed))
        _drain()
        return _counts(killed, replies) | {"kills": kills, "seed": seed, "seconds": round(time.monotonic() - began, 1)}
    finally:
        provider.kill()
        shutil.rmtree(home, ignore_errors=True)


def _set_up(home: Path) -> None:
    from hustings.connectors.platforms import registry

    os.environ |= {"HUSTINGS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hustings.project.settings"}
    os.environ.pop("DATABASE_URL", None)
    registry.PLATFORMS.clear()
    registry.PLATFORMS["email"] = LIST
    import django

    django.setup()


def _queue(replies: int) -> None:
    """So many people have written, and each is answered: decision and row in one transaction."""
    from django.core.management import call_command
    from django.db import transaction

    from hustings.apps.accounts.actions import create_workspace
    from hustings.apps.channels.actions import connect, source_of
    from hustings.apps.outbox import actions
    from hustings.apps.people.actions import add_person, own_person
    from hustings.apps.people.actions.dealings import Dealing, store
    from hustings.apps.people.models import Interaction, Person

    call_command("migrate", verbosity=0)
    ada = create_workspace(name="Bench", owner_email="ada@example.org", owner_name="Ada", password="a quiet walk by the river")
    channel = connect(ada, platform="email", credentials={"token": "simulated"})
    now = datetime.now(UTC)
    with transaction.atomic():
        people = [add_person(ada, name=f"Person {number}") for number in range(min(replies, 200))]
        letters = [
            Dealing(f"in-{n}", b"", "message", "in", "email", now, ((people[n % len(people)], "from"),), text="When?")
            for n in range(replies)
        ]
        own = own_person(ada.member_id).pk
        ids = store(ada.workspace_id, letters, source_id=source_of(channel).pk, member_id=ada.member_id, own_person_id=own)
    actions.UNDO_WINDOW = timedelta()
    held = Person.objects.in_bulk(people)
    for number, interaction in enumerate(Interaction.objects.filter(id__in=ids).select_related("source").order_by("id")):
        answer = actions.Answer(text=f"At ten past, dear {number}.")
        actions.queue_reply(ada, channel=channel, person=held[people[number % len(people)]], answers=interaction, answer=answer)


def _kill(kills: int, random: Random) -> int:
    """Starts a sender, kills it, starts the next. Returns how many were really at work on an answer when they died."""
    from hustings.apps.outbox.models import Outgoing

    in_flight = 0
    for _ in range(kills):
        sender = _start()
        assert sender.stdout is not None
        sender.stdout.readline()
        time.sleep(random.uniform(*ALIVE))
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        in_flight += Outgoing.objects.filter(state="sending").exists()
    return in_flight


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.kill_outbox", "--send"], stdout=subprocess.PIPE)


def _drain() -> None:
    """One more sender, left alone until nothing is on its way."""
    from hustings.apps.outbox.models import Outgoing

    sender, until = _start(), time.monotonic() + 500
    try:
        while Outgoing.objects.filter(state__in=("waiting", "sending")).exists() and time.monotonic() < until:
            time.sleep(1)
    finally:
        sender.kill()
        sender.wait()


def _send() -> None:
    _set_up(Path(os.environ["HUSTINGS_HOME"]))
    from hustings.jobs.worker import run_worker

    print("at work", flush=True)
    run_worker(Event(), lease=LEASE, beat=BEAT)


def _counts(in_flight: int, replies: int) -> dict[str, Any]:
    from hustings.apps.outbox.models import Outgoing

    got = received()
    states: Counter[str] = Counter(Outgoing.objects.values_list("state", flat=True))
    sent = set(Outgoing.objects.filter(state="sent").values_list("key", flat=True))
    shown = set(Outgoing.objects.filter(state__in=("uncertain", "failed")).values_list("key", flat=True))
    everything = set(Outgoing.objects.values_list("key", flat=True))
    return {
        "replies": replies,
        "killed_at_work": in_flight,
        "states": dict(states),
        "received": len(got),
        "doubled": sum(times > 1 for times in got.values()),
        "said_sent_but_was_not": len(sent - set(got)),
        "lost_in_silence": len(everything - sent - shown) + (replies - len(everything)),
    }


if __name__ == "__main__":
    main()
