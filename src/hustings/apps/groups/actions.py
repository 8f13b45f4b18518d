"""Makes groups and coalitions, keeps who belongs to them in which role, what they share and what is said. All can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import active_member, goal_of
from hustings.apps.groups.keeping import change, cut, found, make, remove
from hustings.apps.groups.models import Group, GroupGoal, Membership, Post
from hustings.apps.people.access import organisation_of, person_of
from hustings.kernel.errors import WrongInput

GROUP_FIELDS = frozenset({"name", "kind", "purpose", "owner", "closed_at"})
MEMBERSHIP_FIELDS = frozenset({"role", "note", "since", "until"})


def add_group(actor: Actor, *, name: str, kind: str = "group", purpose: str = "") -> tuple[int, int]:
    """Makes a group or a coalition. Returns its id and the undo step."""
    actor.require("edit_goals")
    _kind(kind)
    row = Group(
        workspace_id=actor.workspace_id, name=named(Group, "name", name), kind=kind, purpose=cut(Group, "purpose", purpose),
        owner_id=actor.member_id,
    )  # fmt: skip
    with transaction.atomic():
        return make(actor, row, label=row.name)


def change_group(actor: Actor, group_id: int, **changes: Any) -> int:
    """Changes fields of a group: GROUP_FIELDS, with `owner` as an id. Returns the undo step."""
    actor.require("edit_goals")
    known = allowed(changes, GROUP_FIELDS)
    if "name" in known:
        known["name"] = named(Group, "name", known["name"])
    if "kind" in known:
        _kind(known["kind"])
    if "owner" in known:
        known["owner_id"] = active_member(actor, known.pop("owner"))
    with transaction.atomic():
        row = found(actor, Group, group_id, lock=True)
        return change(actor, row, known, label=row.name)


def close_group(actor: Actor, group_id: int, *, now: datetime) -> int:
    """The group has ended; it stays with all that was said. Returns the undo step."""
    return change_group(actor, group_id, closed_at=now)


def add_membership(
    actor: Actor, group_id: int, *, person_id: int | None = None, organisation_id: int | None = None, role: str = "",
    since: date | None = None, note: str = "",
) -> tuple[int, int]:  # fmt: skip
    """Puts somebody into a group, or takes them back who left. Returns the membership's id and the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        group = found(actor, Group, group_id, lock=True)
        name = _subject(actor, person_id, organisation_id)
        held = Membership.objects.filter(group=group, person_id=person_id, organisation_id=organisation_id).first()
        label = gettext("%(name)s in %(group)s") % {"name": name, "group": group.name}
        if held is not None and held.until is None:
            raise WrongInput(gettext("%(name)s belongs to it already.") % {"name": name})
        if held is not None:
            changes = {"until": None, "role": role or held.role, "since": since or held.since}
            return held.pk, change(actor, held, changes, label=label)
        row = Membership(
            workspace_id=actor.workspace_id, group=group, person_id=person_id, organisation_id=organisation_id,
            role=cut(Membership, "role", role), note=cut(Membership, "note", note), since=since,
        )  # fmt: skip
        return make(actor, row, label=label)


def change_membership(actor: Actor, membership_id: int, **changes: Any) -> int:
    """Changes fields of a membership: MEMBERSHIP_FIELDS; `until` ends it. Returns the undo step."""
    actor.require("edit_goals")
    known = allowed(changes, MEMBERSHIP_FIELDS)
    with transaction.atomic():
        row = membership_of(actor, membership_id)
        since, until = known.get("since", row.since), known.get("until", row.until)
        if since and until and until < since:
            raise WrongInput(gettext("It ends before it begins."), field="until")
        return change(actor, row, known, label=row.group.name)


def membership_of(actor: Actor, membership_id: int) -> Membership:
    """The membership, of somebody whom the actor sees."""
    row = found(actor, Membership, membership_id)
    _subject(actor, row.person_id, row.organisation_id)
    return row


def membership_of_group(actor: Actor, membership_id: int) -> int:
    """The group that a membership is of."""
    actor.require("edit_goals")
    return int(membership_of(actor, membership_id).group_id)


