"""Tells Django about the room, and the registry how its rows follow people and what they add to timelines."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hustings.apps.intake"
    label = "intake"

    def ready(self) -> None:
        from hustings.apps.intake.queries import kept_lines
        from hustings.apps.people.registry import TIMELINES, Pointer, register

        register(Pointer("intake.KeptMention", "person", alone_with=("record_id",)))
        TIMELINES.append(kept_lines)
