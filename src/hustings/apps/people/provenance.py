"""Which sources say a value, and whether their use rules allow what somebody is about to do with it.

This is the one place where rooms ask; the rules themselves are kernel.provenance's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from hustings.apps.people.models import Source, SourceRecord
from hustings.kernel.errors import ForbiddenByUseRule
from hustings.kernel.provenance import USE_RULES, Use, UseRule, refusal
from hustings.kernel.records import PersonRecord, decode
from hustings.storage import rows


class Handle(NamedTuple):
    """A handle of a person."""

    person_id: int
    kind: str
    value: str


class Edition(NamedTuple):
    """A set of public data as of a day: what it is called, who publishes it and where."""

    title: str
    publisher: str
    link: str
    as_of: date


EDITIONS: list[Callable[[int, Mapping[int, str]], Mapping[int, Edition]]] = []
"""Called with (workspace id, external ids of stored records of public data by their ids): the edition that last told each. Rooms
above, which keep editions, add themselves when Django loads them."""


def editions_of(workspace_id: int, records: Mapping[int, str]) -> dict[int, Edition]:
    """The edition of public data that last told each of these stored records, where one is known; no query for no records."""
    return {i: edition for more in EDITIONS for i, edition in more(workspace_id, records).items()} if records else {}


def rules_of_handles(person_ids: Collection[int]) -> dict[Handle, set[str]]:
    """For each handle of these people, the codes of the use rules of all sources that say it. One query."""
    found: dict[Handle, set[str]] = defaultdict(set)
    held = SourceRecord.objects.filter(person_id__in=person_ids, kind="person")
    for person_id, payload, rule in held.values_list("person_id", "payload", "source__use_rule"):
        record = decode(payload)
        if isinstance(record, PersonRecord):
            for identity in record.identities:
                found[Handle(person_id, identity.kind, identity.value)].add(rule)
    return found


def handles_for(use: Use, person_ids: Collection[int]) -> set[Handle]:
    """The handles of these people that may be put to this use."""
    return {handle for handle, codes in rules_of_handles(person_ids).items() if refusal(use, _rules(codes)) is None}


def require_use(use: Use, person_id: int) -> None:
    """Raises ForbiddenByUseRule, with the rule's reason, where every source of a person forbids this use."""
    held = SourceRecord.objects.filter(person_id=person_id, kind="person")
    reasons = [refusal(use, _rules([code])) for code in held.values_list("source__use_rule", flat=True).distinct()]
    if reasons and all(reasons):
        raise ForbiddenByUseRule(reasons[0] or "")


def refused_sources(workspace_id: int, use: Use) -> frozenset[int]:
    """The sources of the workspace whose use rules forbid this use (or are not known). One query."""
    held = rows.select(_RULES_OF_SOURCES, [workspace_id])
    return frozenset(number for number, code in held if not may_be_used(use, code))


# In plain SQL: matching asks for each record that it may link, and making such a query takes longer than answering it.
_RULES_OF_SOURCES = f'SELECT id, use_rule FROM "{Source._meta.db_table}" WHERE workspace_id = %s'  # noqa: S608 - a table of our own


def refused_people(workspace_id: int, use: Use, *, among: Collection[int] | None = None) -> frozenset[int]:
    """The people of the workspace, or among these, of whom every source forbids this use. Two queries; one where no source
    forbids it. Whole networks of followers may be refused: who asks for a page asks about those on it."""
    refused = refused_sources(workspace_id, use)
    if not refused:
        return frozenset()
    held = SourceRecord.objects.filter(workspace_id=workspace_id, kind="person", person__isnull=False)
    # By the person alone, so that each is looked up and no data base goes through all records of the workspace for each.
    others = SourceRecord.objects.filter(person=OuterRef("person")).exclude(source_id__in=refused)
    told = held.filter(source_id__in=refused).exclude(Exists(others))
    told = told if among is None else told.filter(person_id__in=among)
    return frozenset(told.order_by().values_list("person_id", flat=True).distinct())


def is_known_by_alone(person_id: int, refused: frozenset[int]) -> bool:
    """Whether somebody is known by these sources and by no other. One query; none where no source is refused."""
    if not refused:
        return False
    sources = set(SourceRecord.objects.filter(person_id=person_id, kind="person").values_list("source_id", flat=True))
    return bool(sources) and sources <= refused


def require_use_of(use: Use, codes: Collection[str]) -> None:
    """Raises ForbiddenByUseRule, with the rule's reason, where a rule with one of these codes forbids this use of what is derived
    from its source. Nothing is asked of what comes from no source.
    """
    reason = refusal(use, _rules(codes)) if codes else None
    if reason is not None:
        raise ForbiddenByUseRule(reason)


def may_be_used(use: Use, code: str) -> bool:
    """Whether the use rule with this code, of one source, allows the use of what the source says."""
    return refusal(use, _rules([code])) is None


def _rules(codes: Collection[str]) -> list[UseRule]:
    return [USE_RULES[code] for code in codes if code in USE_RULES]
