"""Taking people along: a right of its own, a second member above 500 rows, a line in the audit trail for every step."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from conftest import joined
from hustings.apps.accounts.actions import change_role, deactivate_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.exports import actions, keeping, making, queries, tasks
from hustings.apps.exports.models import Export
from hustings.apps.people import actions as people
from hustings.apps.people.models import Source
from hustings.apps.people.queries import find_people
from hustings.kernel import provenance
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.kernel.provenance import Use, UseRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(ada: Actor) -> Actor:
    """Mia, a manager beside Ada."""
    return joined(ada, email="mia@example.org", name="Mia Duarte", role="manager")


@pytest.fixture
def three(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Ada with three people, where more than two are many."""
    monkeypatch.setattr(actions, "ALONE", 2)
    for name in ("Bo", "Cy", "Di"):
        people.add_person(ada, name=name, email=f"{name.lower()}@x.example")
    return ada


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    yield
    for path in keeping.folder().iterdir():
        path.unlink()


def names_in(actor: Actor, export: Export) -> list[str]:
    text = actions.fetch_export(actor, export.pk).read_text("utf-8-sig")
    return [row["Name"] for row in csv.DictReader(io.StringIO(text))]


def verbs() -> list[str]:
    held = AuditEntry.objects.filter(subject__startswith="export:").order_by("id")
    return list(held.values_list("verb", flat=True))


def work_off(export: Export) -> Export:
    """What the background worker does with an approved export."""
    tasks.make_export.call(export.pk)
    export.refresh_from_db()
    return export


def test_a_few_people_come_at_once(three: Actor) -> None:
    export = actions.ask_export(three, where='name = "Bo"')
    assert (export.state, export.rows, export.done) == ("ready", 1, 1)
    assert names_in(three, export) == ["Bo"]
    assert verbs() == ["ask_export", "fetch_export"]


def test_the_file_is_for_this_user_of_the_machine_alone(three: Actor) -> None:
    export = actions.ask_export(three, where='name = "Bo"')
    path = actions.fetch_export(three, export.pk)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert export.size == path.stat().st_size


def test_many_need_a_second_member(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three, purpose="Mailing house")
    assert (export.state, export.alone) == ("waiting", False)
    with pytest.raises(NotFound):
        actions.fetch_export(three, export.pk)
    approved = work_off(actions.approve_export(mia, export.pk))
    assert (approved.state, approved.approver_id, approved.approved_rows) == ("ready", mia.member_id, 3)
    assert names_in(three, approved) == ["Bo", "Cy", "Di"]
    assert verbs() == ["ask_export", "approve_export", "fetch_export"]


def test_nobody_approves_their_own(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three)
    with pytest.raises(NotPermitted, match="Somebody else must approve"):
        actions.approve_export(three, export.pk)
    with time_machine.travel(utc_now() + timedelta(hours=25)), pytest.raises(NotPermitted, match="Somebody else"):
        actions.approve_export(three, export.pk)


