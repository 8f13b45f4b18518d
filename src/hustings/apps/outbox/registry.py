"""What rooms above want to do when something has left."""

from __future__ import annotations

from collections.abc import Callable

from hustings.apps.outbox.models import Outgoing

SENT: list[Callable[[Outgoing, int | None], None]] = []
"""Called with what was sent and the interaction that it has become, in the transaction that notes it.

None where a person says that it arrived: then the next sync brings the message.
"""
