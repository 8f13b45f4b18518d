"""Editions of sets of public data, and filings of lobbyists."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Organisation
from hustings.kernel.privacy import marks


class Edition(models.Model):
    """A set of public data as it was added once: what it is, who publishes it, and the day as of which it holds.

    `scope` is what the external ids of its records begin with. `import_number` is the import that brought it.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=200)
    title = models.CharField(max_length=400)
    publisher = models.CharField(max_length=400, blank=True)
    link = models.CharField(max_length=2000, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    as_of = models.DateField()
    added_at = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    import_number = models.BigIntegerField()

    data_marks = marks(
        plain="id workspace scope title publisher link licence as_of added_at member import_number", kept="as its import"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_number", "scope"], name="edition_once_per_import")]
        indexes = [models.Index(fields=["workspace", "scope", "-as_of", "-id"], name="edition_newest")]

    def __str__(self) -> str:
        return f"{self.title} {self.as_of}"


class Filing(models.Model):
    """Who lobbied for whom, on what and for which side. The lobbyists themselves stand in the stored record behind it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    record_id = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=500)
    registrant = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="filings_as_firm")
    client = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="filings")
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    position = models.CharField(max_length=8, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        plain="id workspace record_id number registrant client subject text position amount currency since until at",
        kept="as long as its source",
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "subject", "position"], name="filing_by_subject"),
            models.Index(fields=["workspace", "client", "-id"], name="filing_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.subject}".strip()
