"""Who the numbers of an X archive are: the owner's profile, and handles and names recovered from mentions and replies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hustings.connectors.files.x_archive.shape import Mention, clean
from hustings.connectors.reading.archives import owner_record
from hustings.connectors.reading.jsonvalues import text_at
from hustings.kernel.identities import email_identity, external_identity, handle_identity, phone_identity
from hustings.kernel.records import Party, PersonRecord

KEPT = 300_000
"""Accounts whose names are remembered; those met later keep their numbers only."""


class Accounts:
    """The accounts that an archive mentions, by number. The owner is learnt first."""

    def __init__(self) -> None:
        self.number = ""
        self.handle = ""
        self._told: dict[str, str] = {}
        self._known: dict[str, tuple[str, str]] = {}
        self._parties: dict[str, Party] = {}

    def learn_owner(self, word: str, value: Any) -> None:
        """Take what account.js, profile.js, phone-number.js, manifest.js or an old user_details.js say."""
        if word == "account":
            self._take(value, number=("account", "accountId"), handle=("account", "username"))
            self._tell(value, name=("account", "accountDisplayName"), email=("account", "email"))
        elif word == "profile":
            about = ("profile", "description")
            self._tell(value, bio=(*about, "bio"), website=(*about, "website"), location=(*about, "location"))
        elif word == "phone_number":
            self._tell(value, phone=("device", "phoneNumber"))
        elif word == "config":
            self._take(value, number=("userInfo", "accountId"), handle=("userInfo", "userName"))
            self._tell(value, name=("userInfo", "displayName"))
        else:
            self._take(value, number=("id",), handle=("screen_name",))
            self._tell(value, name=("full_name",), bio=("bio",), location=("location",), website=("url",))

    def _take(self, value: Any, *, number: tuple[str, ...], handle: tuple[str, ...]) -> None:
        self.number = self.number or text_at(value, *number)
        self.handle = self.handle or text_at(value, *handle).removeprefix("@")

    def _tell(self, value: Any, **paths: tuple[str, ...]) -> None:
        for word, path in paths.items():
            self._told[word] = self._told.get(word) or text_at(value, *path)

    def shown(self) -> str:
        """How the owner is named in messages to the member."""
        return f"@{self.handle}" if self.handle else self.number

    def owner(self) -> PersonRecord | None:
        """The owner's record; None where no file of the archive told of the owner."""
        if not (self.number or self.handle):
            return None
        told = self._told
        website = told.get("website", "")
        return owner_record(
            told.get("name", ""),
            identities=(
                handle_identity("x", self.handle),
                external_identity("x", self.number),
                email_identity(told.get("email", "")),
                phone_identity(told.get("phone", "")),
            ),
            summary=told.get("bio", ""),
            location=told.get("location", ""),
            websites=(website,) if website else (),
        )

    def learn(self, number: str, *, handle: str = "", name: str = "") -> None:
        """Take note of the handle and the name that a post gives for a number; the newest known of each is kept."""
        if number and (handle or name) and (number in self._known or len(self._known) < KEPT):
            held = self._known.get(number, ("", ""))
            self._known[number] = (handle or held[0], name or held[1])

    def learn_mentions(self, mentions: Iterable[Mention]) -> None:
        """Take note of the people whom a post mentions."""
        for mention in mentions:
            self.learn(clean(mention.id_str), handle=clean(mention.screen_name), name=clean(mention.name))

    def party(self, number: str, *, handle: str = "", name: str = "") -> Party | None:
        """Somebody by number or handle; None where neither is there."""
        if number and number == self.number:
            return self._remembered(number, self.handle, self._told.get("name", ""), is_owner=True)
        known = self._known.get(number, ("", ""))
        handle, name = handle or known[0], name or known[1]
        if not (number or handle):
            return None
        return self._remembered(number, handle, name, is_owner=bool(handle) and handle.lower() == self.handle.lower())

    def _remembered(self, number: str, handle: str, name: str, *, is_owner: bool) -> Party | None:
        key = f"{number} {handle} {name}"
        found = self._parties.get(key)
        if found is None:
            held = (handle_identity("x", handle), external_identity("x", number))
            found = Party(name=name, identities=tuple(one for one in held if one is not None), is_owner=is_owner)
            if len(self._parties) < KEPT:
                self._parties[key] = found
        return found if found.identities else None
