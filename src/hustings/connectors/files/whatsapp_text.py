"""What stands in a WhatsApp message besides words: attached files, left-out media, edits, and lines that nobody wrote."""

from __future__ import annotations

import re
from typing import NamedTuple

_ATTACHED = re.compile(r"\u200e?<[^<>:\n]{2,30}:\s?([^<>\n]{1,250}\.\w{1,5})>")
_NAMED = re.compile(r"\u200e?(\S[^\n()]{0,250}\.\w{2,5}) \([^()\n]{4,40}\)(?:\n|$)")
_OMITTED = re.compile(
    r"\u200e.{0,60}(?:omitted|weggelassen|omitid|omess|absent|ocultad|weggelaten|utelämn|utelat|udelad|pominięt|пропущен|省略|제외"
    r"|dahil edilmedi)[^\n]{0,10}|<[^<>\n]{3,40}>",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\s*(?:\u200e<[^<>:\n]{10,60}>|<[^<>\n]{0,40}(?:edited|bearbeitet|editó|editad|modifi|bewerkt)[^<>\n]{0,20}>)$",
    re.IGNORECASE,
)
_DELETED = frozenset(
    {
        *("this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht"),
        *("du hast diese nachricht gelöscht", "se eliminó este mensaje", "eliminaste este mensaje", "mensaje eliminado"),
        *("ce message a été supprimé", "vous avez supprimé ce message", "questo messaggio è stato eliminato"),
        *("hai eliminato questo messaggio", "esta mensagem foi apagada", "mensagem apagada", "você apagou esta mensagem"),
        *("dit bericht is verwijderd", "je hebt dit bericht verwijderd", "null"),
    }
)
_MARKS = re.compile("[\u200e\u2068\u2069]")


class Media(NamedTuple):
    """The words of a message, the names of files sent with it, and what else is known of it."""

    text: str
    files: tuple[str, ...]
    extra: dict[str, str]


def is_by_whatsapp(text: str) -> bool:
    """Whether WhatsApp itself wrote this, though it stands behind a name: a notice, or the trace of a deleted message."""
    if text.strip("\u200e .").casefold() in _DELETED:
        return True
    if not text.startswith("\u200e") or "\n" in text or "://" in text:
        return False
    return not (_OMITTED.fullmatch(text) or _ATTACHED.search(text) or _NAMED.match(text))


def media_and_text(text: str) -> Media:
    """A message parted into words and files."""
    extra: dict[str, str] = {}
    if _EDITED.search(text[-80:]):
        text, extra["edited"] = text[:-80] + _EDITED.sub("", text[-80:]), "yes"
    if _OMITTED.fullmatch(text.strip()):
        return Media("", (), {**extra, "media": "omitted"})
    files = tuple(found.strip() for found in _ATTACHED.findall(text))
    words = _ATTACHED.sub("", text) if files else text
    named = None if files else _NAMED.match(text)
    if named:
        files, words = (named[1].strip(),), text[named.end() :]
    return Media(_MARKS.sub("", words).strip(" \n"), files, extra)
