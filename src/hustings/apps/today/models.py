"""The list of the day, frozen per member, and what became of each item."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person
from hustings.kernel.privacy import marks


class TodayList(models.Model):
    """One member's list for one day in the workspace's zone. It stays as it was made; what is new and urgent waits beside it.

    `seen` holds the newest ids of each kind of evidence when the list was made, `checked` those at the last look for news.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)
    seen = models.JSONField(default=dict)
    checked = models.JSONField(default=dict)

    data_marks = marks(plain="id workspace member day minutes made_at checked_at seen checked", kept="a year")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "day"], name="today_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class TodayItem(models.Model):
    """Somebody to talk to: why (reasons with evidence), how, and what to start with. `waiting` ones came after the list."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        LATER = "later"
        NOT_NEEDED = "not_needed"
        WRONG = "wrong"

    list = models.ForeignKey(TodayList, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="today_items")
    rank = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=24)
    channel = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    score = models.FloatField()
    reasons = models.JSONField()
    opening = models.TextField(blank=True)
    opening_evidence = models.CharField(max_length=80, blank=True)
    opening_language = models.CharField(max_length=16, blank=True)
    waiting = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    data_marks = marks(
        personal="person reasons opening opening_evidence opening_language",
        plain="id list rank action channel minutes score waiting state state_at until",
        kept="a year",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "person"], name="today_item_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "done", "later", "not_needed", "wrong"]), name="today_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.person_id}"


class Quiet(models.Model):
    """Somebody or one reason about somebody is left out of Today: until a day, or for good (`until` empty)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="today_quiets")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=24, blank=True)
    evidence = models.CharField(max_length=80, blank=True)
    until = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person code evidence",
        plain="id workspace member until at",
        kept="a year after its day; without one, as the person",
    )

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"


class FoundUntil(models.Model):
    """How far the data of a workspace were looked through for occasions: the newest id looked at, by kind of row."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="+")
    newest = models.JSONField(default=dict)

    data_marks = marks(plain="id workspace newest", kept="as the workspace")

    def __str__(self) -> str:
        return str(self.workspace_id)
