"""Search as you type over names, organisations and notes: SQLite's FTS5 or PostgreSQL's text search behind one call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection

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
                    f"INSERT INTO {TABLE} (rowid, text) VALUES (%s, %s)", [(i, fold_text(text)) for i, text in chunk]
                )  # noqa: S608
            else:
                cursor.executemany(
                    f"INSERT INTO {TABLE} (person_id, workspace_id, text) VALUES (%s, %s, to_tsvector('simple', %s))",  # noqa: S608
                    [(i, workspace_id, fold_text(text)[:500_000].replace("\0", "")) for i, text in chunk],
                )


def remove(person_ids: Iterable[int]) -> None:
    """Takes people out of the index."""
    key = "rowid" if connection.vendor == "sqlite" else "person_id"
    for chunk in rows.chunks(person_ids):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE {key} IN ({rows.marks_for(chunk)})", chunk)  # noqa: S608


def find(workspace_id: int, query: str, *, most: int = 50) -> list[int]:
    """Ids of people whose text holds a word beginning with each word of the query. Unranked: a short word must not sort a million."""
    words = WORDS.findall(fold_text(query))
    if not words:
        return []
    if connection.vendor == "sqlite":
        match = " ".join(f'"{word}"*' for word in words)
        found = rows.select(
            f"SELECT s.rowid FROM {TABLE} s CROSS JOIN people_person p ON p.id = s.rowid "  # noqa: S608
            f"WHERE {TABLE} MATCH %s AND p.workspace_id = %s LIMIT %s",
            [match, workspace_id, most],
        )
    else:
        match = " & ".join(f"{word}:*" for word in words)
        found = rows.select(
            f"SELECT person_id FROM {TABLE} WHERE text @@ to_tsquery('simple', %s) AND workspace_id = %s LIMIT %s",  # noqa: S608
            [match, workspace_id, most],
        )
    return [row[0] for row in found]
