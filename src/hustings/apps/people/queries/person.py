"""Everything about one person, each value with its sources and each number with what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import visible_people
from hustings.apps.people.actions.dealings import EMPTY, TIE_COLUMNS
from hustings.apps.people.models import Address, Education, Note, Occasion, Person, Promise, Skill, Tie, Vouch
from hustings.apps.people.queries.consents import ConsentLine, SupportLine, consents_of, supports_of
from hustings.apps.people.queries.decisions import MergeRow, merges_of
from hustings.apps.people.queries.labels import FieldView, values_of
from hustings.apps.people.queries.shown import (
    IdentityRow,
    PositionRow,
    SourceNote,
    TagRow,
    identities_of,
    positions_of,
    public_data_of,
    tags_on,
)
from hustings.apps.people.queries.sources import Said, address_key, position_key, said_about, study_key, text_key
from hustings.engine import ties
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound

HOUSEHOLD = 20


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name as a source writes it."""

    full: str
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class EducationRow:
    """A time of study."""

    school: str
    degree: str
    since: str
    until: str
    notes: str
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class SkillRow:
    """Something the person says they can do."""

    name: str
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A postal address in vCard's parts; `text` is all of it in one line."""

    text: str
    street: str
    locality: str
    region: str
    postal_code: str
    country: str
    label: str
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A remark: by a member, or (without an id) in a source. `mine` ones may be removed by the actor."""

    id: int | None
    text: str
    at: datetime | None
    member: str
    mine: bool
    sources: tuple[SourceNote, ...] = ()


@dataclass(frozen=True, slots=True)
class VouchRow:
    """How a member knows the person and what they would say. Others' answers are shown only where they share them."""

    member: str
    mine: bool
    how: str
    where: str
    since: str
    confidence: str
    i_would_say: str
    they_would_say: str
    shared: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class PartRow:
    """One term of a strength: its code and its value in log-odds (engine.ties)."""

    code: str
    value: float


@dataclass(frozen=True, slots=True)
class TieRow:
    """What went on between the person and one of our members. Meetings and calls count in both directions."""

    member: str
    member_id: int
    in_count: int
    out_count: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """Something that we said we would do, not kept yet."""

    id: int
    text: str
    due_on: date
    made_at: datetime
    member: str


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """A reason to get in touch that is still open; `evidence` is the id of what it rests on."""

    id: int
    kind: str
    at: datetime
    facts: Mapping[str, str]
    evidence: str


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """Somebody of the same household."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person. `sources` has the notes behind the texts: headline, summary, location, birthday, connected_on.

    `public_data` are the sets of public data that tell of the person.
    `strength` is the probability that a request is answered, at the moment asked about; `parts` sum to its log-odds.
    Invitations belong to a room above: doors add `invitations.queries.invitations_of`.
    """

    id: int
    name: str
    names: tuple[NameRow, ...]
    given_name: str
    headline: str
    summary: str
    location: str
    birthday: str
    connected_on: date | None
    identities: tuple[IdentityRow, ...]
    positions: tuple[PositionRow, ...]
    educations: tuple[EducationRow, ...]
    skills: tuple[SkillRow, ...]
    addresses: tuple[AddressRow, ...]
    tags: tuple[TagRow, ...]
    fields: tuple[FieldView, ...]
    notes: tuple[NoteRow, ...]
    vouches: tuple[VouchRow, ...]
    segment: str
    segment_by_hand: bool
    period_days: int | None
    strength: float
    parts: tuple[PartRow, ...]
    ties: tuple[TieRow, ...]
    last_touch_at: datetime | None
    last_two_way_at: datetime | None
    due_on: date | None
    latest_on: date | None
    assigned_to: str
    assigned_to_id: int | None
    do_not_contact: bool
    silent_by_source: bool
    consents: tuple[ConsentLine, ...]
    supports: tuple[SupportLine, ...]
    household: tuple[HouseholdRow, ...]
    is_member: bool
    promises: tuple[PromiseRow, ...]
    occasions: tuple[OccasionRow, ...]
    merges: tuple[MergeRow, ...]
    sources: Mapping[str, tuple[SourceNote, ...]]
    public_data: tuple[SourceNote, ...]
    created_at: datetime

    @property
    def my_vouch(self) -> VouchRow | None:
        """The actor's own answer, if there is one."""
        return next((vouch for vouch in self.vouches if vouch.mine), None)


def person_view(actor: Actor, person_id: int, *, now: datetime | None = None) -> PersonView:
    """Everything about a person, as of `now`. Raises NotFound alike for foreign, hidden and nonexistent ids.

    A constant number of queries; leaves one line in the audit trail.
    """
    person = visible_people(actor).select_related("assigned_to").filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    moment = now or utc_now()
    said = said_about(person_id)
    state, tie_rows = _ties(person_id)
    vouches = list(Vouch.objects.filter(person_id=person_id).select_related("member").order_by("at", "id"))
    found = ties.strength(state, now=moment, vouch=vouches[-1].how if vouches else "", connected=person.connected_on is not None)
    record_audit(actor, "read_person", subject=f"person:{person_id}")
    return PersonView(
        id=person.pk, name=person.name, names=_names(person, said), given_name=person.given_name, headline=person.headline,
        summary=person.summary, location=person.location, birthday=person.birthday, connected_on=person.connected_on,
        identities=_identities(person_id, said), positions=_positions(person_id, said), educations=_educations(person_id, said),
        skills=_skills(person_id, said), addresses=_addresses(person_id, said), tags=tuple(tags_on([person_id])[person_id]),
        fields=values_of(actor, person_id), notes=_notes(actor, person_id, said), vouches=_vouches(actor, vouches),
        segment=person.segment, segment_by_hand=person.segment_by_hand, period_days=person.period_days,
        strength=found.probability, parts=tuple(PartRow(part.code, part.value) for part in found.parts), ties=tie_rows,
        last_touch_at=person.last_touch_at, last_two_way_at=person.last_two_way_at, due_on=person.due_on,
        latest_on=person.latest_on, assigned_to=person.assigned_to.name if person.assigned_to else "",
        assigned_to_id=person.assigned_to_id, do_not_contact=person.do_not_contact, silent_by_source=person.silent_by_source,
        consents=consents_of(person_id), supports=supports_of(person_id), household=_household(actor, person),
        is_member=person.own_member_id is not None,
        promises=_promises(person_id), occasions=_occasions(person_id), merges=merges_of(actor, person_id),
        sources=_texts(person, said), public_data=public_data_of(chain(*said.by_key.values())), created_at=person.created_at,
    )  # fmt: skip


