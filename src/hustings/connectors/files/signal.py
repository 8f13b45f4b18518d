"""Signal's messages: backups exported as lines of JSON, and the folders of text that the signal-export tool writes.

Signal itself writes the first (the message Frame of its Backup.proto as JSON); the second hold `chat.md` and often `data.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hustings.connectors.files.signal_backup import read_backup
from hustings.connectors.files.signal_text import is_text_line, read_chat, read_json_chat
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.chats import first_lines
from hustings.connectors.reading.jsonstream import decode
from hustings.kernel.errors import WrongInput

_FRAMES = ("account", "recipient", "chat", "chatItem")
_BESIDE = re.compile(r"(?:media|files|exported_stickers)/.+|(?:chat|index)\.html|metadata\.json")


class SignalReader:
    """Reads messages of Signal; see `hustings.connectors.protocol.FileReader`."""

    name = "signal"
    title = "Signal export"
    use_rule = "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The backups and chats, and the media and web pages that lie beside them."""
        found = [entry for entry in entries if _kind(entry)]
        folders = {_folder(entry) for entry in found}
        return found + [entry for entry in entries if any(_is_beside(entry.name, folder) for folder in folders)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Of a backup its owner, the contacts and the messages; of a folder the messages, from JSON where it has both forms."""
        kinds = {entry.name: _kind(entry) for entry in entries}
        in_json = {_folder(entry) for entry in entries if kinds[entry.name] == "json"}
        for entry in entries:
            kind = kinds[entry.name]
            try:
                if kind == "backup":
                    yield from read_backup(entry)
                elif kind == "json":
                    yield from read_json_chat(entry)
                elif kind == "text" and _folder(entry) not in in_json:
                    yield from read_chat(entry)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))


SIGNAL = SignalReader()


def _kind(entry: Entry) -> str:
    """Which of the forms a file is: "backup", "json", "text", or empty for none."""
    lines = [text for text in first_lines(entry.head(), count=3) if text.strip()]
    first = lines[0] if lines else ""
    if is_text_line(first):
        return "text"
    if not first.startswith("{"):
        return ""
    keys = {key for line in lines for key in _keys(line)}
    if {"date", "sender", "body"} <= keys:
        return "json"
    return "backup" if keys & {"backupTimeMs", *_FRAMES} and keys & {"version", *_FRAMES} else ""


def _keys(line: str) -> set[str]:
    try:
        value = decode(line.encode())
    except WrongInput:
        return set()
    return set(value) if isinstance(value, dict) else set()


def _folder(entry: Entry) -> str:
    return entry.name.rpartition("/")[0]


def _is_beside(name: str, folder: str) -> bool:
    start = f"{folder}/" if folder else ""
    return name.startswith(start) and _BESIDE.fullmatch(name.removeprefix(start)) is not None
