"""What was signed, attended, tagged and filed as evidence on goals: on recorded conditions, and gone with what brought it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.events.models import Event, Guest
from hustings.apps.goals import actions, acts
from hustings.apps.goals.models import Footing
from hustings.apps.intake import actions as intake
from hustings.apps.intake import stances
from hustings.apps.people.actions import add_person, erase_person, merge_people, remove_evidence, undo, unmerge_people
from hustings.apps.people.actions.tags import tag_person
from hustings.apps.people.models import Evidence, Participation, Person, Source
from hustings.apps.people.queries import undo_steps
from hustings.kernel.errors import ForbiddenByUseRule, WrongInput
from importing import bring_in
from public_files import add

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SIGNED = "uuid,first_name,last_name,email,zip_code,can2_phone,Action Title,Timestamp (EST),Comments"
CAME = "uuid,first_name,last_name,email,Event Title,Event Start,RSVP Status,Timestamp (EST)"
FILED = (
    "lobbying_entity,date_range,lobbyist,client,house_senate,bill_number,bill_activity,agent_position,amount,"
    "direct_business_association"
)
HALF = "01/01/2026 - 06/30/2026"


@pytest.fixture
def goal(ada: Actor) -> int:
    return actions.add_goal(ada, name="Adopt the clean river ordinance")[0]


def table(folder: Path, name: str, *lines: str) -> Path:
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def petition(folder: Path, *who: str, name: str = "signed.csv", title: str = "Clean river now") -> Path:
    rows = (f"{each}-1,{each.title()},Roe,{each}@example.org,02139,,{title},9/13/2026 8:15 PM," for each in who)
    return table(folder, name, SIGNED, *rows)


def told(goal: int) -> dict[str, tuple[str, float, str, str]]:
    held = Evidence.objects.filter(issue__goals=goal).select_related("person", "organisation").order_by("id")
    return {str(row.person or row.organisation): (row.kind, row.lean, row.condition, row.source) for row in held}


SIGNATURE = ("signature", 1.0, "consent", "Clean river now")


def test_signatures_of_a_petition_become_dated_evidence_on_the_condition_that_was_named(
    ada: Actor, goal: int, tmp_path: Path
) -> None:
    bring_in(ada, petition(tmp_path, "ann", "bo"))
    with pytest.raises(ForbiddenByUseRule, match="GDPR"):
        stances.link(ada, goal, "Clean river now", kind="action", helps=True, condition="", now=NOW)
    with pytest.raises(WrongInput):
        stances.link(ada, goal, "Clean river now", kind="march", helps=True, condition="consent", now=NOW)
    _, taken, steps = stances.link(ada, goal, "clean river NOW", kind="action", helps=True, condition="consent", now=NOW)
    assert (taken.recorded, taken.known) == (2, 0)
    assert {who: said[:3] for who, said in told(goal).items()} == {"Ann Roe": SIGNATURE[:3], "Bo Roe": SIGNATURE[:3]}
    assert {row.at.date().isoformat() for row in Evidence.objects.all()} == {"2026-09-14"}
    for step in reversed(steps):
        undo(ada, step)
    assert (Evidence.objects.count(), Footing.objects.count(), acts.subjects_of(ada, goal)) == (0, 0, ())


def test_a_later_import_brings_its_signatures_and_undoing_it_takes_them_away_again(ada: Actor, goal: int, tmp_path: Path) -> None:
    bring_in(ada, petition(tmp_path, "ann"))
    stances.link(ada, goal, "Clean river now", kind="action", helps=False, condition="contact", now=NOW)
    later = petition(tmp_path, "ann", "bo", "cy", name="later.csv")
    second = bring_in(ada, later)
    assert told(goal).keys() == {"Ann Roe", "Bo Roe", "Cy Roe"}
    assert Evidence.objects.filter(lean=-1.0, condition="contact").count() == 3
    intake.undo_import(ada, second.pk)
    assert told(goal).keys() == {"Ann Roe"}
    bring_in(ada, later)
    assert told(goal).keys() == {"Ann Roe", "Bo Roe", "Cy Roe"}


def test_what_a_member_took_away_is_not_taken_again(ada: Actor, goal: int, tmp_path: Path) -> None:
    bring_in(ada, petition(tmp_path, "ann", "bo"))
    stances.link(ada, goal, "Clean river now", kind="action", helps=True, condition="consent", now=NOW)
    remove_evidence(ada, Evidence.objects.get(person__name="Ann Roe").pk)
    assert stances.take_positions(ada, now=NOW) == []
    assert told(goal).keys() == {"Bo Roe"}


def test_content_whose_rule_forbids_it_and_our_own_members_give_no_evidence(ada: Actor, goal: int, tmp_path: Path) -> None:
    bring_in(ada, petition(tmp_path, "ann", "bo"))
    Person.objects.filter(own_member=ada.member_id).update(own_member=None)
    Person.objects.filter(name="Bo Roe").update(own_member=ada.member_id)
    stances.link(ada, goal, "Clean river now", kind="action", helps=True, condition="public", now=NOW)
    assert told(goal).keys() == {"Ann Roe"}
    Evidence.objects.all().delete()
    Footing.objects.all().delete()
    Source.objects.filter(reader="action_network").update(use_rule="x-content")
    assert stances.take_positions(ada, now=NOW) == []
    tag_person(ada, Person.objects.get(name="Ann Roe").pk, name="river pledge")
    assert stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="public", now=NOW)[1].recorded == 0


def test_who_came_counts_whole_who_said_so_half_and_who_stayed_away_not_at_all(ada: Actor, goal: int, tmp_path: Path) -> None:
    rows = [f"{who}-1,{who.title()},Roe,{who}@example.org,River rally,9/20/2026 6:00 PM,{said},9/13/2026 8:15 PM"
            for who, said in (("ann", "Attended"), ("bo", "Yes"), ("cy", "No"))]  # fmt: skip
    brought = bring_in(ada, table(tmp_path, "rally.csv", CAME, *rows))
    stances.link(ada, goal, "River rally", kind="event", helps=True, condition="contact", now=NOW)
    assert {who: said[:2] for who, said in told(goal).items()} == {"Ann Roe": ("action", 1.0), "Bo Roe": ("action", 0.5)}
    Guest.objects.filter(person__name="Bo Roe").update(answer="attended")
    assert stances.take_nightly.func() == 1
    stances.take_of_workspace.func(ada.workspace_id)
    assert told(goal)["Bo Roe"][:2] == ("action", 1.0)
    assert Evidence.objects.count() == 2
    intake.undo_import(ada, brought.pk)
    assert not Event.objects.exists()
    assert told(goal) == {}


def test_a_tag_speaks_for_whoever_bears_it_and_no_longer_when_it_is_taken_off(ada: Actor, goal: int) -> None:
    ann = add_person(ada, name="Ann Roe")
    step = tag_person(ada, ann, name="river pledge")
    stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    assert told(goal) == {"Ann Roe": ("action", 1.0, "consent", "River pledge")}
    assert stances.titles_known(ada)["tag"] == ("river pledge",)
    undo(ada, step)
    stances.take_positions(ada, now=NOW)
    assert told(goal) == {}


def test_a_tag_taken_off_takes_its_evidence_away_though_its_link_went_and_came_back(ada: Actor, goal: int) -> None:
    people = [add_person(ada, name=name) for name in ("Ann Roe", "Bo Roe", "Cy Roe")]
    steps = [tag_person(ada, person, name="river pledge") for person in people]
    number, _, _ = stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    remove_evidence(ada, Evidence.objects.get(person__name="Cy Roe").pk)
    undo(ada, acts.unlink_subject(ada, number))
    undo(ada, steps[0])
    stances.take_positions(ada, now=NOW)
    assert told(goal).keys() == {"Bo Roe"}
    acts.unlink_subject(ada, number)
    stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    undo(ada, steps[1])
    stances.take_positions(ada, now=NOW)
    assert told(goal).keys() == {"Cy Roe"}


def test_a_fact_that_was_taken_away_by_mistake_goes_with_its_grounds_as_before(ada: Actor, goal: int) -> None:
    step = tag_person(ada, add_person(ada, name="Ann Roe"), name="river pledge")
    stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    undo(ada, remove_evidence(ada, Evidence.objects.get().pk))
    stances.take_positions(ada, now=NOW)
    assert told(goal).keys() == {"Ann Roe"}
    undo(ada, step)
    stances.take_positions(ada, now=NOW)
    assert told(goal) == {}


def test_what_rests_on_tags_follows_people_who_become_one_and_two_again(ada: Actor, goal: int) -> None:
    ann, bo, cy, dan = (add_person(ada, name=f"{name} Roe") for name in ("Ann", "Bo", "Cy", "Dan"))
    for person in (bo, dan):
        tag_person(ada, person, name="river pledge")
    stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    remove_evidence(ada, Evidence.objects.get(person=dan).pk)
    fact = Evidence.objects.get()
    event = merge_people(ada, ann, bo)
    merge_people(ada, cy, dan)
    assert stances.take_positions(ada, now=NOW) == []
    assert [(row.pk, row.person_id) for row in Evidence.objects.all()] == [(fact.pk, ann)]
    unmerge_people(ada, event.pk)
    assert stances.take_positions(ada, now=NOW) == []
    assert [(row.pk, row.person_id) for row in Evidence.objects.all()] == [(fact.pk, bo)]


def test_what_is_linked_to_a_goal_that_is_won_is_taken_once(ada: Actor, goal: int) -> None:
    actions.change_goal(ada, goal, state="won")
    tag_person(ada, add_person(ada, name="Ann Roe"), name="river pledge")
    _, taken, _ = stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    assert taken.recorded == 1
    tag_person(ada, add_person(ada, name="Bo Roe"), name="river pledge")
    assert stances.take_positions(ada, now=NOW) == []


def test_nothing_is_kept_of_what_was_taken_from_somebody_who_is_erased(ada: Actor, goal: int, tmp_path: Path) -> None:
    bring_in(ada, petition(tmp_path, "ann"))
    ann = Person.objects.get(name="Ann Roe").pk
    tag_person(ada, ann, name="river pledge")
    stances.link(ada, goal, "Clean river now", kind="action", helps=True, condition="consent", now=NOW)
    stances.link(ada, goal, "River pledge", kind="tag", helps=True, condition="consent", now=NOW)
    remove_evidence(ada, Evidence.objects.get(kind="action").pk)
    erase_person(ada, ann)
    assert not Footing.objects.exists()


def filed(folder: Path, *said: tuple[str, str], name: str = "filed.csv") -> Path:
    rows = (f"Beacon Firm,{HALF},Lee Fox,{client},House Bill,7,Act,{side},100.00,none" for client, side in said)
    return table(folder, name, FILED, *rows)


def test_undoing_an_import_takes_evidence_of_its_filings_away_and_importing_again_brings_it_back(
    ada: Actor, goal: int, tmp_path: Path
) -> None:
    stances.link_bill(ada, goal, "House Bill 7", helps=True, now=NOW)
    path = filed(tmp_path, ("River Trust", "Support"), ("Paper Mill", "Oppose"))
    first = add(ada, path)
    assert {who: said[1] for who, said in told(goal).items()} == {"River Trust": 1.0, "Paper Mill": -1.0}
    second = add(ada, filed(tmp_path, ("River Trust", "Support"), name="again.csv"))
    intake.undo_import(ada, first.pk)
    assert told(goal).keys() == {"River Trust"}
    intake.undo_import(ada, second.pk)
    assert told(goal) == {}
    add(ada, path)
    assert told(goal).keys() == {"River Trust", "Paper Mill"}


def test_evidence_by_hand_stays_when_an_import_goes(ada: Actor, goal: int, tmp_path: Path) -> None:
    stances.link_bill(ada, goal, "House Bill 7", helps=True, now=NOW)
    brought = add(ada, filed(tmp_path, ("River Trust", "Support")))
    ann = add_person(ada, name="Ann Lee")
    actions.say_stance(ada, goal, actions.Fact(kind="told_us", lean=1.0, at=NOW, condition="consent"), now=NOW, person_id=ann)
    intake.undo_import(ada, brought.pk)
    assert told(goal).keys() == {"Ann Lee"}


def test_what_a_member_took_away_stays_away_though_its_import_goes_and_comes_again(
    ada: Actor, ben: Actor, goal: int, tmp_path: Path
) -> None:
    signed, bill = petition(tmp_path, "ann", "bo"), filed(tmp_path, ("River Trust", "Support"), ("Mill Co", "Oppose"))
    rows = [
        f"{who}-2,{who.title()},Poe,{who}@poe.example,River day,9/20/2026 6:00 PM,Attended,9/13/2026 8:15 PM"
        for who in ("di", "ed")
    ]
    came = table(tmp_path, "came.csv", CAME, *rows)
    brought = [bring_in(ada, signed), bring_in(ada, came), add(ada, bill)]
    for kind, name in (("action", "Clean river now"), ("event", "River day"), ("bill", "House Bill 7")):
        stances.link(ada, goal, name, kind=kind, helps=True, condition="" if kind == "bill" else "consent", now=NOW)
    assert told(goal).keys() == {"Ann Roe", "Bo Roe", "Di Poe", "Ed Poe", "River Trust", "Mill Co"}
    for each in Evidence.objects.filter(Q(person__name__in=("Ann Roe", "Di Poe")) | Q(organisation__name="Mill Co")):
        remove_evidence(ada, each.pk)
    for each in reversed(brought):
        intake.undo_import(ada, each.pk)
    assert told(goal) == {}
    bring_in(ben, signed)
    bring_in(ada, came)
    add(ada, bill)
    stances.take_of_workspace.func(ada.workspace_id)
    assert told(goal).keys() == {"Bo Roe", "Ed Poe", "River Trust"}


def test_what_the_night_takes_is_nobodys_step_and_stands_in_the_trail(ada: Actor, goal: int) -> None:
    tag_person(ada, add_person(ada, name="Dan Poe"), name="river friends")
    stances.link(ada, goal, "river friends", kind="tag", helps=True, condition="consent", now=NOW)
    tag_person(ada, add_person(ada, name="Eve Poe"), name="river friends")
    before = undo_steps(ada)
    stances.take_of_workspace.func(ada.workspace_id)
    assert told(goal).keys() == {"Dan Poe", "Eve Poe"}
    assert undo_steps(ada) == before
    line = AuditEntry.objects.filter(verb="take_acts").latest("id")
    assert (line.subject, line.door, line.detail) == (f"goal:{goal}", "job", {"facts": 1})


def test_a_name_that_nothing_bears_is_said_with_those_that_may_be_meant(ada: Actor, goal: int, tmp_path: Path) -> None:
    add(ada, filed(tmp_path, ("River Trust", "Support"), ("Mill Co", "Neutral")))
    bring_in(ada, petition(tmp_path, "ann"))
    tag_person(ada, Person.objects.get(name="Ann Roe").pk, name="river friends")

    def linked(subject: str, kind: str) -> acts.Taken:
        condition = "" if kind == "bill" else "consent"
        return stances.link(ada, goal, subject, kind=kind, helps=True, condition=condition, now=NOW)[1]

    mistyped = linked("house bil 7", "bill")
    assert (mistyped.recorded, mistyped.unknown, mistyped.near) == (0, True, ("House Bill 7",))
    assert linked("Clean rivers now", "action").near == ("Clean river now",)
    assert linked("river friend", "tag").near == ("river friends",)
    assert (linked("Zebra crossing", "event").unknown, linked("9", "bill").near) == (True, ())
    assert not linked("House Bill 7", "bill").unknown
    assert not linked("River friends", "tag").unknown


def test_two_who_sign_in_one_interaction_have_a_fact_each_that_stands_and_goes_with_it(
    ada: Actor, goal: int, tmp_path: Path
) -> None:
    brought = bring_in(ada, petition(tmp_path, "ann", "bo"))
    first, second = Participation.objects.filter(role="from").order_by("id")
    Participation.objects.filter(pk=second.pk).update(interaction_id=first.interaction_id)
    stances.link(ada, goal, "Clean river now", kind="action", helps=True, condition="consent", now=NOW)
    assert told(goal).keys() == {"Ann Roe", "Bo Roe"}
    facts = set(Evidence.objects.values_list("pk", flat=True))
    assert Footing.objects.filter(evidence_id__in=facts).count() == 2
    assert stances.take_positions(ada, now=NOW) == []
    assert set(Evidence.objects.values_list("pk", flat=True)) == facts
    intake.undo_import(ada, brought.pk)
    assert (told(goal), Footing.objects.count()) == ({}, 0)
