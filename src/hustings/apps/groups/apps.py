"""Tells Django about the room, the registry how its rows follow people, and Today what is due."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "hustings.apps.groups"
    label = "groups"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register

        register(
            Pointer("groups.Membership", "person", alone_with=("group_id",)),
            Pointer("groups.Candidate", "person", alone_with=("opportunity_id",)),
        )

        from hustings.apps.groups import offering

        offering.register()
