"""What goes out, from the decision until it is known what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.channels.models import Channel
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.privacy import marks

UNSETTLED = ("uncertain", "failed")
"""The states in which a message did not leave, or nobody knows whether it did: every page of the member says so."""


class Outgoing(models.Model):
    """One message to one person by one account. `what` says what it is (which answer to which message): it is decided once.

    `key` is what the platform knows it by, the same for every try. `not_before` ends the time in which it can be taken back, or
    is when it was to be sent. One that is "there" leaves by a person's hand, on the platform itself, whose page is its `link`; it
    needs no account. `error` says why it failed, or why nobody knows. `draft` holds what else its platform needs.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        UNCERTAIN = "uncertain"
        FAILED = "failed"
        CANCELLED = "cancelled"
        THERE = "there"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=200)
    answers = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    text = models.TextField()
    draft = models.JSONField(default=dict)
    decided_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    scheduled = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=2000, blank=True)
    error = models.TextField(blank=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    data_marks = marks(
        personal="person what text draft external_id link error",
        plain="id workspace member channel answers key round state decided_at not_before scheduled tries sending_at sent_at "
        "interaction",
        kept="as the person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "person", "channel"], name="outgoing_once"),
            models.UniqueConstraint(fields=["what", "person"], condition=Q(channel=None), name="outgoing_once_there"),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state__in=("waiting", "sending")), name="outgoing_on_its_way"),
            models.Index(fields=["workspace", "-id"], name="outgoing_newest"),
            # Of all states: SQLite uses a partial index only where the statement itself names them, and Django passes them aside.
            models.Index(fields=["workspace", "state", "member"], name="outgoing_by_state"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def came_back(self) -> bool:
        """Whether it left, and a delivery report says that it did not arrive."""
        return self.state == self.State.FAILED and self.sent_at is not None
