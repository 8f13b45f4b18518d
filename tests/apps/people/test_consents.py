"""What sources say about being reached, about support and households, and what members put down themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries
from hustings.apps.people.actions import folding
from hustings.apps.people.actions.records import source_for, statement_of, store_statements
from hustings.apps.people.models import Consent as ConsentRow
from hustings.apps.people.models import CustomValue, Person, PersonTag
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Consent, Identity, Name, PersonRecord, Support

MAIL = Identity(kind="email", value="ana@example.org")
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def told(actor: Actor, person_id: int, *, reader: str = "nationbuilder", **said: object) -> None:
    """A source says this about the person."""
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader=reader, use_rule="own-archive")
    record = PersonRecord(external_id="1", name=Name(full="Ana Souza"), identities=(MAIL,), **said)  # type: ignore[arg-type]
    store_statements(actor.workspace_id, [statement_of(record, person_id=person_id)], source_id=source.pk)
    folding.refold(actor.workspace_id, [person_id])


@pytest.fixture
def ana(ada: Actor) -> int:
    """Ana, whom Ada put down by hand."""
    return actions.add_person(ada, name="Ana Souza", email="ana@example.org")


def test_who_wants_no_contact_in_a_source_is_not_contacted(ada: Actor, ana: int) -> None:
    told(ada, ana, consents=(Consent(channel="any", status="refused", words="do_not_contact"),))
    assert Person.objects.get(pk=ana).do_not_contact
    with pytest.raises(WrongInput, match="record their consent"):
        actions.set_do_not_contact(ada, ana, silent=False, now=utc_now())


def test_a_dated_wish_is_lifted_by_a_later_consent_and_comes_back_with_undo(ada: Actor, ana: int) -> None:
    told(ada, ana, consents=(Consent(channel="any", status="withdrawn", at=MARCH),))
    step = actions.record_consent(ada, ana, channel="any", status="given", words="at the town hall", now=utc_now())
    assert not Person.objects.get(pk=ana).do_not_contact
    actions.undo(ada, step)
    assert Person.objects.get(pk=ana).do_not_contact


def test_what_cannot_be_a_consent_is_refused(ada: Actor, ana: int) -> None:
    with pytest.raises(WrongInput, match="Choose a channel"):
        actions.record_consent(ada, ana, channel="telepathy", status="given", now=utc_now())


def test_bad_addresses_and_refused_channels_are_not_used_and_a_newsletter_alone_forbids_nothing_else(
    ada: Actor, ana: int
) -> None:
    told(
        ada,
        ana,
        consents=(
            Consent(channel="email", status="bad", value=MAIL.value),
            Consent(channel="phone", status="refused"),
            Consent(channel="sms", status="withdrawn"),
            Consent(channel="email", status="withdrawn", purpose="newsletter"),
        ),
    )
    assert queries.refused_handles([ana]) == {ana: {("email", MAIL.value), ("phone", "")}}
    view = queries.person_view(ada, ana)
    assert [(line.channel, line.purpose, line.status) for line in view.consents] == [
        ("email", "", "bad"), ("email", "newsletter", "withdrawn"), ("phone", "", "refused"), ("sms", "", "withdrawn"),
    ]  # fmt: skip


def test_folding_the_same_again_writes_nothing_anew(ada: Actor, ana: int) -> None:
    told(ada, ana, consents=(Consent(channel="email", status="given", at=MARCH),), supports=(Support(level=2, at=MARCH),))
    before = list(ConsentRow.objects.values_list("pk", flat=True))
    outcome = folding.refold(ada.workspace_id, [ana])
    assert outcome.changed == set()
    assert list(ConsentRow.objects.values_list("pk", flat=True)) == before


def test_support_and_household_are_shown(ada: Actor, ana: int) -> None:
    other = actions.add_person(ada, name="Rui Souza")
    told(ada, ana, household="H-17", supports=(Support(level=1, subject="Mayor", at=MARCH), Support(level=4, subject="Mayor")))
    told(ada, other, reader="ngp_van", household="H-17")
    view = queries.person_view(ada, ana)
    assert [(line.subject, line.level) for line in view.supports] == [("Mayor", 1)]
    assert [row.name for row in view.household] == ["Rui Souza"]
    assert queries.person_view(ada, other).household[0].id == ana


def test_values_of_custom_fields_come_from_sources_until_a_member_says_otherwise(ada: Actor, ana: int) -> None:
    ward = actions.add_field(ada, name="Ward", type="number", choices=())
    told(ada, ana, fields={"ward": "07", "unknown": "x"})
    assert CustomValue.objects.get().value == "7"
    step = actions.set_value(ada, ana, field_id=ward, value="8")
    told(ada, ana, reader="civicrm", fields={"Ward": "9"})
    assert CustomValue.objects.get().value == "8"
    actions.undo(ada, step)
    told(ada, ana, reader="outlook", fields={"Ward": "no number"})
    assert CustomValue.objects.get().value == "7"
    actions.set_value(ada, ana, field_id=ward, value="5")
    actions.set_value(ada, ana, field_id=ward, value="")
    assert CustomValue.objects.get().value in ("7", "9")


def test_a_merge_keeps_what_was_said_by_hand_and_every_refusal_and_comes_apart_again(ada: Actor, ana: int) -> None:
    ward = actions.add_field(ada, name="Ward", type="number", choices=())
    other = actions.add_person(ada, name="Ana de Souza")
    actions.tag_person(ada, other, name="Volunteer")
    actions.set_value(ada, other, field_id=ward, value="8")
    told(ada, ana, fields={"Ward": "7"}, tags=("volunteer",))
    told(ada, other, reader="civicrm", consents=(Consent(channel="any", status="refused"),))
    event = actions.merge_people(ada, ana, other)
    assert Person.objects.get(pk=ana).do_not_contact
    assert list(CustomValue.objects.values_list("value", "by_hand")) == [("8", True)]
    assert list(PersonTag.objects.values_list("person_id", "by_hand")) == [(ana, True)]
    actions.set_value(ada, ana, field_id=ward, value="9")
    actions.unmerge_people(ada, event.pk)
    assert not Person.objects.get(pk=ana).do_not_contact
    assert Person.objects.get(pk=other).do_not_contact
    assert set(PersonTag.objects.values_list("person_id", "by_hand")) == {(ana, False), (other, True)}
    assert set(CustomValue.objects.values_list("person_id", "value")) == {(ana, "7"), (other, "9")}


def test_an_undated_no_is_lifted_by_a_new_consent_with_its_source_and_by_nothing_else(ada: Actor, ana: int) -> None:
    told(ada, ana, consents=(Consent(channel="any", status="refused", words="do_not_contact"),))
    told(ada, ana, reader="action-network", consents=(Consent(channel="any", status="given", at=utc_now()),))
    assert Person.objects.get(pk=ana).do_not_contact
    with pytest.raises(WrongInput, match="where the new consent comes from"):
        actions.record_consent(ada, ana, channel="any", status="given", now=utc_now())
    step = actions.record_consent(ada, ana, channel="any", status="given", words="Card at the town hall", now=utc_now())
    assert not Person.objects.get(pk=ana).do_not_contact
    held = ConsentRow.objects.get(person_id=ana, channel="any")
    assert (held.status, held.words) == ("given", "Card at the town hall")
    actions.undo(ada, step)
    assert Person.objects.get(pk=ana).do_not_contact


def test_a_no_that_comes_in_after_the_new_consent_holds_again(ada: Actor, ana: int) -> None:
    told(ada, ana, consents=(Consent(channel="any", status="refused", words="do_not_contact"),))
    actions.record_consent(ada, ana, channel="any", status="given", words="Card at the town hall", now=utc_now())
    assert not Person.objects.get(pk=ana).do_not_contact
    told(ada, ana, reader="action-network", consents=(Consent(channel="any", status="refused", words="do_not_contact"),))
    assert Person.objects.get(pk=ana).do_not_contact
