"""Whose Instagram export it is: the profile's labelled values in any language, and the name that conversations show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hustings.connectors.reading.archives import owner_record
from hustings.connectors.reading.jsonvalues import at, text_at
from hustings.connectors.reading.meta import Header, labelled, owner_among
from hustings.kernel.identities import canonical_email, email_identity, handle_identity, phone_identity
from hustings.kernel.records import Party, PersonRecord

USERNAME = re.compile(
    r"user ?name|benutzername|nom d.utilisateur|nombre de usuario|nome de usu[áa]rio|nome utente|gebruikersnaam"
    r"|nazwa użytkownika|имя пользователя|όνομα χρήστη|anv[äa]ndarnamn|brugernavn|kullanıcı adı|ユーザーネーム|用户名",
    re.IGNORECASE,
)
NAME = re.compile(r"name|nom|nombre|nome|naam|nazwa|имя|imię i nazwisko|namn|navn|ad|名前|姓名|όνομα", re.IGNORECASE)
_BIO = re.compile(r"bio|biografi\w*|steckbrief|biographie", re.IGNORECASE)
_PHONE = re.compile(r"(?:.* )?(?:phone|telefon|téléphone|teléfono|телефон).*", re.IGNORECASE)
_SITE = re.compile(r"web\s?site|webseite|site web|sitio web|sito web|site", re.IGNORECASE)
_HANDLE = re.compile(r"[\w.]{1,30}", re.ASCII)


class Owner:
    """What is known of the owner. `shown` is the name under which conversations know them."""

    def __init__(self) -> None:
        self.handle = ""
        self.name = ""
        self.shown = ""
        self._told: dict[str, str] = {}

    def take(self, value: Any) -> None:
        """Take the labelled values of a profile, of the old or the new form."""
        old = at(value, "string_map_data")
        pairs = [(label, text_at(old, label, "value")) for label in old] if isinstance(old, dict) else labelled(value)
        for label, text in pairs:
            self._take(label.strip(), text)

    def _take(self, label: str, text: str) -> None:
        if USERNAME.fullmatch(label) and _HANDLE.fullmatch(text):
            self.handle = self.handle or text
        elif NAME.fullmatch(label):
            self.name = self.name or text
        elif _PHONE.fullmatch(label):
            self._told.setdefault("phone", text)
        elif canonical_email(text) == text.lower():
            self._told.setdefault("email", text)
        elif _BIO.fullmatch(label):
            self._told.setdefault("bio", text)
        elif _SITE.fullmatch(label):
            self._told.setdefault("site", text)

    def meet(self, headers: Sequence[Header]) -> None:
        """Find the name that conversations give the owner: the profile's where it occurs, else who takes part in all."""
        people = {name for header in headers for name in header.people}
        self.shown = next((name for name in (self.name, self.handle) if name in people), "") or owner_among(headers)

    @property
    def party(self) -> Party:
        """The owner as others' records name them."""
        handle = handle_identity("instagram", self.handle)
        return Party(name=self.shown or self.name, identities=(handle,) if handle else (), is_owner=True)

    def record(self) -> PersonRecord | None:
        """The owner's record; None where nothing tells who it is."""
        if not (self.handle or self.name or self.shown):
            return None
        told = self._told
        return owner_record(
            self.shown or self.name,
            identities=(
                handle_identity("instagram", self.handle),
                email_identity(told.get("email", "")),
                phone_identity(told.get("phone", "")),
            ),
            summary=told.get("bio", ""),
            websites=(told["site"],) if told.get("site") else (),
        )
