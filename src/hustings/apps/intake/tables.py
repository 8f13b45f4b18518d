"""What members said of the tables that they gave: for one import, and for the next table of the same shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import msgspec

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import given
from hustings.apps.intake.models import Import, TableShape
from hustings.apps.people.actions.remarks import add_field
from hustings.apps.people.models import CustomField
from hustings.connectors.files.people_tables import (
    TABLES,
    Column,
    RowKind,
    TableMapping,
    TableReader,
    TableView,
    checked,
    column_from,
    corrected,
)
from hustings.connectors.files.registry import READERS
from hustings.connectors.protocol import DateOrder, Entry, FileReader, TakesDateOrder
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import PUBLISHED

SHOWN = 50
"""Tables of an import that are shown; further ones are read all the same."""


class Choices(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said for one import: the order of dates that settle none, the mappings of single files, and the day as of which
    public data in it holds (`public` where nothing else is to be read of it).

    Files are named as in `TableView`, without the place of the kept copy: `0/people.csv`.
    """

    dates: DateOrder = ""
    tables: dict[str, TableMapping] = {}
    as_of: str = ""
    public: bool = False


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a command says of all tables of an import: columns by header (`email`, `phone:work`), the order of dates, the rows."""

    columns: dict[str, str] = {}
    dates: DateOrder = ""
    rows: RowKind | Literal[""] = ""
    event: str = ""


def choices_of(imported: Import) -> Choices:
    """What was said so far for this import."""
    return msgspec.convert(imported.choices, Choices)


def readers_for(imported: Import) -> tuple[FileReader, ...]:
    """The readers, told what members said for this import and for tables of known shapes."""
    if choices_of(imported).public:
        return tuple(reader for reader in READERS if reader.use_rule in PUBLISHED)
    return tuple(_told(reader, imported) for reader in READERS)


def _told(reader: FileReader, imported: Import) -> FileReader:
    order = choices_of(imported).dates
    if isinstance(reader, TableReader):
        return _table_reader(imported)
    return reader.with_date_order(order) if order and isinstance(reader, TakesDateOrder) else reader


def _table_reader(imported: Import) -> TableReader:
    choices = choices_of(imported)
    held = TableShape.objects.filter(workspace_id=imported.workspace_id).values_list("shape", "mapping")
    remembered = {shape: msgspec.convert(mapping, TableMapping) for shape, mapping in held}
    chosen = {f"{imported.kept_copy}/{file}": mapping for file, mapping in choices.tables.items()}
    fields = CustomField.objects.filter(workspace_id=imported.workspace_id).values_list("name", flat=True)
    return TABLES.with_mappings(remembered, chosen=chosen, order=choices.dates, fields=tuple(fields))


def tables_of(opened: given.Opened, *, copy: str) -> list[dict[str, Any]]:
    """The tables of an upload as the doors show them: columns with why and samples, what a row is, what has to be asked."""
    return [_as_json(view, copy=copy) for _, view in islice(_views(opened), SHOWN)]


def _views(opened: given.Opened) -> Iterator[tuple[Entry, TableView]]:
    for reader, entries in opened.scan.assignments:
        for entry in entries if isinstance(reader, TableReader) else ():
            try:
                view = reader.look(entry)
            except WrongInput:
                continue
            if view is not None:
                yield entry, view


def _as_json(view: TableView, *, copy: str) -> dict[str, Any]:
    file = view.file.removeprefix(f"{copy}/")
    mapping = view.layout.mapping
    return {
        "file": file,
        "path": file.partition("/")[2],
        "shape": mapping.shape,
        "rows": mapping.rows,
        "event": mapping.event,
        "event_on": mapping.event_on,
        "headed": mapping.headed,
        "columns": [
            {
                "column": column.header, "kind": column.kind, "detail": column.detail, "dates": column.dates,
                "separator": column.separator, "reason": reason, "samples": list(samples),
            }
            for column, reason, samples in view.layout.guesses
        ],
        "questions": [
            {"code": asked.code, "column": asked.column, "samples": list(asked.samples), "others": asked.others}
            for asked in view.questions
        ],
    }  # fmt: skip


def without_samples(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an import told, without the values of its tables: they are for whoever looks before it is applied."""
    if not told.get("tables"):
        return dict(told)
    return {
        **told,
        "tables": [{**table, **{part: _bare(table[part]) for part in ("columns", "questions")}} for table in told["tables"]],
    }


def _bare(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**part, "samples": []} for part in parts]


def mapping_of(shown: Sequence[Mapping[str, Any]], file: str) -> TableMapping:
    """The mapping of one of the shown tables. Raises WrongInput where there is no such table."""
    held = next((table for table in shown if table["file"] == file), None)
    if held is None:
        raise WrongInput("There is no such table in this import. Look at the import again.", field="file")
    columns = [{"header": column["column"], **_meaning(column)} for column in held["columns"]]
    told = {name: held[name] for name in ("shape", "rows", "event", "event_on", "headed")}
    return msgspec.convert({**told, "columns": columns}, TableMapping)


