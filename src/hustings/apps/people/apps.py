"""Tells Django about the room."""

from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hustings.apps.people"
    label = "people"

    def ready(self) -> None:
        # Models can be imported from here on, not above.
        from hustings.apps.people.occasions_offered import register_occasions
        from hustings.apps.people.tasks import forget_old_steps, learn_where_grown
        from hustings.jobs.schedule import every

        register_occasions()
        every("forget old steps back", timedelta(days=1), forget_old_steps)
        every("learn linkage weights where networks have grown", timedelta(days=1), learn_where_grown)
