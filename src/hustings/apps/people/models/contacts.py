"""Who they are. The rows of a person are folded from its source records (engine.profile) and can always be folded anew."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.kernel.privacy import marks


class Segment(models.TextChoices):
    """How near somebody is kept; each has a cadence (engine.cadence)."""

    CLOSE_ALLIES = "close_allies", _("close allies")
    NETWORK = "network", _("network")
    ACQUAINTANCES = "acquaintances", _("acquaintances")
    NONE = "none", _("no rhythm")


class Source(models.Model):
    """Where facts came from: one member's exports of one format, or a member's own hand. Carries the use rule."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reader = models.CharField(max_length=40)
    account = models.CharField(max_length=200, blank=True)
    use_rule = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="account", plain="id workspace member reader use_rule created_at", kept="as long as its facts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member", "reader", "account"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.reader} {self.account}".strip()


class MonthDay(models.Func):
    """The day of the year with which a birthday ends, such as `-03-14`; something else for one that is known in part.

    Written without parameters, so that data bases find the index on it.
    """

    arity = 1
    template = "substr(%(expressions)s, -6)"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Which counts from the end by another function."""
        return self.as_sql(compiler, connection, template="right(%(expressions)s, 6)", **context)


class Organisation(models.Model):
    """A body, a company, a union, a group or a media outlet. `key` is its name without case, accents and legal form."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400)
    key = models.CharField(max_length=400)
    website = models.CharField(max_length=2000, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace name key website followed_at created_at", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="organisation_key_once")]
        indexes = [models.Index(fields=["workspace", "name", "id"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Anyone we know or know of: one record per human, built from every source."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400)
    sort_name = models.CharField(max_length=400)
    given_name = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=1000, blank=True)
    summary = models.TextField(blank=True)
    location = models.CharField(max_length=400, blank=True)
    birthday = models.CharField(max_length=10, blank=True)
    connected_on = models.DateField(null=True, blank=True)
    own_member = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="own_person")
    assigned_to = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    silent_by_hand = models.BooleanField(default=False)
    silent_by_source = models.BooleanField(default=False)
    do_not_contact = models.GeneratedField(
        expression=models.Q(silent_by_hand=True) | models.Q(silent_by_source=True),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    household = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=16, choices=Segment.choices, default=Segment.NONE)
    segment_by_hand = models.BooleanField(default=False)
    period_days = models.PositiveSmallIntegerField(null=True, blank=True)
    closeness = models.FloatField(default=-1e9)
    strength = models.FloatField(null=True, blank=True)
    last_touch_at = models.DateTimeField(null=True, blank=True)
    last_two_way_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    latest_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="name sort_name given_name headline summary location birthday connected_on own_member silent_by_hand "
        "silent_by_source do_not_contact household segment segment_by_hand period_days closeness strength last_touch_at "
        "last_two_way_at due_on latest_on",
        plain="id workspace assigned_to created_at",
        kept="until erased, or let go in a review of the network",
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "sort_name", "id"], name="person_by_name"),
            models.Index(fields=["workspace", "-closeness", "id"], name="person_by_closeness"),
            models.Index(fields=["workspace", "due_on", "id"], name="person_by_due"),
            models.Index(
                fields=["workspace", "-last_touch_at", "id"],
                name="person_by_last_touch",
                condition=models.Q(last_touch_at__isnull=False),
            ),
            models.Index(fields=["workspace", "segment", "sort_name"], name="person_by_segment"),
            models.Index(fields=["workspace", "assigned_to", "sort_name"], name="person_by_assignee"),
            models.Index("workspace", Lower("location"), "id", name="person_by_place", condition=models.Q(location__gt="")),
            models.Index(fields=["workspace", "household"], name="person_by_household", condition=~models.Q(household="")),
            models.Index(
                fields=["workspace", "assigned_to", "due_on", "id"],
                name="person_by_own_due",
                condition=models.Q(assigned_to__isnull=False, due_on__isnull=False),
            ),
            models.Index(
                "workspace",
                MonthDay("birthday"),
                models.F("closeness").desc(),
                "id",
                name="person_by_birthday",
                condition=models.Q(birthday__gt=""),
            ),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(segment__in=Segment.values), name="person_segment_known")]

    def __str__(self) -> str:
        return self.name


