"""Where nobody knows whether it left, the platform is asked, then a person; it is never sent twice unless one decides so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.outbox.night_bus import interrupted, later, marta, reply, talk
from fakes.platform import TOKEN, FakePlatform, World
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.outbox import actions, queries, tasks
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions as people
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule, RetryLater, Uncertain, WrongInput


@pytest.mark.parametrize("arrived", [True, False])
def test_where_the_line_broke_the_platform_is_asked(ada: Actor, channel: Channel, mail: World, arrived: bool) -> None:
    mail.next_replies = [Uncertain("The line broke.") if arrived else "lost"]
    outgoing = reply(ada)
    later(outgoing)
    assert outgoing.state == ("sent" if arrived else "waiting")
    later(outgoing, timedelta(minutes=5))
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


def test_an_error_that_nobody_foresaw_is_asked_about_too(
    ada: Actor, channel: Channel, mail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FakePlatform.reply

    def broken(self: FakePlatform, credentials: Any, draft: Any) -> Any:
        real(self, credentials, draft)
        raise KeyError("headers")

    monkeypatch.setattr(FakePlatform, "reply", broken)
    outgoing = reply(ada)
    later(outgoing)
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


@pytest.mark.parametrize("after_the_wire", [True, False])
def test_an_interrupted_one_is_found_out_and_sent_once(ada: Actor, channel: Channel, mail: World, after_the_wire: bool) -> None:
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=after_the_wire)
    later(outgoing)
    later(outgoing, timedelta(minutes=5))
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("sent", 1)


def test_where_nobody_can_say_a_person_settles_it(ada: Actor, channel: Channel, mail: World) -> None:
    mail.finds = False
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=True)
    assert later(outgoing) is None
    assert outgoing.state == "uncertain"
    assert TOKEN not in outgoing.error
    for _ in range(3):
        later(outgoing, timedelta(days=2))
        tasks.look_after.func()
    assert (outgoing.state, len(mail.received[outgoing.key])) == ("uncertain", 1)
    assert queries.counts(ada) == {"uncertain": 1, "failed": 0}
    assert queries.outbox(ada)[0].id == outgoing.pk
    settled = actions.settle(ada, outgoing.pk, outcome="sent")
    assert (settled.state, settled.interaction) == ("sent", None)
    assert not talk().needs_reply
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle(ada, outgoing.pk, outcome="again")


def test_to_send_again_is_a_decision_under_a_key_of_its_own(ada: Actor, channel: Channel, mail: World) -> None:
    mail.finds = False
    outgoing = reply(ada)
    key = outgoing.key
    interrupted(outgoing, mail, after_the_wire=False)
    later(outgoing)
    actions.settle(ada, outgoing.pk, outcome="again")
    later(outgoing)
    assert outgoing.state == "sent"
    assert outgoing.key != key
    assert list(mail.received) == [outgoing.key]


def test_it_can_be_let_go(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    Outgoing.objects.update(state="failed")
    assert actions.settle(ada, outgoing.pk, outcome="drop").state == "cancelled"
    Outgoing.objects.update(state="uncertain")
    with pytest.raises(WrongInput, match="Say one of sent, again, drop"):
        actions.settle(ada, outgoing.pk, outcome="perhaps")  # type: ignore[arg-type]
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    with pytest.raises(ForbiddenByUseRule):
        actions.settle(ada, outgoing.pk, outcome="again")


def test_asking_once_more_sends_nothing(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    interrupted(outgoing, mail, after_the_wire=True)
    Outgoing.objects.update(state="uncertain")
    mail.finds = False
    with pytest.raises(RetryLater, match="keeps no copies"):
        actions.ask_again(ada, outgoing.pk)
    mail.finds = True
    assert actions.ask_again(ada, outgoing.pk).state == "sent"
    assert actions.ask_again(ada, outgoing.pk).state == "sent"
    assert len(mail.received[outgoing.key]) == 1


# The queue
