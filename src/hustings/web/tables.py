"""A small table as a CSV file to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from hustings.connectors.reading.hustings_columns import safe


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as CSV (RFC 4180, UTF-8 with a byte order mark) that no spreadsheet can be led to reckon with."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(header)
    writer.writerows([safe("" if cell is None else str(cell)) for cell in row] for row in rows)
    return answer
