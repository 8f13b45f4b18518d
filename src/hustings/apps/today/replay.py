"""Two ways of looking at what is stored: as it stands, from indexes, or as it was at an earlier moment, replayed from the facts.

Both answer the same questions and agree where nothing has happened since the moment asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.access import visible_people, within_sight
from hustings.apps.people.actions.dealings import tie_states as stored_tie_states
from hustings.apps.people.models import Interaction, Participation, Person
from hustings.apps.people.models import Promise as PromiseRow
from hustings.engine import ties
from hustings.engine.cadence import next_touch
from hustings.engine.triage import triage
from hustings.kernel.clock import utc_now
from hustings.storage import rows


class Waiting(NamedTuple):
    """A conversation whose last word is theirs and wants an answer."""

    person_id: int
    interaction_id: int
    since: datetime
    channel: str
    subject: str
    text: str
    kind: str
    weight: float


class View(Protocol):
    """What gathering asks."""

    def waiting_conversations(self, most: int) -> list[Waiting]: ...

    def due_people(self, most: int) -> list[int]: ...

    def tie_states(self, person_ids: Sequence[int]) -> dict[int, ties.TieState]: ...

    def last_touch(self, person_id: int) -> datetime | None: ...

    def latest_interactions(self, person_id: int, most: int) -> list[int]: ...


def view_of(actor: Actor, now: datetime) -> View:
    """The stored view for now, for later, and where nothing has happened since the moment; else a replay up to it.

    Moments that are still to come (mail from a clock that runs ahead) are no reason to replay.
    """
    present = utc_now()
    if now >= present - JUST_NOW:
        return Stored(actor, now)
    later = Interaction.objects.filter(workspace_id=actor.workspace_id, at__gt=now, at__lte=present)
    decided = Conversation.objects.filter(workspace_id=actor.workspace_id, state_at__gt=now)
    return Replayed(actor, now) if later.exists() or decided.exists() else Stored(actor, now)


def newest_facts(workspace_id: int) -> dict[str, int]:
    """The newest id of each kind of evidence that can make a reason urgent: anything new shows in one of them. One query."""
    tables = {"interaction": Interaction, "promise": PromiseRow, "invitation": Invitation}
    newest = ", ".join(
        f'(SELECT max(id) FROM "{model._meta.db_table}" WHERE workspace_id = %s)'  # noqa: S608 - tables of our own
        for model in tables.values()
    )
    (found,) = rows.select(f"SELECT {newest}", [workspace_id] * len(tables))
    return dict(zip(tables, (value or 0 for value in found), strict=True))


JUST_NOW = timedelta(minutes=1)
CHUNK = 1_000
FEW = 2_000
"""So many who are due are sorted at once."""


class Stored:
    """As it stands."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor = actor
        self.now = now
        self._states: dict[int, ties.TieState] = {}

    def waiting_conversations(self, most: int) -> list[Waiting]:
        open_ones = Conversation.objects.filter(
            workspace_id=self.actor.workspace_id, needs_reply=True, person__isnull=False, reply_to__isnull=False
        )
        awake = open_ones.filter(Q(state="open") | Q(state="snoozed", until__lte=self.now))
        return self._as_waiting(awake, most)

    def _as_waiting(self, found: QuerySet[Conversation], most: int) -> list[Waiting]:
        held = within_sight(self.actor, found).order_by("-last_in_at").select_related("reply_to")[:most]
        return [
            Waiting(
                c.person_id, c.reply_to_id, c.reply_to.at, c.channel, c.subject, c.reply_to.text, c.reply_kind, c.reply_weight
            )
            for c in held
        ]

    def due_people(self, most: int) -> list[int]:
        """The closest first. A few are sorted; of many the closest are soon met when everybody is gone through in that order."""
        held, today = visible_people(self.actor).filter(do_not_contact=False), self.now.date()
        some = list(held.filter(due_on__lte=today).values_list("closeness", "id")[: FEW + 1])
        if len(some) <= FEW:
            return [person for _, person in sorted(some, key=lambda one: (-one[0], one[1]))[:most]]
        # Hidden in an expression, so that no data base takes the index of days for it and sorts all who are due.
        late = held.alias(day=Coalesce("due_on", Value(date.max), output_field=DateField())).filter(day__lte=today)
        return list(late.order_by("-closeness", "id").values_list("id", flat=True)[:most])

    def tie_states(self, person_ids: Sequence[int]) -> dict[int, ties.TieState]:
        missing = [person_id for person_id in person_ids if person_id not in self._states]
        found = stored_tie_states(missing) if missing else {}
        self._states.update({person_id: found.get(person_id, ties.TieState()) for person_id in missing})
        return {person_id: self._states[person_id] for person_id in person_ids}

    def last_touch(self, person_id: int) -> datetime | None:
        return ties.last_touch_at(self.tie_states([person_id])[person_id])

    def latest_interactions(self, person_id: int, most: int) -> list[int]:
        held = Participation.objects.filter(person_id=person_id, at__lte=self.now, interaction__counts=True)
        held = held.order_by("-at", "-interaction_id")
        return list(held.values_list("interaction_id", flat=True)[:most])


