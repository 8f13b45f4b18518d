"""The one question about passwords."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hustings.apps.accounts.models import User
from hustings.kernel.errors import WrongInput


def require_good_password(password: str, *, email: str) -> None:
    """Raises WrongInput with all that the validators of the settings say against a password."""
    try:
        validate_password(password, user=User(email=email))
    except ValidationError as refused:
        raise WrongInput(" ".join(refused.messages), field="password") from None
