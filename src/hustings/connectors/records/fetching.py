"""Sets of public data by a short name (`us`, `us-ca`): which files they are, where they are published, and how they are fetched.

The caller gives the client, which goes out through the guard (connectors/http.py) and bounds what is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

import httpx

from hustings.connectors.records.american import STATES
from hustings.kernel.errors import HustingsError, RetryLater, WrongInput

CONGRESS = "https://unitedstates.github.io/congress-legislators"
"""Where congress-legislators publishes its files (README of unitedstates/congress-legislators, read in November 2026)."""
CONGRESS_FILES = (
    "legislators-current.json", "committees-current.json", "committee-membership-current.json", "legislators-social-media.json",
    "legislators-district-offices.json", "executive.json",
)  # fmt: skip
STATES_ZIP = "https://codeload.github.com/openstates/people/zip/refs/heads/main"
"""The whole of openstates/people; a state lies in data/<state>/ of it."""
LARGEST = 200 << 20
"""Bytes of one answer that are taken."""
ENTRY = 1 << 20
"""Bytes of one file of a state; a person or a committee takes a few thousand."""
TRIES = 2
"""How often a file is asked for where the line breaks or the server is in trouble."""

_STATE = re.compile(r"us-([a-z]{2})")
_FOLDERS = frozenset({"legislature", "executive", "municipalities", "committees"})
_OFFLINE = (
    "{name} could not be fetched ({reason}). Without a network, download {what} and give the files: hustings records add PATH..."
)


class Client(Protocol):
    """What fetches: a client of connectors/http.py."""

    def get(self, url: str, /) -> httpx.Response:
        """The answer, read whole."""
        ...


class Fetched(NamedTuple):
    """Files on disk, and the day as of which their publisher last changed them, where it says so."""

    paths: tuple[Path, ...]
    as_of: date | None


def is_name(text: str) -> bool:
    """Whether a text is the name of a set that can be fetched."""
    return text == "us" or ((found := _STATE.fullmatch(text)) is not None and found[1] in STATES)


def where_to_download(name: str) -> str:
    """In words, which files a set is made of and where they lie."""
    if name == "us":
        return f"{', '.join(CONGRESS_FILES)} from {CONGRESS}"
    return f"the folder data/{name[3:]} of https://github.com/openstates/people"


def fetch(name: str, folder: Path, *, client: Client) -> Fetched:
    """Fetches a set into a folder. Raises WrongInput for a name that is none, RetryLater where the network gives nothing."""
    if not is_name(name):
        raise WrongInput(f"There is no set of public data called {name!r}. Say us, us-ca (any state), or give files.")
    try:
        return _congress(folder, client) if name == "us" else _state(name[3:], folder, client)
    except (httpx.HTTPError, HustingsError) as error:
        told = _OFFLINE.format(name=name, reason=_reason(error), what=where_to_download(name))
        raise RetryLater(told) from error


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error.request.url} answered {error.response.status_code}"
    return str(error).rstrip(".") or type(error).__name__


def _get(client: Client, url: str, *, tries: int = TRIES) -> httpx.Response:
    """The answer, asked for once more where that may help."""
    try:
        return client.get(url).raise_for_status()
    except httpx.TransportError:
        if tries == 1:
            raise
    except httpx.HTTPStatusError as error:
        if tries == 1 or not error.response.is_server_error:
            raise
    return _get(client, url, tries=tries - 1)


def _congress(folder: Path, client: Client) -> Fetched:
    paths, days = [], []
    for file in CONGRESS_FILES:
        answer = _get(client, f"{CONGRESS}/{file}")
        if answer.content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"[", b"{"):
            raise RetryLater(f"what came as {file} is no JSON; perhaps the network wants you to sign in first")
        (folder / file).write_bytes(answer.content)
        paths.append(folder / file)
        days.append(_changed_on(answer))
    known = [day for day in days if day is not None]
    return Fetched(tuple(paths), max(known, default=None))


def _state(state: str, folder: Path, client: Client) -> Fetched:
    answer = _get(client, STATES_ZIP)
    target = folder / f"openstates-{state}"
    target.mkdir()
    for number, (kind, content) in enumerate(_files_of(answer.content, state)):
        (target / f"{kind}-{number}.yml").write_bytes(content)
    if not any(target.iterdir()):
        raise RetryLater("the archive holds nothing of that state")
    return Fetched((target,), _changed_on(answer) or _made_on(answer.content))


def _files_of(archive: bytes, state: str) -> Iterator[tuple[str, bytes]]:
    """The files of a state in the archive. Nothing is unpacked by its own name."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for info in opened.infolist():
                parts = PurePosixPath(info.filename).parts
                if parts[1:3] == ("data", state) and len(parts) == 5 and parts[3] in _FOLDERS and parts[4].endswith(".yml"):
                    with opened.open(info) as stream:
                        yield parts[3], stream.read(ENTRY)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise RetryLater("what came is no zip archive") from error


def _made_on(archive: bytes) -> date | None:
    """The newest day in an archive that was read: GitHub gives its files that of the last change to the repository."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        newest = max(info.date_time for info in opened.infolist())
    try:
        return date(*newest[:3])
    except ValueError:
        return None


def _changed_on(answer: httpx.Response) -> date | None:
    try:
        return parsedate_to_datetime(answer.headers.get("last-modified", "")).date()
    except ValueError:
        return None
