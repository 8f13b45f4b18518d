"""Groups with their members, goals and words, and opportunities with their candidates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.goals.models import Goal
from hustings.apps.people.models import Organisation, Person
from hustings.kernel.privacy import marks


class Group(models.Model):
    """A group of people, or a coalition of organisations, with what it is for. `closed_at` says that it has ended."""

    class Kind(models.TextChoices):
        GROUP = "group", _("group")
        COALITION = "coalition", _("coalition")
        COMMITTEE = "committee", _("committee of ours")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GROUP)
    purpose = models.CharField(max_length=1000, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(plain="id workspace name kind purpose owner made_at closed_at", kept="as long as the workspace")

    class Meta:
        indexes = [models.Index(fields=["workspace", "closed_at", "name", "id"], name="group_by_name")]

    def __str__(self) -> str:
        return self.name


class GroupGoal(models.Model):
    """A goal that a group shares."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="shared_goals")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="groups")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace group goal at", kept="as the group")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "goal"], name="group_goal_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.goal_id}"


class Membership(models.Model):
    """A person or an organisation that belongs to a group, with the role there. `until` is the day on which it ended."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    data_marks = marks(
        personal="person role note since until", plain="id workspace group organisation",
        kept="as the person, at most as the group",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) ^ Q(organisation__isnull=False), name="membership_of_one"),
            models.UniqueConstraint(fields=["group", "person"], condition=Q(person__isnull=False), name="membership_person_once"),
            models.UniqueConstraint(
                fields=["group", "organisation"], condition=Q(organisation__isnull=False), name="membership_organisation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id or self.organisation_id}".strip()


class Post(models.Model):
    """Something that a member says to a group: a notice on its board, a topic of its discussion, or an answer to one."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="posts")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    notice = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    data_marks = marks(
        personal="title text", plain="id workspace group parent notice member at changed_at until", kept="as the group"
    )

    class Meta:
        indexes = [models.Index(fields=["group", "parent", "-at", "-id"], name="post_newest")]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class Opportunity(models.Model):
    """A job, a volunteer or an advisory role that somebody of the network may fill."""

    class Kind(models.TextChoices):
        JOB = "job", _("job")
        VOLUNTEER = "volunteer", _("volunteer role")
        ADVISORY = "advisory", _("advisory role")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FILLED = "filled", _("filled")
        CLOSED = "closed", _("closed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=2000, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="opportunities")
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        plain="id workspace kind title text place link organisation group until state owner made_at",
        kept="as long as the workspace",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "until", "id"], name="opportunity_by_day")]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """Somebody put forward for an opportunity, and how far it got."""

    class State(models.TextChoices):
        CONSIDERED = "considered", _("considered")
        ASKED = "asked", _("asked")
        INTERESTED = "interested", _("interested")
        RECOMMENDED = "recommended", _("recommended")
        PLACED = "placed", _("placed")
        DECLINED = "declined", _("declined")
        DROPPED = "dropped", _("not pursued")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="candidacies")
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONSIDERED)
    note = models.CharField(max_length=1000, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person state note reasons", plain="id workspace opportunity member at state_at",
        kept="as the person, at most as the opportunity",
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "person"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.person_id}"