def mapping_said(
    shown: Sequence[Mapping[str, Any]],
    file: str,
    columns: Sequence[Mapping[str, str]],
    *,
    rows: str | None = None,
    event: str | None = None,
    event_on: str | None = None,
) -> TableMapping:
    """The mapping of a shown table with what a door was told: columns as the door shows them, all in order or a few by name.

    What is None stays. Raises WrongInput for a table, a column or a kind that there is not.
    """
    known = mapping_of(shown, file)
    try:
        said = [msgspec.convert({**_meaning(each), "header": each["column"]}, Column) for each in columns]
        changed = known if rows is None else msgspec.structs.replace(known, rows=msgspec.convert(rows, RowKind))
    except msgspec.ValidationError as error:
        raise WrongInput(f"This is no description of columns: {error}.", field="columns") from error
    if [column.header for column in said] == [column.header for column in known.columns]:
        changed = msgspec.structs.replace(changed, columns=tuple(said))
    else:
        changed = corrected(changed, {column.header: column for column in said})
    named = changed.event if event is None else " ".join(event.split())
    return msgspec.structs.replace(changed, event=named, event_on=changed.event_on if event_on is None else event_on)


def _meaning(column: Mapping[str, str]) -> dict[str, str]:
    return {name: column[name] for name in ("kind", "detail", "dates", "separator") if name in column}


def keep_mapping(actor: Actor, imported: Import, *, file: str, mapping: TableMapping) -> None:
    """Reads this file so from now on, and the next table of its shape too. Makes custom fields that are missing."""
    mapping = msgspec.structs.replace(mapping, columns=tuple(checked(column) for column in mapping.columns))
    _make_fields(actor, mapping)
    choices = choices_of(imported)
    tables = {**choices.tables, file: mapping}
    imported.choices = msgspec.to_builtins(msgspec.structs.replace(choices, tables=tables))
    # An event is one of a kind: the next list of this shape is about another.
    usual = msgspec.structs.replace(mapping, event="", event_on="")
    TableShape.objects.update_or_create(
        workspace_id=actor.workspace_id,
        shape=mapping.shape,
        defaults={"mapping": msgspec.to_builtins(usual), "member_id": actor.member_id, "at": utc_now()},
    )


def _make_fields(actor: Actor, mapping: TableMapping) -> None:
    wanted = {
        column.detail.casefold(): column for column in mapping.columns if column.kind in ("field", "date") and column.detail
    }
    held = CustomField.objects.filter(workspace_id=actor.workspace_id).values_list("name", flat=True)
    for key in wanted.keys() - {name.casefold() for name in held}:
        column = wanted[key]
        add_field(actor, name=column.detail, type="date" if column.kind == "date" else "text")


def freeze(imported: Import, opened: given.Opened) -> None:
    """Keeps for every table how it is read, so that an interrupted import goes on alike whatever is said of tables meanwhile."""
    choices = choices_of(imported)
    read = {view.file.removeprefix(f"{imported.kept_copy}/"): view.layout.mapping for _, view in _views(opened)}
    imported.choices = msgspec.to_builtins(msgspec.structs.replace(choices, tables={**read, **choices.tables}))


def keep_order(imported: Import, order: DateOrder) -> None:
    """Settles which of day and month comes first, for all dates of this import that nothing else settles."""
    imported.choices = msgspec.to_builtins(msgspec.structs.replace(choices_of(imported), dates=order))


def correct_all(actor: Actor, imported: Import, said: Said) -> None:
    """Corrects the tables of an import before anything of it is read. Raises WrongInput for columns that no table has."""
    if said.dates:
        keep_order(imported, said.dates)
    if not said.columns and not said.rows and not said.event:
        return
    opened = given.opened(Path(imported.kept_copy), readers=readers_for(imported))
    with opened.upload:
        views = [view for _, view in _views(opened)]
    _require_columns(views, said)
    for view in views:
        mapping = _as_said(view.layout.mapping, said)
        file = view.file.removeprefix(f"{imported.kept_copy}/")
        keep_mapping(actor, imported, file=file, mapping=mapping)


def _as_said(mapping: TableMapping, said: Said) -> TableMapping:
    held = {column.header.strip().casefold() for column in mapping.columns}
    columns = {name: column_from(name, word) for name, word in said.columns.items() if name.strip().casefold() in held}
    changed = corrected(mapping, columns)
    return msgspec.structs.replace(changed, rows=said.rows or changed.rows, event=said.event or changed.event)


def _require_columns(views: list[TableView], said: Said) -> None:
    if not views:
        raise WrongInput("There is no table in what was given, so that nothing can be said of its columns.", field="column")
    held = {column.header.strip().casefold() for view in views for column in view.layout.mapping.columns}
    for name in said.columns:
        if name.strip().casefold() not in held:
            names = ", ".join(dict.fromkeys(c.header for view in views for c in view.layout.mapping.columns))
            raise WrongInput(f"There is no column {name!r}. The columns are: {names}.", field="column")
