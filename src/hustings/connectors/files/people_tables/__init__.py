"""Any table (CSV, TSV, spreadsheet) of people, organisations, attendance or notes.

Columns are guessed by their headers and values, shown to the member, corrected and remembered; see `reader` for the way through.
"""

from hustings.connectors.files.people_tables.columns import Guess
from hustings.connectors.files.people_tables.layout import Layout, Question, TableView
from hustings.connectors.files.people_tables.mapping import (
    KINDS,
    ROW_KINDS,
    Column,
    ColumnKind,
    RowKind,
    TableMapping,
    checked,
    column_from,
    corrected,
    mapping_from,
    shape_of,
)
from hustings.connectors.files.people_tables.reader import TABLES, TableReader

__all__ = [
    "KINDS",
    "ROW_KINDS",
    "TABLES",
    "Column",
    "ColumnKind",
    "Guess",
    "Layout",
    "Question",
    "RowKind",
    "TableMapping",
    "TableReader",
    "TableView",
    "checked",
    "column_from",
    "corrected",
    "mapping_from",
    "shape_of",
]
