"""Which items of the list wait for a choice about an invitation: nobody becomes a connection by ticking an item off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from hustings.apps.invitations.models import Invitation
from hustings.apps.today.models import TodayItem
from hustings.kernel.errors import WrongInput

ACTION = "decide_invitation"


class NotDecided(WrongInput):
    """Nobody has chosen yet what to do about the invitation that an item asks to decide on."""

    def __init__(self, name: str, invitation: int) -> None:
        super().__init__(
            f"Choose first what you do about the invitation of {name}: on the page of invitations, or with "
            f"`hustings invitations` and --accept, --meet-first, --hold or --decline {invitation}. Then this is done.",
            field="invitation",
        )


def undecided(items: Iterable[TodayItem], *, on: date) -> dict[int, int]:
    """By the id of each open item that asks to decide, the invitation without a choice that holds on this day. One query."""
    asking = {item.pk: _invitations(item.reasons) for item in items if item.action == ACTION and item.state == "open"}
    numbers = {number for found in asking.values() for number in found}
    waiting = Invitation.objects.filter(pk__in=numbers, direction="in", state="pending").exclude(away_until__gt=on)
    held = set(waiting.values_list("id", flat=True)) if numbers else set()
    return {item: next(each for each in found if each in held) for item, found in asking.items() if held.intersection(found)}


def require_choice(item: TodayItem, *, on: date) -> None:
    """Raises NotDecided, which says where to choose, for an item whose invitation has no choice yet."""
    for invitation in undecided([item], on=on).values():
        raise NotDecided(item.person.name, invitation)


def _invitations(reasons: Iterable[dict[str, Any]]) -> list[int]:
    evidence = (each.partition(":") for reason in reasons for each in reason.get("evidence", ()))
    return [int(number) for kind, _, number in evidence if kind == "invitation"]
