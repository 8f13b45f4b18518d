"""Search in the words of messages: SQLite's FTS5 or PostgreSQL's text search behind one call. Triggers keep the index."""

from __future__ import annotations

import re

from django.db import connection

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.seeing import visible_conversations
from hustings.apps.people.search import fold_text
from hustings.storage import rows

WORDS = re.compile(r"\w+")
MOST = 200


def find(workspace_id: int, query: str, *, most: int = MOST) -> list[int]:
    """Ids of conversations with a message that has words beginning as those of the query, those stored last first.

    Unranked: a short word must not sort a million messages. Each conversation stands once, though several of its messages match.
    """
    match = _match(query)
    if not match:
        return []
    if connection.vendor == "sqlite":
        found = rows.select(
            "SELECT m.conversation_id FROM inbox_search s CROSS JOIN inbox_message m ON m.interaction_id = s.rowid "
            "CROSS JOIN inbox_conversation c ON c.id = m.conversation_id "
            "WHERE inbox_search MATCH %s AND c.workspace_id = %s ORDER BY s.rowid DESC LIMIT %s",
            [match, workspace_id, most],
        )
    else:
        found = rows.select(
            "SELECT m.conversation_id FROM inbox_search s JOIN inbox_message m ON m.interaction_id = s.interaction_id "
            "JOIN inbox_conversation c ON c.id = m.conversation_id "
            "WHERE s.text @@ to_tsquery('simple', %s) AND c.workspace_id = %s LIMIT %s",
            [match, workspace_id, most],
        )
    return list(dict.fromkeys(row[0] for row in found))


def find_for(actor: Actor, query: str, *, most: int = MOST) -> list[int]:
    """The same for an actor: those of them that the actor may see. Two queries."""
    found = find(actor.workspace_id, query, most=most)
    seen = set(visible_conversations(actor).filter(pk__in=found).values_list("pk", flat=True))
    return [number for number in found if number in seen]


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
