"""Exports: asked for, approved where they are large, made, fetched, forgotten."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.kernel.privacy import marks


class Export(models.Model):
    """One file that a member asked for. `rows` is how many it held when it was asked for, `approved_rows` when it was approved.

    `alone` says that nobody else could approve it when it was asked for: then time stands in for the second member.
    """

    class What(models.TextChoices):
        PEOPLE = "people"
        ORGANISATIONS = "organisations"
        TIES = "ties"
        EVENTS = "events"
        ARCHIVE = "archive"

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        GONE = "gone"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=13, choices=What.choices)
    format = models.CharField(max_length=8)
    where = models.TextField(blank=True)
    purpose = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    rows = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    alone = models.BooleanField(default=False)
    approver = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_rows = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetches = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    data_marks = marks(
        personal="where purpose error",
        plain="id workspace member what format state rows asked_at alone approver approved_at approved_rows done left_out file "
        "size sha256 made_at expires_at fetched_at fetches",
        kept="three years; the file itself a day",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["people", "organisations", "ties", "events", "archive"]), name="export_what_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "making", "ready", "failed", "refused", "withdrawn", "gone"]),
                name="export_state_known",
            ),
            models.CheckConstraint(condition=~models.Q(approver=models.F("member"), alone=False), name="export_by_two"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-id"], name="export_newest"),
            models.Index(fields=["state", "expires_at"], name="export_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.what} as {self.format}"


class Restoration(models.Model):
    """An archive that is put back into the workspace in the background, and what came of it."""

    class State(models.TextChoices):
        WORKING = "working"
        DONE = "done"
        FAILED = "failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WORKING)
    error = models.TextField(blank=True)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    dangling = models.JSONField(default=dict)
    members = models.JSONField(default=list)

    data_marks = marks(
        personal="members",
        plain="id workspace member at file_name state error people rows dangling",
        kept="as long as the workspace",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="restoration_newest")]
        constraints = [
            models.UniqueConstraint(fields=["workspace"], condition=models.Q(state="working"), name="one_restoration_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"
