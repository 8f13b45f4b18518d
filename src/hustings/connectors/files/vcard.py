"""Address books in vCard 2.1, 3.0 and 4.0: any number of cards in any number of files, versions mixed.

An own reader of content lines stands behind it: vobject gives up a whole file on one damaged photo, decodes the photos that
nobody asked for, and holds the file in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hustings.connectors.files.vcard_card import record_of
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.contentlines import ContentLine, begins_with, content_lines
from hustings.kernel.errors import WrongInput

MAX_LINES = 5_000
"""Lines of one card; an address book's longest cards have a few hundred."""

_MAX_TEXT = 4_000_000
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND"})


class VCardReader:
    """Reads address books; see `hustings.connectors.protocol.FileReader`."""

    name = "vcard"
    title = "Address book (vCard)"
    use_rule = "own-address-book"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The files that open with BEGIN:VCARD."""
        return [entry for entry in entries if begins_with(entry.head(), "VCARD")]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """One person or organisation for each card, in the order of the files. Holds one card at a time."""
        for entry in entries:
            try:
                yield from _read_file(entry)
            except WrongInput as problem:
                yield Rejected(Place(entry.name), str(problem))


VCARD = VCardReader()


def _read_file(entry: Entry) -> Iterator[Found | Rejected]:
    empty = True
    with entry.open() as stream:
        for card in _cards(content_lines(stream)):
            empty = False
            yield card.result(entry.name)
    if empty:
        yield Rejected(Place(entry.name), "The file holds no vCard: BEGIN:VCARD is missing.")


def _cards(lines: Iterator[ContentLine]) -> Iterator[_Card]:
    """The cards of a file. What stands between cards is passed over; a card without END is given out as unfinished."""
    card: _Card | None = None
    for line in lines:
        border = line.name if line.raw.strip().upper() == "VCARD" else ""
        if border == "BEGIN" and card is not None and card.expects_agent():
            card.depth += 1
        elif border == "BEGIN":
            if card is not None:
                yield card.unfinished()
            card = _Card(line.number)
        elif card is not None and border == "END" and card.depth == 0:
            yield card
            card = None
        elif card is not None and border == "END":
            card.depth -= 1
        elif card is not None and card.depth == 0:
            card.take(line)
    if card is not None:
        yield card.unfinished()


@dataclass
class _Card:
    """The lines of one card while it is read; version 2.1 may put a whole card (an agent) inside, which is passed over."""

    line: int
    lines: list[ContentLine] = field(default_factory=list)
    trouble: str = ""
    depth: int = 0
    size: int = 0

    def expects_agent(self) -> bool:
        return self.depth > 0 or (bool(self.lines) and self.lines[-1].name == "AGENT" and not self.lines[-1].raw.strip())

    def unfinished(self) -> _Card:
        self.trouble = "The card has no END:VCARD; it seems to be cut off."
        return self

    def take(self, line: ContentLine) -> None:
        """Keep a line. Text that is no content line is kept after a note only, which was then written with real line breaks."""
        if line.name in _BINARY:
            line = line._replace(raw="yes", overlong=False, params=())
        if line.name or (self.lines and self.lines[-1].name in ("NOTE", "")):
            self.lines.append(line)
            self.size += len(line.raw)
        if line.overlong and not self.trouble:
            self.trouble = f"Line {line.number} is too long."
        if len(self.lines) > MAX_LINES or self.size > _MAX_TEXT:
            self.trouble = self.trouble or "The card is too large to be one."
        if self.trouble:
            self.lines.clear()

    def result(self, file: str) -> Found | Rejected:
        place = Place(file, self.line)
        if self.trouble:
            return Rejected(place, self.trouble)
        record = record_of(self.lines)
        return Found(record, place) if not isinstance(record, str) else Rejected(place, record)
