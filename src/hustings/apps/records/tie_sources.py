"""What filings tell of ties: who lobbies for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from hustings.apps.network.nodes import Node
from hustings.apps.network.sources import DESCRIBERS, LINKS, Link, Scope, Viewer, split
from hustings.apps.network.standing import day
from hustings.apps.records.models import Filing
from hustings.engine.among import Fact
from hustings.storage import rows


def register_ties() -> None:
    """Adds the source; called once when Django loads the room."""
    LINKS.append(_filings)
    DESCRIBERS["filing"] = _described


def _filings(viewer: Viewer, scope: Scope) -> Iterator[Link]:
    """Firms and their clients, as long as they filed for them."""
    held = Filing.objects.filter(workspace_id=viewer.workspace_id, registrant__isnull=False, client__isnull=False)
    columns = held.values_list("registrant_id", "client_id", "since", "until", "at", "id")
    seen: set[int] = set()
    for query in [columns] if scope is None else _around(columns, scope):
        for firm, client, since, until, at, number in query.iterator(chunk_size=5_000):
            if number not in seen and firm != client:
                seen.add(number)
                ended = day(until, last=True) or at
                fact = Fact("client", at=ended, since=day(since) or ended, evidence=f"filing:{number}")
                yield Link(("organisation", firm), ("organisation", client), fact)


def _around(columns: QuerySet[Any, Any], scope: Collection[Node]) -> Iterator[QuerySet[Any, Any]]:
    _, organisations = split(scope)
    for chunk in rows.chunks(organisations):
        yield columns.filter(registrant_id__in=chunk)
        yield columns.filter(client_id__in=chunk)


def _described(workspace_id: int, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    held = Filing.objects.filter(workspace_id=workspace_id, pk__in=numbers).values_list("id", "subject")
    return {number: {"words": subject} for number, subject in held}
