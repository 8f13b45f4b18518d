"""What members do with conversations: labels, views, snippets, closings, notices, and who is looking."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.models.conversations import Conversation, ConversationNote
from hustings.apps.people.models import Interaction
from hustings.kernel.privacy import marks


class Label(models.Model):
    """A word for conversations, the same for all members. The colour only helps the eye: the name is always shown."""

    class Colour(models.TextChoices):
        GREY = "grey"
        RED = "red"
        AMBER = "amber"
        GREEN = "green"
        TEAL = "teal"
        BLUE = "blue"
        VIOLET = "violet"
        PINK = "pink"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    colour = models.CharField(max_length=6, choices=Colour.choices, default=Colour.GREY)

    data_marks = marks(plain="id workspace name colour", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="conversation_label_once")]

    def __str__(self) -> str:
        return self.name


class ConversationLabel(models.Model):
    """A label on a conversation."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="labelled", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="+", db_index=False)

    data_marks = marks(plain="id workspace conversation label", kept="as its conversation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "label"], name="label_on_conversation_once")]
        indexes = [models.Index(fields=["label", "conversation"], name="conversation_by_label")]

    def __str__(self) -> str:
        return str(self.label)


class SavedView(models.Model):
    """Filters of the inbox under a name: `query` is what stands behind the address of the list. Shared ones are seen by all."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    shared = models.BooleanField(default=False)

    data_marks = marks(personal="name query", plain="id workspace member shared", kept="as long as the member keeps it")

    class Meta:
        constraints = [models.UniqueConstraint("member", Lower("name"), name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class Snippet(models.Model):
    """Words to begin an answer with. What stands in [[double brackets]] has to be filled before it leaves."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    text = models.TextField()

    data_marks = marks(plain="id workspace member name text", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="snippet_once")]

    def __str__(self) -> str:
        return self.name


class Closing(models.Model):
    """How a conversation ended: what it was about, and that somebody offered help. Stance and wishes stand with the person."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="closings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    topic = models.CharField(max_length=200, blank=True)
    offers_help = models.BooleanField(default=False)

    data_marks = marks(personal="topic offers_help", plain="id workspace conversation member at", kept="as its conversation")

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="closing_newest")]

    def __str__(self) -> str:
        return self.topic


class Escalation(models.Model):
    """A message that was forgotten: nobody answered it until it was due. Told once."""

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="escalations")
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    data_marks = marks(plain="interaction conversation due_at at", kept="as its conversation")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """Something in the inbox that a member is to look at: a mention, something forgotten, something given to them."""

    class Kind(models.TextChoices):
        MENTION = "mention"
        FORGOTTEN = "forgotten"
        GIVEN = "given"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    note = models.ForeignKey(ConversationNote, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(plain="id workspace member conversation note escalation kind by at seen_at", kept="as its conversation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "escalation"], name="told_once")]
        indexes = [models.Index(fields=["member", "-at"], condition=Q(seen_at__isnull=True), name="notice_unseen")]

    def __str__(self) -> str:
        return self.kind


class Presence(models.Model):
    """Who looks at a conversation, or writes in it. Rows of more than a minute ago say nothing and go."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    typing_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(plain="id conversation member at typing_at", kept="a minute")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "member"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.member_id}"


class Letter(models.Model):
    """The markup of a message as it came, for those that came as HTML. Never shown but sanitised, in a frame of its own."""

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, primary_key=True, related_name="letter")
    html = models.TextField()

    data_marks = marks(personal="html", plain="interaction", kept="as the message")

    def __str__(self) -> str:
        return str(self.interaction_id)
