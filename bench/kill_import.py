"""Kills imports at random moments and resumes them at once: `python -m bench.kill_import [N] [--seed S] [--rows R]`.

Afterwards every data base must say the same as after an import that nothing interrupted: nothing lost, nothing doubled. With
`--rows` it is one table of so many people that is killed N times, at moments spread over the whole of it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bench.contents import contents_of, differences, is_sound
from bench.measure import RESULTS, SCRATCH, commit, environment, machine, run

MANNERS: dict[str, dict[str, int]] = {
    "whole": {},
    "chunked": {"WHOLE": 500, "CHUNK": 400, "BATCH": 150},
}
"""The sizes of intake.passes that each manner changes: the campaign is small enough to be one transaction otherwise."""
KILLED_AGAIN = 0.75
"""How often a resumed import is killed once more."""


def main() -> None:
    """Kills N times, prints the counts and keeps them; exits 1 where anything was lost, doubled or damaged."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill_import", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=400, help="how many people the campaign has")
    parser.add_argument("--rows", type=int, default=0, help="one table of so many people instead of campaigns")
    given = parser.parse_args()
    if given.rows:
        sys.exit(_kill_table(given.kills, rows=given.rows, seed=given.seed))
    outcome = kill_imports(given.kills, seed=given.seed, people=given.people)
    print(json.dumps(outcome, indent=2))
    if given.people == parser.get_default("people") and given.kills >= parser.get_default("kills"):
        _keep("kill_import", outcome)
    sys.exit(0 if outcome["differing"] == outcome["damaged"] == outcome["not_resumed"] == 0 else 1)


def _keep(name: str, outcome: dict[str, Any]) -> None:
    held = {
        "benchmark": name,
        "commit": commit(),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(held | outcome, indent=2) + "\n")


def _kill_table(kills: int, *, rows: int, seed: int) -> int:
    """Kills one import of a table so many times, prints and keeps what came of it. Returns the exit code."""
    table = Table(rows)
    outcome = table.kill(kills, chance=Random(seed))
    table.close()
    print(json.dumps(outcome, indent=2))
    if outcome["kills"] == kills:
        _keep("kill_table", {"seed": seed, **outcome})
    return 0 if outcome["lost"] == outcome["doubled"] == outcome["damaged"] == 0 and not outcome["differences"] else 1


class Table:
    """One table in a data folder of its own; in two hundred transactions, whatever its size."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.folder = SCRATCH / "kill-table"
        self.home = self.folder / "home"
        self.path = str(self.folder / "people.csv")
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "fresh").mkdir(parents=True)
        run("bench.import_sides:prepare", home=self.folder / "fresh")
        run("bench.contacts:write_table", home=self.folder, path=self.path, people=rows)
        os.environ.update(environment(self.home))
        _restore(self.folder / "fresh", self.home)
        _load()
        MANNERS["table"] = {"WHOLE": 0, "CHUNK": max(2, rows // 200), "BATCH": max(1, rows // 400)}

    def kill(self, kills: int, *, chance: Random) -> dict[str, Any]:
        """Kills it at the beginning, at the end and in between, and lets it end at last."""
        found: Counter[str] = Counter()
        waits: list[float] = []
        for number in range(kills):
            code, waited = self._until(int(self.rows * (number + chance.random()) / kills), chance)
            found["kills"] += code == -signal.SIGKILL
            found["refused"] += code not in (0, -signal.SIGKILL)
            waits.append(waited)
            found["damaged"] += number % 20 == 0 and not is_sound(self._database)
            if code != -signal.SIGKILL:
                break
        found["not_resumed"] = _attempt([self.path], "table", kill_after=None) != 0
        found["damaged"] += not is_sound(self._database)
        told = {name: found[name] for name in ("kills", "refused", "not_resumed", "damaged")}
        return {"rows": self.rows, **told, **self._lost_and_doubled(), "slowest_resume_seconds": round(max(waits), 2),
                "differences": self._differences()}  # fmt: skip

    @property
    def _database(self) -> Path:
        return self.home / "hustings.sqlite3"

    def _until(self, line: int, chance: Random) -> tuple[int, float]:
        """Imports or resumes, kills a moment after the line is reached. Returns the exit code, and how long it took to begin."""
        began, before = time.monotonic(), self._told()
        child = os.fork()
        if child == 0:
            os._exit(_child([self.path], "table"))
        waited = 0.0
        while True:
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status), waited
            told = self._told()
            waited = waited or (time.monotonic() - began if told != before else 0.0)
            if told != before and told[1] >= line:
                break
            time.sleep(0.005)
        time.sleep(chance.random() * 0.2)
        os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), waited

    def _told(self) -> tuple[float, int]:
        """When the import last told how far it is, and the line."""
        try:
            progress = json.loads((self.home / "uploads" / "1" / "progress.json").read_bytes())
        except (FileNotFoundError, json.JSONDecodeError):
            return 0.0, -1
        return progress["began"], progress["lines"]

    def _lost_and_doubled(self) -> dict[str, int]:
        import sqlite3

        connection = sqlite3.connect(self._database)
        ask = "SELECT count(DISTINCT external_id), count(*) FROM people_sourcerecord WHERE external_id LIKE 'table:%'"
        distinct, records = connection.execute(ask).fetchone()
        connection.close()
        return {"lost": self.rows - distinct, "doubled": records - distinct}

    def _differences(self) -> dict[str, list[str]]:
        """What the data base says otherwise than after the same transactions without a kill; not asked for a large table."""
        if self.rows > 50_000:
            return {}
        killed = contents_of(self._database)
        _restore(self.folder / "fresh", self.home)
        if _attempt([self.path], "table", kill_after=None) != 0:
            raise RuntimeError("The uninterrupted import failed.")
        return {name: lines[:4] for name, lines in differences(killed, contents_of(self._database)).items()}

    def close(self) -> None:
        """Removes the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def kill_imports(kills: int, *, seed: int, people: int) -> dict[str, Any]:
    """Kills so many times in all, in turns whole and chunked. Returns the counts."""
    trials = Trials(people)
    chance = Random(seed)
    while trials.counts["kills"] < kills:
        manner = ("whole", "chunked")[trials.counts["imports"] % 2]
        trials.one(manner, chance, most=kills - trials.counts["kills"])
    trials.close()
    names = ("kills", "imports", "kills whole", "kills chunked", "resumed", "begun anew", "not_resumed", "differing", "damaged")
    return {"seed": seed, **{name: trials.counts[name] for name in names}, "progress_kept": trials.counts["progress kept"],
            "differences": trials.told}  # fmt: skip


