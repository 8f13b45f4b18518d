"""A large campaign's data base, filled by SQL in a few minutes: plausible sizes, tails and dates, nothing random.

Interactions come with people, ties, conversations and rhythms that agree with them. Source records and block keys are left out:
nothing that is measured on this data reads them.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

TALKING = 0.3
"""The share of people with whom anything happened; the n-th of them has a falling share of it."""
DAYS = 1_500
GIVEN = [
    "Amara",
    "Birgit",
    "Chiara",
    "Dario",
    "Elif",
    "Farah",
    "Goran",
    "Hana",
    "Imre",
    "Jonas",
    "Katya",
    "Luis",
    "Mei",
    "Noor",
    "Oskar",
    "Priya",
    "Quentin",
    "Rosa",
    "Sami",
    "Tomasz",
    "Uma",
    "Viktor",
    "Wanda",
    "Xiao",
    "Yusuf",
    "Zofia",
]
FAMILY = [
    "Abara",
    "Bianchi",
    "Castillo",
    "Dvorak",
    "Eriksson",
    "Ferreira",
    "Garcia",
    "Haddad",
    "Ivanov",
    "Jensen",
    "Kowalski",
    "Lindgren",
    "Moreau",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quispe",
    "Rossi",
    "Schmidt",
    "Tanaka",
    "Ueda",
    "Varga",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zamora",
]
ENDINGS = ["", "son", "ova", "ini", "sen", "berg", "man", "es", "ides", "ski"]
TITLES = ["Planner", "Teacher", "Nurse", "Engineer", "Organiser", "Baker", "Solicitor", "Bus driver", "Librarian", "Councillor"]
TRADES = ["Dental Care", "Logistics", "Orchards", "Analytics", "Foundation", "School Board", "Housing Trust", "Energy Coop"]
TEXTS = [
    "Thank you for coming on Saturday. Could we speak about the crossing next week?", "Here is the list that I promised.",
    "Do you know whether the hearing is still on the 14th?", "I will bring the leaflets to the market stall.",
    "Congratulations on the new position, well deserved.", "Could you introduce me to the chair of the trust?",
]  # fmt: skip


def build(*, people: int, interactions: int) -> dict[str, Any]:
    """Fills the data base of this HUSTINGS_HOME, anew and empty, for the first owner's workspace."""
    from bench.import_sides import prepare

    prepare()
    from django.db import connection

    from hustings.apps.accounts.models import Member
    from hustings.apps.people.actions.records import own_person, source_for

    member = Member.objects.get()
    own = own_person(member.pk)
    source = source_for(member.workspace_id, member_id=member.pk, reader="linkedin", use_rule="own-address-book")
    connection.close()
    place = str(connection.settings_dict["NAME"])
    now = datetime.now(UTC)
    ids = {"workspace": member.workspace_id, "member": member.pk, "own": own.pk, "source": source.pk}
    sizes = {
        "people": people,
        "talking": max(1, int(people * TALKING)),
        "interactions": interactions,
        "organisations": people // 5 + 1,
    }
    _fill(place, ids | sizes | {"now": int(now.timestamp()), "seconds": DAYS * 86_400})
    _settle(member.workspace_id, now)
    return {"bytes": Path(place).stat().st_size}


def _fill(place: str, values: dict[str, int]) -> None:
    connection = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY", "locking_mode=EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    try:
        connection.execute("SELECT power(2.0, 0.5)")
    except sqlite3.OperationalError:
        # SQLite's own is several times faster, where it was built with it.
        connection.create_function("power", 2, math.pow, deterministic=True)
    connection.create_function("folded_name", 1, folded_name, deterministic=True)
    indexes = _drop_indexes(connection) + _drop_triggers(connection)
    _words(connection)
    for statement in statements():
        connection.execute("BEGIN")
        connection.execute(statement, {**values, **_weights()})
        connection.execute("COMMIT")
    for made in indexes:
        connection.execute(made)
    connection.execute(WAITING, values)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.close()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drops the indexes of the large tables, to be made again over the finished rows; returns their definitions."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND (tbl_name LIKE 'people%' OR tbl_name LIKE 'inbox%')"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [made for _, made in found]


