"""The lists that Mastodon and its kin export as CSV: whom one follows, followers, mutes, blocks, and members of one's own lists.

Some have a header and some none; one of bare accounts is known by its name alone, because addresses look like e-mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.connectors.reading.tables import Row, peek_rows, read_table
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import canonical_account, handle_identity
from hustings.kernel.provenance import OWN_ARCHIVE
from hustings.kernel.records import AnyRecord, FollowRecord, Identity, Name, Party, PersonRecord, TieRecord

_ADDRESS = "account address"
_COLUMNS = (("following", "show boosts"), ("mutes", "hide notifications"))
_NAMES = (
    ("followers", re.compile(r"followers", re.IGNORECASE)),
    ("following", re.compile(r"follow", re.IGNORECASE)),
    ("mutes", re.compile(r"mute", re.IGNORECASE)),
    ("blocks", re.compile(r"block", re.IGNORECASE)),
)
_LISTS = re.compile(r"(?:^|[^a-z])lists?(?:[^a-z]|$)", re.IGNORECASE)
_WHICH = (
    "It cannot be told whether these accounts follow, are followed, muted or blocked. "
    "Name the file as Mastodon does: following_accounts.csv, followers.csv, muted_accounts.csv or blocked_accounts.csv."
)


class MastodonListsReader:
    """The reader of Mastodon's lists of accounts (protocol.FileReader)."""

    name = "mastodon_lists"
    title = "Mastodon list of accounts (CSV)"
    use_rule = OWN_ARCHIVE.code

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Tables of accounts of the fediverse."""
        return [entry for entry in entries if _word(entry)]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        """Members of lists as people, then follows, mutes and blocks."""
        words = [(_word(entry), entry) for entry in entries]
        for word, entry in sorted(words, key=lambda pair: pair[0] != "lists"):
            try:
                yield from _read_members(entry) if word == "lists" else _read_accounts(entry, word)
            except WrongInput as error:
                yield Rejected(Place(entry.name), str(error))


MASTODON_LISTS = MastodonListsReader()


def _word(entry: Entry) -> str:
    """What a table lists; `accounts` where that cannot be told, empty where it is no list of accounts."""
    rows = peek_rows(entry.head(8_192))
    if not rows:
        return ""
    header, stem = [cell.strip().lower() for cell in rows[0]], entry.name.rpartition("/")[2]
    named = next((word for word, pattern in _NAMES if pattern.search(stem)), "")
    if _ADDRESS in header:
        return next((word for word, column in _COLUMNS if column in header), named or "accounts")
    if len(header) == 2 and _LISTS.search(stem) and canonical_account(header[1]):
        return "lists"
    return named if len(header) == 1 and canonical_account(header[0]) else ""


def _rows(entry: Entry) -> Iterator[tuple[int, Row]]:
    """The rows below the header, or all of them where there is none."""
    with entry.open() as stream:
        table = read_table(stream, is_header=lambda row: _ADDRESS in [cell.strip().lower() for cell in row])
        if table is not None:
            position = table.position("accountaddress")
            yield from ((line, [row[position]]) for line, row in table.rows)
            return
    with entry.open() as stream:
        table = read_table(stream, is_header=lambda row: True)
        if table is not None:
            yield table.line, [*table.header, ""]
            yield from table.rows


def _read_accounts(entry: Entry, word: str) -> Iterator[Found | Rejected]:
    if word == "accounts":
        yield Rejected(Place(entry.name), _WHICH)
        return
    for line, row in _rows(entry):
        record = _record(row[0], word)
        yield Found(record, Place(entry.name, line)) if record else _refused(entry, line, row[0])


def _record(account: str, word: str) -> AnyRecord | None:
    identity = handle_identity("mastodon", account)
    if identity is None:
        return None
    party, key = Party(identities=(identity,)), f"{word}:{identity.value}"
    if word in ("mutes", "blocks"):
        return TieRecord(external_id=key, subject=Party(is_owner=True), other=party, relation=word)
    return FollowRecord(external_id=key, party=party, direction="in" if word == "followers" else "out", channel="mastodon")


def _read_members(entry: Entry) -> Iterator[Found | Rejected]:
    """Each account with the names of the lists that hold it as tags."""
    lists: dict[str, dict[str, int]] = {}
    for line, row in _rows(entry):
        account = canonical_account(row[1])
        if account is None:
            yield _refused(entry, line, row[1])
        else:
            lists.setdefault(account, {}).setdefault(row[0].strip(), line)
    for account, names in lists.items():
        record = PersonRecord(
            external_id=f"account:{account}",
            name=Name(full=account),
            identities=(Identity(kind="mastodon", value=account),),
            tags=tuple(name for name in names if name),
        )
        yield Found(record, Place(entry.name, min(names.values())))


def _refused(entry: Entry, line: int, cell: str) -> Rejected:
    return Rejected(Place(entry.name, line), f"{cell.strip()[:80]!r} is no account such as ben@social.example.")
