"""Which folders of a mailbox are read: all that hold letters, once; never junk, trash and drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from imap_tools import FolderInfo

_LEFT_OUT = frozenset({"\\noselect", "\\nonexistent", "\\junk", "\\trash", "\\drafts", "\\flagged", "\\important"})
"""Special-use attributes (RFC 6154, RFC 8457) of what cannot be opened, is not wanted, or only shows letters of other folders."""

# For servers without special use: the names that mail programs give in their languages, after the last separator.
_UNWANTED = re.compile(
    r"(?:spam|junk|junk e-?mail|bulk mail|trash|bin|deleted(?: items| messages)?|drafts?|outbox|unsent"
    r"|papierkorb|gelöschte (?:elemente|objekte)|unerwünscht|entwürfe|postausgang"
    r"|corbeille|éléments supprimés|indésirables?|courrier indésirable|brouillons"
    r"|papelera|elementos eliminados|correo no deseado|borradores"
    r"|cestino|posta (?:eliminata|indesiderata)|bozze|lixo(?: eletr[ôó]nico)?|lixeira|rascunhos"
    r"|prullenbak|verwijderde items|ongewenste e-mail|concepten|kosz|robocze|papperskorg|skräppost|utkast)",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"(?:sent(?: items| mail| messages)?|gesendet(?:e (?:elemente|objekte))?|envoyés?|éléments envoyés|messages envoyés|enviados?"
    r"|elementos enviados|inviat[ai]|posta inviata|itens enviados|verzonden(?: items)?|wysłane|skickat|sendte?)",
    re.IGNORECASE,
)


class Folders(NamedTuple):
    """The folders to read, the inbox first, and the one that keeps what was sent ("" where there is none)."""

    read: tuple[str, ...]
    sent: str


def choose_folders(listed: Iterable[FolderInfo]) -> Folders:
    """What to read of all folders. Where one shows every letter (Gmail), that one alone, so that each is read once."""
    open_ones = [each for each in listed if not _LEFT_OUT & _attributes(each)]
    sent = next((each.name for each in open_ones if "\\sent" in _attributes(each)), "")
    sent = sent or next((each.name for each in open_ones if _SENT.fullmatch(_last_name(each))), "")
    everything = [each.name for each in open_ones if "\\all" in _attributes(each)]
    if everything:
        return Folders((everything[0],), sent)
    wanted = [each.name for each in open_ones if each.name.upper() == "INBOX" or not _UNWANTED.fullmatch(_last_name(each))]
    return Folders(tuple(_inbox_first(wanted, sent)), sent)


def _inbox_first(names: Sequence[str], sent: str) -> list[str]:
    return sorted(names, key=lambda name: (name.upper() != "INBOX", name != sent, name))


def _attributes(folder: FolderInfo) -> set[str]:
    return {flag.lower() for flag in folder.flags}


def _last_name(folder: FolderInfo) -> str:
    return folder.name.rpartition(folder.delim)[2] if folder.delim else folder.name
