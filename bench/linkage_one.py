"""One new person against a filled workspace: the product's matching, and the bare indexed queries that find its candidates."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import count
from random import Random
from statistics import mean, median
from time import perf_counter, thread_time
from typing import Any, NamedTuple

from bench.duplicates import Row, damaged, family_names, rows

PERSON = (
    "INSERT INTO people_person (id, name, sort_name, given_name, headline, summary, location, birthday, silent_by_hand, "
    "silent_by_source, household, segment, segment_by_hand, closeness, created_at, workspace_id) "
    "VALUES (?, ?, ?, ?, '', '', '', ?, 0, 0, '', 'none', 0, -1e9, '2026-01-01 00:00:00', ?)"
)
STATEMENT = (
    "INSERT INTO people_sourcerecord (kind, external_id, digest, payload, updated_at, person_id, source_id, workspace_id) "
    "VALUES ('person', ?, ?, ?, '2026-01-01 00:00:00', ?, ?, ?)"
)
KEY = "INSERT INTO people_blockkey (key, workspace_id, person_id) VALUES (?, ?, ?)"
FIND = "SELECT key, person_id FROM people_blockkey WHERE workspace_id = ? AND key IN ({})"
READ = "SELECT person_id, source_id, payload FROM people_sourcerecord WHERE person_id IN ({}) AND kind = 'person'"
PART = 20_000
WARMING = 20


def build(*, people: int) -> dict[str, Any]:
    """Fills the data base of this HUSTINGS_HOME with people, what a source says of each, and their keys."""
    from bench.import_sides import prepare

    prepare()
    from django.db import connection

    from hustings.apps.accounts.models import Member
    from hustings.apps.people.actions.records import source_for

    member = Member.objects.get()
    source = source_for(member.workspace_id, member_id=member.pk, reader="people-table", use_rule="own-address-book")
    connection.close()
    _fill(str(connection.settings_dict["NAME"]), people, workspace=member.workspace_id, source=source.pk)
    return {}


def _fill(place: str, people: int, *, workspace: int, source: int) -> None:
    from bench.population import _drop_indexes

    connection = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("DELETE FROM people_person")
    indexes = _drop_indexes(connection)
    held = rows(people=people)
    while part := [row for row, _ in zip(held, range(PART), strict=False)]:
        _write(connection, part, workspace, source)
    for made in indexes:
        connection.execute(made)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.close()


def _write(connection: sqlite3.Connection, part: list[Row], workspace: int, source: int) -> None:
    from hustings.engine.linkage import block_keys, profile_of
    from hustings.kernel.records import digest, encode

    connection.execute("BEGIN")
    for row in part:
        person, record = row.id + 1, record_of(row, str(row.id))
        payload = encode(record)
        name = record.name.full
        connection.execute(PERSON, [person, name, name.lower(), row.given, row.birthday, workspace])
        connection.execute(STATEMENT, [str(row.id), digest(payload), payload.decode(), person, source, workspace])
        keys = block_keys(profile_of(record, key=person, source=str(source)))
        connection.executemany(KEY, [(key, workspace, person) for key in keys])
    connection.execute("COMMIT")


def record_of(row: Row, external_id: str) -> Any:
    """The record that a table of people gives for a row."""
    from hustings.kernel.records import Address, Identity, Name, PersonRecord

    identities = (Identity(kind="email", value=row.email),) if row.email else ()
    identities += (Identity(kind="phone", value=row.phone),) if row.phone else ()
    return PersonRecord(
        external_id=external_id,
        name=Name(full=f"{row.given} {row.family}", given=row.given, family=row.family),
        identities=identities,
        birthday=row.birthday,
        addresses=(Address(street=row.street, locality=row.town, postal_code=row.code),) if row.street else (),
    )


def arriving(people: int, some: int) -> Iterator[Any]:
    """Records that arrive: every second one is of somebody known, damaged as records are, the others are of strangers."""
    chance = Random(11)
    families = family_names(Random(7), 60_000)
    every = max(1, people // some)
    known = (damaged(chance, row, families) for row in rows(people=people) if row.id % every == 0)
    strangers = rows(people=some * 2, seed=13)
    for number, (one, other) in enumerate(zip(known, strangers, strict=False)):
        row = one if number % 2 else other._replace(phone="", email=other.email and f"new.{other.email}")
        yield record_of(row, f"new-{number}")


class _Spent(NamedTuple):
    """Milliseconds by the clock and of this thread's CPU."""

    clock: float
    cpu: float


