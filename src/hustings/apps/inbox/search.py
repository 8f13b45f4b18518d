"""Search in the words of messages: SQLite's FTS5 or PostgreSQL's text search behind one call. Triggers keep the index."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import QuerySet

from hustings.apps.inbox.models import Conversation
from hustings.apps.people.search import fold_text
from hustings.storage import rows

WORDS = re.compile(r"\w+")
MOST, SORTED = 200, 2_000


def find(workspace_id: int, query: str, *, among: QuerySet[Conversation] | None = None) -> list[int]:
    """Ids of conversations with a message that has words beginning as those of the query, those stored last first.

    `among` are the only ones looked at, where they are few. Unranked: a short word must not sort a million messages, so that
    PostgreSQL takes the last of the first SORTED. Each conversation stands once, though several of its messages match.
    """
    match = _match(query)
    if not match:
        return []
    few, numbers = ("", ()) if among is None else among.order_by().values("pk").query.sql_with_params()
    within = f" AND c.id IN ({few})" if few else ""
    if connection.vendor == "sqlite":
        found = rows.select(
            "SELECT m.conversation_id FROM inbox_search s CROSS JOIN inbox_message m ON m.interaction_id = s.rowid "  # noqa: S608
            "CROSS JOIN inbox_conversation c ON c.id = m.conversation_id "
            f"WHERE inbox_search MATCH %s AND c.workspace_id = %s{within} ORDER BY s.rowid DESC LIMIT %s",
            [match, workspace_id, *numbers, MOST],
        )
    else:
        found = rows.select(
            "WITH found AS MATERIALIZED (SELECT m.conversation_id, s.interaction_id FROM inbox_search s "  # noqa: S608
            "JOIN inbox_message m ON m.interaction_id = s.interaction_id JOIN inbox_conversation c ON c.id = m.conversation_id "
            f"WHERE s.text @@ to_tsquery('simple', %s) AND c.workspace_id = %s{within} LIMIT %s) "
            "SELECT conversation_id FROM found ORDER BY interaction_id DESC LIMIT %s",
            [match, workspace_id, *numbers, SORTED, MOST],
        )
    return list(dict.fromkeys(row[0] for row in found))


def purge() -> None:
    """Rewrites the index without the words of what was removed: SQLite keeps them until it merges its parts."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO inbox_search (inbox_search) VALUES ('optimize')")


def _match(query: str) -> str:
    words = WORDS.findall(query)[:20]
    if connection.vendor == "sqlite":
        return " ".join(f'"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in WORDS.findall(fold_text(query))[:20])
