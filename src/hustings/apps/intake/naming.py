"""Whom stored records name without a handle: the recipients of gifts, and officials and organisations in public items by others.

In a text only those are looked for who stand in public themselves. A private person is found in a post by a handle alone, which
the network itself put there; a name could be anybody's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from hustings.apps.intake.tie_sources import UNSAID
from hustings.apps.network.models import NamedIn
from hustings.apps.people.models import Organisation, Person, Source
from hustings.apps.people.provenance import may_be_used
from hustings.engine.linkage import organisation_key
from hustings.kernel.provenance import Use
from hustings.kernel.records import AnyRecord, CommentRecord, ContributionRecord, PostRecord
from hustings.storage import rows

KINDS = ("contribution", "post", "comment")
"""The kinds of kept records that may name somebody."""
READ = 20_000
"""Characters of a text that are looked through."""
LONGEST, MOST = 6, 200
"""Words of a name, and names of one item that are looked up."""
PUBLIC = frozenset({"", "public", "unlisted", "anyone", "everyone"})
"""Words of the networks for what everybody can read."""
_RUN = re.compile(r"[^\W\d_][\w'’.-]*(?:\s+(?:(?:of|for|the|and|de|la|del|du|des|van|von|zu|&)\s+)*[^\W\d_][\w'’.-]*)*")


def place_names(workspace_id: int, records: Mapping[int, AnyRecord], *, source: Source) -> None:
    """Puts down whom these records name, in place of what stood there. A few queries for any number of records.

    Items of a source whose rule forbids it are not matched with anybody.
    """
    matches = source.reader not in UNSAID and may_be_used(Use.MATCH, source.use_rule)
    gifts = {number: each for number, each in records.items() if isinstance(each, ContributionRecord) and each.recipient}
    items = {number: each for number, each in records.items() if matches and _is_public(each)}
    if not gifts and not items:
        return
    rows.delete(NamedIn, [*gifts, *items], key="record_id")
    found = [*_recipients(workspace_id, gifts), *_named(workspace_id, items)]
    rows.insert(NamedIn, ("workspace_id", "record_id", "kind", "person_id", "key"), found)


Row = tuple[int, int, str, int | None, str]


def _is_public(record: AnyRecord) -> bool:
    """Whether somebody else said it where everybody can read it."""
    if not isinstance(record, PostRecord | CommentRecord) or record.author is None or record.author.is_owner:
        return False
    return not isinstance(record, PostRecord) or (record.status == "published" and record.visibility.casefold() in PUBLIC)


def _recipients(workspace_id: int, gifts: Mapping[int, ContributionRecord]) -> Iterator[Row]:
    officials = _officials(workspace_id, {each.recipient for each in gifts.values()})
    for number, each in gifts.items():
        yield workspace_id, number, "gift", officials.get(each.recipient), organisation_key(each.recipient)[:400]


def _named(workspace_id: int, items: Mapping[int, AnyRecord]) -> Iterator[Row]:
    said = {number: names_in(each) for number, each in items.items()}
    keys = {name: organisation_key(name)[:400] for names in said.values() for name in names}
    known = _known_keys(workspace_id, set(keys.values()))
    officials = _officials(workspace_id, keys)
    for number, names in said.items():
        for key in sorted({keys[name] for name in names} & known):
            yield workspace_id, number, "item", None, key
        for person in sorted({officials[name] for name in names if name in officials}):
            yield workspace_id, number, "item", person, ""


def names_in(record: AnyRecord) -> list[str]:
    """Runs of two to six words in capitals, as names are written, each part of them too."""
    text = f"{getattr(record, 'title', '')}. {getattr(record, 'text', '')}"[:READ]
    found: dict[str, None] = {}
    for run in _RUN.findall(text):
        words = run.split()
        for first, word in enumerate(words):
            if not word[0].isupper():
                continue
            for last in range(first + 1, min(first + LONGEST, len(words))):
                if words[last][0].isupper():
                    found[" ".join(words[first : last + 1]).rstrip(".")] = None
        if len(found) > MOST:
            break
    return list(found)[:MOST]


def _known_keys(workspace_id: int, keys: Collection[str]) -> set[str]:
    found: set[str] = set()
    for chunk in rows.chunks(sorted(keys)):
        found.update(Organisation.objects.filter(workspace_id=workspace_id, key__in=chunk).values_list("key", flat=True))
    return found - {""}


def _officials(workspace_id: int, names: Iterable[str]) -> dict[str, int]:
    """People who hold or held a public office, by their full name, where it is that of one of them alone."""
    held = Person.objects.filter(workspace_id=workspace_id, own_member=None, positions__division__gt="")
    found: dict[str, set[int]] = defaultdict(set)
    for chunk in rows.chunks(sorted(set(names))):
        for name, number in held.filter(name__in=chunk).values_list("name", "id"):
            found[name].add(number)
    return {name: min(people) for name, people in found.items() if len(people) == 1}
