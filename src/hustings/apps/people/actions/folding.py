"""Keeps the rows of people equal to what their source records fold to. Costs grow with the people touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from msgspec import structs

from hustings.apps.people import registry, search
from hustings.apps.people.actions.dealings import RHYTHM, UNTOUCHED, rhythm_of_new
from hustings.apps.people.custom_values import sync_values, texts_of_values
from hustings.apps.people.models import (
    Address,
    BlockKey,
    Consent,
    Education,
    Identity,
    Note,
    Organisation,
    Person,
    PersonTag,
    Position,
    Skill,
    SourceRecord,
    Support,
    Tag,
    TagAlias,
)
from hustings.engine.consent import forbids_everything
from hustings.engine.linkage import Profile, block_keys, organisation_key
from hustings.engine.profile import ADDRESS_BOOK, BY_HAND, CONNECTION, MENTION, OWN_PROFILE, PersonProfile, Sourced, fold
from hustings.kernel.clock import utc_now
from hustings.kernel.records import PersonRecord, decode
from hustings.storage import rows

PERSON_COLUMNS = (
    "name", "sort_name", "given_name", "headline", "summary", "location", "birthday", "connected_on", "silent_by_source",
    "household",
)  # fmt: skip
POSITION_COLUMNS = (
    "organisation_id", "title", "since", "until", "current", "location", "description", "division", "party", "rank",
)  # fmt: skip
LIMIT = 400


@dataclass(slots=True)
class Folded:
    """What folding changed: ids of people whose rows differ now, and current positions that are new to people known before."""

    changed: set[int] = field(default_factory=set)
    new_positions: list[tuple[int, str, str]] = field(default_factory=list)


def standing_of(record: PersonRecord, *, reader: str) -> int:
    """How much the words of this record weigh where sources disagree (engine.profile)."""
    if reader == "by-hand":
        return BY_HAND
    if record.is_owner:
        return OWN_PROFILE
    if record.external_id.startswith("party:"):
        return MENTION
    return CONNECTION if record.connected_on else ADDRESS_BOOK


def sources_of(person_ids: Collection[int]) -> dict[int, list[Sourced]]:
    """The records behind each person, ready to fold."""
    found: dict[int, list[Sourced]] = {person_id: [] for person_id in person_ids}
    for chunk in rows.chunks(person_ids):
        records = SourceRecord.objects.filter(person_id__in=chunk, kind="person").values_list(
            "person_id", "payload", "source__reader"
        )
        for person_id, payload, reader in records.iterator():
            record = decode(payload)
            if isinstance(record, PersonRecord):
                found[person_id].append(Sourced(record, standing_of(record, reader=reader)))
    return found


def create_rows(
    workspace_id: int,
    sources: Mapping[int, Sequence[Sourced]],
    *,
    keys: Mapping[int, Sequence[str]] | None = None,
    now: datetime | None = None,
    **columns: Any,
) -> None:
    """Writes the rows of new people, whose ids were reserved; `columns` are the same for all of them.

    Their blocking `keys` are made here where they are not known; with `now` they have the rhythm of people with whom nothing
    happened yet.
    """
    profiles = {person_id: fold(found) for person_id, found in sources.items()}
    moment = rows.stamp(utc_now())
    rows.insert(
        Person,
        (
            "id",
            "workspace_id",
            *PERSON_COLUMNS,
            "created_at",
            "silent_by_hand",
            "segment_by_hand",
            *RHYTHM,
            *columns,
        ),
        (
            (person_id, workspace_id, *_person_values(profile), moment, False, False, *_rhythm(profile, now), *columns.values())
            for person_id, profile in profiles.items()
        ),
    )
    organisations = ensure_organisations(workspace_id, _organisation_names(profiles.values()))
    for model, names, make in _parts(workspace_id, organisations):
        if model is BlockKey and keys is not None:
            made = ((workspace_id, i, key[:300]) for i in profiles for key in keys[i])
        else:
            made = ((workspace_id, i, *each) for i, p in profiles.items() for each in make(p))
        rows.insert(model, ("workspace_id", "person_id", *names), made)
    _add_tags(workspace_id, {person_id: set(profile.tags) for person_id, profile in profiles.items() if profile.tags})
    said = {person_id: profile.fields for person_id, profile in profiles.items() if profile.fields}
    if said:
        sync_values(workspace_id, said)
    told = texts_of_values(said)
    search.write(
        workspace_id,
        ((person_id, " ".join([search_text(profile), *told.get(person_id, ())])) for person_id, profile in profiles.items()),
        fresh=True,
    )
    _tell_rooms(workspace_id, profiles)


def _tell_rooms(workspace_id: int, person_ids: Collection[int]) -> None:
    for hook in registry.AFTER_FOLD if person_ids else ():
        hook(workspace_id, person_ids)


def _rhythm(profile: PersonProfile, now: datetime | None) -> tuple[Any, ...]:
    if now is None:
        return UNTOUCHED
    return rhythm_of_new(connected=profile.connected_on is not None, silent=forbids_everything(profile.consents), now=now)


def refold(workspace_id: int, person_ids: Collection[int]) -> Folded:
    """Brings the rows of known people up to date with their records; only rows that differ are written."""
    outcome = Folded()
    for chunk in rows.chunks(sorted(person_ids), 500):
        profiles = {person_id: fold(found) for person_id, found in sources_of(chunk).items() if found}
        organisations = ensure_organisations(workspace_id, _organisation_names(profiles.values()))
        _update_people(profiles, outcome)
        for model, names, make in _parts(workspace_id, organisations):
            before = _current_titles(model, profiles)
            _sync(workspace_id, model, names, {person_id: make(profile) for person_id, profile in profiles.items()}, outcome)
            if model is Position:
                _note_new_positions(profiles, before, outcome)
        _sync_tags(workspace_id, profiles)
        sync_values(workspace_id, {person_id: profile.fields for person_id, profile in profiles.items()})
        refresh_search(workspace_id, profiles)
        _tell_rooms(workspace_id, outcome.changed & profiles.keys())
    return outcome


def refresh_search(workspace_id: int, profiles: Mapping[int, PersonProfile]) -> None:
    """Writes the search text of these people anew, hand-written notes and the words of custom fields included."""
    notes = texts_of_values(profiles)
    for person_id, text in Note.objects.filter(person_id__in=list(profiles)).values_list("person_id", "text"):
        notes.setdefault(person_id, []).append(text)
    search.write(
        workspace_id,
        ((person_id, " ".join([search_text(profile), *notes.get(person_id, ())])) for person_id, profile in profiles.items()),
    )


def search_text(profile: PersonProfile) -> str:
    """All that search looks at: names, nicknames, organisations, titles, headline, place, source notes, mail addresses."""
    names = (part for name in profile.names for part in (name.full, name.nickname, name.maiden))
    jobs = (part for position in profile.positions for part in (position.organisation, position.title))
    mail = (identity.value for identity in profile.identities if identity.kind == "email")
    return " ".join(part for part in (*names, *jobs, profile.headline, profile.location, *profile.notes, *mail) if part)


def ensure_organisations(workspace_id: int, names: Iterable[str]) -> dict[str, int]:
    """Ids of organisations by key, made where they are new."""
    wanted: dict[str, str] = {}
    for name in names:
        key = organisation_key(name)[:LIMIT]
        if key:
            wanted.setdefault(key, name[:LIMIT])
    known: dict[str, int] = {}
    for chunk in rows.chunks(wanted):
        known.update(Organisation.objects.filter(workspace_id=workspace_id, key__in=chunk).values_list("key", "id"))
    missing = [key for key in wanted if key not in known]
    made = dict(zip(missing, rows.reserve_ids(Organisation, len(missing)), strict=True))
    moment = rows.stamp(utc_now())
    rows.insert(
        Organisation,
        ("id", "workspace_id", "name", "key", "website", "created_at"),
        ((made[key], workspace_id, wanted[key], key, "", moment) for key in missing),
    )
    return known | made


def _parts(workspace_id: int, organisations: Mapping[str, int]) -> list[tuple[type[models.Model], tuple[str, ...], Any]]:
    def positions(profile: PersonProfile) -> list[tuple[Any, ...]]:
        return [
            (
                organisations.get(organisation_key(p.organisation)[:LIMIT]),
                p.title[:LIMIT],
                p.since,
                p.until,
                p.current,
                p.location[:LIMIT],
                p.description,
                p.division[:200],
                p.party[:200],
                min(max(p.rank, 0), 32_767),
            )
            for p in profile.positions
        ]

    return [
        (Identity, ("kind", "value", "label"), lambda p: [(i.kind, i.value[:500], i.label[:100]) for i in p.identities]),
        (BlockKey, ("key",), lambda p: [(key[:300],) for key in dict.fromkeys(block_keys(linkage_profile(p, key=0)))]),
        (Position, POSITION_COLUMNS, positions),
        (
            Education,
            ("school", "degree", "since", "until", "notes"),
            lambda p: [(e.school[:LIMIT], e.degree[:LIMIT], e.since, e.until, e.notes) for e in p.educations],
        ),
        (Skill, ("name",), lambda p: [(skill,) for skill in dict.fromkeys(each[:200] for each in p.skills)]),
        (
            Address,
            ("street", "locality", "region", "postal_code", "country", "label"),
            lambda p: [
                (a.street[:500], a.locality[:200], a.region[:200], a.postal_code[:40], a.country[:100], a.label[:100])
                for a in p.addresses
            ],
        ),
        (
            Consent,
            ("channel", "value", "purpose", "status", "at", "words"),
            lambda p: [
                (c.channel, c.value[:500], c.purpose[:200], c.status, rows.stamp(c.evidence[0].at), c.evidence[0].words[:400])
                for c in p.consents
            ],
        ),
        (
            Support,
            ("subject", "level", "at", "words"),
            lambda p: [(s.subject[:200], s.level, rows.stamp(s.at), s.words[:400]) for s in p.supports],
        ),
    ]


def linkage_profile(profile: PersonProfile, *, key: int | str) -> Profile:
    """The folded profile as linkage compares it."""
    return Profile(
        key=key,
        names=profile.names,
        identities=profile.identities,
        organisations=tuple(dict.fromkeys(p.organisation for p in profile.positions if p.organisation)),
        locations=(profile.location,) if profile.location else (),
        addresses=tuple(dict.fromkeys(structs.replace(each, label="") if each.label else each for each in profile.addresses)),
        birthdays=(profile.birthday,) if profile.birthday else (),
    )


def _person_values(profile: PersonProfile) -> tuple[Any, ...]:
    return (
        profile.name.full[:LIMIT],
        profile.sort_name[:LIMIT],
        profile.name.given[:200],
        profile.headline[:1000],
        profile.summary,
        profile.location[:LIMIT],
        profile.birthday,
        profile.connected_on,
        forbids_everything(profile.consents),
        profile.household[:200],
    )


def _organisation_names(profiles: Iterable[PersonProfile]) -> Iterable[str]:
    return (position.organisation for profile in profiles for position in profile.positions if position.organisation)


def _update_people(profiles: Mapping[int, PersonProfile], outcome: Folded) -> None:
    stored = {row[0]: tuple(row[1:]) for row in Person.objects.filter(id__in=list(profiles)).values_list("id", *PERSON_COLUMNS)}
    changed = {i: values for i, profile in profiles.items() if (values := _person_values(profile)) != stored.get(i)}
    rows.update(Person, PERSON_COLUMNS, ((*values, person_id) for person_id, values in changed.items()))
    outcome.changed.update(changed)


def _sync(
    workspace_id: int,
    model: type[models.Model],
    names: Sequence[str],
    wanted: Mapping[int, list[tuple[Any, ...]]],
    outcome: Folded,
) -> None:
    surplus: list[int] = []
    missing = {person_id: dict.fromkeys(each) for person_id, each in wanted.items()}
    for row_id, person_id, *values in model._default_manager.filter(person_id__in=list(wanted)).values_list(
        "id", "person_id", *names
    ):
        stored = tuple(rows.stamp(value) if isinstance(value, datetime) else value for value in values)
        if stored in missing[person_id]:
            del missing[person_id][stored]
        else:
            surplus.append(row_id)
            outcome.changed.add(person_id)
    rows.delete(model, surplus)
    outcome.changed.update(person_id for person_id, each in missing.items() if each)
    rows.insert(
        model,
        ("workspace_id", "person_id", *names),
        ((workspace_id, person_id, *values) for person_id, each in missing.items() for values in each),
    )


def _current_titles(model: type[models.Model], profiles: Mapping[int, PersonProfile]) -> dict[int, set[tuple[str, str]]]:
    if model is not Position:
        return {}
    before: dict[int, set[tuple[str, str]]] = {}
    held = Position.objects.filter(person_id__in=list(profiles)).values_list("person_id", "title", "organisation__key")
    for person_id, title, key in held:
        before.setdefault(person_id, set()).add((title, key or ""))
    return before


def _note_new_positions(
    profiles: Mapping[int, PersonProfile], before: Mapping[int, set[tuple[str, str]]], outcome: Folded
) -> None:
    for person_id, known in before.items():
        for position in profiles[person_id].positions:
            if position.current and (position.title[:LIMIT], organisation_key(position.organisation)[:LIMIT]) not in known:
                outcome.new_positions.append((person_id, position.title, position.organisation))


def _add_tags(workspace_id: int, wanted: Mapping[int, set[str]]) -> None:
    if not wanted:
        return
    ids = ensure_tags(workspace_id, {name for names in wanted.values() for name in names})
    rows.insert(
        PersonTag,
        ("workspace_id", "person_id", "tag_id", "by_hand"),
        ((workspace_id, i, ids[name[:100].casefold()], False) for i, names in wanted.items() for name in names),
        conflict="DO NOTHING",
    )


def _sync_tags(workspace_id: int, profiles: Mapping[int, PersonProfile]) -> None:
    ids = ensure_tags(workspace_id, (tag for profile in profiles.values() for tag in profile.tags))
    wanted = {person_id: {ids[tag[:100].casefold()] for tag in profile.tags} for person_id, profile in profiles.items()}
    stored = PersonTag.objects.filter(person_id__in=list(profiles), by_hand=False).values_list("id", "person_id", "tag_id")
    rows.delete(PersonTag, [row_id for row_id, person_id, tag_id in stored if tag_id not in wanted[person_id]])
    _add_tags(workspace_id, {person_id: set(profile.tags) for person_id, profile in profiles.items() if profile.tags})


def ensure_tags(workspace_id: int, names: Iterable[str]) -> dict[str, int]:
    """Ids of tags by lower-case name, made where they are new. Former words of a tag that was renamed mean that tag."""
    wanted = {name[:100].casefold(): name[:100] for name in names}
    if not wanted:
        return {}
    aliases = TagAlias.objects.filter(workspace_id=workspace_id).values_list("name", "tag_id")
    known = {name.casefold(): tag_id for name, tag_id in aliases}
    known |= {tag.name.casefold(): tag.pk for tag in Tag.objects.filter(workspace_id=workspace_id)}
    for lower, name in wanted.items():
        if lower not in known:
            known[lower] = Tag.objects.create(workspace_id=workspace_id, name=name).pk
    return known
