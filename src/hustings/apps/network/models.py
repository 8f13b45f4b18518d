"""Ties that members state, what they keep to themselves, and who is never asked for an introduction.

Ties that follow from positions, meetings and public acts are not stored here: they are read from those (see `sources`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Organisation, Person
from hustings.engine.among import STATED
from hustings.kernel.privacy import marks


class Relation(models.Model):
    """A tie between two others as a member states it: of a kind, with a side, dated, with its source. One that is not `shared` is
    used for its member alone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    one_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    one_organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in STATED])
    sign = models.SmallIntegerField(default=0)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    link = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField(default=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="one_person other_person kind sign since until words link",
        plain="id workspace one_organisation other_organisation shared member at",
        kept="as both ends",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one_person__isnull=True) | Q(one_organisation__isnull=True), name="relation_from_one"
            ),
            models.CheckConstraint(
                condition=Q(other_person__isnull=True) | Q(other_organisation__isnull=True), name="relation_to_one"
            ),
            models.CheckConstraint(condition=Q(sign__in=[-1, 0, 1]), name="relation_sign_known"),
        ]

    def __str__(self) -> str:
        return self.kind


class Discretion(models.Model):
    """A member keeps their own ties to themselves: those to one person, or all of them where `person` is empty.

    Such ties make no path, no tie on a page and no influence for anybody else.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="person", plain="id workspace member at", kept="as the person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "person"], name="discretion_once", condition=Q(person__isnull=False)),
            models.UniqueConstraint(fields=["member"], name="discretion_of_all_once", condition=Q(person__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.person_id or ''}".strip()


class NeverAsk(models.Model):
    """Somebody who is never asked for an introduction, by anybody here, and why."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="never_ask")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="person reason", plain="id workspace member at", kept="as the person")

    def __str__(self) -> str:
        return self.reason


class NamedIn(models.Model):
    """A stored record names somebody without a handle: a gift its recipient, a public item an official or an organisation.

    An organisation is known by its `key`, whether or not it is known by then; a person only where the name is clear. Derived from
    the record, and gone with it.
    """

    class Kind(models.TextChoices):
        GIFT = "gift", _("a gift")
        ITEM = "item", _("a public item")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=400, blank=True)

    data_marks = marks(personal="person key", plain="id workspace record_id kind", kept="as the record")

    class Meta:
        indexes = [
            models.Index(fields=["record_id"], name="named_by_record"),
            models.Index(fields=["workspace", "kind", "key"], name="named_by_key"),
        ]

    def __str__(self) -> str:
        return self.key or str(self.person_id)
