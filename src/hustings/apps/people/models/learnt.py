"""What a workspace's own records taught linkage: weights by day, with how much they were learnt from and why."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.models import Workspace
from hustings.kernel.privacy import marks


class LearntWeights(models.Model):
    """One lesson: shifts in bits of the weights that ship (engine.linkage). The newest one that is `used` holds.

    `people` is how many there were, `looked_at` how many records were compared with their candidates, `matches` how many pairs of
    one person they came to, and `decided` how many pairs members had decided.
    """

    class Why(models.TextChoices):
        FIRST = "first", _("the first time that there was enough to learn from")
        GROWN = "grown", _("the network has grown")
        DECIDED = "decided", _("members decided more pairs")
        ASKED = "asked", _("a member asked for it")

    class Outcome(models.TextChoices):
        USED = "used", _("in use")
        TOO_FEW = "too_few", _("too few pairs to learn from: the weights that ship stay in use")
        CONTRADICTED = "contradicted", _("members' decisions fit the weights that ship better, which stay in use")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=12, choices=Why.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    people = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField()
    matches = models.FloatField()
    decided = models.PositiveIntegerField()
    shifts = models.JSONField(default=dict)
    constant = models.FloatField(default=0.0)

    data_marks = marks(
        plain="id workspace at why outcome people looked_at matches decided shifts constant", kept="ten lessons of a workspace"
    )

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="learnt_weights_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.outcome}"
