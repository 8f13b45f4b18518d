"""The full archive: every row of every table, no secrets, nothing of what others keep to themselves; and back in again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps

from conftest import PASSWORD, joined
from dumps import content
from hustings.apps.accounts.actions import create_token, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import User, Workspace
from hustings.apps.exports import actions, archive, keeping, making, tables
from hustings.apps.intake.models import KeptRecord
from hustings.apps.intake.stores import kept_values
from hustings.apps.people import actions as people
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Identity, Interaction, Person, Source, SourceRecord
from hustings.apps.people.queries import find_people
from hustings.kernel import provenance
from hustings.kernel.clock import utc_now
from hustings.kernel.provenance import Use, UseRule
from hustings.kernel.records import CommentRecord, PostRecord, kind_of
from importing import bring_in, counts
from small_export import with_people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for path in keeping.folder().iterdir():
        path.unlink()


CALENDAR = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:hearing
DTSTART:20260309T180000Z
SUMMARY:Hearing
ATTENDEE;CN=Bo:mailto:bo@x.example
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def full(ada: Actor, tmp_path: Path) -> Actor:
    """Ada with people, messages, an invitation, praise, calls, notes, a vouch and a segment."""
    with_people(ada, tmp_path)
    now = utc_now()
    bo, cy = (people.add_person(ada, name=name, email=f"{name.lower()}@x.example") for name in ("Bo", "Cy"))
    people.log_touch(ada, [bo, cy], kind="meeting", at=now - timedelta(days=1), now=now, text="At the hearing")
    people.log_touch(ada, [bo], kind="call", at=now - timedelta(days=2), now=now, text="Rang", direction="out")
    people.add_note(ada, bo, text="Likes tea.")
    (tmp_path / "c.ics").write_bytes(CALENDAR)
    bring_in(ada, tmp_path / "c.ics")
    people.tag_person(ada, bo, name="press")
    return ada


def archive_of(actor: Actor, path: Path) -> Path:
    with path.open("wb") as target:
        archive.write(actor, target, now=utc_now(), told=lambda rows: None)
    return path


def lines_in(path: Path, name: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as held:
        return [json.loads(line) for line in held.read(name).splitlines()] if name in held.namelist() else []


def test_every_table_is_in_the_archive_or_left_out_with_a_reason() -> None:
    ours = {m._meta.label for m in apps.get_models() if m.__module__.startswith("hustings.")}
    assert ours == set(tables.PATHS) | set(tables.LEFT_OUT), "List new models in apps/exports/tables.py."
    assert not set(tables.PATHS) & set(tables.LEFT_OUT)


def test_every_row_is_there_and_none_of_another_workspace(full: Actor, otto: Actor, tmp_path: Path) -> None:
    people.add_person(otto, name="Quillcanary")
    path = archive_of(full, tmp_path / "a.zip")
    for label, way in tables.PATHS.items():
        expected = apps.get_model(label)._default_manager.filter(**{way: full.workspace_id}).count()
        assert len(lines_in(path, f"rows/{label.lower()}.jsonl")) == expected, label
    assert "Quillcanary" not in everything_in(path)


def everything_in(path: Path) -> str:
    with zipfile.ZipFile(path) as held:
        return "".join(held.read(name).decode() for name in held.namelist())


def test_no_secret_is_in_it(full: Actor, tmp_path: Path) -> None:
    secret = create_token(full, name="phone", scope="write").secret
    invited = invite_member(full, email="x@example.org", role="viewer")
    text = everything_in(archive_of(full, tmp_path / "a.zip"))
    user = User.objects.get(pk=full.user_id)
    for canary in (secret, invited.token, PASSWORD, user.password, "token_digest", "kept_copy"):
        assert canary not in text


def test_what_other_members_keep_to_themselves_stays_out(full: Actor, tmp_path: Path) -> None:
    mia = joined(full, email="mia@example.org", name="Mia Duarte", role="manager")
    (bo,) = find_people(full, "Bo")
    people.vouch_for(mia, bo.id, how="family", i_would_say="Vouchcanary")
    assert "Vouchcanary" not in everything_in(archive_of(full, tmp_path / "a.zip"))
    assert "Vouchcanary" in everything_in(archive_of(mia, tmp_path / "b.zip"))


def test_what_a_source_forbids_stays_out(full: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = UseRule(code="own-archive", title="Sealed", forbids=frozenset({Use.EXPORT}), reason="Sealed.")
    monkeypatch.setitem(provenance.USE_RULES, "own-archive", sealed)
    assert Source.objects.filter(use_rule="own-archive").exists()
    path = archive_of(full, tmp_path / "a.zip")
    names = {row["name"]["full"] for row in lines_in(path, "records/people.jsonl")}  # type: ignore[index]
    assert {"Bo", "Cy"} <= names
    assert "Kwabena" not in json.dumps([lines_in(path, f"rows/{label.lower()}.jsonl") for label in tables.FOLDED])
    assert "rent report" not in everything_in(path)


def test_the_same_archive_into_the_same_workspace_changes_nothing(full: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    before, records = content(full.workspace_id), SourceRecord.objects.count()
    told = counts(bring_in(full, path))
    assert {verb for verbs in told.values() for verb in verbs} == {"unchanged"}
    assert content(full.workspace_id) == before
    assert SourceRecord.objects.count() == records


def test_another_workspace_gets_people_with_everything_said_about_them(full: Actor, otto: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    imported = bring_in(otto, path, owner=otto)
    assert imported.state == "applied", imported.error
    theirs, ours = content(otto.workspace_id), content(full.workspace_id)
    names = {person[0] for person in theirs["people"]}
    assert {person[0] for person in ours["people"]} - names <= {"Ada Okafor"}
    told = lambda held: sorted((kind, way, channel, at, text) for kind, way, channel, at, _, text, _, _ in held["interactions"])  # noqa: E731
    assert {each for each in told(ours) if each[0] == "message"} == {each for each in told(theirs) if each[0] == "message"}
    assert {each[-1] for each in told(ours)} == {each[-1] for each in told(theirs)}
    assert theirs["conversations"]
    assert len(theirs["conversations"]) == len(ours["conversations"])
    assert len(theirs["invitations"]) == len(ours["invitations"])
    assert [(kind, json.loads(payload)["title"]) for kind, _, payload in theirs["kept"]] == [("event", "Hearing")]


def test_the_same_archive_twice_into_another_workspace_changes_nothing(full: Actor, otto: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    bring_in(otto, path, owner=otto)
    before = content(otto.workspace_id)
    told = counts(bring_in(otto, path, owner=otto))
    assert {verb for verbs in told.values() for verb in verbs} == {"unchanged"}
    assert content(otto.workspace_id) == before


def test_what_was_lost_since_comes_back_to_the_same_people(full: Actor, tmp_path: Path) -> None:
    path = archive_of(full, tmp_path / "a.zip")
    people_before = Person.objects.count()
    text = Interaction.objects.filter(kind="message").values_list("text", flat=True)[0]
    Interaction.objects.filter(text=text).delete()
    assert counts(bring_in(full, path))["interactions"]["created"] == 1
    assert Interaction.objects.filter(text=text).count() == 1
    assert Person.objects.count() == people_before


def test_namesakes_stay_two_people(full: Actor, otto: Actor, tmp_path: Path) -> None:
    now = utc_now()
    for number, _ in enumerate(range(2), 1):
        twin = people.add_person(full, name="John Smith")
        people.log_touch(full, [twin], kind="call", at=now - timedelta(days=number), now=now, text=f"Call {number}")
    bring_in(otto, archive_of(full, tmp_path / "a.zip"), owner=otto)
    twins = Person.objects.filter(workspace_id=otto.workspace_id, name="John Smith")
    assert twins.count() == 2
    assert sorted(i.text for twin in twins for i in Interaction.objects.filter(participations__person=twin)) == [
        "Call 1",
        "Call 2",
    ]


def test_people_from_elsewhere_keep_their_number(full: Actor, otto: Actor, tmp_path: Path) -> None:
    bring_in(otto, archive_of(full, tmp_path / "a.zip"), owner=otto)
    mark = Workspace.objects.get(pk=full.workspace_id).mark
    (bo,) = find_people(full, "Bo")
    held = Identity.objects.get(workspace_id=otto.workspace_id, value=f"hustings-{mark}:{bo.id}")
    assert held.person.name == "Bo"


def test_an_archive_is_an_export_like_others(full: Actor) -> None:
    export = actions.ask_export(full, what="archive")
    assert (export.state, export.format) == ("ready", "zip"), export.error
    # The request itself and its line in the audit trail came in between.
    assert export.done == export.rows + 2
    with zipfile.ZipFile(actions.fetch_export(full, export.pk)) as held:
        assert held.testzip() is None


@pytest.mark.parametrize(("what", "format"), [("ties", "csv"), ("ties", "graphml"), ("events", "ical")])
def test_ties_and_events_leave_too(full: Actor, what: str, format: str) -> None:
    export = actions.ask_export(full, what=what, format=format)
    assert (export.state, export.done) == ("ready", export.rows), export.error


def test_kept_records_still_name_each_other(full: Actor, otto: Actor, tmp_path: Path) -> None:
    at = utc_now()
    post = PostRecord(external_id="p1", channel="mastodon", at=at, text="Bus lanes", link="https://m.example/p1")
    answer = CommentRecord(external_id="c1", channel="mastodon", at=at, in_reply_to="p1", link="https://m.example/p1", text="Yes")
    source = source_for(full.workspace_id, member_id=full.member_id, reader="mastodon", use_rule="own-archive")
    other = source_for(full.workspace_id, member_id=full.member_id, reader="x", use_rule="own-archive")
    for held, record in ((source, post), (source, answer), (other, post)):
        mark, payload, _ = kept_values(record)
        KeptRecord.objects.create(
            workspace_id=full.workspace_id, source=held, kind=kind_of(record), external_id=record.external_id, digest=mark,
            payload=payload, at=at,
        )  # fmt: skip
    path = archive_of(full, tmp_path / "a.zip")
    posts = [line for line in lines_in(path, "records/kept.jsonl") if line["kind"] == "post"]
    (comment,) = (line for line in lines_in(path, "records/kept.jsonl") if line["kind"] == "comment")
    assert [line["external_id"] for line in posts] == [comment["in_reply_to"], f"{comment['in_reply_to']}#2"]
    assert comment["link"] == "https://m.example/p1"
    assert {verb for verbs in counts(bring_in(full, path)).values() for verb in verbs} == {"unchanged"}
    assert counts(bring_in(otto, path, owner=otto))["posts"] == {"kept": 2}


def test_praise_without_a_day_leaves_as_it_came(full: Actor, otto: Actor, tmp_path: Path) -> None:
    held = Interaction.objects.filter(workspace_id=full.workspace_id, kind="endorsement")
    held.update(kind="recommendation", direction="none", text="Knows every tenant.")
    path = archive_of(full, tmp_path / "a.zip")
    bring_in(otto, path, owner=otto)
    theirs = Interaction.objects.get(workspace_id=otto.workspace_id, kind="recommendation")
    assert (theirs.direction, theirs.text) == ("none", "Knows every tenant.")


def test_how_far_it_is_is_put_down(full: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "STEP", 1)
    assert actions.ask_export(full).state == "ready"
