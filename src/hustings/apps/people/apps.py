"""Tells Django about the room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hustings.apps.people"
    label = "people"
