"""Ties among others and an introduction in each workspace, and a tie that each member states for themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.introductions import ask_introduction
from hustings.apps.network.actions import never_ask
from hustings.apps.network.models import Relation
from hustings.apps.people.models import Organisation

NOW = datetime.now(UTC)


def map_things(owner: Actor, person: int, other: int, word: str) -> dict[str, Any]:
    """Two who are allies, somebody who is never asked, and an introduction that is waited for."""
    Relation.objects.create(
        workspace_id=owner.workspace_id, member_id=owner.member_id, one_person_id=person, other_person_id=other, kind="ally",
        sign=1, words=word,
    )  # fmt: skip
    asked, _ = ask_introduction(owner, [other, person], draft=word, now=NOW)
    never_ask(owner, person, now=NOW, reason=word)
    return {"introduction": asked}


def stated_tie(actor: Actor, person: int, word: str) -> int:
    """What the member says of somebody and an organisation, shared."""
    place = Organisation.objects.filter(workspace_id=actor.workspace_id).order_by("id")[0]
    return Relation.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, one_person_id=person, other_organisation=place, kind="knows",
        words=word,
    ).pk  # fmt: skip
