"""Tells Django about the room, and the registry how its rows follow people."""

from datetime import time

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "hustings.apps.goals"
    label = "goals"

    def ready(self) -> None:
        from hustings.apps.goals.fitting import calibration_of
        from hustings.apps.goals.footings import follow, forget
        from hustings.apps.goals.tasks import fit_all_stances, reckon_goals
        from hustings.apps.goals.wanting import wanted
        from hustings.apps.people.queries.evidence import CALIBRATIONS
        from hustings.apps.people.registry import AFTER_MOVE, ERASURES, WANTED, Pointer, register
        from hustings.jobs.schedule import daily

        register(
            Pointer("goals.Stakeholder", "person", alone_with=("goal_id",)),
            Pointer("goals.Influence", "person", alone_with=("goal_id",)),
            Pointer("goals.Introduction", "introducer"),
            Pointer("goals.Introduction", "target"),
        )

        AFTER_MOVE.append(follow)
        ERASURES.append(forget)
        WANTED.append(wanted)
        CALIBRATIONS.append(calibration_of)

        from hustings.apps.goals import offering

        offering.register()
        daily("reckon the influence on goals", time(4), reckon_goals)
        daily("fit how sure stances may be", time(4, 30), fit_all_stances)
