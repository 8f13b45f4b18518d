"""One pass over what a member gave: every record is matched, counted and, unless it is a preview, stored.

The preview runs this same code with a store that writes nothing, so its counts are those of applying.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

import msgspec

from hustings.apps.intake import public
from hustings.apps.intake.counting import PreviewStore
from hustings.apps.intake.erasing import LEFT_OUT, Forgotten
from hustings.apps.intake.matching import Match, Matcher
from hustings.apps.intake.parties import ABOUT_SOMEBODY, Owner, parties_of, party_id, party_record, strongest, with_country
from hustings.apps.intake.returning import Returning
from hustings.apps.intake.stores import Store
from hustings.apps.intake.talk import as_talk
from hustings.apps.intake.tally import Tally
from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.custom_values import fields_by_name, misfits
from hustings.apps.people.models import CustomField
from hustings.apps.people.models.dealings import RETURNED
from hustings.connectors.protocol import Found
from hustings.engine.triage import Verdict
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    ContributionRecord,
    DatasetRecord,
    EndorsementRecord,
    InteractionRecord,
    InvitationRecord,
    MessageRecord,
    OrganisationRecord,
    Party,
    PersonRecord,
    RecommendationRecord,
    digest,
    encode,
    kind_of,
)

SHOWN = 120
T = TypeVar("T")


class Run:
    """Takes batches in the order of the files, each of one source; people are matched across all of them."""

    def __init__(
        self,
        store: Store | PreviewStore,
        *,
        tally: Tally,
        owner: Owner,
        now: datetime,
        region: str = "",
        since: datetime | None = None,
        left_out: Callable[[Found, str, str], None] = lambda found, reader, reason: None,
        folder: Path | None = None,
        as_of: str = "",
    ) -> None:
        self.as_of = as_of
        self.seen = public.Seen()
        self.store = store
        self.tally = tally
        self.owner = owner
        self.now = now
        self.region = region
        self.matcher = Matcher(
            store.workspace_id, new_ids=store.new_people(), own_person=owner.person, since=since,
            preview=not isinstance(store, Store), folder=folder,
        )  # fmt: skip
        self.forgotten = Forgotten(store.workspace_id, owner)
        self.returning = Returning(store.workspace_id)
        self.left_out = left_out
        self._people_by_source: dict[int, dict[Party, int | None]] = {}
        self._people: dict[Party, int | None] = {}
        self._touched_ties = store.people_tied_by_now() if since is not None else set()
        self._fields: dict[str, CustomField] | None = None
        self.messages = 0
        self.messages_of_owner = 0

    def take(self, batch: Sequence[Found], *, source: Any) -> None:
        """Matches, counts and stores one batch of records of one source."""
        # Each source must name a person itself, so that taking one import back leaves what the others say.
        self._people = self._people_by_source.setdefault(source.pk, {})
        self.matcher.ended_on = self.as_of if source.reader in public.READ else ""
        batch = [found.holding(self._as_of_now(r)) if isinstance(r := found.record, PersonRecord) else found for found in batch]
        for found in batch:
            if isinstance(found.record, PersonRecord) and found.record.is_owner:
                self.owner.learn(found.record)
        if source.reader.startswith("live-"):
            batch = [found.holding(as_talk(found.record, self.owner)) for found in batch]
        if self.forgotten:
            batch = list(self._without_erased(batch, source))
        batch = self.returning.without_own(
            batch, source_id=source.pk, tally=self.tally, store=lambda matches: self.store.people(matches, source)
        )
        self._tell_misfits(batch, source)
        organisations = [found.record for found in batch if isinstance(found.record, OrganisationRecord)]
        # Before people, whose positions name them by the new names.
        self.matcher.renamed.update(self.store.follow_names(organisations, source))
        self._take_people([found.record for found in batch if isinstance(found.record, PersonRecord)], source)
        self._resolve(self._parties(found.record for found in batch), source)
        self.store.organisations(organisations, source, self.tally)
        dealings: list[tuple[str, Dealing]] = []
        invitations: list[tuple[InvitationRecord, int]] = []
        kept: list[tuple[AnyRecord, tuple[int, ...]]] = []
        same = self.store.unchanged_messages([r for found in batch if _is_letter(r := found.record)], source, self.tally)
        for found in batch:
            if found.record.external_id in same and _is_letter(found.record):
                self.messages += 1
                self.messages_of_owner += 1
            else:
                self._sort(found, dealings, invitations, kept)
        self._count_ties(*self.store.interactions(dealings, source, self.tally))
        self.store.invitations(invitations, source, self.tally)
        for distinct in in_rounds(kept, key=lambda pair: (kind_of(pair[0]), pair[0].external_id)):
            self.store.kept(distinct, source, self.tally)
        for found in batch:
            if isinstance(found.record, DatasetRecord):
                self._take_dataset(found, found.record, source)

    def _as_of_now(self, record: PersonRecord) -> PersonRecord:
        return public.lasting(with_country(record, self.region), on=self.as_of)

    def _take_dataset(self, found: Found, record: DatasetRecord, source: Any) -> None:
        """Notes what set of public data came, and ends the offices of those whom it names no more."""
        self.store.dataset(record, source, self.tally)
        if not record.complete:
            return
        named = self.seen.of(source, record.external_id)
        gone = public.departed(source, record, seen=self.seen, import_id=self.store.import_id)
        if public.is_excerpt(gone, named):
            self.left_out(found, source.reader, public.EXCERPT.format(named=len(named), known=len(named) + len(gone)))
            return
        matches = list(public.matches_of(gone, on=self.as_of))
        for match in matches:
            self.tally.count("people", match.verb, _person_line(match))
        self.store.people(matches, source)

    def _without_erased(self, batch: Iterable[Found], source: Any) -> Iterator[Found]:
        """What may come in; each record about an erased person alone is told to whoever keeps the counts."""
        for found in batch:
            rest = self.forgotten.without(found.record, reader=source.reader)
            if rest is None:
                self.left_out(found, source.reader, LEFT_OUT)
            else:
                yield found if rest is found.record else found.holding(rest)

    def _tell_misfits(self, batch: Sequence[Found], source: Any) -> None:
        """Values that fit no custom field are told; the record itself comes in, and keeps them as written."""
        for found in batch:
            if isinstance(found.record, PersonRecord) and found.record.fields:
                self._fields = fields_by_name(self.store.workspace_id) if self._fields is None else self._fields
                for reason in misfits(self._fields, found.record.fields).values():
                    self.left_out(found, source.reader, reason)

    def _take_people(self, records: Sequence[PersonRecord], source: Any) -> None:
        self.seen.note(records, source)
        for distinct in in_rounds(records):
            matches = self.matcher.match(distinct, source_id=source.pk)
            for match in matches:
                self.tally.count("people", match.verb, _person_line(match))
            self.store.people(matches, source)

    def _parties(self, records: Iterable[AnyRecord]) -> list[Party]:
        wanted: dict[Party, None] = {}
        for record in records:
            if isinstance(record, MessageRecord):
                if record.automatic or record.is_draft:
                    continue
                for party in (record.sender, *record.recipients):
                    if party not in self._people:
                        wanted[party] = None
            elif isinstance(record, InvitationRecord):
                wanted.update(dict.fromkeys(party for party in (record.sender, record.recipient) if party not in self._people))
            elif isinstance(record, ABOUT_SOMEBODY) and record.party not in self._people:
                wanted[record.party] = None
        return list(wanted)

    def _resolve(self, parties: Sequence[Party], source: Any) -> None:
        waiting: dict[str, list[Party]] = {}
        for party in parties:
            if self.owner.is_owner(party):
                self._people[party] = self.owner.person
                continue
            if (known := self.returning.person_of(party)) is not None:
                self._people[party] = known
                continue
            external_id = party_id(party)
            if external_id is None or self.forgotten.is_party(party, reader=source.reader):
                self._people[party] = None
            else:
                waiting.setdefault(external_id, []).append(party)
        records = [with_country(party_record(held[0], external_id), self.region) for external_id, held in waiting.items()]
        for match in self._match_parties(records, source):
            for party in waiting[match.record.external_id]:
                self._people[party] = match.person

    def _match_parties(self, records: Sequence[PersonRecord], source: Any) -> list[Match]:
        matches = self.matcher.match(records, source_id=source.pk)
        for match in matches:
            if match.verb in ("created", "review"):
                self.tally.count("people", match.verb, match.record.name.full)
        self.store.people(matches, source)
        return matches

    def _sort(
        self,
        found: Found,
        dealings: list[tuple[str, Dealing]],
        invitations: list[tuple[InvitationRecord, int]],
        kept: list[tuple[AnyRecord, tuple[int, ...]]],
    ) -> None:
        record = found.record
        if isinstance(record, MessageRecord):
            dealing = self._dealing_of_message(record, found)
            if dealing is None:
                kept.append((record, ()))
            else:
                dealings.append((record.thread or record.external_id, dealing))
        elif isinstance(record, InvitationRecord):
            other = self._people[record.sender if record.direction == "in" else record.recipient]
            if other is not None and other != self.owner.person:
                invitations.append((record, other))
        elif isinstance(record, EndorsementRecord | RecommendationRecord):
            person = self._people[record.party]
            if person is not None and person != self.owner.person:
                dealings.append(("", self._dealing_of_praise(record, person)))
        elif isinstance(record, InteractionRecord):
            person = self._people[record.party]
            if person is not None and person != self.owner.person:
                dealings.append(("", _dealing_of_contact(record, person)))
        elif not isinstance(record, PersonRecord | OrganisationRecord | DatasetRecord):
            kept.append((record, self._mentioned(record)))

    def _dealing_of_message(self, record: MessageRecord, found: Found) -> Dealing | None:
        if record.is_draft or record.automatic:
            return None
        sender = self._people.get(record.sender)
        readers = [self._people.get(party) for party in record.recipients]
        self.messages += 1
        mine = self.owner.person
        direction = "out" if sender == mine else "in" if mine in readers or self._is_other_mailbox_of_mine(record) else "none"
        self.messages_of_owner += direction != "none"
        people = {reader: "to" for reader in readers if reader is not None and reader != mine}
        if sender is not None and sender != mine:
            people = {sender: "from"} | {person: role for person, role in people.items() if person != sender}
        if not people:
            return None
        return Dealing(
            external_id=record.external_id[:500], digest=found.mark or digest(encode(record)), kind="message",
            direction=direction, channel=record.channel, at=record.sent_at, people=tuple(people.items()),
            subject=record.subject, text=record.text, automatic=RETURNED if record.extra.get("came_back") else "",
            participants=min(1 + len(people), 30_000), handle=_handle(record), context=_context(record),
            verdict=Verdict(*found.verdict) if found.verdict else None,
        )  # fmt: skip

    def _is_other_mailbox_of_mine(self, record: MessageRecord) -> bool:
        """On LinkedIn every message of the export is the owner's; mail without our address came by a list or an alias."""
        return record.channel == "linkedin" and bool(self.owner.names)

    def _dealing_of_praise(self, record: EndorsementRecord | RecommendationRecord, person: int) -> Dealing:
        text = record.skill if isinstance(record, EndorsementRecord) else record.text
        role = "from" if record.direction == "in" else "to"
        return Dealing(
            external_id=record.external_id[:500], digest=digest(encode(record)), kind=kind_of(record),
            direction=record.direction if record.at else "none", channel="linkedin", at=record.at or self.now.replace(year=1970),
            people=((person, role),), text=text,
        )  # fmt: skip

    def _mentioned(self, record: AnyRecord) -> tuple[int, ...]:
        if isinstance(record, AttendanceRecord | ContributionRecord):
            person = self._people[record.party]
            return (person,) if person is not None else ()
        return self.store.known_people(parties_of(record))

    def _count_ties(self, people: set[int], tied: set[int]) -> None:
        fresh = people - self._touched_ties - {self.owner.person}
        self._touched_ties |= fresh
        for person in fresh:
            self.tally.count("ties", "updated" if person in tied else "created")


