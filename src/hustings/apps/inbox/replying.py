"""Answers a conversation: to whom, through which account, with what its thread needs; and what follows once it has left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.channels.queries import platform_of, reader_of
from hustings.apps.inbox.actions import (
    Threaded,
    answer_conversations,
    conversations_of,
    recount,
    settle,
    thread_messages,
    unanswer_conversations,
)
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.inbox.seeing import visible_conversations
from hustings.apps.outbox import actions as outbox
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Identity as Handle
from hustings.apps.people.models import Participation, Person
from hustings.connectors.platforms import registry
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Identity, Party

REFERENCES = 20
"""Ids of earlier messages that an answer names, the latest ones (RFC 5322 names all; more than this no program needs)."""


def reply(actor: Actor, conversation_id: int, *, text: str, send_at: datetime | None = None, as_is: bool = False) -> Outgoing:
    """Puts an answer to a conversation into the outbox. It goes to whoever wrote last, through the account that they wrote to.

    `as_is` sends what is nothing but a snippet or an unedited draft of a machine, knowingly; else WrongInput says so (field
    `as_is`). Blanks that were left open are always refused.

    Raises WrongInput where no connected account can answer it, ForbiddenByUseRule where the person does not want it.
    """
    actor.require("send_replies")
    with transaction.atomic():
        conversation = visible_conversations(actor).filter(pk=conversation_id).select_related("source", "person").first()
        if conversation is None:
            raise NotFound("There is no such conversation.")
        message = _answered(conversation)
        person = _writer(message, conversation)
        channel = channel_for(actor, conversation)
        if channel is None:
            raise WrongInput(
                "No connected account can answer this one. Connect one under Channels, or answer it there and log it."
            )
        answer = outbox.Answer(
            text=text, to=(_party(message, person, channel),), subject=_subject(conversation), thread=conversation.thread,
            references=_references(conversation), context=_context(message),
        )  # fmt: skip
        return outbox.queue_reply(
            actor, channel=channel, person=person, answers=message.interaction, answer=answer, send_at=send_at, as_is=as_is
        )


def can_reply(actor: Actor, conversation_id: int) -> str:
    """The account by which the actor can answer a conversation here; empty where there is none."""
    conversation = visible_conversations(actor).filter(pk=conversation_id).select_related("source").first()
    if conversation is None or not actor.may("send_replies"):
        return ""
    channel = channel_for(actor, conversation)
    return channel.account if channel else ""


def objection_to(actor: Actor, conversation_id: int) -> str:
    """What forbids to answer a conversation, or says that an answer does not arrive; empty where nothing does, or nobody can."""
    conversation = visible_conversations(actor).filter(pk=conversation_id).select_related("source", "person").first()
    channel = channel_for(actor, conversation) if conversation is not None and actor.may("send_replies") else None
    if conversation is None or channel is None:
        return ""
    message = _answered(conversation)
    try:
        person = _writer(message, conversation)
    except WrongInput:
        return ""
    return outbox.objection_to(person, answers=message.interaction, to=(_party(message, person, channel),)) or ""


def channel_for(actor: Actor, conversation: Conversation) -> Channel | None:
    """The account that the conversation came by; else one of the actor's own, or its member's, on the same platform."""
    held = Channel.objects.filter(workspace_id=actor.workspace_id, member_id__in=(conversation.member_id, actor.member_id))
    able = [
        channel
        for channel in held.exclude(state__in=("revoked", "disconnected")).order_by("id")
        if {"reply", "message"} & set(channel.may) and channel.platform in registry.PLATFORMS
    ]
    source = conversation.source
    exact = (each for each in able if (reader_of(each.platform), each.account) == (source.reader, source.account))
    alike = [each for each in able if platform_of(each.platform).channel == conversation.channel]
    own_first = sorted(alike, key=lambda each: each.member_id != conversation.member_id)
    return next(exact, None) or next(iter(own_first), None)


def _answered(conversation: Conversation) -> Message:
    """The message that wants the answer: the marked one, else their latest, else ours."""
    held = Message.objects.filter(conversation=conversation).select_related("interaction__source")
    newest = held.order_by("-interaction__at", "-pk")
    marked = newest.filter(interaction_id=conversation.reply_to_id).first() if conversation.reply_to_id else None
    found = marked or newest.filter(interaction__direction="in").first() or newest.first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def _writer(message: Message, conversation: Conversation) -> Person:
    wrote = Participation.objects.filter(interaction_id=message.interaction_id, role="from").select_related("person").first()
    person = wrote.person if wrote is not None else conversation.person
    if person is None:
        raise WrongInput("Nobody knows who wrote this, so there is nobody to answer.")
    return person


def _party(message: Message, person: Person, channel: Channel) -> Party:
    """By the handle that they wrote from; where that is not known, by one of theirs on this platform."""
    kind, _sign, value = message.handle.partition(":")
    if message.interaction.direction != "in" or not value:
        spoken = platform_of(channel.platform).channel
        held = Handle.objects.filter(person=person, kind=spoken).order_by("id").values_list("kind", "value").first()
        kind, value = held or ("", "")
    identities = (msgspec.convert({"kind": kind, "value": value}, Identity),) if value else ()
    return Party(name=person.name, identities=identities)


def _subject(conversation: Conversation) -> str:
    subject = conversation.subject.strip()
    return subject if not subject or subject.casefold().startswith("re:") else f"Re: {subject}"


def _references(conversation: Conversation) -> tuple[str, ...]:
    held = Message.objects.filter(conversation=conversation).order_by("-interaction__at", "-pk")
    return tuple(held.values_list("interaction__external_id", flat=True)[:REFERENCES])[::-1]


def _context(message: Message) -> dict[str, str]:
    return msgspec.json.decode(message.context, type=dict[str, str]) if message.context else {}


def place_sent(outgoing: Outgoing, interaction_id: int | None) -> None:
    """What was sent stands in its conversation, which then waits for them."""
    answered = Message.objects.filter(interaction_id=outgoing.answers_id).select_related("conversation").first()
    if answered is None:
        return
    conversation = answered.conversation
    if interaction_id is None:
        answer_conversations(outgoing.workspace_id, [answered.interaction_id], now=utc_now())
    elif not Message.objects.filter(interaction_id=interaction_id).exists():
        at: Any = outgoing.sent_at
        sent = Threaded(
            interaction_id, conversation.thread, conversation.channel, conversation.subject, at, "out", outgoing.person_id
        )
        place = {"source_id": conversation.source_id, "member_id": conversation.member_id}
        settle(thread_messages(outgoing.workspace_id, [sent], **place))
    else:
        settle([conversation.pk])


def place_returned(workspace_id: int, interaction_ids: Collection[int]) -> None:
    """What came back answered nobody: their conversations wait again, unless they were answered in earnest, or put off."""
    held = conversations_of(interaction_ids)
    recount(held)
    unheard = Conversation.objects.filter(pk__in=held, state="closed", last_in_at__isnull=False)
    unheard = unheard.filter(Q(last_out_at__isnull=True) | Q(last_out_at__lt=F("last_in_at")))
    unanswer_conversations(workspace_id, list(unheard.values_list("pk", flat=True)))
