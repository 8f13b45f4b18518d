"""A message that did not leave is told on every page of whoever sent it, until a person settles it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.outbox.night_bus import interrupted, later, reply
from conftest import ClientOf
from fakes.platform import World
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.outbox import actions, queries
from hustings.apps.outbox.models import Outgoing
from hustings.kernel.errors import NeverRetry

PAGES = ("/", "/people/", "/conversations/", "/goals/", "/profile/")


def failed(actor: Actor, mail: World) -> Outgoing:
    mail.next_replies = [NeverRetry("The address does not exist.")]
    outgoing = reply(actor)
    later(outgoing)
    return outgoing


@pytest.mark.parametrize("path", PAGES)
def test_what_did_not_go_out_is_told_on_every_page(
    ada: Actor, channel: Channel, mail: World, client_of: ClientOf, path: str
) -> None:
    hers = client_of(ada)
    assert "did not go out" not in hers.get(path).content.decode()
    outgoing = failed(ada, mail)
    page = hers.get(path).content.decode()
    assert '<a href="/outbox/">1 message did not go out.</a>' in page
    actions.settle(ada, outgoing.pk, outcome="drop")
    assert "did not go out" not in hers.get(path).content.decode()


def test_what_nobody_knows_about_is_told_too(ada: Actor, channel: Channel, mail: World, client_of: ClientOf) -> None:
    mail.finds = False
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=True)
    later(outgoing)
    assert "Of 1 message nobody knows whether it arrived." in client_of(ada).get("/people/").content.decode()
    assert 'class="unsettled"' not in client_of(ada).get("/outbox/").content.decode()


def test_only_those_whose_outbox_holds_it_are_told(
    ada: Actor, ben: Actor, vera: Actor, otto: Actor, channel: Channel, mail: World, client_of: ClientOf
) -> None:
    failed(ada, mail)
    assert queries.counts(ada) == {"uncertain": 0, "failed": 1}
    for other in (ben, vera, otto):
        assert 'class="unsettled"' not in client_of(other).get("/people/").content.decode()


def test_many_of_them_cost_one_query(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = failed(ada, mail)
    for number in range(30):
        Outgoing(
            workspace_id=ada.workspace_id, member_id=ada.member_id, person=outgoing.person, channel=channel,
            what=f"again {number}", key=f"again-{number}", text="At ten.", state="failed",
        ).save()  # fmt: skip
    with CaptureQueriesContext(connection) as held:
        assert queries.counts(ada) == {"uncertain": 0, "failed": 31}
    assert len(held) == 1
