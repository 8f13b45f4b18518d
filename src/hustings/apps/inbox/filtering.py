"""What a list of conversations is narrowed to: a state, a channel, a label, who has it, words in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from django.db.models import F, Q, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.inbox.search import find
from hustings.kernel.errors import WrongInput
from hustings.storage import rows

State = Literal["inbox", "needs_reply", "waiting", "mine", "put_off", "done", "all"]
SECTIONS = ("needs_reply", "open", "done")
"""The order of the inbox: what needs a reply, then what waits for them, then what is done."""
COUNTED = 1_000
"""Counts end here: nobody needs to know more exactly how many, and a list must not count a million rows."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a member chose. `given` is a member's number, "me" or "nobody"; `label` a label's number; empty ones do not narrow."""

    state: str = "needs_reply"
    channel: str = ""
    label: str = ""
    given: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        if self.state not in get_args(State):
            raise WrongInput(f"{self.state!r} is no state. Use one of {', '.join(get_args(State))}.", field="state")
        for name in ("label", "given"):
            told = getattr(self, name)
            if told and told not in ("me", "nobody") and not (told.isascii() and told.isdecimal() and len(told) < 18):
                raise WrongInput("Give a number.", field=name)

    @property
    def narrowed(self) -> bool:
        """Whether more than the state is chosen."""
        return bool(self.channel or self.label or self.given or self.words)

    def query(self, **changes: str) -> str:
        """The part of an address behind the question mark, with these changes."""
        told = replace(self, **changes)
        pairs = {"state": told.state, "channel": told.channel, "label": told.label, "given": told.given, "words": told.words}
        return urlencode({name: value for name, value in pairs.items() if value})


def filters_from(query: str) -> Filters:
    """Filters as they were put into an address; what is none of theirs is passed over."""
    known = {"state", "channel", "label", "given", "words"}
    return Filters(**{name: value for name, value in parse_qsl(query) if name in known})


def narrowed(actor: Actor, held: QuerySet[Conversation], filters: Filters) -> QuerySet[Conversation]:
    """The conversations that the filters leave, whatever their state."""
    if filters.channel:
        held = held.filter(channel=filters.channel)
    if filters.label:
        held = held.filter(labelled__label_id=int(filters.label), labelled__workspace_id=actor.workspace_id)
    if filters.given:
        wanted = {"me": actor.member_id, "nobody": None}
        held = held.filter(assigned_to_id=wanted[filters.given] if filters.given in wanted else int(filters.given))
    if filters.words.strip():
        among = None if actor.may("see_inbox") else held
        held = held.filter(pk__in=find(actor.workspace_id, filters.words, among=among))
    return held


def in_state(actor: Actor, held: QuerySet[Conversation], state: str) -> QuerySet[Conversation]:
    """Those in a state. `open` are those that are neither done nor put off and need no reply."""
    match state:
        case "needs_reply":
            return held.filter(needs_reply=True)
        case "open":
            return held.filter(needs_reply=False, state="open")
        case "waiting":
            return held.filter(Q(last_in_at__isnull=True) | Q(last_out_at__gt=F("last_in_at")), last_out_at__isnull=False)
        case "mine":
            return held.filter(assigned_to_id=actor.member_id).exclude(state="closed")
        case "put_off":
            return held.filter(state="snoozed")
        case "done":
            return held.filter(state="closed")
        case _:
            return held


def counts(actor: Actor, held: QuerySet[Conversation], states: tuple[str, ...]) -> dict[str, int]:
    """How many are in each of these states, at most COUNTED. One query, whatever the number of states."""
    parts, parameters = [], []
    for state in states:
        # Each ends where nobody counts on.
        sql, values = in_state(actor, held, state).order_by().values("pk")[:COUNTED].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608
        parameters += values
    (found,) = rows.select(f"SELECT {', '.join(parts)}", parameters)
    return dict(zip(states, found, strict=True))
