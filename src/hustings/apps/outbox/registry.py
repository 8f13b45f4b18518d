"""What rooms above want to say before something leaves, and to do when it has left."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from hustings.apps.accounts.actor import Actor
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people.models import Interaction, Person

SENT: list[Callable[[Outgoing, int | None], None]] = []
"""Called with what was sent and the interaction that it has become, in the transaction that notes it.

None where a person says that it arrived: then the next sync brings the message.
"""

RETURNED: list[Callable[[int, Collection[int]], None]] = []
"""Called with the workspace and the interactions of which is known anew whether they reached anybody, and of those that they
answered.
"""


class Objection(NamedTuple):
    """What speaks against an answer. One that is not `firm` can be overruled by whoever sends it, knowingly."""

    reason: str
    firm: bool


REVIEWS: list[Callable[[Actor, Person, Interaction, str], Objection | None]] = []
"""Asked about each answer before it enters the outbox: who sends it, to whom, to which message, in which words."""
