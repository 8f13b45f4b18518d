"""The sources of ties that rest on rows of the people room: positions, households, meetings, exchanges, public acts, and what
members state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hustings.apps.network.models import Discretion, Relation
from hustings.apps.network.nodes import Node
from hustings.apps.network.sources import GROUPS, LINKS, Groups, Link, Scope, Seat, Viewer, split
from hustings.apps.people.models import Evidence, Interaction, Participation, Person, Position, Tie
from hustings.engine import ties
from hustings.engine.among import Fact
from hustings.storage import rows

MOST_SEATS = 40
"""A committee, a board or a firm with more does not make all of them known to each other."""
MOST_PRESENT = 25
ACTS = ("vote", "sponsorship", "position")


def register_own() -> None:
    """Adds the sources of this room; called once when Django loads it."""
    LINKS.extend([_memberships, _stated, _exchanged])
    GROUPS.extend(
        [
            Groups("colleague", MOST_SEATS, _offices),
            Groups("household", 8, _households),
            Groups("met", MOST_PRESENT, _present),
            Groups("same_side", MOST_SEATS, _acts),
        ]
    )


def day(text: str | date | None, *, last: bool = False) -> datetime | None:
    """A partial date (2019, 2019-05, 2019-05-03) as a moment: its first day, or its last; None where it is no date."""
    if isinstance(text, date):
        return datetime.combine(text, time(12), UTC)
    parts = [int(part) for part in (text or "").split("-") if part.isdecimal()]
    if not parts:
        return None
    year, month, number = (*parts, *((12, 28) if last else (1, 1))[len(parts) - 1 :])[:3] if len(parts) < 3 else parts[:3]
    try:
        return datetime(year, month, number, 12, tzinfo=UTC)
    except ValueError:
        return None


def _chunked(query: QuerySet[Any, Any], field: str, ids: Collection[int] | None) -> Iterator[tuple[Any, ...]]:
    """Rows for some ids, a list at a time, or all of them, without keeping them."""
    if ids is None:
        yield from query.iterator(chunk_size=5_000)
        return
    for chunk in rows.chunks(sorted(ids)):
        yield from query.filter(**{f"{field}__in": chunk})


def _in_groups(query: QuerySet[Any, Any], field: str, person: str, scope: Scope) -> Collection[int] | None:
    """The groups that the people of a scope belong to."""
    if scope is None:
        return None
    people, _ = split(scope)
    found: set[int] = set()
    for chunk in rows.chunks(people):
        found.update(query.filter(**{f"{person}__in": chunk, f"{field}__isnull": False}).values_list(field, flat=True))
    return found


def _memberships(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """People and the organisations where they hold a position."""
    held = Position.objects.filter(workspace_id=viewer.workspace_id, organisation__isnull=False, person__own_member__isnull=True)
    columns = held.values_list("person_id", "organisation_id", "since", "until", "current", "id")
    for person, organisation, since, until, current, number in _around(columns, "person_id", "organisation_id", scope):
        ended = None if current else day(until, last=True)
        if current or ended is not None:
            fact = Fact("member", at=ended, since=day(since) or ended, evidence=f"position:{number}")
            yield Link(("person", person), ("organisation", organisation), fact)


def _around(query: QuerySet[Any, Any], person: str, organisation: str, scope: Scope) -> Iterator[tuple[Any, ...]]:
    if scope is None:
        yield from query.iterator(chunk_size=5_000)
        return
    people, organisations = split(scope)
    seen: set[Any] = set()
    for row in chain(_chunked(query, person, people), _chunked(query, organisation, organisations)):
        if row[-1] not in seen:
            seen.add(row[-1])
            yield row


def _offices(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who sits or sat together, in organisations that are small enough to know each other."""
    held = Position.objects.filter(workspace_id=viewer.workspace_id, organisation__isnull=False, person__own_member__isnull=True)
    groups = _in_groups(held, "organisation_id", "person_id", scope)
    small = _small(held, "organisation_id", groups, MOST_SEATS)
    columns = held.order_by("organisation_id", "id").values_list(
        "organisation_id", "person_id", "since", "until", "current", "id", "rank", "division", "party"
    )
    for organisation, person, since, until, current, number, *office in _chunked(columns, "organisation_id", small):
        ended = None if current else day(until, last=True)
        if current or ended is not None:
            kind = "committee" if any(office) else "colleague"
            yield Seat(str(organisation), ("person", person), day(since), ended, f"position:{number}", kind=kind)


def _small(held: QuerySet[Any, Any], field: str, groups: Collection[int] | None, most: int) -> list[int]:
    """Those groups with two members at least and not too many. The whole workspace's where none are named."""
    counted = held.order_by().values(field).annotate(seats=Count("id")).filter(seats__gt=1, seats__lte=most)
    return sorted(row[0] for row in _chunked(counted.values_list(field), field, groups))


