"""Real mail servers, Exim and Dovecot, in a process of their own, and what arrived there: for bench/kill_outbox.py --real."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

MAIL = "HUSTINGS_BENCH_MAIL"
"""Names the folder of the servers' mailboxes, where they run."""
DOMAIN = "hustings.test"
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.MULTILINE)


def serve() -> None:
    """Tells in one line of JSON how to reach the servers, and keeps them until the other side closes the pipe."""
    from bench.measure import ROOT

    sys.path.insert(0, str(ROOT / "tests"))
    from servers import mail

    if reason := mail.mail_programs():
        sys.exit(f"Not tried: {reason}.")
    with mail.mail_server() as server:
        environment = {
            "HUSTINGS_ALLOWED_NETWORKS": "127.0.0.0/8", "HUSTINGS_CERTIFICATES": str(server.authorities), MAIL: str(server.mail),
        }  # fmt: skip
        credentials = {
            "address": server.address("ada"), "password": mail.PASSWORD, "imap_host": "localhost", "imap_port": str(server.imaps),
            "smtp_host": "localhost", "smtp_port": str(server.smtps),
        }  # fmt: skip
        print(json.dumps({"environment": environment, "credentials": credentials}), flush=True)
        sys.stdin.read()


def arrived(keys: Mapping[str, str]) -> Counter[str]:
    """How often each answer lies in a mailbox, by the key of its Message-ID in `keys`; once no more letters come."""
    found: Counter[str] = Counter()
    while True:
        before, found = found, _in_mailboxes(keys)
        if found == before:
            return found
        time.sleep(5)


def _in_mailboxes(keys: Mapping[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in Path(os.environ[MAIL]).glob("person*/Maildir/*/*"):
        head = path.read_bytes().lower() if path.is_file() else b""
        found.update(keys[each.decode()] for each in set(_MESSAGE_ID.findall(head)) if each.decode() in keys)
    return found


if __name__ == "__main__":
    serve()
