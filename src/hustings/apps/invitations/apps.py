"""Tells Django about the room, and the registry how its rows follow people."""

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "hustings.apps.invitations"
    label = "invitations"

    def ready(self) -> None:
        from hustings.apps.invitations import actions, queries  # noqa: F401 - the ways back of `actions` are registered by importing it
        from hustings.apps.invitations.segments import register_segments
        from hustings.apps.people.registry import TIMELINES, Pointer, register

        register(Pointer("invitations.Invitation", "person"))
        TIMELINES.append(queries.timeline_lines)
        register_segments()
