"""People as LinkedIn's tables mention them: a displayed name and the address of a profile."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from hustings.kernel.identities import canonical_url, linkedin_identity
from hustings.kernel.records import Identity, Party

_PLACEHOLDERS = frozenset(
    {
        "linkedin member",
        "linkedin-mitglied",
        "mitglied von linkedin",
        "membre de linkedin",
        "utilisateur linkedin",
        "miembro de linkedin",
        "usuario de linkedin",
        "usuário do linkedin",
        "membro do linkedin",
        "utente linkedin",
        "membro di linkedin",
        "linkedin-lid",
    }
)
_CREDENTIAL = re.compile(r"(?:[A-Z][A-Za-z]?\.?){2,6}|Jr\.?|Sr\.?|Esq\.?|[A-Z]{2,}[\w.\-®™ ]{0,12}")


def party(name: str, url: str) -> Party:
    """Somebody by name and profile address. LinkedIn's word for people who left is nobody's name and is left out."""
    return _kept_party(name, url) if len(name) + len(url) <= _KEPT else _party(name, url)


def parties(names: str, urls: str) -> tuple[Party, ...]:
    """Those of a list of names and a list of addresses, both parted by commas. Names are dropped where they cannot be matched."""
    return _kept_parties(names, urls) if len(names) + len(urls) <= _KEPT else _parties(names, urls)


def key_of(somebody: Party) -> str:
    """What tells a party apart within one export: its first handle, else its name."""
    return somebody.identities[0].value if somebody.identities else somebody.name


def stable_id(prefix: str, *parts: str) -> str:
    """An external id that follows from content alone: the same parts give the same id in every export."""
    content = "\x1f".join(parts).encode("utf-8", "replace")
    return f"{prefix}:{blake2b(content, digest_size=12).hexdigest()}"


def _party(name: str, url: str) -> Party:
    identity = linkedin_identity(url)
    if identity is None and (page := canonical_url(url)) is not None and page.startswith("linkedin.com/"):
        identity = Identity(kind="url", value=page)
    shown = name.strip()
    if identity is None and shown.casefold() in _PLACEHOLDERS:
        shown = ""
    return Party(name=shown, identities=(identity,) if identity else ())


def _parties(names: str, urls: str) -> tuple[Party, ...]:
    addresses = [url.strip() for url in urls.split(",") if url.strip()]
    if len(addresses) == 1:
        return (party(names, addresses[0]),)
    shown = _split(names)
    if len(addresses) == len(shown):
        return tuple(party(name, url) for name, url in zip(shown, addresses, strict=True))
    if addresses:
        return tuple(party("", url) for url in addresses)
    return tuple(found for found in (party(name, "") for name in shown) if found.name)


def _split(names: str) -> list[str]:
    """A list of names at its commas, where a degree or a suffix after a comma stays with its name."""
    found: list[str] = []
    for part in (piece.strip() for piece in names.split(",")):
        if found and _CREDENTIAL.fullmatch(part):
            found[-1] += f", {part}"
        elif part:
            found.append(part)
    return found


_KEPT = 4_000
"""Characters of names and addresses up to which their party is remembered: the same people stand in most rows."""
_kept_party = lru_cache(maxsize=65_536)(_party)
_kept_parties = lru_cache(maxsize=16_384)(_parties)
