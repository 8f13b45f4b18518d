"""Two ways of looking at what is stored: as it stands, from indexes, or as it was at an earlier moment, replayed from the facts.

Both answer the same questions and agree where nothing has happened since the moment asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db.models import Max, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation, Message
from hustings.apps.people.access import visible_people
from hustings.apps.people.actions.dealings import tie_states as stored_tie_states
from hustings.apps.people.models import Interaction, Participation, Person
from hustings.engine import ties
from hustings.engine.cadence import next_touch
from hustings.engine.triage import triage


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
    """The stored view where nothing lies after the moment; else a replay up to it."""
    later = Interaction.objects.filter(workspace_id=actor.workspace_id, at__gt=now).exists()
    return Replayed(actor, now) if later else Stored(actor, now)


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
        held = awake.order_by("-last_in_at").select_related("reply_to")[:most]
        return [
            Waiting(
                c.person_id, c.reply_to_id, c.reply_to.at, c.channel, c.subject, c.reply_to.text, c.reply_kind, c.reply_weight
            )
            for c in held
        ]

    def due_people(self, most: int) -> list[int]:
        due = visible_people(self.actor).filter(due_on__lte=self.now.date(), own_member__isnull=True, do_not_contact=False)
        return list(due.order_by("-closeness", "id").values_list("id", flat=True)[:most])

    def tie_states(self, person_ids: Sequence[int]) -> dict[int, ties.TieState]:
        missing = [person_id for person_id in person_ids if person_id not in self._states]
        found = stored_tie_states(missing) if missing else {}
        self._states.update({person_id: found.get(person_id, ties.TieState()) for person_id in missing})
        return {person_id: self._states[person_id] for person_id in person_ids}

    def last_touch(self, person_id: int) -> datetime | None:
        return ties.last_touch_at(self.tie_states([person_id])[person_id])

    def latest_interactions(self, person_id: int, most: int) -> list[int]:
        held = Participation.objects.filter(person_id=person_id, at__lte=self.now).order_by("-at", "-interaction_id")
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
        people = visible_people(self.actor).filter(pk__in=list(self._states), do_not_contact=False)
        due = [(ties.landmark(self._states[person.pk]), person.pk) for person in people if self._is_due(person)]
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
        untouched = super().waiting_conversations(most)
        waiting = [row for row in untouched if row.since <= self.now]
        changed = Conversation.objects.filter(workspace_id=self.actor.workspace_id, last_at__gt=self.now, person__isnull=False)
        waiting.extend(self._rewound(list(changed.values_list("id", flat=True))))
        return sorted(waiting, key=lambda row: row.since, reverse=True)[:most]

    def _rewound(self, conversation_ids: list[int]) -> list[Waiting]:
        """Those of these conversations that waited for an answer at the moment, judged by the messages up to then."""
        then = Message.objects.filter(conversation_id__in=conversation_ids, interaction__at__lte=self.now)
        newest = dict(then.values_list("conversation_id").annotate(newest=Max("interaction__at")))
        found = []
        rows = then.select_related("interaction", "conversation").order_by("interaction_id")
        last = {m.conversation_id: m for m in rows.iterator() if m.interaction.at == newest[m.conversation_id]}
        for message in last.values():
            interaction = message.interaction
            verdict = triage(
                interaction.text,
                subject=interaction.subject,
                automatic=interaction.automatic,
                direction="in" if interaction.direction == "in" else "out",
            )
            if interaction.direction == "in" and verdict.needs_reply:
                found.append(
                    Waiting(
                        message.conversation.person_id,
                        interaction.pk,
                        interaction.at,
                        message.conversation.channel,
                        message.conversation.subject,
                        interaction.text,
                        verdict.kind,
                        verdict.weight,
                    )
                )
        return found
