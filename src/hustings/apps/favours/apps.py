"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class FavoursConfig(AppConfig):
    name = "hustings.apps.favours"
    label = "favours"

    def ready(self) -> None:
        from hustings.apps.favours.actions import done_as_promised
        from hustings.apps.favours.for_today import register_offers
        from hustings.apps.favours.queries import ready_people
        from hustings.apps.network.sources import READY
        from hustings.apps.people.registry import ON_KEPT, Pointer, register

        register_offers()
        READY.append(ready_people)
        ON_KEPT.append(done_as_promised)
        of_person = ("Favour", "Ask", "Gift", "Asset", "Mentor")
        register(*(Pointer(f"favours.{name}", "person") for name in of_person))
        register(Pointer("favours.Reference", "person", own_only=True))
        register(Pointer("favours.Need", "person", alone_with=("evidence", "text")))
        register(Pointer("favours.Reference", "to", follows_erasure=False, own_only=True))
