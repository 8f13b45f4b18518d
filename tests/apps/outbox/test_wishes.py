"""What somebody wishes, whoever tells of it and whenever it comes, stops what is on its way out to them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from apps.outbox.night_bus import later, marta, read, reply
from fakes.platform import BEGIN, World, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels.models import Channel
from hustings.apps.outbox.models import Outgoing
from hustings.apps.people import actions as people
from hustings.apps.people.models import Consent, Person, Source
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule


def refuse(person: Person, *, at: datetime | None, channel: str = "email", value: str = "") -> None:
    Consent.objects.create(workspace_id=person.workspace_id, person=person, channel=channel, value=value, status="refused", at=at)


@pytest.mark.parametrize("value", ["", "marta@example.org"])
def test_a_refused_address_is_answered_only_if_they_wrote_since(ada: Actor, channel: Channel, value: str) -> None:
    refuse(marta(), at=BEGIN, value=value)
    assert reply(ada, "You asked.").state == "waiting"
    refuse(marta(), at=BEGIN + timedelta(days=2), value=value)
    with pytest.raises(ForbiddenByUseRule, match=r"Marta Brun does not want to be reached at marta@example\.org"):
        reply(ada)
    assert Outgoing.objects.count() == 1


def test_a_refusal_without_a_date_stands(ada: Actor, channel: Channel) -> None:
    refuse(marta(), at=None)
    with pytest.raises(ForbiddenByUseRule):
        reply(ada)


def test_a_wish_that_comes_in_between_stops_it_with_the_reason(ada: Actor, channel: Channel, mail: World) -> None:
    outgoing = reply(ada)
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    later(outgoing)
    assert (outgoing.state, mail.received) == ("failed", {})
    assert outgoing.error == "Marta Brun does not want to be contacted."


def test_whoever_wrote_since_is_answered_all_the_same(ada: Actor, channel: Channel, mail: World) -> None:
    people.set_do_not_contact(ada, marta().pk, silent=True, now=utc_now())
    mail.say("INBOX", letter(3, sent_at=utc_now() + timedelta(seconds=1)))
    read()
    assert reply(ada).state == "waiting"


def test_a_wish_that_a_source_tells_of_counts_with_its_date(ada: Actor, channel: Channel) -> None:
    people.record_consent(ada, marta().pk, channel="any", status="refused", now=utc_now())
    assert marta().do_not_contact
    with pytest.raises(ForbiddenByUseRule, match="contacted"):
        reply(ada)
    Consent.objects.update(at=BEGIN)
    assert reply(ada).state == "waiting"


def test_a_silence_of_which_nobody_knows_when_stands(ada: Actor, channel: Channel) -> None:
    Person.objects.filter(pk=marta().pk).update(silent_by_hand=True)
    with pytest.raises(ForbiddenByUseRule):
        reply(ada)


def test_the_use_rule_of_the_source_is_asked(ada: Actor, channel: Channel) -> None:
    Source.objects.filter(reader="live-email").update(use_rule="fec-report")
    with pytest.raises(ForbiddenByUseRule, match="FEC"):
        reply(ada)


# Trouble on the wire
