"""Bodies, divisions and postcodes. Who holds an office stands with the person, as a position (people.Position)."""

from __future__ import annotations

from django.db import models

from hustings.apps.accounts.models import Workspace
from hustings.apps.people.models import Organisation
from hustings.kernel.privacy import marks


class Body(models.Model):
    """A public body: what an organisation is in Popolo's words, what it belongs to, and which set of data tells so.

    `number` is the external id of the record that says so; its part before the first colon names the set of data.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="body")
    parent = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    classification = models.CharField(max_length=60)
    division = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=2000, blank=True)
    number = models.CharField(max_length=500)

    data_marks = marks(
        plain="id workspace organisation parent classification division website number", kept="as long as its source"
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "classification", "organisation"], name="body_by_classification"),
            models.Index(fields=["workspace", "division"], name="body_by_division"),
        ]

    def __str__(self) -> str:
        return f"{self.classification} {self.organisation_id}"


class Division(models.Model):
    """A political place by its Open Civic Data id. `key` is its name folded, by which it is found."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    record_id = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=400)
    key = models.CharField(max_length=400)
    valid_through = models.CharField(max_length=10, blank=True)

    data_marks = marks(plain="id workspace record_id number name key valid_through", kept="as long as its source")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "number"], name="division_by_number"),
            models.Index(fields=["workspace", "key"], name="division_by_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode that lies in a division, at least in part. `code` is in capitals, without blanks and signs."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    record_id = models.BigIntegerField(unique=True)
    country = models.CharField(max_length=8)
    code = models.CharField(max_length=20)
    division = models.CharField(max_length=200)

    data_marks = marks(plain="id workspace record_id country code division", kept="as long as its source")

    class Meta:
        indexes = [models.Index(fields=["workspace", "code", "division"], name="postcode_by_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.division}"
