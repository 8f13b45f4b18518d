"""Limits bind what leaves: over all members and channels nobody hears from us too often or in a quiet time; answers always go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from fakes.platform import TOKEN, World, fake_mail
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Channel
from hustings.apps.outbox import actions, sending
from hustings.apps.outbox.actions import Answer
from hustings.apps.outbox.limiting import TooOften
from hustings.apps.outbox.models import Outgoing
from hustings.apps.outbox.places import There
from hustings.apps.people import actions as people
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import own_person, source_for
from hustings.apps.people.models import Interaction, Person
from hustings.apps.people.queries.limits import full_today
from hustings.engine.limits import Limits, broken
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = timedelta(seconds=11)
LONG_AGO = NOON - 9 * DAY
"""When Ana wrote, and was answered."""


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def ana(ada: Actor) -> Person:
    return Person.objects.get(pk=people.add_person(ada, name="Ana Souza", email="ana@example.org"))


@pytest.fixture
def letters(ada: Actor, mail: World) -> Channel:
    """Ada's mailbox."""
    return channels.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": TOKEN})


@pytest.fixture
def toots(ben: Actor) -> Channel:
    """Ben's account on another network."""
    return Channel.objects.create(
        workspace_id=ben.workspace_id, member_id=ben.member_id, platform="mastodon", account="@ben@social.example", may=["reply"]
    )


def happened(actor: Actor, person: Person, *, at: datetime, direction: str = "in", channel: str = "email") -> Interaction:
    """A message between a member and a person, as a sync brings it."""
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader=channel, use_rule="own-mail")
    dealing = dealings.Dealing(
        external_id=uuid4().hex, digest=b"", kind="message", direction=direction, channel=channel, at=at,
        people=((person.pk, "from" if direction == "in" else "to"),), text="The bus figures",
    )  # fmt: skip
    own = own_person(actor.member_id).pk
    (number,) = dealings.store(actor.workspace_id, [dealing], source_id=source.pk, member_id=actor.member_id, own_person_id=own)
    return Interaction.objects.get(pk=number)


def answered_long_ago(actor: Actor, person: Person, channel: str) -> Interaction:
    """What they wrote, which had its answer: whoever writes to it now begins anew."""
    theirs = happened(actor, person, at=LONG_AGO, channel=channel)
    happened(actor, person, at=LONG_AGO + HOUR, direction="out", channel=channel)
    return theirs


def write(actor: Actor, channel: Channel, person: Person, to: Interaction, at: datetime, **more: Any) -> Outgoing:
    """A member decides on a message at a moment."""
    with time_machine.travel(at, tick=False):
        words = Answer(text=more.pop("text", "And what about the night bus?"))
        return actions.queue_reply(actor, channel=channel, person=person, answers=to, answer=words, **more)


def test_a_second_member_on_another_channel_is_told_why_and_from_when_on(
    ada: Actor, ben: Actor, ana: Person, letters: Channel, toots: Channel
) -> None:
    by_mail, by_toot = answered_long_ago(ada, ana, "email"), answered_long_ago(ben, ana, "mastodon")
    write(ada, letters, ana, by_mail, NOON)
    with pytest.raises(TooOften, match=r"in touch with Ana Souza on this day") as refused:
        write(ben, toots, ana, by_toot, NOON + HOUR)
    assert "from 2027-03-04 08:00 on" in str(refused.value)
    assert (refused.value.stop.code, refused.value.field) == ("per_day", "send_at")
    assert write(ben, toots, ana, by_toot, NOON + HOUR, send_at=NOON + DAY).state == "waiting"


def test_what_is_taken_back_leaves_its_place_to_others(
    ada: Actor, ben: Actor, ana: Person, letters: Channel, toots: Channel
) -> None:
    by_mail, by_toot = answered_long_ago(ada, ana, "email"), answered_long_ago(ben, ana, "mastodon")
    first = write(ada, letters, ana, by_mail, NOON)
    assert full_today(ben, [ana.pk], now=NOON)[ana.pk].code == "per_day"
    actions.cancel(ada, first.pk)
    assert write(ben, toots, ana, by_toot, NOON).state == "waiting"


