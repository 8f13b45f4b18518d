"""Introductions and recommendations, from the request to what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person
from hustings.kernel.privacy import marks


class Reference(models.Model):
    """An introduction or a recommendation about a person, with the answers to the two questions that come before it.

    `asked_by` is who wants it, `to` to whom it goes where that is one of our people. `direction` says whether we give it or want
    it. It is asked, refused, given (or received), and closed with what came of it.
    """

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", _("introduction")
        RECOMMENDATION = "recommendation", _("recommendation")

    class Direction(models.TextChoices):
        GIVEN = "given", _("from us")
        WANTED = "wanted", _("for us")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        REFUSED = "refused", _("refused")
        GIVEN = "given", _("given")
        CLOSED = "closed", _("closed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="references")
    to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="references_received")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    direction = models.CharField(max_length=6, choices=Direction.choices)
    what_for = models.CharField(max_length=400, blank=True)
    how = models.CharField(max_length=20)
    i_would_say = models.TextField(blank=True)
    they_would_say = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    came_of_it = models.TextField(blank=True)

    data_marks = marks(
        personal="person to kind direction what_for how i_would_say they_would_say state came_of_it",
        plain="id workspace member asked_at answered_at closed_at",
        kept="as the people in it",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["asked", "refused", "given", "closed"]), name="reference_state_known"),
            models.CheckConstraint(condition=Q(direction__in=["given", "wanted"]), name="reference_direction_known"),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-asked_at"], name="reference_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
