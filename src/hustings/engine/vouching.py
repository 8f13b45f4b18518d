"""When a member is asked how they know somebody: at moments when they know the answer, and never twice in a row.

The moments are a first meeting that was logged, an invitation that is about to be accepted, and an introduction or a
recommendation that is about to be given. Asked and not answered, the next moment goes by in silence.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Moment = Literal["first_meeting", "invitation", "reference"]
Answer = Literal["ask", "pass", "silent"]


class Asked(NamedTuple):
    """That a member was asked about somebody: when last, whether the next moment goes by, whether it was put off for good."""

    at: datetime
    passes: bool = True
    never: bool = False


def ask_now(moment: Moment, *, vouched: bool, asked: Asked | None = None) -> Answer:
    """Whether to ask at this moment: `ask`, `pass` (not now, but at the next moment) or `silent` (nothing to ask).

    Before a reference the two questions are always asked, also of whom we vouch for: what was true once may not be any more.
    """
    if moment == "reference":
        return "ask"
    if vouched or (asked is not None and asked.never):
        return "silent"
    return "pass" if asked is not None and asked.passes else "ask"
