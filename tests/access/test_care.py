"""What a volunteer sees ends when a person is given into other hands, also where it was written down before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from access.world import bearer
from conftest import ClientOf
from hustings.apps.accounts.actions import create_token, deactivate_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions as people
from hustings.apps.today import actions as today
from hustings.apps.today import queries
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound

NAME = "Quillcanary Ito"


@pytest.fixture
def person(ada: Actor, vera: Actor) -> int:
    """Somebody in Vera's care, to whom a promise is due, so that she is on today's list."""
    now = utc_now()
    number = people.add_person(ada, name=NAME)
    people.assign_person(ada, number, member_id=vera.member_id, now=now)
    people.log_touch(vera, [number], kind="call", at=now - timedelta(days=1), now=now, promise="Send it", promise_due=now.date())
    today.refresh(vera, now=now)
    return number


def test_somebody_in_care_is_on_the_list(person: int, vera: Actor) -> None:
    assert [item.name for item in queries.today(vera, now=utc_now()).items] == [NAME]


def test_somebody_out_of_care_is_on_no_list_and_no_page(person: int, ada: Actor, vera: Actor, client_of: ClientOf) -> None:
    (item,) = queries.today(vera, now=utc_now()).items
    assert item.id is not None
    people.assign_person(ada, person, member_id=None, now=utc_now())
    assert queries.today(vera, now=utc_now()).items == ()
    with pytest.raises(NotFound):
        today.mark_not_needed(vera, item.id, now=utc_now())
    browser, program = client_of(vera), bearer(create_token(vera, name="phone", scope="write").secret)
    for client, paths in (
        (browser, ("/", "/people/", "/people/?q=quill", "/people/search.json?q=quill", "/conversations/?state=all", "/tags/")),
        (
            program,
            ("/api/v1/today?all=true", "/api/v1/people?query=quill", "/api/v1/people/find?query=quill", "/api/v1/conversations"),
        ),
    ):
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200
            assert "Quillcanary" not in response.content.decode(), path


def test_a_member_without_access_is_out_at_once(ada: Actor, ben: Actor, client_of: ClientOf) -> None:
    browser, program = client_of(ben), bearer(create_token(ben, name="phone").secret)
    assert [client.get(path).status_code for client, path in ((browser, "/people/"), (program, "/api/v1/people"))] == [200, 200]
    deactivate_member(ada, member_id=ben.member_id)
    assert [client.get(path).status_code for client, path in ((browser, "/people/"), (program, "/api/v1/people"))] == [404, 401]
