"""Answers that no program may send: drafted here, written there by a person, and noted as sent."""

from __future__ import annotations

import msgspec
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import replying
from hustings.apps.inbox.models import Conversation
from hustings.apps.inbox.seeing import visible_conversations
from hustings.apps.outbox import actions as outbox
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.places import There, place_of
from hustings.apps.people.models import Identity as Handle
from hustings.kernel.errors import NotFound
from hustings.kernel.records import Identity


def answer_there(actor: Actor, conversation_id: int, *, text: str, as_is: bool = False) -> Outgoing:
    """Keeps an answer in the outbox for a person to write it there themselves. Nothing is sent by us.

    Raises as a reply does: for what is only a snippet, and where the person does not want to be contacted.
    """
    actor.require("send_replies")
    with transaction.atomic():
        conversation = _seen(actor, conversation_id)
        message = replying._answered(conversation)
        person = replying._writer(message, conversation)
        channel = replying.channel_for(actor, conversation)
        where = _place(conversation, message, person.pk)
        answer = outbox.Answer(text=text, thread=conversation.thread, context=replying._context(message))
        return outbox.draft_there(
            actor, channel=channel, person=person, answers=message.interaction, answer=answer, where=where, as_is=as_is
        )


def place_there(actor: Actor, conversation_id: int) -> There:
    """Where a conversation is answered by hand."""
    conversation = _seen(actor, conversation_id)
    message = replying._answered(conversation)
    return _place(conversation, message, replying._writer(message, conversation).pk)


def _place(conversation: Conversation, message: replying.Message, person_id: int) -> There:
    held = Handle.objects.filter(person_id=person_id).order_by("id").values_list("kind", "value")
    handles = [msgspec.convert({"kind": kind, "value": value}, Identity) for kind, value in held]
    return place_of(conversation.channel, thread=conversation.thread, context=replying._context(message), handles=handles)


def _seen(actor: Actor, conversation_id: int) -> Conversation:
    found = visible_conversations(actor).filter(pk=conversation_id).select_related("source", "person").first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found
