"""One person per human across files; whose export it is; what stays apart; what waits for a member's word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path

import pytest

from dumps import content, tables
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, matching
from hustings.apps.people import actions as people
from hustings.apps.people.models import Interaction, NotSame, Person, Review, Source, Tie
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Identity, Name, PersonRecord
from importing import begin, bring_in, counts, thin
from small_files import (
    ADA,
    BEN,
    KWABENA,
    MARISOL,
    TOMASZ,
    Letter,
    Said,
    Somebody,
    addresses,
    cards,
    connections,
    invitations,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TOMASZ_AT_HOME = Somebody("Tomasz", "Wisniewski", email="tomasz@energy.example")


def names() -> list[str]:
    return sorted(Person.objects.filter(own_member__isnull=True).values_list("name", flat=True))


def three_files(folder: Path) -> list[Path]:
    """One human in an export, in a mailbox and in an address book."""
    said = Said(TOMASZ, ADA, DAY, "Shall we talk about the grid?")
    return [
        linkedin_zip(folder / "x.zip", {"Profile": profile(), "Connections": connections(TOMASZ), "messages": messages(said)}),
        mailbox(folder / "m.mbox", Letter(TOMASZ, ADA, DAY + timedelta(days=1), "When is the hearing?", "one")),
        cards(folder / "b.vcf", TOMASZ, extra={"Tomasz": ["TEL:+49 30 1234567", "BDAY:1975-04-09"]}),
    ]


def test_linkedin_mail_and_card_of_one_human_end_as_one_person(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, *three_files(tmp_path))
    assert names() == ["Tomasz Wiśniewski"]
    tomasz = Person.objects.get(own_member__isnull=True)
    assert set(tomasz.identities.values_list("kind", flat=True)) == {"linkedin", "email", "phone"}
    assert tomasz.birthday == "1975-04-09"
    assert tomasz.participations.count() == 2
    assert Tie.objects.get().in_count == 2
    assert not Review.objects.exists()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_files_and_imports_does_not_matter(ada: Actor, otto: Actor, tmp_path: Path, order: tuple[int, ...]) -> None:
    # Where names and handles agree. Doubtful pairs may be asked about from either side: the question is the same.
    files = three_files(tmp_path)
    bring_in(ada, *files)
    for number in order:
        bring_in(otto, files[number], owner=otto, me=("ada@example.org",))
    mine, others = content(ada.workspace_id), content(otto.workspace_id)
    assert [p for p in mine["people"] if p[0] != "Ada Okafor"] == [p for p in others["people"] if p[0] != "Otto Brandt"]
    assert mine["interactions"] == others["interactions"]
    assert [tie[1:] for tie in mine["ties"]] == [tie[1:] for tie in others["ties"]]


def test_two_people_who_share_an_address_stay_two_and_come_to_review(ada: Actor, tmp_path: Path) -> None:
    ana, pedro = Somebody("Ana", "Souza", email="family@souza.example"), Somebody("Pedro", "Souza", email="family@souza.example")
    done = bring_in(ada, cards(tmp_path / "b.vcf", ana, pedro))
    assert names() == ["Ana Souza", "Pedro Souza"]
    assert counts(done)["people"] == {"created": 1, "review": 1}
    review = Review.objects.get()
    assert {review.first.name, review.second.name} == {"Ana Souza", "Pedro Souza"}
    assert "email" in str(review.reasons)


def test_a_review_is_opened_only_once(ada: Actor, tmp_path: Path) -> None:
    family = [Somebody(first, "Souza", email="family@souza.example") for first in ("Ana", "Pedro")]
    for number in range(3):
        bring_in(ada, cards(tmp_path / f"{number}.vcf", *family[:: 1 if number % 2 else -1]))
    assert Review.objects.count() == 1


def test_nicknames_are_the_same_human_where_something_else_agrees(ada: Actor, tmp_path: Path) -> None:
    robert = Somebody("Robert", "Lindqvist", "rob", "rob@lindqvist.example", "Harbour Trust", "Director")
    bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(robert)}))
    bob = Somebody("Bob", "Lindqvist", email="rob@lindqvist.example", company="Harbour Trust")
    assert counts(bring_in(ada, cards(tmp_path / "b.vcf", bob)))["people"] == {"linked": 1}
    assert len(names()) == 1


def test_not_the_same_is_remembered_over_the_same_and_over_new_imports(ada: Actor, tmp_path: Path) -> None:
    ana, pedro = Somebody("Ana", "Souza", email="family@souza.example"), Somebody("Pedro", "Souza", email="family@souza.example")
    given = cards(tmp_path / "b.vcf", ana, pedro)
    bring_in(ada, given)
    review = Review.objects.get()
    people.say_not_same(ada, review.first_id, review.second_id)
    bring_in(ada, given)
    bring_in(
        ada, mailbox(tmp_path / "m.mbox", Letter(ana, ADA, DAY, "Good morning?", "one"), Letter(pedro, ADA, DAY, "Ahoy?", "two"))
    )
    assert not Review.objects.exists()
    assert NotSame.objects.count() == 1
    assert names() == ["Ana Souza", "Pedro Souza"]
    assert sorted(Interaction.objects.values_list("participations__person__name", "text")) == [
        ("Ana Souza", "Good morning?"),
        ("Pedro Souza", "Ahoy?"),
    ]


def test_two_profiles_of_one_name_in_one_export_are_two_people(ada: Actor, tmp_path: Path) -> None:
    twins = Somebody("Ana", "Souza", "ana-souza"), Somebody("Ana", "Souza", "ana-souza-2")
    assert counts(bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(*twins)})))["people"] == {
        "created": 2
    }


def test_an_address_in_the_profile_says_whose_export_it_is(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    tables_of_ben = {
        "Profile": profile(Somebody("Benjamin", "Castillo-Reyes")),
        "Email Addresses": addresses("private@castillo.example", "ben@example.org"),
        "Connections": connections(KWABENA),
        "messages": messages(Said(BEN, KWABENA, DAY, "Good to meet you.")),
    }
    started = begin(ada, linkedin_zip(tmp_path / "x.zip", tables_of_ben))
    assert actions.preview_import(ada, started.pk).preview["owner_question"] == ""
    done = actions.apply_import(ada, started.pk)
    assert done.owner_id == ben.member_id
    assert Source.objects.get(reader="linkedin").member_id == ben.member_id
    tie = Tie.objects.get()
    assert (tie.subject.own_member_id, tie.out_count, tie.in_count) == (ben.member_id, 1, 0)


def test_the_export_of_somebody_unknown_is_asked_about_and_refused_until_it_is_said(ada: Actor, tmp_path: Path) -> None:
    said = Said(MARISOL, TOMASZ, DAY, "Is this for you?")
    given = {"Profile": profile(TOMASZ), "Connections": connections(MARISOL), "messages": messages(said)}
    started = begin(ada, linkedin_zip(tmp_path / "x.zip", given))
    shown = actions.preview_import(ada, started.pk).preview
    assert "Tomasz Wiśniewski" in shown["owner_question"]
    before = tables()
    with pytest.raises(WrongInput, match="--owner"):
        actions.apply_import(ada, started.pk)
    assert tables() == before
    actions.set_owner(ada, started.pk, owner_member_id=ada.member_id)
    foretold = actions.preview_import(ada, started.pk).preview
    assert foretold["owner_question"] == ""
    done = actions.apply_import(ada, started.pk)
    assert done.report == foretold
    assert done.owner_id == ada.member_id
    assert list(Interaction.objects.values_list("direction", flat=True)) == ["in"]
    with pytest.raises(WrongInput, match="begun already"):
        actions.set_owner(ada, started.pk, owner_member_id=ada.member_id)


def test_the_owner_is_a_member_of_the_workspace(ada: Actor, otto: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        begin(ada, cards(tmp_path / "b.vcf", MARISOL), owner=otto)


def test_mail_without_an_address_of_ours_has_no_direction_and_asks_for_one(ada: Actor, tmp_path: Path) -> None:
    at_home = Somebody("Ada", "Okafor", email="ada@home.example")
    given = mailbox(tmp_path / "m.mbox", Letter(TOMASZ, at_home, DAY, "When is the hearing?", "one"))
    started = begin(ada, given)
    assert "--me" in actions.preview_import(ada, started.pk).preview["owner_question"]
    done = actions.apply_import(ada, started.pk)
    assert "--me" in done.report["owner_question"]
    assert Interaction.objects.get().direction == "none"
    assert not Tie.objects.exists()
    actions.undo_import(ada, done.pk)
    told = bring_in(ada, given, me=("ada@home.example",))
    assert told.report["owner_question"] == ""
    assert Interaction.objects.get().direction == "in"
    assert Tie.objects.get().in_count == 1


def test_an_export_of_messages_alone_knows_its_owner_from_an_earlier_one(ada: Actor, tmp_path: Path) -> None:
    answered = Said(ADA, MARISOL, DAY, "Thank you.")
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": messages(answered)}))
    bring_in(ada, linkedin_zip(tmp_path / "b.zip", {"messages": messages(Said(ADA, KWABENA, DAY, "Hello."))}))
    assert set(Interaction.objects.values_list("direction", flat=True)) == {"out"}


def test_members_of_the_workspace_are_known_in_each_others_exports(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": messages(Said(ADA, BEN, DAY, "Lunch?"))}))
    letter = Letter(ADA, BEN, DAY, "Lunch again?", "one")
    bring_in(ben, mailbox(tmp_path / "m.mbox", letter))
    found = Interaction.objects.get(channel="email")
    assert (found.direction, found.participations.get().person.own_member_id) == ("in", ada.member_id)


def test_an_invitation_of_somebody_connected_is_accepted_and_others_wait(ada: Actor, tmp_path: Path) -> None:
    asked = invitations((TOMASZ, DAY, ""), (KWABENA, DAY, "Hello"))
    done = bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Connections": connections(TOMASZ), "Invitations": asked}))
    assert thin(done.report["counts"])["invitations"] == {"created": 2}
    assert content(ada.workspace_id)["invitations"] == [
        ("Kwabena Osei-Mensah", "in", "pending"),
        ("Tomasz Wiśniewski", "in", "accepted"),
    ]


def test_people_and_imports_of_two_workspaces_do_not_meet(ada: Actor, otto: Actor, tmp_path: Path) -> None:
    given = cards(tmp_path / "b.vcf", TOMASZ)
    bring_in(ada, given)
    assert counts(bring_in(otto, given))["people"] == {"created": 1}
    assert Person.objects.filter(name=TOMASZ.name).count() == 2


def test_somebody_whom_an_import_has_met_is_still_found_by_what_was_known_before(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "FEW", 0)
    phone, mail = Identity(kind="phone", value="+12015550101"), Identity(kind="email", value="ana@souza.example")
    ana = people.add_person(ada, name="Ana Souza", email=mail.value, phone=phone.value)
    named = PersonRecord(external_id="1", name=Name(full="Ana Souza"), identities=(phone,))
    nameless = PersonRecord(external_id="2", name=Name(full=""), identities=(mail,))
    matcher = matching.Matcher(ada.workspace_id, new_ids=count(-1, -1), own_person=0, preview=True)
    assert [(m.verb, m.person) for m in matcher.match([named, nameless], source_id=7)] == [("linked", ana)] * 2
    matcher.close()
