"""Stores what happened with people and keeps ties and due dates in step. A new event touches its own people and nobody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from hustings.apps.people.models import Interaction, Participation, Person, Tie, Vouch
from hustings.engine import cadence, ties
from hustings.engine.triage import Verdict
from hustings.storage import rows

TIE_SUMS = ("out_fast", "out_slow", "in_fast", "in_slow", "out_count", "in_count")
TIE_LATEST = ("last_in_at", "last_out_at", "last_mutual_at")
TIE_COLUMNS = (*TIE_SUMS, "first_at", *TIE_LATEST)


class Dealing(NamedTuple):
    """An interaction on its way into the store. `people` are (person id, role) of everybody but the member.

    `handle` is the sender's, as `kind:value`, and `context` what the platform says beside the words: rooms above keep them.
    `rates` is false where the use rule of its source forbids rating people by it. `verdict` is what a message that came in wants,
    where that was judged already.
    """

    external_id: str
    digest: bytes
    kind: str
    direction: str
    channel: str
    at: datetime
    people: tuple[tuple[int, str], ...]
    subject: str = ""
    text: str = ""
    automatic: str = ""
    participants: int = 2
    handle: str = ""
    context: str = ""
    rates: bool = True
    verdict: Verdict | None = None

    @property
    def counts(self) -> bool:
        """Whether it weighs in ties: a person took part in it on purpose, it has a direction, and its source lets it."""
        return self.rates and not self.automatic and self.direction != "none"


INTERACTION_COLUMNS = [
    "id",
    "workspace_id",
    "source_id",
    "member_id",
    "external_id",
    "digest",
    "kind",
    "direction",
    "channel",
    "at",
    "subject",
    "text",
    "automatic",
    "counts",
    "participants",
]


def store(workspace_id: int, dealings: Sequence[Dealing], *, source_id: int, member_id: int, own_person_id: int) -> Sequence[int]:
    """Writes interactions with their participations and adds them to the member's ties. Returns their ids in order."""
    ids = rows.reserve_ids(Interaction, len(dealings))
    moments = [rows.stamp(dealing.at) for dealing in dealings]
    rows.insert(
        Interaction,
        INTERACTION_COLUMNS,
        (
            (
                i,
                workspace_id,
                source_id,
                member_id,
                d.external_id,
                d.digest,
                d.kind,
                d.direction,
                d.channel,
                at,
                d.subject,
                d.text,
                d.automatic,
                d.counts,
                d.participants,
            )
            for i, d, at in zip(ids, dealings, moments, strict=True)
        ),
    )
    rows.insert(
        Participation,
        ("workspace_id", "interaction_id", "person_id", "role", "at"),
        (
            (workspace_id, i, person_id, role, at)
            for i, d, at in zip(ids, dealings, moments, strict=True)
            for person_id, role in dict(d.people).items()
        ),
    )
    add_to_ties(workspace_id, own_person_id, ((d, person_id) for d in dealings if d.counts for person_id in dict(d.people)))
    return ids


def add_to_ties(workspace_id: int, own_person_id: int, events: Iterable[tuple[Dealing, int]]) -> None:
    """Adds events to the ties between the member's own person and others, in one statement per batch."""
    states: dict[int, ties.TieState] = {}
    for dealing, person_id in events:
        if person_id != own_person_id:
            states[person_id] = ties.add(
                states.get(person_id, EMPTY),
                kind=dealing.kind,
                direction="in" if dealing.direction == "in" else "out",
                at=dealing.at,
                participants=dealing.participants,
            )
    greatest, least = ("max", "min") if connection.vendor == "sqlite" else ("greatest", "least")
    sums = [f'"{name}" = people_tie."{name}" + excluded."{name}"' for name in TIE_SUMS]
    # SQLite's max() of a NULL is NULL, so both sides fall back on each other.
    latest = [
        f'"{n}" = {greatest}(coalesce(people_tie."{n}", excluded."{n}"), coalesce(excluded."{n}", people_tie."{n}"))'
        for n in TIE_LATEST
    ]
    earlier = 'coalesce(people_tie."first_at", excluded."first_at"), coalesce(excluded."first_at", people_tie."first_at")'
    first = f'"first_at" = {least}({earlier})'
    rows.insert(
        Tie,
        ("workspace_id", "subject_id", "other_id", *TIE_COLUMNS),
        ((workspace_id, own_person_id, person_id, *_tie_values(state)) for person_id, state in states.items()),
        conflict=f"(subject_id, other_id) DO UPDATE SET {', '.join([*sums, *latest, first])}",
    )


