"""Organisations as CSV, which comes back as a table of organisations."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from hustings.connectors.reading.hustings_columns import safe, storable


class OrganisationLine(NamedTuple):
    """An organisation with how many people known to us are there now and were there once; `followed_on` is ISO 8601 or empty."""

    name: str
    website: str
    current: int
    former: int
    followed_on: str


_HEADER = ("Organisation", "Website", "People now", "People once", "Followed since")


def write_organisations(lines: Iterable[OrganisationLine], target: BinaryIO) -> int:
    """Writes the table and returns how many rows it has. What a spreadsheet would reckon with stands behind an apostrophe."""
    text = io.TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    count = 0
    for line in lines:
        writer.writerow([safe(storable(str(cell))) for cell in line])
        count += 1
    text.detach()
    return count
