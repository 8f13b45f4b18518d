"""Real files of public test suites, where they lie beside the repository: each is read or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import decode, encode

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    ("folder", "reader", "least"), [("import_vcard", "vcard", 10), ("import_email", "mail", 30), ("import_ics", "icalendar", 10)]
)
def test_real_files_are_read_or_refused_in_words(folder: str, reader: str, least: int) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip(f"The folder shared/data/{folder} does not lie beside the repository.")
    with open_upload([DATA / folder]) as upload:
        found = scan(upload.entries)
        said = list(read(found.assignments))
        assert {entry.origin for entry in upload.entries} == {DATA / folder}
    records = [item for _, item in said if isinstance(item, Found)]
    refused = [*upload.rejected, *found.unrecognised, *(item for _, item in said if isinstance(item, Rejected))]
    assert sum(1 for one, item in said if one.name == reader and isinstance(item, Found)) >= least
    assert all(decode(encode(item.record)) == item.record for item in records)
    assert all(item.reason.strip() for item in refused)
