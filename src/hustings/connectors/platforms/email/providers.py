"""Where mail servers listen: in general, and those of some large providers, so that an address and a password are enough."""

from __future__ import annotations

from typing import Literal, NamedTuple

Security = Literal["tls", "starttls", "none"]
"""`none` is for a server in the own network alone; session.py and sending.py refuse it where the line leads outside."""

IMAP_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}


class Server(NamedTuple):
    """Where a server listens, and how the line to it is encrypted."""

    host: str
    port: int
    security: Security


class Provider(NamedTuple):
    """The servers of a provider for reading and for sending."""

    imap: Server
    smtp: Server


def _provider(imap: str, smtp: str, *, sends_by: Security = "tls") -> Provider:
    return Provider(Server(imap, IMAP_PORTS["tls"], "tls"), Server(smtp, SMTP_PORTS[sends_by], sends_by))


_FASTMAIL = _provider("imap.fastmail.com", "smtp.fastmail.com")
_GMAIL = _provider("imap.gmail.com", "smtp.gmail.com")
_GMX = _provider("imap.gmx.net", "mail.gmx.net")
_ICLOUD = _provider("imap.mail.me.com", "smtp.mail.me.com", sends_by="starttls")
_POSTEO = _provider("posteo.de", "posteo.de")
_WEB_DE = _provider("imap.web.de", "smtp.web.de", sends_by="starttls")
_YAHOO = _provider("imap.mail.yahoo.com", "smtp.mail.yahoo.com")

PROVIDERS: dict[str, Provider] = {
    **dict.fromkeys(("fastmail.com",), _FASTMAIL),
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL),
    **dict.fromkeys(("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), _GMX),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _ICLOUD),
    **dict.fromkeys(("posteo.de", "posteo.net", "posteo.org"), _POSTEO),
    **dict.fromkeys(("web.de",), _WEB_DE),
    **dict.fromkeys(("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "ymail.com", "rocketmail.com"), _YAHOO),
}
"""By the domain of the address (github.com/deltachat/provider-db, read 23 November 2026). What a member says goes before."""
