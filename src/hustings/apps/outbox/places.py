"""Where a person answers what no program may answer: the right page of the platform, as exactly as what is known of it allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from hustings.kernel.records import Identity

TITLES = {
    "linkedin": "LinkedIn", "x": "X", "facebook": "Facebook", "instagram": "Instagram", "threads": "Threads", "tiktok": "TikTok",
    "youtube": "YouTube", "mastodon": "Mastodon", "bluesky": "Bluesky", "whatsapp": "WhatsApp", "telegram": "Telegram",
    "signal": "Signal", "email": "e-mail", "sms": "the phone", "phone": "the phone",
}  # fmt: skip
_PROFILES = {
    "x": "https://x.com/{}", "facebook": "https://www.facebook.com/{}", "instagram": "https://www.instagram.com/{}",
    "tiktok": "https://www.tiktok.com/@{}", "youtube": "https://www.youtube.com/channel/{}", "telegram": "https://t.me/{}",
    "bluesky": "https://bsky.app/profile/{}", "email": "mailto:{}",
}  # fmt: skip
_DOORS = {
    "linkedin": "https://www.linkedin.com/messaging/", "x": "https://x.com/messages", "facebook": "https://www.facebook.com/messages/",
    "instagram": "https://www.instagram.com/direct/inbox/", "tiktok": "https://www.tiktok.com/messages",
    "threads": "https://www.threads.net/activity", "youtube": "https://studio.youtube.com/", "whatsapp": "https://web.whatsapp.com/",
    "telegram": "https://web.telegram.org/", "bluesky": "https://bsky.app/messages",
}  # fmt: skip
"""Where messages lie, for a conversation of which nothing more is known."""


class There(NamedTuple):
    """Where to answer: the platform in words, and the address to open; empty where nobody knows one."""

    title: str
    address: str


def place_of(
    channel: str, *, thread: str = "", context: Mapping[str, str] | None = None, handles: Sequence[Identity] = ()
) -> There:
    """Where a conversation is answered by hand.

    The post itself where it is public, else the talk, else the profile of whom it is with, else where messages lie.
    """
    told = context or {}
    found = _safe(told.get("link", "")) or _talk(channel, thread, told) or _profile(channel, handles) or _DOORS.get(channel, "")
    return There(TITLES.get(channel, channel), found)


def _talk(channel: str, thread: str, told: Mapping[str, str]) -> str:
    if channel == "linkedin" and thread and "|" not in thread and ":" not in thread:
        return f"https://www.linkedin.com/messaging/thread/{quote(thread, safe='')}/"
    talk = told.get("talk") or (thread if channel == "x" else "")
    if channel == "x" and talk.replace("-", "").isdecimal():
        return f"https://x.com/messages/{quote(talk, safe='-')}"
    return ""


def _profile(channel: str, handles: Sequence[Identity]) -> str:
    for each in handles:
        if each.kind == "linkedin" and channel == "linkedin":
            return (
                f"https://www.{each.value}"
                if each.value.startswith("linkedin.com/")
                else f"https://www.linkedin.com/in/{each.value}"
            )
        if each.kind == "phone" and channel in ("whatsapp", "sms", "phone"):
            number = "".join(sign for sign in each.value if sign.isdecimal())
            return f"https://wa.me/{number}" if channel == "whatsapp" else f"tel:+{number}"
        if each.kind == "mastodon" and channel == "mastodon":
            user, _, host = each.value.partition("@")
            return f"https://{host}/@{quote(user)}"
        if each.kind == channel and channel in _PROFILES:
            return _PROFILES[channel].format(quote(each.value, safe="@:"))
    return ""


def _safe(address: str) -> str:
    """An address of the web, else nothing: it came from outside, and becomes a link."""
    try:
        return address if urlsplit(address).scheme in ("https", "http") else ""
    except ValueError:
        return ""
