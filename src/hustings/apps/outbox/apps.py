"""Tells Django about the room, and the registry how its rows follow people."""

from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "hustings.apps.outbox"
    label = "outbox"

    def ready(self) -> None:
        from hustings.apps.outbox.limiting import on_the_way
        from hustings.apps.outbox.tasks import look_after
        from hustings.apps.people.queries.limits import ON_THE_WAY
        from hustings.apps.people.registry import Pointer, register
        from hustings.jobs.schedule import every

        ON_THE_WAY.append(on_the_way)
        register(Pointer("outbox.Outgoing", "person", alone_with=("what", "channel_id")))
        every("look after the outbox", timedelta(minutes=5), look_after)
