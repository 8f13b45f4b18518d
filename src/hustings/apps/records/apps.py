"""Tells Django about the room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "hustings.apps.records"
    label = "records"
