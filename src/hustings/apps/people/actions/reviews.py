"""The review queue: pairs that may be one person, decided by a member."""

from __future__ import annotations

import json
from collections.abc import Iterable

from hustings.apps.people.models import NotSame, Review
from hustings.kernel.clock import utc_now
from hustings.storage import rows


def open_reviews(workspace_id: int, doubts: Iterable[tuple[int, int, float, list[list[object]]]]) -> None:
    """Puts pairs into the queue, unless somebody has said already that they are different people."""
    pairs = {(min(a, b), max(a, b)): (probability, reasons) for a, b, probability, reasons in doubts if a != b}
    if not pairs:
        return
    decided = set(NotSame.objects.filter(first_id__in={a for a, _ in pairs}).values_list("first_id", "second_id"))
    moment = rows.stamp(utc_now())
    rows.insert(
        Review,
        ("workspace_id", "first_id", "second_id", "probability", "reasons", "created_at"),
        (
            (workspace_id, first, second, probability, json.dumps(reasons), moment)
            for (first, second), (probability, reasons) in pairs.items()
            if (first, second) not in decided
        ),
        conflict="DO NOTHING",
    )
