"""Search as you type over names, organisations and notes: SQLite's FTS5 or PostgreSQL's text search behind one call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from hustings.storage import rows

TABLE = "people_search"
WORDS = re.compile(r"\w+")


def fold_text(text: str) -> str:
    """Lower case without accents, so that both data bases find `José` by `jose`."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def write(workspace_id: int, texts: Iterable[tuple[int, str]], *, fresh: bool = False) -> None:
    """Puts these people's texts into the index in place of what was there; `fresh` says that nothing was."""
    for chunk in rows.chunks(texts, rows.CHUNK):
        if not fresh:
            remove([person_id for person_id, _ in chunk])
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(
                    f"INSERT INTO {TABLE} (rowid, text) VALUES (%s, %s)",  # noqa: S608
                    [(i, fold_text(text)) for i, text in chunk],
                )
            else:
                # The parser of PostgreSQL would keep an address of mail as one word.
                ids = [person_id for person_id, _ in chunk]
                words = [" ".join(WORDS.findall(fold_text(text)))[:500_000] for _, text in chunk]
                cursor.execute(
                    f"INSERT INTO {TABLE} (person_id, workspace_id, text) "  # noqa: S608
                    "SELECT i, %s, to_tsvector('simple', t) FROM unnest(%s::bigint[], %s::text[]) AS given (i, t)",
                    [workspace_id, ids, words],
                )


def remove(person_ids: Iterable[int]) -> None:
    """Takes people out of the index."""
    key = "rowid" if connection.vendor == "sqlite" else "person_id"
    for chunk in rows.chunks(person_ids):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE {key} IN ({rows.marks_for(chunk)})", chunk)  # noqa: S608


def purge() -> None:
    """Rewrites the index without the words of people who were taken out: SQLite keeps them until it merges its parts.

    Costs a pass over the whole index; only for erasing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608


def find(workspace_id: int, query: str, *, most: int = 50) -> list[int]:
    """Ids of people whose text has words that begin with those of the query. Unranked: a short word must not sort a million."""
    match = _match(query)
    if not match:
        return []
    if connection.vendor == "sqlite":
        found = rows.select(
            f"SELECT s.rowid FROM {TABLE} s CROSS JOIN people_person p ON p.id = s.rowid "  # noqa: S608
            f"WHERE {TABLE} MATCH %s AND p.workspace_id = %s LIMIT %s",
            [match, workspace_id, most],
        )
    else:
        found = rows.select(
            f"SELECT person_id FROM {TABLE} WHERE text @@ to_tsquery('simple', %s) AND workspace_id = %s LIMIT %s",  # noqa: S608
            [match, workspace_id, most],
        )
    return [row[0] for row in found]


def matching(query: str) -> RawSQL | None:
    """The same as a subquery of ids, to be combined with filters on people: it looks at every match. None for no words."""
    match = _match(query)
    if not match:
        return None
    if connection.vendor == "sqlite":
        return RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [match])  # noqa: S608, S611
    return RawSQL(f"SELECT person_id FROM {TABLE} WHERE text @@ to_tsquery('simple', %s)", [match])  # noqa: S608, S611


def _match(query: str) -> str:
    """The query in the language of the data base: every word is the beginning of one in the text."""
    words = WORDS.findall(fold_text(query))
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)
