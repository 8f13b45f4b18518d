"""What happened between us and them, and the ties that follow from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models.contacts import Person, Source
from hustings.kernel.privacy import marks

FROM_CALENDARS = "calendar"
"""The reader of meetings that follow from a member's calendar, and go with it."""
RETURNED = "returned"
"""The mark of a letter of ours that came back: it reached nobody."""
DIRECTIONS = ("in", "out", "mutual", "none")


class Interaction(models.Model):
    """Something that happened between a member and people: message, call, meeting, letter, endorsement, recommendation.

    `automatic` is the mark of mail that no person wrote by hand, or of what came back; `counts` says whether it weighs in ties.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=500)
    digest = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=16)
    direction = models.CharField(max_length=8)
    channel = models.CharField(max_length=16)
    at = models.DateTimeField()
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    automatic = models.CharField(max_length=16, blank=True)
    counts = models.BooleanField(default=True)
    participants = models.PositiveSmallIntegerField(default=2)

    data_marks = marks(
        personal="external_id kind direction channel at subject text automatic",
        plain="id workspace source member digest counts participants",
        kept="as the people in it",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "external_id"], name="interaction_once"),
            models.CheckConstraint(condition=Q(direction__in=DIRECTIONS), name="interaction_direction_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Participation(models.Model):
    """A person took part in an interaction. `at` repeats the interaction's time, so that a timeline is one index scan."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations", db_index=False)
    role = models.CharField(max_length=8, default="to")
    at = models.DateTimeField()

    data_marks = marks(personal="person role at", plain="id workspace interaction", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "person"], name="participation_once")]
        indexes = [models.Index(fields=["person", "-at", "interaction"], name="participation_timeline")]

    def __str__(self) -> str:
        return self.role


class Tie(models.Model):
    """How one person stands to another: sums of engine.ties in both directions, seen from `subject`, and the last moments."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties_of_others")
    out_fast = models.FloatField(default=0)
    out_slow = models.FloatField(default=0)
    in_fast = models.FloatField(default=0)
    in_slow = models.FloatField(default=0)
    out_count = models.PositiveIntegerField(default=0)
    in_count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True, blank=True)
    last_in_at = models.DateTimeField(null=True, blank=True)
    last_out_at = models.DateTimeField(null=True, blank=True)
    last_mutual_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="subject other out_fast out_slow in_fast in_slow out_count in_count first_at last_in_at last_out_at "
        "last_mutual_at",
        plain="id workspace",
        kept="as both people",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "other"], name="tie_once"),
            models.CheckConstraint(condition=~Q(subject=F("other")), name="tie_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} to {self.other_id}"


class Occasion(models.Model):
    """A reason to get in touch that was found in the data: a new position, an endorsement or a recommendation not yet thanked."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="occasions")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    evidence = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="person kind at facts evidence settled_at", plain="id workspace", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "evidence"], name="occasion_once")]
        indexes = [
            models.Index(fields=["workspace", "-at"], condition=Q(settled_at=None), name="occasion_open"),
            models.Index(fields=["workspace", "kind", "id"], condition=Q(settled_at=None), name="occasion_open_by_kind"),
        ]

    def __str__(self) -> str:
        return self.kind


class Promise(models.Model):
    """Something that we said we would do for a person, with a day to keep it by."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="promises")
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="promises")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="person text", plain="id workspace interaction member due_on made_at kept_at", kept="as the person"
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "due_on"], condition=Q(kept_at=None), name="promise_open")]

    def __str__(self) -> str:
        return self.text
