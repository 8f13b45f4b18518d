"""Why two are tied, in the shape of docs/reference/cli.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hustings.apps.network.queries import FactRow


def facts_data(facts: Iterable[FactRow]) -> list[dict[str, Any]]:
    """Why two are tied: each fact with its evidence and what it adds."""
    return [
        {
            "code": fact.kind, "text": fact.words, "weight": round(fact.chance, 4), "sign": fact.sign,
            "since": _day(fact.since), "at": _day(fact.at), "evidence": [fact.evidence] if fact.evidence else [],
            "link": fact.link,
        }
        for fact in facts
    ]  # fmt: skip


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).date().isoformat() if moment else None
