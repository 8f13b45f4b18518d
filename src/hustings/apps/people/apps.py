"""Tells Django about the room."""

from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hustings.apps.people"
    label = "people"

    def ready(self) -> None:
        # Models can be imported from here on, not above.
        from hustings.apps.people.tasks import forget_old_steps
        from hustings.jobs.schedule import every

        every("forget old steps back", timedelta(days=1), forget_old_steps)
