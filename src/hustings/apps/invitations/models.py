"""Invitations to connect, from any network."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person, Source
from hustings.kernel.privacy import marks


class Invitation(models.Model):
    """Somebody asked to connect, or a member asked somebody. It is pending until they are connected or a member decides."""

    class State(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"

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

    data_marks = marks(
        personal="person external_id message sent_at",
        plain="id workspace source member digest channel direction state decided_at",
        kept="as the person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="invitation_once"),
            models.CheckConstraint(condition=Q(direction__in=["in", "out"]), name="invitation_direction_known"),
            models.CheckConstraint(condition=Q(state__in=["pending", "accepted", "declined"]), name="invitation_state_known"),
        ]
        indexes = [models.Index(fields=["workspace", "-sent_at"], condition=Q(state="pending"), name="invitation_pending")]

    def __str__(self) -> str:
        return f"{self.direction} {self.person_id}"
