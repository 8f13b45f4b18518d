"""Connected accounts and the streams that are read from them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hustings.apps.accounts.models import Member, Workspace
from hustings.kernel.privacy import marks


class Channel(models.Model):
    """A member's account on a platform. `credentials` are sealed with a key that lies outside of the data base.

    `spent` counts what was asked of the platform, per limit: {seconds: [begin of the window, points]}. `error` says in words
    what a person must mend.
    """

    class State(models.TextChoices):
        CONNECTED = "connected"
        PAUSED = "paused"
        REVOKED = "revoked"
        DISCONNECTED = "disconnected"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    platform = models.CharField(max_length=32)
    account = models.CharField(max_length=200)
    identities = models.JSONField(default=list)
    may = models.JSONField(default=list)
    purpose = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONNECTED)
    error = models.TextField(blank=True)
    credentials = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(null=True, blank=True)
    spent = models.JSONField(default=dict)
    connected_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    data_marks = marks(
        personal="account identities purpose audience error credentials",
        plain="id workspace member platform may state expires_at spent connected_at changed_at",
        kept="as long as the workspace; credentials until the account is disconnected",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "platform", "account"], name="channel_once")]

    def __str__(self) -> str:
        return f"{self.platform} {self.account}"


class Stream(models.Model):
    """One stream of an account (a folder, the notifications). `cursor` is how far it was read, in the platform's own words.

    `caught_up_at` is when everything there was read; `behind` says that more waits; `failures` counts tries since a success.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="streams")
    name = models.CharField(max_length=400)
    cursor = models.TextField(blank=True)
    behind = models.BooleanField(default=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    caught_up_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    data_marks = marks(
        personal="name cursor error",
        plain="id channel behind last_success_at caught_up_at next_try_at failures",
        kept="as its channel",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="stream_once")]

    def __str__(self) -> str:
        return self.name


class Listening(models.Model):
    """Who listens to an account until when, so that of several processes one alone does. `heard_at` is the last news."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, primary_key=True, related_name="listening")
    listener = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()
    is_open = models.BooleanField(default=False)
    heard_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    data_marks = marks(personal="error", plain="channel listener until is_open heard_at", kept="as its channel")

    def __str__(self) -> str:
        return str(self.channel_id)


class SignIn(models.Model):
    """A sign-in at a platform that has begun and must end within minutes. `state` is a digest of what the platform sends back.

    `sealed` holds what the member gave, the verifier of PKCE and the address of the return, sealed as credentials are.
    """

    state = models.CharField(max_length=64, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    platform = models.CharField(max_length=32)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    sealed = models.BinaryField()
    begun_at = models.DateTimeField()

    data_marks = marks(personal="purpose audience sealed", plain="state member platform channel begun_at", kept="fifteen minutes")

    def __str__(self) -> str:
        return self.platform
