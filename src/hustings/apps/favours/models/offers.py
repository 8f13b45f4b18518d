"""What we can offer, what people need, and what became of matches between the two."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.favours.models.ledger import Favour
from hustings.apps.people.models import Person
from hustings.kernel.privacy import marks


class Kind(models.TextChoices):
    """What can be offered and needed; the codes are those of engine.matching."""

    EXPERTISE = "expertise", _("expertise")
    DATA = "data", _("figures")
    SKILL = "skill", _("a skill")
    INTRODUCTION = "introduction", _("an introduction")
    ROOM = "room", _("a room")
    RESOURCE = "resource", _("a tool or a thing")
    TIME = "time", _("time")
    PLATFORM = "platform", _("a platform")


class Asset(models.Model):
    """Something that a member of the team, or a person of the network, can give. Without a person it is the member's own."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="assets")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    text = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(personal="person kind text", plain="id workspace member at gone_at", kept="as the person or the member")

    class Meta:
        indexes = [models.Index(fields=["workspace", "gone_at", "-id"], name="asset_at_hand")]

    def __str__(self) -> str:
        return self.text


class Need(models.Model):
    """Something that a person needs. A `suggested` one was found in what they wrote, or in a note: `sentence` is the words, and
    `evidence` where they stand; a member takes it over or dismisses it, and it is not suggested again."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        OPEN = "open", _("open")
        MET = "met", _("met")
        DISMISSED = "dismissed", _("dismissed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="needs")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True)
    text = models.CharField(max_length=500)
    sentence = models.TextField(blank=True)
    evidence = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField(null=True, blank=True)

    data_marks = marks(
        personal="person kind text sentence evidence state", plain="id workspace member at state_at", kept="as the person"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "evidence", "text"], condition=~Q(evidence=""), name="need_suggested_once"),
            models.CheckConstraint(condition=Q(state__in=["suggested", "open", "met", "dismissed"]), name="need_state_known"),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-at"], name="need_by_state")]

    def __str__(self) -> str:
        return self.text


class MatchDecision(models.Model):
    """What a member did with a proposed match: made a favour of it, or set it aside."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="decisions")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="decisions")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    favour = models.ForeignKey(Favour, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    data_marks = marks(plain="id workspace need asset member favour at", kept="as the need")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "asset"], name="match_decided_once")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.asset_id}"
