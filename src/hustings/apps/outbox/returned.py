"""Letters that left and came back: they reached nobody, and an address that does not work is known as such until it does.

What a report says is kept as a statement of its source about the person (`returned:...`), which folds into their consents as what
an import says of a bad address does. It goes when they write from there again, or when a member says that the address works.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from hustings.apps.outbox import registry
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.records import Statement, statement_of, store_statements
from hustings.apps.people.models import Identity, Interaction, Participation, Source, SourceRecord
from hustings.apps.people.models.dealings import RETURNED
from hustings.kernel.records import Consent, MessageRecord, Name, PersonRecord, decode, digest, encode
from hustings.storage import rows

PREFIX = f"{RETURNED}:"
TO_ONE = 2
"""Who wrote and one reader: of a letter to several, one who could not be reached does not make it unread."""


class Kept(NamedTuple):
    """What a report says about one person. `source` is that of the report."""

    record_id: int
    person_id: int
    record: PersonRecord


def note_returned(workspace_id: int, report: MessageRecord) -> int:
    """Answers of ours that a delivery report names did not arrive: a person must look. Returns how many."""
    held = Outgoing.objects.filter(
        workspace_id=workspace_id, external_id__in=report.extra.get("returned", "").split(), state=Outgoing.State.SENT
    )
    found = list(held.only("draft", "answers_id"))
    for row in found:
        told = " ".join(filter(None, ((report.subject.strip() or "no reason given")[:500], _passage(report.text, row))))
        held.filter(pk=row.pk).update(state=Outgoing.State.FAILED, error=f"It left, and came back: {told}")
    _tell(workspace_id, [row.answers_id for row in found if row.answers_id])
    return len(found)


def _passage(words: str, row: Outgoing) -> str:
    """The paragraph of a report that names whom an answer went to, in brackets; empty where none does."""
    addresses = [value.casefold() for value in addresses_of(row)]
    paragraphs = (" ".join(each.split()) for each in words.replace("\r", "").split("\n\n"))
    named = (each for each in paragraphs if any(address in each.casefold() for address in addresses))
    found = next(named, "")
    return f"({found[:500]})" if found else ""


def addresses_of(row: Outgoing) -> list[str]:
    """The addresses that it goes to."""
    handles = [each for party in row.draft.get("to", ()) for each in party.get("identities", ())]
    return [each["value"] for each in handles if each.get("value")]


def put_down(workspace_id: int, reports: Sequence[MessageRecord], *, source_id: int) -> tuple[list[int], set[int]]:
    """Keeps what reports say of the addresses of people who are known. Returns the ids of the statements, and of the people."""
    wanted = {address for report in reports for address in report.extra.get("returned_to", "").split()}
    owners: dict[str, list[int]] = {}
    for chunk in rows.chunks(wanted):
        held = Identity.objects.filter(workspace_id=workspace_id, kind="email", value__in=chunk).order_by("id")
        for value, person_id in held.values_list("value", "person_id"):
            owners.setdefault(value, []).append(person_id)
    made = {s.external_id: s for report in reports for s in _statements(report, owners)}
    stored = SourceRecord.objects.filter(source_id=source_id, kind="person", external_id__in=list(made))
    known = dict(stored.values_list("external_id", "id"))
    statements = [s if s.external_id not in known else _in_place(s, known[s.external_id]) for s in made.values()]
    placed = store_statements(workspace_id, statements, source_id=source_id)
    people = {s.person_id for s in statements if s.person_id is not None}
    folding.refold(workspace_id, people)
    return placed, people


def _statements(report: MessageRecord, owners: Mapping[str, Sequence[int]]) -> Iterator[Statement]:
    """One for each person. An address about which the report only says that this letter did not get there stays as it was."""
    told = report.extra
    bad = set(told.get("returned_bad", "").split())
    theirs: dict[int, list[str]] = {}
    for address in told.get("returned_to", "").split():
        for person_id in owners.get(address, ()):
            theirs.setdefault(person_id, []).append(address)
    for person_id, addresses in theirs.items():
        record = PersonRecord(
            external_id=f"{PREFIX}{person_id}:{report.external_id}"[:500], name=Name(full=addresses[0]), at=report.sent_at,
            consents=tuple(_bad(each, report) for each in addresses if each in bad),
            extra={name: told[name] for name in ("returned", "returned_to") if name in told},
        )  # fmt: skip
        yield statement_of(record, person_id=person_id)


def _bad(address: str, report: MessageRecord) -> Consent:
    return Consent(channel="email", status="bad", value=address, at=report.sent_at, words=report.subject.strip()[:200])


def _in_place(statement: Statement, record_id: int) -> Statement:
    return Statement(
        statement.external_id, statement.kind, statement.digest, statement.payload, person_id=statement.person_id,
        record_id=record_id,
    )  # fmt: skip


def kept_about(person_ids: Collection[int]) -> list[Kept]:
    """What reports say about these people. One query for a thousand of them."""
    found: list[Kept] = []
    for chunk in rows.chunks(person_ids, 1_000):
        held = SourceRecord.objects.filter(person_id__in=chunk, kind="person", external_id__startswith=PREFIX).order_by("id")
        for record_id, person_id, payload in held.values_list("id", "person_id", "payload"):
            record = decode(payload)
            if isinstance(record, PersonRecord):
                found.append(Kept(record_id, person_id or 0, record))
    return found


def mark_letters(workspace_id: int, letters: Collection[str], *, now: datetime) -> None:
    """Letters of ours to one person that came back are no touch, and answer nobody."""
    sources = list(Source.objects.filter(workspace_id=workspace_id).values_list("id", flat=True)) if letters else []
    ids: list[int] = []
    for chunk in rows.chunks(letters):
        held = Interaction.objects.filter(source_id__in=sources, kind="message", external_id__in=chunk, channel="email")
        ids += held.filter(direction="out", automatic="", participants__lte=TO_ONE).values_list("id", flat=True)
    _mark(workspace_id, ids, RETURNED, now)


def _mark(workspace_id: int, ids: Collection[int], mark: str, now: datetime) -> None:
    if not ids:
        return
    # Mail may always be rated by: what was stored as a letter of ours counted.
    Interaction.objects.filter(id__in=ids).update(automatic=mark, counts=not mark)
    people = set(Participation.objects.filter(interaction_id__in=ids).values_list("person_id", flat=True))
    dealings.rebuild_ties(workspace_id, people)
    dealings.refresh_rhythm(workspace_id, people, now=now)
    _tell(workspace_id, ids)


def _tell(workspace_id: int, interaction_ids: Collection[int]) -> None:
    for tell in registry.RETURNED if interaction_ids else ():
        tell(workspace_id, interaction_ids)


def let_work(workspace_id: int, kept: Collection[Kept], works: Mapping[tuple[int, str], datetime | None]) -> None:
    """Takes the mark off addresses, by person: that of reports until a moment, or of all where there is none."""
    changed: set[int] = set()
    for each in kept:
        left = tuple(said for said in each.record.consents if not _is_over(said, each.person_id, works))
        if left != each.record.consents:
            payload = encode(msgspec.structs.replace(each.record, consents=left))
            SourceRecord.objects.filter(pk=each.record_id).update(payload=payload.decode(), digest=digest(payload))
            changed.add(each.person_id)
    folding.refold(workspace_id, changed)


def _is_over(said: Consent, person_id: int, works: Mapping[tuple[int, str], datetime | None]) -> bool:
    if (person_id, said.value) not in works:
        return False
    moment = works[person_id, said.value]
    return moment is None or said.at is None or said.at < moment


def say_it_works(held: Outgoing) -> None:
    """A member says that the addresses of an answer that came back work."""
    works = {(held.person_id, value): None for value in addresses_of(held)}
    let_work(held.workspace_id, kept_about([held.person_id]), works)


def say_it_arrived(held: Outgoing, *, now: datetime) -> None:
    """A member says that an answer arrived all the same."""
    say_it_works(held)
    if held.interaction_id is not None:
        _mark(held.workspace_id, [held.interaction_id], "", now)
