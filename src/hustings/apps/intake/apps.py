"""Tells Django about the room, and the registry how its rows follow people and what they add to timelines."""

from datetime import time, timedelta

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hustings.apps.intake"
    label = "intake"

    def ready(self) -> None:
        from hustings.apps.intake.erasing import kept_about, leave_imports
        from hustings.apps.intake.kept_lines import kept_lines
        from hustings.apps.intake.public import editions_of
        from hustings.apps.intake.segments import register_segments
        from hustings.apps.intake.stances import take_nightly
        from hustings.apps.intake.tasks import find_all_streams, forget_old_copies, sync_due
        from hustings.apps.intake.tie_sources import register_ties
        from hustings.apps.people.provenance import EDITIONS
        from hustings.apps.people.registry import DOSSIERS, ERASURES, TIMELINES, Pointer, register
        from hustings.jobs.schedule import daily, every

        register(Pointer("intake.KeptMention", "person", alone_with=("record_id",)))
        TIMELINES.append(kept_lines)
        EDITIONS.append(editions_of)
        ERASURES.append(leave_imports)
        DOSSIERS.append(kept_about)
        every("forget old copies of files", timedelta(days=1), forget_old_copies)
        every("read live accounts", timedelta(minutes=1), sync_due)
        every("find new folders", timedelta(minutes=30), find_all_streams)
        daily("take acts as evidence", time(2), take_nightly)
        register_segments()
        register_ties()
