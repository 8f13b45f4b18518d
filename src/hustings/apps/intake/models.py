"""Imports, what they rest on, and records that wait for their room."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.channels.models import Channel, Stream
from hustings.apps.people.models import Person, Source
from hustings.kernel.privacy import marks


class Import(models.Model):
    """One import: what was given, how far it is, what it did. A large one moves on in chunks from `applied`.

    One with a `channel` stands for everything that a live account brought: what rests on it is not undone with a file.
    """

    class State(models.TextChoices):
        STAGED = "staged"
        PLANNED = "planned"
        APPLYING = "applying"
        APPLIED = "applied"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_said = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    paths = models.JSONField(default=list)
    kept_copy = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict)
    preview = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(default=0)
    applied = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    channel = models.OneToOneField(Channel, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    data_marks = marks(
        personal="paths report preview choices error",
        plain="id workspace member owner owner_said state kept_copy total applied created_at started_at beat_at finished_at "
        "undone_at channel",
        kept="as long as the workspace",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class TableShape(models.Model):
    """What the columns of tables with one header mean, as a member last said: the next table of that shape is read so."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    shape = models.CharField(max_length=16)
    mapping = models.JSONField()
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace shape mapping member at", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "shape"], name="table_shape_once")]

    def __str__(self) -> str:
        return self.shape


class Support(models.Model):
    """An import rests on stored records, from `first_id` to `last_id` of a kind: it brought, changed or found them unchanged.

    A changed record has a row of its own, with what it was `before`. A record stays as long as anything supports it; undoing an
    import takes its supports away.
    """

    imported_by = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="supports")
    kind = models.CharField(max_length=16)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    before = models.TextField(null=True, blank=True)  # noqa: DJ001 - null is "brought or unchanged", not an empty payload

    data_marks = marks(personal="before", plain="id imported_by kind first_id last_id", kept="as its import")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(first_id__lte=models.F("last_id")), name="support_in_order"),
        ]
        indexes = [models.Index(fields=["kind", "first_id"], condition=models.Q(before__isnull=False), name="support_changed")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} to {self.last_id}"


class KeptRecord(models.Model):
    """A typed record whose room has not come yet (posts, comments, reactions, events, attendance, follows, money, ties)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    external_id = models.CharField(max_length=500)
    digest = models.BinaryField(max_length=16)
    payload = models.TextField()
    at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="external_id payload at", plain="id workspace source kind digest", kept="as its source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "external_id"], name="kept_record_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class KeptHandle(models.Model):
    """A handle that a kept record names, so that people who become known later show up with it, in whatever order files come."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(KeptRecord, on_delete=models.CASCADE, related_name="handles")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=500)

    data_marks = marks(personal="kind value", plain="id workspace record", kept="as its record")

    class Meta:
        indexes = [models.Index(fields=["workspace", "kind", "value"], name="kept_handle_by_value")]

    def __str__(self) -> str:
        return self.value


class KeptMention(models.Model):
    """A kept record names a person whom we know, so that it shows on the timeline."""

    record = models.ForeignKey(KeptRecord, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_mentions")

    data_marks = marks(personal="person", plain="id record", kept="as its record")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="kept_mention_once")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.person_id}"


class Sighting(models.Model):
    """A stream of a live account holds a record: one that stands in two folders is gone once it is gone from both."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="+")
    mark = models.BinaryField(max_length=16)

    data_marks = marks(plain="id stream mark", kept="as long as the stream holds the record")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "mark"], name="sighting_once")]
        indexes = [models.Index(fields=["mark"], name="sighting_by_mark")]

    def __str__(self) -> str:
        return f"{self.stream_id}"
