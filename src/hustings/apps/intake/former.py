"""What an older version of a record said and a newer one does not deny: positions that are over, a "no", an owner's own facts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from hustings.engine import linkage
from hustings.kernel.records import Consent, PersonRecord, Position, decode

NOTHING: Mapping[str, str] = MappingProxyType({})
OF_AN_OWNER = ("positions", "educations", "skills", "addresses", "websites", "headline", "summary", "location", "birthday")


def with_what_was_known(
    record: PersonRecord, before: str, *, ended_on: str = "", renamed: Mapping[str, str] = NOTHING
) -> PersonRecord:
    """The record with what its older version held and a newer one does not deny. Public offices end on a day (`ended_on`).

    Positions at organisations that were `renamed` (former keys with new names) are positions at what they are called now.
    """
    old = decode(before)
    if isinstance(old, PersonRecord):
        record = with_former_consents(record, old)
    if not record.is_owner or not isinstance(old, PersonRecord):
        return with_former_positions(record, before, ended_on=ended_on, renamed=renamed)
    # An export of a few tables tells of its owner only what stands in them.
    gaps = {name: getattr(old, name) for name in OF_AN_OWNER if not getattr(record, name)}
    name = old.name if old.name.full == record.name.full and not record.name.family else record.name
    added = set(record.identities) - set(old.identities)
    identities = tuple(dict.fromkeys((*record.identities, *old.identities))) if added else old.identities
    return msgspec.structs.replace(record, **{**gaps, "name": name, "identities": identities})


def with_former_consents(record: PersonRecord, old: PersonRecord) -> PersonRecord:
    """The record with every "no" of its older version that the newer one does not say again.

    Exports come back in any order, so a newer "yes" stands beside the former "no", and their days decide (engine.consent).
    """
    refused = {_about(consent) for consent in record.consents if consent.status != "given"}
    former = tuple(each for each in old.consents if each.status != "given" and _about(each) not in refused)
    return msgspec.structs.replace(record, consents=(*record.consents, *former)) if former else record


def _about(consent: Consent) -> tuple[str, str, str]:
    return consent.channel, consent.value, consent.purpose


def _end_of(position: Position, ended_on: str) -> str:
    """The day on which a position that is named no more was over at the latest, where one is known."""
    if not position.current or not ended_on:
        return position.until
    return min(filter(None, (position.until, ended_on)))


def _as_called_now(position: Position, renamed: Mapping[str, str]) -> Position:
    name = renamed.get(linkage.organisation_key(position.organisation)) if renamed else None
    return msgspec.structs.replace(position, organisation=name) if name else position


def _seat(position: Position) -> tuple[str, str]:
    return linkage.organisation_key(position.organisation), position.title.casefold()


def with_former_positions(
    record: PersonRecord, before: str, *, ended_on: str = "", renamed: Mapping[str, str] = NOTHING
) -> PersonRecord:
    """The record with positions that its older version held and it no longer names: they are over, not unsaid."""
    old = decode(before)
    if not isinstance(old, PersonRecord):
        return record
    # Where several statements tell of an organisation, one of them may go on calling it as before.
    named = set(map(_seat, record.positions))
    former: tuple[Position, ...] = tuple(
        msgspec.structs.replace(position, current=False, until=_end_of(position, ended_on))
        for position in (_as_called_now(each, renamed) for each in old.positions if _seat(each) not in named)
        if _seat(position) not in named
    )
    return msgspec.structs.replace(record, positions=(*record.positions, *former)) if former else record