class SourceRecord(models.Model):
    """What one source says about one person or organisation, word for word (kernel.records). The truth behind the folded rows."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    external_id = models.CharField(max_length=500)
    digest = models.BinaryField(max_length=16)
    payload = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="source_records")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="source_records")
    updated_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="external_id payload person",
        plain="id workspace source kind digest organisation updated_at",
        kept="as the person",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "external_id"], name="source_record_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Identity(models.Model):
    """A handle of a person, in canonical form. A family may share one, so a value is not unique in a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=500)
    label = models.CharField(max_length=100, blank=True)

    data_marks = marks(personal="person kind value label", plain="id workspace", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="identity_once_per_person")]
        indexes = [models.Index(fields=["workspace", "kind", "value"], name="identity_by_value")]

    def __str__(self) -> str:
        return self.value


class BlockKey(models.Model):
    """A key under which linkage looks for the same human (engine.linkage.block_keys)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="block_keys")
    key = models.CharField(max_length=300)

    data_marks = marks(personal="person key", plain="id workspace", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="block_key_once_per_person")]
        indexes = [models.Index(fields=["workspace", "key"], name="block_key_by_key")]

    def __str__(self) -> str:
        return self.key


class Position(models.Model):
    """A role at an organisation, with dates as far as they are known."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")
    title = models.CharField(max_length=400, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    current = models.BooleanField(default=False)
    location = models.CharField(max_length=400, blank=True)
    description = models.TextField(blank=True)
    division = models.CharField(max_length=200, blank=True, default="")
    party = models.CharField(max_length=200, blank=True, default="")
    rank = models.PositiveSmallIntegerField(default=0)

    data_marks = marks(
        personal="person organisation title since until current location description division party rank", plain="id workspace",
        kept="as the person",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["workspace", "division"], name="position_by_division", condition=~models.Q(division=""))]

    def __str__(self) -> str:
        return self.title


class Education(models.Model):
    """A time of study."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="educations")
    school = models.CharField(max_length=400)
    degree = models.CharField(max_length=400, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    notes = models.TextField(blank=True)

    data_marks = marks(personal="person school degree since until notes", plain="id workspace", kept="as the person")

    def __str__(self) -> str:
        return self.school


class Skill(models.Model):
    """Something a person says they can do."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    name = models.CharField(max_length=200)

    data_marks = marks(personal="person name", plain="id workspace", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="skill_once_per_person")]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """A postal address, in vCard's parts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    street = models.CharField(max_length=500, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=100, blank=True)
    label = models.CharField(max_length=100, blank=True)

    data_marks = marks(
        personal="person street locality region postal_code country label", plain="id workspace", kept="as the person"
    )

    class Meta:
        indexes = [
            models.Index("workspace", Lower("locality"), "person", name="address_by_locality"),
            models.Index("workspace", Lower("postal_code"), "person", name="address_by_postal_code"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, self.locality, self.region, self.country) if part)


class Consent(models.Model):
    """What holds about reaching a person through a channel, at an address or for a purpose (engine.consent)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=8)
    value = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12)
    at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True)

    data_marks = marks(personal="person channel value purpose status at words", plain="id workspace", kept="as the person")

    class Meta:
        indexes = [models.Index(fields=["workspace", "channel", "status"], name="consent_by_status")]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class Support(models.Model):
    """How sources rate a person's support, from 1 (strong support) to 5 (strong opposition); the newest word on each subject."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supports")
    subject = models.CharField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True)

    data_marks = marks(personal="person subject level at words", plain="id workspace", kept="as the person")

    class Meta:
        indexes = [models.Index(fields=["workspace", "subject", "level"], name="support_by_level")]

    def __str__(self) -> str:
        return f"{self.subject} {self.level}".strip()
