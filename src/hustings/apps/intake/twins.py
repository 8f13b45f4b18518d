"""One message, told of by a live account and by an archive of it, is one: matched by channel and external id.

Both belong to one member. The account takes over what an archive brought before it, since only the account tells of changes; an
archive that comes later finds the message there. Platforms whose terms keep both apart have no archives in the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hustings.apps.channels.queries import reader_of
from hustings.apps.people.models import Interaction, Source
from hustings.connectors.platforms import registry
from hustings.kernel.records import AnyRecord, decode, kind_of
from hustings.storage import rows


class Twin(NamedTuple):
    """A stored record of another source that is the same as a given one. `is_taken_over`: the given source holds it from now."""

    external_id: str
    kind: str
    row_id: int
    is_taken_over: bool


class Twins:
    """Knows which sources tell of the same things. Costs one query per source where none does."""

    def __init__(self, workspace_id: int) -> None:
        self.workspace_id = workspace_id
        self._sources: dict[int, dict[int, str]] = {}

    def sources(self, source: Any) -> list[int]:
        """The sources that may tell of the same things as this one."""
        return list(self._readers(source))

    def of(self, model: Any, source: Any, found: Sequence[AnyRecord]) -> list[Twin]:
        """Which of these records another source has brought already, as rows of this model."""
        readers = self._readers(source)
        if not readers or not found:
            return []
        wanted = {(kind_of(record), record.external_id[:500]): getattr(record, "channel", "") for record in found}
        twins: dict[tuple[str, str], Twin] = {}
        for chunk in rows.chunks({external_id for _, external_id in wanted}):
            # What this source holds itself is no twin's.
            held = model.objects.filter(source_id__in=(source.pk, *readers), external_id__in=chunk)
            own = {(each.kind, each.external_id) for each in held if each.source_id == source.pk}
            for each in held:
                key = (each.kind, each.external_id)
                if key in wanted and key not in own and _channel(each) == wanted[key]:
                    takes_over = _is_live(source.reader) and not _is_live(readers[each.source_id])
                    twins[key] = Twin(each.external_id, each.kind, each.pk, takes_over)
        return list(twins.values())

    def _readers(self, source: Any) -> dict[int, str]:
        if source.pk not in self._sources:
            wanted = _readers_beside(source.reader)
            held = Source.objects.filter(workspace_id=self.workspace_id, member_id=source.member_id, reader__in=wanted)
            found = held.exclude(pk=source.pk).order_by("id") if wanted else held.none()
            self._sources[source.pk] = dict(found.values_list("id", "reader"))
        return self._sources[source.pk]


def _is_live(reader: str) -> bool:
    return any(reader == reader_of(name) for name in registry.PLATFORMS)


def _readers_beside(reader: str) -> set[str]:
    """The readers that bring the same messages: an account and its archives, or two accounts that both got one."""
    for entry in registry.PLATFORMS.values():
        if reader == reader_of(entry.name) and entry.archives:
            return {reader, *entry.archives}
    return {reader_of(entry.name) for entry in registry.PLATFORMS.values() if reader in entry.archives}


def _channel(row: Any) -> str:
    return row.channel if isinstance(row, Interaction) else str(getattr(decode(row.payload), "channel", ""))