class Replayed(Stored):
    """As it was at a moment with later events stored already. Costs a pass over the interactions up to then."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        super().__init__(actor, now)
        self._replay()

    def _replay(self) -> None:
        states: dict[int, ties.TieState] = defaultdict(ties.TieState)
        held = Participation.objects.filter(
            workspace_id=self.actor.workspace_id, at__lte=self.now, interaction__counts=True, person__own_member__isnull=True
        )
        columns = ("person_id", "interaction__kind", "interaction__direction", "at", "interaction__participants")
        for person_id, kind, direction, at, participants in held.values_list(*columns).iterator():
            states[person_id] = ties.add(
                states[person_id], kind=kind, direction="in" if direction == "in" else "out", at=at, participants=participants
            )
        self._states = dict(states)

    def tie_states(self, person_ids: Sequence[int]) -> dict[int, ties.TieState]:
        return {person_id: self._states.get(person_id, ties.TieState()) for person_id in person_ids}

    def due_people(self, most: int) -> list[int]:
        due = [
            (ties.landmark(self._states[person.pk]), person.pk)
            for chunk in rows.chunks(sorted(self._states))
            for person in visible_people(self.actor).filter(pk__in=chunk, do_not_contact=False)
            if self._is_due(person)
        ]
        return [person_id for _, person_id in sorted(due, key=lambda pair: (-pair[0], pair[1]))[:most]]

    def _is_due(self, person: Person) -> bool:
        state = self._states[person.pk]
        due = next_touch(
            person.segment,
            last_two_way_at=ties.last_two_way_at(state),
            last_touch_at=ties.last_touch_at(state),
            period_days=person.period_days,
        )
        return due is not None and due.ideal.date() <= self.now.date()

    def waiting_conversations(self, most: int) -> list[Waiting]:
        held = Conversation.objects.filter(workspace_id=self.actor.workspace_id, person__isnull=False)
        since = Q(last_at__gt=self.now) & (Q(state_at__isnull=True) | Q(state_at__gt=self.now)) | Q(state_at__gt=self.now)
        untouched = held.filter(needs_reply=True, reply_to__isnull=False, state="open", last_at__lte=self.now).exclude(since)
        changed = within_sight(self.actor, held.filter(since)).values_list("id", flat=True)
        waiting = self._as_waiting(untouched, most)
        for chunk in rows.chunks(changed, CHUNK):
            waiting.extend(self._rewound(chunk))
        return sorted(waiting, key=lambda row: row.since, reverse=True)[:most]

    def _rewound(self, conversation_ids: list[int]) -> list[Waiting]:
        """Those of these conversations that waited for an answer at the moment, judged by the messages up to then."""
        last: dict[tuple[int, str], tuple[datetime, int]] = {}
        then = Message.objects.filter(conversation_id__in=conversation_ids, interaction__at__lte=self.now)
        columns = ("conversation_id", "interaction__direction", "interaction__at", "interaction_id")
        for conversation_id, direction, at, interaction_id in then.values_list(*columns):
            key = (conversation_id, direction)
            last[key] = max(last.get(key, (at, interaction_id)), (at, interaction_id))
        unanswered = [
            interaction_id
            for (conversation_id, direction), (at, interaction_id) in last.items()
            if direction == "in" and ((conversation_id, "out") not in last or last[conversation_id, "out"][0] < at)
        ]
        messages = Message.objects.filter(interaction_id__in=unanswered).select_related("interaction", "conversation")
        return [found for message in messages if (found := _judged(message))]


def _judged(message: Message) -> Waiting | None:
    """The conversation as one that waits for an answer to this message, if the message wants one."""
    interaction, conversation = message.interaction, message.conversation
    verdict = triage(interaction.text, subject=interaction.subject, automatic=interaction.automatic, direction="in")
    if not verdict.needs_reply or conversation.person_id is None:
        return None
    return Waiting(
        conversation.person_id, interaction.pk, interaction.at, conversation.channel, conversation.subject, interaction.text,
        verdict.kind, verdict.weight,
    )  # fmt: skip
