"""Groups and opportunities as the doors show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.groups.keeping import found
from hustings.apps.groups.models import Candidate, Group, Membership, Opportunity, Post
from hustings.apps.people.access import visible_through
from hustings.kernel.errors import WrongInput

MOST = 500


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list; `members` are those who belong to it now, `posts` all that was said."""

    id: int
    name: str
    kind: str
    purpose: str
    owner: str
    owner_id: int | None
    members: int
    posts: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who belongs to a group: `subject` is ("person" or "organisation", id)."""

    id: int
    subject: tuple[str, int]
    name: str
    headline: str
    role: str
    note: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PostRow:
    """Something said, with the answers to it, the oldest first. `mine` may be changed by the actor."""

    id: int
    title: str
    text: str
    member: str
    mine: bool
    at: datetime
    changed_at: datetime | None
    until: date | None
    answers: tuple[PostRow, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group: who belongs to it, what it shares, its board (notices that hold today), its discussion, and roles to fill."""

    group: GroupRow
    members: tuple[MemberRow, ...]
    former: tuple[MemberRow, ...]
    goals: tuple[tuple[int, str], ...]
    board: tuple[PostRow, ...]
    topics: tuple[PostRow, ...]
    opportunities: tuple[RoleRow, ...]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """An opportunity in the list, with how many are considered for it."""

    id: int
    title: str
    kind: str
    text: str
    place: str
    link: str
    organisation: str
    organisation_id: int | None
    group: str
    group_id: int | None
    until: date | None
    state: str
    owner: str
    owner_id: int | None
    candidates: int


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody put forward, and how far it got."""

    id: int
    person_id: int
    name: str
    headline: str
    state: str
    note: str
    member: str
    state_at: datetime
    do_not_contact: bool


@dataclass(frozen=True, slots=True)
class RoleForPerson:
    """A role that somebody was put forward for, and how far it got."""

    id: int
    title: str
    state: str
    state_at: datetime
    note: str


def groups_of(actor: Actor, *, state: str = "open") -> tuple[GroupRow, ...]:
    """Groups by name: the open, the closed, or all. One query."""
    actor.require("see_goals")
    if state not in ("open", "closed", "all"):
        raise WrongInput("Use open, closed or all.", field="state")
    held = _counted().filter(workspace_id=actor.workspace_id)
    if state != "all":
        held = held.filter(closed_at__isnull=state == "open")
    return tuple(_group(row) for row in held.order_by("name", "id")[:MOST])


def _counted() -> QuerySet[Any]:
    now_in = Membership.objects.filter(until__isnull=True)
    return Group.objects.select_related("owner").annotate(members_now=_number(now_in), said=_number(Post.objects.all()))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows a group has. Counted one by one: joined, members would be multiplied by posts."""
    counted = rows.filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def group_view(actor: Actor, group_id: int, *, now: datetime) -> GroupView:
    """A group with everything in it. A constant number of queries; leaves a line in the audit trail."""
    actor.require("see_goals")
    found(actor, Group, group_id)
    row = _counted().get(pk=group_id)
    members = _members(actor, row)
    today = now.astimezone(actor.zone).date()
    posts = _posts(actor, row)
    record_audit(actor, "read_group", subject=f"group:{group_id}")
    return GroupView(
        group=_group(row),
        members=tuple(each for each in members if each.until is None),
        former=tuple(each for each in members if each.until is not None),
        goals=tuple(row.shared_goals.order_by("goal__name").values_list("goal_id", "goal__name")),
        board=tuple(post for notice, post in posts if notice and (post.until is None or post.until >= today)),
        topics=tuple(post for notice, post in posts if not notice or (post.until is not None and post.until < today)),
        opportunities=tuple(_role(each) for each in _roles().filter(group=row, state="open").order_by("id")[:MOST]),
    )


def _members(actor: Actor, group: Group) -> list[MemberRow]:
    seen = visible_through(actor, "person") | Q(person__isnull=True)
    held = Membership.objects.filter(seen, group=group).select_related("person", "organisation")
    rows = [_member(row) for row in held.order_by(F("until").desc(nulls_first=True), "id")[:MOST]]
    return sorted(rows, key=lambda each: (not each.role, each.role.casefold(), each.name.casefold(), each.id))


def _member(row: Membership) -> MemberRow:
    who = row.person or row.organisation
    subject = ("person", row.person_id) if row.person_id else ("organisation", row.organisation_id or 0)
    return MemberRow(
        id=row.pk, subject=subject, name=who.name if who else "", headline=row.person.headline if row.person else "",
        role=row.role, note=row.note, since=row.since, until=row.until,
    )  # fmt: skip


