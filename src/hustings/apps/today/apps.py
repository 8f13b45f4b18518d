"""Tells Django about the room, and the registry how its rows follow people."""

from datetime import timedelta

from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "hustings.apps.today"
    label = "today"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register
        from hustings.apps.today.digest import send_digests
        from hustings.apps.today.found_occasions import find_everywhere
        from hustings.apps.today.tasks import forget_old_lists
        from hustings.jobs.schedule import every

        every("find occasions", timedelta(minutes=10), find_everywhere)
        every("send digests", timedelta(minutes=10), send_digests)
        every("forget old lists", timedelta(days=1), forget_old_lists)
        register(Pointer("today.TodayItem", "person", alone_with=("list_id",)), Pointer("today.Quiet", "person"))
