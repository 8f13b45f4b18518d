"""Tells Django about the room, and the network which ties filings tell of."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "hustings.apps.records"
    label = "records"

    def ready(self) -> None:
        from hustings.apps.records.tie_sources import register_ties

        register_ties()
