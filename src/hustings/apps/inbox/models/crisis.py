"""A crisis: the alarm with the messages behind it, the plan that was made in calm, and the log of what was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Interaction
from hustings.kernel.privacy import marks


class CrisisPlan(models.Model):
    """What a workspace does in a crisis, made before there is one.

    `roles` are {"role", "member", "name"}: a member by number, or somebody else by name; `checklist` holds steps in their order.
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+")
    roles = models.JSONField(default=list)
    checklist = models.JSONField(default=list)
    holding = models.TextField(blank=True)
    approver = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    data_marks = marks(personal="roles", plain="workspace checklist holding approver", kept="as long as the workspace")

    def __str__(self) -> str:
        return self.holding[:60]


class Alarm(models.Model):
    """A sudden rise: of hostile messages, or of one claim that many repeat. `key` tells claims apart.

    `usual` is what was to be expected in that window, `z` how far above it the count is, in standard deviations.
    """

    class Kind(models.TextChoices):
        HOSTILE = "hostile"
        REPEATED = "repeated"
        BY_HAND = "by_hand"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    usual = models.FloatField(default=0)
    z = models.FloatField(default=0)
    statement = models.TextField(blank=True)
    approved_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        plain="id workspace kind key at usual z statement approved_by approved_at over_at", kept="as long as the workspace"
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="alarm_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key"], condition=Q(over_at__isnull=True), name="alarm_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class AlarmMessage(models.Model):
    """A message behind an alarm."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="messages", db_index=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="+")

    data_marks = marks(personal="interaction", plain="id alarm", kept="as the message")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "interaction"], name="message_behind_alarm_once")]

    def __str__(self) -> str:
        return str(self.interaction_id)


class CrisisEntry(models.Model):
    """A line of the log. Nothing in it is changed or taken back; `step` is the number of a step that was done."""

    class Kind(models.TextChoices):
        RAISED = "raised"
        STEP = "step"
        NOTE = "note"
        APPROVED = "approved"
        OVER = "over"

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)

    data_marks = marks(personal="text", plain="id alarm member at kind step", kept="as long as the workspace")

    def __str__(self) -> str:
        return self.text[:60]


class CrisisMark(models.Model):
    """That a message of the last days is hostile (`key` 0), or makes the claim with this key. Goes after two weeks."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    data_marks = marks(personal="key interaction at", plain="id workspace", kept="two weeks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "key"], name="crisis_mark_once")]
        indexes = [models.Index(fields=["workspace", "key", "at"], name="crisis_marks_alike")]

    def __str__(self) -> str:
        return str(self.key)


class CrisisWatch(models.Model):
    """How far the messages of a workspace were looked at."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+")
    seen = models.BigIntegerField(default=0)

    data_marks = marks(plain="workspace seen", kept="as long as the workspace")

    def __str__(self) -> str:
        return str(self.seen)
