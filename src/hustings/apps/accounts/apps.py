"""Tells Django about the room."""

from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hustings.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Models can be imported from here on, not above.
        from hustings.apps.accounts.tasks import forget_old
        from hustings.jobs.schedule import every

        every("forget old sessions, invitations, tokens and audit entries", timedelta(days=1), forget_old)
