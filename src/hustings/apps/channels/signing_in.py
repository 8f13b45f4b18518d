"""Connects accounts whose platform asks the member themselves: they agree there, and come back with a code.

What was begun belongs to the member who began it, ends within a quarter of an hour, and works once. Nothing of it is stored in
the clear, and the state that comes back is known by a digest alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions, keys
from hustings.apps.channels.models import Channel, SignIn
from hustings.apps.channels.queries import channel_of, platform_of
from hustings.connectors.oauth import SignsIn, begin
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

LASTS = timedelta(minutes=15)
_VERIFIER, _RETURN = " verifier", " return"
"""Beside what the member gave; no platform asks for a name with a blank."""


def signs_in(platform: str) -> bool:
    """Whether members agree to this platform in their browser."""
    return isinstance(platform_of(platform), SignsIn)


def begin_sign_in(
    actor: Actor,
    *,
    platform: str,
    given: Mapping[str, str],
    return_to: str,
    purpose: str = "",
    audience: str = "",
    channel_id: int | None = None,
) -> str:
    """The address at the platform where the member agrees. `return_to` is where it sends them then, as registered with the app.

    Raises WrongInput for a platform without this way, and where the id of the app is missing.
    """
    actor.require("connect_channels")
    spoken = platform_of(platform)
    if not isinstance(spoken, SignsIn):
        raise WrongInput(f"{spoken.title} is connected by what it asks for, not by agreeing there.", field="platform")
    held = {name: value.strip() for name, value in given.items() if value.strip()}
    if channel_id is not None:
        held = {**_kept(actor, channel_id), **held}
    begun = begin(spoken.grant, held, return_to=return_to)
    now = utc_now()
    SignIn.objects.filter(begun_at__lt=now - LASTS).delete()
    SignIn.objects.create(
        state=_digest(begun.state), member_id=actor.member_id, platform=platform, channel_id=channel_id,
        purpose=purpose.strip()[:200], audience=audience.strip()[:200], begun_at=now,
        sealed=keys.seal({**held, _VERIFIER: begun.verifier, _RETURN: return_to}),
    )  # fmt: skip
    return begun.address


def finish_sign_in(actor: Actor, *, state: str, code: str) -> Channel:
    """Connects the account for which the member has agreed. Raises WrongInput where they have not, or not in time."""
    actor.require("connect_channels")
    with transaction.atomic():
        begun = SignIn.objects.select_for_update().filter(state=_digest(state), member_id=actor.member_id).first()
        if begun is None or begun.begun_at < utc_now() - LASTS:
            raise WrongInput("This sign-in is not known here any more. Begin it again under Channels.", field="state")
        begun.delete()
    if not code:
        raise WrongInput("The platform granted no access. Begin again under Channels, and agree there.", field="code")
    held = keys.unseal(begun.sealed)
    verifier, return_to = held.pop(_VERIFIER, ""), held.pop(_RETURN, "")
    spoken = platform_of(begun.platform)
    assert isinstance(spoken, SignsIn)
    try:
        secrets = spoken.finish(held, code, verifier=verifier, return_to=return_to)
    except Exception as error:
        raise actions.without_secrets(error, keys.Secrets({**held, "code": code})) from None
    if begun.channel_id is not None:
        return actions.reconnect(actor, begun.channel_id, credentials=secrets)
    return actions.connect(actor, platform=begun.platform, credentials=secrets, purpose=begun.purpose, audience=begun.audience)


def _kept(actor: Actor, channel_id: int) -> Mapping[str, str]:
    """What the account was connected with, its tokens left out."""
    channel = channel_of(actor, channel_id)
    if channel.member_id != actor.member_id:
        raise WrongInput(f"Only {channel.member.name} can connect this account again.")
    held = keys.unseal(channel.credentials) if channel.credentials else keys.Secrets()
    return {name: value for name, value in held.items() if name not in ("token", "refresh_token", "expires_at")}


def _digest(state: str) -> str:
    return sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["begin_sign_in", "finish_sign_in", "signs_in"]
