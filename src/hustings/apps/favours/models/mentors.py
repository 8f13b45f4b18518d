"""Mentors and advisers: who advises us on what, what was advised, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Person
from hustings.kernel.privacy import marks


class Mentor(models.Model):
    """A person who advises a member, on which topics, and how often the two mean to sit together."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentorships")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    topics = models.CharField(max_length=400)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="person topics", plain="id workspace member every_days since ended_at", kept="as the person")

    class Meta:
        indexes = [models.Index(fields=["workspace", "ended_at", "-since"], name="mentor_by_end")]

    def __str__(self) -> str:
        return self.topics


class MentorSession(models.Model):
    """A talk with a mentor: topic, advice, and later what came of it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="sessions")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    topic = models.CharField(max_length=200)
    advice = models.TextField(blank=True)
    came_of_it = models.TextField(blank=True)
    came_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="topic advice came_of_it", plain="id workspace mentor member at came_at", kept="as the person")

    class Meta:
        indexes = [models.Index(fields=["mentor", "-at"], name="mentor_session_newest")]

    def __str__(self) -> str:
        return self.topic
