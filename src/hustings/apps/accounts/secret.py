"""Secrets that are handed out once: random to make, stored only as a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_secret(prefix: str) -> str:
    """A fresh secret of 256 random bits; the prefix says what it opens, so that a leaked one is recognised."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is stored instead of the secret. SHA-256 suffices: the secret is random, not a password somebody thought of."""
    return sha256(secret.encode()).hexdigest()
