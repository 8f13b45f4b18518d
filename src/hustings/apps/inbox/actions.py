"""Keeps conversations in step with their messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from django.db import connection
from django.db.models import Count, Max, OuterRef, Q, Subquery

from hustings.apps.inbox.corrections import said_and_learnt
from hustings.apps.inbox.models import Conversation, Letter, Message
from hustings.apps.people.models import Participation
from hustings.apps.people.models.dealings import RETURNED
from hustings.engine import triage
from hustings.engine.learning import Weights, predict
from hustings.storage import rows


class Threaded(NamedTuple):
    """A stored interaction and the thread that it belongs to. `handle` and `context` are what an answer to it needs."""

    interaction_id: int
    thread: str
    channel: str
    subject: str
    at: datetime
    direction: str
    person_id: int | None
    handle: str = ""
    context: str = ""


def thread_messages(
    workspace_id: int, messages: Sequence[Threaded], *, source_id: int, member_id: int, twins: Collection[int] = ()
) -> set[int]:
    """Puts messages into their conversations, made where they are new. Returns the ids of the conversations touched.

    `twins` are sources that bring the same threads (an archive of the account): their conversations go on.
    """
    threads: dict[str, list[Threaded]] = {}
    for message in messages:
        threads.setdefault(message.thread[:500], []).append(message)
    known: dict[str, tuple[int, int]] = {}
    for chunk in rows.chunks(threads):
        sources = (source_id, *twins)
        held = rows.select(_THREADS.format(rows.marks_for(sources), rows.marks_for(chunk)), [*sources, *chunk])
        found = sorted(held, key=lambda place: place[2] == source_id)
        known.update({thread: (number, source) for thread, number, source in found})
    fresh = [thread for thread in threads if thread not in known]
    known |= {thread: (i, source_id) for thread, i in zip(fresh, rows.reserve_ids(Conversation, len(fresh)), strict=True)}
    ids = {thread: number for thread, (number, _) in known.items()}
    _upsert(workspace_id, threads, known, member_id=member_id)
    told = {m.interaction_id: _without_markup(m.context) for m in messages}
    rows.insert(
        Message,
        ("interaction_id", "conversation_id", "handle", "context"),
        (
            (m.interaction_id, ids[thread], m.handle[:520], told[m.interaction_id][0])
            for thread, held in threads.items()
            for m in held
        ),
        at_once=rows.CHUNK,
    )
    rows.insert(Letter, ("interaction_id", "html"), ((number, html) for number, (_, html) in told.items() if html))
    return set(ids.values())


_THREADS = "SELECT thread, id, source_id FROM inbox_conversation WHERE source_id IN ({}) AND thread IN ({}) ORDER BY id DESC"


def _without_markup(context: str) -> tuple[str, str]:
    """What a platform said beside the words, and the markup that a reader put there (`html`), which is kept by itself."""
    if '"html":' not in context:
        return context, ""
    told = msgspec.json.decode(context, type=dict[str, str])
    html = told.pop("html", "")
    return msgspec.json.encode(told).decode() if told else "", html


CONVERSATION_COLUMNS = [
    "id",
    "workspace_id",
    "source_id",
    "member_id",
    "person_id",
    "channel",
    "thread",
    "subject",
    "message_count",
    "last_at",
    "last_in_at",
    "last_out_at",
    "needs_reply",
    "reply_kind",
    "reply_weight",
    "state",
]


def _upsert(workspace_id: int, threads: dict[str, list[Threaded]], places: dict[str, tuple[int, int]], *, member_id: int) -> None:
    greatest = "max" if connection.vendor == "sqlite" else "greatest"
    table = "inbox_conversation"
    later = [
        f'"{n}" = {greatest}(coalesce({table}."{n}", excluded."{n}"), coalesce(excluded."{n}", {table}."{n}"))'
        for n in ("last_at", "last_in_at", "last_out_at")
    ]
    count = f'"message_count" = {table}."message_count" + excluded."message_count"'
    person = f'"person_id" = coalesce({table}."person_id", excluded."person_id")'
    rows.insert(
        Conversation,
        CONVERSATION_COLUMNS,
        (
            (
                places[thread][0],
                workspace_id,
                places[thread][1],
                member_id,
                _partner(held),
                held[0].channel,
                thread,
                _subject(held),
                len(held),
                *_moments(held),
                False,
                "",
                0.0,
                "open",
            )
            for thread, held in threads.items()
        ),
        conflict=f"(source_id, thread) DO UPDATE SET {', '.join([count, person, *later])}",
    )


def _moments(held: Sequence[Threaded]) -> tuple[datetime | str | None, ...]:
    """When the last message was, the last that came and the last that went."""
    last: dict[str, datetime] = {}
    for message in held:
        last[message.direction] = max(message.at, last.get(message.direction, message.at))
    stamps = {direction: rows.stamp(at) for direction, at in last.items()}
    return stamps[max(last, key=last.__getitem__)], stamps.get("in"), stamps.get("out")


def _partner(held: Iterable[Threaded]) -> int | None:
    return next((message.person_id for message in held if message.person_id is not None), None)


def _subject(held: Sequence[Threaded]) -> str:
    return min(held, key=lambda message: message.at).subject


def settle(conversation_ids: Collection[int], *, judged: Mapping[int, triage.Verdict] = MappingProxyType({})) -> None:
    """Says of each conversation whether it needs a reply: the last word is theirs, and triage finds something to answer.

    `judged` is what triage has said already, by interaction.
    """
    for chunk in rows.chunks(sorted(conversation_ids), 1_000):
        waiting, settled = _waiting_and_settled(chunk)
        verdicts = _verdicts(waiting, judged)
        awake = [each for each in verdicts if each[-1] not in settled]
        again = [each for each in verdicts if each[-1] in settled and each[0] and settled[each[-1]] != each[-2]]
        rows.update(Conversation, VERDICT, awake)
        rows.update(Conversation, ("state", "state_at", *VERDICT), [("open", None, *each) for each in again])


VERDICT = ("needs_reply", "reply_kind", "reply_weight", "reply_to_id")


def _waiting_and_settled(chunk: Sequence[int]) -> tuple[list[int], dict[int, int | None]]:
    """Conversations whose last word is theirs; of those not open, what was to be answered. Others wait no more.

    What was answered elsewhere or put off stays so until they write again.
    """
    waiting: list[int] = []
    settled: dict[int, int | None] = {}
    answered: list[int] = []
    for number, waits, needs, state, reply_to in rows.select(_SETTLING.format(rows.marks_for(chunk)), chunk):
        if waits:
            waiting.append(number)
        elif needs:
            answered.append(number)
        if state != "open":
            settled[number] = reply_to
    Conversation.objects.filter(id__in=answered).update(needs_reply=False, reply_to=None, reply_kind="")
    return waiting, settled


Verdict = tuple[bool, str, float, int, int]
"""Whether it wants a reply, its kind, how surely, the message and the conversation."""


def _verdicts(waiting: Sequence[int], known: Mapping[int, triage.Verdict]) -> list[Verdict]:
    newest = _newest(waiting)
    said, weights = said_and_learnt(newest, [each[0] for each in newest.values()])
    verdicts = []
    for conversation_id, (interaction_id, text, subject, automatic) in newest.items():
        verdict = known.get(interaction_id) or triage.triage(text, subject=subject, automatic=automatic, direction="in")
        judged = _judged(verdict, said.get(interaction_id), weights, text)
        verdicts.append((*judged, interaction_id, conversation_id))
    return verdicts


def _newest(waiting: Sequence[int]) -> dict[int, tuple[int, str, str, str]]:
    """The last message that came in each of these conversations: its id, text, subject and mark."""
    if not waiting:
        return {}
    found = rows.select(_NEWEST.format(rows.marks_for(waiting)), waiting)
    return {number: (newest, text, subject, automatic) for number, newest, text, subject, automatic in found}


# A rebuild and every import ask these for each conversation: plain SQL spares what Django does with each id and moment.
_SETTLING = (
    "SELECT id, last_in_at IS NOT NULL AND (last_out_at IS NULL OR last_in_at > last_out_at), needs_reply, state, reply_to_id "
    "FROM inbox_conversation WHERE id IN ({})"
)
_NEWEST = (
    "SELECT m.conversation_id, m.interaction_id, i.text, i.subject, i.automatic FROM inbox_message m "
    "JOIN people_interaction i ON i.id = m.interaction_id JOIN inbox_conversation c ON c.id = m.conversation_id "
    "WHERE m.conversation_id IN ({}) AND i.direction = 'in' AND i.at = c.last_in_at ORDER BY m.interaction_id"
)


def _judged(verdict: triage.Verdict, said: bool | None, weights: Weights | None, text: str) -> tuple[bool, str, float]:
    """The verdict as the workspace's members would give it: what they said of a message counts, and what that taught."""
    wants, kind, weight = verdict.needs_reply, verdict.kind, verdict.weight
    if said is not None:
        wants, weight = said, float(said)
    elif weights is not None and kind not in ("automatic", "empty"):
        weight = predict(weights, text).probability
        wants = weight >= 0.5
    return wants, "corrected" if wants and kind not in triage.WEIGHTS else kind, weight


