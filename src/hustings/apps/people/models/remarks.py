"""What members say about people: notes, tags, custom fields and vouches."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models.contacts import Person
from hustings.kernel.privacy import marks


class Note(models.Model):
    """A remark by a member about a person."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(personal="person text", plain="id workspace member at", kept="as the person")

    def __str__(self) -> str:
        return self.text[:60]


class Tag(models.Model):
    """A word that members put on people."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)

    data_marks = marks(plain="id workspace name", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class TagAlias(models.Model):
    """Another word for a tag: what sources said before it was renamed, or the name of one that was merged into it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")

    data_marks = marks(plain="id workspace name tag", kept="as its tag")

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="tag_alias_once")]

    def __str__(self) -> str:
        return self.name


class PersonTag(models.Model):
    """A tag on a person; `by_hand` tags stay when sources change."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="person_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="person_tags", db_index=False)
    by_hand = models.BooleanField(default=False)

    data_marks = marks(personal="person tag", plain="id workspace by_hand", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="person_tag_once")]
        indexes = [models.Index(fields=["tag", "person"], name="person_tag_by_tag")]

    def __str__(self) -> str:
        return str(self.tag)


class CustomField(models.Model):
    """A typed field of the workspace's own."""

    class Type(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        CHOICE = "choice", _("choice")
        YES_NO = "yes_no", _("yes or no")
        URL = "url", _("web address")
        CHOICES = "choices", _("several choices")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    type = models.CharField(max_length=8, choices=Type.choices)
    choices = models.JSONField(default=list, blank=True)

    data_marks = marks(plain="id workspace name type choices", kept="as long as the workspace")

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="custom_field_once")]

    def __str__(self) -> str:
        return self.name


class Beginning(models.Func):
    """The first 80 letters in lower case. The number stands in the SQL: behind parameters SQLite does not see its index."""

    template = "LOWER(SUBSTR(%(expressions)s, 1, 80))"
    output_field = models.TextField()


class CustomValue(models.Model):
    """The value of a custom field for a person, as text in canonical form (ISO dates, plain numbers, yes or no).

    A value `by_hand` stays when sources change.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values", db_index=False)
    value = models.TextField()
    by_hand = models.BooleanField(default=True)

    data_marks = marks(personal="person value", plain="id workspace field by_hand", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "field"], name="custom_value_once")]
        # Only the beginning: PostgreSQL refuses longer entries in an index.
        indexes = [models.Index("field", Beginning("value"), "person", name="custom_value_by_value")]

    def __str__(self) -> str:
        return self.value


class Vouch(models.Model):
    """A member's answer to: how do I know them, what would I say about them, what would they say about me.

    `since` is when they met, as far as it is known (2019, 2019-05). `confidence` is how sure the member is of these answers.
    """

    class Confidence(models.TextChoices):
        SURE = "sure", _("sure")
        FAIRLY = "fairly", _("fairly sure")
        GUESS = "guess", _("a guess")

    class How(models.TextChoices):
        MET_IN_PERSON = "met_in_person", _("met in person")
        WORKED_TOGETHER = "worked_together", _("worked together")
        STUDIED_TOGETHER = "studied_together", _("studied together")
        INTRODUCED_BY = "introduced_by", _("introduced by somebody")
        FAMILY = "family", _("family")
        ONLINE_ONLY = "online_only", _("online only")
        NOT_KNOWN = "not_known", _("not known")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="vouches")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=20, choices=How.choices)
    where = models.CharField(max_length=400, blank=True)
    since = models.CharField(max_length=10, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    i_would_say = models.TextField(blank=True)
    they_would_say = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person how where since confidence i_would_say they_would_say", plain="id workspace member shared at",
        kept="as the person",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "member"], name="vouch_once"),
            models.CheckConstraint(
                condition=models.Q(
                    how__in=[
                        "met_in_person",
                        "worked_together",
                        "studied_together",
                        "introduced_by",
                        "family",
                        "online_only",
                        "not_known",
                    ]
                ),
                name="vouch_how_known",
            ),
        ]

    def __str__(self) -> str:
        return self.how


class VouchQuestion(models.Model):
    """That a member was asked how they know somebody: `at` when last and at which `moment`, and how they put it off.

    `passes` says that the next moment goes by in silence, `never` that they do not want to be asked about this person again.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="vouch_questions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    moment = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)
    passes = models.BooleanField(default=True)
    never = models.BooleanField(default=False)

    data_marks = marks(personal="person moment", plain="id workspace member at passes never", kept="as the person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "member"], name="vouch_question_once")]

    def __str__(self) -> str:
        return self.moment
