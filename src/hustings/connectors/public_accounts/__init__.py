"""What anybody may see of an account without signing in: its posts and what stands below them. Nothing of it is stored here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from hustings.connectors.http import open_client
from hustings.connectors.outbound import PUBLIC, Guard
from hustings.connectors.public_accounts import bluesky, mastodon
from hustings.connectors.public_accounts.account import Bounds, Opens, Patience, PublicAccount
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import handle_identity

__all__ = ["Bounds", "PublicAccount", "read_public_account"]

_DID = re.compile(r"did:(?:plc|web):[\w.:%-]{1,250}", re.ASCII)
_BLUESKY = re.compile(r"@?((?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62})", re.ASCII | re.IGNORECASE)
_PROFILE = re.compile(r"https?://(?:www\.)?bsky\.app/profile/[^/\s]+/?", re.IGNORECASE)
_ACCOUNT = re.compile(r"@?([\w.-]{1,100})@([a-z0-9.-]{1,253}(?::\d{1,5})?)", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(
    r"(https?://[a-z0-9.-]{1,253}(?::\d{1,5})?)/(?:users/|@|profile/|u/)?([\w.-]{1,100})/?", re.ASCII | re.IGNORECASE
)


def read_public_account(
    handle: str,
    *,
    bounds: Bounds,
    guard: Guard = PUBLIC,
    opens: Opens = open_client,
    wait: Callable[[float], object] = time.sleep,
) -> PublicAccount:
    """The newest posts of an account and what was answered to it below them, within the bounds.

    `handle` is `@user@server` or the https address of a profile (servers with Mastodon's interface), or `name.bsky.social`, a
    DID or an address on bsky.app (Bluesky). Raises WrongInput for what is no account, NeverRetry where the server shows it only
    to those who sign in, and RetryLater where it takes no calls for now.
    """
    text, patience = handle.strip(), Patience(wait)
    if actor := _actor(text):
        return bluesky.read(actor, guard=guard, opens=opens, bounds=bounds, patience=patience)
    if found := _ACCOUNT.fullmatch(text):
        user, server = found[1], found[2]
    elif (found := _ADDRESS.fullmatch(text)) and not _PROFILE.fullmatch(text):
        user, server = found[2], found[1]
    else:
        raise WrongInput(
            f"{handle!r} is no account. Say @user@server or the address of a profile (Mastodon and servers like it), "
            "or name.bsky.social (Bluesky).",
            field="account",
        )
    return mastodon.read(user, server, guard=guard, opens=opens, bounds=bounds, patience=patience)


def _actor(text: str) -> str:
    """The handle or DID of an account of Bluesky; empty where the text is none."""
    if _PROFILE.fullmatch(text):
        identity = handle_identity("bluesky", text)
        text = identity.value if identity else ""
    if _DID.fullmatch(text):
        return text
    found = _BLUESKY.fullmatch(text)
    return found[1].lower() if found else ""
