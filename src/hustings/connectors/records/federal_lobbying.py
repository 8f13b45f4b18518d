"""Filings under the Lobbying Disclosure Act as the Senate published them in XML until 2024, in whatever encoding they come.

Documents with a document type or entities are refused: the filings have none, hostile files do. One filing is held at a time.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.parsers import expat

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.jsonvalues import moment_of_text
from hustings.connectors.records.lobbying import Told
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import PUBLIC_RECORD
from hustings.kernel.records import AnyRecord, DatasetRecord, FilingRecord, Party

_SCOPE = "us-lda"
_CHUNK = 1 << 16
_PARTS = 2_000
"""Parts of one filing that are read; the largest known has fewer than five hundred."""
_EMPTY = frozenset({"", "undetermined", "n/a", "unknown", "none"})
_ROOT = re.compile(r"<PublicFilings?\s*>")
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HOSTILE = "The document declares a document type or entities, as filings never do. It is not read."
_BROKEN = "This is no well-formed XML from here on. What stands before is read."
_CROWDED = f"This filing has more than {_PARTS} parts; the rest of them is left out."

Part = tuple[str, dict[str, str]]


class FederalLobbyingReader:
    """Reads filings of lobbyists; see `hustings.connectors.protocol.FileReader`."""

    name = "us_lobbying"
    title = "Federal lobbying filings (LDA)"
    use_rule = PUBLIC_RECORD.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The XML documents with public filings at their root."""
        return [entry for entry in entries if _ROOT.search(_text(entry.head()))]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Registrants, clients and lobbyists where they first come, and each filing once."""
        told, said = Told(_SCOPE), False
        for entry in entries:
            for item in _filings(entry):
                if isinstance(item, Rejected):
                    yield item
                    continue
                for record in _records(item[0], item[1], told):
                    said = True
                    yield Found(record, Place(entry.name, item[2]))
        if said:
            yield Found(_DATASET, Place(entries[0].name))


FEDERAL_LOBBYING = FederalLobbyingReader()
_DATASET = DatasetRecord(
    external_id=_SCOPE,
    title="Filings under the Lobbying Disclosure Act",
    publisher="Office of Public Records, United States Senate",
    link="https://www.senate.gov/legislative/Public_Disclosure/database_download.htm",
    licence="Public record",
)


def _text(head: bytes) -> str:
    return head.decode(_encoding(head), "ignore")


def _encoding(head: bytes) -> str:
    """The encoding that the bytes really have, whatever the document claims."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:4:2] == b"\0\0" or head[1:4:2] == b"\0\0":
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    return "utf-8-sig"


class _Collector:
    """Collects the attributes of a filing and of its parts; whole filings wait in `done`."""

    def __init__(self) -> None:
        self.done: list[tuple[dict[str, str], list[Part], int] | str] = []
        self._filing: tuple[dict[str, str], list[Part], int] | None = None
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.buffer_text = True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Filing":
            self._filing = (attributes, [], self.parser.CurrentLineNumber)
        elif self._filing is not None and attributes:
            parts = self._filing[1]
            if len(parts) == _PARTS:
                self.done.append(_CROWDED)
            if len(parts) <= _PARTS:
                parts.append((name, attributes))

    def _end(self, name: str) -> None:
        if name == "Filing" and self._filing is not None:
            self.done.append(self._filing)
            self._filing = None

    def _refuse(self, *_: object) -> None:
        raise WrongInput(_HOSTILE)

    def take(self) -> list[tuple[dict[str, str], list[Part], int] | str]:
        """What is whole by now."""
        done, self.done = self.done, []
        return done


def _filings(entry: Entry) -> Iterator[tuple[dict[str, str], list[Part], int] | Rejected]:
    collector = _Collector()
    reason = ""
    with entry.open() as stream:
        try:
            for chunk in _recoded(stream):
                collector.parser.Parse(chunk, False)
                yield from (_told(item, entry) for item in collector.take())
            collector.parser.Parse(b"", True)
        except expat.ExpatError:
            reason = _BROKEN
        except WrongInput as error:
            reason = str(error)
    yield from (_told(item, entry) for item in collector.take())
    if reason:
        yield Rejected(Place(entry.name, collector.parser.CurrentLineNumber), reason)


def _told(item: tuple[dict[str, str], list[Part], int] | str, entry: Entry) -> tuple[dict[str, str], list[Part], int] | Rejected:
    return Rejected(Place(entry.name), item) if isinstance(item, str) else item


def _recoded(stream: BinaryIO) -> Iterator[bytes]:
    """The document as UTF-8, without its declaration, which may name another encoding."""
    raw = stream.read(_CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(raw[:8]))("replace")
    text = _DECLARED.sub(lambda found: "\n" * found[0].count("\n"), decoder.decode(raw), count=1)
    while raw:
        yield text.encode("utf-8", "replace")
        raw = stream.read(_CHUNK)
        text = decoder.decode(raw)


def _known(attributes: dict[str, str], *names: str) -> str:
    """The first of these attributes that says anything, in one line."""
    texts = (" ".join(attributes.get(name, "").split()) for name in names)
    return next((text for text in texts if text.casefold() not in _EMPTY), "")


def _records(filing: dict[str, str], parts: Sequence[Part], told: Told) -> Iterator[AnyRecord]:
    number = _known(filing, "ID")
    if not number:
        return
    registrant = next((_known(held, "RegistrantName") for name, held in parts if name == "Registrant"), "")
    client = next((_known(held, "ClientName") for name, held in parts if name == "Client"), "")
    yield from told.organisation(registrant)
    yield from told.organisation(client)
    lobbyists: dict[Party, None] = {}
    for name, held in parts:
        if name == "Lobbyist" and (person := _in_order(_known(held, "LobbyistName"))):
            lobbyists[told.party(person, firm=registrant)] = None
            yield from told.lobbyist(person, firm=registrant, held=_known(held, "OfficialPosition"))
    yield FilingRecord(
        external_id=f"{_SCOPE}:{number}",
        registrant=registrant,
        client=client,
        subject="; ".join(dict.fromkeys(filter(None, (_known(held, "Code") for name, held in parts if name == "Issue")))),
        text="\n".join(dict.fromkeys(filter(None, (_known(held, "SpecificIssue") for name, held in parts if name == "Issue")))),
        lobbyists=tuple(lobbyists),
        amount=_known(filing, "Amount"),
        currency="USD" if _known(filing, "Amount") else "",
        since=_known(filing, "Year"),
        at=moment_of_text(filing.get("Received", "")),
        extra=_extra(filing, parts),
    )


def _extra(filing: dict[str, str], parts: Sequence[Part]) -> dict[str, str]:
    listed = {
        "government": ("GovernmentEntity", "GovEntityName"),
        "foreign": ("Entity", "ForeignEntityName"),
        "affiliated": ("Org", "AffiliatedOrgName"),
    }
    told = {"type": _known(filing, "Type").lower(), "period": _known(filing, "Period")}
    for word, (element, attribute) in listed.items():
        told[word] = "; ".join(dict.fromkeys(filter(None, (_known(held, attribute) for name, held in parts if name == element))))
    return {word: text for word, text in told.items() if text}


def _in_order(written: str) -> str:
    """`Neil Bomberg` from `BOMBERG, NEIL`: the filings write the family name first, mostly in capitals."""
    family, comma, given = (part.strip() for part in written.partition(","))
    name = f"{given} {family}".strip() if comma else family
    return name.title() if name.isupper() else name
