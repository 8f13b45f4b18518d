"""Mailboxes over bad lines: `python -m bench.faults_email [N] [--seed S]`.

Each run fills a mailbox on a real Dovecot and syncs it through a proxy that refuses, delays, cuts, resets and truncates lines,
while letters come, move and go; then answers leave through the same kind of line to a real Exim. What was found must equal
what a sync over a sound line finds, and nobody may get an answer twice.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter
from random import Random
from typing import Any

from bench.measure import ROOT, keep_counts

LETTERS = 30
ANSWERS = 6
_ARRIVES_WITHIN = 20.0


def main() -> None:
    """Runs N times, prints the counts and keeps them; exits 1 where anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults_email", description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    outcome = faulty_runs(given.runs, seed=given.seed)
    print(json.dumps(outcome, indent=2))
    if given.runs >= parser.get_default("runs"):
        keep_counts("faults_email", outcome)
    sys.exit(0 if outcome["differing"] == outcome["doubled"] == outcome["lost"] == 0 else 1)


def faulty_runs(runs: int, *, seed: int) -> dict[str, Any]:
    """So many mailboxes. Returns the counts; `uncertain` are answers of which the product said that it does not know."""
    sys.path.insert(0, str(ROOT / "tests"))
    from servers import mail

    if reason := mail.mail_programs():
        sys.exit(f"Not tried: {reason}.")
    counts: Counter[str] = Counter(runs=0, differing=0, answers=0, uncertain=0, doubled=0, lost=0)
    faults: Counter[str] = Counter()
    with mail.mail_server() as server:
        for number in range(runs):
            chance = Random(seed * 1_000_000 + number)
            counts["differing"] += _synced_otherwise(server, f"ada{number}", chance, faults)
            counts.update(_answers(server, f"ada{number}", chance, faults))
            counts["runs"] += 1
    return {**counts, "faults": dict(faults), "seed": seed}


def _synced_otherwise(server: Any, name: str, chance: Random, faults: Counter[str]) -> bool:
    """Whether the sync over bad lines found anything else than that over a sound one."""
    from hustings.connectors.platforms.email import Email
    from servers.faults import FaultProxy
    from servers.mailbox_sync import Hand, Kept, credentials_for, guard_for, letter, sync

    email = Email(guard_for(server), letters=chance.choice((5, 10, 1_000)))
    encrypted = chance.random() < 0.5
    proxy = FaultProxy(target=server.imaps if encrypted else server.imap, seed=chance.getrandbits(32), limit=25)
    with Hand(server, name) as hand, proxy.running():
        hand.do("create", "Done")
        hand.put("INBOX", *(letter(number, size=chance.choice((0, 500, 5_000))) for number in range(LETTERS)))
        bad = credentials_for(server, name, imap_port=str(proxy.port), imap_security="tls" if encrypted else "none")
        faulty = sync(email, bad, Kept())
        hand.delete("INBOX", f"{chance.randint(1, 10)},{chance.randint(11, 20)}")
        hand.move("INBOX", str(chance.randint(21, LETTERS)), chance.choice(("Done", "Trash")))
        hand.put("INBOX", letter(100), letter(101))
        sync(email, bad, faulty)
    faults.update(proxy.met)
    return faulty.records != sync(email, credentials_for(server, name), Kept()).records


def _answers(server: Any, name: str, chance: Random, faults: Counter[str]) -> Counter[str]:
    """Sends answers over bad lines and counts what became of them."""
    from hustings.connectors.live import Draft
    from hustings.connectors.platforms.email import Email
    from hustings.connectors.platforms.email.letter import draft_id
    from hustings.kernel.errors import RetryLater, Uncertain
    from hustings.kernel.records import Identity, Party
    from servers.faults import FaultProxy
    from servers.mailbox_sync import credentials_for, guard_for

    email, ben = Email(guard_for(server)), f"ben-{name}"
    to = (Party(identities=(Identity(kind="email", value=server.address(ben)),)),)
    proxy = FaultProxy(target=server.smtps, seed=chance.getrandbits(32), chance=0.6, limit=25, longest=3_000)
    certain, uncertain = [], []
    with proxy.running():
        bad = credentials_for(server, name, smtp_port=str(proxy.port))
        for number in range(ANSWERS):
            draft = Draft(key=f"{name}-{number}", text="Yes, gladly.", author=Party(name="Ada Okafor"), to=to)
            while True:
                try:
                    certain.append(email.reply(bad, draft).external_id)
                except Uncertain:
                    uncertain.append(draft_id(draft.key, "hustings.test"))
                except RetryLater:
                    continue
                break
    faults.update(proxy.met)
    arrived = _arrived(server, ben, certain)
    doubled = sum(count - 1 for count in arrived.values())
    lost = len(set(certain) - set(arrived)) + len(set(arrived) - {*certain, *uncertain})
    return Counter(answers=ANSWERS, uncertain=len(uncertain), doubled=doubled, lost=lost)


def _arrived(server: Any, name: str, awaited: list[str]) -> Counter[str]:
    """How often each letter lies in the mailbox, once all that are awaited are there or the time is over."""
    folder = server.mail / name / "Maildir"
    ends_at = time.monotonic() + _ARRIVES_WITHIN
    while True:
        ids: Counter[str] = Counter()
        for path in (*folder.glob("new/*"), *folder.glob("cur/*")):
            lines = path.read_text("utf-8", "replace").splitlines()
            ids.update(line.partition("<")[2].strip("> ") for line in lines if line.lower().startswith("message-id:"))
        if set(awaited) <= set(ids) or time.monotonic() > ends_at:
            return ids
        threading.Event().wait(0.05)


if __name__ == "__main__":
    main()