def _drop_triggers(connection: sqlite3.Connection) -> list[str]:
    """Drops what keeps the index of messages, to be made again later; `bench/inbox.py` fills the index where it is measured."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'inbox_search%'"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP TRIGGER "{name}"')
    return [made for _, made in found]


def _words(connection: sqlite3.Connection) -> None:
    families = [f"{name}{ending}" for ending in ENDINGS for name in FAMILY]
    lists: dict[str, Iterable[str]] = {"given": GIVEN, "family": families, "title": TITLES, "trade": TRADES, "said": TEXTS}
    for name, words in lists.items():
        connection.execute(f"CREATE TEMP TABLE {name} (i INTEGER PRIMARY KEY, word TEXT)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", list(enumerate(words)))


def folded_name(name: str) -> str:
    """A name as the search index holds it."""
    return name.lower()


def _weights() -> dict[str, float]:
    from hustings.engine import ties

    return {
        "weight": ties.WEIGHTS["message"], "epoch": ties.EPOCH.timestamp(), "fast": ties.FAST_DAYS * 86_400.0,
        "slow": ties.SLOW_DAYS * 86_400.0,
    }  # fmt: skip


def _count(limit: str) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {limit})"


def _word(table: str, expression: str, size: int) -> str:
    return f"(SELECT word FROM {table} WHERE {table}.i = ({expression}) % {size})"


WAITING = """UPDATE inbox_conversation SET needs_reply = 1, reply_kind = 'question', reply_weight = 0.8, reply_to_id =
              (SELECT i.id FROM inbox_message m JOIN people_interaction i ON i.id = m.interaction_id
               WHERE m.conversation_id = inbox_conversation.id AND i.direction = 'in' ORDER BY i.at DESC LIMIT 1)
            WHERE last_in_at > coalesce(last_out_at, '') AND id % 3 = 0 AND id < :own + 3000"""
"""Leaves some conversations open on their side, the most talkative people's among them."""

_FAMILIES = len(FAMILY) * len(ENDINGS)
_MOMENT = "strftime('%Y-%m-%d %H:%M:%S', {}, 'unixepoch')"
_CREATED = "strftime('%Y-%m-%d %H:%M:%S', :now, 'unixepoch')"


def statements() -> list[str]:
    """What fills the tables, in order. People follow the owner's own person, whose id comes first."""
    given, family = _word("given", "i * 7 + i / 26", len(GIVEN)), _word("family", "i * 31 + i / 97", _FAMILIES)
    job = f"{_word('title', 'i', len(TITLES))}"
    organisation = f"'District ' || i || ' ' || {_word('trade', 'i', len(TRADES))}"
    # The square of an evenly spread number: the n-th of N talkative people has about (N / n)^0.5 of the average.
    talker = "1 + CAST(:talking * power(((i * 2654435769) % 4294967296) / 4294967296.0, 2) AS INTEGER)"
    spread = "((i * 1597334677) % 4294967296) / 4294967296.0"
    return [
        f"""{_count(":organisations")} INSERT INTO people_organisation (id, name, key, website, created_at, workspace_id)
            SELECT i, {organisation}, lower({organisation}), '', {_CREATED}, :workspace FROM n""",
        f"""{_count(":people")} INSERT INTO people_person (id, name, sort_name, given_name, headline, summary, location, birthday,
              connected_on, silent_by_hand, silent_by_source, household, segment, segment_by_hand, closeness, created_at, workspace_id)
            SELECT :own + i, g || ' ' || f, lower(f || ' ' || g), g, j, '', 'Riverton', CASE WHEN i % 9 THEN '' ELSE
              strftime('%Y-%m-%d', (i * 7919) % 1000000000, 'unixepoch') END, date(:now - (i % 3000) * 86400, 'unixepoch'), 0, 0, '', 'none',
              0, -1e9, {_CREATED}, :workspace
            FROM (SELECT i, {given} AS g, {family} AS f, {job} AS j FROM n)""",
        f"""{_count(":people")} INSERT INTO people_position (title, since, until, current, location, description, division, party, rank,
              organisation_id, person_id, workspace_id)
            SELECT {job}, '', '', 1, '', '', '', '', 0, 1 + (i * 13) % :organisations, :own + i, :workspace FROM n""",
        f"""{_count(":people")} INSERT INTO people_identity (kind, value, label, workspace_id, person_id)
            SELECT 'linkedin', 'linkedin.com/in/person-' || i, '', :workspace, :own + i FROM n""",
        f"""{_count(":people")} INSERT INTO people_identity (kind, value, label, workspace_id, person_id)
            SELECT 'email', 'person' || i || '@mailhaven.example', '', :workspace, :own + i FROM n WHERE i % 3 = 0""",
        """INSERT INTO people_search (rowid, text) SELECT p.id, folded_name(p.name || ' ' || o.name || ' ' || q.title)
            FROM people_person p JOIN people_position q ON q.id = p.id - :own JOIN people_organisation o ON o.id = q.organisation_id""",
        f"""{_count(":interactions")} INSERT INTO people_interaction (id, external_id, digest, kind, direction, channel, at, subject,
              text, automatic, counts, participants, member_id, source_id, workspace_id)
            SELECT i, t || '-' || i, zeroblob(16), 'message', CASE WHEN (i * 40503) % 65536 < 32768 THEN 'in' ELSE 'out' END,
              'linkedin', {_MOMENT.format("CAST(:now - 3600 - :seconds * s AS INTEGER)")}, '', {_word("said", "i", len(TEXTS))}, '', 1, 2,
              :member, :source, :workspace
            FROM (SELECT i, {talker} AS t, {spread} AS s FROM n)""",
        f"""INSERT INTO people_participation (id, role, at, interaction_id, workspace_id, person_id)
            SELECT i, CASE direction WHEN 'in' THEN 'from' ELSE 'to' END, at, i, :workspace, :own + {talker}
            FROM (SELECT id AS i, direction, at FROM people_interaction)""",
        _tie_statement(),
        """INSERT INTO inbox_conversation (id, channel, thread, subject, message_count, last_at, last_in_at, last_out_at, needs_reply,
              reply_kind, reply_weight, state, member_id, person_id, source_id, workspace_id)
            SELECT other_id, 'linkedin', 'thread-' || other_id, '', in_count + out_count,
              max(coalesce(last_in_at, ''), coalesce(last_out_at, '')), last_in_at, last_out_at, 0, '', 0, 'open', :member, other_id,
              :source, :workspace FROM people_tie""",
        "INSERT INTO inbox_message (interaction_id, conversation_id, handle, context) SELECT interaction_id, person_id, '', '' FROM people_participation",
    ]  # fmt: skip


