"""Tells Django about the room."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "hustings.apps.channels"
    label = "channels"
