"""Links that sign a member in once, for whoever already holds the machine: `make demo` and `hustings start` print one.

The door honours them from the loopback address alone.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import SpentLink
from hustings.apps.accounts.queries import actor_for
from hustings.kernel.errors import NotFound

LINK_LASTS = timedelta(minutes=10)
SALT = "hustings.sign-in-link"


def make_sign_in_link(actor: Actor) -> str:
    """The path of a link that signs the actor in on this machine: once, within ten minutes. Nothing is stored before."""
    payload = [actor.user_id, actor.workspace_id, secrets.token_hex(16)]
    return f"/sign-in/{signing.dumps(payload, salt=SALT)}/"


@transaction.atomic
def redeem_sign_in_link(token: str, *, door: str = "web") -> Actor:
    """The actor whom the link signs in; it does not work again. Raises NotFound for forged, expired and used ones alike."""
    refused = NotFound("This link does not work any more. Run `hustings start` again for a new one.")
    try:
        user_id, workspace_id, nonce = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        raise refused from None
    actor = actor_for(user_id, workspace_id=workspace_id, door=door)
    SpentLink.objects.filter(spent_at__lt=timezone.now() - 2 * LINK_LASTS).delete()
    try:
        with transaction.atomic():
            SpentLink.objects.create(nonce=nonce)
    except IntegrityError:
        raise refused from None
    record_audit(actor, "signed in by link", subject=f"member {actor.member_id}")
    return actor
