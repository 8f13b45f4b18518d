"""Conversations as the doors show them: what needs a reply first, with the reason, and the messages of each.

Who may see which of them is in seeing.py, what lists are narrowed by in filtering.py.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.closing import ClosingRow, closings_of
from hustings.apps.inbox.due import Due
from hustings.apps.inbox.filtering import SECTIONS, Filters, State, counts, in_state, narrowed
from hustings.apps.inbox.labels import LabelRow, labels_on
from hustings.apps.inbox.models import Conversation, ConversationNote, Letter, Message
from hustings.apps.inbox.notices import forgotten_ids
from hustings.apps.inbox.presence import Looking, others_at
from hustings.apps.inbox.seeing import visible_conversations
from hustings.apps.outbox.queries import written_by_others
from hustings.apps.people.access import visible_through
from hustings.apps.people.models import Participation
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.kernel.errors import NotFound, WrongInput
from hustings.storage import rows

COUNTED_STATES = ("needs_reply", "mine", "put_off")
FAR = "9999-12-31T00:00:00+00:00"
"""Before everything in a section of which nothing was shown yet."""
EXCERPT = 280
MOST_MESSAGES = 500


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in a list. `waiting`: the last word is ours; `reply_kind`: why it needs a reply (engine.triage).

    `reply_to_id` is the interaction that wants the reply, `due_at` until when the service level promises it. `section` is the
    part of the inbox in which it stands, `forgotten` that managers were told, `looking` which other members have it open.
    """

    id: int
    person_id: int | None
    person: str
    channel: str
    subject: str
    excerpt: str
    message_count: int
    last_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None
    needs_reply: bool
    reply_kind: str
    reply_weight: float
    waiting: bool
    state: str
    member: str
    reply_to_id: int | None = None
    assigned_to: str = ""
    assigned_to_id: int | None = None
    until: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False
    labels: tuple[LabelRow, ...] = ()
    section: str = ""
    forgotten: bool = False
    looking: tuple[Looking, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    """A page of conversations; `next` opens the following one, empty at the end. `needs_reply` counts all that need one.

    `counts` says how many are in each state, whatever the filters; they end at 1,000.
    """

    rows: tuple[ConversationRow, ...]
    next: str
    needs_reply: int
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message.

    `author` is the member for those that went out (whose account it is, where nobody knows who wrote), else the person who
    wrote, as far as it is known.
    """

    id: int
    at: datetime
    direction: str
    author: str
    subject: str
    text: str
    automatic: str
    needs_reply: bool
    has_html: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What a member told the others; `mentions` are names."""

    id: int
    at: datetime
    member: str
    text: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with its messages, oldest first, the latest 500 of them; `people` are (id, name) of all who take part."""

    row: ConversationRow
    people: tuple[tuple[int, str], ...]
    messages: tuple[MessageRow, ...]
    source: str
    left_out: int
    notes: tuple[NoteRow, ...] = ()
    closings: tuple[ClosingRow, ...] = ()


def conversations_page(
    actor: Actor, *, state: State = "needs_reply", after: str = "", limit: int = 50, filters: Filters | None = None
) -> ConversationsPage:
    """Conversations in a state, the latest first; `inbox` is what needs a reply, what waits for them, what is done.

    `filters` narrow the list further; their state counts then. Raises WrongInput for an unknown state or cursor. A constant
    number of queries; leaves one line in the audit trail.
    """
    wanted = filters or Filters(state=state)
    limit = max(1, min(limit, 200))
    seen = visible_conversations(actor)
    held = narrowed(actor, seen, wanted)
    sections = SECTIONS if wanted.state == "inbox" else (wanted.state,)
    found, following = _walked(actor, held, sections, after=after, limit=limit)
    record_audit(actor, "read_list", subject="conversations", detail={"state": wanted.state, "rows": len(found)})
    numbers = counts(actor, seen, COUNTED_STATES)
    return ConversationsPage(_rows(actor, found), following, numbers["needs_reply"], numbers)


def marks_of_page(actor: Actor, filters: Filters, *, limit: int = 50) -> str:
    """What tells whether the first page of a list has changed since it was shown. Not audited."""
    held = narrowed(actor, visible_conversations(actor), filters)
    sections = SECTIONS if filters.state == "inbox" else (filters.state,)
    found: list[Any] = []
    for section in sections:
        rows_of = in_state(actor, held, section).order_by(f"-{_column(section)}", "id")
        columns = ("id", "last_at", "state", "needs_reply", "assigned_to_id", "message_count")
        found += list(rows_of.values_list(*columns)[: limit - len(found)])
        if len(found) >= limit:
            break
    return blake2b(repr(found).encode(), digest_size=12).hexdigest()


def _walked(
    actor: Actor, held: QuerySet[Conversation], sections: Sequence[str], *, after: str, limit: int
) -> tuple[list[tuple[str, Conversation]], str]:
    """The next rows, each with its section, and the cursor of the page that follows. One query for each section touched."""
    first, at, number = key_of(after, str, str, int) if after else (sections[0], "", 0)
    if first not in sections:
        raise WrongInput("This page does not exist any more. Begin again at the first one.", field="after")
    found: list[tuple[str, Conversation]] = []
    for section in sections[sections.index(first) :]:
        column = _column(section)
        chosen = in_state(actor, held, section)
        if after and section == first:
            chosen = beyond(chosen, column, datetime.fromisoformat(at), number, falling=True)
        chosen = chosen.select_related("person", "member", "assigned_to").order_by(f"-{column}", "id")
        some, more = cut(chosen, limit - len(found))
        found += [(section, row) for row in some]
        if more:
            last = found[-1][1] if some else None
            moment = getattr(last, column).isoformat() if last else FAR
            return found, cursor_of(section, moment, last.pk if last else 0)
    return found, ""


def _column(section: str) -> str:
    return "last_in_at" if section == "needs_reply" else "last_at"


def _rows(actor: Actor, found: Sequence[tuple[str, Conversation]]) -> tuple[ConversationRow, ...]:
    """Rows with all that a list shows of them. A constant number of queries."""
    ids = [row.pk for _, row in found]
    excerpts, labels, late = _excerpts(ids), labels_on(ids), forgotten_ids(ids)
    due = Due(actor)
    looking = others_at(actor, ids, now=due.now)
    return tuple(
        replace(
            _row(row, excerpts.get(row.pk, ""), due), labels=labels.get(row.pk, ()), section=section, forgotten=row.pk in late,
            looking=looking.get(row.pk, ()),
        )
        for section, row in found
    )  # fmt: skip


def conversation_view(actor: Actor, conversation_id: int) -> ConversationView:
    """A conversation with its messages. Raises NotFound alike for foreign, hidden and nonexistent ids. Audited."""
    seen = visible_conversations(actor).filter(pk=conversation_id)
    found = seen.select_related("person", "member", "source", "assigned_to").first()
    if found is None:
        raise NotFound("There is no such conversation.")
    newest = Message.objects.filter(conversation=found).select_related("interaction__member").order_by("-interaction__at", "-pk")
    held = list(newest[:MOST_MESSAGES])[::-1]
    people = _people(actor, [message.interaction_id for message in held])
    writers = written_by_others(actor.workspace_id, interaction__in=[message.interaction_id for message in held])
    marked_up = set(Letter.objects.filter(interaction__message__conversation=found).values_list("pk", flat=True))
    record_audit(actor, "read_conversation", subject=f"conversation:{conversation_id}")
    labels = labels_on([found.pk]).get(found.pk, ())
    return ConversationView(
        row=replace(_row(found, "", Due(actor)), labels=labels, forgotten=bool(forgotten_ids([found.pk]))),
        people=tuple(dict.fromkeys(person for names in people.values() for _, person in names)),
        messages=tuple(
            _message(
                message,
                people.get(message.interaction_id, []),
                found.reply_to_id,
                has_html=message.interaction_id in marked_up,
                writer_of_ours=writers.get(message.interaction_id, ""),
            )
            for message in held
        ),
        source=found.source.reader,
        left_out=max(found.message_count - len(held), 0),
        notes=_notes(found),
        closings=closings_of(found.pk),
    )


def _notes(row: Conversation) -> tuple[NoteRow, ...]:
    held = (
        ConversationNote.objects.filter(conversation=row)
        .select_related("member")
        .prefetch_related("mentions")
        .order_by("at", "id")
    )
    return tuple(
        NoteRow(note.pk, note.at, note.member.name, note.text, tuple(member.name for member in note.mentions.all()))
        for note in held[:MOST_MESSAGES]
    )


def conversations_with(actor: Actor, person_id: int, *, limit: int = 5) -> tuple[ConversationRow, ...]:
    """The latest conversations with a person. A constant number of queries."""
    held = (
        visible_conversations(actor)
        .filter(person_id=person_id)
        .select_related("person", "member", "assigned_to")
        .order_by("-needs_reply", "-last_at", "id")
    )
    return _rows(actor, [("", row) for row in held[:limit]])


def threads_of(workspace_id: int, interaction_ids: Collection[int]) -> dict[int, int]:
    """The conversation of each of these interactions, for the timelines of people."""
    held = Message.objects.filter(interaction_id__in=list(interaction_ids), conversation__workspace_id=workspace_id)
    return dict(held.values_list("interaction_id", "conversation_id"))


def _row(row: Conversation, excerpt: str, due: Due) -> ConversationRow:
    due_at = due.at(row)
    ours_last = row.last_out_at is not None and (row.last_in_at is None or row.last_out_at > row.last_in_at)
    return ConversationRow(
        id=row.pk, person_id=row.person_id, person=row.person.name if row.person else "", channel=row.channel,
        subject=row.subject, excerpt=excerpt, message_count=row.message_count, last_at=row.last_at, last_in_at=row.last_in_at,
        last_out_at=row.last_out_at, needs_reply=row.needs_reply, reply_kind=row.reply_kind, reply_weight=row.reply_weight,
        waiting=ours_last, state=row.state, member=row.member.name, reply_to_id=row.reply_to_id,
        assigned_to=row.assigned_to.name if row.assigned_to else "", assigned_to_id=row.assigned_to_id, until=row.until,
        due_at=due_at, overdue=due_at is not None and due_at < due.now,
    )  # fmt: skip


def _excerpts(conversation_ids: Collection[int]) -> dict[int, str]:
    """The beginning of the last message of each conversation. One query, which passes over the messages of those."""
    if not conversation_ids:
        return {}
    marks = rows.marks_for(list(conversation_ids))
    held = rows.select(
        "SELECT c.id, substr(i.text, 1, %s) FROM inbox_conversation c JOIN people_interaction i ON i.id = ("  # noqa: S608
        "SELECT m.interaction_id FROM inbox_message m JOIN people_interaction mi ON mi.id = m.interaction_id "
        "WHERE m.conversation_id = c.id ORDER BY mi.at DESC, mi.id DESC LIMIT 1) "
        f"WHERE c.id IN ({marks})",
        [EXCERPT, *conversation_ids],
    )
    return {conversation_id: " ".join(text.split()) for conversation_id, text in held}


def _people(actor: Actor, interaction_ids: Collection[int]) -> dict[int, list[tuple[str, tuple[int, str]]]]:
    """Who took part in each interaction, as (role, (id, name)), of those whom the actor may see."""
    found: dict[int, list[tuple[str, tuple[int, str]]]] = {}
    held = Participation.objects.filter(visible_through(actor, "person"), interaction_id__in=list(interaction_ids)).order_by("id")
    for number, role, person_id, name in held.values_list("interaction_id", "role", "person_id", "person__name"):
        found.setdefault(number, []).append((role, (person_id, name)))
    return found


def _message(
    message: Message, people: list[tuple[str, tuple[int, str]]], reply_to: int | None, *, has_html: bool, writer_of_ours: str
) -> MessageRow:
    row = message.interaction
    writer = next((name for role, (_, name) in people if role == "from"), people[0][1][1] if people else "")
    return MessageRow(
        id=row.pk, at=row.at, direction=row.direction,
        author=(writer_of_ours or row.member.name) if row.direction == "out" else writer,
        subject=row.subject, text=row.text, automatic=row.automatic, needs_reply=row.pk == reply_to,
        has_html=has_html,
    )  # fmt: skip


def letter_of(actor: Actor, interaction_id: int) -> str:
    """The markup of a message as it came. Raises NotFound alike for foreign, hidden and nonexistent ones, and for plain ones."""
    seen = visible_conversations(actor).values("pk")
    found = Letter.objects.filter(pk=interaction_id, interaction__message__conversation_id__in=seen).first()
    if found is None:
        raise NotFound("There is no such message.")
    record_audit(actor, "read_letter", subject=f"interaction:{interaction_id}")
    return found.html