def test_an_answer_goes_at_any_hour_and_beyond_every_limit(
    ada: Actor, ben: Actor, ana: Person, letters: Channel, toots: Channel
) -> None:
    people.add_quiet_time(ada, since=date(2027, 3, 1), until=date(2027, 3, 9), person_id=ana.pk)
    for ago in (1, 2, 3):
        happened(ada, ana, at=NOON - ago * DAY, direction="out")
    night = NOON.replace(hour=23)
    theirs = happened(ben, ana, at=night - HOUR, channel="mastodon")
    assert write(ben, toots, ana, theirs, night).state == "waiting"
    assert write(ben, toots, ana, theirs, night + HOUR, text="And one more thing.").state == "waiting"
    # Whoever wrote just now is answered on another channel too, as long as nobody did.
    old = answered_long_ago(ada, ana, "email")
    with pytest.raises(TooOften):
        write(ada, letters, ana, old, night + HOUR)
    Outgoing.objects.all().delete()
    assert write(ada, letters, ana, old, night + HOUR).state == "waiting"


def test_a_letter_nobody_answered_may_still_be_answered_and_added_to(ada: Actor, ana: Person, letters: Channel) -> None:
    theirs = happened(ada, ana, at=LONG_AGO)
    happened(ada, ana, at=NOON - 2 * HOUR, direction="out", channel="mastodon")
    assert write(ada, letters, ana, theirs, NOON).state == "waiting"
    assert write(ada, letters, ana, theirs, NOON + HOUR / 2, text="I forgot the table.").state == "waiting"
    with pytest.raises(TooOften):
        write(ada, letters, ana, theirs, NOON + 3 * HOUR, text="Did you read it?")


@pytest.mark.parametrize(("hour", "code"), [(22, "quiet hour"), (12, "quiet time"), (13, "quiet day of the week")])
def test_quiet_times_hold_for_what_answers_nobody(ada: Actor, ana: Person, letters: Channel, hour: int, code: str) -> None:
    old = answered_long_ago(ada, ana, "email")
    if hour == 12:
        people.add_quiet_time(ada, since=NOON.date(), until=NOON.date(), person_id=ana.pk)
    if hour == 13:
        people.set_limits(
            ada, per_day=1, per_week=3, per_month=6, quiet_from=time(21), quiet_until=time(8), quiet_days=[NOON.weekday()]
        )
    with pytest.raises(TooOften, match=code):
        write(ada, letters, ana, old, NOON.replace(hour=hour))
    where = There("LinkedIn", "https://www.linkedin.com/")
    with time_machine.travel(NOON.replace(hour=hour), tick=False), pytest.raises(TooOften, match=code):
        actions.draft_there(ada, channel=None, person=ana, answers=old, answer=Answer(text="Hello?"), where=where)
    assert not Outgoing.objects.exists()


def test_do_not_contact_wins_over_an_answer(ada: Actor, ana: Person, letters: Channel) -> None:
    theirs = happened(ada, ana, at=NOON - HOUR)
    with time_machine.travel(NOON - HOUR / 2, tick=False):
        people.set_do_not_contact(ada, ana.pk, silent=True, now=NOON)
    ana.refresh_from_db()
    with pytest.raises(ForbiddenByUseRule, match="does not want to be contacted"):
        write(ada, letters, ana, theirs, NOON)
    # Whoever writes to us after they said so is answered.
    assert write(ada, letters, ana, happened(ada, ana, at=NOON + 3 * HOUR), NOON + 4 * HOUR).state == "waiting"


def test_what_others_did_meanwhile_stops_it_before_it_leaves(
    ada: Actor, ben: Actor, ana: Person, letters: Channel, mail: World
) -> None:
    outgoing = write(ada, letters, ana, answered_long_ago(ada, ana, "email"), NOON)
    people.log_touch(ben, [ana.pk], kind="call", at=NOON, now=NOON)
    with time_machine.travel(NOON + SOON, tick=False):
        assert sending.send(outgoing.pk) is None
    outgoing.refresh_from_db()
    assert (outgoing.state, mail.received) == ("failed", {})
    assert "last 2027-03-03 12:00, the phone, Ben Castillo" in outgoing.error
    with time_machine.travel(NOON + HOUR, tick=False), pytest.raises(TooOften):
        actions.settle(ada, outgoing.pk, outcome="again")
    with time_machine.travel(NOON + DAY, tick=False):
        actions.settle(ada, outgoing.pk, outcome="again")
        sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    assert outgoing.state == "sent"


