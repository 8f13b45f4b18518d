"""Every change that a member makes leaves a line in the audit trail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.people import actions
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted

CHANGES: dict[str, Callable[[Actor, int], object]] = {
    "add_note": lambda actor, person: actions.add_note(actor, person, text="Sings in the choir."),
    "tag_person": lambda actor, person: actions.tag_person(actor, person, name="choir"),
    "vouch_for": lambda actor, person: actions.vouch_for(actor, person, how="family"),
    "edit_person": lambda actor, person: actions.edit_person(actor, person, changes={"location": "Leeds"}),
    "log_touch": lambda actor, person: actions.log_touch(actor, [person], kind="call", at=utc_now(), now=utc_now()),
}


@pytest.mark.parametrize("verb", CHANGES)
def test_a_change_leaves_one_line(ada: Actor, verb: str) -> None:
    person = actions.add_person(ada, name="Nomvula Dlamini")
    AuditEntry.objects.all().delete()

    CHANGES[verb](ada, person)

    assert [(line.verb, line.member_id) for line in AuditEntry.objects.all()] == [(verb, ada.member_id)]


def test_taking_back_leaves_a_line_too(ada: Actor) -> None:
    step = actions.add_note(ada, actions.add_person(ada, name="Nomvula Dlamini"), text="Sings.")

    actions.undo(ada, step)

    assert AuditEntry.objects.latest("id").verb == "undo"


def test_who_may_not_do_it_any_more_may_not_take_it_back(ada: Actor) -> None:
    person = actions.add_person(ada, name="Nomvula Dlamini")
    step = actions.tag_person(ada, person, name="choir")

    with pytest.raises(NotPermitted):
        actions.undo(dataclasses.replace(ada, role="volunteer"), step)
