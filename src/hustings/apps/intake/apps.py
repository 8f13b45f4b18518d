"""Tells Django about the room, and the registry how its rows follow people and what they add to timelines."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hustings.apps.intake"
    label = "intake"

    def ready(self) -> None:
        from hustings.apps.intake.erasing import kept_about, leave_imports
        from hustings.apps.intake.queries import kept_lines
        from hustings.apps.people.registry import DOSSIERS, ERASURES, TIMELINES, Pointer, register

        register(Pointer("intake.KeptMention", "person", alone_with=("record_id",)))
        TIMELINES.append(kept_lines)
        ERASURES.append(leave_imports)
        DOSSIERS.append(kept_about)
