"""Keys for the REST API. The secret is shown once; only its digest is stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from hustings.apps.accounts.actions.audit import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import ApiToken
from hustings.apps.accounts.queries import actor_of
from hustings.apps.accounts.secret import digest_of, new_secret
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput


@dataclass(frozen=True, slots=True)
class NewToken:
    """A new token. `secret` is not stored and cannot be shown again."""

    id: int
    name: str
    scope: str
    secret: str


@transaction.atomic
def create_token(actor: Actor, *, name: str, scope: str = "read") -> NewToken:
    """Makes a token that acts as the actor, narrowed to reading unless the scope is "write". A token cannot make tokens."""
    if actor.door == "api":
        raise NotPermitted("Tokens are made on the web or on the command line, not by a token.")
    label = " ".join(name.split())
    if not label or len(label) > 100 or "\0" in label:
        raise WrongInput("Name the token by what uses it, in at most 100 letters.", field="name")
    if scope not in ApiToken.Scope.values:
        raise WrongInput("The scope is read or write.", field="scope")
    secret = new_secret("hst")
    token = ApiToken.objects.create(member_id=actor.member_id, name=label, digest=digest_of(secret), scope=scope)
    record_audit(actor, "created token", subject=f"token {token.pk}", detail={"scope": scope})
    return NewToken(token.pk, label, scope, secret)


@transaction.atomic
def revoke_token(actor: Actor, *, token_id: int) -> None:
    """The actor's token stops working at once; NotFound for anybody else's."""
    mine = ApiToken.objects.filter(pk=token_id, member_id=actor.member_id, revoked_at=None)
    if actor.read_only:
        raise NotPermitted("A read-only token changes nothing.")
    if not mine.update(revoked_at=timezone.now()):
        raise NotFound("There is no such token.")
    record_audit(actor, "revoked token", subject=f"token {token_id}")


def actor_from_token(secret: str, *, door: str = "api") -> Actor:
    """The actor behind a token. One query a call, and one write a day.

    Raises NotPermitted for unknown and revoked ones, and for members without access.
    """
    token = (
        ApiToken.objects.filter(digest=digest_of(secret), revoked_at=None, member__is_active=True, member__user__is_active=True)
        .select_related("member__workspace")
        .first()
    )
    if token is None:
        raise NotPermitted("This token does not work. Make a new one under API tokens.")
    today = timezone.now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return actor_of(token.member, door=door, read_only=token.scope == ApiToken.Scope.READ)
