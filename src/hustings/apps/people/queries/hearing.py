"""Milestones that can be heard in what was said lately with a person, with the sentence and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of
from hustings.apps.people.models import Note, Occasion, Participation
from hustings.engine.hearing import milestones_in

LATELY = timedelta(days=60)
TALKS = 20


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that tells of a milestone: its kind, and the evidence (`interaction:7`, `note:3`)."""

    kind: str
    sentence: str
    evidence: str
    at: datetime


def heard_milestones(actor: Actor, person_id: int, *, now: datetime) -> tuple[Heard, ...]:
    """What was told in two months and is not noted yet, the newest first. Four queries."""
    person = person_of(actor, person_id)
    noted = {facts.get("text", "") for facts in Occasion.objects.filter(person=person).values_list("facts", flat=True)}
    found: dict[str, Heard] = {}
    for text, evidence, at in sorted(_told(person_id, now), key=lambda one: one[2], reverse=True):
        for each in milestones_in(text):
            if each.sentence[:400] not in noted:
                found.setdefault(each.sentence, Heard(each.kind, each.sentence, evidence, at))
    return tuple(found.values())


def _told(person_id: int, now: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Notes about them, and what they wrote or a member logged."""
    since = now - LATELY
    held = Participation.objects.filter(person_id=person_id, at__gte=since, at__lte=now, interaction__automatic="")
    talks = held.exclude(interaction__direction="out").order_by("-at")
    for number, text, at in talks.values_list("interaction_id", "interaction__text", "at")[:TALKS]:
        yield text, f"interaction:{number}", at
    notes = Note.objects.filter(person_id=person_id, at__gte=since).order_by("-at", "-id")
    for number, text, at in notes.values_list("id", "text", "at")[:TALKS]:
        yield text, f"note:{number}", at
