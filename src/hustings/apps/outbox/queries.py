"""The outbox as the doors show it: what nobody knows about first, then what failed, then what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Case, Count, F, QuerySet, Value, When

from hustings.apps.accounts.actor import Actor
from hustings.apps.outbox.models import UNSETTLED, Outgoing
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

PAGE = 100
ORDER = {state: place for place, state in enumerate(("uncertain", "failed", "there", "sending", "waiting", "sent", "cancelled"))}
Which = Literal["open", "all", "uncertain", "failed", "there", "sending", "waiting", "sent", "cancelled"]


@dataclass(frozen=True, slots=True)
class OutgoingView:
    """Something that goes out. `can_cancel` while it waits; `undo_seconds` is how long it surely does, 0 if it is scheduled.

    `there` names the platform on which a person writes it themselves, at `link`; empty for what we send. What `came_back` left,
    and did not arrive.
    """

    id: int
    state: str
    person_id: int
    person: str
    channel: str
    account: str
    member: str
    text: str
    decided_at: datetime
    not_before: datetime
    scheduled: bool
    sent_at: datetime | None
    tries: int
    error: str
    link: str
    answers_id: int | None
    own: bool
    there: str = ""
    came_back: bool = False

    @property
    def can_cancel(self) -> bool:
        return self.state == "waiting"

    @property
    def undo_seconds(self) -> int:
        left = (self.not_before - utc_now()).total_seconds()
        return max(0, int(left)) if self.can_cancel and not self.scheduled else 0


def written_by_others(workspace_id: int, **which: Any) -> dict[int, str]:
    """Who wrote what left through the account of another member: their names by interaction. One query.

    `which` narrows the interactions, as in a filter of Outgoing.
    """
    held = Outgoing.objects.filter(workspace_id=workspace_id, **which)
    foreign = held.exclude(interaction=None).exclude(member_id=F("interaction__member_id"))
    return dict(foreign.values_list("interaction_id", "member__name"))


def visible_outgoing(actor: Actor) -> QuerySet[Outgoing]:
    """What the actor sent; what anybody did for whoever manages accounts."""
    actor.require("see_outbox")
    held = Outgoing.objects.filter(workspace_id=actor.workspace_id)
    return held if actor.may("see_all_channels") else held.filter(member_id=actor.member_id)


def outgoing_of(actor: Actor, outgoing_id: int) -> Outgoing:
    """One of them. Raises NotFound alike for foreign, hidden and nonexistent ids."""
    found = visible_outgoing(actor).filter(pk=outgoing_id).first()
    if found is None:
        raise NotFound("There is no such message in the outbox.")
    return found


def outbox(actor: Actor, *, which: Which = "open", limit: int = PAGE) -> list[OutgoingView]:
    """What is not settled yet, the uncertain first; or all, or those in one state. One query."""
    held = visible_outgoing(actor)
    if which == "open":
        held = held.exclude(state__in=("sent", "cancelled"))
    elif which in ORDER:
        held = held.filter(state=which)
    elif which != "all":
        raise WrongInput(f"{which!r} is no state. Use open, all or one of: {', '.join(ORDER)}.", field="state")
    place = Case(*(When(state=state, then=Value(at)) for state, at in ORDER.items()), default=Value(len(ORDER)))
    return [view_of(row, actor) for row in _whole(held).order_by(place, "-id")[: max(1, min(limit, 1_000))]]


def outgoing_view(actor: Actor, outgoing_id: int) -> OutgoingView:
    """One of them, to show."""
    return view_of(outgoing_of(actor, outgoing_id), actor)


def outgoing_about(actor: Actor, interaction_ids: list[int]) -> list[OutgoingView]:
    """What was decided as an answer to these messages and has not left, oldest first."""
    if not actor.may("see_outbox"):
        return []
    held = visible_outgoing(actor).filter(answers_id__in=interaction_ids).exclude(state__in=("sent", "cancelled"))
    return [view_of(row, actor) for row in _whole(held).order_by("id")]


def counts(actor: Actor) -> dict[str, int]:
    """How many are uncertain and how many failed, of what the outbox shows the actor: what a person must look at. One query."""
    held = visible_outgoing(actor).filter(state__in=UNSETTLED)
    found = dict(held.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in UNSETTLED}


def _whole(held: QuerySet[Outgoing]) -> QuerySet[Outgoing]:
    return held.select_related("person", "channel", "member")


def view_of(row: Outgoing, actor: Actor) -> OutgoingView:
    """How a row is shown."""
    channel = row.channel
    return OutgoingView(
        id=row.pk, state=row.state, person_id=row.person_id, person=row.person.name, channel=channel.platform if channel else "",
        account=channel.account if channel else "", member=row.member.name, text=row.text, decided_at=row.decided_at,
        not_before=row.not_before, scheduled=row.scheduled, sent_at=row.sent_at, tries=row.tries, error=row.error,
        link=row.link, answers_id=row.answers_id, own=row.member_id == actor.member_id, there=row.draft.get("where", ""),
        came_back=row.came_back,
    )  # fmt: skip
