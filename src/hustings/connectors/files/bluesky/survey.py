"""What must be known of a repository before its first record can be told: whose it is, the keys of records, and lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hustings.connectors.files.bluesky.car import Block, read_blocks
from hustings.connectors.protocol import Entry
from hustings.connectors.reading.archives import owner_record
from hustings.connectors.reading.jsonvalues import list_at, text_at
from hustings.kernel.errors import WrongInput
from hustings.kernel.identities import handle_identity
from hustings.kernel.records import Identity, Name, Party, PersonRecord

KEPT = 2_000_000
"""Records whose keys are remembered."""

_COLLECTIONS = frozenset(
    {
        "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like", "app.bsky.graph.follow", "app.bsky.graph.block",
        "app.bsky.graph.list",
    }
)  # fmt: skip
_LONGEST_KEY = 1_000


class Survey:
    """One walk over a repository. `damage` says why it ended early, where it did."""

    def __init__(self) -> None:
        self.did = ""
        self.damage = ""
        self._profile: Any = None
        self._keys: dict[bytes, tuple[str, ...]] = {}
        self._lists: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}

    @classmethod
    def of(cls, entry: Entry) -> Survey:
        """The survey of a repository; damage ends it, and what stands before counts."""
        survey = cls()
        lists: dict[bytes, Any] = {}
        try:
            with entry.open() as stream:
                for block in read_blocks(stream):
                    survey._take(block, lists)
        except WrongInput as error:
            survey.damage = str(error)
        for cid, content in lists.items():
            for key in survey._keys.get(cid, ()):
                survey._lists[survey.address(key)] = text_at(content, "name")
        return survey

    def _take(self, block: Block, lists: dict[bytes, Any]) -> None:
        content = block.content
        if block.kind == "app.bsky.actor.profile":
            self._profile = self._profile or content
        elif block.kind == "app.bsky.graph.list":
            if text_at(content, "purpose").endswith("#curatelist"):
                lists[block.cid] = content
        elif block.kind == "app.bsky.graph.listitem":
            self._members.setdefault(text_at(content, "subject"), []).append(text_at(content, "list"))
        elif not block.kind and text_at(content, "did"):
            self.did = self.did or text_at(content, "did")
        elif not block.kind:
            self._take_node(content)

    def _take_node(self, node: Any) -> None:
        """The keys of one node of the tree; each tells how much of the key before it begins alike (AT Protocol, Repository)."""
        before = b""
        for entry in list_at(node, "e"):
            shared, rest, cid = (entry.get(name) for name in ("p", "k", "v")) if isinstance(entry, dict) else (None, None, None)
            if not (isinstance(shared, int) and isinstance(rest, bytes) and isinstance(cid, bytes)):
                return
            before = before[: max(shared, 0)] + rest
            key = before.decode("utf-8", "replace").replace("\0", "")
            if len(before) <= _LONGEST_KEY and key.partition("/")[0] in _COLLECTIONS and len(self._keys) < KEPT:
                self._keys[cid] = (*self._keys.get(cid, ())[:10], key)

    def keys_of(self, block: Block) -> tuple[str, ...]:
        """Where the repository holds a record, such as `app.bsky.feed.post/3k44`; equal records share one block."""
        return self._keys.get(block.cid, ())

    def address(self, key: str) -> str:
        """The address of a record of this repository."""
        return f"at://{self.did}/{key}"

    def party(self, did: str) -> Party | None:
        """Somebody by identifier; None where the text is none."""
        identity = handle_identity("bluesky", did) if did.startswith("did:") and len(did) < 300 else None
        return Party(identities=(identity,), is_owner=did == self.did) if identity else None

    def owner(self) -> PersonRecord:
        """The owner's record."""
        return owner_record(
            text_at(self._profile, "displayName"),
            identities=(handle_identity("bluesky", self.did),),
            summary=text_at(self._profile, "description"),
        )

    def members(self) -> Iterator[PersonRecord]:
        """The members of the owner's lists, with the names of the lists as tags. Lists for muting are no tags."""
        for did, lists in self._members.items():
            party, tags = self.party(did), tuple(dict.fromkeys(name for each in lists if (name := self._lists.get(each, ""))))
            if party is not None and tags:
                identities: tuple[Identity, ...] = party.identities
                yield PersonRecord(external_id=f"member:{did}", name=Name(full=did), identities=identities, tags=tags)
