"""What makes a good password, and a new one by the operator's hand."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.models import Member, User
from hustings.apps.accounts.queries import actor_of
from hustings.kernel.errors import NotFound, WrongInput


def require_good_password(password: str, *, email: str) -> None:
    """Raises WrongInput with all that the validators of the settings say against a password."""
    try:
        validate_password(password, user=User(email=email))
    except ValidationError as refused:
        raise WrongInput(" ".join(refused.messages), field="password") from None


@transaction.atomic
def set_password(*, email: str, password: str) -> None:
    """Gives a user a new password; their sessions end. For whoever runs the machine, where no mail is sent: no door but the
    command line offers it. Raises NotFound and WrongInput.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound(f"Nobody signs in as {email}.")
    require_good_password(password, email=user.email)
    user.set_password(password)
    user.save(update_fields=["password"])
    for member in Member.objects.filter(user=user, is_active=True).select_related("workspace"):
        record_audit(actor_of(member, door="cli"), "password set by the operator", subject=f"member {member.pk}")
