"""Tells Django about the room."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "hustings.apps.today"
    label = "today"
