"""Does a message leave now, or was the team in touch with somebody often enough? Answers leave always, others within the limits.

Limits hold over all members and channels, so what is decided about one person is decided one after another: whoever asks holds a
lock on the person until the message stands in the outbox, or until its sender has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from hustings.apps.accounts.models import Workspace
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.places import TITLES
from hustings.apps.people.models import Interaction, Participation, Person
from hustings.apps.people.queries.limits import ContactStop, OnTheWay, last_touch_of, spoken_since, stop_for
from hustings.engine.limits import EXCHANGE, MONTH, is_answer
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

State = Outgoing.State
OPEN = (State.WAITING, State.SENDING, State.UNCERTAIN, State.THERE)
_TRIED = {State.SENDING: "sending_at", State.UNCERTAIN: "sending_at", State.SENT: "sent_at"}
"""Which moment is that of a message that has left, or may have; every other counts at the time at which it may leave."""
NOTED = timedelta(days=1)
"""So near one another, a message that a person says has arrived and one that a sync brings are the same."""
WROTE = Q(role="from") | Q(interaction__participants=2)
"""Whose a message or call of theirs is; one that a member put down names the other side only."""
_SAID = {
    "per_day": "The team was in touch with {name} on this day already{last}.",
    "per_week": "The team was in touch with {name} often enough this week{last}.",
    "per_month": "The team was in touch with {name} often enough this month{last}.",
    "quiet_hours": "It would reach {name} in a quiet hour.",
    "quiet_day": "It would reach {name} on a quiet day of the week.",
    "quiet_time": "It would reach {name} in a quiet time.",
}
_PASSING = frozenset({"quiet_hours", "quiet_day"})
"""What only says at which hour: a message that comes late into it waits until it is over."""


class TooOften(WrongInput):
    """A message that is no answer, beyond a limit or in a quiet time. `stop` says which and until when."""

    def __init__(self, stop: ContactStop, said: str) -> None:
        super().__init__(said, field="send_at")
        self.stop = stop


def lock(person_id: int) -> None:
    """Lets nobody else decide about a person until this transaction ends."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person_id)


def mark_answer(outgoing: Outgoing, *, at: datetime) -> None:
    """Keeps whether it answers somebody who wrote, as it is decided at a moment: what was an answer then stays one until it has
    left.
    """
    outgoing.draft["answer"] = _answers(outgoing, at)


def stop_against(outgoing: Outgoing) -> ContactStop | None:
    """Why it must not leave at its time; None for answers, and where limits and quiet times allow it. Hold the lock."""
    if outgoing.draft.get("answer", True):
        return None
    zone, besides = _zone(outgoing), outgoing.pk or 0
    return stop_for(outgoing.workspace_id, zone, outgoing.person_id, at=outgoing.not_before, besides=besides)


def refuse_too_often(outgoing: Outgoing) -> None:
    """Raises TooOften, which says why, since when, and what to do instead."""
    stop = stop_against(outgoing)
    if stop is not None:
        raise TooOften(stop, in_words(outgoing, stop))


def passes(stop: ContactStop) -> bool:
    """Whether a message that was decided in time merely came late, and leaves when this is over."""
    return stop.code in _PASSING and stop.until is not None


def in_words(outgoing: Outgoing, stop: ContactStop) -> str:
    """Why a message does not leave, and what to do."""
    zone, name = _zone(outgoing), outgoing.person.name
    last = last_touch_of(outgoing.person_id, until=outgoing.not_before)
    told = ""
    if last is not None:
        at, channel, member = last
        told = f" (last {at.astimezone(zone):%Y-%m-%d %H:%M}, {TITLES.get(channel, channel.replace('_', ' '))}, {member})"
    until = f" Have it sent from {stop.until.astimezone(zone):%Y-%m-%d %H:%M} on, or wait until they write." if stop.until else ""
    return _SAID[stop.code].format(name=name, last=told) + f" This answers nothing that they wrote lately.{until}"


def waits_in_words(outgoing: Outgoing, stop: ContactStop, *, until: datetime) -> str:
    """Why a message that came late into such an hour waits, and until when."""
    said = _SAID[stop.code].format(name=outgoing.person.name, last="")
    return f"{said} It leaves by itself on {until.astimezone(_zone(outgoing)):%Y-%m-%d %H:%M}."


def on_the_way(person_ids: Collection[int], besides: int) -> Iterable[OnTheWay]:
    """Messages to these people that no interaction tells of yet, apart from one. Two queries."""
    unseen = Q(state=State.SENT, interaction=None, sent_at__gte=utc_now() - MONTH)
    held = Outgoing.objects.filter(Q(state__in=OPEN) | unseen, person_id__in=person_ids).exclude(pk=besides)
    found = list(held.select_related("answers").order_by("id"))
    brought = _brought({row.person_id for row in found if row.state == State.SENT})
    for row in found:
        # One that waits again has the moments of an earlier try still.
        at = getattr(row, _TRIED.get(row.state, "not_before")) or row.not_before
        if row.state != State.SENT or not any(abs(at - each) < NOTED for each in brought[row.person_id]):
            yield OnTheWay(row.person_id, at, row.draft.get("answer", True), row.answers.channel if row.answers else "")


def _brought(person_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When messages of ours to these people were stored as what happened: what a person said had arrived may be among them."""
    found: dict[int, list[datetime]] = defaultdict(list)
    held = Participation.objects.filter(person_id__in=person_ids, interaction__direction="out", at__gte=utc_now() - MONTH - NOTED)
    for person, at in held.values_list("person_id", "at") if person_ids else ():
        found[person].append(at)
    return found


def _answers(outgoing: Outgoing, at: datetime) -> bool:
    """To a message of theirs on its channel, or to somebody who has just written elsewhere and heard nothing since."""
    answered = outgoing.answers
    if answered is not None and _theirs(answered, outgoing.person_id):
        spoken = [each.at for each in spoken_since(outgoing.person_id, answered.at, besides=outgoing.pk or 0)
                  if each.channel == answered.channel]  # fmt: skip
        # A clock that runs ahead dates a letter later than now: it has just been written.
        if is_answer(min(answered.at, at), moment=at, ours=spoken):
            return True
    newest = _newest_of(outgoing.person_id, at)
    return newest is not None and not spoken_since(outgoing.person_id, newest, besides=outgoing.pk or 0)


def _theirs(answered: Interaction, person_id: int) -> bool:
    wrote = Participation.objects.filter(WROTE, interaction=answered, person_id=person_id)
    return answered.direction == "in" and wrote.exists()


def _newest_of(person_id: int, at: datetime) -> datetime | None:
    """When a person wrote or called last, within the time in which that is just now."""
    held = Participation.objects.filter(
        WROTE, person_id=person_id, at__gte=at - EXCHANGE, at__lte=at, interaction__direction="in", interaction__automatic="",
        interaction__counts=True,
    )  # fmt: skip
    return held.order_by("-at").values_list("at", flat=True).first()


def _zone(outgoing: Outgoing) -> ZoneInfo:
    return ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(pk=outgoing.workspace_id))
