"""Kills the sender at random moments while answers are queued: `python -m bench.kill_outbox [N] [--real]`.

The provider is a process of its own that remembers what it received; with `--real` it is Exim, and Dovecot keeps what arrived.
Afterwards nobody may have received an answer twice, and every answer is either known to be sent, or shown as uncertain: none is
lost in silence. Nothing is ever sent again by a timer.
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
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event
from typing import Any

from bench.measure import SCRATCH, keep_counts
from bench.outbox_mail import DOMAIN, MAIL, arrived
from bench.outbox_provider import LIST, PORT, received

LEASE, BEAT = timedelta(seconds=2), timedelta(seconds=0.5)
ALIVE = {True: (0.05, 3.0), False: (0.05, 0.6)}
"""For so many seconds a sender is left at its work, with a real server and a simulated one: answers are left for all kills."""
_BEGINS_WITHIN = 60.0


def main() -> None:
    """Queues, kills N times, sends the rest and counts; exits 1 where anything was doubled or lost."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill_outbox", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replies", type=int, default=4_000)
    parser.add_argument("--real", action="store_true", help="By SMTP to a real mail server, in place of a simulated provider.")
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        _send()
        return
    with _home(given.seed), _provider(given.seed, real=given.real) as credentials:
        outcome = kill_outbox(
            given.kills, seed=given.seed, replies=given.replies, credentials=credentials, alive=ALIVE[given.real]
        )
    print(json.dumps(outcome, indent=2))
    if given.real or given.replies == parser.get_default("replies"):
        keep_counts("kill_outbox_real" if given.real else "kill_outbox", outcome)
    sys.exit(0 if outcome["doubled"] == outcome["lost_in_silence"] == outcome["said_sent_but_was_not"] == 0 else 1)


@contextmanager
def _home(seed: int) -> Iterator[None]:
    """A folder and a data base of its own, before anything reads the settings."""
    home = SCRATCH / f"kill_outbox_{seed}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    os.environ |= {"HUSTINGS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hustings.project.settings"}
    os.environ.pop("DATABASE_URL", None)
    try:
        yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _provider(seed: int, *, real: bool) -> Iterator[dict[str, str]]:
    """Who receives the answers, and the credentials that open an account there."""
    name = ["bench.outbox_mail"] if real else ["bench.outbox_provider", str(seed)]
    provider = subprocess.Popen([sys.executable, "-m", *name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert provider.stdin is not None
        assert provider.stdout is not None
        told = json.loads(provider.stdout.readline() or sys.exit(1))
        os.environ |= told["environment"] if real else {PORT: str(told)}
        yield told["credentials"] if real else {"token": "simulated"}
        provider.stdin.close()
        provider.wait(10 if real else 0.1)
    except subprocess.TimeoutExpired:
        pass
    finally:
        provider.kill()


def kill_outbox(
    kills: int, *, seed: int, replies: int, credentials: dict[str, str], alive: tuple[float, float]
) -> dict[str, Any]:
    """The whole experiment."""
    _set_up()
    _queue(replies, credentials)
    began = time.monotonic()
    killed, left = _kill(kills, Random(seed), alive)
    _drain()
    told = {"kills": kills, "left_at_last_kill": left, "seed": seed, "seconds": round(time.monotonic() - began, 1)}
    return _counts(killed, replies) | told


def _set_up() -> None:
    from hustings.connectors.platforms import registry

    if MAIL not in os.environ:
        registry.PLATFORMS.clear()
        registry.PLATFORMS["email"] = LIST
    import django

    django.setup()


def _queue(replies: int, credentials: dict[str, str]) -> None:
    """So many people have written, and each is answered: decision and row in one transaction."""
    from django.core.management import call_command
    from django.db import transaction

    from hustings.apps.accounts.actions import create_workspace
    from hustings.apps.channels.actions import connect, source_of
    from hustings.apps.outbox import actions
    from hustings.apps.people.actions import add_person, own_person
    from hustings.apps.people.actions.dealings import Dealing, store
    from hustings.apps.people.models import Interaction, Person
    from hustings.kernel.records import Identity, Party

    call_command("migrate", verbosity=0)
    ada = create_workspace(name="Bench", owner_email="ada@example.org", owner_name="Ada", password="a quiet walk by the river")
    channel = connect(ada, platform="email", credentials=credentials)
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
        to = Party(identities=(Identity(kind="email", value=f"person{number % len(people)}@{DOMAIN}"),))
        answer = actions.Answer(text=f"At ten past, dear {number}.", to=(to,))
        actions.queue_reply(ada, channel=channel, person=held[people[number % len(people)]], answers=interaction, answer=answer)


def _kill(kills: int, random: Random, alive: tuple[float, float]) -> tuple[int, int]:
    """Starts a sender, kills it, starts the next. Returns how many were really at work on an answer when they died, and how
    many answers waited after the last.

    An answer that an earlier one left stands as being sent until its lease has run out: it does not count again.
    """
    from hustings.apps.outbox.models import Outgoing

    in_flight, left = 0, set[int]()
    for _ in range(kills):
        before, sender = _waiting(), _start()
        _until_at_work(sender, before)
        time.sleep(random.uniform(*alive))
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        standing = set(Outgoing.objects.filter(state="sending").values_list("pk", flat=True))
        in_flight += bool(standing - left)
        left |= standing
    return in_flight, _waiting()


def _waiting() -> int:
    from hustings.apps.outbox.models import Outgoing

    return Outgoing.objects.filter(state="waiting").count()


def _until_at_work(sender: subprocess.Popen[bytes], before: int) -> None:
    """A machine that is busy takes its time to start a process: killed before its first answer it would prove nothing."""
    assert sender.stdout is not None
    sender.stdout.readline()
    ends = time.monotonic() + _BEGINS_WITHIN
    while _waiting() == before and time.monotonic() < ends:
        time.sleep(0.01)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.kill_outbox", "--send"], stdout=subprocess.PIPE)


def _drain() -> None:
    """One more sender, left alone until nothing is on its way."""
    from hustings.apps.outbox.models import Outgoing

    sender, until = _start(), time.monotonic() + 1_800
    try:
        while Outgoing.objects.filter(state__in=("waiting", "sending")).exists() and time.monotonic() < until:
            time.sleep(1)
    finally:
        sender.kill()
        sender.wait()


def _send() -> None:
    _set_up()
    from hustings.jobs.worker import run_worker

    print("at work", flush=True)
    run_worker(Event(), lease=LEASE, beat=BEAT)


def _counts(in_flight: int, replies: int) -> dict[str, Any]:
    from hustings.apps.outbox.models import Outgoing
    from hustings.connectors.platforms.email.letter import draft_id

    keys = list(Outgoing.objects.values_list("key", flat=True))
    got = arrived({draft_id(key, DOMAIN): key for key in keys}) if MAIL in os.environ else received()
    states: Counter[str] = Counter(Outgoing.objects.values_list("state", flat=True))
    sent = set(Outgoing.objects.filter(state="sent").values_list("key", flat=True))
    shown = set(Outgoing.objects.filter(state__in=("uncertain", "failed")).values_list("key", flat=True))
    everything = set(keys)
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
