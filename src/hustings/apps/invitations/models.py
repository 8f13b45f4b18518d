"""Invitations to connect, from any network."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person, SavedSegment, Source
from hustings.kernel.privacy import marks


class Invitation(models.Model):
    """Somebody asked to connect, or a member asked somebody. It is pending until they are connected or a member decides.

    `chosen` is what a member chose to do about it and when: to meet first or to wait leaves it pending, out of sight until
    `away_until`. `overruled` names the rule that was set aside.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    class Chosen(models.TextChoices):
        ACCEPT = "accept"
        MEET_FIRST = "meet_first"
        HOLD = "hold"
        DECLINE = "decline"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    external_id = models.CharField(max_length=500)
    digest = models.BinaryField(max_length=16)
    channel = models.CharField(max_length=16)
    direction = models.CharField(max_length=4)
    sent_at = models.DateTimeField()
    message = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    decided_at = models.DateTimeField(null=True, blank=True)
    chosen = models.CharField(max_length=10, choices=Chosen.choices, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    overruled = models.CharField(max_length=16, blank=True)

    data_marks = marks(
        personal="person external_id message sent_at",
        plain="id workspace source member digest channel direction state decided_at chosen chosen_at away_until overruled",
        kept="as the person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="invitation_once"),
            models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="invitation_direction_known"),
            models.CheckConstraint(condition=Q(state__in=["pending", "accepted", "declined"]), name="invitation_state_known"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-sent_at"], condition=Q(state="pending"), name="invitation_pending"),
            models.Index(fields=["workspace", "direction", "chosen", "chosen_at"], name="invitation_by_choice"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.person_id}"


class RunwayTarget(models.Model):
    """How many people of a segment the network shall have on election day; without a segment, of the whole network."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    segment = models.ForeignKey(SavedSegment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    wanted = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace segment wanted member at", kept="as the workspace")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "segment"], condition=Q(segment__isnull=False), name="runway_target_once"
            ),
            models.UniqueConstraint(fields=["workspace"], condition=Q(segment__isnull=True), name="runway_whole_once"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="runway_target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.wanted}"
