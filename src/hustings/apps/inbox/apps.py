"""Tells Django about the room."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "hustings.apps.inbox"
    label = "inbox"
