"""The corpus of broken and hostile files: every way we know to spoil a file, applied to every format that is read.

    python tests/hostile/generate.py FOLDER [SEED]

writes it out; the same seed always gives the same files. The test beside it gives every one of them to the readers.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from connectors.files.hostile import SPOILS
from hostile.containers import containers
from hostile.documents import spoilt_documents
from hostile.samples import Sample, samples, sealed

SEED = 2026
TIMES = 2
"""How many samples of a format each way of spoiling is tried on."""
DOCUMENTS = 12
"""How many values of a sample that is JSON are replaced, one at a time."""


class Spoilt(NamedTuple):
    """A hostile file: the format it is made from, what was done to it, its name and its content."""

    format: str
    what: str
    name: str
    data: bytes


def corpus(seed: int = SEED) -> Iterator[Spoilt]:
    """All files, format by format."""
    for format_name, found in groupby(samples(), key=lambda sample: sample.format):
        held = list(found)
        yield from _spoilt_bytes(format_name, held, random.Random(f"{seed} {format_name} bytes"))
        for sample in held:
            yield from _spoilt_json(sample, random.Random(f"{seed} {format_name} {sample.name} json"))
    yield from _spoilt_own_archives()
    for what, name, data in containers(seed):
        yield Spoilt("container", what, name, data)


def write(folder: Path, seed: int = SEED) -> int:
    """Write every file into a folder of its own and return how many there are."""
    count = 0
    for count, spoilt in enumerate(corpus(seed), start=1):
        place = folder / f"{count:05}"
        place.mkdir(parents=True)
        (place / spoilt.name).write_bytes(spoilt.data)
    return count


def _spoilt_bytes(format_name: str, held: list[Sample], chance: random.Random) -> Iterator[Spoilt]:
    for number, (what, how) in enumerate(SPOILS.items()):
        for sample in _some(held, number):
            inner = chance.choice(sorted(sample.files))
            data = how(sample.files[inner], chance) if sample.files[inner] else b"\0"
            if data != sample.files[inner]:
                name, packed = sample.packed({**sample.files, inner: data})
                yield Spoilt(format_name, f"{what}: {inner}", name, packed)


def _some(held: list[Sample], number: int) -> list[Sample]:
    """The samples whose turn it is, no one twice."""
    return [held[at] for at in sorted({(number * TIMES + step) % len(held) for step in range(TIMES)})]


def _spoilt_json(sample: Sample, chance: random.Random) -> Iterator[Spoilt]:
    for inner in chance.sample(sorted(sample.files), k=min(len(sample.files), 6)):
        for what, data in spoilt_documents(sample.files[inner], chance, count=DOCUMENTS):
            name, packed = sample.packed({**sample.files, inner: data})
            yield Spoilt(sample.format, f"{inner}: {what}", name, packed)


def _spoilt_own_archives() -> Iterator[Spoilt]:
    """Full archives whose manifest fits, with records of every wrong kind inside, and manifests that name what is not there."""
    person = {"kind": "person", "external_id": "1", "name": {"full": "A" * 100_000}}
    records: dict[str, object] = {
        **{"no object": 7, "no kind": {"external_id": "1"}, "unknown kind": {"kind": "bomb"}, "empty": {}, "deep": [[[[]]]]},
        **{"wrong types": {**person, "name": 7}, "long name": person, "no id": {"kind": "person"}},
    }
    for what, record in records.items():
        name, data = Sample("hustings", "archive.zip", sealed({"records/people.jsonl": [record] * 3})).packed()
        yield Spoilt("hustings", f"sealed: {what}", name, data)
    for path in ("../up.jsonl", "/etc/passwd", "records/none.jsonl", "", "manifest.json"):
        files = sealed({"records/people.jsonl": []})
        files["manifest.json"] = files["manifest.json"].replace(b"records/people.jsonl", path.encode())
        yield Spoilt("hustings", f"manifest names {path!r}", *Sample("hustings", "archive.zip", files).packed())


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED)} files")
