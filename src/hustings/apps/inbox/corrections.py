"""What members said about messages, and what triage learnt from that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from django.db.models import Count, Max

from hustings.apps.inbox.models import Conversation, Correction
from hustings.engine.learning import Example, Weights, fit
from hustings.storage import rows

ENOUGH = 8
"""From so many corrections on, of both kinds, they say something about other messages."""
MOST = 2_000


def said_and_learnt(conversation_ids: Iterable[int], interaction_ids: Collection[int]) -> tuple[dict[int, bool], Weights | None]:
    """What was said of these messages, and the weights learnt from all corrections of the workspace (None while too few).

    The conversations are of one workspace. Two queries while nobody has corrected anything.
    """
    first = next(iter(conversation_ids), None)
    workspace_id = Conversation.objects.values_list("workspace_id", flat=True).filter(pk=first).first() or 0
    held = Correction.objects.filter(workspace_id=workspace_id)
    seen = held.aggregate(number=Count("pk"), newest=Max("at"))
    if not seen["number"]:
        return {}, None
    said: dict[int, bool] = {}
    for chunk in rows.chunks(interaction_ids):
        said.update(held.filter(pk__in=chunk).values_list("pk", "wants_reply"))
    learnt = _weights(workspace_id, seen["number"], seen["newest"].isoformat()) if seen["number"] >= ENOUGH else None
    return said, learnt


@lru_cache(maxsize=8)
def _weights(workspace_id: int, number: int, newest: str) -> Weights | None:
    """The weights of a workspace as of a state of its corrections; the same state is learnt once."""
    held = Correction.objects.filter(workspace_id=workspace_id).order_by("-at", "-pk")
    pairs = held.values_list("interaction__text", "wants_reply")[:MOST]
    examples = [Example(text, wants) for text, wants in pairs if text.strip()]
    return fit(examples) if {example.wants_reply for example in examples} == {True, False} else None
