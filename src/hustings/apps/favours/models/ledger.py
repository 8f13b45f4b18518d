"""Favours given and received, asks, and gifts to officials."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person, Promise
from hustings.kernel.privacy import marks


class Favour(models.Model):
    """Value given to a person or received from them. `kind` is one of engine.reciprocity.FAVOURS; `done_at` is empty while it is
    only promised. `promise` is what was promised in a talk, where it came from there: both are settled together."""

    class Direction(models.TextChoices):
        GIVEN = "given"
        RECEIVED = "received"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="favours", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    promise = models.OneToOneField(Promise, on_delete=models.SET_NULL, null=True, blank=True, related_name="favour")
    kind = models.CharField(max_length=16)
    size = models.FloatField(default=1.0)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person direction kind size text at done_at thanked_at",
        plain="id workspace member promise recorded_at",
        kept="as the person",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["given", "received"]), name="favour_direction_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="favour_size_positive"),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="favour_of_person"),
            models.Index(
                fields=["workspace", "-at"],
                condition=Q(direction="received", done_at__isnull=False, thanked_at__isnull=True),
                name="favour_not_thanked",
            ),
            models.Index(
                fields=["workspace", "-at"], condition=Q(direction="given", done_at__isnull=True), name="favour_promised"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind}"


class Ask(models.Model):
    """Something we want of a person. `kind` is one of engine.reciprocity.ASKS; `overruled` says that a stop was set aside."""

    class State(models.TextChoices):
        PLANNED = "planned"
        MADE = "made"
        YES = "yes"
        NO = "no"
        THANKED = "thanked"
        WITHDRAWN = "withdrawn"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MADE)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    overruled = models.CharField(max_length=24, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person kind text state at answered_at thanked_at overruled", plain="id workspace member recorded_at",
        kept="as the person",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="ask_of_person"),
            models.Index(fields=["workspace", "state", "-at"], name="ask_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Gift(models.Model):
    """Something of value for an official: how much, from whom, under which rule, and what the rule said when it was put down.

    What is taken back stays in the log as taken back, and counts towards no limit.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="gifts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=400)
    on = models.DateField()
    source = models.CharField(max_length=200)
    giver = models.CharField(max_length=24)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    cash = models.BooleanField(default=False)
    rule = models.CharField(max_length=40)
    said = models.CharField(max_length=16)
    why = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="person what on source giver value currency cash",
        plain="id workspace member rule said why recorded_at taken_back_at",
        kept="seven years, for the ethics office",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["workspace", "-on", "id"], name="gift_log")]

    def __str__(self) -> str:
        return self.what
