"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "hustings.apps.invitations"
    label = "invitations"

    def ready(self) -> None:
        from hustings.apps.people.registry import Pointer, register

        register(Pointer("invitations.Invitation", "person"))
