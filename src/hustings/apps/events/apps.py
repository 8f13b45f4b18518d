"""Tells Django about the room, the registry how its rows follow people, and Today which follow-ups wait."""

from datetime import time, timedelta

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "hustings.apps.events"
    label = "events"

    def ready(self) -> None:
        from hustings.apps.events import for_invitations
        from hustings.apps.events.addresses import follow_addresses
        from hustings.apps.events.erasing import about, forget
        from hustings.apps.events.for_today import FOLLOW_UPS
        from hustings.apps.events.tasks import count_all_meetings, count_meetings, read_calendars
        from hustings.apps.events.tie_sources import register_ties
        from hustings.apps.people.offers import offer
        from hustings.apps.people.registry import AFTER_FOLD, AFTER_MOVE, DOSSIERS, ERASURES, Pointer, register
        from hustings.jobs.schedule import daily, every

        register(
            Pointer("events.Guest", "person", alone_with=("event_id",)),
            Pointer("events.Slot", "person"),
            Pointer("events.Jotting", "person"),
            Pointer("events.FollowUp", "person", alone_with=("event_id",)),
        )
        for told in (AFTER_FOLD, AFTER_MOVE):
            told.append(follow_addresses)
        ERASURES.append(forget)
        DOSSIERS.append(about)
        offer(FOLLOW_UPS)
        register_ties()
        for_invitations.register()
        every("read calendars", timedelta(minutes=10), read_calendars)
        every("count meetings", timedelta(minutes=10), count_meetings)
        daily("count all meetings", time(3, 40), count_all_meetings)
