"""Whose conversations an actor may see: all of them with `see_inbox`, else those with people assigned to the actor."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

AT_ONCE = 1_000
"""So many conversations are worked together at most."""


def visible_conversations(actor: Actor) -> QuerySet[Conversation]:
    """The conversations that the actor may read."""
    if actor.may("see_inbox"):
        return Conversation.objects.filter(workspace_id=actor.workspace_id)
    actor.require("see_people")
    if actor.may("see_all_people"):
        raise NotPermitted("Your role does not allow this. Ask an owner or a manager of the workspace.")
    theirs = Q(person__assigned_to_id=actor.member_id) | Q(assigned_to_id=actor.member_id)
    return Conversation.objects.filter(theirs, workspace_id=actor.workspace_id)


def seen_conversation(actor: Actor, conversation_id: int) -> Conversation:
    """One of them. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    found = visible_conversations(actor).filter(pk=conversation_id).select_related("person", "member").first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def seen_conversations(actor: Actor, conversation_ids: Collection[int]) -> list[int]:
    """These conversations, in the order of their ids. Raises NotFound unless the actor may see every one of them."""
    wanted = sorted(set(conversation_ids))
    if len(wanted) > AT_ONCE:
        raise WrongInput(f"Choose at most {AT_ONCE:,} conversations at once.", field="conversations")
    if not wanted or visible_conversations(actor).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound("There is no such conversation.")
    return wanted
