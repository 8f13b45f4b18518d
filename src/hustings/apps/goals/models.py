"""Goals, their stakeholders, and the tasks that a playbook or a member sets for them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.people.models import Evidence, Issue, Organisation, Person
from hustings.kernel.privacy import marks


class Goal(models.Model):
    """A political objective. `for_it` is false where we want the issue to fail: who is for it is then against us.

    The body decides by the rule; `of_all_members` says that absent ones count against.
    """

    class Rule(models.TextChoices):
        MAJORITY = "majority", _("a majority")
        TWO_THIRDS = "two_thirds", _("two thirds")
        ONE_PERSON = "one_person", _("one person")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        DROPPED = "dropped", _("given up")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="goals")
    for_it = models.BooleanField(default=True)
    kind = models.CharField(max_length=16, blank=True)
    success = models.CharField(max_length=500, blank=True)
    deadline = models.DateField(null=True, blank=True)
    body = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=12, choices=Rule.choices, default=Rule.MAJORITY)
    of_all_members = models.BooleanField(default=False)
    stage = models.CharField(max_length=60, blank=True)
    theory = models.CharField(max_length=1000, blank=True)
    review_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        plain="id workspace name issue for_it kind success deadline body rule of_all_members stage theory review_on state owner "
        "created_at",
        kept="as long as the workspace",
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "deadline", "id"], name="goal_by_deadline")]

    def __str__(self) -> str:
        return self.name


class Stakeholder(models.Model):
    """A person or an organisation on the map of a goal. A dismissed one is remembered, so that it is not proposed again.

    Power and interest are from 1 to 5, empty while nobody has judged them.
    """

    class Tier(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("decision-maker")
        INFLUENCER = "influencer", _("influencer")
        CONSTITUENT = "constituent", _("constituent")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="stakeholders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="stakes")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="stakes")
    tier = models.CharField(max_length=16, choices=Tier.choices)
    power = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    interest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    motives = models.TextField(blank=True)
    alliances = models.TextField(blank=True)
    history = models.TextField(blank=True)
    tactic = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    next_step = models.CharField(max_length=500, blank=True)
    next_on = models.DateField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    dismissed = models.BooleanField(default=False)
    influence = models.FloatField(null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="person tier power interest motives alliances history tactic next_step reasons influence",
        plain="id workspace goal organisation owner next_on dismissed member added_at",
        kept="as the person, at most as the goal",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) ^ Q(organisation__isnull=False), name="stakeholder_is_one"),
            models.UniqueConstraint(fields=["goal", "person"], condition=Q(person__isnull=False), name="stakeholder_person_once"),
            models.UniqueConstraint(
                fields=["goal", "organisation"], condition=Q(organisation__isnull=False), name="stakeholder_organisation_once"
            ),
            models.CheckConstraint(
                condition=Q(power__isnull=True) | Q(power__gte=1, power__lte=5), name="stakeholder_power_range"
            ),
            models.CheckConstraint(
                condition=Q(interest__isnull=True) | Q(interest__gte=1, interest__lte=5), name="stakeholder_interest_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.person_id or self.organisation_id}"


class GoalSubject(models.Model):
    """What people do that speaks for or against a goal: a bill that is this goal, a petition or another action by its title, an
    event by its title, a tag. `helps` is false where it is what we do not want.

    `key` is the subject as it is searched: without regard to case and blanks. `condition` is why what private people did may be
    kept (as in Evidence), empty of a bill.
    """

    class Kind(models.TextChoices):
        BILL = "bill", _("a bill")
        ACTION = "action", _("a petition or another action")
        EVENT = "event", _("an event")
        TAG = "tag", _("a tag")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField(max_length=400)
    key = models.CharField(max_length=400)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BILL)
    helps = models.BooleanField(default=True)
    condition = models.CharField(max_length=12, choices=Evidence.Condition.choices, blank=True, default="")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace goal subject key kind helps condition member at", kept="as the goal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "kind", "key"], name="goal_subject_once")]
        indexes = [models.Index(fields=["workspace", "key"], name="goal_subject_by_key")]

    def __str__(self) -> str:
        return self.subject


class Footing(models.Model):
    """What a fact on a goal was taken from, so that it goes when that goes. A fact that a member took away leaves this row
    without it, and is not taken again.

    `number` is that of the stored record, the interaction or the guest; of a tag, that of the person who bears it.
    """

    class Kind(models.TextChoices):
        KEPT = "kept", _("a stored record")
        INTERACTION = "interaction", _("an interaction")
        GUEST = "guest", _("a guest of an event")
        TAG = "tag", _("somebody's tag")

    subject = models.ForeignKey(GoalSubject, on_delete=models.SET_NULL, null=True, blank=True, related_name="footings")
    evidence = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, blank=True, related_name="footings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.BigIntegerField()

    data_marks = marks(personal="number", plain="id subject evidence kind", kept="as what it was taken from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "kind", "number"], name="footing_once")]
        indexes = [models.Index(fields=["kind", "number"], name="footing_by_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class GoalTask(models.Model):
    """Something to do for a goal, or with one of its stakeholders. `playbook` and `step` say what it came from, empty by hand."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="tasks")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    title = models.CharField(max_length=300)
    how = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    playbook = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="stakeholder title how",
        plain="id workspace goal due_on owner playbook step state done_at member made_at",
        kept="as the goal",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=["open", "done", "dropped"]), name="goal_task_state_known")]
        indexes = [models.Index(fields=["workspace", "state", "due_on", "id"], name="goal_task_by_day")]

    def __str__(self) -> str:
        return self.title


from hustings.apps.goals.map_models import Influence, Introduction, Reckoning, StanceFit  # noqa: E402

__all__ = ["Goal", "GoalTask", "Influence", "Introduction", "Reckoning", "Stakeholder", "StanceFit"]
