"""Puts a workspace back from its full archive: every row under a new number, with its sources and what they may be used for.

Numbers of a table are moved by one and the same distance, so that whatever names a row by its number can be moved along.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, User, Workspace
from hustings.apps.civic import actions as civic
from hustings.apps.events import placing as events
from hustings.apps.events.twins import pair
from hustings.apps.exports.tables import PATHS
from hustings.apps.intake.models import KeptRecord
from hustings.apps.people.actions import folding
from hustings.apps.people.models import Person, Source, SourceRecord
from hustings.apps.records import actions as filings
from hustings.connectors.reading.container import open_upload
from hustings.connectors.reading.hustings_archives import ArchivedRows, rows_of_archive
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import OrganisationRecord, decode
from hustings.storage import rows

AT_ONCE = 2_000
OF_THE_INSTALLATION: dict[str, str] = {
    "accounts.Workspace": "Its settings are taken over; it stays this workspace.",
    "accounts.Member": "Those known here by their address are meant; others are made, switched off until an owner lets them in.",
    "accounts.MemberInvitation": "Their links are secrets, which no archive holds. Invite anew.",
    "intake.Import": "Imports are taken back where they were made.",
    "intake.Support": "As their imports.",
    "today.TodayList": "Made anew each day.",
    "today.TodayItem": "Made anew each day.",
    "exports.Export": "Their files went after a day.",
}
"""Tables of the archive that are not put back as they are, and what becomes of them."""
FILLED = (
    "people.Organisation", "people.Interaction", "people.Tag", "people.CustomField", "people.SavedSegment", "intake.KeptRecord",
    "goals.Goal",
)  # fmt: skip
"""A workspace with rows in any of these, or with people who are no members, is not empty."""
_SUBJECT = re.compile(r"(person|organisation):(\d+)")
_SUBJECTS = {"person": "people.Person", "organisation": "people.Organisation"}


@dataclass(slots=True)
class Restored:
    """How many rows of each table were put back, and how many were not because what they point to is not in the archive."""

    rows: dict[str, int] = field(default_factory=dict)
    dangling: dict[str, int] = field(default_factory=dict)
    people: int = 0
    members: tuple[str, ...] = ()


def is_empty(workspace_id: int) -> bool:
    """Whether nothing but members stands in the workspace."""
    if Person.objects.filter(workspace_id=workspace_id, own_member=None).exists():
        return False
    return not any(apps.get_model(label)._default_manager.filter(workspace_id=workspace_id).exists() for label in FILLED)


def restore_archive(actor: Actor, path: Path) -> Restored:
    """Puts everything of an archive into the actor's empty workspace, whole or not at all. Needs `manage_workspace`.

    Raises WrongInput for a file that is no whole archive, and for a workspace in which something stands already.
    """
    actor.require("manage_workspace")
    actor.require("import_files")
    if not is_empty(actor.workspace_id):
        raise WrongInput(
            "This workspace is not empty. Restore into a new one (`hustings init`), or bring the archive in beside what is here: "
            "`hustings restore --into-filled`, which is an import."
        )
    with open_upload([path]) as upload:
        archive = rows_of_archive(upload.entries)
        with transaction.atomic():
            return _Restoring(actor, archive).go()


class _Numbers:
    """The numbers of a table in the archive, and those which its rows have here."""

    def __init__(self, model: type[models.Model], held: Iterator[int]) -> None:
        self.first, self.there = 0, bytearray()
        for number in held:
            if not self.there:
                self.first = number
            self.there.extend(bytes(max(0, number - self.first + 1 - len(self.there))))
            self.there[number - self.first] = 1
        ids = rows.reserve_ids(model, len(self.there))
        self.distance = ids[0] - self.first if self.there else 0

    def of(self, number: int) -> int | None:
        """The number here; None for a row that was not put back."""
        at = number - self.first
        return number + self.distance if 0 <= at < len(self.there) and self.there[at] else None

    def drop(self, number: int) -> None:
        """The row was not put back after all."""
        self.there[number - self.first] = 0


class _Restoring:
    """One restoring."""

    def __init__(self, actor: Actor, archive: ArchivedRows) -> None:
        self.actor, self.archive, self.done = actor, archive, Restored()
        self.numbers: dict[str, _Numbers] = {}
        self.members: dict[int, int] = {}

    def go(self) -> Restored:
        self._workspace()
        self._members()
        # What stands in an empty workspace is what members say of themselves; the archive knows it, too.
        Source.objects.filter(workspace_id=self.actor.workspace_id).delete()
        Person.objects.filter(workspace_id=self.actor.workspace_id, own_member_id__in=self.members.values()).delete()
        # What names rows of any table comes last.
        labels = [label for label in PATHS if label not in OF_THE_INSTALLATION]
        for label in sorted(labels, key=lambda label: label in CHANGED):
            self._table(apps.get_model(label))
        self._derived()
        self.done.people = self.done.rows.get("people.Person", 0)
        record_audit(self.actor, "restore_archive", detail={"rows": sum(self.done.rows.values()), "people": self.done.people})
        return self.done

    def _workspace(self) -> None:
        told = next(self.archive.rows("accounts.workspace"), {})
        held = Workspace.objects.select_for_update().get(pk=self.actor.workspace_id)
        names = ["name", "time_zone", "language", "phone_region", "election_on"]
        # Two workspaces of one installation cannot be the same one outside.
        if not Workspace.objects.filter(mark=told.get("mark")).exclude(pk=held.pk).exists():
            names.append("mark")
        for name in (each for each in names if each in told):
            setattr(held, name, held._meta.get_field(name).to_python(told[name]))
        held.save()

    def _members(self) -> None:
        made = []
        for told in self.archive.rows("accounts.member"):
            email = str(told["user__email"]).lower()
            member = Member.objects.filter(workspace_id=self.actor.workspace_id, user__email__iexact=email).first()
            if member is None:
                member = self._new_member(told, email)
                made.append(member.name)
            self.members[told["id"]] = member.pk
        self.done.members = tuple(made)

    def _new_member(self, told: dict[str, Any], email: str) -> Member:
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
        return Member.objects.create(
            workspace_id=self.actor.workspace_id, user=user, name=told["name"], role=told["role"], is_active=False,
            minutes_a_day=told["minutes_a_day"], language=told["language"],
        )  # fmt: skip

    def _table(self, model: type[models.Model]) -> None:
        label, key = model._meta.label, model._meta.pk.attname
        if model._meta.pk.remote_field is None:
            self.numbers[label] = _Numbers(model, (row[key] for row in self.archive.rows(label)))
        fields = [each for each in model._meta.concrete_fields if not each.generated]
        for chunk in rows.chunks(self.archive.rows(label), AT_ONCE):
            made = [row for told in chunk if (row := self._row(model, fields, told)) is not None]
            model._default_manager.bulk_create(made, batch_size=AT_ONCE)
            self._count(self.done.rows, label, len(made))
            self._count(self.done.dangling, label, len(chunk) - len(made))

    @staticmethod
    def _count(counts: dict[str, int], label: str, number: int) -> None:
        if number:
            counts[label] = counts.get(label, 0) + number

    def _row(self, model: type[models.Model], fields: list[Any], told: dict[str, Any]) -> models.Model | None:
        """The row as it stands here; None where what it must point to is not here."""
        values = {}
        for each in fields:
            if each.attname in told:
                values[each.attname] = value = self._value(each, told[each.attname])
                if value is None and not each.null:
                    if model._meta.label in self.numbers:
                        self.numbers[model._meta.label].drop(told["id"])
                    return None
        change = CHANGED.get(model._meta.label)
        return model(**(change(self, values) if change is not None else values))

    def _value(self, column: Any, value: Any) -> Any:
        if value is None:
            return None
        if column.primary_key and column.remote_field is None:
            return self.numbers[column.model._meta.label].of(value)
        if column.remote_field is not None:
            return self.pointed(column.related_model._meta.label, value)
        if isinstance(column, models.BinaryField):
            return b64decode(value)
        return value if isinstance(column, models.JSONField) else column.to_python(value)

    def pointed(self, label: str, number: int) -> int | None:
        """The number here of a row of another table."""
        if label == "accounts.Workspace":
            return self.actor.workspace_id
        if label == "accounts.Member":
            return self.members.get(number)
        return self.numbers[label].of(number) if label in self.numbers else None

    def moved(self, label: str, number: int) -> int:
        """The number here of a row that need not stand any more."""
        return number + self.numbers[label].distance

    def frozen(self, text: str) -> str:
        """A row that was frozen for a way back, with the numbers of here (people.actions.frozen)."""
        row = json.loads(text)
        model = apps.get_model(row["model"])
        label = model._meta.label
        row["pk"] = self.moved(label, row["pk"]) if label in self.numbers else self.pointed_pk(model, row["pk"])
        for each in model._meta.concrete_fields:
            if each.remote_field is not None and row["fields"].get(each.name) is not None:
                number = row["fields"][each.name]
                target = each.related_model._meta.label
                row["fields"][each.name] = self.moved(target, number) if target in self.numbers else self.pointed(target, number)
        return json.dumps(row)

    def pointed_pk(self, model: type[models.Model], number: int) -> int:
        """The number of a row whose key is that of another."""
        return self.moved(model._meta.pk.related_model._meta.label, number)

    def _derived(self) -> None:
        """What no archive holds: keys and words to search by, offices and places, filings."""
        workspace_id = self.actor.workspace_id
        people = Person.objects.filter(workspace_id=workspace_id).order_by("pk").values_list("pk", flat=True)
        for chunk in rows.chunks(people.iterator(chunk_size=AT_ONCE), AT_ONCE):
            folding.refold(workspace_id, chunk)
        said = SourceRecord.objects.filter(workspace_id=workspace_id, kind="organisation").order_by("pk")
        for texts in rows.chunks(said.values_list("payload", flat=True).iterator(chunk_size=AT_ONCE), AT_ONCE):
            bodies = (decode(text) for text in texts)
            civic.place_bodies(workspace_id, [record for record in bodies if isinstance(record, OrganisationRecord)])
        kept = KeptRecord.objects.filter(workspace_id=workspace_id).order_by("pk").values_list("pk", "payload", "source_id")
        for told in rows.chunks(kept.iterator(chunk_size=AT_ONCE), AT_ONCE):
            records = [(number, decode(text)) for number, text, _ in told]
            civic.place_records(workspace_id, records)
            filings.place_records(workspace_id, records)
            events.place_records(workspace_id, records, sources={number: source for number, _, source in told})
        pair(workspace_id)


def _merge(restoring: _Restoring, values: dict[str, Any]) -> dict[str, Any]:
    """A merge with what it needs to be undone."""
    moved = values["moved"]
    ids = {name: _moved_ids(restoring, name, numbers) for name, numbers in moved["rows"].items()}
    return values | {
        "gone_id": restoring.moved("people.Person", values["gone_id"]),
        "before": {name: [restoring.frozen(text) for text in texts] for name, texts in values["before"].items()},
        "moved": moved
        | {
            "rows": ids,
            "lost": [restoring.frozen(text) for text in moved["lost"]],
            "hung": [_hung(restoring, *each) for each in moved.get("hung", ())],
        },
    }


def _hung(restoring: _Restoring, label: str, field: str, person: str, number: int, ids: list[int]) -> list[Any]:
    target: Any = apps.get_model(label)._meta.get_field(field).related_model
    return [label, field, person, restoring.moved(target._meta.label, number), _moved_ids(restoring, f"{label}.{field}", ids)]


def _moved_ids(restoring: _Restoring, name: str, numbers: list[int]) -> list[int]:
    label = name.rpartition(".")[0]
    return [restoring.moved(label, number) for number in numbers] if label in restoring.numbers else []


def _audit(restoring: _Restoring, values: dict[str, Any]) -> dict[str, Any]:
    """A line of the trail about the person or organisation of here."""
    found = _SUBJECT.fullmatch(values["subject"])
    if found is None:
        return values
    return values | {"subject": f"{found[1]}:{restoring.moved(_SUBJECTS[found[1]], int(found[2]))}"}


def _edition(restoring: _Restoring, values: dict[str, Any]) -> dict[str, Any]:
    """An edition of public data without the import that brought it, which is not here; each keeps a number of its own."""
    return values | {"import_number": -values["id"]}


def _guest(restoring: _Restoring, values: dict[str, Any]) -> dict[str, Any]:
    """Somebody on the list of an event, with those who may be meant by their numbers here."""
    meant = (restoring.pointed("people.Person", number) for number in values["doubts"])
    return values | {"doubts": [number for number in meant if number is not None]}


CHANGED: dict[str, Callable[[_Restoring, dict[str, Any]], dict[str, Any]]] = {
    "people.MergeEvent": _merge,
    "accounts.AuditEntry": _audit,
    "records.Edition": _edition,
    "events.Guest": _guest,
}
"""Tables whose rows name others otherwise than by a foreign key."""
