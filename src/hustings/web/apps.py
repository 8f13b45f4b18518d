"""Tells Django about the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hustings.web"
    label = "hustings_web"