def test_of_two_that_come_late_together_one_leaves_and_the_other_is_shown(
    ada: Actor, ana: Person, letters: Channel, mail: World
) -> None:
    old = answered_long_ago(ada, ana, "email")
    first = write(ada, letters, ana, old, NOON)
    second = write(ada, letters, ana, old, NOON, text="The table.", send_at=NOON + DAY)
    with time_machine.travel(NOON + DAY + HOUR, tick=False):
        assert (sending.send(first.pk), sending.send(second.pk)) == (None, None)
    states = Outgoing.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), len(mail.received)) == (["failed", "sent"], 1)


def test_what_was_stopped_is_not_written_by_hand_either_until_they_write(ada: Actor, ana: Person, letters: Channel) -> None:
    outgoing = write(ada, letters, ana, answered_long_ago(ada, ana, "email"), NOON)
    happened(ada, ana, at=NOON, direction="out", channel="mastodon")
    with time_machine.travel(NOON + SOON, tick=False):
        sending.send(outgoing.pk)
        for outcome in ("there", "again"):
            with pytest.raises(TooOften, match="answers nothing that they wrote lately"):
                actions.settle(ada, outgoing.pk, outcome=outcome)  # type: ignore[arg-type]
    happened(ada, ana, at=NOON + HOUR, channel="mastodon")
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        assert actions.settle(ada, outgoing.pk, outcome="again").state == "waiting"
    Outgoing.objects.update(state="failed")
    Person.objects.update(do_not_contact=True, silent_by_hand=True)
    with time_machine.travel(NOON + 3 * HOUR, tick=False), pytest.raises(ForbiddenByUseRule):
        actions.settle(ada, outgoing.pk, outcome="there")


def test_what_was_stopped_leaves_on_another_day_when_the_same_words_are_sent_then(
    ada: Actor, ben: Actor, ana: Person, letters: Channel, mail: World
) -> None:
    old = answered_long_ago(ada, ana, "email")
    outgoing = write(ada, letters, ana, old, NOON)
    people.log_touch(ben, [ana.pk], kind="call", at=NOON, now=NOON)
    with time_machine.travel(NOON + SOON, tick=False):
        sending.send(outgoing.pk)
    again = write(ada, letters, ana, old, NOON + HOUR, send_at=NOON + DAY)
    assert (again.pk, again.state, again.scheduled, again.key != outgoing.key) == (outgoing.pk, "waiting", True, True)
    with time_machine.travel(NOON + DAY, tick=False):
        sending.send(again.pk)
    assert (Outgoing.objects.get().state, list(mail.received)) == ("sent", [again.key])


def test_what_waits_again_counts_on_the_day_on_which_it_leaves(ada: Actor, ana: Person, letters: Channel) -> None:
    outgoing = write(ada, letters, ana, answered_long_ago(ada, ana, "email"), NOON)
    Outgoing.objects.filter(pk=outgoing.pk).update(sending_at=NOON, not_before=NOON + DAY)
    with time_machine.travel(NOON, tick=False):
        assert full_today(ada, [ana.pk], now=NOON) == {}
        assert full_today(ada, [ana.pk], now=NOON + DAY)[ana.pk].code == "per_day"


def test_what_comes_late_into_a_quiet_hour_leaves_in_the_morning(ada: Actor, ana: Person, letters: Channel, mail: World) -> None:
    evening = NOON.replace(hour=20, minute=59, second=45)
    outgoing = write(ada, letters, ana, answered_long_ago(ada, ana, "email"), evening)
    with time_machine.travel(evening + HOUR, tick=False):
        again = sending.send(outgoing.pk)
    assert again == datetime(2027, 3, 4, 8, tzinfo=UTC)
    said = "It would reach Ana Souza in a quiet hour. It leaves by itself on 2027-03-04 08:00."
    assert Outgoing.objects.get().error == said
    with time_machine.travel(again, tick=False):
        sending.send(outgoing.pk)
    outgoing.refresh_from_db()
    assert (outgoing.state, len(mail.received)) == ("sent", 1)


