"""What an operator may set by environment variables, and what follows from it."""

from __future__ import annotations

import atexit
import ipaddress
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
    "PRAGMA mmap_size=1073741824;"
)


class Options(BaseSettings):
    """Read from variables named HUSTINGS_..., and DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="HUSTINGS_", populate_by_name=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("hustings"), description="Folder of the data, the keys and the uploads."
    )
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="PostgreSQL address such as postgresql://user:password@host/name; SQLite in the home folder where empty.",
    )
    debug: bool = Field(default=False, description="Show tracebacks in the browser. Refused for other hosts than this machine.")
    secret_key: str = Field(
        default="",
        description="Signs sessions and encrypts second factors; made and kept in the home folder where empty.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default=["127.0.0.1", "localhost", "[::1]"], description="Names under which the site is reached, separated by commas."
    )
    https: bool = Field(
        default=False,
        description="The site is served over HTTPS by a proxy: secure `__Host-` cookies, HSTS, redirects from HTTP.",
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="Proxies in front that set X-Forwarded-For and X-Forwarded-Proto; one where HTTPS is on.",
    )
    plain_http: bool = Field(
        default=False, description="Serve other hosts without HTTPS all the same; passwords then cross the network readable."
    )
    mail_host: str = Field(default="", description="SMTP server for password resets and notices; none are sent where empty.")
    mail_port: int = Field(default=587, description="Port of the SMTP server; the connection is encrypted by STARTTLS.")
    mail_user: str = Field(default="", description="User name at the SMTP server.")
    mail_password: str = Field(default="", description="Password at the SMTP server.")
    mail_from: str = Field(default="hustings@localhost", description="Address that the product's own mail comes from.")
    channel_key: str = Field(
        default="",
        description="Keys that seal the credentials of connected accounts, newest first, separated by commas; kept in the file "
        "channel_key of the home folder where empty. Never in the data base or its backups.",
    )
    allowed_networks: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Private addresses or networks, separated by commas, that connected accounts may lie in: an own mail server.",
    )
    certificates: str = Field(
        default="", description="PEM file with authorities to trust beside those of the system (an own mail server)."
    )
    log_level: str = Field(default="WARNING", description="From which level on the log is written to standard error.")

    @field_validator("allowed_hosts", "allowed_networks", mode="before")
    @classmethod
    def _separate(cls, given: Any) -> Any:
        return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, given: list[str]) -> list[str]:
        return [str(ipaddress.ip_network(each)) for each in given]

    @property
    def trusted_proxies(self) -> int:
        """How many proxies in front are believed about the address of the visitor."""
        return self.proxies or int(self.https)


@lru_cache(maxsize=1)
def options() -> Options:
    """The options of this process."""
    return Options()


def options_for_tests() -> Options:
    """Options with a temporary home folder, whatever the developer's own are, and the data base of the test run."""
    home = Path(tempfile.mkdtemp(prefix="hustings-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    url = os.environ.get("HUSTINGS_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    return Options(home=home, database_url=url, log_level="CRITICAL")


def exposure_refusal(given: Options, hosts: Iterable[str]) -> str | None:
    """Why these hosts or addresses may not be served with these options; None if they may. This machine always may."""
    open_hosts = [host for host in hosts if not is_loopback(host)]
    if not open_hosts:
        return None
    if given.debug:
        return f"HUSTINGS_DEBUG shows the inside of the program; it is refused for {open_hosts[0]}. Unset it."
    if not given.https and not given.plain_http:
        return (
            f"Serving {open_hosts[0]} without HTTPS would send passwords readable over the network. "
            "Put a proxy with HTTPS in front and set HUSTINGS_HTTPS=1, or set HUSTINGS_PLAIN_HTTP=1 if you accept that."
        )
    return None


def is_loopback(host: str) -> bool:
    """Whether a host name or an address means this machine alone."""
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def secret_key_of(given: Options) -> str:
    """The configured key, or one that is made at the first start and kept in the home folder, readable by its owner alone."""
    if given.secret_key:
        return given.secret_key
    given.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = given.home / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return kept.read_text()


def database_of(given: Options) -> dict[str, Any]:
    """Django's description of the data base: one SQLite file in the home folder, or PostgreSQL by DATABASE_URL."""
    if given.database_url:
        return _postgresql(given.database_url)
    given.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": given.home / "hustings.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        # A file, as in earnest: threads of a test share it with real locks.
        "TEST": {"NAME": str(given.home / "test.sqlite3")},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL begins with postgresql://; leave it empty for SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