def _tie_statement() -> str:
    def total(direction: str, half_life: str) -> str:
        grown = f":weight * power(2.0, (CAST(strftime('%s', i.at) AS REAL) - :epoch) / {half_life})"
        return f"total(CASE WHEN i.direction = '{direction}' THEN {grown} END)"

    def latest(direction: str) -> str:
        return f"max(CASE WHEN i.direction = '{direction}' THEN i.at END)"

    return f"""INSERT INTO people_tie (out_fast, out_slow, in_fast, in_slow, out_count, in_count, first_at, last_in_at, last_out_at,
              other_id, subject_id, workspace_id)
            SELECT {total("out", ":fast")}, {total("out", ":slow")}, {total("in", ":fast")}, {total("in", ":slow")},
              sum(i.direction = 'out'), sum(i.direction = 'in'), min(i.at), {latest("in")}, {latest("out")}, p.person_id, :own, :workspace
            FROM people_participation p JOIN people_interaction i ON i.id = p.interaction_id GROUP BY p.person_id"""


def _settle(workspace_id: int, now: datetime) -> None:
    """Rhythms by the product's own rules, and a few promises and occasions."""
    from django.db import transaction

    from hustings.apps.accounts.models import Member
    from hustings.apps.people.actions import dealings
    from hustings.apps.people.models import Occasion, Promise, Tie
    from hustings.storage import rows

    talking = list(Tie.objects.values_list("other_id", flat=True).order_by("other_id"))
    member = Member.objects.get()
    with transaction.atomic():
        for chunk in rows.chunks(talking, 20_000):
            dealings.refresh_rhythm(workspace_id, chunk, now=now)
        Promise.objects.bulk_create(
            Promise(workspace_id=workspace_id, person_id=i, member=member, text="Send the minutes", due_on=now.date())
            for i in talking[5:15]
        )
        Occasion.objects.bulk_create(
            Occasion(
                workspace_id=workspace_id, person_id=i, kind="new_position", at=now - timedelta(days=n), evidence=f"person:{i}",
                facts={"title": "Planner", "organisation": "Housing Trust"},
            )
            for n, i in enumerate(talking[20:40])
        )  # fmt: skip


def home_of(people: int, interactions: int) -> Path:
    """The data folder with that population below bench/scratch, built where it is missing or migrations have changed since."""
    from bench.measure import SCRATCH, run

    home = SCRATCH / f"population-{people}-{interactions}"
    complete, shape = home / "complete", _shape()
    if not complete.exists() or complete.read_text() != shape:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        run("bench.population:build", home=home, people=people, interactions=interactions)
        complete.write_text(shape)
    return home


def _shape() -> str:
    """A digest of all migrations and of this module."""
    from bench.measure import ROOT

    files = [*sorted((ROOT / "src" / "hustings").glob("**/migrations/*.py")), Path(__file__)]
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
