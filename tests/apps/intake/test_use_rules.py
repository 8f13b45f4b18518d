"""Use rules of platforms: where they forbid it, what comes is not matched, rates nobody and says nothing about beliefs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from fakes import platform as fakes
from fakes.platform import TOKEN, World, fake_mail, letter
from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions as channels
from hustings.apps.channels.models import Stream
from hustings.apps.events.matching import Entry, Meant, match
from hustings.apps.inbox import closing
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import syncing
from hustings.apps.people import actions as people
from hustings.apps.people.actions import dealings
from hustings.apps.people.models import Evidence, Interaction, Person, Review, Source, Tie
from hustings.apps.people.provenance import refused_people, require_use_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import ForbiddenByUseRule
from hustings.kernel.provenance import Use
from hustings.kernel.records import Identity, Party
from importing import bring_in
from small_files import Somebody, cards

pytestmark = pytest.mark.django_db
Reads = Callable[[str], None]
MARTA = Somebody("Marta", "Brun", "marta", "marta@example.org")


@pytest.fixture
def mail() -> Iterator[World]:
    with fake_mail() as world:
        yield world


@pytest.fixture
def reads(ada: Actor, mail: World, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Connects the account of a platform under a use rule and reads what it holds."""

    def read(rule: str) -> None:
        monkeypatch.setattr(fakes.FakePlatform, "use_rule", rule)
        channels.connect(ada, platform="email", credentials={"server": "mail.example.org", "token": TOKEN})
        for stream in Stream.objects.values_list("pk", flat=True):
            syncing.sync_stream(stream, at_most=None)

    return read


def martas() -> list[Person]:
    return list(Person.objects.filter(name="Marta Brun").order_by("id"))


@pytest.mark.parametrize(("rule", "number"), [("own-mail", 1), ("meta-content", 1), ("x-content", 2), ("linkedin-api", 2)])
def test_who_comes_from_a_platform_that_forbids_matching_waits_for_a_member(
    ada: Actor, mail: World, reads: Reads, rule: str, number: int
) -> None:
    people.add_person(ada, name="Marta Brun", email="marta@example.org")
    mail.say("INBOX", letter(1), letter(2))
    reads(rule)
    assert len(martas()) == number
    assert Review.objects.count() == number - 1


def test_the_very_same_account_links_by_itself(ada: Actor, mail: World, reads: Reads) -> None:
    known = people.add_person(ada, name="Marta Brun")
    people.add_identity(ada, known, kind="linkedin", value="https://www.linkedin.com/in/martabrun")
    party = Party(name="Marta Brun", identities=(Identity(kind="linkedin", value="linkedin.com/in/martabrun"),))
    mail.say("INBOX", *(msgspec.structs.replace(letter(number), sender=party) for number in (1, 2)))
    reads("linkedin-api")
    assert [each.pk for each in martas()] == [known]
    assert not Review.objects.exists()


def test_whom_only_such_a_platform_knows_is_linked_by_no_other_source(
    ada: Actor, mail: World, reads: Reads, tmp_path: Path
) -> None:
    mail.say("INBOX", letter(1))
    reads("x-content")
    (only,) = martas()
    assert refused_people(ada.workspace_id, Use.MATCH) == {only.pk}
    assert refused_people(ada.workspace_id, Use.MATCH, among=[only.pk]) == {only.pk}
    assert not refused_people(ada.workspace_id, Use.MATCH, among=[only.pk + 1])
    bring_in(ada, cards(tmp_path / "a.vcf", MARTA))
    assert len(martas()) == 2
    assert Review.objects.count() == 1
    assert people.find_duplicates(ada, link_sure=True).merged == 0
    Source.objects.update(use_rule="own-mail")
    assert people.find_duplicates(ada, link_sure=True).merged == 1


