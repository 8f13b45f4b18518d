"""The stable JSON shapes of docs/reference/cli.md, against what the commands answer for the demo campaign."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from command_line import read, run
from hustings.apps.accounts.actions import create_token, create_workspace, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.events.listing import add_guests, entries_of_text
from hustings.apps.events.noting import Jotted, take_jottings
from hustings.apps.events.planning import add_event, put_slot
from hustings.apps.exports import archive
from hustings.apps.goals.actions import add_goal, add_stakeholder, say_stance
from hustings.apps.goals.acts import link_subject
from hustings.apps.goals.queries import goal_view, goals_of
from hustings.apps.goals.todo import add_task
from hustings.apps.groups.actions import add_group, add_membership, share_goal, write_post
from hustings.apps.groups.queries import groups_of, opportunities
from hustings.apps.groups.roles import add_opportunity, put_forward
from hustings.apps.intake.actions import apply_import, start_import
from hustings.apps.people.actions import (
    Fact,
    add_field,
    add_note,
    add_person,
    log_touch,
    merge_people,
    note_occasion,
    tag_person,
    vouch_for,
)
from hustings.apps.people.models import Organisation
from hustings.apps.people.queries import find_people, reviews_page
from hustings.demo import Campaign
from hustings.kernel.clock import utc_now
from public_files import add, members, write_congress

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
SHAPE = re.compile(r"### JSON of `hustings (.+?)`\n.*?```json\n(.*?)```", re.DOTALL)
TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "text": (str,), "boolean": (bool,)}


def shapes() -> dict[str, Any]:
    """The documented shapes by the command line that answers with them."""
    return {command: json.loads(shape) for command, shape in SHAPE.findall(PAGE.read_text(encoding="utf-8"))}


def misfits(value: Any, shape: Any, place: str = "") -> Iterator[str]:
    """Where a value is not of a shape. Keys beyond the shape are allowed; an empty list fits every list."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{place} is no object"
            return
        for key, inner in shape.items():
            yield from misfits(value[key], inner, f"{place}.{key}") if key in value else [f"{place}.{key} is missing"]
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for number, each in enumerate(value):
            yield from misfits(each, shape[0], f"{place}[{number}]")
    elif not (value is None and shape.endswith("?")) and not _is(value, shape.removesuffix("?")):
        yield f"{place} is {value!r}, not {shape}"