def test_the_data_base_itself_refuses_one_approving_their_own(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(approver_id=three.member_id)


def test_whoever_is_alone_waits_a_day(three: Actor) -> None:
    export = actions.ask_export(three)
    assert export.alone
    with pytest.raises(NotPermitted, match="a day must pass"):
        actions.approve_export(three, export.pk)
    assert not queries.export_view(three, export.pk).may_approve
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert queries.export_view(three, export.pk).may_approve
        assert work_off(actions.approve_export(three, export.pk)).state == "ready"
    assert AuditEntry.objects.get(verb="approve_export").detail["alone"] is True


def test_becoming_alone_later_does_not_help(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three)
    deactivate_member(three, member_id=mia.member_id)
    with time_machine.travel(utc_now() + timedelta(hours=25)), pytest.raises(NotPermitted):
        actions.approve_export(three, export.pk)


def test_a_second_member_ends_being_alone(three: Actor) -> None:
    export = actions.ask_export(three)
    joined(three, email="mia@example.org", name="Mia Duarte", role="manager")
    with time_machine.travel(utc_now() + timedelta(hours=25)), pytest.raises(NotPermitted):
        actions.approve_export(three, export.pk)


def test_many_small_files_are_a_large_one(three: Actor, mia: Actor) -> None:
    first = actions.ask_export(three, where='name = "Bo"')
    actions.withdraw_export(three, first.pk)
    assert actions.ask_export(three, where='name = "Cy"').state == "ready"
    assert actions.ask_export(three, where='name = "Di"').state == "waiting"
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert actions.ask_export(three, where='name = "Di"').state == "ready"


def test_what_grew_since_must_be_approved_again(three: Actor, mia: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "SLACK", 1)
    export = actions.approve_export(mia, actions.ask_export(three).pk)
    people.add_person(three, name="Ed")
    people.add_person(three, name="Flo")
    assert work_off(export).state == "waiting"
    assert "5 rows now instead of 3" in export.error
    assert export.approver_id is None
    assert work_off(actions.approve_export(mia, export.pk)).state == "ready"


def test_a_little_growth_is_no_other_list(three: Actor, mia: Actor) -> None:
    export = actions.approve_export(mia, actions.ask_export(three).pk)
    people.add_person(three, name="Ed")
    assert work_off(export).done == 4


def test_a_request_lapses_after_a_week(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three)
    with time_machine.travel(utc_now() + timedelta(days=8)):
        with pytest.raises(WrongInput, match="does not wait"):
            actions.approve_export(mia, export.pk)
        assert tasks.forget_old_exports.call() == 1
    export.refresh_from_db()
    assert export.state == "gone"


def test_refusing_and_withdrawing_end_it(three: Actor, mia: Actor) -> None:
    refused, withdrawn = actions.ask_export(three), actions.ask_export(three)
    with pytest.raises(WrongInput, match="your own"):
        actions.refuse_export(three, refused.pk)
    with pytest.raises(NotFound):
        actions.withdraw_export(mia, withdrawn.pk)
    assert actions.refuse_export(mia, refused.pk).state == "refused"
    assert actions.withdraw_export(three, withdrawn.pk).state == "withdrawn"
    with pytest.raises(WrongInput, match="nothing to withdraw"):
        actions.withdraw_export(three, withdrawn.pk)
    with pytest.raises(WrongInput, match="does not wait"):
        actions.approve_export(mia, refused.pk)
    assert work_off(refused).state == "refused"


def test_a_withdrawn_file_goes_at_once(three: Actor, django_capture_on_commit_callbacks: Any) -> None:
    export = actions.ask_export(three, where='name = "Bo"')
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_export(three, export.pk)
    assert list(keeping.folder().iterdir()) == []


def test_only_whoever_asked_fetches(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three, where='name = "Bo"')
    with pytest.raises(NotFound):
        actions.fetch_export(mia, export.pk)


def test_another_workspace_sees_and_gets_nothing(three: Actor, otto: Actor) -> None:
    export = actions.ask_export(three)
    for act in (
        actions.approve_export,
        actions.fetch_export,
        actions.withdraw_export,
        actions.refuse_export,
        queries.export_view,
    ):
        with pytest.raises(NotFound):
            act(otto, export.pk)
    assert queries.export_list(otto) == []


@pytest.mark.parametrize("role", ["organiser", "volunteer", "viewer"])
def test_only_owners_and_managers_export(three: Actor, role: str) -> None:
    somebody = joined(three, email="x@example.org", name="X", role=role)
    export = actions.ask_export(three)
    for act in (actions.approve_export, actions.fetch_export, queries.export_view):
        with pytest.raises(NotPermitted):
            act(somebody, export.pk)
    with pytest.raises(NotPermitted):
        actions.ask_export(somebody)


def test_whoever_lost_the_right_gets_no_file(three: Actor, mia: Actor) -> None:
    export = actions.approve_export(three, actions.ask_export(mia).pk)
    change_role(three, member_id=mia.member_id, role="organiser")
    assert work_off(export).state == "failed"
    assert "may not export any more" in export.error


def test_a_file_goes_after_a_day(three: Actor, django_capture_on_commit_callbacks: Any) -> None:
    export = actions.ask_export(three, where='name = "Bo"')
    path = keeping.folder() / export.file
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert queries.export_view(three, export.pk).state == "gone"
        with pytest.raises(NotFound, match="no file any more"):
            actions.fetch_export(three, export.pk)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.forget_old_exports.call() == 1
    assert not path.exists()


def test_strays_go_too_and_what_is_at_work_stays(three: Actor) -> None:
    old, fresh = keeping.folder() / "9-old.csv", keeping.folder() / "9-new.csv"
    for path in (old, fresh):
        path.write_text("x")
    os.utime(old, (0, 0))
    keeping.forget(utc_now())
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_try_after_a_crash_begins_anew(three: Actor, mia: Actor) -> None:
    export = actions.approve_export(mia, actions.ask_export(three).pk)
    (keeping.folder() / f"{export.pk}-half.csv").write_text("half")
    assert names_in(three, work_off(export)) == ["Bo", "Cy", "Di"]
    assert [path.name for path in keeping.folder().iterdir()] == [export.file]


def test_what_fails_says_so_and_leaves_no_file(three: Actor, mia: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(job: making.Job) -> int:
        job.stream.write(b"x")
        raise ZeroDivisionError

    monkeypatch.setitem(making.WRITERS, ("people", "csv"), broken)
    export = actions.approve_export(mia, actions.ask_export(three).pk)
    with pytest.raises(ZeroDivisionError):
        work_off(export)
    export.refresh_from_db()
    assert (export.state, export.error) == ("failed", "It did not work. Ask for it again.")
    assert list(keeping.folder().iterdir()) == []


def test_withdrawn_while_it_is_made_leaves_no_file(three: Actor, mia: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def withdrawing(job: making.Job) -> int:
        actions.withdraw_export(three, job.export.pk)
        return 0

    monkeypatch.setitem(making.WRITERS, ("people", "csv"), withdrawing)
    assert work_off(actions.approve_export(mia, actions.ask_export(three).pk)).state == "withdrawn"
    assert list(keeping.folder().iterdir()) == []


def test_an_erased_person_is_in_no_file_any_more(three: Actor, django_capture_on_commit_callbacks: Any) -> None:
    export = actions.ask_export(three, where='name = "Bo"', purpose="For Bo")
    (bo,) = find_people(three, "Bo")
    with django_capture_on_commit_callbacks(execute=True):
        people.erase_person(three, bo.id)
    export.refresh_from_db()
    assert (export.state, export.where, export.purpose) == ("gone", "", "")
    assert str(export) == "people as csv"
    assert list(keeping.folder().iterdir()) == []


def test_what_a_source_forbids_stays_out(three: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = UseRule(code="by-hand", title="Sealed", forbids=frozenset({Use.EXPORT}), reason="Sealed.")
    monkeypatch.setitem(provenance.USE_RULES, "by-hand", sealed)
    export = actions.ask_export(three, where='name = "Bo"')
    assert (export.done, export.left_out) == (0, 1)
    assert Source.objects.filter(use_rule="by-hand").exists()


def test_members_are_no_contacts(three: Actor, mia: Actor) -> None:
    people.own_person(three.member_id)
    assert actions.ask_export(three).rows == 3


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"what": "secrets"}, "cannot be exported"),
        ({"format": "doc"}, "There is no 'doc' of people"),
        ({"where": "colour = red"}, "colour"),
        ({"what": "ties", "where": "name = Bo"}, "Only people and organisations can be"),
    ],
)
def test_what_cannot_be_asked_is_said(three: Actor, given: dict[str, str], reason: str) -> None:
    with pytest.raises(WrongInput, match=reason):
        actions.ask_export(three, **given)


def test_whoever_approves_sees_names_and_numbers(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three, purpose="Mailing house")
    view = queries.export_view(mia, export.pk)
    assert (view.member, view.rows, view.purpose, view.sample) == ("Ada Okafor", 3, "Mailing house", ("Bo", "Cy", "Di"))
    assert (view.may_approve, view.own) == (True, False)
    assert [each.id for each in queries.export_list(mia)] == [export.pk]
    assert queries.export_list(mia, before=export.pk) == []


def test_a_private_segment_is_not_opened_for_the_approver(three: Actor, mia: Actor) -> None:
    export = actions.ask_export(three)
    Export.objects.filter(pk=export.pk).update(where='in segment "Ada\'s own"')
    assert queries.export_view(mia, export.pk).sample == ()


@pytest.mark.parametrize("format", ["csv", "xlsx", "vcard", "vcard3", "json", "parquet"])
def test_every_format_is_made(three: Actor, format: str) -> None:
    if format == "parquet":
        pytest.importorskip("duckdb")
    export = actions.ask_export(three, format=format, where='name = "Bo"')
    assert (export.state, export.done) == ("ready", 1), export.error
    assert export.size > 20
    view = queries.export_view(three, export.pk)
    assert view.file_name.startswith("hustings-people-")
