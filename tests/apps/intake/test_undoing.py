"""Taking an import back takes away what it alone said, and nothing that another import or a member also said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dumps import content, searchable, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import actions
from hustings.apps.intake.models import Support
from hustings.apps.invitations.models import Invitation
from hustings.apps.people import actions as people
from hustings.apps.people.models import Interaction, Occasion, Organisation, Person, Position, SourceRecord, Tie
from hustings.apps.people.search import find
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted, WrongInput
from importing import begin, bring_in
from small_files import (
    ADA,
    ANNELIE,
    KWABENA,
    MARISOL,
    NETWORK,
    PRIYA,
    TOMASZ,
    Letter,
    Said,
    Somebody,
    addresses,
    calendar,
    cards,
    connections,
    endorsements,
    invitations,
    linkedin_zip,
    mailbox,
    messages,
    profile,
    shares,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUESTION = Said(MARISOL, ADA, DAY, "Does the night bus survive the budget?")
MOVED = Somebody("Marisol", "Etxeberria", "marisol", "", "Ministry of Housing", "Adviser")


def export(folder: Path, name: str, *people: Somebody, said: tuple[Said, ...] = ()) -> Path:
    return linkedin_zip(folder / name, {"Connections": connections(*people), "messages": messages(*said)})


def test_undoing_everything_leaves_only_the_members_own_person(ada: Actor, tmp_path: Path) -> None:
    before = content(ada.workspace_id)
    tables_of_export = {
        "Profile": profile(),
        "Email Addresses": addresses("ada.private@example.net"),
        "Connections": connections(*NETWORK),
        "messages": messages(QUESTION),
        "Invitations": invitations((PRIYA, DAY, "Shall we talk?")),
        "Endorsement_Received_Info": endorsements((ANNELIE, DAY, "Public Speaking")),
        "Shares": shares((DAY, "https://www.linkedin.com/feed/update/1", "Come to the hearing")),
        "Company Follows": [["Organization", "Followed On"], ["Harbour Trust", "Tue Jun 30 12:57:19 UTC 2026"]],
    }
    done = [
        bring_in(ada, linkedin_zip(tmp_path / "x.zip", tables_of_export)),
        bring_in(ada, cards(tmp_path / "book.vcf", KWABENA, TOMASZ)),
        bring_in(ada, mailbox(tmp_path / "m.mbox", Letter(TOMASZ, ADA, DAY, "When is the hearing?", "one"))),
        bring_in(ada, calendar(tmp_path / "c.ics", ("evening", DAY, "Evening", [KWABENA]))),
    ]
    for imported in done:
        actions.undo_import(ada, imported.pk)
    left = content(ada.workspace_id)
    assert [p[0] for p in left["people"]] == ["Ada Okafor"]
    assert left | {"people": []} == {name: [] for name in before} | {"people": []}
    assert len(searchable()) == 1
    assert not Organisation.objects.exists()
    assert not Support.objects.exists()
    assert list(SourceRecord.objects.values_list("external_id", flat=True)) == [f"own:{ada.member_id}"]


def test_the_order_of_undoing_does_not_matter(ada: Actor, otto: Actor, tmp_path: Path) -> None:
    given = [
        export(tmp_path, "a.zip", MARISOL, KWABENA, said=(QUESTION,)),
        export(tmp_path, "b.zip", MOVED, KWABENA, said=(QUESTION, Said(KWABENA, ADA, DAY, "A word?"))),
        export(tmp_path, "c.zip", MOVED, ANNELIE),
    ]
    one, other = [bring_in(ada, each) for each in given], [bring_in(otto, each) for each in given]
    for i in (0, 1):
        actions.undo_import(ada, one[i].pk)
    for i in (1, 0):
        actions.undo_import(otto, other[i].pk)
    left, right = content(ada.workspace_id), content(otto.workspace_id)
    assert [p[0] for p in left["people"]] == ["Ada Okafor", "Annelie Thörnqvist", "Marisol Etxeberria"]
    assert left["people"][1:] == right["people"][:2]
    assert left["conversations"] == right["conversations"] == []


def test_undoing_the_first_of_two_keeps_what_the_second_and_a_member_also_say(ada: Actor, tmp_path: Path) -> None:
    first = bring_in(ada, export(tmp_path, "a.zip", MARISOL, KWABENA, ANNELIE, said=(QUESTION,)))
    bring_in(ada, export(tmp_path, "b.zip", MARISOL, TOMASZ, said=(QUESTION,)))
    kwabena = Person.objects.get(name="Kwabena Osei-Mensah")
    people.add_note(ada, kwabena.pk, text="Knows every tenant by name.")
    actions.undo_import(ada, first.pk)
    assert set(Person.objects.values_list("name", flat=True)) == {
        "Ada Okafor",
        "Marisol Etxeberria",
        "Tomasz Wiśniewski",
        "Kwabena Osei-Mensah",
    }
    assert Interaction.objects.get().text == QUESTION.text
    assert Conversation.objects.get().needs_reply
    # What only the export said about him is gone; the member's note keeps him under his name.
    assert not kwabena.positions.exists()
    assert not kwabena.identities.exists()
    assert find(ada.workspace_id, "kwabena tenant") == [kwabena.pk]
    assert find(ada.workspace_id, "docks") == []


def test_a_wish_not_to_be_contacted_outlives_the_import_that_brought_the_person(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, export(tmp_path, "a.zip", MARISOL))
    marisol = Person.objects.get(name="Marisol Etxeberria")
    people.set_do_not_contact(ada, marisol.pk, silent=True, now=utc_now())
    actions.undo_import(ada, done.pk)
    bring_in(ada, export(tmp_path, "b.zip", MARISOL))
    assert list(Person.objects.filter(name="Marisol Etxeberria").values_list("do_not_contact", flat=True)) == [True]


def test_undoing_an_update_restores_what_the_first_import_said(ada: Actor, tmp_path: Path) -> None:
    bring_in(
        ada,
        export(tmp_path, "a.zip", MARISOL, said=(QUESTION,)),
        mailbox(tmp_path / "a.mbox", Letter(TOMASZ, ADA, DAY, "When", "1")),
    )
    before = content(ada.workspace_id)
    second = bring_in(
        ada,
        export(tmp_path, "b.zip", MOVED, said=(QUESTION,)),
        mailbox(tmp_path / "b.mbox", Letter(TOMASZ, ADA, DAY, "When is it?", "1")),
    )
    assert Occasion.objects.filter(kind="new_position").exists()
    assert Interaction.objects.filter(text="When is it?").exists()
    actions.undo_import(ada, second.pk)
    assert content(ada.workspace_id) == before


def test_undoing_the_first_after_an_update_keeps_the_update(ada: Actor, tmp_path: Path) -> None:
    first = bring_in(ada, export(tmp_path, "a.zip", MARISOL))
    bring_in(ada, export(tmp_path, "b.zip", MOVED))
    before = tables()
    actions.undo_import(ada, first.pk)
    assert tables() == before


def test_undoing_the_middle_one_of_three_versions_keeps_the_last(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, "a.zip", MARISOL))
    original = content(ada.workspace_id)
    third_job = Somebody("Marisol", "Etxeberria", "marisol", "", "Harbour Trust", "Director")
    second = bring_in(ada, export(tmp_path, "b.zip", MOVED))
    third = bring_in(ada, export(tmp_path, "c.zip", third_job))
    actions.undo_import(ada, second.pk)
    assert Position.objects.filter(current=True).values_list("title", flat=True).get() == "Director"
    actions.undo_import(ada, third.pk)
    assert content(ada.workspace_id) == original


def test_an_import_that_found_an_update_as_it_stood_keeps_it(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, "a.zip", MARISOL, KWABENA))
    original = content(ada.workspace_id)
    second = bring_in(ada, export(tmp_path, "b.zip", MOVED, KWABENA))
    updated = content(ada.workspace_id)
    again = bring_in(ada, export(tmp_path, "c.zip", MOVED, KWABENA))
    actions.undo_import(ada, second.pk)
    assert content(ada.workspace_id) == updated
    actions.undo_import(ada, again.pk)
    assert content(ada.workspace_id) == original


def test_a_row_that_one_file_repeats_in_a_newer_form_is_restored_to_what_was_before_the_file(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, "a.zip", MARISOL))
    original = content(ada.workspace_id)
    third_job = Somebody("Marisol", "Etxeberria", "marisol", "", "Harbour Trust", "Director")
    twice = bring_in(ada, export(tmp_path, "b.zip", MARISOL, MOVED, third_job))
    actions.undo_import(ada, twice.pk)
    assert content(ada.workspace_id) == original


def test_an_invitation_found_accepted_waits_again_when_the_connection_is_undone(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Invitations": invitations((PRIYA, DAY, "Shall we talk?"))}))
    assert Invitation.objects.get().state == "pending"
    second = bring_in(ada, export(tmp_path, "b.zip", PRIYA))
    assert Invitation.objects.get().state == "accepted"
    actions.undo_import(ada, second.pk)
    assert (Invitation.objects.get().state, Invitation.objects.get().decided_at) == ("pending", None)


def test_a_conversation_loses_what_the_undone_import_added(ada: Actor, tmp_path: Path) -> None:
    answer = Said(ADA, MARISOL, DAY + timedelta(days=1), "It does.")
    bring_in(ada, export(tmp_path, "a.zip", MARISOL, said=(QUESTION,)))
    before = content(ada.workspace_id)
    second = bring_in(ada, export(tmp_path, "b.zip", MARISOL, said=(QUESTION, answer)))
    assert not Conversation.objects.get().needs_reply
    actions.undo_import(ada, second.pk)
    assert content(ada.workspace_id) == before
    assert Conversation.objects.get().needs_reply


def test_a_logged_touch_stays_and_the_tie_follows(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, export(tmp_path, "a.zip", MARISOL, said=(QUESTION,)))
    marisol = Person.objects.get(name="Marisol Etxeberria")
    people.log_touch(ada, [marisol.pk], kind="call", at=DAY + timedelta(days=2), now=utc_now())
    actions.undo_import(ada, done.pk)
    tie = Tie.objects.get()
    assert (tie.other_id, tie.out_count, tie.in_count) == (marisol.pk, 1, 1)
    assert (tie.first_at, tie.last_in_at) == (DAY + timedelta(days=2), None)
    assert Interaction.objects.get().kind == "call"


def test_an_import_can_come_again_after_it_was_undone(ada: Actor, tmp_path: Path) -> None:
    given = export(tmp_path, "a.zip", MARISOL, KWABENA, said=(QUESTION,))
    done = bring_in(ada, given)
    before = content(ada.workspace_id)
    actions.undo_import(ada, done.pk)
    bring_in(ada, given)
    assert content(ada.workspace_id) == before


def test_nothing_is_undone_twice_or_before_it_was_applied(ada: Actor, tmp_path: Path) -> None:
    waiting = begin(ada, export(tmp_path, "a.zip", MARISOL))
    with pytest.raises(WrongInput, match="nothing to undo"):
        actions.undo_import(ada, waiting.pk)
    actions.apply_import(ada, waiting.pk)
    assert actions.undo_import(ada, waiting.pk) == {"people": 1, "records": 1, "interactions": 0}
    with pytest.raises(WrongInput, match="nothing to undo"):
        actions.undo_import(ada, waiting.pk)
    with pytest.raises(WrongInput, match="was undone"):
        actions.apply_import(ada, waiting.pk)


def test_only_a_manager_undoes_what_others_imported(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, export(tmp_path, "a.zip", MARISOL))
    with pytest.raises(NotPermitted):
        actions.undo_import(ben, done.pk)
    others = bring_in(ben, export(tmp_path, "b.zip", KWABENA))
    actions.undo_import(ada, others.pk)
    assert not Person.objects.filter(name="Kwabena Osei-Mensah").exists()
