"""What opens a mailbox: the questions to a member, and their answers as settings of two servers."""

from __future__ import annotations

from typing import NamedTuple, cast, get_args

from hustings.connectors.live import Credentials, Question
from hustings.connectors.platforms.email.providers import IMAP_PORTS, PROVIDERS, SMTP_PORTS, Security, Server
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import canonical_email

_SECURITY_HELP = "tls (from the first byte), starttls, or none (own network only). Left empty: tls."

QUESTIONS = (
    Question(name="address", title="E-mail address"),
    Question(name="user", title="User name", needed=False, help="Where it is not the address."),
    Question(
        name="password",
        title="Password",
        secret=True,
        needed=False,
        help="Where the provider offers passwords for programs (app passwords), make one and use it.",
    ),
    Question(name="token", title="Access token (XOAUTH2)", secret=True, needed=False, help="In place of a password."),
    Question(name="refresh_token", title="Refresh token", secret=True, needed=False, help="Renews the access token by itself."),
    Question(name="token_url", title="Address that renews it", needed=False, help="Such as https://oauth2.example.org/token."),
    Question(name="client_id", title="Client id", needed=False, help="Of the program that the provider knows."),
    Question(name="client_secret", title="Client secret", secret=True, needed=False),
    Question(
        name="imap_host",
        title="Server for reading (IMAP)",
        needed=False,
        help="Such as imap.example.org. Known of Fastmail, Gmail, GMX, iCloud, Posteo, WEB.DE and Yahoo.",
    ),
    Question(name="imap_port", title="Its port", needed=False, help="993, or 143 with starttls."),
    Question(name="imap_security", title="Its encryption", needed=False, help=_SECURITY_HELP),
    Question(
        name="smtp_host",
        title="Server for sending (SMTP)",
        needed=False,
        help="Left empty: that of the provider where it is known, else read only.",
    ),
    Question(name="smtp_port", title="Its port", needed=False, help="465, or 587 with starttls."),
    Question(name="smtp_security", title="Its encryption", needed=False, help=_SECURITY_HELP),
    Question(
        name="forwarded",
        title="Letters are forwarded to it",
        needed=False,
        help="yes: a letter that is forwarded to this mailbox becomes a conversation with whoever wrote it first.",
    ),
)


def takes_forwarded(credentials: Credentials) -> bool:
    """Whether letters are forwarded to this mailbox, so that what counts is inside of them."""
    return credentials.get("forwarded", "").strip().casefold() in ("yes", "true", "1", "on", "forwarded")


class Settings(NamedTuple):
    """A mailbox and how to open it: with a password, or with a token if there is one. Without `smtp` it can only be read."""

    address: str
    user: str
    password: str
    token: str
    imap: Server
    smtp: Server | None

    @property
    def domain(self) -> str:
        """What stands behind the @ of the address."""
        return self.address.rpartition("@")[2]


def settings_of(credentials: Credentials) -> Settings:
    """The answers as settings. Raises WrongInput, which names the field, where one is missing or none."""
    given = {name: value.strip() for name, value in credentials.items()}
    address = canonical_email(given.get("address", ""))
    if address is None:
        raise WrongInput("This is no e-mail address.", field="address")
    # Blanks may belong to a password.
    password, token = credentials.get("password", ""), given.get("token", "")
    if not password and not token:
        raise WrongInput("A password or an access token is needed.", field="password")
    known = PROVIDERS.get(address.rpartition("@")[2])
    imap = _server(given, "imap", IMAP_PORTS) or (known and known.imap)
    if imap is None:
        raise WrongInput("The server for reading mail is needed, such as imap.example.org.", field="imap_host")
    smtp = _server(given, "smtp", SMTP_PORTS) or (known and known.smtp)
    return Settings(address, given.get("user") or address, password, token, imap, smtp)


def _server(given: Credentials, kind: str, ports: dict[Security, int]) -> Server | None:
    host = given.get(f"{kind}_host", "")
    if not host:
        return None
    security = given.get(f"{kind}_security", "").lower() or "tls"
    if security not in get_args(Security):
        raise WrongInput(f"The encryption is one of {', '.join(get_args(Security))}.", field=f"{kind}_security")
    chosen = cast(Security, security)
    port = given.get(f"{kind}_port") or str(ports[chosen])
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise WrongInput("A port is a number from 1 to 65535.", field=f"{kind}_port")
    return Server(host, int(port), chosen)