def _handle(record: MessageRecord) -> str:
    """By what the sender wrote, so that an answer goes there."""
    identity = strongest(record.sender.identities)
    return f"{identity.kind}:{identity.value}" if identity else ""


def _context(record: MessageRecord) -> str:
    return msgspec.json.encode(record.extra).decode() if record.extra else ""


def _dealing_of_contact(record: InteractionRecord, person: int) -> Dealing:
    """A contact that another system logged; who on our side and what came of it stand in the subject."""
    role = "from" if record.direction == "in" else "to"
    return Dealing(
        external_id=record.external_id[:500], digest=digest(encode(record)), kind=record.type, direction=record.direction,
        channel=record.channel, at=record.at, people=((person, role),), text=record.text,
        subject=", ".join(part for part in (record.outcome, record.by) if part),
    )  # fmt: skip


def in_rounds(items: Sequence[T], *, key: Callable[[T], Hashable] = attrgetter("external_id")) -> Iterator[list[T]]:
    """The items in their order, cut wherever the key of an earlier one comes again: a store sees each key once at a time."""
    held: list[T] = []
    keys: set[Hashable] = set()
    for item in items:
        if key(item) in keys:
            yield held
            held, keys = [], set()
        held.append(item)
        keys.add(key(item))
    if held:
        yield held


def _is_letter(record: AnyRecord) -> TypeGuard[MessageRecord]:
    """Whether it is a message that somebody wrote and sent."""
    return isinstance(record, MessageRecord) and not record.is_draft and not record.automatic


def _person_line(match: Match) -> str:
    position = next(iter(match.record.positions), None)
    job = ", ".join(part for part in (position.title, position.organisation) if part) if position else ""
    return f"{match.record.name.full}, {job}"[:SHOWN] if job else match.record.name.full[:SHOWN]
