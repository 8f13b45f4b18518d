"""What two people do at the same moment, each in a thread with a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from conftest import PASSWORD, joined
from hustings.apps.accounts.actions import (
    accept_invitation,
    change_role,
    create_workspace,
    deactivate_member,
    invite_member,
    make_sign_in_link,
    redeem_sign_in_link,
)
from hustings.apps.accounts.models import Member, MemberInvitation
from hustings.kernel.errors import HustingsError

APPS = ["hustings.apps.accounts"]
pytestmark = pytest.mark.django_db(transaction=True, available_apps=APPS)


def at_once(*attempts: Callable[[], object]) -> list[str]:
    """Runs all together; the outcomes by name, sorted."""
    start, outcomes = Barrier(len(attempts)), []

    def run(attempt: Callable[[], object]) -> None:
        start.wait(10)
        try:
            attempt()
            outcomes.append("done")
        except HustingsError as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


def test_an_invitation_is_accepted_once_also_at_once() -> None:
    ada = create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada", password=PASSWORD)
    token = invite_member(ada, email="ben@example.org", role="viewer").token
    outcomes = at_once(*[lambda: accept_invitation(token, name="Ben", password=PASSWORD)] * 4)
    assert outcomes[-1] == "done"
    assert outcomes.count("done") == 1
    assert (Member.objects.count(), MemberInvitation.objects.filter(accepted_at=None).count()) == (2, 0)


def test_two_owners_cannot_take_each_other_out_at_once() -> None:
    ada = create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada", password=PASSWORD)
    ben = joined(ada, email="ben@example.org", name="Ben", role="owner")
    outcomes = at_once(
        lambda: deactivate_member(ada, member_id=ben.member_id),
        lambda: change_role(ben, member_id=ada.member_id, role="viewer"),
    )
    assert outcomes == ["WrongInput", "done"]
    assert Member.objects.filter(role="owner", is_active=True).count() == 1


def test_a_sign_in_link_works_once_also_at_once() -> None:
    ada = create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada", password=PASSWORD)
    token = make_sign_in_link(ada).split("/")[2]
    assert at_once(*[lambda: redeem_sign_in_link(token)] * 3) == ["NotFound", "NotFound", "done"]
