"""Reasons, actions and channels in words, for all doors. It needs no HTML; the facts are those of engine.ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Facts = Mapping[str, Any]

CHANNELS: dict[str, Promise | str] = {
    "linkedin": "LinkedIn",
    "email": _("e-mail"),
    "phone": _("phone"),
    "letter": _("letter"),
    "in_person": _("in person"),
    "x": "X",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "whatsapp": "WhatsApp",
    "signal": "Signal",
    "sms": "SMS",
}


def channel(code: str) -> str:
    """The name of a channel; a channel without a name of its own shows its code."""
    return str(CHANNELS.get(code, code))


def reason(code: str, facts: Facts) -> str:
    """One sentence for a reason. A code of a newer version than this one shows as its own words."""
    sentence = REASONS.get(code)
    return sentence(facts) if sentence else code.replace("_", " ").capitalize()


REASONS: dict[str, Callable[[Facts], str]] = {}
ACTIONS: dict[str, Promise] = {}


def action(code: str, *, channel: str) -> str:
    """What to do, over which channel."""
    return code