def _is(value: Any, name: str) -> bool:
    return isinstance(value, TYPES[name]) and isinstance(value, bool) == (name == "boolean")


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker, campaign: Campaign) -> Iterator[Actor]:
    """The demo's candidate with everything imported, once for all tests here; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        actor = create_workspace(
            name=campaign.workspace, owner_email=campaign.owner_emails[0], owner_name=campaign.owner_name,
            time_zone=campaign.time_zone,
        )  # fmt: skip
        imported = start_import(actor, campaign.paths, own_addresses=campaign.owner_emails)
        apply_import(actor, imported.pk)
        yield actor
        transaction.set_rollback(True)


def with_a_goal(actor: Actor) -> None:
    """A goal of which somebody is on the map and somebody is proposed."""
    first, _ = (add_person(actor, name=f"{name} Member", organisation="The Council") for name in ("Cora", "Dan"))
    body = Organisation.objects.get(workspace_id=actor.workspace_id, name="The Council").pk
    goal, _ = add_goal(actor, name="Adopt the ordinance", body=body)
    add_stakeholder(actor, goal, person_id=first)
    fact = Fact(kind="vote", lean=1, at=utc_now(), condition="public")
    say_stance(actor, goal, fact, now=utc_now(), person_id=first)
    link_subject(actor, goal, "H.7")
    with_tasks_and_groups(actor, goal, first)


def with_an_event(actor: Actor) -> int:
    """An event to come with somebody on its list, a time to speak, a talk and its follow-up."""
    person = add_person(actor, name="Ana Souza", organisation="River Alliance")
    event, _ = add_event(actor, title="River Conference", starts_at=utc_now() + timedelta(days=2), pitch="Clean water.")
    add_guests(actor, event, entries_of_text("Ana Souza, River Alliance"))
    put_slot(actor, event, topic="Rivers", pitch="Short.")
    note = Jotted(client_id="12345678", kind="note", at=utc_now(), person=person, text="Buses")
    take_jottings(actor, event, [note], now=utc_now())
    return event


def with_tasks_and_groups(actor: Actor, goal: int, person: int) -> None:
    """A task that is due, a group with everything, and a role that somebody fits and another is considered for."""
    add_task(actor, goal, title="Book the hall", due_on=utc_now().date() - timedelta(days=1))
    group, _ = add_group(actor, name="Clean River Coalition", kind="coalition")
    add_membership(actor, group, person_id=person, role="chair")
    share_goal(actor, group, goal)
    topic, _ = write_post(actor, group, text="Costs or water?", title="Figures", now=utc_now())
    write_post(actor, group, text="Water.", answer_to=topic, now=utc_now())
    write_post(actor, group, text="Friday at six", notice=True, now=utc_now())
    role, _ = add_opportunity(actor, title="Bookkeeper for the choir", text="Bookkeeper, accounting", group=group)
    put_forward(actor, role, person, now=utc_now())
    add_person(actor, name="Otis Books", organisation="The Choir", title="Bookkeeper")


ANSWERED = {
    "imports --json": ("imports",),
    "people [QUERY] --json": ("people", "--limit", "0"),
    "organisations [QUERY] --json": ("organisations", "--limit", "0"),
    "today --json": ("today",),
    "inbox --json": ("inbox", "--limit", "0", "--state", "all"),
    "invitations --json": ("invitations",),
    "invitations connect PERSON --json": ("invitations", "connect", "PERSON"),
    "references recommendations --json": ("references", "recommendations"),
    "runway --json": ("runway",),
    "quarter --json": ("quarter",),
    "reminders --json": ("reminders",),
    "review --json": ("review",),
    "duplicates --json": ("duplicates",),
    "records --json": ("records",),
    "officials PLACE|POSTCODE --json": ("officials", "Kentucky"),
    "events --json": ("events",),
    "event EVENT --json": ("event", "EVENT"),
    "goals --json": ("goals",),
    "goals show GOAL --json": ("goals", "show", "GOAL"),
    "goals suggest GOAL --json": ("goals", "suggest", "GOAL"),
    "goals tasks GOAL --json": ("goals", "tasks", "GOAL"),
    "goals brief STAKEHOLDER --json": ("goals", "brief", "STAKEHOLDER"),
    "goals bill GOAL --json": ("goals", "bill", "GOAL"),
    "errands --json": ("errands",),
    "groups --json": ("groups",),
    "groups show GROUP --json": ("groups", "show", "GROUP"),
    "opportunities --json": ("opportunities",),
    "opportunities show ROLE --json": ("opportunities", "show", "ROLE"),
    "map GOAL --json": ("map", "GOAL"),
    "path GOAL PERSON --json": ("path", "GOAL", "PERSON"),
    "members --json": ("members",),
    "members invitations --json": ("members", "invitations"),
    "fields --json": ("fields",),
    "tags --json": ("tags",),
    "audit --json": ("audit",),
    "token --json": ("token",),
    "undo --list --json": ("undo", "--list"),
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("documented", ANSWERED)
def test_a_list_has_the_documented_shape_and_is_not_empty(owner: Actor, documented: str, tmp_path: Path) -> None:
    create_token(owner, name="a dashboard")
    add(owner, write_congress(tmp_path, members()))
    with_a_goal(owner)
    add_note(owner, find_people(owner, "a")[0].id, text="Likes to walk.")
    tag_person(owner, find_people(owner, "a")[0].id, name="walkers")
    add_field(owner, name="District", type="text")
    invite_member(owner, email="cleo@example.org", role="viewer")
    goal = str(goals_of(owner, now=utc_now())[0].id)
    numbers = {"GROUP": groups_of(owner)[0].id, "ROLE": opportunities(owner)[0].id}
    numbers["STAKEHOLDER"] = goal_view(owner, int(goal), now=utc_now()).stakeholders[0].id
    numbers["EVENT"] = with_an_event(owner)
    said = {name: str(number) for name, number in numbers.items()}
    said |= {"GOAL": goal, "PERSON": str(find_people(owner, "a")[0].id)}
    answer = read(*(said.get(word, word) for word in ANSWERED[documented]))
    assert answer
    assert list(misfits(answer, shapes()[documented])) == []


@pytest.mark.usefixtures("db")
def test_public_data_that_is_added_has_the_documented_shape(owner: Actor, tmp_path: Path) -> None:
    answer = read("records", "add", write_congress(tmp_path, members()))
    assert answer["records"]
    assert list(misfits(answer, shapes()["records add us|us-ca|PATH... --json"])) == []
    assert list(misfits(answer, shapes()["import PATH... --json"])) == []


@pytest.mark.usefixtures("db")
def test_one_person_has_the_keys_of_the_list_and_the_documented_ones(owner: Actor) -> None:
    pair = reviews_page(owner).rows[0]
    merge_people(owner, pair.first.id, pair.second.id)
    add_note(owner, pair.first.id, text="One and the same.")
    log_touch(owner, [pair.first.id], kind="call", at=utc_now(), now=utc_now(), promise="Send the memo")
    vouch_for(owner, pair.first.id, how="worked_together", i_would_say="Never late.", since="2019")
    note_occasion(owner, pair.first.id, kind="wedding", text="her daughter", on=utc_now().date(), now=utc_now())
    role, _ = add_opportunity(owner, title="Treasurer", kind="volunteer")
    put_forward(owner, role, pair.first.id, now=utc_now())
    answer = read("person", pair.first.id)
    assert list(misfits(answer, shapes()["person ID --json"])) == []
    told = " ".join(run("person", str(pair.first.id)).stdout.split())
    assert "worked together since 2019, would say: Never late." in told
    assert "her daughter" in told
    assert "Treasurer (considered)" in told
    assert list(misfits(answer, shapes()["people [QUERY] --json"][0])) == []
    assert all(
        answer[key] for key in ("timeline", "notes", "promises", "merges", "ties", "vouches", "occasions", "opportunities")
    )


@pytest.mark.usefixtures("db")
def test_an_import_has_the_documented_shape_with_counts_for_every_kind(owner: Actor, campaign: Campaign) -> None:
    answer = read("import", *campaign.paths)
    shape = shapes()["import PATH... --json"]
    assert list(misfits(answer, shape)) == []
    kinds = {"people", "organisations", "interactions", "invitations", "posts", "events"}
    assert kinds <= answer.keys()
    assert [found for kind in kinds for found in misfits(answer[kind], shape["people"], kind)] == []
    assert list(misfits(read("imports", answer["id"]), shape)) == []


@pytest.mark.usefixtures("db")
def test_the_same_files_again_change_nothing(owner: Actor, campaign: Campaign) -> None:
    before = read("people", "--limit", "0")
    answer = read("import", *campaign.paths)
    kinds = {kind: counts for kind, counts in answer.items() if isinstance(counts, dict)}
    assert {kind: (counts["created"], counts["updated"]) for kind, counts in kinds.items()} == dict.fromkeys(kinds, (0, 0))
    assert read("people", "--limit", "0") == before


@pytest.mark.usefixtures("db")
def test_a_rebuild_finds_nothing_that_differs(owner: Actor) -> None:
    answer = read("rebuild")
    assert list(misfits(answer, shapes()["rebuild --json"])) == []
    kinds = ("profiles", "ties", "rhythm", "conversations", "bodies", "public_records")
    assert answer == {"differed": {kind: [] for kind in kinds}}


@pytest.mark.usefixtures("db")
def test_an_archive_is_put_back_into_a_new_workspace_and_brought_in_beside_it(owner: Actor, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with path.open("wb") as target:
        archive.write(owner, target, now=utc_now(), told=lambda rows: None)
    new = create_workspace(name="Again", owner_email="again@example.org", owner_name="Nia New")
    answer = read("restore", path, "--workspace", str(new.workspace_id))
    assert list(misfits(answer, shapes()["restore ARCHIVE --json"])) == []
    assert (answer["dangling"], answer["people"]) == ({}, answer["rows"]["people.Person"])
    beside = read("restore", path, "--into-filled", "--owner", "again@example.org", "--workspace", str(new.workspace_id))
    assert beside["counts"]["people"]["unchanged"] + beside["counts"]["people"]["linked"] > 0
    assert "is not empty" in read("restore", path, "--workspace", str(new.workspace_id), code=2)["error"]["message"]


@pytest.mark.usefixtures("db")
def test_a_list_as_of_a_moment_has_the_shape_and_stores_nothing(owner: Actor) -> None:
    answer = read("today", "--at", "+30d 08:00", "--minutes", "60")
    assert answer
    assert list(misfits(answer, shapes()["today --json"])) == []
    assert {item["id"] for item in answer} == {None}
    assert {"take_waiting", "set_minutes"}.isdisjoint(step["verb"] for step in read("undo", "--list"))


def test_every_documented_shape_is_proved() -> None:
    others = {"person ID --json", "import PATH... --json", "rebuild --json", "restore ARCHIVE --json"}
    others.add("records add us|us-ca|PATH... --json")
    # Proved with a connected account in test_channels_commands.py.
    others |= {"channels --json", "channels platforms --json", "sync --json", "outbox --json"}
    # Proved with a server in memory in test_dialogue.py.
    others.add("dialogue --account HANDLE --json")
    assert {*ANSWERED, *others} == set(shapes())


def test_a_misfit_is_found() -> None:
    shape = {"id": "integer", "due": "text?", "tags": ["text"]}
    assert list(misfits({"id": 1, "due": None, "tags": []}, shape)) == []
    assert list(misfits({"id": True, "tags": [1]}, shape, "x")) == [
        "x.id is True, not integer", "x.due is missing", "x.tags[0] is 1, not text",
    ]  # fmt: skip
