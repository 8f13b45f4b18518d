"""Stores what sources say about people and organisations, word for word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from hustings.apps.accounts.models import Member
from hustings.apps.people.actions.folding import LIMIT, create_rows, ensure_organisations, refold, standing_of
from hustings.apps.people.actions.forgetting import let_back_in
from hustings.apps.people.models import Identity, Organisation, Person, Source, SourceRecord
from hustings.engine.linkage import organisation_key
from hustings.engine.profile import Sourced
from hustings.kernel.clock import utc_now
from hustings.kernel.records import Identity as IdentityValue
from hustings.kernel.records import Name, PersonRecord, Record, digest, encode, kind_of
from hustings.storage import rows


@dataclass(frozen=True, slots=True)
class Statement:
    """A source record on its way into the store. `record_id` is set when it takes the place of an older statement."""

    external_id: str
    kind: str
    digest: bytes
    payload: str
    person_id: int | None = None
    organisation_id: int | None = None
    record_id: int | None = None


def source_for(workspace_id: int, *, member_id: int, reader: str, use_rule: str, account: str = "") -> Source:
    """The source of one member's facts of one format, made when it is new."""
    source, _ = Source.objects.get_or_create(
        workspace_id=workspace_id, member_id=member_id, reader=reader, account=account, defaults={"use_rule": use_rule}
    )
    return source


def store_statements(workspace_id: int, statements: Sequence[Statement], *, source_id: int) -> list[int]:
    """Writes new statements and replaces changed ones. Returns the ids of their rows in order."""
    fresh = [statement for statement in statements if statement.record_id is None]
    ids = iter(rows.reserve_ids(SourceRecord, len(fresh)))
    placed = [statement.record_id or next(ids) for statement in statements]
    moment = rows.stamp(utc_now())
    rows.insert(
        SourceRecord,
        (
            "id",
            "workspace_id",
            "source_id",
            "kind",
            "external_id",
            "digest",
            "payload",
            "person_id",
            "organisation_id",
            "updated_at",
        ),
        (
            (i, workspace_id, source_id, s.kind, s.external_id, s.digest, s.payload, s.person_id, s.organisation_id, moment)
            for i, s in zip(placed, statements, strict=True)
            if s.record_id is None
        ),
    )
    rows.update(
        SourceRecord,
        ("digest", "payload", "updated_at"),
        ((s.digest, s.payload, moment, s.record_id) for s in statements if s.record_id is not None),
    )
    return placed


def follow_names(workspace_id: int, names: Mapping[int, str]) -> dict[str, str]:
    """Gives organisations the names that statements about them, by their ids, say by now. Returns former keys with new names.

    What its source renamed stays the same organisation, with all that members noted of it. Where another statement is about it
    too, or the new name is that of another organisation, the statement is about the one of the new name from now on.
    """
    wanted = {number: organisation_key(name)[:LIMIT] for number, name in names.items()}
    moved: dict[int, tuple[int, str]] = {}
    for chunk in rows.chunks(wanted):
        held = SourceRecord.objects.filter(id__in=chunk).values_list("id", "organisation_id", "organisation__key")
        moved.update((number, (own, key)) for number, own, key in held if own and wanted[number] not in ("", key))
    left = {number: names[number] for number, (own, _) in moved.items() if not _rename(workspace_id, own, names[number])}
    ids = ensure_organisations(workspace_id, left.values())
    rows.update(SourceRecord, ("organisation_id",), [(ids[wanted[number]], number) for number in left])
    return {key: names[number] for number, (_, key) in moved.items()}


def _rename(workspace_id: int, organisation_id: int, name: str) -> bool:
    """Renames an organisation of which one statement tells, unless there is another one of that name."""
    key = organisation_key(name)[:LIMIT]
    if Organisation.objects.filter(workspace_id=workspace_id, key=key).exists():
        return False
    if SourceRecord.objects.filter(organisation_id=organisation_id).count() > 1:
        return False
    return bool(Organisation.objects.filter(pk=organisation_id).update(name=name[:LIMIT], key=key))


