"""Keeps erased people away, and removes what still names them beside the rows that point to them.

Of an erased person nothing stays but keyed digests of handles and external ids: they cannot be read back, but the same person in
another import is recognised by them and left out.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings

from hustings.apps.people import registry
from hustings.apps.people.models import ErasedMark, MergeEvent, SourceRecord, UndoStep
from hustings.apps.people.traces import Traces, keys_of
from hustings.kernel.records import Identity, Party, PersonRecord, decode
from hustings.storage import rows

SHOWN = 16
"""Bytes of a digest that are kept."""


class Erased:
    """Who was erased in a workspace. False where nobody was."""

    def __init__(self, workspace_id: int) -> None:
        self._key = _key(workspace_id)
        self._marks = {
            bytes(mark) for mark in ErasedMark.objects.filter(workspace_id=workspace_id).values_list("mark", flat=True)
        }

    def __bool__(self) -> bool:
        return bool(self._marks)

    def are(self, name: str, identities: Iterable[Identity], *, reader: str, external_id: str | None) -> bool:
        """Whether this name with these handles, or this entry of a format, is somebody who was erased."""
        texts = keys_of(name, ((each.kind, each.value) for each in identities))
        texts += [_entry(reader, external_id)] if external_id else []
        return any(_digest(self._key, text) in self._marks for text in texts)

    def is_party(self, party: Party, *, reader: str, external_id: str | None) -> bool:
        """The same for somebody whom a record mentions."""
        return self.are(party.name, party.identities, reader=reader, external_id=external_id)


def keep_away(workspace_id: int, traces: Traces) -> None:
    """Puts down by what a person would be recognised if they came again: handles, and entries that name none of these."""
    texts = set(traces.keys())
    held = SourceRecord.objects.filter(person_id=traces.person_id, kind="person").exclude(source__reader="by-hand")
    for reader, external_id, payload in held.values_list("source__reader", "external_id", "payload"):
        record = decode(payload)
        assert isinstance(record, PersonRecord)
        if texts.isdisjoint(keys_of(record.name.full, ((each.kind, each.value) for each in record.identities))):
            texts.add(_entry(reader, external_id))
    key = _key(workspace_id)
    marks = sorted({_digest(key, text) for text in texts})
    rows.insert(ErasedMark, ("workspace_id", "mark"), ((workspace_id, mark) for mark in marks), conflict="DO NOTHING")


def let_back_in(workspace_id: int, name: str, identities: Collection[Identity]) -> None:
    """A member adds somebody with these handles by hand: whoever was erased under them may come in again."""
    if identities:
        texts = keys_of(name, ((each.kind, each.value) for each in identities))
        marks = [_digest(_key(workspace_id), text) for text in texts]
        ErasedMark.objects.filter(workspace_id=workspace_id, mark__in=marks).delete()


def _key(workspace_id: int) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"hustings.erased:{workspace_id}".encode(), "sha256")


def _digest(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "replace"), "sha256")[:SHOWN]


def _entry(reader: str, external_id: str) -> str:
    return f"entry:{reader}:{external_id}"


KEYS = {"pair": "person", "first": "person", "second": "person", "kept": "person", "merge": "mergeevent", "item": "todayitem"}
"""What numbers in the data of a step stand for, where their key is not the name of the model."""


def forget_decisions(workspace_id: int, traces: Traces, interaction_ids: Collection[int]) -> None:
    """Removes steps back and merges that name the person, or that could not be taken back without them."""
    MergeEvent.objects.filter(workspace_id=workspace_id, gone_id=traces.person_id).delete()
    dead = _dead(traces.person_id, interaction_ids)
    for event in MergeEvent.objects.filter(workspace_id=workspace_id):
        kept = [text for text in event.moved["lost"] if not _rests_on(text, "", dead)]
        if len(kept) < len(event.moved["lost"]):
            event.moved["lost"] = kept
            event.save(update_fields=["moved"])
    steps = UndoStep.objects.filter(workspace_id=workspace_id).values_list("id", "label", "data")
    gone = [i for i, label, data in steps.iterator() if traces.stand_in(label) or _rests_on(data, "", dead)]
    for chunk in rows.chunks(gone):
        UndoStep.objects.filter(id__in=chunk).delete()


def _dead(person_id: int, interaction_ids: Collection[int]) -> dict[str, set[Any]]:
    """Which rows go, by the name of their model."""
    dead: dict[str, set[Any]] = {"person": {person_id}, "interaction": set(interaction_ids)}
    for pointer in registry.POINTERS:
        held = pointer.model._default_manager.filter(**{pointer.field: person_id}).values_list("pk", flat=True)
        dead.setdefault(pointer.model._meta.model_name or "", set()).update(held)
    return dead


def _rests_on(value: Any, key: str, dead: dict[str, set[Any]]) -> bool:
    """Whether the data of a step name a row that goes, also within rows kept as text (people.actions.frozen)."""
    if isinstance(value, dict):
        return any(_rests_on(held, name, dead) for name, held in value.items())
    if isinstance(value, list):
        return any(_rests_on(held, key, dead) for held in value)
    if isinstance(value, str) and value.startswith('{"model"'):
        row = json.loads(value)
        return row["pk"] in dead.get(row["model"].partition(".")[2], ()) or _rests_on(row["fields"], "", dead)
    name = key.removesuffix("_id").removesuffix("s")
    return isinstance(value, int) and value in dead.get(KEYS.get(name, name), ())
