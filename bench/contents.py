# ruff: noqa: E501 - statements read best as they are
"""What an imported data base says, by content instead of ids, so that two of them can be held against each other."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

PERSON = (
    "(SELECT p.name || '|' || coalesce((SELECT group_concat(v, ' ') FROM (SELECT kind || ':' || value AS v FROM people_identity "
    "WHERE person_id = p.id ORDER BY 1)), '') FROM people_person p WHERE p.id = {})"
)
RECORD = "(SELECT s.reader || '|' || r.kind || '|' || r.external_id FROM {table} r JOIN people_source s ON s.id = r.source_id WHERE r.id = {id})"


def _person(column: str) -> str:
    return PERSON.format(column)


def _record(table: str, column: str) -> str:
    return RECORD.format(table=table, id=column)


_ORGANISATION = "(SELECT key FROM people_organisation WHERE id = organisation_id)"
_READER = "(SELECT reader FROM people_source WHERE id = source_id)"
# Praise without a date is put at the hour and day of the import in 1970: that says nothing about the content.
_AT = "CASE WHEN at < '1971' THEN '1970' ELSE at END"
_TIE = ", ".join(f"printf('%.6e', {name})" for name in ("out_fast", "out_slow", "in_fast", "in_slow"))

QUESTIONS: dict[str, str] = {
    "people": f"SELECT {_person('people_person.id')}, sort_name, given_name, headline, summary, location, birthday, connected_on, segment, "
    "printf('%.6f', closeness), last_touch_at, last_two_way_at, due_on, latest_on FROM people_person",
    "organisations": "SELECT name, key, website, followed_at FROM people_organisation",
    "positions": f"SELECT {_person('person_id')}, {_ORGANISATION}, title, since, until, current, location, description FROM people_position",
    "educations": f"SELECT {_person('person_id')}, school, degree, since, until, notes FROM people_education",
    "skills": f"SELECT {_person('person_id')}, name FROM people_skill",
    "addresses": f"SELECT {_person('person_id')}, street, locality, region, postal_code, country, label FROM people_address",
    "identities": f"SELECT {_person('person_id')}, kind, value, label FROM people_identity",
    "block keys": f"SELECT {_person('person_id')}, key FROM people_blockkey",
    "tags": f"SELECT {_person('person_id')}, (SELECT name FROM people_tag t WHERE t.id = tag_id) FROM people_persontag",
    "search": f"SELECT {_person('people_search.rowid')}, text FROM people_search",
    "source records": f"SELECT {_READER}, kind, external_id, hex(digest), payload, {_person('person_id')}, {_ORGANISATION} FROM people_sourcerecord",
    "interactions": f"SELECT {_READER}, kind, external_id, hex(digest), direction, channel, {_AT}, subject, text, automatic, counts, participants "
    "FROM people_interaction",
    "participations": f"SELECT {_record('people_interaction', 'interaction_id')}, {_person('person_id')}, role, {_AT} FROM people_participation",
    "ties": f"SELECT {_person('subject_id')}, {_person('other_id')}, {_TIE}, out_count, in_count, first_at, last_in_at, last_out_at, last_mutual_at "
    "FROM people_tie",
    "conversations": f"SELECT {_READER}, thread, {_person('person_id')}, channel, subject, message_count, last_at, last_in_at, last_out_at, "
    f"needs_reply, reply_kind, round(reply_weight, 6), state, {_record('people_interaction', 'reply_to_id')} FROM inbox_conversation",
    "messages": f"SELECT {_record('people_interaction', 'interaction_id')}, (SELECT thread FROM inbox_conversation c WHERE c.id = conversation_id) "
    "FROM inbox_message",
    "invitations": f"SELECT {_READER}, external_id, hex(digest), direction, sent_at, message, state, {_person('person_id')} FROM invitations_invitation",
    "occasions": f"SELECT {_person('person_id')}, kind, facts, settled_at IS NULL, {_record('people_interaction', 'CAST(substr(evidence, 13) AS INTEGER)')} "
    "FROM people_occasion",
    "reviews": f"SELECT min({_person('first_id')}, {_person('second_id')}), max({_person('first_id')}, {_person('second_id')}), "
    "printf('%.6f', probability) FROM people_review",
    "kept records": f"SELECT {_READER}, kind, external_id, hex(digest), payload, at FROM intake_keptrecord",
    "kept mentions": f"SELECT {_record('intake_keptrecord', 'record_id')}, {_person('person_id')} FROM intake_keptmention",
}  # fmt: skip


def contents_of(database: Path) -> dict[str, Counter[Any]]:
    """Every row of an import's tables by content, with how often it stands there, and what its report counts."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA cache_size=-100000")
    found: dict[str, Counter[Any]] = {name: Counter(connection.execute(question)) for name, question in QUESTIONS.items()}
    found["supported"] = _supported(connection)
    found["report"] = Counter(
        connection.execute("SELECT state, applied, total, json_extract(report, '$.counts') FROM intake_import")
    )
    connection.close()
    return found


def _supported(connection: sqlite3.Connection) -> Counter[Any]:
    """Which records imports rest on: their number per kind, and whether any rests on nothing."""
    tables = {
        "record": "people_sourcerecord",
        "interaction": "people_interaction",
        "kept": "intake_keptrecord",
        "invitation": "invitations_invitation",
    }
    found: Counter[Any] = Counter()
    for kind, table in tables.items():
        covered = f"EXISTS (SELECT 1 FROM intake_support s WHERE s.kind = '{kind}' AND t.id BETWEEN s.first_id AND s.last_id)"
        for is_covered, number in connection.execute(f"SELECT {covered}, count(*) FROM {table} t GROUP BY 1"):
            found[kind, is_covered] = number
    return found


def differences(found: dict[str, Counter[Any]], expected: dict[str, Counter[Any]]) -> dict[str, list[str]]:
    """What is lost (`-`) and what is too much (`+`), by table; empty where both say the same."""
    told: dict[str, list[str]] = {}
    for name, rows in expected.items():
        lines = [f"- {row}" for row in (rows - found[name])] + [f"+ {row}" for row in (found[name] - rows)]
        if lines:
            told[name] = lines
    return told


def is_sound(database: Path) -> bool:
    """Whether SQLite finds the file whole and every reference leads somewhere."""
    connection = sqlite3.connect(database)
    whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return whole and not lost
