"""What the map of a goal keeps: how much influence flows from the deciders to whom, through whom, and introductions asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Organisation, Person
from hustings.kernel.privacy import marks


class Influence(models.Model):
    """How much of the influence on a goal is with somebody: the `share` of walks from the deciders over ties, and a `value` from
    0 to 1 that follows. `through` names the nodes who pass most of it on, with their parts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey("goals.Goal", on_delete=models.CASCADE, related_name="influences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    share = models.FloatField()
    value = models.FloatField()
    through = models.JSONField(default=list)
    at = models.DateTimeField()

    data_marks = marks(
        personal="person share value through", plain="id workspace goal organisation at", kept="until it is reckoned anew"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "person"], condition=Q(person__isnull=False), name="influence_person_once"),
            models.UniqueConstraint(
                fields=["goal", "organisation"], condition=Q(organisation__isnull=False), name="influence_organisation_once"
            ),
        ]
        indexes = [models.Index(fields=["goal", "-share"], name="influence_by_share")]

    def __str__(self) -> str:
        return f"{self.value:.2f}"


class Reckoning(models.Model):
    """Of which deciders and which ties the influence on a goal was reckoned last; where neither changed, it holds."""

    goal = models.OneToOneField("goals.Goal", on_delete=models.CASCADE, related_name="reckoning")
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    data_marks = marks(plain="id goal mark at", kept="until it is reckoned anew")

    def __str__(self) -> str:
        return self.mark


class StanceFit(models.Model):
    """How sure stances of a workspace may be, by its own settled cases (fitting); None where the default holds. `mark` is what
    had been settled by then."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="+")
    temperature = models.FloatField(null=True)
    cases = models.PositiveIntegerField()
    mark = models.CharField(max_length=40)
    at = models.DateTimeField()

    data_marks = marks(plain="id workspace temperature cases mark at", kept="until it is fitted anew")

    def __str__(self) -> str:
        return f"{self.cases}"


class Introduction(models.Model):
    """Somebody is asked to introduce us to the next on a chain to a target. `ask_number` is the ask in the ledger of favours;
    `chain` holds the ids of the whole chain, the target last."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        HAPPENED = "happened", _("happened")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey("goals.Goal", on_delete=models.SET_NULL, null=True, blank=True, related_name="introductions")
    introducer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    chain = models.JSONField(default=list)
    draft = models.TextField(blank=True)
    ask_number = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="introducer target chain draft state", plain="id workspace goal ask_number member asked_at settled_at",
        kept="as both people",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["workspace", "introducer", "-asked_at"], name="introduction_by_introducer")]

    def __str__(self) -> str:
        return f"{self.introducer_id} to {self.target_id}"
