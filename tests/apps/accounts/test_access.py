"""API tokens, sign-in links and the audit trail."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from hustings.apps.accounts.actions import (
    actor_from_token,
    create_token,
    deactivate_member,
    invite_member,
    make_sign_in_link,
    record_audit,
    redeem_sign_in_link,
    revoke_token,
    set_password,
    update_profile,
)
from hustings.apps.accounts.actions.reminders import claim_digest
from hustings.apps.accounts.actor import PERMISSIONS, READING, Actor
from hustings.apps.accounts.models import ApiToken, MemberInvitation, SpentLink, User
from hustings.apps.accounts.queries import audit_trail, tokens_of
from hustings.apps.accounts.tasks import forget_old
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput


def test_a_token_acts_as_its_member(ben: Actor) -> None:
    token = create_token(ben, name="phone", scope="write")
    assert actor_from_token(token.secret) == dataclasses.replace(ben, door="api")
    assert [(row.name, row.scope) for row in tokens_of(ben)] == [("phone", "write")]


def test_a_reading_token_never_writes(ada: Actor) -> None:
    reader = actor_from_token(create_token(ada, name="dashboard").secret)
    assert {permission for permission in PERMISSIONS["owner"] if reader.may(permission)} == READING
    for attempt in (
        lambda: invite_member(reader, email="zoe@example.org", role="viewer"),
        lambda: revoke_token(reader, token_id=tokens_of(ada)[0].id),
        lambda: update_profile(reader, name="Zoe", minutes_a_day=30),
    ):
        with pytest.raises((NotPermitted, WrongInput)):
            attempt()


def test_a_token_cannot_make_tokens(ada: Actor) -> None:
    writer = actor_from_token(create_token(ada, name="dashboard", scope="write").secret)
    with pytest.raises(NotPermitted):
        create_token(writer, name="another", scope="write")


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "a\0b"}, {"name": "x" * 101}, {"name": "ok", "scope": "admin"}])
def test_a_token_needs_a_name_and_a_known_scope(ada: Actor, wrong: dict[str, str]) -> None:
    with pytest.raises(WrongInput):
        create_token(ada, **wrong)


def test_a_revoked_token_does_not_work(ada: Actor) -> None:
    token = create_token(ada, name="phone")
    revoke_token(ada, token_id=token.id)
    with pytest.raises(NotPermitted):
        actor_from_token(token.secret)
    with pytest.raises(NotFound):
        revoke_token(ada, token_id=token.id)


def test_a_token_of_somebody_else_is_not_found(ada: Actor, ben: Actor) -> None:
    token = create_token(ada, name="phone")
    with pytest.raises(NotFound):
        revoke_token(ben, token_id=token.id)
    assert actor_from_token(token.secret).member_id == ada.member_id


def test_a_token_ends_with_the_access_of_its_member(ada: Actor, ben: Actor) -> None:
    token = create_token(ben, name="phone")
    deactivate_member(ada, member_id=ben.member_id)
    with pytest.raises(NotPermitted):
        actor_from_token(token.secret)


def test_no_secret_is_stored(ada: Actor) -> None:
    token = create_token(ada, name="phone")
    invited = invite_member(ada, email="ben@example.org", role="viewer")
    stored = [str(row) for row in (*ApiToken.objects.values(), *MemberInvitation.objects.values())]
    stored += [str(row.detail) for row in audit_trail(ada).rows]
    assert not [row for row in stored if token.secret in row or invited.token in row]


def test_the_last_day_of_use_is_written_once_a_day(ada: Actor, django_assert_num_queries) -> None:
    token = create_token(ada, name="phone")
    with django_assert_num_queries(2):
        actor_from_token(token.secret)
    with django_assert_num_queries(1):
        actor_from_token(token.secret)
    assert tokens_of(ada)[0].last_used_on == timezone.now().date()


def test_a_sign_in_link_works_once(ada: Actor) -> None:
    token = make_sign_in_link(ada).split("/")[2]
    assert redeem_sign_in_link(token) == dataclasses.replace(ada, door="web")
    with pytest.raises(NotFound):
        redeem_sign_in_link(token)


def test_a_sign_in_link_lasts_ten_minutes(ada: Actor) -> None:
    token = make_sign_in_link(ada).split("/")[2]
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=2), tick=False), pytest.raises(NotFound):
        redeem_sign_in_link(token)


def test_a_forged_sign_in_link_is_refused(ada: Actor) -> None:
    token = make_sign_in_link(ada).split("/")[2]
    with pytest.raises(NotFound):
        redeem_sign_in_link(token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_spent_links_are_forgotten_when_they_could_not_work_anyway(ada: Actor) -> None:
    redeem_sign_in_link(make_sign_in_link(ada).split("/")[2])
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        redeem_sign_in_link(make_sign_in_link(ada).split("/")[2])
    assert SpentLink.objects.count() == 1


def test_the_audit_trail_comes_in_pages_newest_first(ada: Actor) -> None:
    for number in range(5):
        record_audit(ada, "read list", subject=f"people {number}", detail={"rows": number})
    first = audit_trail(ada, limit=4)
    assert [row.subject for row in first.rows] == ["people 4", "people 3", "people 2", "people 1"]
    assert (first.rows[0].member, first.rows[0].door, first.rows[0].detail) == ("Ada Okafor", "cli", {"rows": 4})
    second = audit_trail(ada, before=first.next_before, limit=4)
    assert [row.verb for row in second.rows] == ["read list", "created workspace"]
    assert second.next_before is None


def test_the_audit_trail_shows_its_own_workspace_only(ada: Actor, otto: Actor) -> None:
    record_audit(otto, "exported people")
    assert [row.verb for row in audit_trail(ada).rows] == ["created workspace"]


def test_volunteers_do_not_read_the_audit_trail(vera: Actor) -> None:
    with pytest.raises(NotPermitted):
        audit_trail(vera)


def test_the_operator_sets_a_new_password_which_the_trail_shows(ada: Actor) -> None:
    set_password(email="Ada@example.org", password="another walk by the sea")
    assert User.objects.get(pk=ada.user_id).check_password("another walk by the sea")
    assert audit_trail(ada).rows[0].verb == "password set by the operator"


def test_the_operator_cannot_set_a_weak_password_or_for_nobody(ada: Actor) -> None:
    with pytest.raises(WrongInput):
        set_password(email="ada@example.org", password="short")
    with pytest.raises(NotFound):
        set_password(email="zoe@example.org", password="another walk by the sea")


def test_what_is_kept_for_a_time_is_forgotten_then(ada: Actor) -> None:
    revoke_token(ada, token_id=create_token(ada, name="old").id)
    create_token(ada, name="in use")
    invite_member(ada, email="ben@example.org", role="viewer")
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now() + timedelta(days=14))
    now = timezone.now()
    assert claim_digest(ada, now.date(), now=now)
    assert forget_old.call() == {"sessions": 0, "invitations": 0, "tokens": 0, "digests": 0, "audit entries": 0}
    with time_machine.travel(now + timedelta(days=400), tick=False):
        assert forget_old.call() == {"sessions": 1, "invitations": 1, "tokens": 1, "digests": 1, "audit entries": 0}
        assert [row.name for row in tokens_of(ada)] == ["in use"]
    with time_machine.travel(now + timedelta(days=1200), tick=False):
        assert forget_old.call()["audit entries"] == 5
