"""Benchmark `mail-sync`: the first sync of a mailbox on a real Dovecot, against imap-tools fetching and parsing the same letters.

`python -m bench.mail_sync [N]`: 10,000 letters, or as many as named.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

from bench.measure import ROOT, SCRATCH, Check, Outcome, keep, ratios, run

LETTERS = 10_000
TIMES_FLOOR = 2.0
TIMES_MEMORY = 1.25
"""How much more memory five times as many letters may take."""
BULK = 2_000
"""Letters in one fetch of the floor: the fastest of 100, 500 and 2,000; all at once is no faster and holds the whole mailbox."""
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
_WORDS = ["street", "school", "house", "water", "vote", "council", "budget", "tree", "bridge", "market", "river", "question"]


def mail_sync_benchmark(*, quick: bool) -> list[Outcome]:
    """Three turns of both sides; nothing, and it says so, where no mail server is installed."""
    if reason := _servers().mail_programs():
        print(f"Not measured: {reason}.")
        return []
    return [measure_mail_sync(300 if quick else LETTERS, turns=1 if quick else 3)]


def measure_mail_sync(letters: int, *, turns: int) -> Outcome:
    """Seconds by the clock, since the server's work counts on both sides; memory at all letters and at a fifth of them."""
    mail = _servers()
    with mail.mail_server() as server:
        for name, count in (("all", letters), ("fifth", letters // 5)):
            fill(server.mail / name / "Maildir", count)
        given = {"port": server.imaps, "authorities": str(server.authorities)}
        # The server builds its index when a mailbox is opened for the first time.
        _side("floor", name="all", **given)
        fifth = _side("product", name="fifth", **given)
        product, floor = [], []
        for _ in range(turns):
            product.append(_side("product", name="all", **given))
            floor.append(_side("floor", name="all", **given))
    counts = {each["letters"] for each in (*product, *floor)}
    if counts != {letters}:
        raise RuntimeError(f"The sides read different numbers of letters: {counts}")
    checks = (
        Check(
            f"time of the first sync of {letters:,} letters, against imap-tools alone",
            ratios([each["seconds"] for each in product], [each["seconds"] for each in floor]),
            TIMES_FLOOR,
        ),
        Check(
            "memory at all letters, against that at a fifth of them",
            tuple(each["peak_mb"] / fifth["peak_mb"] for each in product),
            TIMES_MEMORY,
        ),
    )
    facts = {"letters": letters, "product": product, "floor": floor, "fifth": fifth}
    return Outcome("mail-sync", checks, facts)


def product(*, port: int, authorities: str, name: str) -> dict[str, Any]:
    """Every folder of the mailbox to its end, each batch dropped when it is whole."""
    from ipaddress import ip_network
    from time import perf_counter, process_time

    from hustings.connectors.outbound import Guard
    from hustings.connectors.platforms.email import Email
    from hustings.connectors.protocol import Found

    email = Email(Guard(allowed=(ip_network("127.0.0.0/8"),), authorities=authorities))
    given = {"address": f"{name}@hustings.test", "password": "pw", "imap_host": "localhost", "imap_port": str(port)}
    began, cpu, letters, calls = perf_counter(), process_time(), 0, 0
    for folder in email.streams(given):
        cursor, more = "", True
        while more:
            batch = email.read(given, folder, cursor)
            letters += sum(isinstance(each, Found) for each in batch.found)
            cursor, more, calls = batch.cursor, batch.more, calls + 1
    return {"letters": letters, "calls": calls, "seconds": perf_counter() - began, "cpu": process_time() - cpu}


def floor(*, port: int, authorities: str, name: str) -> dict[str, Any]:
    """imap-tools reads the inbox and is asked for what a record holds: people, subject, date, thread, texts, names of files."""
    import ssl
    from time import perf_counter, process_time

    from imap_tools import MailBox

    context = ssl.create_default_context(cafile=authorities)
    began, cpu, letters = perf_counter(), process_time(), 0
    with MailBox("localhost", port, ssl_context=context).login(f"{name}@hustings.test", "pw") as box:
        for each in box.fetch(mark_seen=False, bulk=BULK):
            asked = (
                each.from_values,
                each.to_values,
                each.cc_values,
                each.subject,
                each.date,
                each.headers,
                each.text,
                each.html,
            )
            letters += len(asked) > len([part.filename for part in each.attachments])
    return {"letters": letters, "seconds": perf_counter() - began, "cpu": process_time() - cpu}


def fill(maildir: Path, count: int) -> None:
    """So many letters of usual kinds: short answers, letters with HTML and quotes, a few with a file."""
    for folder in ("cur", "new", "tmp"):
        (maildir / folder).mkdir(parents=True)
    for number, letter in enumerate(_letters(count)):
        lines = letter.count(b"\n")
        # Dovecot takes the size from the name, as from those that it gives itself.
        name = f"{1_700_000_000 + number}.M{number}P1.bench,S={len(letter)},W={len(letter) + lines}:2,S"
        (maildir / "cur" / name).write_bytes(letter)
    for path in (maildir.parent, *maildir.parent.rglob("*")):
        if path.owner() == "root":
            shutil.chown(path, "nobody", "nogroup")


def _letters(count: int) -> Iterator[bytes]:
    chance = Random(4)
    for number in range(count):
        message = EmailMessage()
        voter = chance.randrange(2_000)
        message["From"] = f"Voter {voter} <voter{voter}@example.org>"
        message["To"] = "Ada Okafor <ada@hustings.test>"
        message["Subject"] = f"{'Re: ' if number % 3 else ''}{_some(chance, 5)}"
        message["Message-ID"] = f"<{number}.{chance.getrandbits(64):x}@mail.example.org>"
        message["Date"] = format_datetime(_BEGINNING + timedelta(minutes=7 * number))
        if number % 3:
            message["In-Reply-To"] = f"<{number - 1}.before@mail.example.org>"
            message["References"] = f"<{number - number % 7}.root@mail.example.org> <{number - 1}.before@mail.example.org>"
        for relay in range(4):
            message["Received"] = (
                f"from relay{relay}.example.org by mx{relay}.example.org with ESMTPS id {number}; {message['Date']}"
            )
        text = f"Dear Ada,\n\n{_some(chance, 120)}\n\nOn Monday, 1 June 2026 at 10:00, Ada Okafor wrote:\n" + "".join(
            f"> {_some(chance, 10)}\n" for _ in range(12)
        )
        message.set_content(text)
        if number % 2:
            message.add_alternative("".join(f"<p>{line}</p>\n" for line in text.splitlines()), subtype="html")
        if number % 20 == 0:
            message.add_attachment(chance.randbytes(40_000), maintype="application", subtype="pdf", filename="plan.pdf")
        yield message.as_bytes()


def _some(chance: Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _side(function: str, **given: Any) -> dict[str, Any]:
    return run(f"bench.mail_sync:{function}", home=SCRATCH, **given)


def _servers() -> Any:
    """The servers that the tests start too."""
    sys.path.insert(0, str(ROOT / "tests"))
    from servers import mail

    return mail


def main() -> None:
    """Measures and keeps the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail_sync", description=__doc__)
    parser.add_argument("letters", nargs="?", type=int, default=LETTERS, metavar="N")
    given = parser.parse_args()
    if reason := _servers().mail_programs():
        sys.exit(f"Not measured: {reason}.")
    outcome = measure_mail_sync(given.letters, turns=3 if given.letters <= LETTERS else 1)
    for check in outcome.checks:
        print(check.line())
    keep(outcome, quick=given.letters < LETTERS)


if __name__ == "__main__":
    main()