def test_a_list_of_guests_does_not_take_whom_only_such_a_platform_knows(ada: Actor, mail: World, reads: Reads) -> None:
    mail.say("INBOX", letter(1))
    reads("x-content")
    entry = Entry(name="Marta Brun", email="marta@example.org")
    assert match(ada.workspace_id, [entry]) == [Meant(None, (martas()[0].pk,))]
    Source.objects.update(use_rule="own-mail")
    assert match(ada.workspace_id, [entry]) == [Meant(martas()[0].pk, ())]


@pytest.mark.parametrize(("rule", "rates"), [("own-mail", True), ("x-content", True), ("linkedin-api", False)])
def test_what_may_not_rate_people_makes_nobody_closer(ada: Actor, mail: World, reads: Reads, rule: str, rates: bool) -> None:
    mail.say("INBOX", letter(1), letter(2))
    reads(rule)
    assert set(Interaction.objects.values_list("counts", flat=True)) == {rates}
    assert Tie.objects.exists() is rates
    assert (martas()[0].last_touch_at is not None) is rates
    assert Conversation.objects.get().needs_reply
    before = list(Tie.objects.order_by("id").values("subject", "other", "in_count"))
    dealings.rebuild_ties(ada.workspace_id, [martas()[0].pk])
    assert list(Tie.objects.order_by("id").values("subject", "other", "in_count")) == before


@pytest.mark.parametrize("rule", ["x-content", "linkedin-api", "meta-content"])
def test_a_conversation_there_ends_without_a_stance(ada: Actor, mail: World, reads: Reads, rule: str) -> None:
    mail.say("INBOX", letter(1))
    reads(rule)
    talk = Conversation.objects.get().pk
    ending = closing.Ending(topic="Night buses", lean=1, condition="contact")
    with pytest.raises(ForbiddenByUseRule, match=r"forbids|not merged.*Name another source"):
        closing.close_with(ada, talk, ending, now=utc_now())
    assert not Evidence.objects.exists()
    assert Conversation.objects.get().state == "open"
    closing.close_with(ada, talk, closing.Ending(topic="Night buses", offers_help=True), now=utc_now())


def fact(**more: str) -> people.Fact:
    return people.Fact(kind="told_us", lean=1, at=utc_now(), condition="contact", **more)


@pytest.mark.parametrize(
    "told",
    [{"link": "https://x.com/marta/status/1"}, {"link": "https://mobile.twitter.com/marta"}, {"source": "her post, t.co/abc"}],
)
def test_a_post_on_x_is_no_evidence_of_what_somebody_thinks(ada: Actor, told: dict[str, str]) -> None:
    person = people.add_person(ada, name="Marta Brun")
    issue = people.ensure_issue(ada.workspace_id, "Night buses").pk
    with pytest.raises(ForbiddenByUseRule, match=r"X forbids deriving political beliefs.*Name another source"):
        people.record_evidence(ada, issue, fact(**told), now=utc_now(), person_id=person)
    elsewhere = fact(link="https://linux.com/a", source="netx.com and x.company")
    number, _ = people.record_evidence(ada, issue, elsewhere, now=utc_now(), person_id=person)
    Evidence.objects.update(**told)
    with pytest.raises(ForbiddenByUseRule, match="X forbids"):
        people.confirm_evidence(ada, number)


def test_an_observation_about_whom_only_x_knows_names_another_source(ada: Actor, mail: World, reads: Reads) -> None:
    mail.say("INBOX", letter(1))
    reads("x-content")
    issue, person = people.ensure_issue(ada.workspace_id, "Night buses").pk, martas()[0].pk
    with pytest.raises(ForbiddenByUseRule, match="Name another source"):
        people.record_evidence(ada, issue, fact(), now=utc_now(), person_id=person)
    assert people.record_evidence(ada, issue, fact(source="At the forum of 3 May"), now=utc_now(), person_id=person)


def test_what_comes_from_no_source_is_not_asked_about() -> None:
    require_use_of(Use.INFER_BELIEF, ())
