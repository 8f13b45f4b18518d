"""What an operator may set by environment variables, and what follows from it."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
    "PRAGMA mmap_size=1073741824;"
)


class Options(BaseSettings):
    """Read from variables named HUSTINGS_..., and DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="HUSTINGS_")

    home: Path = Field(
        default_factory=lambda: user_data_path("hustings"), description="Folder of the data, the keys and the uploads."
    )
    database_url: str = Field(default="", validation_alias="DATABASE_URL", description="PostgreSQL address; SQLite where empty.")
    debug: bool = Field(default=False, description="Show tracebacks; only on this machine.")
    secret_key: str = Field(default="", description="Signs sessions; made and kept in the home folder where empty.")
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost", "[::1]"], description="Names under which the site is reached."
    )
    https: bool = Field(default=False, description="The site is served over HTTPS: secure cookies, HSTS.")


@lru_cache(maxsize=1)
def options() -> Options:
    """The options of this process."""
    return Options()


def options_for_tests() -> Options:
    """Options with a temporary home folder, whatever the developer's own are, and the data base of the test run."""
    home = Path(tempfile.mkdtemp(prefix="hustings-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    url = os.environ.get("HUSTINGS_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    return Options(home=home, DATABASE_URL=url)


def secret_key_of(given: Options) -> str:
    """The configured key, or one that is made at the first start and kept in the home folder, readable by its owner alone."""
    if given.secret_key:
        return given.secret_key
    kept = given.home / "secret_key"
    if not kept.exists():
        given.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def database_of(given: Options) -> dict[str, Any]:
    """Django's description of the data base: one SQLite file in the home folder, or PostgreSQL by DATABASE_URL."""
    if given.database_url:
        return _postgresql(given.database_url)
    given.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": given.home / "hustings.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
