"""Tells Django about the room, and the registry how its rows follow people."""

from datetime import time

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "hustings.apps.network"
    label = "network"

    def ready(self) -> None:
        from hustings.apps.network.actions import follow_move, forget_with
        from hustings.apps.network.standing import register_own
        from hustings.apps.network.tasks import build_graphs
        from hustings.apps.people.actions.undo import NEEDS
        from hustings.apps.people.registry import AFTER_MOVE, ERASURES, Pointer, register
        from hustings.jobs.schedule import daily

        register(
            Pointer("network.Relation", "one_person"),
            Pointer("network.Relation", "other_person"),
            Pointer("network.Discretion", "person", alone_with=("member_id",)),
            Pointer("network.NeverAsk", "person", alone_with=()),
            Pointer("network.NamedIn", "person"),
        )
        AFTER_MOVE.append(follow_move)
        ERASURES.append(forget_with)
        NEEDS.update(dict.fromkeys(("state_tie", "remove_tie", "never_ask", "may_ask_again"), "edit_people"))
        daily("build the graphs of ties", time(3), build_graphs)
        register_own()
