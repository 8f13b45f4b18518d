"""The dialogue score of the workspace: per channel, member and week, with the people who still wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.text import Truncator

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Message
from hustings.apps.outbox.queries import written_by_others
from hustings.apps.people.models import Participation
from hustings.engine.dialogue import Dialogue, Share, Utterance, by, measure, week_of
from hustings.engine.triage import triage

CROWD = 25
SHOWN = 200


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who wrote and was not answered."""

    conversation_id: int
    interaction_id: int
    person_id: int | None
    name: str
    channel: str
    at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DialogueView:
    """The score since a moment, as a whole and by channel, member and week, and who still waits, longest first."""

    since: datetime
    score: Dialogue
    by_channel: dict[str, Dialogue]
    by_member: dict[str, Dialogue]
    by_week: dict[str, Dialogue]
    unanswered: tuple[WaitingRow, ...]


def dialogue(actor: Actor, *, since: datetime, now: datetime, channel: str = "") -> DialogueView:
    """The score of what was said since a moment. A constant number of queries; leaves one line in the audit trail."""
    actor.require("see_inbox")
    writers = written_by_others(actor.workspace_id, interaction__at__gte=since)
    said = list(_utterances(_messages(actor, since, channel), writers))
    score = measure(said, now=now)
    # What somebody wrote counts for whoever answered it, else for whose account it is.
    answered_by = {answer.utterance.id: answer.by for answer in score.answers if answer.by}
    record_audit(actor, "read_list", subject="dialogue", detail={"channel": channel, "messages": len(said)})
    return DialogueView(
        since=since,
        score=score,
        by_channel=by(said, lambda each: each.channel, now=now),
        by_member=by(said, lambda each: answered_by.get(each.id, each.member), now=now),
        by_week=by(said, week_of, now=now),
        unanswered=tuple(_waiting([int(each.id) for each in score.unanswered])),
    )


def _messages(actor: Actor, since: datetime, channel: str) -> QuerySet[Message]:
    held = Message.objects.filter(conversation__workspace_id=actor.workspace_id, interaction__at__gte=since)
    return held.filter(interaction__channel=channel) if channel else held


def _utterances(held: QuerySet[Message], writers_of_ours: Mapping[int, str]) -> Iterator[Utterance]:
    writers = Q(interaction__participations__role="from") | Q(interaction__direction="out")
    columns = ("interaction_id", "conversation_id", "interaction__at", "interaction__direction", "interaction__automatic")
    more = ("interaction__channel", "interaction__member__name", "interaction__participants")
    found = held.filter(writers, interaction__direction__in=("in", "out")).annotate(
        writer=F("interaction__participations__person_id"), role=F("interaction__participations__role")
    )
    seen = 0
    for number, thread, at, direction, automatic, channel, member, many, person in (
        found.order_by("interaction_id", "role").values_list(*columns, *more, "writer").iterator()
    ):
        if number != seen:
            seen = number
            yield Utterance(
                id=str(number), thread=str(thread), at=at, direction=direction, author=str(person) if direction == "in" else "",
                broadcast=direction == "out" and many > CROWD, automatic=bool(automatic), channel=channel,
                member=writers_of_ours.get(number, member),
            )  # fmt: skip


def _waiting(interaction_ids: list[int]) -> Iterator[WaitingRow]:
    """Those of the unanswered that want an answer, read until enough are found."""
    shown = 0
    for start in range(0, len(interaction_ids), SHOWN):
        some = interaction_ids[start : start + SHOWN]
        held = Message.objects.filter(interaction_id__in=some).select_related("interaction").order_by("interaction__at")
        writers = Participation.objects.filter(interaction_id__in=some, role="from").select_related("person")
        names = {row.interaction_id: row.person for row in writers}
        for message in held:
            row = message.interaction
            verdict = triage(row.text, subject=row.subject, automatic=row.automatic, direction="in")
            if verdict.needs_reply:
                shown += 1
                person = names.get(row.pk)
                yield WaitingRow(
                    message.conversation_id, row.pk, person.pk if person else None, person.name if person else "", row.channel,
                    row.at, verdict.kind, Truncator(" ".join(row.text.split())).chars(160),
                )  # fmt: skip
                if shown == SHOWN:
                    return


def as_data(score: Dialogue) -> dict[str, Any]:
    """A score as JSON. A share is null where there is nothing to count: unknown, not zero."""
    return {
        "inbound": score.inbound,
        "people": score.people,
        "answered": {
            "within_24_hours": _share(score.within_day),
            "within_7_days": _share(score.within_week),
            "ever": _share(score.ever),
        },
        "median_hours_to_first_reply": round(score.median.total_seconds() / 3600, 2) if score.median is not None else None,
        "depth": round(score.depth, 2) if score.depth is not None else None,
        "two_way_conversations": _share(score.conversations),
        "sent": score.sent,
        "broadcast": _share(score.broadcast),
        "to_people": _share(score.to_people),
        "to_self": _share(score.to_self),
    }


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "share": round(share.share, 4) if share.share is not None else None}