class Trials:
    """One data folder that is put back to its beginning for each import, and what the uninterrupted imports say."""

    def __init__(self, people: int) -> None:
        self.home = SCRATCH / "kill" / "home"
        self.fresh = SCRATCH / "kill" / "fresh"
        shutil.rmtree(SCRATCH / "kill", ignore_errors=True)
        self.fresh.mkdir(parents=True)
        run("bench.import_sides:prepare", home=self.fresh)
        self.paths = run("bench.kill_import:write", home=self.fresh, folder=str(SCRATCH / "kill" / "files"), people=people)[
            "paths"
        ]
        os.environ.update(environment(self.home))
        _restore(self.fresh, self.home)
        _load()
        self.counts: Counter[str] = Counter()
        self.told: list[dict[str, Any]] = []
        self.expected: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        for manner in MANNERS:
            self._uninterrupted(manner)

    def _uninterrupted(self, manner: str) -> None:
        _restore(self.fresh, self.home)
        began = time.monotonic()
        if _attempt(self.paths, manner, kill_after=None) != 0:
            raise RuntimeError(f"The uninterrupted {manner} import failed.")
        self.seconds[manner] = time.monotonic() - began
        self.expected[manner] = contents_of(self.home / "hustings.sqlite3")

    def one(self, manner: str, chance: Random, *, most: int) -> None:
        """One import: killed, resumed, perhaps killed again, and in the end compared."""
        _restore(self.fresh, self.home)
        self.counts["imports"] += 1
        killed = 0
        while killed < most and (killed == 0 or chance.random() < KILLED_AGAIN):
            if _attempt(self.paths, manner, kill_after=chance.random() * self.seconds[manner] * 1.02) != -signal.SIGKILL:
                break
            killed += 1
            self.counts[f"kills {manner}"] += 1
            self._look(manner)
        self.counts["kills"] += killed
        if _attempt(self.paths, manner, kill_after=None) != 0:
            self.counts["not_resumed"] += 1
            return
        self.counts["resumed"] += bool(killed)
        self._compare(manner)

    def _look(self, manner: str) -> None:
        """After a kill the file must be whole; what chunks have applied must have stayed."""
        database = self.home / "hustings.sqlite3"
        if not is_sound(database):
            self.counts["damaged"] += 1
        import sqlite3

        connection = sqlite3.connect(database)
        held = connection.execute("SELECT applied, kept_copy FROM intake_import").fetchone()
        connection.close()
        self.counts["begun anew"] += held is None or not held[1]
        self.counts["progress kept"] += bool(held and held[0])

    def _compare(self, manner: str) -> None:
        database = self.home / "hustings.sqlite3"
        if not is_sound(database):
            self.counts["damaged"] += 1
        told = differences(contents_of(database), self.expected[manner])
        if told:
            self.counts["differing"] += 1
            self.told.append({"manner": manner, **{name: lines[:4] for name, lines in told.items()}})

    def close(self) -> None:
        """Removes the files."""
        shutil.rmtree(SCRATCH / "kill", ignore_errors=True)


def write(*, folder: str, people: int) -> dict[str, Any]:
    """Writes the campaign's files. Returns their paths."""
    from hustings.demo import write_campaign

    campaign = write_campaign(Path(folder), now=datetime.now(UTC), people=people)
    return {"paths": [str(path) for path in campaign.paths]}


def _restore(fresh: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(fresh, home)


def _load() -> None:
    """Loads everything that an import needs, but opens no connection: the attempts are forked from here."""
    import django

    django.setup()


def _attempt(paths: Sequence[str], manner: str, *, kill_after: float | None) -> int:
    """Imports in a forked process, or resumes what another one left. Returns its exit code, or minus the signal."""
    child = os.fork()
    if child == 0:
        os._exit(_child(paths, manner))
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _child(paths: Sequence[str], manner: str) -> int:
    from hustings.apps.intake import passes

    for name, size in MANNERS[manner].items():
        setattr(passes, name, size)
    try:
        _import_or_resume(paths)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def _import_or_resume(paths: Sequence[str]) -> None:
    """What a member would do: go on with what was interrupted, apply what was only begun, else import the files."""
    from hustings.apps.accounts.models import Member
    from hustings.apps.accounts.queries import actor_of
    from hustings.apps.intake import actions
    from hustings.apps.intake.models import Import

    actor = actor_of(Member.objects.select_related("workspace", "user").get(), door="cli")
    for begun in Import.objects.filter(state=Import.State.STAGED, kept_copy=""):
        actions.cancel_import(actor, begun.pk)
    left = [*actions.unfinished_imports(actor), *Import.objects.filter(state=Import.State.STAGED)]
    if left:
        actions.apply_import(actor, left[0].pk)
    elif not Import.objects.filter(state=Import.State.APPLIED).exists():
        actions.apply_import(actor, actions.start_import(actor, [Path(path) for path in paths]).pk)


if __name__ == "__main__":
    main()
