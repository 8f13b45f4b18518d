"""Tells Django about the room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hustings.jobs"
    label = "hustings_jobs"
