"""Ends a conversation with a data point: what it was about, where they stand, that they offer help, what they wish.

All in one step with one way back. Where they stand is kept with the person as evidence, what they agreed to or do not want as
consent; each names the message that it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Closing, Conversation
from hustings.apps.inbox.seeing import seen_conversation
from hustings.apps.inbox.working import close
from hustings.apps.people.actions import Fact, ensure_issue, record_consent, record_evidence, tag_person
from hustings.apps.people.actions.undo import remember, undo_steps, way_back
from hustings.apps.people.models import Issue
from hustings.kernel.errors import WrongInput

HELPER = "wants to help"
"""The tag that everybody gets who offered help."""
EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is put down. All of it is optional.

    `issue` is what the stance is about (a new one is made); `lean` from -1 (strongly against it) to 1 (strongly for it);
    `condition` why a stance may be kept: consent, contact or public (engine.stance, GDPR Art. 9(2)). `agrees` is the channel by
    which they agreed to be written to, and `purpose` for what.
    """

    topic: str = ""
    issue: str = ""
    lean: float | None = None
    condition: str = ""
    offers_help: bool = False
    do_not_contact: bool = False
    agrees: str = ""
    purpose: str = ""

    @property
    def about_person(self) -> bool:
        """Whether it says something that is kept with a person."""
        return self.lean is not None or self.offers_help or self.do_not_contact or bool(self.agrees)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """How a conversation ended once."""

    at: datetime
    member: str
    topic: str
    offers_help: bool


def close_with(actor: Actor, conversation_id: int, ending: Ending, *, now: datetime) -> int:
    """Closes a conversation and puts down what came out of it, all or nothing. Returns the undo step.

    Raises WrongInput where a stance names no issue or nobody is known to have it, ForbiddenByUseRule for a stance without a
    condition under which it may be kept, or from messages whose use rule forbids deriving one (those from X, for one).
    """
    actor.require("log_touch")
    with transaction.atomic():
        row = seen_conversation(actor, conversation_id)
        if ending.about_person and row.person_id is None:
            raise WrongInput("Nobody knows who this is, so nothing can be put down about them.")
        steps = list(_put_down(actor, row, ending, now))
        made = None
        if ending.topic.strip() or ending.offers_help:
            made = Closing.objects.create(
                workspace_id=actor.workspace_id, conversation=row, member_id=actor.member_id, at=now,
                topic=" ".join(ending.topic.split())[:200], offers_help=ending.offers_help,
            ).pk  # fmt: skip
        steps.append(close(actor, [row.pk], now=now))
        return remember(actor, "close_with", label=f"{row}: done", data={"steps": steps, "closing": made})


def _put_down(actor: Actor, row: Conversation, ending: Ending, now: datetime) -> Any:
    person_id, said_at = row.person_id or 0, row.last_in_at or now
    source = f"{row.channel}, {said_at.astimezone(actor.zone):%Y-%m-%d %H:%M}, conversation {row.pk}"
    if ending.lean is not None:
        fact = Fact(
            kind="told_us", lean=ending.lean, at=min(said_at, now), source=source, words=_excerpt(row),
            condition=ending.condition, use_rules=_use_rules(row),
        )  # fmt: skip
        issue = ensure_issue(actor.workspace_id, ending.issue or ending.topic)
        yield record_evidence(actor, issue.pk, fact, now=now, person_id=person_id)[1]
    if ending.agrees:
        yield record_consent(
            actor, person_id, channel=ending.agrees, status="given", purpose=ending.purpose, words=source[:400], now=now
        )
    if ending.do_not_contact:
        yield record_consent(actor, person_id, channel="any", status="refused", words=source[:400], now=now)
    if ending.offers_help and actor.may("edit_people"):
        yield tag_person(actor, person_id, name=HELPER)


def _use_rules(row: Conversation) -> tuple[str, ...]:
    """The rules of the sources that brought what they said."""
    said = row.messages.filter(interaction__direction="in").values_list("interaction__source__use_rule", flat=True)
    return tuple(sorted({row.source.use_rule, *said}))


def _excerpt(row: Conversation) -> str:
    newest = row.messages.filter(interaction__direction="in").order_by("-interaction__at", "-pk").select_related("interaction")
    found = newest.first()
    return " ".join(found.interaction.text.split())[:EXCERPT] if found else ""


@way_back("close_with")
def _unclose(actor: Actor, data: dict[str, Any]) -> None:
    Closing.objects.filter(workspace_id=actor.workspace_id, pk=data["closing"]).delete()
    undo_steps(actor, data["steps"])


def topics_of(actor: Actor) -> tuple[str, ...]:
    """Topics and issues that were named before, to choose from: the latest topics, then issues by name. Two queries.

    None for whoever sees only some people: topics and issues tell of the others.
    """
    actor.require("see_people")
    if not actor.may("see_all_people"):
        return ()
    held = Closing.objects.filter(workspace_id=actor.workspace_id).exclude(topic="").order_by("-at")
    issues = Issue.objects.filter(workspace_id=actor.workspace_id).order_by("name").values_list("name", flat=True)
    return tuple(dict.fromkeys((*held.values_list("topic", flat=True)[:100], *issues[:200])))


def closings_of(conversation_id: int) -> tuple[ClosingRow, ...]:
    """How a conversation ended, the latest first. The caller has made sure that the actor may see it."""
    held = Closing.objects.filter(conversation_id=conversation_id).select_related("member").order_by("-at")
    return tuple(ClosingRow(row.at, row.member.name, row.topic, row.offers_help) for row in held[:20])
