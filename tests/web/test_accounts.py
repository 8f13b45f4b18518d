"""The pages of members, tokens, audit trail, profile and settings, and the ways in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from conftest import PASSWORD, ClientOf
from hustings.apps.accounts.actions import (
    create_token,
    create_workspace,
    deactivate_member,
    invite_member,
    make_sign_in_link,
    record_audit,
)
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import (
    actor_for,
    audit_trail,
    member_of,
    members_of,
    open_invitations,
    tokens_of,
    workspace_of,
)

PAGES = ["/members/", "/tokens/", "/audit/", "/profile/", "/workspace/", "/workspaces/"]


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_sent_to_sign_in(client: Client, ada: Actor, page: str) -> None:
    answer = client.get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={page}")


@pytest.mark.parametrize("page", PAGES)
def test_the_owner_sees_every_page(client_of: ClientOf, ada: Actor, page: str) -> None:
    answer = client_of(ada).get(page)
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(("page", "status"), list(zip(PAGES, [403, 200, 403, 200, 403, 200], strict=True)))
def test_a_volunteer_sees_their_own_pages_only(client_of: ClientOf, vera: Actor, page: str, status: int) -> None:
    assert client_of(vera).get(page).status_code == status


def test_inviting_shows_a_link_that_makes_a_member(client: Client, client_of: ClientOf, ada: Actor) -> None:
    browser = client_of(ada)
    page = browser.post("/members/", {"email": "ben@example.org", "role": "organiser", "name": "Ben"}).content.decode()
    assert "and is shown only now." in page
    assert "m.." not in page
    link = re.search(r"http://testserver(/join/join_[\w-]+/)", page).group(1)
    assert link not in browser.get("/members/").content.decode()
    assert "ben@example.org" in client.get(link).content.decode()
    joined = client.post(link, {"name": "Ben Castillo", "password": PASSWORD})
    assert (joined.status_code, joined.headers["Location"]) == (302, "/")
    assert [row.name for row in members_of(ada)] == ["Ada Okafor", "Ben Castillo"]
    assert client.get("/profile/").status_code == 200
    assert Client().get(link).status_code == 404


def test_a_wrong_invitation_says_what_is_wrong_and_keeps_what_was_typed(client_of: ClientOf, ada: Actor) -> None:
    answer = client_of(ada).post("/members/", {"email": "nonsense", "role": "viewer"})
    assert answer.status_code == 400
    assert "not an e-mail address" in answer.content.decode()
    assert 'value="nonsense"' in answer.content.decode()


def test_a_weak_password_is_refused_with_the_reason(client: Client, ada: Actor) -> None:
    link = f"/join/{invite_member(ada, email='ben@example.org', role='viewer').token}/"
    answer = client.post(link, {"name": "Ben", "password": "short"})
    assert answer.status_code == 400
    assert "too short" in answer.content.decode()


def test_an_expired_invitation_is_gone(client: Client, ada: Actor) -> None:
    link = f"/join/{invite_member(ada, email='ben@example.org', role='viewer').token}/"
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert client.post(link, {"name": "Ben", "password": PASSWORD}).status_code == 404


def test_somebody_with_an_account_signs_in_before_joining(client: Client, client_of: ClientOf, ada: Actor, otto: Actor) -> None:
    link = f"/join/{invite_member(ada, email='otto@example.net', role='viewer').token}/"
    assert "Sign in, then join" in client.get(link).content.decode()
    assert client.post(link, {"name": "Mallory", "password": PASSWORD}).status_code == 403
    browser = client_of(otto)
    assert browser.post(link, {"name": "Otto"}).status_code == 302
    assert actor_for(otto.user_id, workspace_id=ada.workspace_id, door="web").role == "viewer"
    assert "Ada for Mayor</strong>" in browser.get("/workspaces/").content.decode()


def test_an_invitation_does_not_fit_another_account(client_of: ClientOf, ada: Actor, otto: Actor) -> None:
    link = f"/join/{invite_member(ada, email='ben@example.org', role='owner').token}/"
    browser = client_of(otto)
    assert "signed in as otto@example.net" in browser.get(link).content.decode()
    assert browser.post(link, {"name": "Otto", "password": PASSWORD}).status_code == 403
    assert len(open_invitations(ada)) == 1


def test_an_invitation_is_withdrawn(client_of: ClientOf, ada: Actor) -> None:
    invited = invite_member(ada, email="ben@example.org", role="viewer")
    assert client_of(ada).post(f"/members/invitations/{invited.id}/withdraw/").status_code == 302
    assert open_invitations(ada) == []


def test_the_owner_changes_a_role_and_takes_access_and_gives_it_back(client_of: ClientOf, ada: Actor, vera: Actor) -> None:
    browser, hers = client_of(ada), client_of(vera)
    browser.post(f"/members/{vera.member_id}/role/", {"role": "manager"})
    assert hers.get("/audit/").status_code == 200
    browser.post(f"/members/{vera.member_id}/out/")
    assert hers.get("/audit/").status_code == 404
    browser.post(f"/members/{vera.member_id}/back/")
    assert hers.get("/audit/").status_code == 200


def test_the_last_owner_stays(client_of: ClientOf, ada: Actor) -> None:
    browser = client_of(ada)
    assert browser.post(f"/members/{ada.member_id}/role/", {"role": "viewer"}).status_code == 400
    assert browser.post(f"/members/{ada.member_id}/out/").status_code == 400
    assert actor_for(ada.user_id, door="web").role == "owner"


@pytest.mark.parametrize(
    "address", ["/members/{}/role/", "/members/{}/out/", "/members/{}/back/", "/members/invitations/{}/withdraw/"]
)
def test_foreign_and_nonexistent_ids_look_the_same(client_of: ClientOf, ada: Actor, otto: Actor, address: str) -> None:
    invited = invite_member(ada, email="ben@example.org", role="viewer")
    foreign = invited.id if "invitations" in address else ada.member_id
    browser = client_of(otto)
    answers = [browser.post(address.format(number), {"role": "viewer"}) for number in (foreign, 987654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    without_token = [
        re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(str(foreign), "").replace("987654", "")
        for answer in answers
    ]
    assert without_token[0] == without_token[1]


@pytest.mark.parametrize("address", ["/members/{}/out/", "/tokens/{}/revoke/", "/members/invitations/{}/withdraw/"])
def test_numbers_beyond_all_ids_are_not_found(client_of: ClientOf, ada: Actor, address: str) -> None:
    assert client_of(ada).post(address.format("9" * 30)).status_code == 404


def test_a_token_is_shown_once_and_revoked(client_of: ClientOf, vera: Actor) -> None:
    browser = client_of(vera)
    page = browser.post("/tokens/", {"name": "phone", "scope": "write"}).content.decode()
    secret = re.search(r"hst_[\w-]+", page).group()
    assert secret not in browser.get("/tokens/").content.decode()
    browser.post(f"/tokens/{tokens_of(vera)[0].id}/revoke/")
    assert tokens_of(vera) == []


def test_a_token_without_a_name_is_refused(client_of: ClientOf, vera: Actor) -> None:
    answer = client_of(vera).post("/tokens/", {"name": "", "scope": "write"})
    assert answer.status_code == 400
    assert tokens_of(vera) == []


def test_a_token_of_somebody_else_is_not_found(client_of: ClientOf, ada: Actor, vera: Actor) -> None:
    token = create_token(ada, name="phone")
    assert client_of(vera).post(f"/tokens/{token.id}/revoke/").status_code == 404


def test_the_audit_trail_is_read_page_by_page(client_of: ClientOf, ada: Actor) -> None:
    for number in range(60):
        record_audit(ada, "read list", subject=f"people {number}")
    browser = client_of(ada)
    first = browser.get("/audit/").content.decode()
    older = re.search(r'href="\?(before=\d+)"', first).group(1)
    second = browser.get(f"/audit/?{older}").content.decode()
    assert "people 59" in first
    assert "people 9<" not in first
    assert "people 9<" in second
    assert "created workspace" in second


def test_the_audit_trail_speaks_in_words(client_of: ClientOf, ada: Actor) -> None:
    record_audit(ada, "read_ledger", subject="person:243", detail={"rows_seen": 3})
    page = client_of(ada).get("/audit/").content.decode()
    assert all(words in page for words in ("read ledger", "person 243", "rows seen: 3"))


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_a_wrong_place_in_the_audit_trail_is_refused(client_of: ClientOf, ada: Actor, before: str) -> None:
    assert client_of(ada).get(f"/audit/?before={before}").status_code == 400


def test_a_profile_is_changed(client_of: ClientOf, vera: Actor) -> None:
    answer = client_of(vera).post("/profile/", {"name": "Vera L.", "minutes_a_day": "45"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/profile/")
    assert (member_of(vera).name, member_of(vera).minutes_a_day) == ("Vera L.", 45)


@pytest.mark.parametrize("minutes", ["", "many", "0"])
def test_wrong_minutes_are_refused(client_of: ClientOf, vera: Actor, minutes: str) -> None:
    assert client_of(vera).post("/profile/", {"name": "Vera", "minutes_a_day": minutes}).status_code == 400


def test_settings_of_the_workspace_are_changed(client_of: ClientOf, ada: Actor) -> None:
    given = {"name": "Ada", "time_zone": "America/Chicago", "language": "en", "phone_region": "us", "election_on": "2027-04-06"}
    assert client_of(ada).post("/workspace/", given).status_code == 302
    assert (workspace_of(ada).time_zone, str(workspace_of(ada).election_on)) == ("America/Chicago", "2027-04-06")


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars"}, {"election_on": "next spring"}])
def test_wrong_settings_are_refused_and_kept_in_the_form(client_of: ClientOf, ada: Actor, wrong: dict[str, str]) -> None:
    given = {"name": "Renamed", "time_zone": "UTC", "language": "en"} | wrong
    answer = client_of(ada).post("/workspace/", given)
    assert answer.status_code == 400
    assert 'value="Renamed"' in answer.content.decode()
    assert workspace_of(ada).name == "Ada for Mayor"


def test_somebody_of_several_workspaces_chooses_one(client_of: ClientOf, ada: Actor) -> None:
    second = create_workspace(name="Second", owner_email="ada@example.org", owner_name="Ada")
    browser = client_of(ada)
    assert "Ada for Mayor</strong>" in browser.get("/workspaces/").content.decode()
    browser.post("/workspaces/", {"workspace": str(second.workspace_id)})
    assert "Second</strong>" in browser.get("/workspaces/").content.decode()


def test_nobody_chooses_a_foreign_workspace(client_of: ClientOf, ada: Actor, otto: Actor) -> None:
    assert client_of(otto).post("/workspaces/", {"workspace": str(ada.workspace_id)}).status_code == 404


def test_somebody_taken_out_of_one_workspace_reads_the_other_but_writes_nothing_there_unasked(
    client_of: ClientOf, ada: Actor, ben: Actor
) -> None:
    own = create_workspace(name="Ben's", owner_email="ben@example.org", owner_name="Ben")
    browser = client_of(ben)
    deactivate_member(ada, member_id=ben.member_id)
    assert browser.post("/workspace/", {"name": "Meant for Ada's", "time_zone": "UTC", "language": "en"}).status_code == 404
    assert browser.get("/workspace/").status_code == 200
    assert workspace_of(own).name == "Ben's"


def test_a_sign_in_link_signs_in_once_on_this_machine(client: Client, ada: Actor) -> None:
    link = make_sign_in_link(ada)
    answer = client.get(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/members/").status_code == 200
    assert Client().get(link).status_code == 404
    assert audit_trail(ada).rows[0].verb == "signed in by link"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_a_sign_in_link_is_nothing_from_elsewhere(client: Client, ada: Actor, elsewhere: dict[str, str]) -> None:
    link = make_sign_in_link(ada)
    assert client.get(link, **elsewhere).status_code == 404
    assert client.get("/members/").status_code == 302
    assert client.get(link).status_code == 302


def test_somebody_without_a_workspace_is_told_so(client_of: ClientOf, ada: Actor, ben: Actor) -> None:
    deactivate_member(ada, member_id=ben.member_id)
    answer = client_of(ben).get("/profile/")
    assert answer.status_code == 404
    assert "not a member of any workspace" in answer.content.decode()


def test_the_only_owner_is_not_offered_to_lose_access(ada: Actor, ben: Actor, client_of: ClientOf) -> None:
    page = client_of(ada).get("/members/").content.decode()
    assert page.count("Take access") == 1
    assert "The only owner" in page
