"""In which formats what may leave: the words of the doors, the endings of files, and what browsers are told."""

from __future__ import annotations

from typing import NamedTuple

from hustings.kernel.errors import WrongInput


class Format(NamedTuple):
    """A format: the ending of its files, its media type, and its title for people."""

    ending: str
    media_type: str
    title: str


FORMATS: dict[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", "CSV"),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "vcard": Format("vcf", "text/vcard; charset=utf-8", "vCard 4.0"),
    "vcard3": Format("vcf", "text/vcard; charset=utf-8", "vCard 3.0"),
    "json": Format("json", "application/activity+json", "JSON (ActivityStreams)"),
    "parquet": Format("parquet", "application/vnd.apache.parquet", "Parquet"),
    "graphml": Format("graphml", "application/xml", "GraphML"),
    "ical": Format("ics", "text/calendar; charset=utf-8", "iCalendar"),
    "zip": Format("zip", "application/zip", "Zip"),
}
OF: dict[str, tuple[str, ...]] = {
    "people": ("csv", "xlsx", "vcard", "vcard3", "json", "parquet"),
    "organisations": ("csv",),
    "ties": ("csv", "graphml"),
    "events": ("ical",),
    "archive": ("zip",),
}
"""The formats of each thing that can leave; the first is the usual one."""


def format_for(what: str, wanted: str) -> str:
    """The format asked for, or the usual one where none was. Raises WrongInput, with the choices."""
    if what not in OF:
        raise WrongInput(f"{what!r} cannot be exported. Choose one of: {', '.join(OF)}.", field="what")
    if wanted and wanted not in OF[what]:
        raise WrongInput(f"There is no {wanted!r} of {what}. Choose one of: {', '.join(OF[what])}.", field="format")
    return wanted or OF[what][0]
