"""What the room brings into Today: follow-ups of talks, due two days after them, each with what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.following import open_follow_ups
from hustings.apps.events.models import FollowUp
from hustings.apps.people.access import within_sight
from hustings.apps.people.offers import MOST, Facts, Found, Offer, Source
from hustings.engine.openings import Material
from hustings.engine.ranking import Reason
from hustings.kernel.errors import NotFound


def _offers(actor: Actor, now: datetime) -> Iterable[Offer]:
    for row in open_follow_ups(actor, until=now)[:MOST]:
        evidence = f"follow_up:{row.pk}"
        material = Material(evidence=evidence, kind="event", direction="mutual", at=row.talked_at, text=row.event.title)
        yield Offer(row.person_id, _weighing(row, evidence, now), (material,))


def _weighing(row: FollowUp, evidence: str, now: datetime) -> Callable[[float], Reason]:
    """Most on the last day, since a follow-up is worth most while both remember; a stranger needs it as much as a friend."""
    late = (now - row.due_at).total_seconds() / 86_400
    weight = 0.6 if late < -1 else 0.85 if late <= 1 else max(0.85 * 0.93**late, 0.1)
    facts = {
        "event": row.event.title,
        "talked": row.talked_at.isoformat(),
        "due": row.due_at.isoformat(),
        "about": row.about[:200],
    }
    return lambda strength: Reason("event_follow_up", weight, (evidence,), facts, "follow_up")


def _said(facts: Facts, today: date) -> str:
    talked = datetime.fromisoformat(facts["talked"]).date()
    words = {"event": facts["event"], "day": date_format(talked, "DATE_FORMAT"), "about": facts.get("about", "")}
    if words["about"]:
        return gettext("You talked at %(event)s on %(day)s: %(about)s") % words
    return gettext("You talked at %(event)s on %(day)s.") % words


def _evidence(actor: Actor, number: int) -> Found:
    held = FollowUp.objects.filter(workspace_id=actor.workspace_id, pk=number).select_related("event")
    row = within_sight(actor, held).first()
    if row is None:
        raise NotFound("There is no such follow-up.")
    return Found(row.event.title, row.talked_at, row.about, f"/events/{row.event_id}/")


FOLLOW_UPS = Source(
    "events",
    offers=_offers,
    words={"event_follow_up": _said},
    actions={"follow_up": gettext_lazy("Follow up by %(channel)s")},
    evidence={"follow_up": _evidence},
)
