"""What members decided: merges, "not the same person", reviews, and the steps that can be undone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models.contacts import Person
from hustings.kernel.privacy import marks


class MergeEvent(models.Model):
    """Two people became one. `moved` names every row that moved and `before` what the gone one was, so that it can be undone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    gone_id = models.BigIntegerField()
    gone_name = models.CharField(max_length=400)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField()
    moved = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="gone_name before moved kept", plain="id workspace gone_id member at undone_at", kept="as the person"
    )

    def __str__(self) -> str:
        return f"{self.gone_name} into {self.kept_id}"


class NotSame(models.Model):
    """Somebody said that these two are different people."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="first second", plain="id workspace member at", kept="as both people")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class Review(models.Model):
    """Two people who may be one, waiting for a member to say. `reasons` is the waterfall of engine.linkage."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    later_until = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="first second reasons", plain="id workspace probability created_at later_until", kept="until decided"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="review_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="review_in_order"),
        ]
        indexes = [models.Index(fields=["workspace", "-probability", "id"], name="review_surest")]

    def __str__(self) -> str:
        return f"{self.first_id} or {self.second_id}"


class UndoStep(models.Model):
    """One action that can be taken back: `verb` names the registered way back, `data` is what it needs."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=40)
    label = models.CharField(max_length=400)
    data = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="label data", plain="id workspace member at verb undone_at", kept="ninety days")

    class Meta:
        indexes = [models.Index(fields=["workspace", "member", "-id"], name="undo_newest")]

    def __str__(self) -> str:
        return self.label


class ErasedMark(models.Model):
    """A keyed digest of a handle or an entry of somebody who was erased, so that no import brings them back unasked."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    mark = models.BinaryField(max_length=16)

    data_marks = marks(plain="id workspace mark", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "mark"], name="erased_mark_once")]

    def __str__(self) -> str:
        return bytes(self.mark).hex()
