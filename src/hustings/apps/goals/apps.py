"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "hustings.apps.goals"
    label = "goals"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register

        register(Pointer("goals.Stakeholder", "person", alone_with=("goal_id",)))

        from hustings.apps.goals import offering

        offering.register()