def test_what_was_sent_by_hand_counts_once_even_when_a_sync_brings_it(
    ada: Actor, ben: Actor, ana: Person, toots: Channel
) -> None:
    old = answered_long_ago(ben, ana, "mastodon")
    people.set_limits(ada, per_day=2, per_week=3, per_month=6, quiet_from=time(), quiet_until=time())
    with time_machine.travel(NOON, tick=False):
        where = There("LinkedIn", "https://www.linkedin.com/")
        made = actions.draft_there(ada, channel=None, person=ana, answers=old, answer=Answer(text="Hello?"), where=where)
        actions.settle(ada, made.pk, outcome="sent")
        happened(ada, ana, at=NOON - HOUR, direction="out", channel="linkedin")
        assert full_today(ada, [ana.pk], now=NOON) == {}
        assert write(ben, toots, ana, old, NOON).state == "waiting"
        assert full_today(ada, [ana.pk], now=NOON)[ana.pk].code == "per_day"


def test_limits_hold_over_any_history_of_members_and_channels(ada: Actor, ben: Actor, letters: Channel, toots: Channel) -> None:
    """Members write, people write and are answered, at random; what was let through never breaks a limit, answers aside."""
    chance = Random(20_270_303)
    limits = Limits(per_day=1, per_week=2, per_month=4)
    people.set_limits(ada, per_day=1, per_week=2, per_month=4, quiet_from=time(21), quiet_until=time(8))
    ways = [(ada, letters, "email"), (ben, toots, "mastodon")]
    let_through = refused = answers = 0
    for number in range(12):
        person = Person.objects.get(pk=people.add_person(ada, name=f"Person {number}"))
        olds = {channel: happened(actor, person, at=LONG_AGO, channel=channel) for actor, _, channel in ways}
        for actor, _, channel in ways:
            happened(actor, person, at=LONG_AGO + HOUR, direction="out", channel=channel)
        touches: list[datetime] = []
        at = NOON
        for _step in range(20):
            at += timedelta(minutes=chance.randrange(5, 60 * 40))
            actor, channel, name = chance.choice(ways)
            if chance.random() < 0.2:
                olds[name] = happened(actor, person, at=at, channel=name)
                continue
            try:
                made = write(actor, channel, person, olds[name], at, text=f"Word {at}")
            except TooOften:
                refused += 1
                continue
            let_through += 1
            if made.draft["answer"]:
                answers += 1
            else:
                touches.append(made.not_before)
                assert 8 <= made.not_before.hour < 21
            assert broken(touches, limits=limits, zone=ZoneInfo("UTC")) == ""
    assert min(let_through - answers, refused, answers) > 10


@pytest.mark.django_db(transaction=True)
def test_of_two_members_at_the_same_moment_one_gets_through(ada: Actor, ben: Actor) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, from the begin of its transaction on; PostgreSQL needs the lock.")
    person = Person.objects.get(pk=people.add_person(ada, name="Ana Souza"))
    ways = []
    for actor, platform in ((ada, "email"), (ben, "mastodon")):
        channel = Channel.objects.create(
            workspace_id=ada.workspace_id, member_id=actor.member_id, platform=platform, account=platform, may=["reply"]
        )
        theirs = happened(actor, person, at=utc_now() - 9 * DAY, channel=platform)
        happened(actor, person, at=utc_now() - 8 * DAY, direction="out", channel=platform)
        ways.append((actor, channel, theirs))
    people.set_limits(ada, per_day=1, per_week=1, per_month=1, quiet_from=time(), quiet_until=time())
    gate, said = Barrier(2), list[str]()

    def go(actor: Actor, channel: Channel, old: Interaction) -> None:
        try:
            gate.wait()
            actions.queue_reply(actor, channel=channel, person=person, answers=old, answer=Answer(text="Hello again"))
            said.append("through")
        except TooOften:
            said.append("stopped")
        finally:
            connection.close()

    threads = [Thread(target=go, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["stopped", "through"]
