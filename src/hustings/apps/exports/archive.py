"""Everything of a workspace as one archive: neutral records for another Hustings, and every row for everybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Literal, NamedTuple

import msgspec
from django.db.models import Count, Model, QuerySet

from hustings import __version__
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.exports.tables import LEFT_OUT, PATHS, plain_rows, rows_in
from hustings.apps.inbox.models import Message
from hustings.apps.people.models import Participation, Person
from hustings.apps.people.models.dealings import RETURNED
from hustings.apps.people.queries.whole import bound_sources, whole_people
from hustings.connectors.exports.archive import ArchiveWriter
from hustings.kernel.identities import hustings_identity
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    CommentRecord,
    EndorsementRecord,
    InteractionRecord,
    InvitationRecord,
    MessageRecord,
    OrganisationRecord,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    RecommendationRecord,
    decode,
)
from hustings.storage import rows

AT_ONCE = 2_000
CONTACTS = frozenset({"call", "visit", "meeting", "letter", "text", "email", "note"})
Told = Callable[[int], None]


def write(actor: Actor, target: BinaryIO, *, now: datetime, told: Told) -> int:
    """Writes the archive and returns how many rows it holds; `told` hears of them now and then. Streams.

    What comes in while it is written may be in one of its files and not in another.
    """
    workspace = Workspace.objects.get(pk=actor.workspace_id)
    archive, records = ArchiveWriter(target), _Records(actor, workspace.mark)
    archive.add("records/people.jsonl", records.people())
    archive.add("records/organisations.jsonl", records.organisations())
    archive.add("records/interactions.jsonl", records.interactions())
    archive.add("records/kept.jsonl", records.kept())
    done = 0
    for label in PATHS:
        done += archive.add(f"rows/{label.lower()}.jsonl", plain_rows(actor, label))
        told(done)
    archive.close(
        made_at=now, made_by=actor.name, hustings=__version__, left_out=LEFT_OUT,
        workspace={"mark": workspace.mark, "name": workspace.name, "language": workspace.language},
    )  # fmt: skip
    return done


class _Ours(NamedTuple):
    """A member's own person."""

    person_id: int
    party: Party