def group_of_post(actor: Actor, post_id: int) -> int:
    """The group in which something was said."""
    actor.require("see_goals")
    return int(found(actor, Post, post_id).group_id)


def share_goal(actor: Actor, group_id: int, goal_id: int) -> tuple[int, int]:
    """The group shares a goal. Returns the link's id and the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        group, goal = found(actor, Group, group_id, lock=True), goal_of(actor, goal_id)
        if GroupGoal.objects.filter(group=group, goal=goal).exists():
            raise WrongInput(gettext("They share this goal already."), field="goal")
        return make(actor, GroupGoal(workspace_id=actor.workspace_id, group=group, goal=goal), label=f"{group.name}: {goal.name}")


def unshare_goal(actor: Actor, group_id: int, goal_id: int) -> int:
    """The group does not share the goal any more. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        group, goal = found(actor, Group, group_id, lock=True), goal_of(actor, goal_id)
        row = GroupGoal.objects.filter(group=group, goal=goal).first()
        if row is None:
            raise WrongInput(gettext("They do not share this goal."), field="goal")
        return remove(actor, row, label=f"{group.name}: {goal.name}")


def write_post(
    actor: Actor, group_id: int, *, text: str, title: str = "", notice: bool = False, answer_to: int | None = None,
    until: date | None = None, now: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Says something to a group: a notice on the board (until a day, if given), a topic, or an answer. Returns id and step."""
    actor.require("edit_goals")
    with transaction.atomic():
        group = found(actor, Group, group_id, lock=True)
        topic = found(actor, Post, answer_to) if answer_to is not None else None
        if topic is not None and topic.group_id != group.pk:
            raise WrongInput(gettext("This was said in another group."), field="answer_to")
        row = Post(
            workspace_id=actor.workspace_id, group=group, parent_id=(topic.parent_id or topic.pk) if topic else None,
            notice=notice and topic is None, title=cut(Post, "title", title) if topic is None else "",
            text=named(Post, "text", text), member_id=actor.member_id, at=now, until=until if notice else None,
        )  # fmt: skip
        return make(actor, row, label=str(row))


def change_post(actor: Actor, post_id: int, *, text: str, now: datetime) -> int:
    """Says it in other words; only who wrote it may. Returns the undo step."""
    with transaction.atomic():
        row = _own_post(actor, post_id)
        return change(actor, row, {"text": named(Post, "text", text), "changed_at": now}, label=str(row))


def remove_post(actor: Actor, post_id: int) -> int:
    """Takes back what one said, with the answers to it; a manager may do so with anything. Returns the undo step."""
    with transaction.atomic():
        row = _own_post(actor, post_id, others="undo_of_others")
        return remove(actor, row, label=str(row), with_rows=row.answers.order_by("id"))


def _own_post(actor: Actor, post_id: int, *, others: str = "") -> Post:
    actor.require("edit_goals")
    row = found(actor, Post, post_id, lock=True)
    if row.member_id != actor.member_id and not (others and actor.may(others)):
        raise WrongInput(gettext("Only who wrote it may change it."), field="post")
    return row


def named(model: type[Any], field: str, text: str) -> str:
    """A text that must not be empty."""
    said = cut(model, field, text if field == "text" else " ".join(text.split()))
    if not said:
        raise WrongInput(gettext("Say something here."), field=field)
    return str(said)


def allowed(changes: Mapping[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    """The changes, if all are of these fields."""
    unknown = sorted(set(changes) - fields)
    if unknown:
        raise WrongInput(f"{unknown[0]!r} cannot be changed. Use one of {', '.join(sorted(fields))}.", field=unknown[0])
    return dict(changes)


def _kind(kind: str) -> None:
    if kind not in Group.Kind.values:
        raise WrongInput(f"Use one of {', '.join(Group.Kind.values)}.", field="kind")


def _subject(actor: Actor, person_id: int | None, organisation_id: int | None) -> str:
    if (person_id is None) == (organisation_id is None):
        raise WrongInput(gettext("Name a person or an organisation."), field="person")
    return person_of(actor, person_id).name if person_id is not None else organisation_of(actor, organisation_id or 0).name
