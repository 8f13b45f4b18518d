"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "hustings.apps.today"
    label = "today"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register

        register(Pointer("today.TodayItem", "person", alone_with=("list_id",)), Pointer("today.Quiet", "person"))
