"""The model that may propose drafts, and which drafts it proposed."""

from __future__ import annotations

from django.db import models

from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.models.conversations import Conversation
from hustings.kernel.privacy import marks


class DraftHelper(models.Model):
    """An OpenAI-compatible endpoint that proposes drafts in a workspace. There is none until an owner names one."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+")
    endpoint = models.CharField(max_length=500)
    model = models.CharField(max_length=200)
    sealed = models.BinaryField(default=b"")

    data_marks = marks(personal="sealed", plain="workspace endpoint model", kept="as long as the workspace")

    def __str__(self) -> str:
        return self.endpoint


class MachineDraft(models.Model):
    """A draft that a machine proposed, by its digest: an answer in the very same words has not been edited by anybody."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="machine_drafts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    data_marks = marks(plain="id conversation member digest at", kept="as its conversation")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