def _ties(person_id: int) -> tuple[ties.TieState, tuple[TieRow, ...]]:
    """All members' ties as one, and one row for each member, the busiest first."""
    state, rows = EMPTY, []
    held = Tie.objects.filter(other_id=person_id, subject__own_member__isnull=False).select_related("subject__own_member")
    for tie in held:
        one = ties.TieState(**{name: getattr(tie, name) for name in TIE_COLUMNS})
        state = ties.combine(state, one)
        member = tie.subject.own_member
        rows.append(TieRow(member.name, member.pk, one.in_count, one.out_count, one.first_at, ties.last_touch_at(one)))
    return state, tuple(sorted(rows, key=lambda row: (-(row.in_count + row.out_count), row.member)))


def _names(person: Person, said: Said) -> tuple[NameRow, ...]:
    full = dict.fromkeys([person.name, *said.names])
    return tuple(NameRow(name, said.of(f"name:{name}")) for name in full)


def _identities(person_id: int, said: Said) -> tuple[IdentityRow, ...]:
    return tuple(
        replace(each, sources=said.of(f"identity:{each.kind}:{each.value}")) for each in identities_of([person_id])[person_id]
    )


def _positions(person_id: int, said: Said) -> tuple[PositionRow, ...]:
    return tuple(
        replace(each, sources=said.of(position_key(each.organisation, each.title)))
        for each in positions_of([person_id])[person_id]
    )


def _educations(person_id: int, said: Said) -> tuple[EducationRow, ...]:
    held = sorted(Education.objects.filter(person_id=person_id), key=lambda row: (row.until or row.since, row.pk), reverse=True)
    return tuple(
        EducationRow(row.school, row.degree, row.since, row.until, row.notes, said.of(study_key(row.school, row.degree)))
        for row in held
    )


def _skills(person_id: int, said: Said) -> tuple[SkillRow, ...]:
    names = Skill.objects.filter(person_id=person_id).order_by("name").values_list("name", flat=True)
    return tuple(SkillRow(name, said.of(f"skill:{name.casefold()}")) for name in names)


def _addresses(person_id: int, said: Said) -> tuple[AddressRow, ...]:
    return tuple(
        AddressRow(
            ", ".join(filter(None, (row.street, f"{row.postal_code} {row.locality}".strip(), row.region, row.country))),
            row.street, row.locality, row.region, row.postal_code, row.country, row.label,
            said.of(address_key(row.street, row.locality, row.postal_code)),
        )
        for row in Address.objects.filter(person_id=person_id).order_by("id")
    )  # fmt: skip


def _notes(actor: Actor, person_id: int, said: Said) -> tuple[NoteRow, ...]:
    held = Note.objects.filter(person_id=person_id).select_related("member").order_by("-at", "-id")
    by_members = [NoteRow(row.pk, row.text, row.at, row.member.name, row.member_id == actor.member_id) for row in held]
    in_sources = [NoteRow(None, text, None, "", False, tuple(notes)) for text, notes in said.remarks.items()]
    return (*by_members, *in_sources)


def _vouches(actor: Actor, vouches: list[Vouch]) -> tuple[VouchRow, ...]:
    shown = [row for row in vouches if row.shared or row.member_id == actor.member_id]
    rows = [
        VouchRow(
            row.member.name,
            row.member_id == actor.member_id,
            row.how,
            row.where,
            row.since,
            row.confidence,
            row.i_would_say,
            row.they_would_say,
            row.shared,
            row.at,
        )
        for row in shown
    ]
    return tuple(sorted(rows, key=lambda row: (not row.mine, row.member)))


def _household(actor: Actor, person: Person) -> tuple[HouseholdRow, ...]:
    """Others whom a source puts into the same household."""
    if not person.household:
        return ()
    others = visible_people(actor).filter(household=person.household).exclude(pk=person.pk).order_by("sort_name")[:HOUSEHOLD]
    return tuple(HouseholdRow(each.pk, each.name) for each in others)


def _promises(person_id: int) -> tuple[PromiseRow, ...]:
    held = Promise.objects.filter(person_id=person_id, kept_at__isnull=True).select_related("member").order_by("due_on", "id")
    return tuple(PromiseRow(row.pk, row.text, row.due_on, row.made_at, row.member.name) for row in held)


def _occasions(person_id: int) -> tuple[OccasionRow, ...]:
    held = Occasion.objects.filter(person_id=person_id, settled_at__isnull=True).order_by("-at", "-id")
    return tuple(OccasionRow(row.pk, row.kind, row.at, row.facts, row.evidence) for row in held)


def _texts(person: Person, said: Said) -> dict[str, tuple[SourceNote, ...]]:
    """The sources of the texts shown; a birthday that was completed from two sources names both."""
    texts = {name: said.of(text_key(name, getattr(person, name))) for name in ("headline", "summary", "location", "birthday")}
    return {**texts, "connected_on": said.of("connected_on")}