class _Watch:
    """Counts from when it is made."""

    def __init__(self) -> None:
        self._clock, self._cpu = perf_counter(), thread_time()

    def read(self) -> _Spent:
        return _Spent(1_000 * (perf_counter() - self._clock), 1_000 * (thread_time() - self._cpu))


def product(*, people: int, some: int) -> dict[str, Any]:
    """Milliseconds per arriving person of the product's matching, and what it decided.

    The first records, which find everything empty, are not counted.
    """
    import django

    django.setup()
    from hustings.apps.accounts.models import Member
    from hustings.apps.intake.matching import Matcher
    from hustings.apps.people.actions.records import source_for

    member = Member.objects.get()
    source = source_for(member.workspace_id, member_id=member.pk, reader="vcard", use_rule="own-address-book")
    watch = _Watch()
    matcher = Matcher(member.workspace_id, new_ids=count(10 * people), own_person=0, preview=True)
    ready = watch.read()
    verbs: Counter[str] = Counter()
    spent: list[_Spent] = []
    for record in arriving(people, some + WARMING):
        watch = _Watch()
        [match] = matcher.match([record], source_id=source.pk)
        spent.append(watch.read())
        verbs[match.verb] += 1
    matcher.close()
    return {**_figures(spent[WARMING:]), "ready_ms": ready.clock, "verbs": dict(verbs), "records": len(spent) - WARMING}


def floor(*, people: int, some: int) -> dict[str, Any]:
    """Milliseconds per arriving person of the bare queries, in a process of its own: whoever asks first reads for the other."""
    import django

    django.setup()
    from django.db import connection

    from hustings.apps.accounts.models import Member

    bare = _Floor(str(connection.settings_dict["NAME"]), Member.objects.get().workspace_id)
    asked = [bare.ask(record) for record in arriving(people, some + WARMING)][WARMING:]
    return {**_figures([spent for spent, _ in asked]), "candidates": mean(found for _, found in asked)}


def _figures(spent: list[_Spent]) -> dict[str, float]:
    clock, cpu = zip(*spent, strict=True)
    return {
        "median_ms": median(clock), "mean_ms": mean(clock), "worst_ms": max(clock), "median_cpu_ms": median(cpu),
        "mean_cpu_ms": mean(cpu),
    }  # fmt: skip


class _Floor:
    """The bare queries, over keys made beforehand: who shares a key that is not crowded, and what is said of them."""

    def __init__(self, place: str, workspace: int) -> None:
        from bench.import_sides import PRAGMAS

        self._connection = sqlite3.connect(place)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        self._workspace = workspace

    def ask(self, record: Any) -> tuple[_Spent, int]:
        """What both queries took, and how many candidates there are."""
        from hustings.apps.intake.remembering import CROWDED
        from hustings.engine.linkage import block_keys, profile_of

        keys = block_keys(profile_of(record, key="incoming"))
        watch = _Watch()
        held: dict[str, list[int]] = {}
        for key, person in self._connection.execute(FIND.format(_marks(keys)), [self._workspace, *keys]):
            held.setdefault(key, []).append(person)
        people = list({person for few in held.values() if len(few) <= CROWDED for person in few})
        self._connection.execute(READ.format(_marks(people)), people).fetchall()
        return watch.read(), len(people)


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))
