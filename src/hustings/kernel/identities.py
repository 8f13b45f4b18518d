"""One canonical form for every handle of a person, so that equal handles are equal strings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import phonenumbers

from hustings.kernel.records import Identity, IdentityKind

_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[^@\s<>,;:\"()\[\].]+")
_PLAIN_PROFILE = re.compile(r"https://www\.linkedin\.com/in/([a-z0-9-]+)/?", re.ASCII)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LINKEDIN_HOST = re.compile(r"(?:[a-z]{2,3}\.)*linkedin\.com")


def canonical_email(text: str) -> str | None:
    """The address in lower case without `mailto:`, display name or surrounding signs; None if there is none in the text."""
    folded = unicodedata.normalize("NFKC", text).strip().strip("'").lower().removeprefix("mailto:")
    found = _EMAIL.search(folded) if len(folded) <= 1000 else None
    return found.group().strip(".'") if found else None


def canonical_phone(text: str, *, region: str | None = None) -> str | None:
    """E.164 where the country is known (leading +, or `region` such as "US"); else the bare digits if five or more; else None."""
    if _E164.fullmatch(text) and _is_plain(text[1:]):
        return text
    folded = unicodedata.normalize("NFKC", text).strip().strip("'").removeprefix("tel:")
    if len(folded) > 60:
        return None
    try:
        number = phonenumbers.parse(folded, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    digits = re.sub(r"\D", "", folded)
    return digits if len(digits) >= 5 else None


def _is_plain(digits: str) -> bool:
    """Whether digits after a plus are a whole number already, of which the library would take nothing away."""
    for size in (1, 2, 3):
        plan = _number_plan(digits[:size])
        if plan is not None:
            lengths, prefix = plan
            national = digits[size:]
            return len(national) in lengths and national[0] != "0" and (prefix is None or not prefix.match(national))
    return False


@lru_cache(maxsize=1_200)
def _number_plan(code: str) -> tuple[frozenset[int], re.Pattern[str] | None] | None:
    """How many digits follow a country's code, and what may stand before them inside the country; None for no such code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    if regions is None:
        return None
    plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), regions[0])
    if plan is None or plan.general_desc is None:
        return None
    prefix = plan.national_prefix_for_parsing
    return frozenset(plan.general_desc.possible_length), re.compile(prefix) if prefix else None


def canonical_linkedin(text: str) -> str | None:
    """`linkedin.com/in/ana-souza` for any way of writing a profile's address (scheme, host, case, escapes, slash); else None.

    Profile paths are not case-sensitive; country subdomains and `www.` name the same profile.
    """
    plain = _PLAIN_PROFILE.fullmatch(text)
    if plain:
        return "linkedin.com/in/" + plain[1] if len(text) <= 2000 else None
    address = text.strip().strip("'")
    if not address or len(address) > 2000:
        return None
    try:
        parts = urlsplit(address if "//" in address else "https://" + address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not _LINKEDIN_HOST.fullmatch(host):
        return None
    path = unicodedata.normalize("NFC", unquote(parts.path)).lower().strip("/").split("/")
    if len(path) < 2 or path[0] not in ("in", "pub") or not path[1]:
        return None
    return "linkedin.com/" + "/".join(["in", path[1]] if path[0] == "in" else path)


def canonical_url(text: str) -> str | None:
    """A web address with a lower-case host, no scheme, no `www.`, no fragment and no trailing slash; None if it is none."""
    address = text.strip().strip("'")
    if not address or len(address) > 2000 or any(sign.isspace() for sign in address):
        return None
    try:
        parts = urlsplit(address if "//" in address else "https://" + address)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    if "." not in host or parts.scheme not in ("http", "https"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return host + parts.path.rstrip("/") + query


def email_identity(text: str, *, label: str = "") -> Identity | None:
    """An e-mail identity, or None if the text holds no address."""
    value = canonical_email(text)
    return Identity(kind="email", value=value, label=label) if value else None


def phone_identity(text: str, *, label: str = "", region: str | None = None) -> Identity | None:
    """A phone identity, or None if the text holds no number."""
    value = canonical_phone(text, region=region)
    return Identity(kind="phone", value=value, label=label) if value else None


def linkedin_identity(text: str) -> Identity | None:
    """A LinkedIn identity, or None if the text is no profile address."""
    value = canonical_linkedin(text)
    return Identity(kind="linkedin", value=value) if value else None


_HANDLE = re.compile(r"[\w.-]{1,100}")
_ACCOUNT = re.compile(r"@?([\w.-]{1,100})@([a-z0-9.-]+\.[a-z]{2,})", re.ASCII | re.IGNORECASE)
_PROFILE_HOSTS = {
    "x": ("x.com", "twitter.com", "mobile.twitter.com"),
    "facebook": ("facebook.com", "m.facebook.com", "fb.com"),
    "instagram": ("instagram.com",),
    "tiktok": ("tiktok.com",),
    "youtube": ("youtube.com",),
    "telegram": ("t.me",),
    "bluesky": ("bsky.app",),
}


def canonical_account(text: str) -> str | None:
    """`ana@mastodon.example` in lower case for a fediverse account with or without a leading `@`; None if it is none."""
    found = _ACCOUNT.fullmatch(text.strip())
    return f"{found[1]}@{found[2]}".lower() if found else None


def canonical_handle(kind: IdentityKind, text: str) -> str | None:
    """The handle on a network in lower case, from `@Handle`, `handle` or a profile's address there; None if it is none.

    Facebook's `profile.php?id=1` becomes `1`; a Bluesky DID stays as it is. Mastodon accounts: see `canonical_account`.
    """
    given = text.strip().strip("'")
    if kind == "mastodon":
        return canonical_account(given)
    address = canonical_url(given) if "/" in given else None
    if address is not None:
        given = _handle_in(kind, address)
    handle = given.removeprefix("@").lower()
    if kind == "bluesky" and handle.startswith("did:"):
        return handle
    return handle if _HANDLE.fullmatch(handle) else None


def _handle_in(kind: IdentityKind, address: str) -> str:
    host, _, rest = address.partition("/")
    if host not in _PROFILE_HOSTS.get(kind, ()):
        return ""
    path, _, query = rest.partition("?")
    if path == "profile.php":
        return query.partition("id=")[2].partition("&")[0]
    parts = [part for part in path.split("/") if part and part not in ("profile", "channel", "user", "c", "s")]
    return parts[0] if parts else ""


def handle_identity(kind: IdentityKind, text: str, *, label: str = "") -> Identity | None:
    """An identity on a network, or None if the text is no handle or profile address there."""
    value = canonical_handle(kind, text)
    return Identity(kind=kind, value=value, label=label) if value else None


def external_identity(system: str, number: str) -> Identity | None:
    """The number of a record in another system, such as `van:100023`; None for an empty number."""
    value = number.strip().strip("'")
    return Identity(kind="external", value=f"{system}:{value}"[:500]) if value else None


def hustings_identity(workspace: str, number: str) -> Identity:
    """The number of a person in a workspace of another Hustings; each workspace (its mark) is a system of its own."""
    return Identity(kind="external", value=f"hustings-{workspace}:{number}")
