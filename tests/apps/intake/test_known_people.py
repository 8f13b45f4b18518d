"""Kept records are shown with the people whom they name by a handle, whatever else is known."""

from __future__ import annotations

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake.stores import Store
from hustings.apps.people import actions
from hustings.apps.people.actions.records import own_person
from hustings.apps.people.models import Identity
from hustings.kernel.records import Identity as IdentityValue
from hustings.kernel.records import Party

pytestmark = pytest.mark.django_db


def test_a_handle_of_another_kind_is_somebody_else(ada: Actor) -> None:
    ana = actions.add_person(ada, name="Ana Souza", email="ana@souza.example")
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=ana, kind="url", value="twin")
    store = Store(ada.workspace_id, import_id=0, member_id=ada.member_id, own_person=own_person(ada.member_id).pk)
    mail, other = IdentityValue(kind="email", value="ana@souza.example"), IdentityValue(kind="x", value="twin")
    assert store.known_people([Party(name="Ana", identities=(mail, other))]) == (ana,)
    assert store.known_people([Party(name="Ana", identities=(other,))]) == ()


def test_people_of_another_workspace_are_not_known(ada: Actor, otto: Actor) -> None:
    actions.add_person(otto, name="Ana Souza", email="ana@souza.example")
    store = Store(ada.workspace_id, import_id=0, member_id=ada.member_id, own_person=own_person(ada.member_id).pk)
    mail = IdentityValue(kind="email", value="ana@souza.example")
    assert store.known_people([Party(name="Ana", identities=(mail,))]) == ()
