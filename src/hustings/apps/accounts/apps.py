"""Tells Django about the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hustings.apps.accounts"
    label = "accounts"
