"""How often and when people may be reached: limits of the workspace, quiet times, and what reviews of the network decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models.contacts import Person
from hustings.kernel.privacy import marks


class ContactLimits(models.Model):
    """How often all members together may reach out to one person, over all channels, and the hours in which nobody does.

    Weekdays in `quiet_days` are 0 (Monday) to 6. Hours are those of the workspace's zone; equal ones mean that no hour is quiet.
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="+")
    per_day = models.PositiveSmallIntegerField(default=1)
    per_week = models.PositiveSmallIntegerField(default=3)
    per_month = models.PositiveSmallIntegerField(default=6)
    quiet_from = models.TimeField(default="21:00")
    quiet_until = models.TimeField(default="08:00")
    quiet_days = models.JSONField(default=list, blank=True)

    data_marks = marks(plain="id workspace per_day per_week per_month quiet_from quiet_until quiet_days", kept="as the workspace")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_day__gte=1, per_week__gte=1, per_month__gte=1), name="limits_allow_something")
        ]

    def __str__(self) -> str:
        return f"{self.per_day} a day, {self.per_week} a week, {self.per_month} a month"


class QuietTime(models.Model):
    """Days on which nobody reaches out: to one person, or to anybody where there is none (holidays, mourning, polling day)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="quiet_times")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    why = models.CharField(max_length=200, blank=True)

    data_marks = marks(personal="person why", plain="id workspace member since until", kept="as the person")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="quiet_time_in_order")]
        indexes = [models.Index(fields=["workspace", "until"], name="quiet_time_open")]

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"


class Reassessment(models.Model):
    """What a review of the network decided about a person, and until when it stands."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("keep as it is")
        CLOSER = "closer", _("move closer")
        FURTHER = "further", _("move further away")
        LET_GO = "let_go", _("let go")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reassessments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    proposed = models.CharField(max_length=8, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateField()

    data_marks = marks(
        personal="person decision before after proposed reasons", plain="id workspace member at until", kept="as the person"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=["keep", "closer", "further", "let_go"]), name="reassessment_known")
        ]
        indexes = [models.Index(fields=["workspace", "until", "person"], name="reassessment_stands")]

    def __str__(self) -> str:
        return self.decision
