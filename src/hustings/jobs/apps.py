"""Tells Django about the room."""

from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hustings.jobs"
    label = "hustings_jobs"

    def ready(self) -> None:
        # Models can be imported from here on, not above.
        from hustings.jobs.schedule import every
        from hustings.jobs.tasks import forget_finished

        every("forget finished tasks", timedelta(days=1), forget_finished)