EMPTY = ties.TieState()


def _tie_values(state: ties.TieState) -> tuple[Any, ...]:
    moments = (rows.stamp(getattr(state, name)) for name in ("first_at", *TIE_LATEST))
    return (*(getattr(state, name) for name in TIE_SUMS), *moments)


def rebuild_ties(workspace_id: int, person_ids: Collection[int]) -> None:
    """Replays the stored interactions of these people into their ties: the same result as adding them one by one."""
    own = dict(Person.objects.filter(workspace_id=workspace_id, own_member__isnull=False).values_list("own_member_id", "id"))
    for chunk in rows.chunks(sorted(person_ids), 500):
        Tie.objects.filter(other_id__in=chunk, subject__own_member__isnull=False).delete()
        held = Participation.objects.filter(person_id__in=chunk, interaction__counts=True).values_list(
            "person_id",
            "interaction__member_id",
            "interaction__kind",
            "interaction__direction",
            "at",
            "interaction__participants",
        )
        by_member: dict[int, list[tuple[Dealing, int]]] = {}
        for person_id, member_id, kind, direction, at, participants in held.iterator():
            dealing = Dealing("", b"", kind, direction, "", at, (), participants=participants)
            by_member.setdefault(member_id, []).append((dealing, person_id))
        for member_id, events in by_member.items():
            add_to_ties(workspace_id, own[member_id], events)


def refresh_rhythm(workspace_id: int, person_ids: Collection[int], *, now: datetime) -> None:
    """Recomputes closeness, strength, proposed segment and due dates of these people from their ties."""
    for chunk in rows.chunks(sorted(person_ids), rows.CHUNK):
        states = tie_states(chunk)
        vouches = dict(Vouch.objects.filter(person_id__in=chunk).order_by("at").values_list("person_id", "how"))
        people = Person.objects.filter(id__in=chunk).values_list(
            "id", "segment", "segment_by_hand", "period_days", "connected_on", "do_not_contact"
        )
        rows.update(
            Person,
            ("closeness", "strength", "last_touch_at", "last_two_way_at", "segment", "due_on", "latest_on"),
            [
                (
                    *_rhythm(
                        states.get(i, EMPTY), segment if fixed else "", period, bool(connected), silent, vouches.get(i, ""), now
                    ),
                    i,
                )
                for i, segment, fixed, period, connected, silent in people
            ],
        )


RHYTHM = ("closeness", "strength", "segment", "due_on", "latest_on")
UNTOUCHED = (-1e9, None, "none", None, None)


@lru_cache(maxsize=64)
def rhythm_of_new(*, connected: bool, silent: bool, now: datetime) -> tuple[Any, ...]:
    """The columns of RHYTHM for somebody with whom nothing happened yet, as `refresh_rhythm` would set them."""
    closeness, strength, _, _, segment, due_on, latest_on = _rhythm(EMPTY, "", None, connected, silent, "", now)
    return closeness, strength, segment, due_on, latest_on


def tie_states(person_ids: Collection[int]) -> dict[int, ties.TieState]:
    """The ties of our members to each of these people, all members together."""
    found: dict[int, ties.TieState] = {}
    held = Tie.objects.filter(other_id__in=person_ids, subject__own_member__isnull=False).values_list("other_id", *TIE_COLUMNS)
    for person_id, *values in held:
        state = ties.TieState(**dict(zip(TIE_COLUMNS, values, strict=True)))
        found[person_id] = ties.combine(found[person_id], state) if person_id in found else state
    return found


def _rhythm(
    state: ties.TieState, segment: str, period: int | None, connected: bool, silent: bool, vouch: str, now: datetime
) -> tuple[Any, ...]:
    touched, two_way = ties.last_touch_at(state), ties.last_two_way_at(state)
    strength = ties.strength(state, now=now, vouch=vouch, connected=connected).probability
    if not segment:
        # Proposed from the strength at the last contact: who goes quiet becomes overdue, not less important.
        peak = ties.strength(state, now=touched or now, vouch=vouch, connected=connected).probability
        count = ties.two_way_count(state)
        segment = cadence.propose_segment(peak, two_way_count=count, connected=connected, vouch=vouch).segment
    due = None if silent else cadence.next_touch(segment, last_two_way_at=two_way, last_touch_at=touched, period_days=period)
    return (
        max(ties.landmark(state), -1e9),
        strength,
        rows.stamp(touched),
        rows.stamp(two_way),
        segment,
        due.ideal.date() if due else None,
        due.latest.date() if due else None,
    )
