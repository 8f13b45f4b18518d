"""Where a pass puts what it finds: `Store` writes rows and what they rest on, and counts as the preview does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hustings.apps.civic import actions as civic
from hustings.apps.events import meetings
from hustings.apps.events import placing as events
from hustings.apps.inbox import actions as inbox
from hustings.apps.intake import naming, public
from hustings.apps.intake.counting import PLURAL, PreviewStore, count_kept
from hustings.apps.intake.matching import Match
from hustings.apps.intake.models import Import, KeptHandle, KeptMention, KeptRecord, Support
from hustings.apps.intake.parties import parties_of
from hustings.apps.intake.returned_mail import ReturnedMail
from hustings.apps.intake.spans import merged, ranges
from hustings.apps.intake.tally import Tally
from hustings.apps.invitations import actions as invitation_room
from hustings.apps.people.actions import dealings as dealing_room
from hustings.apps.people.actions import folding, occasions, records, reviews
from hustings.apps.people.actions.dealings import Dealing
from hustings.apps.people.models import Identity, Interaction, Organisation, Participation, Person, SourceRecord
from hustings.apps.records import actions as record_room
from hustings.engine.linkage import organisation_key
from hustings.engine.profile import Sourced
from hustings.engine.triage import Verdict
from hustings.kernel.clock import utc_now
from hustings.kernel.records import (
    AnyRecord,
    DatasetRecord,
    InvitationRecord,
    MessageRecord,
    OrganisationRecord,
    Party,
    digest,
    encode,
    kind_of,
)
from hustings.storage import rows

ID_BLOCK = 1_000


class Store(PreviewStore):
    """Writes what the preview only counts, with a support for every record that the import rests on."""

    def __init__(self, workspace_id: int, *, import_id: int, member_id: int, own_person: int) -> None:
        super().__init__(workspace_id, own_person=own_person)
        self.import_id = import_id
        self.member_id = member_id
        self._touched: set[int] = set()
        self._conversations: set[int] = set()
        self._judged: dict[int, Verdict] = {}
        self._happenings = 0
        self._now = utc_now()
        self._returned = ReturnedMail(workspace_id, keep=lambda ids: self._support("record", [(i, None) for i in ids]))

    def new_people(self) -> Iterator[int]:
        while True:
            yield from rows.reserve_ids(Person, ID_BLOCK)

    def people(self, matches: Sequence[Match], source: Any) -> None:
        made = [match for match in matches if match.is_new_person]
        fresh = {m.person: [Sourced(m.record, folding.standing_of(m.record, reader=source.reader))] for m in made}
        folding.create_rows(self.workspace_id, fresh, keys={m.person: m.keys for m in made}, now=self._now)
        self._state(matches, source)
        again = {match.person for match in matches if not match.is_new_person and match.verb != "unchanged"}
        outcome = folding.refold(self.workspace_id, again)
        # Only a newer statement of the same source is news; another source may just be older or speak of something else.
        updated = {match.person for match in matches if match.verb == "updated"}
        occasions.note_new_positions(self.workspace_id, [each for each in outcome.new_positions if each[0] in updated])
        reviews.open_reviews(
            self.workspace_id, ((m.person, d.person, d.probability, d.reasons) for m in matches for d in m.doubts)
        )
        self._touched.update(again)

    def _state(self, matches: Sequence[Match], source: Any) -> None:
        changed = [match for match in matches if match.verb != "unchanged"]
        ids = self._record_ids(
            [match for match in matches if match.record_id is None and match.verb in ("unchanged", "updated")], source
        )
        statements = [
            records.Statement(
                m.record.external_id, "person", m.digest, m.payload, person_id=m.person,
                record_id=m.record_id or ids.get(m.record.external_id),
            )
            for m in changed
        ]  # fmt: skip
        placed = records.store_statements(self.workspace_id, statements, source_id=source.pk)
        befores = (match.before or None for match in changed)
        supports = list(zip(placed, befores, strict=True))
        supports += [(m.record_id or ids[m.record.external_id], None) for m in matches if m.verb == "unchanged"]
        self._support("record", supports)

    def _record_ids(self, matches: Sequence[Match], source: Any) -> dict[str, int]:
        """Ids of records that this very import stored a moment ago."""
        wanted = [match.record.external_id for match in matches]
        return dict(
            SourceRecord.objects.filter(source=source, kind="person", external_id__in=wanted).values_list("external_id", "id")
        )

    def organisations(self, found: Sequence[OrganisationRecord], source: Any, tally: Tally) -> None:
        super().organisations(found, source, tally)
        for chunk in rows.chunks(found):
            ids = folding.ensure_organisations(self.workspace_id, [record.name for record in chunk])
            known = self._stored_records(source, "organisation", [record.external_id for record in chunk])
            pending: dict[str, records.Statement] = {}
            for record in chunk:
                key = organisation_key(record.name)[:400]
                if key in ids:
                    statement = records.statement_of(record, organisation_id=ids[key])
                    pending[record.external_id] = statement
                    if record.followed_at:
                        Organisation.objects.filter(pk=ids[key]).update(followed_at=record.followed_at)
            same = {i for i, s in pending.items() if i in known and known[i][1] == s.digest}
            changed = [in_place_of(s, known.get(i)) for i, s in pending.items() if i not in same]
            placed = records.store_statements(self.workspace_id, changed, source_id=source.pk)
            befores = [known[s.external_id][2] if s.external_id in known else None for s in changed]
            self._support("record", [*zip(placed, befores, strict=True), *((known[i][0], None) for i in same)])
            civic.place_bodies(self.workspace_id, [record for record in chunk if source.reader in public.READ])

    def follow_names(self, found: Sequence[OrganisationRecord], source: Any) -> dict[str, str]:
        names = {record.external_id: record.name for record in found}
        held = SourceRecord.objects.filter(source=source, kind="organisation")
        known = {
            number: names[external_id]
            for chunk in rows.chunks(names)
            for number, external_id in held.filter(external_id__in=chunk).values_list("id", "external_id")
        }
        renamed = records.follow_names(self.workspace_id, known)
        if renamed:
            civic.drop_unsaid_bodies(self.workspace_id)
        return renamed

    def dataset(self, record: DatasetRecord, source: Any, tally: Tally) -> None:
        super().dataset(record, source, tally)
        imported = Import.objects.get(pk=self.import_id)
        record_room.note_edition(
            self.workspace_id, record, as_of=public.as_of(imported), member_id=imported.member_id, import_id=imported.pk
        )

    def people_tied_by_now(self) -> set[int]:
        found: set[int] = set()
        spans = Support.objects.filter(imported_by_id=self.import_id, kind="interaction", before=None)
        for first, last in merged(spans.values_list("first_id", "last_id")):
            held = Participation.objects.filter(interaction_id__gte=first, interaction_id__lte=last, interaction__counts=True)
            found.update(held.values_list("person_id", flat=True))
        return found

    def take_over(self, model: Any, source: Any, row_ids: Sequence[int]) -> None:
        for chunk in rows.chunks(row_ids):
            model.objects.filter(id__in=chunk).update(source_id=source.pk)

    def unchanged_messages(self, found: Sequence[MessageRecord], source: Any, tally: Tally) -> dict[str, int]:
        same = super().unchanged_messages(found, source, tally)
        self._support("interaction", [(record_id, None) for record_id in same.values()])
        return same

    def interactions(self, found: Sequence[tuple[str, Dealing]], source: Any, tally: Tally) -> tuple[set[int], set[int]]:
        touched: set[int] = set()
        fresh: list[tuple[str, Dealing]] = []
        changed: list[Dealing] = []
        unchanged: list[int] = []
        for thread, dealing, verb, record_id in self._sorted_interactions(found, source):
            tally.count(PLURAL.get(dealing.kind, "interactions"), verb)
            if verb == "created":
                fresh.append((thread, dealing))
                if dealing.counts:
                    touched.update(person for person, _ in dealing.people)
            elif verb == "updated":
                changed.append(dealing)
            elif record_id is not None:
                unchanged.append(record_id)
        tied = self.tied(touched)
        self._store_fresh(fresh, source)
        self._store_changed(changed, source)
        self._support("interaction", [(i, None) for i in unchanged])
        self._touched |= touched
        return touched, tied

    def _store_fresh(self, fresh: Sequence[tuple[str, Dealing]], source: Any) -> None:
        dealings = [dealing for _, dealing in fresh]
        self._returned.met(dealings)
        ids = dealing_room.store(
            self.workspace_id, dealings, source_id=source.pk, member_id=self.member_id, own_person_id=self.own_person
        )
        self._support("interaction", [(i, None) for i in ids])
        self._judged.update((i, dealing.verdict) for i, dealing in zip(ids, dealings, strict=True) if dealing.verdict)
        threaded = [
            # What came back was no answer.
            inbox.Threaded(
                i, thread, d.channel, d.subject, d.at, "none" if d.automatic else d.direction, d.people[0][0], d.handle, d.context
            )
            for i, (thread, d) in zip(ids, fresh, strict=True)
            if thread
        ]
        self._conversations |= inbox.thread_messages(
            self.workspace_id, threaded, source_id=source.pk, member_id=self.member_id, twins=self.twins.sources(source)
        )
        occasions.note_praise(self.workspace_id, zip(ids, dealings, strict=True))

    def _store_changed(self, changed: Sequence[Dealing], source: Any) -> None:
        for dealing in changed:
            interaction = Interaction.objects.get(source=source, kind=dealing.kind, external_id=dealing.external_id)
            before = {"subject": interaction.subject, "text": interaction.text, "digest": bytes(interaction.digest).hex()}
            interaction.subject, interaction.text, interaction.digest = dealing.subject, dealing.text, dealing.digest
            interaction.save(update_fields=["subject", "text", "digest"])
            self._support("interaction", [(interaction.pk, msgspec.json.encode(before).decode())])
            # Other words can want an answer where the old ones did not.
            self._judged.pop(interaction.pk, None)
            self._conversations |= inbox.conversations_of([interaction.pk])

    def invitations(self, found: Sequence[tuple[InvitationRecord, int]], source: Any, tally: Tally) -> None:
        super().invitations(found, source, tally)
        placed = invitation_room.store(self.workspace_id, found, source_id=source.pk, member_id=self.member_id)
        self._support("invitation", placed)

    def kept(self, found: Sequence[tuple[AnyRecord, tuple[int, ...]]], source: Any, tally: Tally) -> None:
        """Writes kept records, each external id once in a call, with the people whom they name."""
        same = self._twins_of(KeptRecord, source, [record for record, _ in found], tally)
        self._support("kept", [(record_id, None) for record_id in same.values()])
        found = [pair for pair in found if pair[0].external_id not in same]
        verbs = {}
        for record, people, verb in self._sorted_kept(found, source):
            count_kept(tally, record, verb)
            verbs[kind_of(record), record.external_id[:500]] = (record, people, verb)
            if verb != "unchanged":
                self._returned.told(record, source_id=source.pk)
        stored = self._stored_kept([key for key, (_, _, verb) in verbs.items() if verb != "created"], source)
        fresh = [key for key, (_, _, verb) in verbs.items() if verb == "created"]
        ids = {key: row[0] for key, row in stored.items()} | dict(
            zip(fresh, rows.reserve_ids(KeptRecord, len(fresh)), strict=True)
        )
        self._insert_kept([(ids[key], *key, verbs[key][0]) for key in fresh], source)
        changed = [key for key, (_, _, verb) in verbs.items() if verb == "updated"]
        rows.update(KeptRecord, ("digest", "payload", "at"), [(*kept_values(verbs[key][0]), ids[key]) for key in changed])
        self._place_handles([ids[key] for key in changed], {ids[key]: verbs[key][0] for key in (*fresh, *changed)})
        if source.reader in public.READ:
            public.place(self.workspace_id, {ids[key]: verbs[key][0] for key in (*fresh, *changed)})
        happening = [key for key in (*fresh, *changed) if key[0] in public.HAPPENING]
        self._happenings += len(happening)
        told = [(ids[key], verbs[key][0]) for key in happening]
        sources = {number: source.pk for number, _ in told}
        events.place_records(self.workspace_id, told, {ids[key]: verbs[key][1] for key in happening}, sources=sources)
        self._support("kept", [(ids[key], stored[key][1] if key in changed else None) for key in verbs])
        mentions = ((ids[key], person) for key, (_, people, _) in verbs.items() for person in people)
        rows.insert(KeptMention, ("record_id", "person_id"), mentions, conflict="DO NOTHING")
        naming.place_names(self.workspace_id, {ids[key]: verbs[key][0] for key in (*fresh, *changed)}, source=source)

    def _place_handles(self, changed: Sequence[int], written: Mapping[int, AnyRecord]) -> None:
        """Puts down whom kept records name by a handle, in place of what they named before."""
        rows.delete(KeptHandle, changed, key="record_id")
        named = (
            (self.workspace_id, record_id, identity.kind, identity.value[:500])
            for record_id, record in written.items()
            for identity in dict.fromkeys(identity for party in parties_of(record) for identity in party.identities)
        )
        rows.insert(KeptHandle, ("workspace_id", "record_id", "kind", "value"), named)

    def _insert_kept(self, fresh: Sequence[tuple[int, str, str, AnyRecord]], source: Any) -> None:
        rows.insert(
            KeptRecord,
            ("id", "workspace_id", "source_id", "kind", "external_id", "digest", "payload", "at"),
            ((i, self.workspace_id, source.pk, kind, external_id, *kept_values(r)) for i, kind, external_id, r in fresh),
        )

    def _stored_kept(self, keys: Sequence[tuple[str, str]], source: Any) -> dict[tuple[str, str], tuple[int, str]]:
        found: dict[tuple[str, str], tuple[int, str]] = {}
        for kind in {kind for kind, _ in keys}:
            for chunk in rows.chunks(external_id for each, external_id in keys if each == kind):
                held = KeptRecord.objects.filter(source=source, kind=kind, external_id__in=chunk)
                found.update({(kind, e): (i, payload) for e, i, payload in held.values_list("external_id", "id", "payload")})
        return found

    def known_people(self, parties: Sequence[Party]) -> tuple[int, ...]:
        """People known by a handle of these parties; a kept record makes nobody new."""
        handles = {(identity.kind, identity.value) for party in parties for identity in party.identities}
        if not handles:
            return ()
        # Without the kind the index does not help, and each kept record would cost a look at every handle.
        kinds, values = {kind for kind, _ in handles}, {value for _, value in handles}
        held = Identity.objects.filter(workspace_id=self.workspace_id, kind__in=kinds, value__in=values).order_by("id")
        found = held.values_list("kind", "value", "person_id")
        return tuple(dict.fromkeys(person for kind, value, person in found if (kind, value) in handles))

    def settle(self, now: datetime) -> None:
        """Brings rhythms, conversations and invitations up to date for what this batch touched."""
        dealing_room.refresh_rhythm(self.workspace_id, self._touched, now=now)
        inbox.settle(self._conversations, judged=self._judged)
        self._returned.settle(now)
        invitation_room.settle(self.workspace_id)
        if self._happenings:
            meetings.count_meetings(self.workspace_id, now=now)
        self._happenings = 0
        self._touched.clear()
        self._conversations.clear()
        self._judged.clear()

    def _support(self, kind: str, found: Sequence[tuple[int, str | None]]) -> None:
        """Neighbouring ids share a row; a changed record has one of its own with what was there before."""
        whole = ranges(record_id for record_id, before in found if before is None)
        changed = [(record_id, record_id, before) for record_id, before in found if before is not None]
        rows.insert(
            Support,
            ("imported_by_id", "kind", "first_id", "last_id", "before"),
            [(self.import_id, kind, *span) for span in (*((first, last, None) for first, last in whole), *changed)],
        )

    def _stored_records(self, source: Any, kind: str, external_ids: Sequence[str]) -> dict[str, tuple[int, bytes, str]]:
        held = SourceRecord.objects.filter(source=source, kind=kind, external_id__in=external_ids)
        return {
            e: (i, bytes(mark), payload) for e, i, mark, payload in held.values_list("external_id", "id", "digest", "payload")
        }


def in_place_of(statement: records.Statement, known: tuple[int, bytes, str] | None) -> records.Statement:
    """The statement in place of the stored one, if there is one."""
    if known is None:
        return statement
    return records.Statement(
        statement.external_id, statement.kind, statement.digest, statement.payload,
        organisation_id=statement.organisation_id, record_id=known[0],
    )  # fmt: skip


def kept_values(record: AnyRecord) -> tuple[bytes, str, Any]:
    """Digest, payload and moment of a kept record, as its columns want them."""
    payload = encode(record)
    return digest(payload), payload.decode(), rows.stamp(_moment(record))


def _moment(record: AnyRecord) -> datetime | None:
    return getattr(record, "at", None) or getattr(record, "starts_at", None) or getattr(record, "sent_at", None)
