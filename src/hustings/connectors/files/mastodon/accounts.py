"""The owner of an archive of Mastodon."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from hustings.connectors.reading.archives import owner_record, plain_text
from hustings.connectors.reading.fediverse import party_of
from hustings.connectors.reading.jsonvalues import list_at, text_at
from hustings.kernel.identities import canonical_account, canonical_url, handle_identity
from hustings.kernel.records import Party, PersonRecord

_HREF = re.compile(r'href="(https?://[^"\s]{1,500})"')


class Owner:
    """What actor.json tells of the owner."""

    def __init__(self) -> None:
        self.account = ""
        self.address = ""
        self._actor: Any = None

    def take(self, actor: Any) -> None:
        """Take an actor; the first one counts."""
        if self._actor is None and text_at(actor, "preferredUsername"):
            self._actor, self.address = actor, text_at(actor, "id")
            name, host = text_at(actor, "preferredUsername"), _host(self.address)
            self.account = canonical_account(f"{name}@{host}") or ""

    @property
    def party(self) -> Party:
        """The owner as others' records name them."""
        party = party_of(self.account, owner=self.account)
        return party or Party(is_owner=True)

    def record(self) -> PersonRecord | None:
        """The owner's record; None where there is no actor."""
        if self._actor is None:
            return None
        name = plain_text(text_at(self._actor, "name")) or text_at(self._actor, "preferredUsername")
        fields = [(text_at(each, "name"), text_at(each, "value")) for each in list_at(self._actor, "attachment")]
        sites = (match[1] for _, value in fields if (match := _HREF.search(value)))
        return owner_record(
            name,
            identities=(handle_identity("mastodon", self.account),),
            summary=plain_text(text_at(self._actor, "summary")),
            websites=tuple(dict.fromkeys(site for site in sites if canonical_url(site))),
            extra={label: words for label, value in fields if label and not _HREF.search(value) and (words := plain_text(value))},
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
