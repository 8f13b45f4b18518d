"""What is known of where somebody stands on an issue: dated facts with their source, and on what condition they may be kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models.contacts import Organisation, Person
from hustings.kernel.privacy import marks


class Issue(models.Model):
    """A question on which people take sides, such as an ordinance. Goals are about one; `key` is the name as it is searched."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)

    data_marks = marks(plain="id workspace name key", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="issue_once")]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """A fact about the stance of a person or an organisation on an issue. `lean` runs from -1 (against) to 1 (for).

    `kind` is one of engine.stance.KINDS, `source` names what it comes from in the end: ten shares of a statement have one source.
    """

    class Condition(models.TextChoices):
        CONSENT = "consent", _("they agreed that we keep it")
        CONTACT = "contact", _("they are a member or a regular contact of ours")
        PUBLIC = "public", _("their own public words, or an act in public office")
        ORGANISATION = "organisation", _("the position of an organisation")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    lean = models.FloatField()
    words = models.TextField(blank=True)
    link = models.CharField(max_length=2000, blank=True)
    condition = models.CharField(max_length=12, choices=Condition.choices)
    confirmed = models.BooleanField(default=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person source at lean words link",
        plain="id workspace issue organisation kind condition confirmed member recorded_at",
        kept="as the person",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) ^ Q(organisation__isnull=False), name="evidence_about_one"),
            models.CheckConstraint(condition=Q(lean__gte=-1, lean__lte=1), name="evidence_lean_range"),
        ]
        indexes = [
            models.Index(fields=["issue", "person"], name="evidence_of_person"),
            models.Index(fields=["issue", "organisation"], name="evidence_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lean:+.1f}"
