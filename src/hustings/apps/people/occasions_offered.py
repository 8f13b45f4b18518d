"""Brings occasions that members noted, or that were found in the data, into Today: on their day, with something to say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import within_sight
from hustings.apps.people.actions.occasions import NOTED
from hustings.apps.people.models import Occasion
from hustings.apps.people.offers import MOST, Facts, Offer, Source, offer
from hustings.engine.openings import Material
from hustings.engine.ranking import Reason, noted_occasion

FOR = timedelta(days=60)
"""So long after its day an occasion is still worth a word."""

KINDS: dict[str, Promise] = {
    "election_result": _("An election result"),
    "funding": _("New funding"),
    "publication": _("Something they published"),
    "milestone": _("Something that they told you"),
    "birth": _("A birth"),
    "wedding": _("A wedding"),
    "graduation": _("A graduation"),
    "retirement": _("Retirement"),
    "anniversary": _("An anniversary"),
    "moving": _("A move"),
    "illness": _("A hard time"),
}
"""What an occasion is, in words."""


def offers(actor: Actor, now: datetime) -> Iterable[Offer]:
    """Occasions whose day has come, from its beginning on. One query."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    held = Occasion.objects.filter(workspace_id=actor.workspace_id, at__lt=tomorrow, at__gte=now - FOR, kind__in=NOTED)
    for row in within_sight(actor, held.filter(settled_at__isnull=True)).order_by("-at")[:MOST]:
        yield _offer(row, now)


def _offer(row: Occasion, now: datetime) -> Offer:
    evidence, text = f"occasion:{row.pk}", row.facts.get("text", "")
    local = row.at.astimezone(now.tzinfo)

    def weigh(strength: float) -> Reason | None:
        facts = {"kind": row.kind, "text": text, "on": local.date().isoformat(), "source": row.facts.get("source", "")}
        return noted_occasion(local.date(), now=now, strength=strength, evidence=(evidence,), facts=facts)

    # What a member noted is about them, not for them.
    told = text if row.facts.get("found") else ""
    material = Material(evidence=evidence, kind=row.kind, at=min(local, now), text=told)
    return Offer(row.person_id, weigh, (material,))


def in_words(facts: Facts, today: date) -> str:
    """An occasion as a sentence."""
    on = date.fromisoformat(facts["on"])
    when = gettext("today") if on == today else date_format(on, "MONTH_DAY_FORMAT")
    what = KINDS.get(facts["kind"], facts["kind"])
    said = gettext("%(what)s, %(when)s: %(text)s") % {"what": what, "when": when, "text": facts["text"]}
    source = facts.get("source", "")
    return gettext("%(said)s (found in %(source)s)") % {"said": said, "source": source} if source else said


def register_occasions() -> None:
    """Adds the source; called when the room is ready."""
    actions = {"mark_occasion": _("Say a word on the occasion, %(channel)s")}
    offer(Source("occasions", offers=offers, words={"noted_occasion": in_words}, actions=actions))
