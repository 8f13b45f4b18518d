"""Segments that members saved, and changes to many people at once with what is needed to take them back."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.kernel.privacy import marks


class SavedSegment(models.Model):
    """A question about people or organisations under a name. Only the question is kept, never its answer: it is asked anew.

    `text` is in the language of engine.segments. One that is not shared is seen by its member alone.
    """

    class About(models.TextChoices):
        PEOPLE = "people", _("people")
        ORGANISATIONS = "organisations", _("organisations")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=13, choices=About.choices, default=About.PEOPLE)
    text = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="text", plain="id workspace name about member shared at", kept="until deleted")

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="saved_segment_once"),
            models.CheckConstraint(condition=models.Q(about__in=["people", "organisations"]), name="saved_segment_about"),
        ]

    def __str__(self) -> str:
        return self.name


class BulkEdit(models.Model):
    """One change to many people. `change` says what, `done` of `total` how far it is; the chunks know how to take it back."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"
        FAILED = "failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    change = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.TextField(blank=True)

    data_marks = marks(personal="change", plain="id workspace member at state total done changed refused", kept="ninety days")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "undoing", "undone", "failed"]),
                name="bulk_edit_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.done} of {self.total}"


class BulkChunk(models.Model):
    """Some of the people of a change to many: their ids, and once it was `done`, what is needed to take it back."""

    edit = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="chunks")
    people = models.JSONField()
    done = models.BooleanField(default=False)
    before = models.JSONField(default=dict, blank=True)

    data_marks = marks(personal="people before", plain="id edit done", kept="as its change")

    class Meta:
        indexes = [models.Index(fields=["edit", "done", "id"], name="bulk_chunk_next")]

    def __str__(self) -> str:
        return f"{len(self.people)} people"
