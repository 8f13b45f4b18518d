"""Benchmark `mbox`: a mailbox of 100,000 letters brought in whole, against the standard library merely parsing it.

The letters look like those of a mail provider's export: two dozen header lines with signatures, answers with quotes, every third
with HTML beside its text, every twentieth with an attachment. `python -m bench.mbox [N]` measures another size. It goes by the
clock, since the product reads in a second process; the CPU of both is told beside.
"""

from __future__ import annotations

import base64
import email.policy
import mailbox
import os
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

from bench.contacts_sides import Watch
from bench.measure import SCRATCH, Check, Outcome, fresh_home, keep, run

TIMES_FLOOR = 1.0
PEAK_MB = 300.0
LETTERS = 100_000
PARTNERS = 3_000
OWNER = "Ada Lovelace <{}>"
_WORDS = ["street", "school", "house", "water", "vote", "council", "budget", "tree", "bridge", "market", "river", "question"]
_DAY = datetime(2022, 1, 3, 8, tzinfo=UTC)


def mbox_benchmark(*, quick: bool) -> list[Outcome]:
    """One turn: the figure is far from noise, or it is not worth having."""
    return [measure_mbox(2_000 if quick else LETTERS)]


def measure_mbox(letters: int) -> Outcome:
    """Seconds of both sides by the clock, which read the same file, and the product's peak of memory."""
    place = SCRATCH / f"letters-{letters}.mbox"
    with fresh_home("mbox") as home:
        run("bench.import_sides:prepare", home=home)
        written = run("bench.mbox:write", home=home, path=str(place), letters=letters)
        floors = [run("bench.mbox:floor", home=home, path=str(place))]
        product = run("bench.mbox:product", home=home, path=str(place))
        floors.append(run("bench.mbox:floor", home=home, path=str(place)))
    place.unlink()
    if {each["letters"] for each in floors} != {letters} or product["counts"] != {"created": letters}:
        raise RuntimeError(f"The sides read different numbers of letters: {floors}, {product}")
    checks = (
        Check(
            f"{letters:,} letters parsed, matched, threaded and stored, by the clock, against compat32 parsing them",
            tuple(product["wall"] / each["wall"] for each in floors),
            TIMES_FLOOR,
        ),
        Check("peak memory of both processes", (product["together_mb"],), PEAK_MB, "MB"),
    )
    return Outcome("mbox", checks, {"letters": letters, **written, "product": product, "floors": floors})


def product(*, path: str) -> dict[str, Any]:
    """Imports the mailbox. Returns seconds, those of the reading process too, and the most memory that both held at once."""
    from bench.contacts_sides import product

    before = os.times()
    with Together() as together:
        told = product(path=path, kind="interactions")
    after = os.times()
    read = after.children_user + after.children_system - before.children_user - before.children_system
    return {**told, "reading_cpu": round(read, 3), "together_mb": round(together.peak_mb, 1)}


class Together:
    """Looks twenty times a second at the memory of this process and its children. On Linux alone; elsewhere it finds none."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Together:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        own = Path("/proc/self")
        while not self._ended.wait(0.05):
            if not (own / "task" / str(os.getpid()) / "children").exists():
                return
            children = (own / "task" / str(os.getpid()) / "children").read_text().split()
            held = sum(_resident_mb(process) for process in (own, *(Path("/proc", child) for child in children)))
            self.peak_mb = max(self.peak_mb, held)


def _resident_mb(process: Path) -> float:
    try:
        return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except OSError:
        return 0.0


def floor(*, path: str) -> dict[str, Any]:
    """Every letter of the mailbox through the standard library's parser with its default policy. Returns seconds."""
    watch, letters = Watch(), 0
    with watch:
        box = mailbox.mbox(path, create=False)
        for key in box.iterkeys():
            letter = email.message_from_bytes(box.get_bytes(key), policy=email.policy.compat32)
            letters += letter["Message-ID"] is not None
        box.close()
    return {**watch.told(), "letters": letters}


