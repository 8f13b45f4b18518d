"""Who rests on nothing goes; who rests on anything stays; who is erased leaves nothing behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dumps import content
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.removal import erase_person, remove_empty_organisations, remove_unsupported
from hustings.apps.people.models import Interaction, Organisation, Person, SourceRecord
from hustings.kernel.clock import utc_now
from importing import bring_in
from small_files import ADA, KWABENA, MARISOL, Said, connections, linkedin_zip, messages, profile

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEEPERS = {
    "a note": lambda a, p: actions.add_note(a, p, text="Hello"),
    "a tag": lambda a, p: actions.tag_person(a, p, name="ally"),
    "a vouch": lambda a, p: actions.vouch_for(a, p, how="family"),
    "a touch": lambda a, p: actions.log_touch(a, [p], kind="call", at=DAY, now=utc_now()),
    "a value": lambda a, p: actions.set_value(a, p, field_id=actions.add_field(a, name="Ward", type="text"), value="3"),
    "care": lambda a, p: actions.assign_person(a, p, member_id=a.member_id, now=DAY),
    "a rhythm": lambda a, p: actions.set_rhythm(a, p, segment="network", now=DAY),
    "a period": lambda a, p: actions.set_rhythm(a, p, period_days=14, now=DAY),
    "silence": lambda a, p: actions.set_do_not_contact(a, p, silent=True, now=DAY),
}


def bare(ada: Actor) -> int:
    """Somebody of whom no source tells any more."""
    made = actions.add_person(ada, name="Ana Souza")
    SourceRecord.objects.filter(person_id=made).delete()
    return made


def test_somebody_who_rests_on_nothing_goes_and_members_never_do(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Profile": profile()}))
    own = Person.objects.get(own_member_id=ada.member_id)
    SourceRecord.objects.filter(person=own).delete()
    made = bare(ada)
    assert remove_unsupported(ada.workspace_id, [made, own.pk]) == {made}
    assert Person.objects.get() == own


@pytest.mark.parametrize("name", KEEPERS)
def test_what_a_member_said_or_decided_keeps_somebody(ada: Actor, name: str) -> None:
    made = bare(ada)
    KEEPERS[name](ada, made)
    assert remove_unsupported(ada.workspace_id, [made]) == set()
    assert Person.objects.filter(pk=made).exists()


def test_erasing_somebody_leaves_what_belongs_to_others(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "Connections": connections(KWABENA)}))
    kwabena = Person.objects.get(name=KWABENA.name)
    before = content(ada.workspace_id)
    bring_in(
        ada,
        linkedin_zip(
            tmp_path / "b.zip", {"Connections": connections(MARISOL), "messages": messages(Said(MARISOL, ADA, DAY, "Hello?"))}
        ),
    )
    marisol = Person.objects.get(name=MARISOL.name)
    step = actions.log_touch(ada, [marisol.pk, kwabena.pk], kind="meeting", at=DAY, now=utc_now())
    erase_person(ada.workspace_id, marisol.pk)
    assert Interaction.objects.get().pk == step.interaction_id
    assert kwabena.participations.count() == 1
    after = content(ada.workspace_id)
    assert [p[0] for p in after["people"]] == [p[0] for p in before["people"]]


def test_organisations_that_nobody_names_go(ada: Actor) -> None:
    actions.add_person(ada, name="Ana Souza", organisation="Harbour Trust")
    Organisation.objects.create(workspace_id=ada.workspace_id, name="Gone", key="gone", followed_at=DAY)
    remove_empty_organisations(ada.workspace_id)
    assert Organisation.objects.get().name == "Harbour Trust"
