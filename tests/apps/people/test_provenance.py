"""Use rules are asked where a value is used."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions import add_person
from hustings.apps.people.models import Source
from hustings.apps.people.provenance import Handle, handles_for, refused_people, require_use
from hustings.kernel.errors import ForbiddenByUseRule
from hustings.kernel.provenance import Use


@pytest.fixture
def donor(ada: Actor) -> int:
    """Somebody who is known from one source alone."""
    return add_person(ada, name="Dora Donor", email="dora@example.org")


def test_a_handle_of_an_own_source_may_be_used_for_contact(donor: int) -> None:
    assert handles_for(Use.CONTACT, [donor]) == {Handle(donor, "email", "dora@example.org")}
    require_use(Use.CONTACT, donor)


def test_a_handle_that_only_a_filing_names_is_never_used_for_contact(donor: int) -> None:
    Source.objects.update(use_rule="fec-report")

    assert handles_for(Use.CONTACT, [donor]) == set()
    with pytest.raises(ForbiddenByUseRule, match="30111"):
        require_use(Use.SOLICIT, donor)


def test_a_value_without_any_known_rule_is_only_shown(donor: int) -> None:
    Source.objects.update(use_rule="forgotten")

    assert handles_for(Use.SHOW, [donor])
    assert not handles_for(Use.CONTACT, [donor])


def test_who_is_refused_is_looked_up_person_by_person(
    ada: Actor, donor: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Source.objects.update(use_rule="disclosed-gift")
    with django_assert_num_queries(2) as asked:
        assert refused_people(ada.workspace_id, Use.CONTACT) == {donor}
    # Donors by the ten thousand: no data base may choose the index of the workspace for the other sources of each.
    others = asked.captured_queries[-1]["sql"].partition("EXISTS")[2].partition("LIMIT")[0]
    assert "person_id" in others
    assert "workspace_id" not in others