def recount(conversation_ids: Collection[int]) -> None:
    """Brings conversations up to date after messages went away; empty ones go too."""
    incoming, outgoing = Q(messages__interaction__direction="in"), Q(messages__interaction__direction="out")
    # What came back was no answer.
    outgoing &= ~Q(messages__interaction__automatic=RETURNED)
    for chunk in rows.chunks(sorted(conversation_ids), 1_000):
        held = Conversation.objects.filter(id__in=chunk).annotate(n=Count("messages"))
        held.filter(n=0).delete()
        newest = Max("messages__interaction__at")
        newest_in, newest_out = (
            Max("messages__interaction__at", filter=incoming),
            Max("messages__interaction__at", filter=outgoing),
        )
        now = held.annotate(newest=newest, newest_in=newest_in, newest_out=newest_out)
        moments = now.values_list("n", "newest", "newest_in", "newest_out", "id")
        rows.update(
            Conversation,
            ("message_count", "last_at", "last_in_at", "last_out_at"),
            [(n, *(rows.stamp(moment) for moment in (last, last_in, last_out)), i) for n, last, last_in, last_out, i in moments],
        )
    settle(conversation_ids)


def repair_partners(workspace_id: int) -> None:
    """After people were split or removed: conversations without a partner get the first person in their messages. One query to
    read, however many conversations are with nobody whom we know.
    """
    first = Participation.objects.filter(interaction__message__conversation=OuterRef("pk")).order_by("at", "id")
    alone = Conversation.objects.filter(workspace_id=workspace_id, person__isnull=True)
    found = alone.annotate(first=Subquery(first.values("person_id")[:1])).filter(first__isnull=False)
    rows.update(Conversation, ("person_id",), list(found.values_list("first", "pk")))


def conversations_of(interaction_ids: Iterable[int]) -> set[int]:
    """The conversations that these interactions belong to."""
    found: set[int] = set()
    for chunk in rows.chunks(interaction_ids):
        found.update(Message.objects.filter(interaction_id__in=chunk).values_list("conversation_id", flat=True))
    return found


def answer_conversations(workspace_id: int, interaction_ids: Collection[int], *, now: datetime) -> list[int]:
    """Takes conversations that wait for an answer to these messages off the waiting ones: it was given elsewhere."""
    waiting = Conversation.objects.filter(workspace_id=workspace_id, needs_reply=True, reply_to_id__in=interaction_ids)
    ids = list(waiting.values_list("id", flat=True))
    Conversation.objects.filter(id__in=ids).update(needs_reply=False, state="closed", state_at=now)
    return ids


def unanswer_conversations(workspace_id: int, conversation_ids: Collection[int]) -> None:
    """Takes that back: they wait again, unless they were answered in earnest since."""
    Conversation.objects.filter(workspace_id=workspace_id, id__in=conversation_ids).update(state="open", state_at=None)
    settle(conversation_ids)
