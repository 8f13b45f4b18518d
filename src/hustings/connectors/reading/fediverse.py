"""Accounts of the fediverse as addresses and mentions give them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from hustings.kernel.identities import canonical_account, handle_identity
from hustings.kernel.records import Party

_PATHS = re.compile(r"/(?:users/|@|profile/|u/)([\w.-]{1,100})(?:/.*)?", re.ASCII)


def account_of(address: str) -> str:
    """`ben@social.example` for an address of a profile or a post there; empty where it names no account."""
    try:
        parts = urlsplit(address) if len(address) <= 2_000 else urlsplit("")
        host = parts.hostname or ""
    except ValueError:
        return ""
    found = _PATHS.fullmatch(parts.path)
    return canonical_account(f"{found[1]}@{host}") or "" if found else ""


def party_of(account: str, *, owner: str = "") -> Party | None:
    """Somebody by account; None where the text is none."""
    identity = handle_identity("mastodon", account)
    return Party(identities=(identity,), is_owner=bool(owner) and identity.value == owner) if identity else None