class _Records:
    """The workspace as neutral records. Numbers are `mark:12` for people, `mark:i99` for interactions, and so on."""

    def __init__(self, actor: Actor, mark: str) -> None:
        self.actor, self.mark = actor, mark
        # In another workspace a neutral record would be free for every use: what is bound comes back by its rows alone.
        self.bound = bound_sources(actor.workspace_id)
        held = Person.objects.filter(workspace_id=actor.workspace_id).exclude(own_member=None)
        self.ours = {
            member: _Ours(person, self.party(person, name, is_owner=member == actor.member_id))
            for member, person, name in held.values_list("own_member_id", "pk", "name")
        }

    def party(self, person_id: int, name: str, *, is_owner: bool = False) -> Party:
        return Party(name=name, identities=(hustings_identity(self.mark, str(person_id)),), is_owner=is_owner)

    def free(self, label: str) -> QuerySet[Any, Any]:
        """The rows of a table that come from sources which forbid nothing."""
        return rows_in(self.actor, label).exclude(source_id__in=self.bound)

    def people(self) -> Iterator[PersonRecord]:
        """Whoever makes the archive first, then everybody else."""
        own = [self.ours[self.actor.member_id].person_id] if self.actor.member_id in self.ours else []
        held = Person.objects.filter(workspace_id=self.actor.workspace_id).exclude(pk__in=own).order_by("pk")
        ids = held.values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
        for record in whole_people(self.actor.workspace_id, _chained(own, ids), without=self.bound):
            number = record.external_id.partition(":")[2]
            identities = (*record.identities, hustings_identity(self.mark, number))
            yield msgspec.structs.replace(record, identities=identities, is_owner=own == [int(number)])

    def organisations(self) -> Iterator[OrganisationRecord]:
        for row in rows_in(self.actor, "people.Organisation").iterator(chunk_size=AT_ONCE):
            websites = (row.website,) if row.website else ()
            yield OrganisationRecord(
                external_id=f"{self.mark}:o{row.pk}", name=row.name, websites=websites, followed_at=row.followed_at
            )

    def interactions(self) -> Iterator[AnyRecord]:
        for chunk in _chunks(self.free("people.Interaction")):
            threads = self._threads([row.pk for row in chunk])
            parties = self._parties([row.pk for row in chunk])
            for row in chunk:
                yield from self._interaction(row, parties[row.pk], threads.get(row.pk, ""))
        for chunk in _chunks(self.free("invitations.Invitation").select_related("person")):
            for row in chunk:
                yield self._invitation(row)

    def _threads(self, ids: list[int]) -> dict[int, str]:
        held = Message.objects.filter(pk__in=ids).values_list("pk", "conversation_id")
        return {row: f"{self.mark}:c{conversation}" for row, conversation in held}

    def _parties(self, ids: list[int]) -> dict[int, list[tuple[int, str, Party]]]:
        found: dict[int, list[tuple[int, str, Party]]] = defaultdict(list)
        held = Participation.objects.filter(interaction_id__in=ids).order_by("pk")
        for row, person, name, role in held.values_list("interaction_id", "person_id", "person__name", "role"):
            found[row].append((person, role, self.party(person, name)))
        return found

    def _interaction(self, row: Any, parties: list[tuple[int, str, Party]], thread: str) -> Iterator[AnyRecord]:
        if row.kind == "message":
            yield self._message(row, parties, thread)
            return
        for number, (person, role, party) in enumerate(parties):
            # Only the first keeps the plain number, so that one and several people are told apart.
            external_id = f"{self.mark}:i{row.pk}" if number == 0 else f"{self.mark}:i{row.pk}:{person}"
            way: Literal["in", "out"] = "in" if role == "from" else "out"
            at = None if row.direction == "none" else row.at
            if row.kind == "endorsement":
                yield EndorsementRecord(external_id=external_id, party=party, direction=way, skill=row.text, at=at)
            elif row.kind == "recommendation":
                yield RecommendationRecord(external_id=external_id, party=party, direction=way, text=row.text, at=at)
            else:
                kind = row.kind if row.kind in CONTACTS else "other"
                yield InteractionRecord(
                    external_id=external_id, type=kind, at=row.at, party=party, direction=row.direction, channel=row.channel,
                    outcome=row.subject, text=row.text,
                )  # fmt: skip

    def _message(self, row: Any, parties: list[tuple[int, str, Party]], thread: str) -> MessageRecord:
        ours = self.ours[row.member_id].party if row.member_id in self.ours else Party()
        sender = next((party for _, role, party in parties if role == "from"), Party())
        readers = [party for _, role, party in parties if role != "from"]
        if row.direction == "out":
            sender = ours
        elif row.direction == "in":
            readers.append(ours)
        return MessageRecord(
            external_id=f"{self.mark}:i{row.pk}", channel=row.channel, sent_at=row.at, sender=sender, recipients=tuple(readers),
            thread=thread, subject=row.subject, text=row.text, automatic="" if row.automatic == RETURNED else row.automatic,
            extra={"came_back": "yes"} if row.automatic == RETURNED else {},
        )  # fmt: skip

    def _invitation(self, row: Any) -> InvitationRecord:
        theirs = self.party(row.person_id, row.person.name)
        ours = self.ours[row.member_id].party if row.member_id in self.ours else Party()
        sender, recipient = (theirs, ours) if row.direction == "in" else (ours, theirs)
        return InvitationRecord(
            external_id=f"{self.mark}:v{row.pk}", channel=row.channel, sender=sender, recipient=recipient,
            direction=row.direction, sent_at=row.sent_at, message=row.message,
        )  # fmt: skip

    def kept(self) -> Iterator[AnyRecord]:
        held = self.free("intake.KeptRecord")
        twice = held.order_by().values_list("kind", "external_id").annotate(times=Count("pk")).filter(times__gt=1)
        met = {(kind, external_id): 0 for kind, external_id, _ in twice}
        for kind, external_id, payload in held.values_list("kind", "external_id", "payload").iterator(chunk_size=AT_ONCE):
            number = met.get((kind, external_id), 0)
            if (kind, external_id) in met:
                met[kind, external_id] += 1
            yield self._kept(decode(payload), f"#{number + 1}" if number else "")

    def _kept(self, record: AnyRecord, twin: str) -> AnyRecord:
        changes = {name: self._reference(getattr(record, name)) for name in REFERENCES.get(type(record), ())}
        return msgspec.structs.replace(record, external_id=f"{self._reference(record.external_id, always=True)}{twin}", **changes)

    def _reference(self, text: str, *, always: bool = False) -> str:
        """The number under which a kept record is known outside; addresses of the web stay as they are."""
        return f"{self.mark}:k:{text}" if text and (always or "://" not in text) else text


REFERENCES: dict[type, tuple[str, ...]] = {
    AttendanceRecord: ("event",),
    PostRecord: ("in_reply_to", "thread"),
    CommentRecord: ("in_reply_to", "thread", "link"),
    ReactionRecord: ("link",),
}
"""What in kept records names others of the same source."""


def _chained(first: Iterable[int], rest: Iterable[int]) -> Iterator[int]:
    yield from first
    yield from rest


def _chunks(found: QuerySet[Any, Any]) -> Iterator[list[Model]]:
    return rows.chunks(found.iterator(chunk_size=AT_ONCE), AT_ONCE)
