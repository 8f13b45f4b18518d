"""Benchmark `mail-delay`: from a letter's arrival on a real Dovecot until it stands in its conversation, heard by IDLE.

`python -m bench.mail_delay [N]`: so many letters one after another, 50 where nothing is said. Heard as a worker of
`hustings start` hears it; what an open page adds is the time between two of its looks.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from statistics import median
from threading import Event, Thread
from typing import Any

from bench.measure import RESULTS, ROOT, SCRATCH, commit, machine

LETTERS = 50


def measure(letters: int) -> dict[str, Any]:
    """Seconds until each letter stood in the data base, and how it came in where nobody listened at all."""
    sys.path.insert(0, str(ROOT / "tests"))
    from servers import mail

    if reason := mail.mail_programs():
        sys.exit(f"Not measured: {reason}.")
    home = SCRATCH / "mail_delay"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    with mail.mail_server() as server:
        os.environ |= {
            "HUSTINGS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hustings.project.settings",
            "HUSTINGS_ALLOWED_NETWORKS": "127.0.0.0/8", "HUSTINGS_CERTIFICATES": str(server.authorities),
        }  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        with _listening(server):
            found = [_one(server, number) for number in range(letters)]
    shutil.rmtree(home, ignore_errors=True)
    ordered = sorted(found)
    return {
        "letters": letters, "median_seconds": round(median(ordered), 3),
        "p95_seconds": round(ordered[int(letters * 0.95) - 1], 3),
        "worst_seconds": round(ordered[-1], 3),
    }  # fmt: skip


@contextmanager
def _listening(server: Any) -> Iterator[None]:
    """A workspace whose mailbox is listened to."""
    from django.core.management import call_command

    from hustings.apps.accounts.actions import create_workspace
    from hustings.apps.channels.actions import connect
    from hustings.apps.channels.models import Listening
    from hustings.apps.intake.listening import listen_until

    call_command("migrate", verbosity=0)
    ada = create_workspace(name="Bench", owner_email="ada@hustings.test", owner_name="Ada", password="a quiet walk by the river")
    connect(ada, platform="email", credentials={
        "address": server.address("ada"), "password": "pw", "imap_host": "localhost", "imap_port": str(server.imaps),
        "smtp_host": "localhost", "smtp_port": str(server.smtps),
    })  # fmt: skip
    stop = Event()
    thread = Thread(target=listen_until, args=(stop,), daemon=True)
    thread.start()
    while not Listening.objects.filter(is_open=True).exists():
        time.sleep(0.05)
    # The line is open for news a moment after the first look.
    time.sleep(1.0)
    yield
    stop.set()
    thread.join(10)


def _one(server: Any, number: int) -> float:
    """One letter over SMTP, and the seconds from the server's word that it has it until it stands here."""
    import smtplib
    import ssl

    from hustings.apps.inbox.models import Message

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        f"Voter {number} <voter{number}@hustings.test>",
        server.address("ada"),
        "Bus",
    )
    letter["Message-ID"] = f"<{number}.{time.time_ns()}@hustings.test>"
    letter["Date"] = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    letter.set_content("When does the night bus come?")
    context = ssl.create_default_context(cafile=str(server.authorities))
    with smtplib.SMTP_SSL("localhost", server.smtps, context=context) as line:
        line.login(server.address("ada"), "pw")
        line.send_message(letter)
    began = time.perf_counter()
    wanted = letter["Message-ID"].strip("<>").lower()
    while not Message.objects.filter(interaction__external_id=wanted).exists():
        if time.perf_counter() - began > 60:
            raise RuntimeError("the letter did not come")
        time.sleep(0.005)
    return time.perf_counter() - began


def main() -> None:
    """Measures and keeps the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail_delay", description=__doc__)
    parser.add_argument("letters", nargs="?", type=int, default=LETTERS, metavar="N")
    given = parser.parse_args()
    outcome = measure(given.letters)
    print(json.dumps(outcome, indent=2))
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    held = {"benchmark": "mail-delay", "commit": commit(), "at": at, "machine": machine()}
    if given.letters >= LETTERS:
        (RESULTS / "mail-delay.json").write_text(json.dumps(held | outcome, indent=2) + "\n")


if __name__ == "__main__":
    main()
