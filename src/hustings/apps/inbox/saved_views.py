"""Filters of the inbox that a member keeps under a name, and shares or not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.filtering import filters_from
from hustings.apps.inbox.models import SavedView
from hustings.kernel.errors import NotFound, WrongInput

MOST = 40


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved view. `query` stands behind the question mark of the list's address; `own` says that the actor made it."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool
    member: str


def views_of(actor: Actor) -> tuple[ViewRow, ...]:
    """The actor's own views and those that others share, by name. One query."""
    actor.require("see_people")
    mine = Q(member_id=actor.member_id) | Q(shared=True)
    held = SavedView.objects.filter(mine, workspace_id=actor.workspace_id).select_related("member").order_by("name", "id")
    return tuple(
        ViewRow(row.pk, row.name, row.query, row.shared, row.member_id == actor.member_id, row.member.name) for row in held[:MOST]
    )


def save_view(actor: Actor, *, name: str, query: str, shared: bool = False) -> int:
    """Keeps filters under a name; the same name of the same member takes the new ones. Returns its id."""
    actor.require("save_segments")
    clean = " ".join(name.split())[:60]
    if not clean:
        raise WrongInput("Give the view a name.", field="name")
    told = filters_from(query).query()
    if len(told) > 500:
        raise WrongInput("These filters are too long to be kept.", field="query")
    held = SavedView.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, name__iexact=clean).first()
    held = held or SavedView(workspace_id=actor.workspace_id, member_id=actor.member_id)
    held.name, held.query, held.shared = clean, told, shared
    held.save()
    return held.pk


def remove_view(actor: Actor, view_id: int) -> None:
    """Forgets one of the actor's own views, or of anybody's for a manager."""
    actor.require("save_segments")
    held = SavedView.objects.filter(workspace_id=actor.workspace_id, pk=view_id)
    if not actor.may("undo_of_others"):
        held = held.filter(member_id=actor.member_id)
    if not held.delete()[0]:
        raise NotFound("There is no such view.")
