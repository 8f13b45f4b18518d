"""What the tests of address books and campaign systems share: the readers, and what one says about a table or a golden file."""

from __future__ import annotations

from pathlib import Path

from connectors.files.memory import Memory
from hustings.connectors.files.actblue import ACTBLUE
from hustings.connectors.files.action_network import ACTION_NETWORK
from hustings.connectors.files.civicrm import CIVICRM
from hustings.connectors.files.eventbrite import EVENTBRITE
from hustings.connectors.files.google_contacts import GOOGLE_CONTACTS
from hustings.connectors.files.mobilize import MOBILIZE
from hustings.connectors.files.nationbuilder import NATIONBUILDER
from hustings.connectors.files.ngp_van import NGP_VAN
from hustings.connectors.files.outlook import OUTLOOK
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.table_reader import TableReader
from hustings.kernel.records import AnyRecord, PersonRecord

READERS = (
    NATIONBUILDER, NGP_VAN, ACTION_NETWORK, CIVICRM, ACTBLUE, EVENTBRITE, MOBILIZE, GOOGLE_CONTACTS, OUTLOOK,
)  # fmt: skip
GOLDENS = Path(__file__).parent / "goldens"


def goldens(reader: TableReader) -> list[Path]:
    return sorted(path for path in (GOLDENS / reader.name).iterdir() if path.suffix != ".json")


def all_goldens() -> list[tuple[TableReader, Path]]:
    return [(reader, path) for reader in READERS for path in goldens(reader)]


def read(reader: TableReader, *rows: str, name: str = "table.csv") -> list[Found | Rejected]:
    """What a reader says about a table given as lines."""
    return list(reader.read([Memory("\n".join(rows).encode(), name)]))


def records(reader: TableReader, *rows: str, name: str = "table.csv") -> list[AnyRecord]:
    """The records of a table that gives nothing else."""
    said = read(reader, *rows, name=name)
    refused = [item for item in said if isinstance(item, Rejected)]
    assert not refused
    return [item.record for item in said if isinstance(item, Found)]


def person(reader: TableReader, *rows: str) -> PersonRecord:
    """The only record of a table, a person."""
    (record,) = records(reader, *rows)
    assert isinstance(record, PersonRecord)
    return record