def write(*, path: str, letters: int) -> dict[str, Any]:
    """Writes the mailbox. The same size gives the same file."""
    from hustings.demo.leads import OWNER_EMAILS

    chance = Random(letters)
    with Path(path).open("wb") as out:
        for number in range(letters):
            out.write(_letter(number, chance, owner=OWNER.format(OWNER_EMAILS[0])).encode())
    return {"bytes": Path(path).stat().st_size}


def _letter(number: int, chance: Random, *, owner: str) -> str:
    who = int(PARTNERS * chance.random() ** 2)
    partner = f"Person{who} Family{who * 7 % 997} <person{who}@mail{who % 40}.example>"
    moment, mine = _DAY + timedelta(minutes=17 * number), chance.random() < 0.35
    sender, reader = (owner, partner) if mine else (partner, owner)
    answer = number > PARTNERS and chance.random() < 0.6
    text = _text(chance, quoted=answer)
    lines = [
        f"From {'ada' if mine else f'person{who}'}@mail.example {moment:%a %b %d %H:%M:%S %Y}",
        *_trace(number, moment, chance),
        f"From: {sender}", f"To: {reader}", f"Date: {format_datetime(moment)}", f"Message-ID: <{number}@mail.example>",
        f"Subject: {'Re: ' if answer else ''}{chance.choice(_WORDS)} {chance.choice(_WORDS)} {who}",
        *([f"In-Reply-To: <{number - PARTNERS}@mail.example>"] if answer else []),
        "MIME-Version: 1.0", *_body(number, text, chance), "", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _trace(number: int, moment: datetime, chance: Random) -> Iterator[str]:
    yield f"X-GM-THRID: {1_600_000_000_000 + number}"
    yield "X-Gmail-Labels: Inbox,Important"
    yield "Delivered-To: ada@mail.example"
    for hop in range(3):
        yield f"Received: from relay{hop}.mail.example (relay{hop}.mail.example [192.0.2.{hop}])"
        yield f"        by mx{hop}.mail.example with ESMTPS id {chance.getrandbits(64):016x}"
        yield f"        for <ada@mail.example>; {format_datetime(moment)}"
    yield "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=2022;"
    for _ in range(4):
        yield f"        b={base64.b64encode(chance.randbytes(45)).decode()}"
    yield "Return-Path: <bounce@mail.example>"


def _body(number: int, text: str, chance: Random) -> list[str]:
    if number % 20 == 7:
        data = base64.encodebytes(chance.randbytes(24_000)).decode()
        attached = f'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n{data}'
        return _parts("mixed", number, f"Content-Type: text/plain; charset=utf-8\n\n{text}", attached)
    if number % 3 == 0:
        rows = "".join(f'<p style="margin:0 0 1em">{line}</p>\n' for line in text.split("\n"))
        html = f"Content-Type: text/html; charset=utf-8\n\n<html><body>{rows}</body></html>"
        return _parts("alternative", number, f"Content-Type: text/plain; charset=utf-8\n\n{text}", html)
    return ["Content-Type: text/plain; charset=utf-8", "", text]


def _parts(subtype: str, number: int, *parts: str) -> list[str]:
    between = f"--=_{number:032x}"
    held = [line for part in parts for line in (between, part)]
    return [f'Content-Type: multipart/{subtype}; boundary="{between[2:]}"', "", *held, f"{between}--"]


def _text(chance: Random, *, quoted: bool) -> str:
    own = "\n".join(" ".join(chance.choices(_WORDS, k=11)) for _ in range(chance.randint(4, 16)))
    if not quoted:
        return own
    before = "\n".join("> " + " ".join(chance.choices(_WORDS, k=11)) for _ in range(chance.randint(4, 16)))
    return f"{own}\n\nOn Monday somebody wrote:\n{before}"


if __name__ == "__main__":
    outcome = measure_mbox(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS)
    for check in outcome.checks:
        print(check.line())
    print(keep(outcome, quick=outcome.facts["letters"] != LETTERS), outcome.facts)
