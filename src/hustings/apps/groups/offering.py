"""What this room brings into Today: roles that end soon and have nobody yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.groups.models import Opportunity
from hustings.apps.groups.roles import change_opportunity
from hustings.apps.people.offers import MOST, Errand, Errands, offer_errands

SOON = timedelta(days=14)


def register() -> None:
    """Tells Today where to ask."""
    offer_errands(Errands("opportunity", _due, _close))


def _due(actor: Actor, now: datetime) -> Iterable[Errand]:
    """Open roles of the actor whose day comes within SOON and for whom nobody was recommended."""
    if not actor.may("edit_goals"):
        return
    mine = Q(owner_id=actor.member_id) | Q(owner__isnull=True)
    far = Count("candidates", filter=Q(candidates__state__in=("recommended", "placed")))
    held = Opportunity.objects.filter(mine, workspace_id=actor.workspace_id, state="open", until__lte=now.date() + SOON)
    for row in held.annotate(far=far).filter(far=0).select_related("organisation", "owner").order_by("until", "id")[:MOST]:
        why = gettext("The role closes soon and nobody is recommended for it yet.")
        about, owner = (row.organisation.name if row.organisation else ""), (row.owner.name if row.owner else "")
        title = gettext("Find somebody: %(title)s") % {"title": row.title}
        yield Errand(f"opportunity:{row.pk}", title, row.until, why, f"/opportunities/{row.pk}/", about, owner)


def _close(actor: Actor, number: int, now: datetime) -> int:
    return change_opportunity(actor, number, state="closed")