def _posts(actor: Actor, group: Group) -> list[tuple[bool, PostRow]]:
    held = list(Post.objects.filter(group=group).select_related("member").order_by("-at", "-id")[:MOST])
    answers: dict[int, list[Post]] = {}
    for post in reversed(held):
        if post.parent_id:
            answers.setdefault(post.parent_id, []).append(post)
    return [(post.notice, _post(actor, post, answers.get(post.pk, ()))) for post in held if post.parent_id is None]


def _post(actor: Actor, post: Post, answers: Iterable[Post] = ()) -> PostRow:
    return PostRow(
        id=post.pk, title=post.title, text=post.text, member=post.member.name, mine=post.member_id == actor.member_id, at=post.at,
        changed_at=post.changed_at, until=post.until, answers=tuple(_post(actor, each) for each in answers),
    )  # fmt: skip


def _group(row: Group) -> GroupRow:
    return GroupRow(
        id=row.pk, name=row.name, kind=row.kind, purpose=row.purpose, owner=row.owner.name if row.owner else "",
        owner_id=row.owner_id, members=row.members_now, posts=row.said, closed_at=row.closed_at,  # type: ignore[attr-defined]
    )  # fmt: skip


def opportunities(actor: Actor, *, state: str = "open") -> tuple[RoleRow, ...]:
    """Roles in a state (or `all`), the nearest day first. One query."""
    actor.require("see_goals")
    if state != "all" and state not in Opportunity.State.values:
        raise WrongInput(f"Use {', '.join(Opportunity.State.values)} or all.", field="state")
    held = _roles().filter(workspace_id=actor.workspace_id, **({} if state == "all" else {"state": state}))
    return tuple(_role(row) for row in held.order_by(F("until").asc(nulls_last=True), "id")[:MOST])


def opportunity_of(actor: Actor, opportunity_id: int) -> RoleRow:
    """One role. Raises NotFound alike for foreign and nonexistent ones."""
    actor.require("see_goals")
    found(actor, Opportunity, opportunity_id)
    return _role(_roles().get(pk=opportunity_id))


def _roles() -> QuerySet[Any]:
    return Opportunity.objects.select_related("organisation", "group", "owner").annotate(considered=Count("candidates"))


def _role(row: Opportunity) -> RoleRow:
    return RoleRow(
        id=row.pk, title=row.title, kind=row.kind, text=row.text, place=row.place, link=row.link,
        organisation=row.organisation.name if row.organisation else "", organisation_id=row.organisation_id,
        group=row.group.name if row.group else "", group_id=row.group_id, until=row.until, state=row.state,
        owner=row.owner.name if row.owner else "", owner_id=row.owner_id, candidates=row.considered,  # type: ignore[attr-defined]
    )  # fmt: skip


def candidates_of(actor: Actor, opportunity_id: int) -> tuple[CandidateRow, ...]:
    """Who was put forward for a role, the furthest first. Two queries; leaves a line in the audit trail."""
    actor.require("see_goals")
    role = found(actor, Opportunity, opportunity_id)
    held = Candidate.objects.filter(visible_through(actor, "person"), opportunity=role).select_related("person", "member")
    record_audit(actor, "read_candidates", subject=f"opportunity:{opportunity_id}")
    rows = [
        CandidateRow(
            id=row.pk, person_id=row.person_id, name=row.person.name, headline=row.person.headline, state=row.state,
            note=row.note, member=row.member.name, state_at=row.state_at, do_not_contact=row.person.do_not_contact,
        )
        for row in held[:MOST]
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda each: (-FURTHER.index(each.state), each.name.casefold(), each.id)))


def roles_for(actor: Actor, person_id: int) -> tuple[RoleForPerson, ...]:
    """The roles that a person was put forward for, the newest word first; none for whoever may not see goals. One query."""
    if not actor.may("see_goals"):
        return ()
    held = Candidate.objects.filter(visible_through(actor, "person"), workspace_id=actor.workspace_id, person_id=person_id)
    rows = held.select_related("opportunity").order_by("-state_at", "-id")[:MOST]
    return tuple(RoleForPerson(row.opportunity_id, row.opportunity.title, row.state, row.state_at, row.note) for row in rows)


FURTHER: Sequence[str] = ("dropped", "declined", "considered", "asked", "interested", "recommended", "placed")
