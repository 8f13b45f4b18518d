"""The repository of an account of Bluesky, a CAR file (AT Protocol): posts, likes, reposts, follows, blocks and lists.

It holds what the owner wrote and names others by their lasting identifiers (DID), never by handle. Direct messages are no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from hustings.connectors.files.bluesky import records
from hustings.connectors.files.bluesky.car import Block, is_car, read_blocks
from hustings.connectors.files.bluesky.survey import Survey
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.archives import foreign_roots, records_of
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord

_Build = Callable[[Any], Iterable[AnyRecord]]
_WHOSE = "The file names no account of Bluesky: it is damaged, or the repository of another service. Download it again."


class BlueskyReader:
    """The reader of Bluesky's repositories (protocol.FileReader)."""

    name = "bluesky"
    title = "Bluesky repository (CAR)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Files that begin as a CAR does."""
        return [entry for entry in entries if is_car(entry.head(512))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """The owner, members of lists, then posts, reposts, likes, follows and blocks. Each file is walked over twice."""
        surveys = [(entry, Survey.of(entry)) for entry in entries]
        foreign = foreign_roots((entry.name, survey.did) for entry, survey in surveys)
        for entry, survey in surveys:
            if entry.name in foreign:
                yield Rejected(Place(entry.name), foreign[entry.name])
            else:
                yield from _read_repository(entry, survey)


BLUESKY = BlueskyReader()


def _read_repository(entry: Entry, survey: Survey) -> Iterator[Found | Rejected]:
    place = Place(entry.name)
    if not survey.did:
        yield Rejected(place, survey.damage or _WHOSE)
        return
    yield Found(survey.owner(), place)
    for record in survey.members():
        yield Found(record, place)
    try:
        with entry.open() as stream:
            for block in read_blocks(stream):
                yield from _read_block(block, survey, place)
    except WrongInput as error:
        yield Rejected(place, str(error))


def _read_block(block: Block, survey: Survey, place: Place) -> Iterator[Found | Rejected]:
    """The records of one block, under every key at which the repository holds it."""
    build = records.BUILDERS.get(block.kind)
    if build is not None:
        for key in survey.keys_of(block):
            made: _Build = partial(build, key=key, survey=survey)
            yield from records_of(made, block.content, place=place)
