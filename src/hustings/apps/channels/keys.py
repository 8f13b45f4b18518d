"""Seals credentials with keys that lie outside of the data base and of its backups: in the home folder, or in the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from hustings.connectors.live import Credentials
from hustings.kernel.errors import NeverRetry

_SHOWN = frozenset({"address", "user", "handle", "server", "imap_host", "smtp_host"})
"""What tells one account from another. Members see these anyway, and need them to know which account a trouble is about."""


class Secrets(dict[str, str]):
    """Opened credentials. They never show in a log, a traceback or a page of errors."""

    def __repr__(self) -> str:
        return "<credentials>"

    __str__ = __repr__

    def scrubbed(self, text: str) -> str:
        """The text without any secret of them, however a server or a library came to repeat one. Short ones are no secrets."""
        hidden = (value for name, value in self.items() if name not in _SHOWN)
        for value in sorted(hidden, key=len, reverse=True):
            text = text.replace(value, "***") if len(value) >= 6 else text
        return text


def seal(credentials: Credentials) -> bytes:
    """What is stored."""
    return _keys().encrypt(msgspec.json.encode(dict(credentials)))


def unseal(sealed: bytes) -> Secrets:
    """The credentials. Raises NeverRetry where no key opens them: the key file is not the one with which they were sealed."""
    try:
        return Secrets(msgspec.json.decode(_keys().decrypt(bytes(sealed)), type=dict[str, str]))
    except InvalidToken as error:
        raise NeverRetry(
            "The key does not open what is stored for this account. Put the file channel_key of the home folder back, or connect "
            "the account again."
        ) from error


def seal_anew(sealed: bytes) -> bytes:
    """The same credentials under the newest key."""
    return _keys().rotate(bytes(sealed))


def add_key() -> None:
    """Puts a new key before the others in the key file."""
    _write([Fernet.generate_key().decode(), *_in_file()])


def drop_old_keys() -> None:
    """Leaves the newest key alone in the key file: nothing is sealed with another any more."""
    _write(_in_file()[:1])


def stand_in_environment() -> bool:
    """Whether the operator keeps the keys, and not the key file."""
    return bool(settings.CHANNEL_KEY)


def _keys() -> MultiFernet:
    given = [key.strip() for key in settings.CHANNEL_KEY.split(",") if key.strip()] or _in_file() or _first()
    try:
        return MultiFernet([Fernet(key) for key in given])
    except ValueError as error:
        raise NeverRetry("HUSTINGS_CHANNEL_KEY or the file channel_key holds something that is no key.") from error


def _place() -> Path:
    return Path(settings.HUSTINGS_HOME) / "channel_key"


def _in_file() -> list[str]:
    try:
        return _place().read_text().split()
    except FileNotFoundError:
        return []


def _first() -> list[str]:
    """Makes the first key; of two processes that do so at once, the later takes that of the earlier."""
    _place().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = _place().with_name(f"channel_key.{os.getpid()}")
    _fill(fresh, [Fernet.generate_key().decode()])
    try:
        os.link(fresh, _place())
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return _in_file()


def _write(keys: Iterable[str]) -> None:
    fresh = _place().with_name(f"channel_key.{os.getpid()}")
    _fill(fresh, keys)
    fresh.replace(_place())


def _fill(path: Path, keys: Iterable[str]) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
