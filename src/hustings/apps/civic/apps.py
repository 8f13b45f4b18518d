"""Tells Django about the room."""

from django.apps import AppConfig


class CivicConfig(AppConfig):
    name = "hustings.apps.civic"
    label = "civic"