def _households(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who lives together, where a source says so."""
    held = Person.objects.filter(workspace_id=viewer.workspace_id, own_member__isnull=True).exclude(household="")
    names: list[str] | None = None
    if scope is not None:
        people, _ = split(scope)
        names = sorted(
            {name for chunk in rows.chunks(people) for name in held.filter(pk__in=chunk).values_list("household", flat=True)}
        )
    columns = held.order_by("household", "id").values_list("household", "id")
    for name, person in _chunked(columns, "household", names):  # type: ignore[arg-type]
        yield Seat(name, ("person", person), None, None, f"person:{person}")


TOGETHER = {"meeting": "met", "attendance": "attended", "visit": "met", "call": "met", "message": "copied", "email": "copied"}


def _present(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who took part in the same meeting, event or letter, unless the member keeps it private."""
    kept = Discretion.objects.filter(member_id=OuterRef("interaction__member_id")).exclude(member_id=viewer.member_id or 0)
    hidden = kept.filter(Q(person__isnull=True) | Q(person_id=OuterRef("person_id")))
    crowd = Interaction.objects.filter(workspace_id=viewer.workspace_id, kind__in=TOGETHER, participants__gte=3, automatic="")
    held = Participation.objects.filter(
        workspace_id=viewer.workspace_id, interaction__in=crowd.filter(participants__lte=MOST_PRESENT)
    )
    held = held.filter(~Exists(hidden), person__own_member__isnull=True)
    groups = _in_groups(held, "interaction_id", "person_id", scope)
    columns = held.order_by("interaction_id", "id").values_list("interaction_id", "person_id", "at", "interaction__kind")
    for interaction, person, at, kind in _chunked(columns, "interaction_id", groups):
        yield Seat(str(interaction), ("person", person), at, at, f"interaction:{interaction}", kind=TOGETHER[kind])


def met_through(workspace_id: int, member_id: int, *, most: int) -> list[int]:
    """People whom meetings and letters of a member tie to others; at most so many. One query."""
    crowd = Interaction.objects.filter(
        workspace_id=workspace_id, member_id=member_id, kind__in=TOGETHER, participants__gte=3, participants__lte=MOST_PRESENT
    )
    held = Participation.objects.filter(workspace_id=workspace_id, interaction__in=crowd, person__own_member__isnull=True)
    return list(held.order_by().values_list("person_id", flat=True).distinct()[:most])


def _acts(viewer: Viewer, scope: Scope) -> Iterator[Seat]:
    """Who sponsored, voted or took a position on the same issue: public acts, and positions of organisations.

    Nothing else that people think ties them here.
    """
    public = Q(condition="public") | Q(organisation__isnull=False)
    held = Evidence.objects.filter(public, workspace_id=viewer.workspace_id, kind__in=ACTS).exclude(lean=0)
    issues = _issues(held, scope)
    small = _small(held, "issue_id", issues, MOST_SEATS * 2)
    columns = held.order_by("issue_id", "id").values_list("issue_id", "person_id", "organisation_id", "at", "lean", "id")
    for issue, person, organisation, at, lean, number in _chunked(columns, "issue_id", small):
        node: Node = ("person", person) if person else ("organisation", organisation)
        yield Seat(str(issue), node, None, at, f"evidence:{number}", side=1 if lean > 0 else -1)


def _issues(held: QuerySet[Any, Any], scope: Scope) -> Collection[int] | None:
    if scope is None:
        return None
    people, organisations = split(scope)
    found: set[int] = set()
    for field, ids in (("person_id", people), ("organisation_id", organisations)):
        for chunk in rows.chunks(ids):
            found.update(held.filter(**{f"{field}__in": chunk}).values_list("issue_id", flat=True))
    return found


def _stated(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """What members say of others: for everybody where it is shared, else for the member alone."""
    seen = Q(shared=True) | Q(member_id=viewer.member_id) if viewer.member_id is not None else Q(shared=True)
    held = Relation.objects.filter(seen, workspace_id=viewer.workspace_id)
    ends = ("one_person_id", "one_organisation_id", "other_person_id", "other_organisation_id")
    query = held.values_list(*ends, "kind", "sign", "since", "until", "at", "id")
    for a, b, c, d, kind, sign, since, until, at, number in _of_ends(query, ends, scope):
        fact = Fact(kind, at=day(until) or at, since=day(since) or day(until) or at, sign=sign, evidence=f"relation:{number}")
        yield Link(_node(a, b), _node(c, d), fact)


def _of_ends(query: QuerySet[Any, Any], ends: tuple[str, ...], scope: Scope) -> Iterable[tuple[Any, ...]]:
    if scope is None:
        return query.iterator(chunk_size=5_000)
    people, organisations = split(scope)
    found: dict[Any, tuple[Any, ...]] = {}
    for field in ends:
        for row in _chunked(query, field, organisations if "organisation" in field else people):
            found[row[-1]] = row
    return list(found.values())


def _node(person: int | None, organisation: int | None) -> Node:
    return ("person", person) if person is not None else ("organisation", organisation or 0)


TIE = (
    *("out_fast", "out_slow", "in_fast", "in_slow", "out_count", "in_count"),
    "first_at",
    "last_in_at",
    "last_out_at",
    "last_mutual_at",
)


def _exchanged(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """Who is known to write to or meet whom, apart from us."""
    held = Tie.objects.filter(workspace_id=viewer.workspace_id, subject__own_member__isnull=True, other__own_member__isnull=True)
    query = held.values_list("subject_id", "other_id", *TIE, "id")
    for one, other, *values, number in _of_ends(query, ("subject_id", "other_id"), scope):
        state = ties.TieState(**dict(zip(TIE, values, strict=True)))
        last = ties.last_touch_at(state) or state.first_at
        found = ties.strength(state, now=last or ties.EPOCH).probability
        fact = Fact("exchanged", at=last, since=state.first_at, evidence=f"tie:{number}", chance=found)
        yield Link(("person", one), ("person", other), fact)
