"""Tells Django about the room, and the registry that an erased person leaves files too."""

from datetime import timedelta

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "hustings.apps.exports"
    label = "exports"

    def ready(self) -> None:
        from hustings.apps.exports.keeping import leave_files
        from hustings.apps.exports.tasks import forget_old_exports
        from hustings.apps.people.registry import ERASURES
        from hustings.jobs.schedule import every

        ERASURES.append(leave_files)
        every("forget exports", timedelta(hours=1), forget_old_exports)
