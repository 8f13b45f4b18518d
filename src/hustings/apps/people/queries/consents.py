"""What holds about reaching people: refusals by handle for whoever chooses a channel, and lines for a person's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hustings.apps.people.models import Consent, Support

REACHED_BY = {"email": "email", "phone": "phone", "sms": "phone"}
"""The kind of handle by which a channel of consent reaches somebody."""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One channel, address or purpose and what holds there."""

    channel: str
    value: str
    purpose: str
    status: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class SupportLine:
    """How a source rates somebody's support, from 1 (strong support) to 5 (strong opposition)."""

    subject: str
    level: int
    at: datetime | None
    words: str


def refused_handles(person_ids: Collection[int]) -> dict[int, set[tuple[str, str]]]:
    """By person, the (kind of handle, value) that must not be used; an empty value stands for all of the kind.

    A "no" to one purpose (a newsletter) forbids only that purpose.
    """
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    held = Consent.objects.filter(person_id__in=person_ids, purpose="", channel__in=REACHED_BY).exclude(status="given")
    for person_id, channel, value in held.values_list("person_id", "channel", "value"):
        if channel != "sms" or value:
            found[person_id].add((REACHED_BY[channel], value))
    return found


def consents_of(person_id: int) -> tuple[ConsentLine, ...]:
    """What holds for a person, refusals first."""
    held = Consent.objects.filter(person_id=person_id).order_by("channel", "purpose", "value")
    lines = [ConsentLine(row.channel, row.value, row.purpose, row.status, row.at, row.words) for row in held]
    return tuple(sorted(lines, key=lambda line: line.status == "given"))


def supports_of(person_id: int) -> tuple[SupportLine, ...]:
    """The newest word on each subject."""
    held = Support.objects.filter(person_id=person_id).order_by("subject")
    return tuple(SupportLine(row.subject, row.level, row.at, row.words) for row in held)
