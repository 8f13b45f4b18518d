"""Conversations and which interactions belong to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Interaction, Person, Source
from hustings.kernel.privacy import marks


class Conversation(models.Model):
    """A thread of messages on one channel; it can need a reply. The last moments are repeated here for the lists."""

    class State(models.TextChoices):
        OPEN = "open"
        SNOOZED = "snoozed"
        CLOSED = "closed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="conversations")
    channel = models.CharField(max_length=16)
    thread = models.CharField(max_length=500)
    subject = models.TextField(blank=True)
    message_count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    last_in_at = models.DateTimeField(null=True, blank=True)
    last_out_at = models.DateTimeField(null=True, blank=True)
    needs_reply = models.BooleanField(default=False)
    reply_kind = models.CharField(max_length=16, blank=True)
    reply_weight = models.FloatField(default=0)
    reply_to = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    data_marks = marks(
        personal="person thread subject last_at last_in_at last_out_at reply_to",
        plain="id workspace source member channel message_count needs_reply reply_kind reply_weight state state_at until "
        "assigned_to",
        kept="as the people in it",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "thread"], name="conversation_once")]
        indexes = [
            models.Index(fields=["workspace", "-last_in_at"], condition=Q(needs_reply=True), name="conversation_needs_reply"),
            models.Index(fields=["workspace", "-last_at", "id"], name="conversation_newest"),
            models.Index(fields=["workspace", "until"], condition=Q(state="snoozed"), name="conversation_put_off"),
            models.Index(
                fields=["workspace", "-last_at", "id"], condition=Q(state="open", needs_reply=False), name="conversation_waiting"
            ),
            models.Index(fields=["workspace", "-last_at", "id"], condition=Q(state="closed"), name="conversation_done"),
            models.Index(fields=["assigned_to", "-last_at"], condition=Q(assigned_to__isnull=False), name="conversation_given"),
        ]

    def __str__(self) -> str:
        return self.subject or self.thread


class Message(models.Model):
    """An interaction's place in a conversation, and what an answer to it needs.

    `handle` is who wrote it, as `kind:value`; `context` is what its platform says beside the words, as a JSON object.
    """

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="message")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    handle = models.CharField(max_length=520, blank=True)
    context = models.TextField(blank=True)

    data_marks = marks(personal="handle context", plain="interaction conversation", kept="as its conversation")

    def __str__(self) -> str:
        return str(self.interaction_id)


class ConversationNote(models.Model):
    """What a member tells the others about a conversation; it never leaves the workspace."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    mentions = models.ManyToManyField(Member, related_name="+", blank=True)

    data_marks = marks(personal="text", plain="id conversation member at mentions", kept="as its conversation")

    def __str__(self) -> str:
        return self.text[:80]


class Correction(models.Model):
    """Whether a message wants an answer, as a member says: what triage learns from."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    wants_reply = models.BooleanField()
    at = models.DateTimeField()

    data_marks = marks(plain="workspace interaction member wants_reply at", kept="as the message")

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="correction_newest")]

    def __str__(self) -> str:
        return str(self.wants_reply)


class ServiceLevel(models.Model):
    """The promise to answer within so many working hours on a channel; an empty channel means all others."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16, blank=True)
    hours = models.FloatField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    days = models.JSONField()
    holidays = models.JSONField(default=list, blank=True)

    data_marks = marks(plain="id workspace channel hours opens closes days holidays", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "channel"], name="service_level_once")]

    def __str__(self) -> str:
        return f"{self.hours} h"
