"""What the room brings into Today: thanks that are owed for favours and for a yes, and favours that we promised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

import msgspec
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import settle_favour, thank_for_ask
from hustings.apps.favours.models import Ask, Favour
from hustings.apps.people.access import within_sight
from hustings.apps.people.offers import MOST, Facts, Found, Offer, Source, offer
from hustings.engine import ranking
from hustings.engine.openings import Material
from hustings.engine.ranking import Reason
from hustings.kernel.errors import NotFound

PROMISED_FOR = timedelta(days=14)
"""A favour without a day is kept within two weeks."""
UNTOLD = Q(promise=None) | Q(promise__kept_at__isnull=False)
"""Favours that no open promise speaks of."""


def _offers(actor: Actor, now: datetime) -> Iterable[Offer]:
    """Three queries."""
    favours = within_sight(actor, Favour.objects.filter(workspace_id=actor.workspace_id, at__lte=now)).order_by("-at")
    for row in favours.filter(direction="received", done_at__isnull=False, thanked_at__isnull=True)[:MOST]:
        yield Offer(row.person_id, _thanks(row.done_at or row.at, row.kind, row.text, f"favour:{row.pk}", now))
    # What was promised in a talk is told by that promise, with its day, until that is kept.
    for row in favours.filter(UNTOLD, direction="given", done_at__isnull=True)[:MOST]:
        material = Material(evidence=f"favour:{row.pk}", kind="promise", direction="out", at=row.at, text=row.text)
        yield Offer(row.person_id, _promised(row, now), (material,))
    asks = within_sight(actor, Ask.objects.filter(workspace_id=actor.workspace_id, state="yes", at__lte=now))
    for ask in asks.order_by("-at")[:MOST]:
        yield Offer(ask.person_id, _thanks(ask.answered_at or ask.at, "yes", ask.text or ask.kind, f"ask:{ask.pk}", now))


def _thanks(since: datetime, kind: str, text: str, evidence: str, now: datetime) -> Callable[[float], Reason | None]:
    facts = {"since": since.isoformat(), "text": text[:200]}
    return lambda strength: ranking.thanks_owed(since, now=now, kind=kind, strength=strength, evidence=(evidence,), facts=facts)


def _promised(row: Favour, now: datetime) -> Callable[[float], Reason | None]:
    due = (row.at + PROMISED_FOR).astimezone(now.tzinfo).date()
    facts = {"text": row.text[:200] or row.kind, "since": row.at.isoformat()}

    def weigh(strength: float) -> Reason | None:
        found = ranking.promise_due(due, now=now, strength=strength, evidence=(f"favour:{row.pk}",), facts=facts)
        return msgspec.structs.replace(found, code="favour_promised", action="keep_promise") if found else None

    return weigh


def _said(facts: Facts, today: date) -> str:
    day = date_format(datetime.fromisoformat(facts["since"]), "DATE_FORMAT")
    return gettext("You promised a favour on %(day)s: %(text)s") % {"day": day, "text": facts["text"]}


def _favour(actor: Actor, number: int) -> Found:
    row = within_sight(actor, Favour.objects.filter(workspace_id=actor.workspace_id, pk=number)).first()
    if row is None:
        raise NotFound("There is no such favour.")
    return Found(gettext("Favour"), row.at, row.text or row.kind, f"/people/{row.person_id}/")


def _ask(actor: Actor, number: int) -> Found:
    row = within_sight(actor, Ask.objects.filter(workspace_id=actor.workspace_id, pk=number)).first()
    if row is None:
        raise NotFound("There is no such ask.")
    return Found(gettext("Ask"), row.at, row.text or row.kind, f"/people/{row.person_id}/")


def settle_owed(actor: Actor, *, favour_ids: Iterable[int], ask_ids: Iterable[int], now: datetime) -> list[int]:
    """Says that thanks were said, or a promised favour done, as far as they still are owed. Returns the undo steps."""
    held = within_sight(actor, Favour.objects.filter(workspace_id=actor.workspace_id, pk__in=list(favour_ids)))
    steps = [settle_favour(actor, row.pk, now=now, done=True) for row in held.filter(done_at=None, direction="given")]
    owed = held.filter(done_at__isnull=False, direction="received", thanked_at=None)
    steps += [settle_favour(actor, row.pk, now=now, thanked=True) for row in owed]
    asks = Ask.objects.filter(workspace_id=actor.workspace_id, pk__in=list(ask_ids), state="yes")
    return steps + [thank_for_ask(actor, row.pk, now=now) for row in within_sight(actor, asks)]


def register_offers() -> None:
    """Adds the source; called when the room is ready."""
    offer(Source("favours", offers=_offers, words={"favour_promised": _said}, evidence={"favour": _favour, "ask": _ask}))
