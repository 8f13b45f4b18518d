"""Tells Django about the room."""

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "hustings.apps.invitations"
    label = "invitations"
