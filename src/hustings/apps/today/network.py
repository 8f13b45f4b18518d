"""What needs several rooms of one row about the network: what became of invitations, with the favours that followed."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import msgspec

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.models import Favour
from hustings.apps.invitations.outcomes import invitation_fates, outcome_table
from hustings.engine.invitation_outcomes import Outcome


def invitation_outcomes(actor: Actor, *, now: datetime) -> list[Outcome]:
    """What became of invitations by what was chosen: connected, talked to, answered, favours. Four queries."""
    fates = invitation_fates(actor, now=now)
    done: dict[int, list[datetime]] = defaultdict(list)
    held = Favour.objects.filter(workspace_id=actor.workspace_id, person_id__in=[person for person, _ in fates])
    for person, at in held.filter(done_at__isnull=False).values_list("person_id", "done_at"):
        done[person].append(at)
    return outcome_table(actor, [msgspec.structs.replace(fate, favours=done[person]) for person, fate in fates], now=now)
