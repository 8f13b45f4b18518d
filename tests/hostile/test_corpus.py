"""No file, however broken or hostile, ends in anything but records or a plain message, and none harms another or the machine.

Every file of the corpus is read in a process of its own whose memory is bounded; see endure.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hostile.endure import MEMORY, SECONDS
from hostile.generate import Spoilt, corpus
from hostile.samples import readers_of, samples
from hustings.connectors.files.registry import READERS

PROCESSES = 2
TOO_TECHNICAL = ("Traceback", "Error:", "Error(", "object at 0x", "<class", "NoneType", "<built-in", "codec can't", " b'")


class Outcome(NamedTuple):
    """A file of the corpus and what the process said about it."""

    spoilt: Spoilt
    said: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.spoilt.format}, {self.spoilt.what}: {self.said}"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What became of every file of the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    with ThreadPoolExecutor(PROCESSES) as pool:
        files = list(corpus())
        found = pool.map(lambda number: _endured(folder, files, number), range(PROCESSES))
        return [outcome for part in found for outcome in part]


def _endured(folder: Path, files: list[Spoilt], number: int) -> list[Outcome]:
    """Every so-manieth file, given one by one to a process; a new one is started where that dies."""
    outcomes, process = list[Outcome](), _process()
    for at in range(number, len(files), PROCESSES):
        place = folder / f"{at:05}"
        place.mkdir()
        (place / files[at].name).write_bytes(files[at].data)
        answer = _answer(process, place)
        if not answer:
            process.kill()
            answer = json.dumps(
                {"error": f"The process ended with {process.wait()}.", "seconds": 0.0, "megabytes": 0, "sound": 0}
            )
            process = _process()
        outcomes.append(Outcome(files[at]._replace(data=b""), json.loads(answer)))
        (place / files[at].name).unlink()
    process.communicate()
    return outcomes


def _answer(process: subprocess.Popen[str], place: Path) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    print(place, file=process.stdin, flush=True)
    return process.stdout.readline()


def _process() -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(Path(__file__).parents[1]), *filter(None, sys.path)))
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("endure.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def test_every_format_that_is_read_has_sound_samples(tmp_path: Path) -> None:
    found = {name for sample in samples() for name in readers_of(sample, tmp_path)}
    assert found == {reader.name for reader in READERS}


def test_the_corpus_is_large_and_always_the_same(outcomes: list[Outcome]) -> None:
    def digest() -> str:
        sums = (sha256(each.data).hexdigest() + each.what + each.name for each in corpus())
        return sha256("\n".join(sums).encode()).hexdigest()

    assert len(outcomes) >= 1_000
    assert min(Counter(each.spoilt.format for each in outcomes).values()) >= 20
    assert digest() == digest()


def test_no_file_ends_in_an_error(outcomes: list[Outcome]) -> None:
    assert [str(each) for each in outcomes if each.said["error"]] == []


def test_every_file_gives_records_or_a_plain_message(outcomes: list[Outcome]) -> None:
    assert [str(each) for each in outcomes if not each.said["records"] and not each.said["reasons"]] == []
    reasons = {reason for each in outcomes for reason in each.said["reasons"]}
    assert [reason for reason in reasons if reason[:1].islower() or not 10 < len(reason) < 600] == []
    assert [reason for reason in reasons if any(word in reason for word in TOO_TECHNICAL)] == []


def test_the_file_beside_is_always_read(outcomes: list[Outcome]) -> None:
    assert [str(each) for each in outcomes if each.said["sound"] != 1] == []


def test_none_takes_longer_or_more_memory_than_it_may(outcomes: list[Outcome]) -> None:
    assert max(each.said["seconds"] for each in outcomes) < SECONDS
    assert max(each.said["megabytes"] for each in outcomes) <= MEMORY >> 20
