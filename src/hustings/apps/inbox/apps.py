"""Tells Django about the room, and the registry how its rows follow people."""

from datetime import timedelta

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "hustings.apps.inbox"
    label = "inbox"

    def ready(self) -> None:
        from hustings.apps.inbox import drafting, snippets
        from hustings.apps.inbox.erasing import leave_conversations
        from hustings.apps.inbox.queries import threads_of
        from hustings.apps.inbox.replying import place_returned, place_sent
        from hustings.apps.inbox.segments import register_segments
        from hustings.apps.inbox.tasks import open_put_off, tell_of_forgotten, watch_for_rises
        from hustings.apps.outbox.registry import RETURNED, REVIEWS, SENT
        from hustings.apps.people.registry import ERASURES, THREADS, Pointer, register
        from hustings.jobs.schedule import every

        register(Pointer("inbox.Conversation", "person"))
        THREADS.append(threads_of)
        ERASURES.append(leave_conversations)
        SENT.append(place_sent)
        RETURNED.append(place_returned)
        REVIEWS.extend((snippets.review, drafting.review))
        register_segments()
        every("open what was put off", timedelta(minutes=1), open_put_off)
        every("tell of what was forgotten", timedelta(minutes=1), tell_of_forgotten)
        every("watch for rises", timedelta(minutes=2), watch_for_rises)
