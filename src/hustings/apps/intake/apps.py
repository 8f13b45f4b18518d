"""Tells Django about the room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hustings.apps.intake"
    label = "intake"
