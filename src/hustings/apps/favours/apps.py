"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class FavoursConfig(AppConfig):
    name = "hustings.apps.favours"
    label = "favours"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register

        register(Pointer("favours.Favour", "person"), Pointer("favours.Ask", "person"), Pointer("favours.Gift", "person"))
