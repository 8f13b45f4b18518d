"""Organisations with the people who are or were there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import organisation_of, visible_organisations, visible_through
from hustings.apps.people.models import Position, SourceRecord
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.apps.people.queries.shown import PersonRow, SourceNote, person_rows, public_data_of
from hustings.apps.people.queries.sources import noted
from hustings.apps.people.segments import joined, matching_organisations
from hustings.kernel.records import OrganisationRecord, decode

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in the list, with how many people known to us are there now and were there once."""

    id: int
    name: str
    website: str
    current: int
    former: int


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """A page of organisations; `next` opens the following one, empty at the end."""

    rows: tuple[OrganisationRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class OrganisationPerson:
    """Somebody at an organisation, with the position held there."""

    person: PersonRow
    title: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation. `current` and `former` are people, closest to us first, at most 500 together."""

    id: int
    name: str
    website: str
    followed_at: datetime | None
    current: tuple[OrganisationPerson, ...]
    former: tuple[OrganisationPerson, ...]
    sources: tuple[SourceNote, ...]
    addresses: tuple[str, ...] = ()

    @property
    def public_data(self) -> tuple[SourceNote, ...]:
        """The sets of public data that tell of it."""
        return public_data_of(self.sources)


def organisation_names(actor: Actor, *, chosen: int | None = None, most: int = 200) -> tuple[tuple[int, str], ...]:
    """Ids and names to choose from, by name: at most so many, and the chosen one. Leaves nothing in the audit trail."""
    actor.require("see_people")
    rows = visible_organisations(actor).order_by("name", "id").values_list("id", "name")
    found = dict(rows[:most])
    if chosen is not None and chosen not in found:
        found |= dict(visible_organisations(actor).filter(pk=chosen).values_list("id", "name"))
    return tuple(found.items())


def organisations_called(actor: Actor, name: str, *, most: int = 6) -> tuple[tuple[int, str], ...]:
    """Ids and names of those with this name, else of those with it in their name; at most so many."""
    actor.require("see_people")
    rows = visible_organisations(actor).order_by("name", "id").values_list("id", "name")
    whole = rows.filter(Q(name__iexact=name) | Q(key=name.casefold()))[:most]
    return tuple(whole) or tuple(rows.filter(Q(name__alike_contains=name) | Q(key__contains=name.casefold()))[:most])


def organisations_page(
    actor: Actor, *, query: str = "", where: str = "", saved: int | None = None, after: str = "", limit: int = 50
) -> OrganisationsPage:
    """Organisations by name; `query` is a part of it, `where` a text in the language of segments, `saved` a saved one.

    A volunteer sees those of people assigned to them. Raises WrongInput for a text that cannot be asked.
    """
    asked = joined(actor, where=where, saved=saved, about="organisations")
    rows = visible_organisations(actor) if asked is None else matching_organisations(actor, asked)
    if query.strip():
        rows = rows.filter(Q(name__alike_contains=query.strip()) | Q(key__contains=query.strip().casefold()))
    if after:
        name, number = key_of(after, str, int)
        rows = beyond(rows, "name", name, number)
    held, more = cut(rows.order_by("name", "id"), max(1, min(limit, 200)))
    counts = people_at(actor, [row.pk for row in held])
    given = {name: value for name, value in (("query", query), ("where", where), ("saved", saved)) if value}
    record_audit(actor, "read_list", subject="organisations", detail={"rows": len(held), **given})
    shown = tuple(OrganisationRow(row.pk, row.name, row.website, *counts.get(row.pk, (0, 0))) for row in held)
    return OrganisationsPage(shown, cursor_of(held[-1].name, held[-1].pk) if more else "")


def people_at(actor: Actor, organisation_ids: list[int]) -> dict[int, tuple[int, int]]:
    """How many people known to us are at each organisation now, and were there once."""
    held = Position.objects.filter(organisation_id__in=organisation_ids)
    if not actor.may("see_all_people"):
        held = held.filter(person__assigned_to_id=actor.member_id)
    counted = held.values("organisation_id").annotate(
        now=Count("person_id", filter=Q(current=True), distinct=True),
        once=Count("person_id", filter=Q(current=False), distinct=True),
    )
    return {row["organisation_id"]: (row["now"], row["once"]) for row in counted}


def organisation_view(actor: Actor, organisation_id: int) -> OrganisationView:
    """An organisation and its people. Raises NotFound alike for foreign, hidden and nonexistent ids. Audited."""
    found = organisation_of(actor, organisation_id)
    seen = Position.objects.filter(visible_through(actor, "person"), organisation=found)
    positions = list(
        seen.select_related("person__assigned_to").order_by("-current", "-person__closeness", "person_id")[:MOST_PEOPLE]
    )
    people = {row.id: row for row in person_rows({each.person_id: each.person for each in positions}.values())}
    rows = [(each.current, OrganisationPerson(people[each.person_id], each.title, each.since, each.until)) for each in positions]
    record_audit(actor, "read_list", subject=f"organisation:{organisation_id}", detail={"rows": len(rows)})
    return OrganisationView(
        id=found.pk, name=found.name, website=found.website, followed_at=found.followed_at,
        current=tuple(row for current, row in rows if current), former=tuple(row for current, row in rows if not current),
        sources=_sources(organisation_id), addresses=_addresses(organisation_id),
    )  # fmt: skip


def _addresses(organisation_id: int) -> tuple[str, ...]:
    """Where the organisation itself is, as sources tell of it, each address in one line."""
    told = SourceRecord.objects.filter(organisation_id=organisation_id, kind="organisation").order_by("source_id", "id")
    records = [decode(payload) for payload in told.values_list("payload", flat=True)]
    found = [each for record in records if isinstance(record, OrganisationRecord) for each in record.addresses]
    lines = (", ".join(filter(None, (a.street, a.postal_code, a.locality, a.region, a.country))) for a in found)
    return tuple(dict.fromkeys(filter(None, lines)))


def _sources(organisation_id: int) -> tuple[SourceNote, ...]:
    held = SourceRecord.objects.filter(organisation_id=organisation_id)
    return tuple(note for _, note in noted(held.select_related("source__member").order_by("source_id", "id")))
