"""Where organisations themselves are: the addresses that sources give of them, read from what the sources say.

They stand in the source records alone, which every answer reads anew, so that nothing can go stale. An organisation's people are
asked for their addresses by `has person`.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.models import SourceRecord
from hustings.apps.people.segments import asking
from hustings.apps.people.segments.asking import Part, Scope
from hustings.apps.people.segments.fields import Field, Phrase, register_fields

WHERE = _("Where it is")
ADDRESSES = 3
"""So many addresses of one record are asked; sources give one of an organisation, rarely two."""


class InAddress(Func):
    """A part of the record's address of this place in the list; null where there is none."""

    output_field = CharField()

    def __init__(self, part: str, place: int) -> None:
        super().__init__("payload")
        self.part, self.place = part, place

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        path = f"$.addresses[{self.place}].{self.part}"
        return self.as_sql(compiler, connection, template=f"json_extract(%(expressions)s, '{path}')")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        path = f"{{addresses,{self.place},{self.part}}}"
        return self.as_sql(compiler, connection, template=f"((%(expressions)s)::jsonb #>> '{path}')")


def _address(part: str) -> Any:
    names = [f"own_{part}_{place}" for place in range(ADDRESSES)]
    told = {name: Coalesce(InAddress(part, place), Value("")) for place, name in enumerate(names)}

    def ask(scope: Scope, operator: str, values: tuple[str, ...]) -> Part:
        rows = SourceRecord.objects.filter(kind="organisation", organisation_id=OuterRef("pk")).annotate(**told)
        return Part(Q(Exists(rows.filter(asking.text(*names).ask(scope, operator, values)))))

    return ask


def _field(key: str, label: Any, part: str, phrase: Phrase | None = None, *, also: tuple[str, ...] = ()) -> Field:
    return Field(key, label, WHERE, "text", asking.TEXT, _address(part), None, {"=": phrase} if phrase else {}, also=also)


register_fields(
    _field("city", _("town"), "locality", (_("are in %(value)s"), _("are not in %(value)s")), also=("town", "place")),
    _field(
        "region", _("region"), "region", (_("are in the region %(value)s"), _("are not in the region %(value)s")),
        also=("state", "county"),
    ),
    _field("postcode", _("postcode"), "postal_code", also=("postal code", "zip")),
    _field("country", _("country"), "country"),
    _field("street", _("street"), "street"),
    about="organisations",
)  # fmt: skip