def state_by_hand(person_id: int, record: PersonRecord, *, member_id: int, workspace_id: int) -> None:
    """Puts down what a member says about a person; later statements of the same member about the same person take its place."""
    source = source_for(workspace_id, member_id=member_id, reader="by-hand", use_rule="by-hand")
    let_back_in(workspace_id, record.name.full, record.identities)
    payload = encode(record)
    SourceRecord.objects.update_or_create(
        source=source,
        kind=kind_of(record),
        external_id=record.external_id,
        defaults={
            "workspace_id": workspace_id, "digest": digest(payload), "payload": payload.decode(), "person_id": person_id,
            "updated_at": utc_now(),
        },
    )  # fmt: skip


def create_by_hand(workspace_id: int, record: PersonRecord, *, member_id: int, **columns: object) -> int:
    """A new person who is known from a member's statement alone. Returns the id."""
    (person_id,) = rows.reserve_ids(Person, 1)
    create_rows(workspace_id, {person_id: [Sourced(record, standing_of(record, reader="by-hand"))]}, **columns)
    state_by_hand(person_id, record, member_id=member_id, workspace_id=workspace_id)
    return person_id


def keep_names(workspace_id: int, person_ids: Collection[int], *, member_id: int) -> None:
    """People of whom no source tells any more, but whom a member's remark keeps, keep their name as that member's word."""
    for chunk in rows.chunks(sorted(person_ids)):
        told = set(SourceRecord.objects.filter(person_id__in=chunk).values_list("person_id", flat=True))
        for person_id, name in Person.objects.filter(id__in=set(chunk) - told).values_list("id", "name"):
            record = PersonRecord(external_id=f"person:{person_id}", name=Name(full=name), at=utc_now())
            state_by_hand(person_id, record, member_id=member_id, workspace_id=workspace_id)


def own_person(member_id: int) -> Person:
    """The person that a member is, made from the member's name and sign-in address when missing."""
    return Person.objects.filter(own_member_id=member_id).first() or _make_own_person(member_id)


@transaction.atomic
def _make_own_person(member_id: int) -> Person:
    # Of two who ask at the same moment, the second waits here for the first and then finds the person.
    member = Member.objects.select_related("user").select_for_update(of=("self",)).get(pk=member_id)
    found = Person.objects.filter(own_member_id=member_id).first()
    if found is not None:
        return found
    identities = (IdentityValue(kind="email", value=member.user.email),)
    record = PersonRecord(external_id=f"own:{member_id}", name=Name(full=member.name), identities=identities)
    person_id = create_by_hand(member.workspace_id, record, member_id=member_id, own_member_id=member_id)
    return Person.objects.get(pk=person_id)


@transaction.atomic
def add_own_address(member_id: int, address: IdentityValue) -> None:
    """Adds a handle to a member's own person, so that messages from it are known to be ours."""
    person = own_person(member_id)
    if Identity.objects.filter(person=person, kind=address.kind, value=address.value).exists():
        return
    extra = PersonRecord(
        external_id=f"own:{member_id}:{address.kind}:{address.value}", name=Name(full=person.name), identities=(address,)
    )
    state_by_hand(person.pk, extra, member_id=member_id, workspace_id=person.workspace_id)
    refold(person.workspace_id, [person.pk])


@transaction.atomic
def add_own_name(member_id: int, name: str) -> None:
    """Adds a name under which others' programs show a member, so that messages under it are known to be ours."""
    person = own_person(member_id)
    shown = " ".join(name.split())
    record = PersonRecord(external_id=f"own:{member_id}:name:{shown}"[:500], name=Name(full=person.name, nickname=shown))
    state_by_hand(person.pk, record, member_id=member_id, workspace_id=person.workspace_id)
    refold(person.workspace_id, [person.pk])


def statement_of(record: Record, **columns: int | None) -> Statement:
    """The statement that a record makes."""
    payload = encode(record)
    return Statement(record.external_id, kind_of(record), digest(payload), payload.decode(), **columns)
