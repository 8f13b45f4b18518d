"""Opportunities: jobs, volunteer and advisory roles, who is put forward for them, and how far it got. All can be undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals.actions import active_member
from hustings.apps.groups.actions import allowed, named
from hustings.apps.groups.keeping import change, cut, found, make
from hustings.apps.groups.models import Candidate, Group, Opportunity
from hustings.apps.people.access import organisation_of, person_of
from hustings.kernel.errors import WrongInput

FIELDS = frozenset({"title", "text", "place", "link", "organisation", "group", "until", "state", "owner", "kind"})


def add_opportunity(
    actor: Actor, *, title: str, kind: str = "volunteer", text: str = "", place: str = "", link: str = "",
    organisation: int | None = None, group: int | None = None, until: date | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Puts down a role that somebody may fill. Returns its id and the undo step."""
    actor.require("edit_goals")
    row = Opportunity(workspace_id=actor.workspace_id, owner_id=actor.member_id, kind=kind)
    given = {
        "title": title, "kind": kind, "text": text, "place": place, "link": link, "organisation": organisation, "group": group,
        "until": until,
    }  # fmt: skip
    with transaction.atomic():
        for field, value in _checked(actor, given).items():
            setattr(row, field, cut(Opportunity, field, value))
        return make(actor, row, label=row.title)


def change_opportunity(actor: Actor, opportunity_id: int, **changes: Any) -> int:
    """Changes fields: FIELDS, with `organisation`, `group` and `owner` as ids. Returns the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        row = found(actor, Opportunity, opportunity_id, lock=True)
        return change(actor, row, _checked(actor, allowed(changes, FIELDS)), label=row.title)


def _checked(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    if "title" in given:
        given["title"] = named(Opportunity, "title", given["title"])
    for field, choices in (("kind", Opportunity.Kind.values), ("state", Opportunity.State.values)):
        if field in given and given[field] not in choices:
            raise WrongInput(f"Use one of {', '.join(choices)}.", field=field)
    if given.get("link") and not given["link"].startswith(("https://", "http://")):
        raise WrongInput(gettext("Give the link with https://."), field="link")
    if "organisation" in given:
        number = given["organisation"]
        given["organisation"] = organisation_of(actor, number) if number is not None else None
    if "group" in given:
        given["group"] = found(actor, Group, given["group"]) if given["group"] is not None else None
    if "owner" in given:
        given["owner_id"] = active_member(actor, given.pop("owner"))
    return given


def put_forward(
    actor: Actor, opportunity_id: int, person_id: int, *, now: datetime, note: str = "",
    reasons: list[dict[str, Any]] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Considers somebody for a role. Returns the candidate's id and the undo step."""
    actor.require("edit_goals")
    with transaction.atomic():
        role, person = found(actor, Opportunity, opportunity_id, lock=True), person_of(actor, person_id)
        if Candidate.objects.filter(opportunity=role, person=person).exists():
            raise WrongInput(gettext("%(name)s is considered already.") % {"name": person.name}, field="person")
        row = Candidate(
            workspace_id=actor.workspace_id, opportunity=role, person=person, note=cut(Candidate, "note", note),
            reasons=reasons or [], member_id=actor.member_id, at=now, state_at=now,
        )  # fmt: skip
        return make(actor, row, label=f"{person.name}: {role.title}")


def move_candidate(
    actor: Actor, candidate_id: int, *, state: str = "", note: str | None = None, now: datetime
) -> tuple[int, int]:
    """How far it got with somebody, and what is to be remembered. Returns the opportunity's id and the undo step.

    Whoever asked not to be contacted is not asked.
    """
    actor.require("edit_goals")
    with transaction.atomic():
        row = found(actor, Candidate, candidate_id, lock=True)
        person = person_of(actor, row.person_id)
        if state and state not in Candidate.State.values:
            raise WrongInput(f"Use one of {', '.join(Candidate.State.values)}.", field="state")
        if state == Candidate.State.ASKED and person.do_not_contact:
            raise WrongInput(gettext("%(name)s asked not to be contacted.") % {"name": person.name}, field="state")
        changes: dict[str, Any] = {"state": state, "state_at": now} if state else {}
        changes |= {"note": note} if note is not None else {}
        label = f"{person.name}: {row.opportunity.title}"
        return row.opportunity_id, change(actor, row, changes, label=label)
