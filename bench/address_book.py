"""Benchmark `address-book`: 50,000 contacts as one vCard file, brought in beside Radicale, a CardDAV server in Python.

`HUSTINGS_RADICALE=PYTHON python -m bench.address_book [N]`, where PYTHON is an interpreter that has the package radicale; it is
no dependency of the project. Radicale takes the file as a whole address book: it parses every card, checks it and stores each as
a file of its own with its index. It recognises nobody, makes one person of no two cards, folds no sources, makes no search, and
cannot take the file back.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.contacts import person
from bench.measure import SCRATCH, Check, Outcome, fresh_home, keep, run

CONTACTS = 50_000
TARGET = 1.0
CONFIG = """[server]
hosts = 127.0.0.1:{port}
max_content_length = 1000000000
timeout = 3600
[auth]
type = none
[storage]
filesystem_folder = {folder}
[rights]
type = authenticated
[logging]
level = warning
"""


def measure_address_book(contacts: int, *, radicale: str) -> Outcome:
    """CPU seconds and seconds by the clock of both sides, which take the same file."""
    with fresh_home("address-book") as home:
        path = home / "people.vcf"
        path.write_text("".join(card(number) for number in range(contacts)), encoding="utf-8")
        run("bench.import_sides:prepare", home=home)
        product = run("bench.contacts_sides:product", home=home, path=str(path))
        peer = _radicale(path, python=radicale, folder=home / "radicale")
    if peer["contacts"] != contacts or sum(product["counts"].values()) != contacts:
        raise RuntimeError(f"Not everybody arrived: {peer}, {product}")
    checks = (Check(f"CPU of {contacts:,} contacts, against Radicale", (product["cpu"] / peer["cpu"],), TARGET),)
    return Outcome("address-book", checks, {"contacts": contacts, "product": product, "radicale": peer})


def card(number: int) -> str:
    """One vCard 3.0 with what the row of `bench.contacts` says."""
    key, given, family, mail, phone, street, city, code, organisation, title = person(number)
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{key}", f"N:{family};{given};;;", f"FN:{given} {family}", f"EMAIL:{mail}",
        f"TEL;TYPE=CELL:{phone}", f"ADR:;;{street};{city};;{code};", f"ORG:{organisation}", f"TITLE:{title}", "END:VCARD", "",
    )  # fmt: skip
    return "\r\n".join(lines)


def _radicale(path: Path, *, python: str, folder: Path) -> dict[str, Any]:
    with _server(python, folder) as (address, process):
        before = _cpu(process.pid)
        began = time.perf_counter()
        status = _put(f"{address}/ada/contacts/", path.read_bytes())
        wall, cpu = time.perf_counter() - began, _cpu(process.pid) - before
    held = sum(1 for each in (folder / "held").rglob("contacts/*.vcf") if each.is_file())
    return {"wall": round(wall, 3), "cpu": round(cpu, 3), "status": status, "contacts": held}


def _put(url: str, body: bytes) -> int:
    import http.client
    from base64 import b64encode
    from urllib.parse import urlsplit

    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=3_600)
    named = b64encode(b"ada:ada").decode()
    connection.request("PUT", place.path, body, {"Content-Type": "text/vcard; charset=utf-8", "Authorization": f"Basic {named}"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextmanager
def _server(python: str, folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder / "held"))
    process = subprocess.Popen([python, "-m", "radicale", "--config", str(folder / "config")])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Radicale did not start.")


def _cpu(pid: int) -> float:
    """User and system seconds of a process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Runs it, prints and keeps the figure."""
    radicale = os.environ.get("HUSTINGS_RADICALE", "")
    if not radicale:
        sys.exit("Not measured: HUSTINGS_RADICALE names no interpreter with the package radicale.")
    contacts = int(sys.argv[1]) if len(sys.argv) > 1 else CONTACTS
    SCRATCH.mkdir(parents=True, exist_ok=True)
    outcome = measure_address_book(contacts, radicale=radicale)
    for check in outcome.checks:
        print(check.line())
    print(keep(outcome, quick=contacts != CONTACTS), outcome.facts)


if __name__ == "__main__":
    main()
