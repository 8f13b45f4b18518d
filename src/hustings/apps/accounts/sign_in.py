"""How allauth signs members in: nobody signs up by themselves, guesses are counted per account and address, and the secrets
of second factors are stored encrypted."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitations alone (see actions/members.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By default guesses are counted per account wherever they come from: whoever guesses would lock its owner out.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}@{self.get_client_ip(request)}"


def start_session(request: HttpRequest, actor: Actor) -> None:
    """Signs the actor's user in without a password: after an invitation was accepted or a sign-in link was used.

    It proves nothing towards changes of passwords and second factors: those ask for the password, where there is one.
    """
    login(request, User.objects.get(pk=actor.user_id), backend=settings.AUTHENTICATION_BACKENDS[0])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The key of the encryption follows from the secret key, which is kept outside of the data base."""

    def build_totp_svg(self, url: str) -> str:
        # On white of its own: cameras do not read dark squares on the dark theme.
        drawn: str = super().build_totp_svg(url)
        return re.sub(r"<svg[^>]*>", r'\g<0><rect width="100%" height="100%" fill="white"/>', drawn, count=1)

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    key = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"hustings-2factor").digest()
    return Fernet(urlsafe_b64encode(key))
